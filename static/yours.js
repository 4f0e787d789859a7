/** What is a participant's own, as the frames of the server make it; told to no other phone. Source: server/PROTOCOL.md, *Yours*. */

/** @typedef {import("./types.js").Note} Note */
/** @typedef {import("./types.js").Table} Table */
/** @typedef {import("./types.js").TableChange} TableChange */
/** @typedef {import("./types.js").Yours} Yours */
/** @typedef {import("./types.js").YoursFrame} YoursFrame */

/** @type {Yours} */
export const NOTHING_OWN = {
  notes: new Map(),
  ballot: null,
  table: null,
  judgements: {},
  talk: [],
  taking_part: {},
  objections: {},
  feedback: null,
};

/**
 * All of one's own as a welcome brings it.
 * @param {YoursFrame} frame
 * @returns {Yours}
 */
export function fromWelcome(frame) {
  return ownAfter(NOTHING_OWN, frame);
}

/**
 * What becomes of one's own by a frame that says what has changed of it; the same object when it says nothing.
 * @param {Yours} own
 * @param {YoursFrame} frame
 * @returns {Yours}
 */
export function ownAfter(own, { notes: changed = [], gone = [], ballot, table, at_table, judgements, talk, taking_part, objections, feedback }) {
  const news = Object.fromEntries(
    Object.entries({ ballot, table, judgements, talk, taking_part, objections, feedback }).filter(([, value]) => value !== undefined),
  );
  if (at_table && own.table) news.table = tableAfter(own.table, at_table);
  if (!changed.length && !gone.length) return Object.keys(news).length ? { ...own, ...news } : own;
  return { ...own, ...news, notes: notesAfter(own.notes, changed, gone) };
}

/** @param {Table} table @param {TableChange} change @returns {Table} */
function tableAfter(table, { people = table.people, notes: changed, gone }) {
  const notes = notesAfter(new Map(table.notes.map((note) => [note.id, note])), changed, gone);
  return { ...table, people, notes: [...notes.values()] };
}

/** @param {ReadonlyMap<string, Note>} known @param {readonly Note[]} changed @param {readonly string[]} gone */
function notesAfter(known, changed, gone) {
  const notes = new Map(known);
  for (const note of changed) notes.set(note.id, note);
  for (const id of gone) notes.delete(id);
  return notes;
}
