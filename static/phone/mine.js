/** A participant's own notes as they should be drawn: what the room has, with what still waits laid over it. Pure. */

/** @typedef {import("../types.js").Note} Note */
/** @typedef {import("../types.js").Pending} Pending */
/**
 * @typedef {object} Own
 * @property {string} id
 * @property {string} column
 * @property {string} text
 * @property {string} lang
 * @property {number} version the one that an edit made now would have to name
 * @property {boolean} hidden a facilitator took it off the screens
 * @property {"saved" | "waiting" | "refused"} state
 * @property {{code: string, reason: string, text: string | null} | null} problem the last change that was
 *   refused: `text` is what was written, null for a deletion
 */

/**
 * One's own notes, newest first. Deleted ones go at once; a refused text always stays.
 * @param {ReadonlyMap<string, Note>} notes
 * @param {readonly Pending[]} pending
 * @returns {Own[]}
 */
export function ownNotes(notes, pending) {
  /** @type {Map<string, Own>} */
  const own = new Map();
  for (const note of [...notes.values()].sort((a, b) => a.order - b.order)) {
    const { id, column, text, lang, version, hidden = false } = note;
    own.set(id, { id, column, text, lang, version, hidden, state: "saved", problem: null });
  }
  for (const item of pending) lay(own, item, notes);
  return [...own.values()].reverse();
}

/**
 * @param {Map<string, Own>} own
 * @param {Pending} item
 * @param {ReadonlyMap<string, Note>} notes
 */
function lay(own, item, notes) {
  const { command, state } = item;
  if (command.kind === "PostNote") {
    if (notes.has(command.note)) return; // it arrived; its answer is on the way
    const { note: id, column, text, lang } = command;
    const problem = state === "refused" ? problemOf(item, text) : null;
    own.set(id, { id, column, text, lang, version: 1, hidden: false, state, problem });
  } else if (command.kind === "EditNote") {
    const there = own.get(command.note);
    if (!there) {
      // The note is gone meanwhile; its new text is not. An empty column: it belongs under any of them.
      if (state === "refused") own.set(command.note, { ...lost(command.note, command.text), problem: problemOf(item, command.text) });
      return;
    }
    if (state === "refused") own.set(there.id, { ...there, problem: problemOf(item, command.text) });
    else own.set(there.id, { ...there, text: command.text, version: there.version + 1, state: there.state === "refused" ? "refused" : "waiting" });
  } else if (command.kind === "DeleteNote") {
    const there = own.get(command.note);
    if (state === "waiting") own.delete(command.note);
    else if (there) own.set(there.id, { ...there, problem: problemOf(item, null) });
  }
}

/** @param {Pending} item @param {string | null} text */
function problemOf(item, text) {
  return { code: item.code, reason: item.text, text };
}

/** @param {string} id @param {string} text @returns {Own} */
function lost(id, text) {
  return { id, column: "", text, lang: "", version: 0, hidden: false, state: "refused", problem: null };
}

/** How many notes wait to be sent, new, changed or deleted. @param {readonly Pending[]} pending */
export function waitingNotes(pending) {
  const ids = pending.flatMap(({ command, state }) => (state === "waiting" && "note" in command ? [command.note] : []));
  return new Set(ids).size;
}

/** Whether dots wait to be sent. @param {readonly Pending[]} pending */
export function waitingDots(pending) {
  return pending.some((item) => item.state === "waiting" && item.command.kind === "PlaceDots");
}
