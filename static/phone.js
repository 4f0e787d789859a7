/** The phone page: draws what the room is doing, and asks before it takes a writer along to the next step. */

import { html, nothing } from "lit-html";
import { say } from "./announce.js";
import { phase } from "./board.js";
import { draw } from "./draw.js";
import { icons } from "./icons.js";
import { root } from "./page.js";
import { agendaView } from "./phone/agenda.js";
import { forgetRefused } from "./phone/asking.js";
import { running } from "./phone/ballot.js";
import { endedView } from "./phone/ended.js";
import { fetchLater, later, planLater, stuck } from "./phone/fetched.js";
import { lobbyView } from "./phone/lobby.js";
import { message, onScreen, watchMessage } from "./phone/message.js";
import { waitingNotes } from "./phone/mine.js";
import { openPanel } from "./phone/panels.js";
import { questionView } from "./phone/question.js";
import { offlineText, strip, top } from "./phone/top.js";
import { drawWith, focusSoon, redraw, room, shownPhase, ui, writing } from "./phone/ui.js";
import { writingView } from "./phone/writing.js";
import { markPassed, timeLeft } from "./timer.js";
import { t, tn } from "./words.js";

const GHOSTS_AFTER_MS = 1_000; // a shape that flashes up is worse than none
const BACK_SHOWN_MS = 6_000;

let slow = false;
/** @type {number | null} */
let leftBefore = null;
let waitedOffline = 0;
/** @type {Element | null} */
let measured = null;
/** @type {string | null} round and state as they were last told */
let roundBefore = null;

/** @typedef {"rooms" | "screen" | import("./types.js").PhaseName} ViewName a phase, or a panel over it */
/** @typedef {Partial<Record<ViewName, (board: import("./types.js").Board) => unknown>>} Views */

/** What people meet first: nothing more is waited for. @type {Views} */
const FIRST_VIEWS = {
  lobby: lobbyView,
  agenda: agendaView,
  question: questionView,
  writing: writingView,
};

/** The others. @param {import("./phone/fetched.js").Later} views @returns {Views} */
const laterViews = (views) => ({
  review: views.reviewView,
  tables: views.tablesView,
  reading: views.readingView,
  sorting: views.readingView,
  freeze: views.freezeView,
  voting: views.votingView,
  results: views.resultsView,
  actions: views.actionsView,
  commitments: views.commitmentsView,
  closed: views.closedView,
  rooms: views.roomsView,
  screen: views.screenView,
});

/** Goes along with the room, or asks first. */
function follow() {
  const { board } = room.state;
  if (!board) return;
  if (!board.columns.some((column) => column.id === ui.column)) ui.column = board.columns[0]?.id ?? "";
  if (ui.step === board.step) {
    ui.asking = false;
    return;
  }
  if (ui.step < 0) {
    ui.step = board.step;
    return;
  }
  if (!ui.asking) {
    ui.asking = writing();
    say(t(`phone.began.${phase(board)}`) + (ui.asking ? ` ${t("phone.draft_kept")}` : ""));
    if (ui.asking) return;
    keepPlace();
    goOn();
  }
}

/** What has the focus goes away with the view it is in: the next view's heading gets it, so that nobody is lost. */
function keepPlace() {
  if (document.activeElement?.closest("main, .bar")) focusSoon("main h1");
}

function goOn() {
  const { board } = room.state;
  if (!board) return;
  ui.step = board.step;
  ui.asking = false;
  ui.editing = null;
  ui.confirming = "";
  ui.composing = false;
  ui.pairing = "";
  scrollTo(0, 0);
}

function invitation() {
  const { board } = room.state;
  if (!ui.asking || !board) return nothing;
  return html`<section class="message strong asking" aria-label=${t(`phone.go.${phase(board)}`)}>
    ${icons.forward}<span>${t(`phone.began.${phase(board)}`)} ${t("phone.draft_kept")}</span>
    <button
      class="button"
      type="button"
      @click=${() => {
        openPanel("");
        goOn();
        focusSoon("main h1");
      }}
    >
      ${t(`phone.go.${phase(board)}`)}
    </button>
  </section>`;
}

