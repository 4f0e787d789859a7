/** The facilitator's desk: opens the room, draws it, and keeps focus, dialogs and menu in step with what is drawn. */

import { html, nothing } from "lit-html";

import { digest, say } from "./announce.js";
import { brief } from "./desk/columns.js";
import { Desk } from "./desk/desk.js";
import { dialogs } from "./desk/dialogs.js";
import { draggable } from "./desk/drag.js";
import { dropped, inHand } from "./desk/drop.js";
import { header } from "./desk/header.js";
import { pressed } from "./desk/keys.js";
import { groupKey } from "./desk/layout.js";
import { margin } from "./desk/margin.js";
import { middle } from "./desk/middle.js";
import { panel } from "./desk/panel.js";
import { neighbour } from "./desk/walk.js";
import { draw } from "./draw.js";
import { data, root } from "./page.js";
import { openRoom } from "./room.js";
import { markPassed, timeLeft } from "./timer.js";
import { t, tn } from "./words.js";

const LOADING_MS = 1_000; // what comes within a second needs no "loading"

const room = openRoom({ room: data.room, audience: "desk", lang: data.lang });
const desk = new Desk(room, data, soon);

let due = 0;
let slow = false;
/** @type {string[][]} what could be walked to at the last drawing */
let walked = [];
/** @type {number | null} */
let leftBefore = null;
let stepBefore = -1;
let notesBefore = -1;
let renamed = ""; // the group whose title was being written at the last drawing
/** @type {HTMLElement | null} where the menu was opened from */
let opener = null;

/** Draws at the next frame, once however often it is asked. */
function soon() {
  due ||= requestAnimationFrame(redraw);
}

function redraw() {
  cancelAnimationFrame(due);
  due = 0;
  desk.look();
  const focused = document.activeElement?.closest("[data-walk]");
  const key = focused instanceof HTMLElement ? focused.dataset["walk"] : undefined;
  const { board } = room.state;
  if (!board && !slow && room.state.status !== "ended") return;
  if (root.dataset["drawn"] === undefined) {
    root.dataset["drawn"] = "";
    root.replaceChildren(); // the first paint was the server's
  }
  draw(board ? html`${header(desk)} ${margin(desk)} ${middle(desk)} ${panel(desk)} ${dialogs(desk)}` : html`${header(desk)} ${loading()}`, root);
  if (board) {
    keepFocus(key);
    keepMenu();
    keepDialog();
    keepField();
    showMade();
    announce();
    makeDraggable();
  }
}

function loading() {
  if (room.state.status === "ended") return nothing;
  return html`<main class="loading"><p class="meta">${t("common.loading")}</p><div class="shapes" aria-hidden="true"><i></i><i></i><i></i></div></main>`;
}

/** The focus follows its note to another place; when the note has gone, its neighbour takes over. @param {string | undefined} key */
function keepFocus(key) {
  const now = desk.walk;
  if (key && document.activeElement === document.body) {
    const heir = now.some((list) => list.includes(key)) ? key : neighbour(walked, now, key);
    if (heir) {
      document.getElementById(heir)?.focus();
      if (desk.current !== heir) desk.set({ current: heir });
    }
  }
  walked = now;
}

/** Opens or closes the menu beside its button. */
function keepMenu() {
  const element = document.getElementById("menu");
  if (!element) return;
  const open = element.matches(":popover-open");
  if (!desk.menu) {
    if (open) element.hidePopover();
    if (opener && (document.activeElement === document.body || element.contains(document.activeElement))) {
      if (!desk.dialog && !desk.sorting.renaming) opener.focus();
    }
    opener = null;
    return;
  }
  const button = document.querySelector(`[data-do="menu"][data-key="${CSS.escape(desk.menu)}"]`);
  if (!(button instanceof HTMLElement)) return desk.set({ menu: "" });
  if (!open) element.showPopover();
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = element;
  const below = at.bottom + 4 + height <= innerHeight;
  element.style.setProperty("left", `${Math.max(8, Math.min(at.right - width, innerWidth - width - 8))}px`);
  element.style.setProperty("top", `${below ? at.bottom + 4 : Math.max(8, at.top - height - 4)}px`);
  if (button !== opener) element.querySelector("button")?.focus();
  opener = button;
}

