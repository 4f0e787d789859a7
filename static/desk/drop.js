/** What letting something go over the board means: on a note they group, on a group it joins, on a column it moves there. */

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./drag.js").Drop} Drop */

/** The notes in the hand: all chosen ones when the dragged one is among them. @param {Desk} desk @param {string} key */
export function inHand(desk, key) {
  const id = key.slice(2);
  if (key.startsWith("g-")) return desk.sorting.membersOf(id);
  return desk.choosing.chosen.has(id) ? desk.choosing.picked : [id];
}

/**
 * @param {Desk} desk
 * @param {Drop} drop
 */
export function dropped(desk, { key, over, column }) {
  if (over === key) return;
  const group = key.startsWith("g-") ? key.slice(2) : "";
  const target = over.slice(2);
  const notes = inHand(desk, key);
  if (over.startsWith("n-")) {
    if (!notes.includes(target)) desk.sorting.group([target, ...notes]);
  } else if (over.startsWith("g-")) {
    const joining = notes.filter((id) => desk.board.notes.get(id)?.group !== target);
    if (joining.length) desk.sorting.group(joining, target);
  } else if (group) {
    if (column && desk.board.groups.get(group)?.column !== column) desk.sorting.moveGroup(group, column);
  } else if (column) {
    const leaving = notes.filter((id) => {
      const note = desk.board.notes.get(id);
      return note && (note.column !== column || desk.board.groups.has(note.group));
    });
    if (leaving.length) desk.sorting.move(leaving, column);
  }
}
