/** In which order actions stand, and would stand once one is moved. Pure. */

/** @typedef {import("../../types.js").Action} Action */
/** @typedef {"up" | "down" | "first" | "last"} Way */
/** @typedef {{action: string, before: string}} Move `before`: the action that it shall stand right before; empty: last */
/**
 * A move that was asked for. `there`: the room's actions when it was answered; null: it waits.
 * @typedef {{move: Move, there: readonly {id: string}[] | null}} Asked
 */

/**
 * What an action shall stand right before, to be moved that way; null: it cannot go there, or is there.
 * @param {readonly {id: string}[]} actions
 * @param {string} id
 * @param {Way} way
 */
export function beforeWhich(actions, id, way) {
  const at = actions.findIndex((action) => action.id === id);
  const up = way === "up" || way === "first";
  if (at < 0 || at === (up ? 0 : actions.length - 1)) return null;
  const to = { up: at - 1, down: at + 2, first: 0, last: actions.length }[way];
  return actions[to]?.id ?? "";
}

/**
 * Actions in order once one of them is moved; as they are when one of the two is not among them.
 * @template {{id: string}} T
 * @param {readonly T[]} actions
 * @param {Move} move
 * @returns {readonly T[]}
 */
export function moved(actions, { action, before }) {
  const one = actions.find(({ id }) => id === action);
  const others = actions.filter(({ id }) => id !== action);
  const at = before ? others.findIndex(({ id }) => id === before) : others.length;
  return one && at >= 0 ? [...others.slice(0, at), one, ...others.slice(at)] : actions;
}

/**
 * Whether the room's actions have a move in them. Its answer may come before it; then whatever changes them next brings it.
 * @param {Asked} asked
 * @param {readonly {id: string}[]} actions
 */
export function arrived({ move, there }, actions) {
  return there !== null && (there !== actions || moved(actions, move).every((action, at) => action === actions[at]));
}

/**
 * The room's actions with all moves laid over them that are not in them yet.
 * @template {{id: string}} T
 * @param {readonly T[]} actions
 * @param {readonly Asked[]} asked in the order of asking
 */
export function asAsked(actions, asked) {
  return asked.reduce((all, one) => (arrived(one, actions) ? all : moved(all, one.move)), actions);
}
