/** Actions as one means them now: what the room has, with what still waits laid over it, and what is in conflict. Pure. */

/** @typedef {import("../types.js").Action} Action */
/** @typedef {import("../types.js").ActionField} ActionField */
/** @typedef {import("../types.js").Pending} Pending */

/** @type {readonly ActionField[]} in the order in which they are asked */
export const FIELDS = ["what", "why", "who", "partners", "lever", "first_step", "by_when", "measure"];

/**
 * The room's actions, those that wait to be sent last, with one's own words in them.
 * @param {readonly Action[]} actions
 * @param {readonly Pending[]} pending
 * @returns {Action[]}
 */
export function ownActions(actions, pending) {
  const found = new Map(actions.map((action) => [action.id, action]));
  for (const { command, state } of pending) {
    if (state !== "waiting") continue;
    if (command.kind === "StartAction" && !found.has(command.action)) {
      found.set(command.action, started(command.action, command.source ?? "", command.lang ?? "", command.what, found.size + 1));
    }
    if (command.kind === "EditAction") {
      const there = found.get(command.action);
      if (there && !there.accepted) found.set(there.id, withMissing({ ...there, [command.field]: command.text }));
    }
  }
  return [...found.values()];
}

/** @param {string} id @param {string} source @param {string} lang @param {string} what @param {number} order @returns {Action} */
function started(id, source, lang, what, order) {
  const empty = { why: "", who: "", partners: "", lever: "", first_step: "", by_when: "", measure: "" };
  return withMissing({ id, order, source, lang, what, ...empty, accepted: false, taking_part: [], objections: [], missing: [] });
}

/** @param {Action} action @returns {Action} */
function withMissing(action) {
  return { ...action, missing: FIELDS.filter((field) => !action[field]) };
}

/**
 * One's refused edits of a field, oldest first.
 * @param {readonly Pending[]} pending
 * @param {string} action
 * @param {ActionField} field
 */
export function refusedEdits(pending, action, field) {
  return pending.filter(
    ({ command, state }) => state === "refused" && command.kind === "EditAction" && command.action === action && command.field === field,
  );
}

/**
 * Whether edits of an action are still on their way.
 * @param {readonly Pending[]} pending
 * @param {string} action
 */
export function editsWait(pending, action) {
  return pending.some(
    ({ command, state }) =>
      state === "waiting" && (command.kind === "StartAction" || command.kind === "EditAction") && command.action === action,
  );
}
