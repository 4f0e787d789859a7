/** What the middle of the desk can show, and what suits the moment. */

import { running, shown } from "./matter.js";

/** @typedef {import("../desk.js").Desk} Desk */
/** @typedef {"board" | "ballot" | "result" | "actions"} View */

/**
 * The views that there is something in now.
 * @param {Desk} desk
 * @returns {View[]}
 */
export function viewsOf(desk) {
  const { board, phase, rounds } = desk;
  /** @type {View[]} */
  const found = ["board"];
  const { round } = board;
  if (running(round) || round?.state === "closed" || rounds.draft || phase === "freeze" || phase === "voting") found.push("ballot");
  if (rounds.result || (round && shown(round))) found.push("result");
  if (phase === "actions" || phase === "commitments" || board.actions.length) found.push("actions");
  return found;
}

/**
 * The view that is shown: the one asked for while it has something, else what the moment is about.
 * @param {Desk} desk
 * @returns {View}
 */
export function viewOf(desk) {
  const found = viewsOf(desk);
  const wish = desk.view ?? suits(desk);
  return found.includes(wish) ? wish : "board";
}

/**
 * @param {Desk} desk
 * @returns {View}
 */
function suits({ board, phase, rounds }) {
  const { round } = board;
  // A run-off is watched beside the result that it decides.
  if (round?.run_off_of && running(round)) return "result";
  if (running(round) || round?.state === "closed") return "ballot";
  if (round?.practice && round.state === "revealed") return "result";
  if (phase === "commitments" || phase === "actions") return rounds.draft ? "ballot" : "actions";
  if (phase === "results" || phase === "closed") return rounds.draft ? "ballot" : "result";
  return phase === "freeze" || phase === "voting" ? "ballot" : "board";
}