function keepDialog() {
  const element = document.getElementById("dialog");
  if (!(element instanceof HTMLDialogElement)) return;
  if (desk.dialog && !element.open) {
    element.querySelector("form")?.reset();
    element.showModal();
  } else if (!desk.dialog && element.open) {
    element.close();
  }
}

/** A title that is about to be written gets the caret; when it is written, its group gets the focus. */
function keepField() {
  const field = document.getElementById("rename");
  if (renamed && renamed !== desk.sorting.renaming && document.activeElement === document.body) {
    document.getElementById(groupKey(renamed))?.focus();
  }
  if (field instanceof HTMLInputElement && renamed !== desk.sorting.renaming) {
    field.focus();
    field.select();
  }
  renamed = desk.sorting.renaming;
}

/** A group that was just made here stands where its first note was, perhaps far from the last one: it is brought into sight. */
function showMade() {
  const group = desk.sorting.made && document.getElementById(groupKey(desk.sorting.made))?.closest(".group");
  if (!group) return;
  desk.sorting.made = "";
  group.scrollIntoView({ block: "nearest" });
}

/** Brings the present step into the run sheet's sight, with what comes next; the clock and the large button stay where they are. */
function showStep() {
  const sheet = document.querySelector(".runsheet");
  const step = sheet?.querySelector("[aria-current]");
  const top = step?.previousElementSibling ?? step;
  if (sheet && top instanceof HTMLElement) sheet.scrollTop = top.offsetTop;
}

/** Says what changed without the desk's own doing: steps and marks of time at once, new notes as a digest. */
function announce() {
  const { board, layout } = desk;
  if (stepBefore >= 0 && board.step !== stepBefore) say(t("desk.now_in", { step: t(`phase.${desk.phase}`) }));
  if (board.step !== stepBefore) showStep();
  stepBefore = board.step;
  if (notesBefore >= 0 && layout.notes > notesBefore) digest("notes", () => tn("desk.notes", desk.layout.notes));
  notesBefore = layout.notes;
  const left = desk.leading.timer.ends_at === null ? null : timeLeft(desk.leading.timer, room.now());
  const mark = markPassed(leftBefore, left);
  if (mark !== null) say(t(`desk.mark.${mark / 1000}`));
  leftBefore = left;
}

function makeDraggable() {
  const board = document.getElementById("columns");
  if (!board || board.dataset["drags"]) return;
  board.dataset["drags"] = "yes";
  draggable(board, {
    may: () => desk.maySort,
    label: (key) => {
      const notes = inHand(desk, key);
      if (key.startsWith("g-")) return desk.board.groups.get(key.slice(2))?.title ?? "";
      return notes.length > 1 ? tn("desk.notes", notes.length) : brief(desk.board.notes.get(key.slice(2))?.text ?? "");
    },
    drop: (drop) => dropped(desk, drop),
  });
}

/** The clock's digits change with the server's second. */
function tick() {
  setTimeout(tick, 1_000 - (room.now() % 1_000) + 5);
  if (!document.hidden && room.state.board) soon();
}

room.subscribe(soon);
document.addEventListener("keydown", (event) => {
  pressed(desk, event);
  if (due) redraw(); // the next key may come before the next frame, and belongs into what this one has opened
});
// Focus that comes to a note by mouse or by a screen reader is where the arrow keys walk on from.
document.addEventListener("focusin", (event) => {
  const at = event.target instanceof Element ? event.target.closest("[data-walk]") : null;
  if (at instanceof HTMLElement && at.dataset["walk"] && at.dataset["walk"] !== desk.current) desk.set({ current: at.dataset["walk"] });
});
document.addEventListener("visibilitychange", soon);
setTimeout(() => {
  slow = true;
  soon();
}, LOADING_MS);
tick();
