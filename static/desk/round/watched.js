/** The panel while people vote and until they have seen the result: turnout and totals, never a count per line. */

import { html, nothing } from "lit-html";

import { dots } from "../../dots.js";
import { number, t, tn } from "../../words.js";
import { icons } from "../icons.js";
import { voiding } from "./asks.js";
import { figures } from "./figures.js";
import { running } from "./matter.js";
import { paper } from "./paper.js";

/** @typedef {import("../desk.js").Desk} Desk */
/** @typedef {import("../../types.js").Round} Round */

const RINGS = 60; // more people than that, and the rings are too small to count

/**
 * @param {Desk} desk
 * @param {Round} round
 */
export function watched(desk, round) {
  const { rounds } = desk;
  const open = running(round);
  const people = rounds.people(round);
  const all = round.state === "open" && people > 0 && round.ballots >= people;
  return html`<div>
      <h2 id="round">${t(round.practice ? "desk.practice" : round.run_off_of ? "desk.run_off" : "desk.round")}</h2>
      <p class="meta">${t(`desk.round_${round.state}`)}</p>
    </div>
    ${round.practice ? html`<p class="message strong">${icons.info}<span>${t("desk.practice_told")}</span></p>` : nothing}
    <div class="turnout">
      <p><span class="big figure">${number(round.ballots)}<small>/${number(people)}</small></span> ${t("desk.have_voted")}</p>
      ${people <= RINGS ? dots(Math.min(round.ballots, people), people) : nothing}
    </div>
    ${all
      ? html`<div class="message column-message">
          <p>${t("desk.all_voted")}</p>
          <button class="button plain" type="button" @click=${() => rounds.close()}>${t("desk.close_now")}</button>
        </div>`
      : nothing}
    ${figures(round, people)}
    ${round.live && open ? html`<p class="message">${icons.screen}<span>${t("desk.live_open")}</span></p>` : html`<p class="message">${icons.lock}<span>${t(open ? "desk.blind_open" : "desk.blind_closed")}</span></p>`}
    <div class="deeds">
      ${round.practice || round.named
        ? nothing
        : html`<button class="button plain" type="button" @click=${() => paper(desk)}>${icons.pen}${round.papers ? t("desk.paper_some", { count: round.papers }) : t("desk.paper")}</button>`}
      ${round.named ? html`<p class="meta">${t("desk.paper_named")}</p>` : nothing}
      ${open ? html`<button class="button plain" type="button" @click=${() => rounds.pause(round.state === "open")}>${round.state === "open" ? icons.pause : icons.play}${t(round.state === "open" ? "desk.pause_round" : "desk.resume_round")}</button>` : nothing}
      ${round.state === "paused" ? html`<button class="button plain" type="button" @click=${() => rounds.close()}>${t("desk.next.close")}</button>` : nothing}
      <button class="button plain" type="button" @click=${() => (round.practice ? rounds.putAway() : voiding(desk, round))}>${t(round.practice ? "desk.next.put_away" : "desk.void")}</button>
    </div>
    ${round.hard_end ? html`<p class="meta">${t("desk.hard_end_told")}</p>` : nothing} ${round.must_spend ? html`<p class="meta">${tn("desk.must_spend_told", round.budget)}</p>` : nothing}`;
}
