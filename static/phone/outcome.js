/** A shown round as a participant reads it: what is on top, what is not, and how a tie is or was ended. Pure. */

import { ranking } from "../ranking.js";

/** @typedef {import("../types.js").Board} Board */
/** @typedef {import("../types.js").Round} Round */
/** @typedef {import("../ranking.js").Row} Row */

/**
 * @typedef {object} Standing
 * @property {Row[]} top chosen, or while a tie is open all that may still be
 * @property {Row[]} rest
 * @property {{rank: number, lines: number, seats: number, open: boolean} | null} tie across the cut
 */

/** @param {Round} round @returns {Standing} */
export function standing(round) {
  const rows = ranking(round);
  const { outcome } = round;
  if (!outcome) return { top: [], rest: rows, tie: null };
  const top = new Set(outcome.chosen ?? [...outcome.above, ...outcome.tied]);
  const first = rows.find((row) => row.line.id === outcome.tied[0]);
  return {
    top: rows.filter((row) => top.has(row.line.id)),
    rest: rows.filter((row) => !top.has(row.line.id)),
    tie: first ? { rank: first.rank, lines: outcome.tied.length, seats: outcome.seats, open: outcome.chosen === null } : null,
  };
}

/** Every round of the board that has been opened, oldest first. @param {Board} board */
export function rounds(board) {
  return board.round ? [...board.rounds, board.round] : [...board.rounds];
}

/** The round whose tie a run-off decides. @param {Board} board @param {Round} runOff */
export function decidedBy(board, runOff) {
  return (runOff.run_off_of && board.rounds.find((round) => round.id === runOff.run_off_of)) || null;
}

/**
 * The round whose result the room goes on with: the last one shown, or the one that it was a run-off of.
 * @param {Board} board
 * @returns {Round | null}
 */
export function lastShown(board) {
  const round = rounds(board).findLast(({ state, practice }) => (state === "revealed" || state === "accepted") && !practice) ?? null;
  return (round && decidedBy(board, round)) ?? round;
}
