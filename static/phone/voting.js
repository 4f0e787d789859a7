/** Voting: lines in an order of one's own, a minus, dots and a plus that never move, and the dots left in the hand. */

import { html, nothing } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { say } from "../announce.js";
import { ballotLines } from "../board.js";
import { dots } from "../dots.js";
import { hyphenated } from "../hyphens.js";
import { icons } from "../icons.js";
import { titled } from "../line.js";
import { timeLeft } from "../timer.js";
import { inLanguage, languageOf, t, tn } from "../words.js";
import { afterRefusal, dotsLeft, lineGone, ownDots, running } from "./ballot.js";
import { draft, keepDraft } from "./drafts.js";
import { keepDots } from "./kept-dots.js";
import { languages } from "./languages.js";
import { waitingDots } from "./mine.js";
import { decidedBy } from "./outcome.js";
import { nameForm } from "./own-name.js";
import { readingView } from "./reading.js";
import { ownLines, resultsView, told } from "./results.js";
import { unsent } from "./unsent.js";
import { focusSoon, redraw, room, tab, ui } from "./ui.js";

/** @typedef {import("../types.js").Board} Board */
/** @typedef {import("../types.js").Line} Line */
/** @typedef {import("../types.js").Round} Round */

/** Phases in which a round may be open, practice before the vote and a run-off after it among them. */
export const VOTED_IN = new Set(["freeze", "voting", "results", "commitments"]);

const DOTS_SHOWN = 5; // above this, dots become a figure
let change = 0;
/** @type {import("../types.js").Ballot | null} of which returned dots have been told */
let toldOf = null;
/** Round in which one wants to vote under another name. */
let renaming = "";

/** @param {Board} board */
export function votingView(board) {
  const { round } = board;
  if (!round) return before(board);
  if (!running(round)) return resultsView(board);
  if (round.named && (renaming === round.id || !nameIn(round))) return asksName(round);
  return isDone(round) ? summary(board, round) : ballot(board, round);
}

/** What is said aloud when a round comes to a new state. @param {Round} round */
export function roundNews(round) {
  if (round.state === "open") return t(round.practice ? "phone.practice_open" : "phone.round_open");
  if (round.state === "closed") return t("phone.vote_closed");
  if (round.state === "paused" || round.state === "void" || round.state === "accepted") return t(`phone.round_${round.state}`);
  return t("phone.result_heading");
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
  const mine = ownDots(round, room.state.yours.ballot, room.state.pending);
  const left = dotsLeft(round, mine);
  return html`<main>
      ${heading(board, round)}
      <p class="lead">${rulesOf(round)} ${t(round.hard_end ? "phone.until_time" : "phone.until_closed")}</p>
      ${pausedNotice(round)} ${secrecy(round)} ${unsent()}
      <section class="section" aria-labelledby="lines">
        <h2 class="meta order" id="lines">${tn(round.shuffled ? "phone.own_order" : "phone.lines", round.lines.length)}</h2>
        <ol class="ballot">
          ${repeat(
            ballotLines(round, room.state.yours.ballot),
            (line) => line.id,
            (line) =>
              html`<li data-key=${line.id}>
                ${lineHeading(line)} ${members(board, line)} ${live(round, line)} ${hand(round, line, mine, left)}
              </li>`,
          )}
        </ol>
      </section>
      ${languages()}
    </main>
    ${bar(round, left)}`;
}

/** What is voted on, above all: practice and run-offs say that they are. @param {Board} board @param {Round} round */
function heading(board, round) {
  const step = board.steps[ui.step];
  const question = step && step.phase === "voting" ? step.prompt : {};
  const first = decidedBy(board, round);
  if (round.practice) {
    return html`<p class="kind">${t("phone.practice")}</p>
      <h1 tabindex="-1">${t("phone.practice_heading")}</h1>
      <p class="lead">${t("phone.practice_lead")}</p>`;
  }
  if (round.run_off_of) {
    const seats = first?.outcome?.seats || round.wanted;
    const rank = first?.results?.find(({ line }) => line === first.outcome?.tied[0])?.rank ?? 0;
    return html`<p class="kind">${t("phone.runoff")}</p>
      <h1 tabindex="-1">${rank && seats === 1 ? t("phone.runoff_heading", { rank }) : t("phone.runoff_heading_some")}</h1>
      <p class="lead">
        ${tn("phone.runoff_lines", round.lines.length)} ${tn("phone.runoff_seats", seats)}
      </p>`;
  }
  return html`<h1 tabindex="-1" lang=${languageOf(question)}>${inLanguage(question) || t("phone.vote_heading")}</h1>`;
}

