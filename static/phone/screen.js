/** What is on the screen, for those who are far from it or cannot read it: what is lit, else the matter of the step. */

import { html, nothing } from "lit-html";
import { columnItems, noteColor, noteCount, phase } from "../board.js";
import { titled } from "../line.js";
import { lines } from "../note.js";
import { data } from "../page.js";
import { ranking, rankText } from "../ranking.js";
import { clockText, timeLeft } from "../timer.js";
import { inLanguage, languageOf, number, t, tn } from "../words.js";
import { lit } from "./lit.js";
import { backBar } from "./panels.js";
import { questions } from "./question.js";
import { runSheet, stepName } from "./sheet.js";
import { room } from "./ui.js";

/** @typedef {import("../types.js").Board} Board */
/** @typedef {import("../types.js").Action} Action */
/** @typedef {import("../types.js").Round} Round */

/** @param {Board} board */
export function screenView(board) {
  const found = lit(board);
  const step = board.steps[board.step];
  const prompt = step?.prompt ?? {};
  return html`<main class="screen">
      <h1 class="label" tabindex="-1">${t("phone.screen")}</h1>
      ${found
        ? html`<section class="section near" aria-label=${t("phone.spotlight")}>${large(board, found)}</section>`
        : html`<section class="section near" aria-labelledby="matter">
            <h2 class="matter" id="matter" lang=${inLanguage(prompt) ? languageOf(prompt) : nothing}>${inLanguage(prompt) || (step ? stepName(step) : "")}</h2>
            ${matter(board)}
          </section>`}
    </main>
    ${backBar(board)}`;
}

/** @param {Board} board @param {import("./lit.js").Lit} found */
function large(board, found) {
  if (found.kind === "note") return html`<article class="note lit" data-color=${noteColor(board, found.note)}><p lang=${found.lang}>${lines(found.text)}</p></article>`;
  if (found.kind === "action") return actionCard(found.action);
  if (found.kind === "earlier") {
    const { what, who, status, why, lang } = found.earlier;
    return html`<h2 class="matter" lang=${lang}>${what}</h2>
      <p class="lead"><b>${t(`common.status.${status}`)}</b>${who ? ` · ${who}` : ""}</p>
      ${why ? html`<p lang=${lang}>${why}</p>` : nothing}`;
  }
  return html`<h2 class="matter" lang=${found.lang}>${found.text}</h2>
    <ul class="stack section near">
      ${found.notes.map((note) => html`<li><article class="note" data-color=${noteColor(board, note)}><p lang=${note.lang}>${lines(note.text)}</p></article></li>`)}
    </ul>`;
}

/** @param {Action} action */
function actionCard(action) {
  const rest = /** @type {const} */ (["who", "first_step", "by_when", "why", "partners", "measure"]);
  return html`<h2 class="matter" lang=${action.lang}>${action.what}</h2>
    <dl class="facts section near">
      ${rest.filter((field) => action[field]).map((field) => html`<div><dt>${t(`common.action.${field}`)}</dt><dd lang=${action.lang}>${action[field]}</dd></div>`)}
    </dl>`;
}

/** @param {Board} board */
function matter(board) {
  const { hall, remote } = room.state.people;
  switch (phase(board)) {
    case "lobby":
      return html`<p class="lead">${data.address}</p>
        <p class="code">${data.code.slice(0, 4)} ${data.code.slice(4)}</p>
        ${figure(number(hall + remote), t("phone.people"))}`;
    case "agenda":
      return runSheet(board);
    case "review":
      return earlier(board);
    case "question":
      return questions(board);
    case "writing":
    case "tables":
      return html`${clock(board)}
        <p class="big"><b>${tn("common.notes", noteCount(board))}</b></p>`;
    case "reading":
    case "sorting":
      return columns(board);
    case "freeze":
    case "voting":
    case "results":
      return voting(board);
    case "actions":
    case "commitments":
      return html`<ol class="section near">
        ${board.actions.map((action) => html`<li class="section near">${actionCard(action)}</li>`)}
      </ol>`;
    case "closed":
      return html`<p class="lead">${t("phone.thanks")}</p>`;
  }
}

/** @param {string} text @param {string} label */
function figure(text, label) {
  return html`<p class="big"><b class="figure">${text}</b> <span>${label}</span></p>`;
}

/** @param {Board} board */
function clock(board) {
  const left = timeLeft(board.timer, room.now());
  return left === null ? nothing : figure(clockText(left), t("common.time_left"));
}

/** @param {Board} board */
function earlier(board) {
  const { by_votes, items } = board.earlier;
  const shown = by_votes ? [...items].sort((a, b) => (b.tally?.talk ?? 0) - (a.tally?.talk ?? 0) || a.order - b.order).slice(0, 3) : items;
  return html`<ol class="listed">
    ${shown.map((one) => html`<li><span lang=${one.lang}>${one.what}</span><span class="meta">${t(`common.status.${one.status}`)}${one.tally && by_votes ? ` · ${tn("phone.talk_dots", one.tally.talk)}` : ""}</span></li>`)}
  </ol>`;
}

/** @param {Board} board */
function columns(board) {
  return board.columns.map((one) => {
    const items = columnItems(board, one.id);
    const groups = items.flatMap((item) => item.group ? [{ group: item.group, notes: item.notes }] : []);
    const loose = items.length - groups.length;
    return html`<section class="section near" aria-labelledby=${`s-${one.id}`}>
      <h3 id=${`s-${one.id}`} lang=${languageOf(one.title)}>${inLanguage(one.title)}</h3>
      ${groups.length ? nothing : html`<p class="meta">${tn("common.notes", loose)}</p>`}
      <ul class="listed">
        ${groups.map(({ group, notes }) => html`<li><span lang=${notes[0]?.lang ?? nothing}>${group.title}</span><span class="meta">${tn("common.notes", notes.length)}</span></li>`)}
        ${groups.length && loose ? html`<li><span>${t("phone.ungrouped")}</span><span class="meta">${tn("common.notes", loose)}</span></li>` : nothing}
      </ul>
    </section>`;
  });
}

/** Totals while it is blind, as on the wall; the ranking as a table once that is shown. @param {Board} board */
function voting(board) {
  const { round } = board;
  if (!round || round.state === "draft" || round.state === "void") return html`<p class="lead">${t("phone.vote_soon")}</p>`;
  const rows = ranking(round);
  if (!rows.length) {
    return html`${clock(board)}
      <p class="big"><b>${tn("phone.dots_given", round.dots)}</b></p>
      <p class="lead">${tn("phone.voters", round.ballots)}</p>`;
  }
  return html`<table class="ranks">
    <thead>
      <tr><th scope="col">${t("phone.rank")}</th><th scope="col">${t("phone.line")}</th><th scope="col" class="n">${t("phone.dots")}</th></tr>
    </thead>
    <tbody>
      ${rows.map((row) => {
        const { title, lang } = titled(row.line);
        return html`<tr><td>${rankText(row)}</td><th scope="row" lang=${lang}>${title}</th><td class="n">${number(row.dots)}</td></tr>`;
      })}
    </tbody>
  </table>`;
}
