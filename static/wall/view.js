/** Which view of the room is on the wall: what the desk put into the spotlight, else what the phase is about. */

import { nothing } from "lit-html";
import { phase as phaseOf } from "../board.js";
import { actions } from "./actions.js";
import { agenda } from "./agenda.js";
import { ask } from "./ask.js";
import { closed } from "./closed.js";
import { commitments } from "./commitments.js";
import { freeze } from "./freeze.js";
import { reading } from "./reading.js";
import { noResult, results } from "./results.js";
import { isShown } from "./reveal.js";
import { review } from "./review.js";
import { sorting } from "./sorting.js";
import { spotlight } from "./spotlight.js";
import { tables } from "./tables.js";
import { isRunning, voting } from "./voting.js";
import { writing } from "./writing.js";

/** @typedef {import("./seen.js").Seen} Seen */
/** @typedef {import("./seen.js").View} View */

/** Phases in which people may vote, so that a round that runs has the wall. */
const VOTES = ["freeze", "voting", "results", "commitments"];

/** @param {Seen} seen @returns {View & {lit: boolean}} lit: it is the spotlight's */
export function viewOf(seen) {
  const voted = roundView(seen);
  if (voted) return { ...voted, lit: false };
  const lit = seen.revealed === Infinity ? spotlight(seen) : null;
  return lit ? { ...lit, lit: true } : { ...phaseView(seen), lit: false };
}

/** A round that people vote in or wait for, or whose result is just coming line by line: nothing takes the wall from it. @param {Seen} seen */
function roundView(seen) {
  const { round } = seen.board;
  if (!VOTES.includes(phaseOf(seen.board))) return null;
  if (round?.state === "open" || round?.state === "paused") return voting(seen);
  const comes = isShown(round) && seen.revealed !== Infinity && (seen.watched || !round?.practice);
  return comes ? results(seen) : null;
}

/** @param {Seen} seen @returns {View} */
function phaseView(seen) {
  const phase = phaseOf(seen.board);
  const { round } = seen.board;
  /** @param {() => unknown} once */
  const single = (once) => ({ matter: phase, pages: [], draw: once });
  switch (phase) {
    case "agenda":
      return agenda(seen);
    case "review":
      return review(seen);
    case "question":
      return single(() => ask(seen));
    case "writing":
      return single(() => writing(seen));
    case "tables":
      return single(() => tables(seen));
    case "reading":
      return reading(seen);
    case "sorting":
      return sorting(seen);
    case "freeze":
      return stillOn(seen) ?? freeze(seen);
    case "voting":
      return (isRunning(round) || (round?.practice && !seen.watched) ? null : results(seen)) ?? voting(seen);
    case "results":
      return isRunning(round) ? voting(seen) : ((round?.practice ? null : results(seen)) ?? results({ ...seen, board: { ...seen.board, round: null } }) ?? noResult());
    case "actions":
      return actions(seen);
    case "commitments":
      return stillOn(seen) ?? commitments(seen);
    case "closed":
      return single(() => closed(seen));
    default:
      return single(() => nothing);
  }
}

/** In a phase that is about something else: a round just closed, or one whose result came while it was on. @param {Seen} seen */
function stillOn(seen) {
  const { round } = seen.board;
  if (round?.state === "closed") return voting(seen);
  return isShown(round) && seen.watched ? results(seen) : null;
}
