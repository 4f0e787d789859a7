/** The wall of a room: what the room is doing, for everybody in it to see. It reads and never acts. */

import { html, nothing } from "lit-html";
import { say } from "./announce.js";
import { phase as phaseOf } from "./board.js";
import { draw } from "./draw.js";
import { data, root } from "./page.js";
import { openRoom } from "./room.js";
import { timeLeft } from "./timer.js";
import { inLanguage, language, t } from "./words.js";
import { pager } from "./wall/head.js";
import { secondLanguage, speakLanguages } from "./wall/languages.js";
import { lobby } from "./wall/lobby.js";
import { margin, phaseName } from "./wall/margin.js";
import { strip, stripShape } from "./wall/message.js";
import { Reveal } from "./wall/reveal.js";
import { canStayAwake, isFull, stayAwake, toggleFull, watchScreen } from "./wall/screen.js";
import { Turner } from "./wall/turner.js";
import { viewOf } from "./wall/view.js";

/** @typedef {import("./wall/seen.js").Seen} Seen */

const SAY_LOST_MS = 7_000; // the room calls itself offline after three seconds; a wall says so after ten
const LOADING_MS = 1_000;
const MARGIN = 26; // of the picture's width, rem; as in wall.css
const PADDING = { inline: 8, block: 7 };

// A link opened again in a browser that has the right already still carries its secret: not for everybody to see.
if (location.hash) history.replaceState(null, "", location.pathname + location.search);

const query = new URLSearchParams(location.search);
const asked = query.get("lang2") ?? ""; // what an address says holds until a desk says otherwise
const ownLanguages = /^[a-z]{2}$/.test(asked) ? [language(), asked] : [language()];
const ownTheme = query.get("theme") ?? "auto";

const plain = matchMedia("(max-width: 48rem)"); // a phone or a much enlarged page scrolls instead of turning pages
const still = matchMedia("(prefers-reduced-motion: reduce)");
const room = openRoom({ room: data.room, audience: "wall", lang: language() });

/** @param {number} ms @param {() => void} then */
const after = (ms, then) => {
  const timer = setTimeout(then, ms);
  return () => clearTimeout(timer);
};
const turner = new Turner(() => show(), after);
const reveal = new Reveal(() => show(), after, () => still.matches);

let slow = false; // nothing has come for a while after the page was opened
let lost = false;
let warned = false; // that this screen may fall asleep
let spoken = "";
let messageSaid = "";
/** @type {(() => void) | null} */
let callOffLost = null;
/** @type {(() => void) | null} */
let callOffTick = null;

/** What the matter has for itself when a strip of so many rem stands below. @param {number} below @returns {import("./wall/pages.js").Space} */
function space(below) {
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  if (plain.matches) return { width: innerWidth / rem - 2, height: Infinity };
  return { width: innerWidth / rem - MARGIN - PADDING.inline, height: innerHeight / rem - PADDING.block - below };
}

/** Paper or lamp, as the desk says; else as the address or the device has it. @param {import("./types.js").WallLook} look */
function light({ theme }) {
  const chosen = theme === "auto" ? ownTheme : theme;
  if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
  else delete document.documentElement.dataset.theme;
}

/** Full screen, and what this screen should be told; out of the picture while nobody touches anything. */
function tools() {
  const says = warned ? t("wall.may_sleep") : lostText();
  return html`<div class="tools">
    ${says ? html`<p class="says">${says}</p>` : nothing}
    ${document.fullscreenEnabled
      ? html`<button type="button" class="button plain" @click=${full}>${isFull() ? t("wall.full_end") : t("wall.full")}</button>`
      : nothing}
  </div>`;
}

function full() {
  void stayAwake();
  void toggleFull();
  if (canStayAwake || warned || isFull()) return;
  warned = true;
  after(15_000, () => {
    warned = false;
    show();
  });
}

function lostText() {
  const { ending } = room.state;
  if (ending === "no-room") return t("wall.no_room");
  if (ending === "unreadable") return t("wall.reload");
  if (ending) return t("wall.no_right");
  return lost ? t("wall.lost") : "";
}

function show() {
  const { state } = room;
  const { board } = state;
  if (!board) {
    const says = lostText() || (slow ? t("common.loading") : "");
    draw(html`<main class="opening"><h1>${inLanguage(data.title)}</h1><p>${says || data.host}</p></main>`, root);
    root.dataset.phase = root.dataset.frame = "opening";
    return;
  }
  const now = room.now();
  const left = timeLeft(board.timer, now);
  const phase = phaseOf(board);
  light(board.wall);
  speakLanguages(board.wall.languages.length ? board.wall.languages : ownLanguages, show);
  const { width } = space(0);
  const told = stripShape(board.message, phase === "lobby" && !plain.matches ? width + MARGIN : width);
  const revealed = reveal.shown(board.round, board.step);
  /** @type {Seen} */
  const seen = {
    data, board, step: board.steps[board.step], people: state.people, second: secondLanguage(), left, now, space: space(told.height),
    revealed, watched: reveal.watched(board.step),
  };
  const view = viewOf(seen);
  const coming = reveal.page(view.comes ?? []);
  const page = turner.show(view.matter, view.pages, board.wall.paused ? board.wall.page : null, coming);
  const turning = pager({
    page, pages: plain.matches ? 1 : view.pages.length, paused: turner.paused, held: turner.held,
    turn: (by) => turner.turn(by), pause: () => turner.pause(),
  });
  const opens = phase === "lobby" && !view.lit;
  const clock = view.lit || (phase !== "writing" && phase !== "tables" && phase !== "closed");
  root.dataset.phase = phase;
  root.dataset.frame = opens ? "lobby" : "margin";
  draw(
    html`${opens ? lobby(seen, tools()) : html`${margin(seen, { clock, joining: phase !== "closed" || view.lit, tools: tools() })}${view.draw(page, turning)}`}${strip(board.message, told.size)}`,
    root,
  );
  tick(left, board.timer.ends_at !== null);
  const named = phaseName(seen).text;
  document.title = `${named} – ${inLanguage(board.title)}`;
  if (spoken && spoken !== named) say(named);
  spoken = named;
  if (board.message && messageSaid !== board.message.id) say(board.message.text);
  messageSaid = board.message?.id ?? "";
}

/** Draws again when the clock's next second begins. @param {number | null} left @param {boolean} running */
function tick(left, running) {
  callOffTick?.();
  callOffTick = left && running ? after((left - 1) % 1000 + 1, show) : null;
}

function watchLine() {
  if (room.state.status === "offline") {
    callOffLost ??= after(SAY_LOST_MS, () => {
      lost = true;
      show();
    });
    return;
  }
  if (room.state.status !== "live") return;
  callOffLost?.();
  callOffLost = null;
  lost = false;
}

document.addEventListener("keydown", (press) => {
  if (press.altKey || press.ctrlKey || press.metaKey) return;
  if (press.key === "ArrowRight") turner.turn(1);
  else if (press.key === "ArrowLeft") turner.turn(-1);
  else if (press.key === " " && !(press.target instanceof HTMLButtonElement)) turner.pause();
  else return;
  if (!plain.matches) press.preventDefault();
});

after(LOADING_MS, () => {
  slow = true;
  if (!room.state.board) show();
});
room.subscribe(() => {
  watchLine();
  show();
});
addEventListener("resize", show);
watchScreen(show);
void document.fonts.ready.then(show);
root.replaceChildren(); // the server's first paint; what follows is the same, drawn from here
show();
