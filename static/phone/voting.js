/** Voting: lines in an order of one's own, a minus, dots and a plus that never move, and the dots left in the hand. */

import { html, nothing } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { say } from "../announce.js";
import { inLanguage, languageOf, t, tn } from "../words.js";
import { dots } from "../dots.js";
import { icons } from "../icons.js";
import { titled } from "../line.js";
import { dotsLeft, ownDots, ownOrder } from "./ballot.js";
import { draft, keepDraft } from "./drafts.js";
import { languages } from "./languages.js";
import { waitingDots } from "./mine.js";
import { readingView } from "./reading.js";
import { resultsView } from "./results.js";
import { unsent } from "./unsent.js";
import { focusSoon, ownSeed, redraw, room, tab, ui } from "./ui.js";

/** @typedef {import("../types.js").Board} Board */
/** @typedef {import("../types.js").Line} Line */
/** @typedef {import("../types.js").Round} Round */

const DOTS_SHOWN = 5; // above this, dots become a figure
let change = 0;

/** @param {Board} board */
export function votingView(board) {
  const { round } = board;
  if (!round) return before(board);
  if (round.state === "revealed") return resultsView(board);
  if (round.state === "closed") return closed(round);
  return isDone(round) ? summary(round) : ballot(board, round);
}

/** @param {Board} board */
function before(board) {
  return readingView(board, {
    notice: html`<div class="notice">
      <h1 tabindex="-1">${t("phone.vote_soon")}</h1>
      <p class="lead">${t("phone.vote_soon_lead")}</p>
    </div>`,
  });
}

/** @param {Board} board @param {Round} round */
function ballot(board, round) {
  const step = board.steps[ui.step];
  const question = step ? step.prompt : {};
  const mine = ownDots(round, room.state.yours.ballot, room.state.pending);
  const left = dotsLeft(round, mine);
  return html`<main>
      <h1 tabindex="-1" lang=${languageOf(question)}>${inLanguage(question) || t("phone.vote_heading")}</h1>
      <p class="lead">${tn("phone.you_have", round.budget)} ${round.cap > 1 ? t("phone.cap", { cap: round.cap }) : t("phone.cap_one")} ${t("phone.until_closed")}</p>
      <p class="secret">${icons.unseen}<span>${t("phone.secrecy")}</span></p>
      ${unsent()}
      <section class="section" aria-labelledby="lines">
        <h2 class="meta order" id="lines">${tn("phone.own_order", round.lines.length)}</h2>
        <ol class="ballot">
          ${repeat(
            ownOrder(round.lines, `${ownSeed()} ${round.id}`),
            (line) => line.id,
            (line) =>
              html`<li data-key=${line.id}>
                ${heading(line)} ${members(board, line)} ${round.cap === 1 ? toggle(round, line, mine, left) : stepper(round, line, mine, left)}
              </li>`,
          )}
        </ol>
      </section>
      ${languages()}
    </main>
    ${bar(round, left)}`;
}

/** @param {Line} line */
function heading(line) {
  const { title, lang } = titled(line);
  return html`<h3 class=${line.title ? "" : "taken"} lang=${lang}>${title}</h3>`;
}

/** The notes of a line that can be read. @param {Board} board @param {Line} line */
export function members(board, line) {
  const notes = line.notes.flatMap((id) => board.notes.get(id) ?? []);
  if (notes.length < 2) return nothing;
  return html`<details class="members">
    <summary>${tn("common.notes", notes.length)} ${icons.down}</summary>
    <ul>
      ${notes.map((note) => html`<li lang=${note.lang}>${note.text}</li>`)}
    </ul>
  </details>`;
}

/** @param {Round} round @param {Line} line @param {Map<string, number>} mine @param {number} left */
function toggle(round, line, mine, left) {
  const on = mine.get(line.id) === 1;
  const { title } = titled(line);
  return html`<button
    class="button toggle ${on ? "" : "plain"}"
    type="button"
    aria-pressed=${on}
    aria-disabled=${!on && (left === 0 || !line.title) ? "true" : nothing}
    @click=${() => place(round, line, on ? 0 : 1)}
  >
    ${dots(on ? 1 : 0, 1)}<span>${on ? t("phone.given") : t("phone.give")}<span class="sr">: ${title}</span></span>
  </button>`;
}

/** @param {Round} round @param {Line} line @param {Map<string, number>} mine @param {number} left */
function stepper(round, line, mine, left) {
  const count = mine.get(line.id) ?? 0;
  const full = left === 0 || count >= round.cap || !line.title;
  const { title } = titled(line);
  return html`<div class="stepper" role="group" aria-label=${title}>
    <button class="round minus" type="button" aria-label=${t("phone.minus", { line: title })} aria-disabled=${count ? nothing : "true"} @click=${() => place(round, line, count - 1)}>
      ${icons.minus}
    </button>
    <span class="held">
      ${round.cap > DOTS_SHOWN ? html`<b class="figure" aria-hidden="true">${count}</b>` : dots(count, round.cap)}
      <span class="sr">${tn("common.dots", count)}</span>
    </span>
    <button class="round plus" type="button" aria-label=${t("phone.plus", { line: title })} aria-disabled=${full ? "true" : nothing} @click=${() => place(round, line, count + 1)}>
      ${icons.plus}
    </button>
  </div>`;
}