/** How many dots there are, and how they may lie. @param {Round} round */
function rulesOf(round) {
  return `${tn("phone.you_have", round.budget)} ${capOf(round)}`;
}

/** What a line takes, and when a ballot counts. @param {Round} round */
export function capOf(round) {
  const cap = round.cap > 1 ? t("phone.cap", { cap: round.cap }) : t("phone.cap_one");
  return round.must_spend && round.budget > 1 ? `${cap} ${t("phone.must_spend")}` : cap;
}

/** What others will know of one's dots. @param {Round} round */
export function secrecy(round) {
  if (round.named) {
    return html`<p class="secret">${icons.people}<span>${t("phone.named")}${nameIn(round) ? html` ${t("phone.named_as", { name: nameIn(round) })}` : nothing}</span></p>
      ${nameIn(round) && running(round)
        ? html`<p><button class="button bare rename" type="button" @click=${() => rename(round)}>${icons.pen}${t("phone.change_name")}</button></p>`
        : nothing}
      ${liveNotice(round)}`;
  }
  return html`<p class="secret">${icons.unseen}<span>${t("phone.secrecy")}</span></p>
    ${liveNotice(round)}`;
}

/** @param {Round} round */
function liveNotice(round) {
  return round.live ? html`<p class="secret live-notice"><i class="now-dot" aria-hidden="true"></i><span>${t("phone.live")}</span></p>` : nothing;
}

/** @param {Round} round */
function pausedNotice(round) {
  if (round.state === "paused") return html`<p class="message told">${icons.pause}<span>${t("phone.paused")}</span></p>`;
  return timeIsUp(round) ? html`<p class="message told">${icons.clock}<span>${t("refused.time-is-up")}</span></p>` : nothing;
}

/** Whether the clock has ended the vote; what was sent a moment ago still counts. @param {Round} round */
function timeIsUp(round) {
  const { board } = room.state;
  return round.hard_end && board !== null && board.timer.ends_at !== null && timeLeft(board.timer, room.now()) === 0;
}