function body() {
  const { board, status } = room.state;
  if (status === "ended") return endedView(room.state.ending);
  if (!board) return loading();
  const phase = shownPhase();
  const name = ui.panel || phase;
  const first = FIRST_VIEWS[name];
  if (first) {
    planLater(redraw);
    return first(board);
  }
  const views = later();
  if (!views) {
    void fetchLater(redraw);
    return stuck() && status === "live" ? endedView(null) : loading();
  }
  const voting = !ui.panel && views.VOTED_IN.has(phase) && running(board.round);
  return voting ? views.votingView(board) : laterViews(views)[name]?.(board);
}

function loading() {
  return html`<main>
    ${slow
      ? html`<p class="lead">${t("common.loading")}</p>
          <ul class="stack ghosts" aria-hidden="true">
            ${[1, 2, 3].map(() => html`<li class="ghost"></li>`)}
          </ul>`
      : nothing}
  </main>`;
}

/** Says once that the line is gone, and once that it is back with what went out. */
function watchLine() {
  const { status, pending } = room.state;
  if (status === "offline" && !ui.wasOffline) {
    ui.wasOffline = true;
    waitedOffline = 0;
    say(`${t("common.no_line")} ${room.state.board ? offlineText(pending) : ""}`);
  }
  if (!ui.wasOffline) return;
  const waiting = waitingNotes(pending);
  if (status !== "live") waitedOffline = Math.max(waitedOffline, waiting);
  else if (waiting === 0) {
    ui.wasOffline = false;
    ui.backMessage = waitedOffline ? `${t("phone.back")} ${tn("phone.notes_sent", waitedOffline)}` : t("phone.back");
    say(ui.backMessage);
    setTimeout(() => {
      ui.backMessage = "";
      redraw();
    }, BACK_SHOWN_MS);
  }
}

/** Says that a round was opened, closed or revealed: a new page of its own within the same step. */
function watchRound() {
  const { board } = room.state;
  const views = later();
  if (!board || !views) return;
  const round = board.round ? `${board.round.id} ${board.round.state}` : "";
  if (roundBefore !== null && round !== roundBefore && board.round && views.VOTED_IN.has(shownPhase())) {
    say(views.roundNews(board.round));
    const samePage = running(board.round) && [`${board.round.id} open`, `${board.round.id} paused`].includes(roundBefore);
    if (!samePage) {
      ui.ballotHint = "";
      if (board.round.state === "open") ui.ballotMessage = "";
      keepPlace();
      scrollTo(0, 0);
    }
  }
  roundBefore = round;
}

/** Keeps what sticks below the head, and what the keyboard brings into view, clear of it, however many strips it has. */
function measureHead() {
  const head = document.querySelector(".head");
  if (!head || measured === head) return;
  measured = head;
  new ResizeObserver(() => document.documentElement.style.setProperty("--head", `${head.clientHeight}px`)).observe(head);
}

/** Every second: the clock's digits, and its marks aloud. */
function tick() {
  const { board } = room.state;
  const left = board ? timeLeft(board.timer, room.now()) : null;
  const mark = markPassed(leftBefore, left);
  if (mark !== null) say(t(`common.mark.${mark / 1000}`));
  leftBefore = left;
  if (left !== null || room.state.board) redraw();
}

drawWith(() => {
  follow();
  watchLine();
  watchRound();
  watchMessage();
  later()?.tellRefusedDots();
  forgetRefused();
  draw(html`<div class="head">${top()} ${strip()} ${message()} ${onScreen()} ${invitation()} ${later()?.pairingStrip()}</div>
    ${body()}`, root);
  measureHead();
});

root.replaceChildren(); // what the server drew for the first moment
room.subscribe(redraw);
setInterval(tick, 1_000);
setTimeout(() => {
  slow = true;
  redraw();
}, GHOSTS_AFTER_MS);
redraw();
