/** The views about rounds: the ballot as people have it before them, and the result. */

import { t } from "../../words.js";
import { ballot } from "./lines.js";
import { result } from "../result.js";
import { running } from "./matter.js";

/** @typedef {import("../desk.js").Desk} Desk */
/** @typedef {import("../views.js").View} View */

/** A ballot is checked in its own step, and watched until its result is shown. */
const BALLOT = new Set(["freeze", "voting"]);

/** Whether people vote, or have voted and not seen the result. @param {Desk} desk */
function underWay({ board: { round } }) {
  return running(round) || round?.state === "closed";
}

/** A run-off is watched beside the result that it decides, and practice is looked at at once. @param {Desk} desk */
function atResult({ board: { round }, phase }) {
  if (round?.practice && round.state === "revealed") return true;
  if (round?.run_off_of && running(round)) return true;
  return phase === "results" || phase === "closed";
}

/** @type {View} */
export const ballotView = {
  id: "ballot",
  words: () => t("desk.ballot"),
  there: (desk) => underWay(desk) || desk.rounds.draft !== null || desk.rounds.mayTick,
  home: (desk) => (underWay(desk) && !desk.board.round?.run_off_of) || (!atResult(desk) && BALLOT.has(desk.phase)) || (desk.rounds.draft !== null && desk.phase === "results"),
  draw: ballot,
};

/** @type {View} */
export const resultView = {
  id: "result",
  words: () => t("desk.result"),
  there: (desk) => desk.rounds.result !== null,
  home: atResult,
  draw: result,
};