/** @param {Line} line */
export function lineHeading(line) {
  const { title, lang } = titled(line);
  return html`<h3 class=${line.title ? "" : "taken"} lang=${lang || nothing}>${hyphenated(title, lang)}</h3>`;
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

/** How many dots a line has so far, where everybody may see. @param {Round} round @param {Line} line */
function live(round, line) {
  const result = round.live ? round.results?.find((one) => one.line === line.id) : null;
  return result ? html`<p class="meta so-far">${tn("phone.so_far", result.dots)}</p>` : nothing;
}

/** What one can do with a line. @param {Round} round @param {Line} line @param {Map<string, number>} mine @param {number} left */
function hand(round, line, mine, left) {
  if (!line.title && !mine.has(line.id)) return html`<p class="meta hand">${t("phone.withdrawn")}</p>`;
  return round.cap === 1 ? toggle(round, line, mine, left) : stepper(round, line, mine, left);
}

/** Why no dot can be moved at all now, or empty. @param {Round} round */
function standstill(round) {
  if (round.state === "paused") return t("phone.paused");
  return timeIsUp(round) ? t("refused.time-is-up") : "";
}

/** @param {Round} round @param {Line} line @param {Map<string, number>} mine @param {number} left */
function toggle(round, line, mine, left) {
  const on = mine.get(line.id) === 1;
  const { title } = titled(line);
  const stuck = standstill(round) || (!on && (left === 0 || !line.title));
  return html`<button
    class="button toggle ${on ? "" : "plain"}"
    type="button"
    aria-pressed=${on}
    aria-disabled=${stuck ? "true" : nothing}
    @click=${() => place(round, line, on ? 0 : 1)}
  >
    ${dots(on ? 1 : 0, 1)}<span>${on ? t("phone.given") : t("phone.give")}<span class="sr">: ${title}</span></span>
  </button>`;
}

/** @param {Round} round @param {Line} line @param {Map<string, number>} mine @param {number} left */
function stepper(round, line, mine, left) {
  const count = mine.get(line.id) ?? 0;
  const stuck = standstill(round) !== "";
  const full = stuck || left === 0 || count >= round.cap || !line.title;
  const { title } = titled(line);
  return html`<div class="stepper" role="group" aria-label=${title}>
    <button class="round minus" type="button" aria-label=${t("phone.minus", { line: title })} aria-disabled=${count && !stuck ? nothing : "true"} @click=${() => place(round, line, count - 1)}>
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
  const stuck = standstill(round);
  if (stuck) return hint(stuck);
  if (wish > had && !line.title) return hint(t("refused.line-withdrawn"));
  if (wish > round.cap) return hint(t("refused.over-cap", { cap: round.cap }));
  if (wish > had && dotsLeft(round, mine) < wish - had) return hint(t("refused.over-budget"));
  ui.ballotHint = "";
  ui.ballotMessage = "";
  send(round, { [line.id]: wish });
  mine.set(line.id, wish);
  say(`${tn("common.dots", wish)}. ${tn("phone.dots_left", dotsLeft(round, mine))}.`);
}

/** @param {Round} round @param {Record<string, number>} wish */
function send(round, wish) {
  change += 1;
  const name = round.named ? { name: nameIn(round) } : {};
  void room.send({ kind: "PlaceDots", round: round.id, dots: wish, tab, change, ...name });
}

/** Under which name one votes in a named round; empty before one has said so. @param {Round} round */
function nameIn(round) {
  return draft(`name-in/${round.id}`) || (room.state.yours.ballot?.round === round.id ? room.state.yours.ballot.name : "");
}

/** @param {Round} round */
function rename(round) {
  renaming = round.id;
  keepDraft(`done/${round.id}`, "");
  ui.done = "";
  scrollTo(0, 0);
  focusSoon("#voter");
}

/** @param {Round} round */
function asksName(round) {
  return html`<main>
    <h1 tabindex="-1">${t("phone.named_heading")}</h1>
    <p class="lead">${rulesOf(round)}</p>
    ${unsent()}
    <div class="section">
      ${nameForm({
        id: "voter",
        hint: t("phone.named"),
        button: t("phone.named_go"),
        use: (name) => {
          const told = room.state.yours.ballot?.round === round.id && room.state.yours.ballot.name;
          keepDraft(`name-in/${round.id}`, name);
          renaming = "";
          if (told && told !== name) send(round, {});
          scrollTo(0, 0);
          focusSoon("main h1");
        },
      })}
    </div>
    ${languages()}
  </main>`;
}

/**
 * Looks at what came of the wishes, and at what came back without one, also of an earlier page: says it once. Wishes of
 * which only a line has gone are sent again without it, those of a pause when it is over.
 */
export function tellRefusedDots() {
  const { board, yours, pending } = room.state;
  keepDots(yours.ballot, board?.round ?? null);
  if (yours.ballot !== toldOf) {
    toldOf = yours.ballot;
    if (yours.ballot?.returned) tell(tn("phone.returned", yours.ballot.returned));
  }
  if (!board) return;
  for (const item of pending) {
    const { command } = item;
    if (item.state !== "refused" || command.kind !== "PlaceDots") continue;
    const round = board.round?.id === command.round ? board.round : null;
    const fate = item.code === "overtaken" ? "lost" : afterRefusal(item, command, round);
    if (fate === "wait") continue;
    room.dismiss(item.id);
    if (item.code === "overtaken") continue;
    if (fate !== "lost" && round) send(round, fate);
    if (fate === "lost") tell(lineGone(item) ? t("phone.line_gone") : `${t("phone.dots_back")} ${item.text}`);
    else if (lineGone(item)) tell(t("phone.line_gone_rest"));
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
    ${said ? html`<p class="bar-message">${ui.ballotHint ? icons.info : icons.returned}<span>${said}</span></p>` : nothing}
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

/** @param {Board} board @param {Round} round */
function summary(board, round) {
  const mine = ownDots(round, room.state.yours.ballot, room.state.pending);
  const left = dotsLeft(round, mine);
  const short = round.must_spend && left > 0;
  const waiting = waitingDots(room.state.pending) && room.state.status !== "live";
  return html`<main>
      ${round.practice ? html`<p class="kind">${t("phone.practice")}</p>` : nothing}
      <h1 tabindex="-1">${waiting ? t("phone.waiting") : short ? t("phone.not_counted_yet") : mine.size ? t("phone.voted") : t("phone.voted_none")}</h1>
      <p class="lead">
        ${left ? `${tn("phone.dots_left", left)}. ` : ""}${short ? t("phone.must_spend") : ""} ${t(round.hard_end ? "phone.until_time" : "phone.until_closed")}
      </p>
      ${pausedNotice(round)} ${told()} ${ownLines(round, mine)} ${unsent()} ${secrecy(round)}
    </main>
    <footer class="bar">
      <div class="row"><button class="button plain" type="button" @click=${() => finish(round, false)}>${icons.pen}${t("phone.change_dots")}</button></div>
    </footer>`;
}
