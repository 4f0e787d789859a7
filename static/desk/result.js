/** A result in the middle: what came of the vote in one sentence, the tie that waits to be ended, and the table, which may be long. */

import { html, nothing } from "lit-html";

import { t, tn } from "../words.js";
import { icons } from "./icons.js";
import { allRounds, running, runOffs, shown } from "./round/matter.js";
import { table } from "./round/table.js";
import { tie, tieHead } from "./round/tie.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("../types.js").Round} Round */

/** @param {Desk} desk */
export function result(desk) {
  const { rounds, board } = desk;
  const round = rounds.result;
  if (!round) return nothing;
  const waiting = rounds.tie(round);
  const held = runOffs(board, round);
  return html`<div class="outcome" role="region" tabindex="0" aria-label=${t("desk.result")}>
    ${past(desk, round)} ${waiting ? tieHead(waiting) : came(desk, round)} ${regrouped(desk, round)}
    ${waiting ? tie(desk, waiting) : nothing}
    ${waiting && waiting !== round ? html`${table(desk, waiting, t("desk.run_off"))}<h3>${t("desk.first_vote")}</h3>` : nothing} ${table(desk, round, t("desk.result_table"))} ${held.filter((one) => one !== waiting && shown(one)).map((one) => html`<h3>${t("desk.run_off")}</h3>${table(desk, one, t("desk.run_off"))}`)}
  </div>`;
}

/** That an earlier round is looked at, and the way back. @param {Desk} desk @param {Round} round */
function past(desk, round) {
  if (desk.rounds.looked !== round.id) return nothing;
  return html`<div class="message column-message">
    <p>${t("desk.looked", { round: desk.rounds.name(round) })}</p>
    <button class="button plain" type="button" @click=${() => desk.rounds.look("")}>${t("desk.look_back")}</button>
  </div>`;
}

/** What came of it, in one sentence. @param {Desk} desk @param {Round} round */
function came(desk, round) {
  const { outcome } = round;
  if (round.practice) return html`<div class="tie-head"><h2>${t("desk.practice_result")}</h2><p>${t("desk.practice_told")}</p></div>`;
  if (!round.results?.some((one) => one.dots)) return html`<p class="message">${icons.info}<span>${t("desk.no_dots")}</span></p>`;
  const held = allRounds(desk.board).find((one) => one.id === outcome?.run_off);
  if (!outcome?.chosen && held && !shown(held)) {
    return html`<div class="tie-head">
      <h2>${t(running(held) ? "desk.run_off_runs" : "desk.run_off_closed")}</h2>
      <p>${t("desk.run_off_text", { ballots: held.ballots, people: desk.rounds.people(held) })}</p>
    </div>`;
  }
  const count = outcome?.chosen?.length ?? 0;
  const way = outcome?.way ? t(`desk.way.${outcome.way}`) : "";
  const voted = tn("desk.came_voted", round.ballots);
  const paper = round.papers ? tn("desk.came_paper", round.papers) : "";
  return html`<div class="tie-head">
    <h2>${tn("desk.came", count)}</h2>
    <p>${voted} ${paper} ${round.must_spend ? t("desk.came_all") : nothing} ${way}${outcome?.reason ? ` ${t("desk.came_reason", { reason: outcome.reason })}` : nothing}</p>
    ${outcome?.way && outcome.tied.length && round.state === "revealed" && desk.phase !== "closed"
      ? html`<button class="button plain" type="button" @click=${() => reopen(desk)}>${t("desk.tie.again")}</button>`
      : nothing}
  </div>`;
}

/** A tie can be settled otherwise until the result is accepted. @param {Desk} desk */
function reopen(desk) {
  desk.rounds.again = true;
  desk.set({});
}

/** Later grouping has changed who is above the cut: people voted on other lines, so it is said, and a vote is offered. @param {Desk} desk @param {Round} round */
function regrouped(desk, round) {
  if (!round.outcome?.regrouped) return nothing;
  const lines = [...round.outcome.above, ...round.outcome.tied, ...firstAbove(round)];
  const notes = round.lines.filter((line) => line.merged.some((id) => lines.includes(id))).flatMap((line) => line.notes);
  const may = round.state === "revealed" && desk.phase === "results" && !desk.rounds.draft;
  return html`<div class="message column-message">
    <p>${t("desk.regrouped")}</p>
    ${may ? html`<button class="button plain" type="button" @click=${() => desk.rounds.votingAgain(notes)}>${t("desk.vote_again")}</button>` : nothing}
  </div>`;
}

/** Lines that were above the cut when first counted. @param {Round} round */
function firstAbove(round) {
  const counts = Object.entries(round.raw ?? {}).sort((a, b) => b[1] - a[1]);
  const least = counts[round.wanted - 1]?.[1] ?? 1;
  return counts.filter(([, dots]) => dots >= Math.max(least, 1)).map(([id]) => id);
}
