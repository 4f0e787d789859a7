/** The top bar: which room, where it is in the day, and the clock; below it what is the matter with the line. */

import { html, nothing } from "lit-html";
import { icons } from "../icons.js";
import { data } from "../page.js";
import { clockText, nearness, paused, timeLeft } from "../timer.js";
import { inLanguage, languageOf, t, tn } from "../words.js";
import { waitingDots, waitingNotes } from "./mine.js";
import { openPanel } from "./panels.js";
import { stepName, stepsAhead } from "./sheet.js";
import { room, shownPhase, ui } from "./ui.js";

/** Phases in which one answers rather than writes notes. */
const ANSWERED = new Set(["review", "commitments", "closed"]);

export function top() {
  const { board } = room.state;
  const step = board?.steps[ui.step];
  const shown = board && step ? [countOf(board, step), stepName(step)].filter(Boolean).join(" · ") : "";
  return html`<header class="top">
      <button class="where" type="button" aria-expanded=${ui.panel === "rooms"} @click=${() => openPanel(ui.panel === "rooms" ? "" : "rooms")}>
        <span class="room"><span lang=${languageOf(data.title)}>${inLanguage(data.title)}</span>${icons.down}</span>
        <span class="phase">${shown || nothing}</span>
        <span class="sr">, ${t("phone.menu")}</span>
      </button>
      ${clock()}
    </header>`;
}

/** @param {import("../types.js").Board} board @param {import("../types.js").Step} step */
function countOf(board, step) {
  const counted = stepsAhead(board);
  return counted.includes(step) ? t("common.step", { step: counted.indexOf(step) + 1, steps: counted.length }) : "";
}

/** The time of the step that is shown; whoever is still writing in the one before has none. */
function clock() {
  const { board } = room.state;
  const left = board && board.step === ui.step ? timeLeft(board.timer, room.now()) : null;
  if (!board || left === null) return nothing;
  const near = nearness(left);
  const word = paused(board.timer) ? t("common.paused") : near ? t(`common.${near}`) : "";
  return html`<div class="clock" data-near=${near || nothing}>
    <p>
      ${icons.clock}<span class="sr">${t("common.time_left")} </span><time role="timer">${clockText(left)}</time>
    </p>
    ${word ? html`<p class="meta">${word}</p>` : nothing}
  </div>`;
}

/** What is the matter with the line, once that has lasted, or with what waits to be saved. */
export function strip() {
  const { status, pending, board, storage } = room.state;
  if (status === "offline") {
    return html`<p class="message strong offline">
      ${icons.offline}<span><b>${t("common.no_line")}</b> ${board ? offlineText(pending) : t("phone.offline_first")}</span>
    </p>`;
  }
  if (storage && pending.some((one) => one.state === "waiting")) {
    return html`<p class="message strong offline" role="status">${icons.clock}<span>${t(storage === "full" ? "refused.full" : "refused.unavailable")}</span></p>`;
  }
  if (ui.backMessage) return html`<p class="message offline">${icons.tick}<span>${ui.backMessage}</span></p>`;
  return nothing;
}

/** @param {readonly import("../types.js").Pending[]} pending */
export function offlineText(pending) {
  const notes = waitingNotes(pending);
  const goOn = t(shownPhase() === "voting" ? "phone.offline_voting" : ANSWERED.has(shownPhase()) ? "phone.offline_answering" : "phone.offline_writing");
  if (notes) return `${goOn} ${tn("phone.notes_waiting", notes)}`;
  return waitingDots(pending) ? `${goOn} ${t("phone.dots_waiting")}` : goOn;
}
