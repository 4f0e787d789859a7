/** What stands where on the desk's board, worked out once per board. */

/** @typedef {import("../types.js").Board} Board */
/** @typedef {import("../types.js").Note} Note */
/** @typedef {import("../types.js").Group} Group */
/** @typedef {import("../types.js").Column} Column */

/**
 * A place in a column: a group with its notes, or one note by itself. `key` names it for walking and focus.
 * @typedef {{key: string, order: number, group: Group, notes: Note[]} | {key: string, order: number, note: Note}} Item
 */
/**
 * `shown`: notes that people see under this column; `hidden` ones lie in a fold below.
 * @typedef {{column: Column, items: Item[], hidden: Note[], shown: number}} Place
 */
/** @typedef {{places: Place[], notes: number, groups: number, loose: number}} Layout */

/** @type {WeakMap<Board, Layout>} */
const known = new WeakMap();

/** The key of a note, a group or a column in the page: ids of different kinds may not be mistaken for each other. */
export const noteKey = (/** @type {string} */ id) => `n-${id}`;
export const groupKey = (/** @type {string} */ id) => `g-${id}`;

/**
 * The board as columns of groups and notes, in board order. The same board gives the same layout.
 * @param {Board} board
 * @returns {Layout}
 */
export function arrange(board) {
  const before = known.get(board);
  if (before) return before;
  const layout = arranged(board);
  known.set(board, layout);
  return layout;
}

/**
 * @param {Board} board
 * @returns {Layout}
 */
function arranged(board) {
  /** @type {Map<string, Place>} */
  const places = new Map(board.columns.map((column) => [column.id, { column, items: [], hidden: [], shown: 0 }]));
  /** @type {Map<string, Note[]>} */
  const members = new Map();
  let loose = 0;
  for (const note of board.notes.values()) {
    const place = places.get(note.column);
    if (!place) continue;
    if (note.hidden) {
      place.hidden.push(note);
    } else if (note.group && board.groups.has(note.group)) {
      const held = members.get(note.group);
      if (held) held.push(note);
      else members.set(note.group, [note]);
    } else {
      loose += 1;
      place.shown += 1;
      place.items.push({ key: noteKey(note.id), order: note.order, note });
    }
  }
  for (const [id, notes] of members) {
    const group = board.groups.get(id);
    const place = group && places.get(group.column);
    if (!group || !place) continue;
    place.shown += notes.length;
    notes.sort(byOrder);
    place.items.push({ key: groupKey(id), order: group.order, group, notes });
  }
  let notes = 0;
  for (const place of places.values()) {
    place.items.sort(byOrder);
    place.hidden.sort(byOrder);
    notes += place.shown;
  }
  return { places: [...places.values()], notes, groups: members.size, loose };
}

/**
 * @param {{order: number}} a
 * @param {{order: number}} b
 */
function byOrder(a, b) {
  return a.order - b.order;
}

/**
 * Keys of what can be walked to, a list per column, in the order of the page. Notes of a folded group are passed over.
 * @param {Layout} layout
 * @param {ReadonlySet<string>} folded ids of folded groups
 * @param {ReadonlySet<string>} opened ids of columns whose hidden notes are unfolded
 * @returns {string[][]}
 */
export function walkable(layout, folded, opened) {
  return layout.places.map((place) => {
    /** @type {string[]} */
    const keys = [];
    for (const item of place.items) {
      keys.push(item.key);
      if ("group" in item && !folded.has(item.group.id)) keys.push(...item.notes.map((note) => noteKey(note.id)));
    }
    if (opened.has(place.column.id)) keys.push(...place.hidden.map((note) => noteKey(note.id)));
    return keys;
  });
}

/**
 * Ids that one walks along from `lit`: the notes of its group, or all groups and notes by themselves in the board's order.
 * @param {Pick<Layout, "places">} layout
 * @param {string} lit
 * @returns {string[]}
 */
export function rowOf(layout, lit) {
  const items = layout.places.flatMap((place) => place.items);
  for (const item of items) {
    if ("group" in item && item.notes.some((note) => note.id === lit)) return item.notes.map((note) => note.id);
  }
  return items.map((item) => ("group" in item ? item.group.id : item.note.id));
}