/** @param {Round} round @param {Line} line @param {number} wish */
function place(round, line, wish) {
  const mine = ownDots(round, room.state.yours.ballot, room.state.pending);
  const had = mine.get(line.id) ?? 0;
  if (wish < 0) return;
  if (wish > had && !line.title) return hint(t("refused.line-withdrawn"));
  if (wish > round.cap) return hint(t("refused.over-cap", { cap: round.cap }));
  if (wish > had && dotsLeft(round, mine) < wish - had) return hint(t("refused.over-budget"));
  ui.ballotHint = "";
  ui.ballotMessage = "";
  change += 1;
  void room.send({ kind: "PlaceDots", round: round.id, dots: { [line.id]: wish }, tab, change });
  mine.set(line.id, wish);
  say(`${tn("common.dots", wish)}. ${tn("phone.dots_left", dotsLeft(round, mine))}.`);
}

/** Says why dots came back, once, also those that an earlier page had left to be sent. */
export function tellRefusedDots() {
  for (const { id, command, state, code, text } of room.state.pending) {
    if (state !== "refused" || command.kind !== "PlaceDots") continue;
    room.dismiss(id);
    if (code !== "overtaken") tell(`${t("phone.dots_back")} ${text}`);
  }
}

/** Why a tap does nothing: helps with the next tap, and is of no use once the vote is closed. @param {string} message */
function hint(message) {
  ui.ballotHint = message;
  say(message);
  redraw();
}

/** @param {string} message */
function tell(message) {
  ui.ballotMessage = message;
  say(message);
  redraw();
}

/** @param {Round} round @param {number} left */
function bar(round, left) {
  const said = ui.ballotHint || ui.ballotMessage;
  return html`<footer class="bar">
    ${said ? html`<p class="bar-message">${icons.info}<span>${said}</span></p>` : nothing}
    <div class="row">
      <p class="left">
        ${round.budget > DOTS_SHOWN ? nothing : dots(left, round.budget)}
        <span>${tn("phone.dots_left", left)}${waitingDots(room.state.pending) && room.state.status !== "live" ? html` · ${t("phone.waiting")}` : nothing}</span>
      </p>
      <button class="button" type="button" @click=${() => finish(round, true)}>${t("phone.done")} ${icons.tick}</button>
    </div>
  </footer>`;
}

/** @param {Round} round */
function isDone(round) {
  return ui.done === round.id || draft(`done/${round.id}`) !== "";
}

/** @param {Round} round @param {boolean} done */
function finish(round, done) {
  ui.done = done ? round.id : "";
  ui.ballotHint = "";
  ui.ballotMessage = "";
  keepDraft(`done/${round.id}`, done ? "1" : "");
  scrollTo(0, 0);
  focusSoon("main h1");
}

/** @param {Round} round */
function summary(round) {
  const mine = ownDots(round, room.state.yours.ballot, room.state.pending);
  const left = dotsLeft(round, mine);
  return html`<main>
      <h1 tabindex="-1">${mine.size ? t("phone.voted") : t("phone.voted_none")}</h1>
      <p class="lead">${left ? `${tn("phone.dots_left", left)}. ` : ""}${t("phone.until_closed")}</p>
      ${ownLines(round, mine)} ${unsent()}
      <p class="secret">${icons.unseen}<span>${t("phone.secrecy")}</span></p>
    </main>
    <footer class="bar">
      <div class="row"><button class="button plain" type="button" @click=${() => finish(round, false)}>${icons.pen}${t("phone.change_dots")}</button></div>
    </footer>`;
}

/** @param {Round} round */
function closed(round) {
  const mine = ownDots(round, room.state.yours.ballot, []);
  return html`<main>
    <h1 tabindex="-1">${t("phone.vote_closed")}</h1>
    <p class="lead">${mine.size ? t("phone.dots_saved") : t("phone.no_dots_given")} ${t("phone.result_soon")}</p>
    ${ui.ballotMessage ? html`<p class="message told">${icons.info}<span>${ui.ballotMessage}</span></p>` : nothing}
    ${ownLines(round, mine)} ${unsent()}
  </main>`;
}

/** The lines that hold one's own dots. @param {Round} round @param {Map<string, number>} mine */
export function ownLines(round, mine) {
  const chosen = round.lines.filter((line) => mine.has(line.id)).map(titled);
  if (!chosen.length) return nothing;
  return html`<section class="section" aria-labelledby="own-dots">
    <h2 id="own-dots">${t("phone.own_dots")}</h2>
    <ul class="chosen">
      ${chosen.map((line) => {
        const count = mine.get(line.id) ?? 0;
        return html`<li>
          <span lang=${line.lang}>${line.title}</span>
          <span class="held">${count > DOTS_SHOWN ? html`<b class="figure" aria-hidden="true">${count}</b>` : dots(count, count)}<span class="sr">${tn("common.dots", count)}</span></span>
        </li>`;
      })}
    </ul>
  </section>`;
}
