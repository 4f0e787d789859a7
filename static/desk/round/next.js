/** What the large button does about rounds: it always names what comes. Pure. */

import { phase } from "../../board.js";
import { VOTING } from "../rights.js";
import { openTie, resultRound, running } from "./matter.js";

/** @typedef {import("../../types.js").Board} Board */
/**
 * `of`: what kind of round, as the button names it. `step`: the step to go to with it, null: none.
 * @typedef {"" | "_practice" | "_runoff"} Kind
 * @typedef {{act: "prepare"} | {act: "open", step: number | null} | {act: "resume", of: Kind} | {act: "close", of: Kind, ask: boolean}
 *   | {act: "reveal", of: Kind, step: number | null} | {act: "put_away"} | {act: "accept"}
 *   | {act: "wait", why: "lines" | "tie"}} RoundNext
 */

/**
 * @param {Board} board
 * @param {number} present participants in the room now
 * @param {number} lines lines that a round would have now
 * @returns {RoundNext | null} null: nothing about rounds, the run sheet goes on
 */
export function roundNext(board, present, lines) {
  const now = phase(board);
  if (!VOTING.has(now)) return null;
  const { round } = board;
  const after = board.steps[board.step + 1]?.phase;
  const busy = round && ofRound(board, present);
  if (busy) return busy;
  if (now === "freeze") {
    if (lines < 2) return { act: "wait", why: "lines" };
    if (!board.draft || board.draft.practice) return { act: "prepare" };
    return { act: "open", step: after === "voting" ? board.step + 1 : null };
  }
  if (board.draft && !board.draft.practice) return { act: "open", step: null };
  const result = resultRound(board);
  // A round shown at an earlier step: this step wants its own, unless it was shown here for want of a results step.
  if (now === "voting" && !(result && after && after !== "results")) {
    return lines < 2 ? { act: "wait", why: "lines" } : { act: "open", step: null };
  }
  if (now === "commitments" || !result) return null;
  if (openTie(board, result)) return { act: "wait", why: "tie" };
  return result.state === "revealed" && result.results?.some((one) => one.dots) ? { act: "accept" } : null;
}

/**
 * What comes while people vote, and until they have seen the result.
 * @param {Board} board
 * @param {number} present
 * @returns {RoundNext | null}
 */
function ofRound(board, present) {
  const { round } = board;
  if (!round) return null;
  const of = round.practice ? "_practice" : round.run_off_of ? "_runoff" : "";
  if (round.state === "paused") return { act: "resume", of };
  if (running(round)) return { act: "close", of, ask: !round.practice && round.ballots - round.papers < present };
  if (round.state === "closed") {
    const results = board.steps[board.step + 1]?.phase === "results" && phase(board) === "voting";
    return { act: "reveal", of, step: results && !round.practice ? board.step + 1 : null };
  }
  return round.practice && round.state === "revealed" ? { act: "put_away" } : null;
}
