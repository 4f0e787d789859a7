/** The panel when a result has been shown: how many voted, what is secret, and the way to end it. */

import { html, nothing } from "lit-html";

import { t } from "../../words.js";
import { icons } from "../icons.js";
import { VOTING } from "../rights.js";
import { voiding } from "./asks.js";
import { figures } from "./figures.js";

/** @typedef {import("../desk.js").Desk} Desk */
/** @typedef {import("../../types.js").Round} Round */

/**
 * @param {Desk} desk
 * @param {Round} round
 */
export function told(desk, round) {
  const { rounds, board, phase } = desk;
  const accepted = round.state === "accepted";
  const current = board.round === round;
  const people = current && !accepted ? rounds.people(round) : round.ballots;
  const open = phase !== "closed";
  return html`<div>
      <h2 id="round">${t(round.practice ? "desk.practice" : "desk.round")}</h2>
      <p class="meta">${t(accepted ? "desk.round_accepted" : "desk.round_shown")}</p>
    </div>
    ${figures(round, Math.max(people, round.ballots), true)}
    ${round.practice
      ? html`<p class="message strong">${icons.info}<span>${t("desk.practice_told")}</span></p>`
      : html`<p class="message">${icons.lock}<span>${t(accepted ? "desk.secret_for_good" : round.named ? "desk.named_told" : "desk.secret")}</span></p>`}
    <div class="deeds">
      ${!accepted && !round.practice && open && round.outcome?.chosen && desk.leading.next.act !== "accept"
        ? html`<button class="button plain" type="button" @click=${() => rounds.accept()}>${icons.lock}${t("desk.next.accept")}</button>`
        : nothing}
      ${VOTING.has(phase) && !round.practice ? html`<button class="button plain" type="button" @click=${() => rounds.prepare()}>${t("desk.another_round")}</button>` : nothing}
      ${!accepted && open && !round.practice ? html`<button class="button plain" type="button" @click=${() => voiding(desk, round)}>${t("desk.void")}</button>` : nothing}
    </div>
    ${history(desk)}`;
}

/** Earlier rounds, to be looked at again. @param {Desk} desk */
function history(desk) {
  const { rounds } = desk;
  const all = rounds.history;
  if (all.length < 2) return nothing;
  return html`<section class="rounds" aria-labelledby="rounds">
    <h3 id="rounds" class="label">${t("desk.rounds")}</h3>
    <ul>
      ${all.map(
        (one) => html`<li>
          <button class="button bare" type="button" aria-current=${rounds.result === one ? "true" : nothing} @click=${() => rounds.look(one.id)}>${rounds.name(one)}</button>
        </li>`,
      )}
    </ul>
  </section>`;
}
