/** Which round is at matter now: the one that is watched, the one whose result is looked at, and the tie that waits. Pure. */

/** @typedef {import("../../types.js").Board} Board */
/** @typedef {import("../../types.js").Round} Round */

/** @param {Round | null | undefined} round */
export function running(round) {
  return round?.state === "open" || round?.state === "paused";
}

/** Whether its result has been shown. @param {Round | null | undefined} round */
export function shown(round) {
  return round?.state === "revealed" || round?.state === "accepted";
}

/**
 * All rounds that people have seen the result of, and the current one, oldest first.
 * @param {Board} board
 * @returns {Round[]}
 */
export function allRounds(board) {
  return board.round ? [...board.rounds, board.round] : [...board.rounds];
}

/**
 * The round that a run-off is held for, at the root of all run-offs.
 * @param {Board} board
 * @param {Round} round
 * @returns {Round}
 */
export function rootOf(board, round) {
  const first = round.run_off_of ? allRounds(board).find((one) => one.id === round.run_off_of) : undefined;
  return first ? rootOf(board, first) : round;
}

/**
 * The round whose result is the room's now: the current one's root, when that has been shown. Practice, and a round that
 * was called off, leave the one before as it was.
 * @param {Board} board
 * @returns {Round | null}
 */
export function resultRound(board) {
  const { round } = board;
  if (round && round.state !== "void" && !round.practice) {
    const root = rootOf(board, round);
    return shown(root) ? root : null;
  }
  const last = board.rounds.at(-1);
  return last ? rootOf(board, last) : null;
}

/**
 * The round whose tie waits to be ended: `root`, or the run-off of it that ended in a tie itself. Null: none waits, or a
 * run-off is being held.
 * @param {Board} board
 * @param {Round} root
 * @returns {Round | null}
 */
export function openTie(board, root) {
  if (root.state !== "revealed" || !root.outcome || root.outcome.chosen) return null;
  const held = allRounds(board).find((one) => one.id === root.outcome?.run_off);
  if (!held || held.state === "void") return root;
  return shown(held) ? (openTie(board, held) ?? root) : null;
}

/**
 * The last run-off of a round and those held for its ties, oldest first; none that was called off.
 * @param {Board} board
 * @param {Round} root
 * @returns {Round[]}
 */
export function runOffs(board, root) {
  return allRounds(board).filter((one) => one.run_off_of && one.state !== "void" && one !== root && rootOf(board, one) === root);
}
