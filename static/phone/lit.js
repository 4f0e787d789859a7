/** What is in the spotlight: a note, a group, an action or one of last year's. Pure. */

/** @typedef {import("../types.js").Board} Board */
/** @typedef {import("../types.js").Note} Note */
/**
 * @typedef {{text: string, lang: string} & (
 *   | {kind: "note", note: Note}
 *   | {kind: "group", notes: readonly Note[]}
 *   | {kind: "action", action: import("../types.js").Action}
 *   | {kind: "earlier", earlier: import("../types.js").Earlier}
 * )} Lit
 */

/** @param {Board} board @returns {Lit | null} null: nothing that this phone may see */
export function lit(board) {
  const id = board.spotlight;
  if (!id) return null;
  const note = board.notes.get(id);
  if (note) return { kind: "note", note, text: note.text, lang: note.lang };
  const group = board.groups.get(id);
  if (group) {
    const notes = [...board.notes.values()].filter((one) => one.group === id).sort((a, b) => a.order - b.order);
    return { kind: "group", notes, text: group.title, lang: notes[0]?.lang ?? "" };
  }
  const action = board.actions.find((one) => one.id === id);
  if (action) return { kind: "action", action, text: action.what, lang: action.lang };
  const earlier = board.earlier.items.find((one) => one.id === id);
  return earlier ? { kind: "earlier", earlier, text: earlier.what, lang: earlier.lang } : null;
}
