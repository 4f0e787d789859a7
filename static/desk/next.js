/** What comes next: the one large button, and what the run sheet says of each step. */

/** @typedef {import("../types.js").Board} Board */
/** @typedef {import("../types.js").Step} Step */

/**
 * What the large button does now.
 * - `go`: to `step`; `ask`: make sure first, because people can do nothing there
 * - `open`, `close`, `reveal`: the round; `close` asks when not everybody present has voted
 * - `wait`: nothing can be done, `why` says so
 * - `end`: the run sheet is through
 * @typedef {{act: "go", step: number, phase: string, ask: boolean}
 *   | {act: "open"} | {act: "close", ask: boolean} | {act: "reveal", step: number | null}
 *   | {act: "wait", why: "lines"} | {act: "end"}} Next
 */

/**
 * @param {Board} board
 * @param {number} present participants in the room now
 * @param {number} lines lines that a round would have now
 * @returns {Next}
 */
export function whatNext(board, present, lines) {
  const here = board.steps[board.step];
  const then = board.steps[board.step + 1];
  const round = board.round;
  if (here?.phase === "voting") {
    if (round?.state === "open") return { act: "close", ask: round.ballots < present };
    if (round?.state === "closed") return { act: "reveal", step: then?.phase === "results" ? board.step + 1 : null };
    // A revealed round of an earlier step: this step wants its own, unless it was revealed here for want of a results step.
    if (!(round && then && then.phase !== "results")) return lines < 2 ? { act: "wait", why: "lines" } : { act: "open" };
  }
  if (here?.phase === "results" && round?.state === "closed") return { act: "reveal", step: null };
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
    at = at !== null && step.minutes ? at + step.minutes * 60_000 : null;
    return start;
  });
}
