/** What comes next: the one large button, what the run sheet says of each step, and how late the room is. */

import { roundNext } from "./round/next.js";

export { running, shown } from "./round/matter.js";

/** @typedef {import("../types.js").Board} Board */
/** @typedef {import("../types.js").Step} Step */

/**
 * What the large button does now: what `RoundNext` says of rounds, else
 * - `go`: to `step`; `ask`: make sure first, because people can do nothing there
 * - `end`: the run sheet is through
 * @typedef {import("./round/next.js").RoundNext | {act: "go", step: number, phase: string, ask: boolean} | {act: "end"}} Next
 */

const MINUTE_MS = 60_000;

/**
 * @param {Board} board
 * @param {number} present participants in the room now
 * @param {number} lines lines that a round would have now
 * @returns {Next}
 */
export function whatNext(board, present, lines) {
  const round = roundNext(board, present, lines);
  if (round) return round;
  const then = board.steps[board.step + 1];
  if (!then) return { act: "end" };
  return { act: "go", step: board.step + 1, phase: then.phase, ask: then.phase === "closed" };
}

/**
 * When each later step would begin if the clock that runs now is kept (server time, ms); null where nobody can tell.
 * @param {Board} board
 * @param {number} now server time, ms
 * @returns {(number | null)[]}
 */
export function plannedStarts(board, now) {
  const { ends_at: end, left_ms: left } = board.timer;
  let at = end !== null ? Math.max(end, now) : left !== null ? now + left : null;
  return board.steps.map((step, index) => {
    if (index <= board.step) return null;
    const start = at;
    at = at !== null && step.minutes ? at + step.minutes * MINUTE_MS : null;
    return start;
  });
}

/**
 * Whole minutes by which the room is later than planned; mirrors rooms/pace.py (RULES L4).
 * @param {Board} board
 * @param {number} now server time, ms
 */
export function minutesLate(board, now) {
  if (!board.began_at || board.step === 0) return 0;
  const planned = board.steps.slice(1, board.step).reduce((sum, step) => sum + step.minutes, 0) * MINUTE_MS;
  const present = (board.steps[board.step]?.minutes ?? 0) * MINUTE_MS;
  const over = present ? Math.max(0, now - board.step_at - present) : 0;
  return Math.floor(Math.max(0, board.step_at - board.began_at - planned + over) / MINUTE_MS);
}
