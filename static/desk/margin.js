/** The margin: phase, clock, the one large button, and the run sheet. It says the same as the wall's, in the same order. */

import { html, nothing } from "lit-html";

import { icons } from "../icons.js";
import { clockText, nearness, timeLeft } from "../timer.js";
import { clockTime, inLanguage, languageOf, t, tn } from "../words.js";
import { minutesLate, plannedStarts } from "./next.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("../types.js").Step} Step */

/** What the large button would do if it could. */
const WAITING = { lines: "desk.next.open", tie: "desk.next.accept" };

/** @param {Desk} desk */
export function margin(desk) {
  const { board } = desk;
  const step = board.steps[board.step];
  return html`<nav class="time" aria-label=${t("desk.time_and_steps")}>
    <h2><span class="now-dot"></span>${step ? stepName(step) : t("phase.lobby")}</h2>
    ${clock(desk)} ${nextButton(desk)}
    <ol class="runsheet">
      ${runSheet(desk)}
    </ol>
    ${board.step > 0 ? previous(desk) : nothing}
  </nav>`;
}

/** The name of a step: its own, else its phase's. @param {Step} step */
export function stepName(step) {
  const own = inLanguage(step.title);
  return own ? html`<span lang=${languageOf(step.title)}>${own}</span>` : t(`phase.${step.phase}`);
}

/** @param {Step} step */
function plainName(step) {
  return inLanguage(step.title) || t(`phase.${step.phase}`);
}

/** @param {Desk} desk */
function clock(desk) {
  const { timer } = desk.leading;
  if (desk.phase === "closed") return nothing; // no time runs in a closed room
  const left = timeLeft(timer, desk.room.now());
  const standing = timer.left_ms !== null;
  const near = standing ? "" : nearness(left);
  return html`${left === null
      ? html`<p class="clock off">${t("desk.no_timer")} ${late(desk)}</p>`
      : html`<p class="clock" data-near=${near || nothing}>
          <time role="timer">${clockText(left)}</time>
          <span class="meta">${standing ? t("desk.paused") : near === "over" ? t("desk.time_over") : t("desk.time_left")}${late(desk)}</span>
        </p>`}
    <div class="adjust" role="group" aria-label=${t("desk.time")}>
      <button class="button plain" type="button" @click=${() => desk.leading.longer(1)}>${t("desk.longer_1")}</button>
      <button class="button plain" type="button" @click=${() => desk.leading.longer(2)}>${t("desk.longer_2")}</button>
      ${left === null
        ? nothing
        : html`<button class="button plain" type="button" @click=${() => desk.leading.pause()}>
            ${standing ? icons.play : icons.pause}<span class="sr">${standing ? t("desk.resume") : t("desk.pause")}</span>
          </button>`}
    </div>`;
}

/** How far the room is behind its run sheet; beside the clock, so that the large button never moves. @param {Desk} desk */
function late(desk) {
  const minutes = minutesLate(desk.board, desk.room.now());
  return minutes ? html`<span class="late">${tn("desk.late", minutes)}</span>` : nothing;
}

/** The one large button on the page, named after what it does. @param {Desk} desk */
function nextButton(desk) {
  const { board } = desk;
  const { next } = desk.leading;
  if (next.act === "end") return html`<p class="message">${icons.tick}<span>${t("desk.end")}</span></p>`;
  const to = next.act === "go" ? board.steps[next.step] : undefined;
  const own = to ? inLanguage(to.title) : "";
  const off = next.act === "wait";
  const words = t(next.act === "go" ? `desk.go.${next.phase}` : next.act === "wait" ? WAITING[next.why] : `desk.next.${next.act}${"of" in next ? next.of : ""}`);
  return html`<div class="onward">
    <button class="button next" type="button" aria-disabled=${off ? "true" : nothing} aria-describedby=${off ? "why" : nothing} @click=${() => off || desk.leading.advance()}>
      <span><small>${own ? html`${t("desk.then")}: ${stepName(/** @type {Step} */ (to))}` : t("desk.then")}</small>${words}</span>${icons.forward}
    </button>
    ${next.act === "wait" ? html`<p class="meta" id="why">${t(`desk.wait.${next.why === "lines" && desk.rounds.wish.groups_only ? "groups" : next.why}`)}</p>` : nothing}
  </div>`;
}

/** @param {Desk} desk */
function runSheet(desk) {
  const { board } = desk;
  const open = desk.votes;
  const starts = plannedStarts(board, desk.room.now());
  return board.steps.map((step, index) => {
    const now = index === board.step;
    const start = starts[index];
    const minutes = step.minutes ? html`<span class="meta">${tn("desk.minutes", step.minutes)}</span>` : nothing;
    const sign = now
      ? html`<span class="now-dot"></span><span class="sr">${t("desk.now")}</span>`
      : index < board.step
        ? html`${icons.tick}<span class="sr">${t("desk.done")}</span>`
        : start
          ? html`<time>${clockTime(start)}</time>`
          : html`<span class="ahead"></span>`;
    const line = html`<span class="sign">${sign}</span><span class="name">${stepName(step)}</span>${minutes}`;
    return html`<li aria-current=${now ? "step" : nothing}>
      ${now
        ? html`<div class="step">${line}</div>`
        : html`<button
            class="step"
            type="button"
            title=${open ? t("desk.wait.open") : t("desk.jump", { step: plainName(step) })}
            aria-disabled=${open ? "true" : nothing}
            @click=${() => open || desk.leading.jump(index, plainName(step))}
          >
            ${line}
          </button>`}
    </li>`;
  });
}

/** @param {Desk} desk */
function previous(desk) {
  const { board } = desk;
  const step = board.steps[board.step - 1];
  const open = desk.votes;
  if (!step) return nothing;
  return html`<p class="aid">
    <button
      class="button bare"
      type="button"
      aria-disabled=${open ? "true" : nothing}
      @click=${() => open || desk.leading.jump(board.step - 1, plainName(step))}
    >
      ${icons.back}${t("desk.previous")}
    </button>
    ${open ? html`<span class="meta">${t("desk.wait.open")}</span>` : nothing}
  </p>`;
}
