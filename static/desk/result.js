/** A revealed round: the ranking as a table with countable dots, and what a tie leaves to the room. */

import { html, nothing } from "lit-html";

import { dotRow } from "../dots.js";
import { cut, rankText } from "../ranking.js";
import { hyphenated } from "../hyphens.js";
import { number, t, tn } from "../words.js";
import { icons } from "./icons.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("../ranking.js").Row} Row */

/** @param {Desk} desk */
export function result(desk) {
  const { round } = desk.board;
  if (!round) return nothing;
  const { top, rest, tie } = cut(round);
  const most = top[0]?.dots ?? 0;
  return html`<div class="outcome">
    ${most ? (tie === null ? nothing : tied(desk, top.filter((row) => row.rank === tie), top.length, tie)) : html`<p class="message">${icons.info}<span>${t("desk.no_dots")}</span></p>`}
    <div class="tally-scroll" role="region" tabindex="0" aria-label=${t("desk.result_table")}>
      <table class="tally">
        <thead>
          <tr>
            <th scope="col">${t("desk.rank")}</th>
            <th scope="col">${t("desk.line")}</th>
            <td class="pic"></td>
            <th scope="col" class="n">${t("desk.dots")}</th>
            <th scope="col" class="n">${t("desk.supporters")}</th>
          </tr>
        </thead>
        <tbody>
          ${top.map((one, at) => row(one, most, one.rank === tie ? "tied" : "in", at === top.length - 1))}
          ${rest.map((one) => row(one, most, "", false))}
        </tbody>
      </table>
    </div>
  </div>`;
}

/**
 * @param {Row} one
 * @param {number} most
 * @param {string} kind
 * @param {boolean} last whether the cut lies below it
 */
function row(one, most, kind, last) {
  return html`<tr class=${last ? `${kind} line` : kind}>
    <td>${rankText(one)}</td>
    <th scope="row" lang=${one.line.lang}>${hyphenated(one.line.title, one.line.lang)}</th>
    <td class="pic">${one.dots ? dotRow(one.dots, most, tn("desk.dots_count", one.dots)) : nothing}</td>
    <td class="n">${number(one.dots)}</td>
    <td class="n">${number(one.supporters)}</td>
  </tr>`;
}

/**
 * A tie across the number wanted is never broken silently: what lies open, and the ways to settle it, as equals.
 * @param {Desk} desk
 * @param {Row[]} rows the tied ones
 * @param {number} all lines on top when all tied ones are taken
 * @param {number} rank
 */
function tied(desk, rows, all, rank) {
  const { round } = desk.board;
  const broadest = Math.max(...rows.map((row) => row.supporters));
  const broad = rows.filter((row) => row.supporters === broadest);
  const vote = desk.board.steps.findLastIndex((step, at) => at < desk.board.step && step.phase === "voting");
  return html`<section class="tie" aria-labelledby="tie">
    <h2 id="tie">${t("desk.tie.title", { rank })}</h2>
    <p>${tn("desk.tie.text", rows.length, { dots: tn("desk.dots_count", rows[0]?.dots ?? 0), wanted: round?.wanted ?? 0 })}</p>
    <ul class="ways">
      <li><b>${t("desk.tie.all")}</b>${tn("desk.tie.all_text", all)}</li>
      <li><b>${t("desk.tie.broad")}</b>${broad.length === 1 && broad[0] ? t("desk.tie.broad_text", { line: broad[0].line.title, supporters: broadest }) : t("desk.tie.broad_same")}</li>
      <li><b>${t("desk.tie.talk")}</b>${t("desk.tie.talk_text")}</li>
      <li>
        <b>${t("desk.tie.again")}</b>${t("desk.tie.again_text")}
        ${vote >= 0 && desk.phase === "results"
          ? html`<button class="button plain" type="button" @click=${() => desk.jump(vote, t("phase.voting"))}>${t("desk.tie.back")}</button>`
          : nothing}
      </li>
    </ul>
  </section>`;
}
