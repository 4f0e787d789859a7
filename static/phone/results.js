/** The result: every dot countable, one's own among them, ties told as ties. */

import { html, nothing } from "lit-html";
import { dotRow, dots } from "../dots.js";
import { icons } from "../icons.js";
import { titled } from "../line.js";
import { cut, rankText } from "../ranking.js";
import { t, tn } from "../words.js";
import { ownDots } from "./ballot.js";
import { languages } from "./languages.js";
import { unsent } from "./unsent.js";
import { room } from "./ui.js";

/** @typedef {import("../types.js").Board} Board */
/** @typedef {import("../types.js").Round} Round */
/** @typedef {import("../ranking.js").Row} Row */

/** @param {Board} board */
export function resultsView(board) {
  const { round } = board;
  if (round?.state !== "revealed") {
    return html`<main>
      <h1 tabindex="-1">${t(round ? "phone.vote_closed" : "phone.no_result")}</h1>
      <p class="lead">${t(round ? "phone.result_soon" : "phone.no_result_lead")}</p>
      ${unsent()}
    </main>`;
  }
  return html`<main>
    <h1 tabindex="-1">${t("phone.result_heading")}</h1>
    <p class="lead">${tn("phone.voters", round.ballots)} ${tn("phone.dots_given", round.dots)}</p>
    ${unsent()} ${rankingOf(round)} ${languages()}
  </main>`;
}

/** @param {Round} round */
export function rankingOf(round) {
  const { top, rest, tie } = cut(round);
  const mine = ownDots(round, room.state.yours.ballot, []);
  const most = top[0]?.dots ?? 0;
  return html`${top.length
      ? html`<section class="section" aria-labelledby="first">
          <h2 class="sr" id="first">${tn("phone.first", top.length)}</h2>
          <ol class="ranking">
            ${top.map((row) => line(row, mine, most))}
          </ol>
          ${tie === null ? nothing : html`<p class="message">${icons.info}<span>${t("phone.tie", { rank: tie })}</span></p>`}
        </section>`
      : html`<p class="empty section">${t("phone.nobody_voted")}</p>`}
    ${top.length && rest.length
      ? html`<section class="section" aria-labelledby="rest">
          <h2 id="rest">${t("phone.rest")}</h2>
          <ol class="ranking below">
            ${rest.map((row) => line(row, mine, 0))}
          </ol>
        </section>`
      : nothing}`;
}

/** @param {Row} row @param {Map<string, number>} mine @param {number} most 0: no picture, only figures */
function line(row, mine, most) {
  const own = mine.get(row.line.id) ?? 0;
  const { title, lang } = titled(row.line);
  return html`<li>
    <p class="rank">${row.tied ? html`<span class="sr">${t("common.shared_rank")} </span>` : nothing}${rankText(row)}</p>
    <div>
      <h3 class=${row.line.title ? "" : "taken"} lang=${lang}>${title}</h3>
      ${most ? dotRow(row.dots, most, tn("common.dots", row.dots)) : nothing}
      <p class="sum">
        ${tn("common.dots", row.dots)}${row.supporters ? ` · ${tn("common.supporters", row.supporters)}` : ""}${own
          ? html` · <b class="mine">${own > 5 ? own : dots(own, own)} ${t("phone.of_yours")}</b>`
          : nothing}
      </p>
    </div>
  </li>`;
}
