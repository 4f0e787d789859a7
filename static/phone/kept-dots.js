/**
 * One's own dots of every round that this tab has seen: once a result is accepted nobody else can tell them any more, and
 * the room itself knows only those of its current round.
 */

import { running } from "./ballot.js";
import { draft, keepDraft } from "./drafts.js";

/** @typedef {import("../types.js").Ballot} Ballot */
/** @typedef {import("../types.js").Round} Round */

/** @param {string} round */
const key = (round) => `dots/${round}`;

/**
 * Remembers the ballot as the room tells it.
 * @param {Ballot | null} ballot
 * @param {Round | null} round the current one
 */
export function keepDots(ballot, round) {
  if (!ballot || ballot.round !== round?.id) return;
  const dots = Object.keys(ballot.dots).length ? JSON.stringify(ballot.dots) : "";
  const told = round.state === "void" ? "" : dots;
  if (!told && !running(round) && round.state !== "void") return; // untied: the room has just forgotten, we need not
  if (draft(key(round.id)) !== told) keepDraft(key(round.id), told);
}

/**
 * The ballot of a round as it was last known.
 * @param {Ballot | null} ballot
 * @param {Round} round
 * @returns {Ballot | null}
 */
export function ballotOf(ballot, round) {
  if (ballot?.round === round.id && Object.keys(ballot.dots).length) return ballot;
  const known = draft(key(round.id));
  return known ? { round: round.id, dots: JSON.parse(known), name: "", seed: 0 } : null;
}
