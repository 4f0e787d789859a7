/** The round, always there: prepared while grouping, watched while open, told when shown. Never a count per line before. */

import { html } from "lit-html";

import { running } from "./round/matter.js";
import { setting } from "./round/setting.js";
import { told } from "./round/told.js";
import { watched } from "./round/watched.js";

/** @typedef {import("./desk.js").Desk} Desk */

/** Phases in which the last result is at hand, and not the next round. */
const TOLD = new Set(["results", "actions", "closed"]);

/** @param {Desk} desk */
export function panel(desk) {
  return html`<aside class="panel" aria-labelledby="round">${matter(desk)}</aside>`;
}

/** @param {Desk} desk */
function matter(desk) {
  const { round } = desk.board;
  const { rounds, phase } = desk;
  if (round && (running(round) || round.state === "closed")) return watched(desk, round);
  if (round?.practice && round.state === "revealed") return told(desk, round);
  const result = TOLD.has(phase) && !rounds.draft ? rounds.result : null;
  return result ? told(desk, result) : setting(desk);
}
