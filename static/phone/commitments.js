/**
 * Commitments: actions read aloud one by one. The phone goes along with the spotlight until one turns the pages oneself;
 * on each one may object to the wording, and join by name.
 */

import { html, nothing } from "lit-html";
import { icons } from "../icons.js";
import { t } from "../words.js";
import { lostTexts, settleEdits } from "./action-form.js";
import { sourceLine } from "./action-source.js";
import { languages } from "./languages.js";
import { lastShown } from "./outcome.js";
import { objections, settleObjection } from "./objections.js";
import { readBack } from "./read-back.js";
import { closed, resultOf, voidNotice } from "./results.js";
import { takePart } from "./take-part.js";
import { unsent } from "./unsent.js";
import { focusSoon, redraw, room, ui } from "./ui.js";

/** @typedef {import("../types.js").Action} Action */
/** @typedef {import("../types.js").Board} Board */

/** The action that one has turned to oneself; empty: one goes along with the room. */
let turnedTo = "";

/** The action that is on the page: it stays there when another comes before it. */
let read = "";

/** The step in which one reads, and the round that was over when it began: it is not what this step votes on. */
let began = { step: -1, over: "" };

/** The round that this step has voted in. @param {Board} board */
function votedHere(board) {
  if (began.step !== board.step) began = { step: board.step, over: board.round?.id ?? "" };
  return board.round && board.round.id !== began.over ? board.round : null;
}

/** @param {Board} board */
export function commitmentsView(board) {
  settleEdits();
  settleObjection();
  const { actions } = board;
  const round = votedHere(board);
  if (round?.state === "closed") return closed(round);
  const lit = actions.find(({ id }) => id === board.spotlight);
  const action = actions.find(({ id }) => id === turnedTo) ?? lit ?? actions.find(({ id }) => id === read) ?? actions[0];
  read = action?.id ?? "";
  if (!action) return none(board);
  const place = actions.indexOf(action);
  const away = lit && lit !== action ? lit : null;
  return html`<main>
      <p class="meta which">
        ${t("phone.action_n", { n: place + 1, of: actions.length })}${lit === action
          ? html` · <span class="state"><i class="now-dot" aria-hidden="true"></i>${t("phone.on_wall")}</span>`
          : nothing}
      </p>
      <h1 tabindex="-1" lang=${action.lang || nothing}>${action.what}</h1>
      ${sourceLine(board, action.source)}
      ${action.accepted ? html`<p class="message told">${icons.tick}<span>${t("phone.action_locked")}</span></p>` : nothing}
      ${voidNotice(round)} ${unsent()} ${lostTexts(action.id)} ${readBack(action)} ${takePart(action)} ${objections(action)} ${vote(board)}
      ${languages()}
    </main>
    ${ui.objecting === action.id || actions.length < 2 ? nothing : pages(board, place, away)}`;
}

/** Turning to the others, and back to where the room is. @param {Board} board @param {number} place @param {Action | null} away */
function pages(board, place, away) {
  return html`<footer class="bar">
    ${away
      ? html`<p class="bar-message">
          ${icons.screen}<span lang=${away.lang || nothing}>${t("phone.room_reads", { what: away.what })}</span>
        </p>`
      : nothing}
    <div class="row pages">
      <button class="button plain" type="button" aria-disabled=${place > 0 ? nothing : "true"} @click=${() => turn(board, place - 1)}>
        ${icons.back}${t("phone.previous")}
      </button>
      ${away ? html`<button class="button" type="button" @click=${() => goAlong()}>${t("phone.go_there")}</button>` : nothing}
      <button class="button plain" type="button" aria-disabled=${place + 1 < board.actions.length ? nothing : "true"} @click=${() => turn(board, place + 1)}>
        ${t("phone.next")}${icons.forward}
      </button>
    </div>
  </footer>`;
}

/** @param {Board} board */
function none(board) {
  return html`<main>
    <h1 tabindex="-1">${t("phone.no_commitments")}</h1>
    ${unsent()} ${vote(board)} ${languages()}
  </main>`;
}

/** The last result, open when it is of a vote that was held here. @param {Board} board */
function vote(board) {
  const round = lastShown(board);
  if (!round) return nothing;
  return html`<details class="section earlier-round" ?open=${votedHere(board) !== null}>
    <summary><span>${t("phone.vote_result")}</span>${icons.down}</summary>
    ${resultOf(board, round)}
  </details>`;
}

/** @param {Board} board @param {number} place */
function turn(board, place) {
  const action = board.actions[place];
  if (!action) return;
  turnedTo = action.id === room.state.board?.spotlight ? "" : action.id;
  scrollTo(0, 0);
  focusSoon("main h1");
}

function goAlong() {
  turnedTo = "";
  scrollTo(0, 0);
  focusSoon("main h1");
  redraw();
}
