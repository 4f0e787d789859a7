/** Reading and sorting: everybody's notes by question, groups with their titles; one's own can still be changed. */

import { html, nothing } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { digest } from "../announce.js";
import { column, columnItems, noteColor } from "../board.js";
import { memo } from "../draw.js";
import { icons } from "../icons.js";
import { lines } from "../note.js";
import { inLanguage, languageOf, t, tn } from "../words.js";
import { heldColumn } from "./hold.js";
import { languages } from "./languages.js";
import { ownNotes } from "./mine.js";
import { edit, editWord, ownNote } from "./own-note.js";
import { openPanel } from "./panels.js";
import { answers, sameFoot } from "./same.js";
import { tabs } from "./tabs.js";
import { twins } from "./twins.js";
import { focusSoon, mayWrite, room, ui } from "./ui.js";
import { unsentObjections } from "./unsent.js";
import { writingBar } from "./writing-bar.js";

/** @typedef {import("../types.js").Board} Board */
/** @typedef {import("./mine.js").Own} Own */

/** Notes that have just been let through. @type {Set<string>} */
let news = new Set();
const TOUCH_REST_MS = 4_000; // a finger that has just lifted is still reading

/** @type {Board | null} the board as the list shows it while it is held */
let held = null;
let heldColumnId = "";
let touched = -Infinity;

for (const kind of ["pointerdown", "scroll", "wheel", "touchmove"]) {
  addEventListener(kind, () => (touched = performance.now()), { passive: true, capture: true });
}

/** Whether somebody is in the middle of the list: with a finger, with the focus, or scrolled down into it. */
function busy() {
  const list = document.querySelector(".board > .stack");
  if (!list) return false;
  return list.contains(document.activeElement) || performance.now() - touched < TOUCH_REST_MS || list.getBoundingClientRect().top < 0;
}

/**
 * @param {Board} board
 * @param {{notice?: unknown}} [how] `notice`: what is said above the board, which is then only to be read
 */
export function readingView(board, { notice } = {}) {
  const writes = notice === undefined;
  const here = column(board, ui.column);
  if (!here) return nothing;
  if (heldColumnId !== here.id || !held || (!ui.pairing && !busy())) held = board;
  heldColumnId = here.id;
  const { items, fresh, moved } = heldColumn(board, held, here.id);
  if (fresh) digest("fresh", () => tn("phone.fresh_said", fresh, { column: inLanguage(here.title) }));

  const own = ownNotes(room.state.yours.notes, room.state.pending);
  const mine = new Map(own.map((note) => [note.id, note]));
  const onBoard = new Set(board.notes.keys());
  const besides = own.filter((note) => !onBoard.has(note.id) && (note.column === here.id || note.column === ""));

  const question = inLanguage(here.prompt) || inLanguage(here.title);
  const lang = languageOf(here.prompt);
  return html`<main>
      ${notice ?? nothing} ${tabs(board, (id) => columnItems(board, id).reduce((sum, { notes }) => sum + (notes?.length ?? 1), 0))}
      <section class="board" aria-labelledby="col">
        ${writes
          ? html`<h1 class="question" id="col" tabindex="-1" lang=${lang}>${question}</h1>`
          : html`<h2 class="question" id="col" lang=${lang}>${question}</h2>`}
        ${writes ? twins(board) : nothing}
        ${fresh || moved
          ? html`<button class="button plain fresh" type="button" @click=${show}>${fresh ? tn("phone.fresh", fresh) : t("phone.moved")}</button>`
          : nothing}
        ${items.length || besides.length
          ? html`<ul class="stack">
              ${repeat(besides, (note) => note.id, (note) => html`<li data-key=${note.id}>${ownNote(note, here.color)}</li>`)}
              ${repeat(
                items,
                (item) => item.group?.id ?? item.note?.id,
                (item) =>
                  item.group
                    ? html`<li data-key=${item.group.id} tabindex="-1">${groupOf(board, item.group, item.notes, mine)}</li>`
                    : html`<li data-key=${item.note.id} tabindex="-1">${oneNote(board, item.note, mine)}</li>`,
              )}
            </ul>`
          : html`<p class="empty">${t("phone.no_notes")}</p>`}
      </section>
      ${unsentObjections()} ${languages()}
    </main>
    ${writes && !ui.editing && !ui.pairing ? writingBar(nothing, wallView()) : nothing}`;
}

/** The way to what is on the screen, beside the note that one may write. */
function wallView() {
  return html`<button class="button plain" type="button" @click=${() => openPanel("screen")}>${icons.screen}${t("phone.wall_view")}</button>`;
}

/** Lets through what waited, marks it, and goes to the first of it. */
function show() {
  const board = room.state.board;
  if (!board) return;
  const before = new Set(held?.notes.keys());
  news = new Set([...board.notes.keys()].filter((id) => !before.has(id)));
  held = board;
  touched = -Infinity;
  const first = columnItems(board, ui.column).find((item) => (item.notes ?? [item.note]).some((note) => news.has(note.id)));
  focusSoon(first ? `[data-key="${first.group?.id ?? first.note?.id}"]` : ".board .question");
}

/**
 * @param {Board} board
 * @param {import("../types.js").Group} group
 * @param {import("../types.js").Note[]} notes
 * @param {Map<string, Own>} mine
 */
function groupOf(board, group, notes, mine) {
  return html`<section class="group" aria-labelledby=${`g-${group.id}`}>
    <h2 id=${`g-${group.id}`}>${group.title}</h2>
    <p class="meta">${tn("common.notes", notes.length)}</p>
    <ul class="stack">
      ${repeat(notes, (note) => note.id, (note) => html`<li data-key=${note.id}>${oneNote(board, note, mine)}</li>`)}
    </ul>
  </section>`;
}

/**
 * @param {Board} board
 * @param {import("../types.js").Note} note
 * @param {Map<string, Own>} mine
 */
function oneNote(board, note, mine) {
  const color = noteColor(board, note);
  const own = mine.get(note.id);
  if (own && (own.state !== "saved" || own.problem || ui.editing?.id === own.id || ui.confirming === own.id)) return ownNote(own, color);
  const open = mayWrite();
  const word = own ? editWord(own) : "";
  return memo([note, color, word, open, answers(), ui.pairing, news.has(note.id)], () => {
    const about = [
      own ? html`${icons.pen}${t("phone.yours")}` : nothing,
      news.has(note.id) ? html`<b>${t("phone.new")}</b>` : nothing,
      note.table ? html`${icons.tick}${t("phone.picked_by", { table: String(note.table) })}` : nothing,
      note.origin
        ? html`${icons.forward}<span lang=${languageOf(note.origin.title)}>${inLanguage(note.origin.title)}</span>, ${t("phone.brought", { rank: note.origin.rank })}`
        : nothing,
    ].filter((said) => said !== nothing);
    return html`<article class="note" data-color=${color} data-note=${note.id} data-chosen=${ui.pairing === note.id || nothing}>
      <p lang=${note.lang}>${lines(note.text)}</p>
      ${about.length || open
        ? html`<footer>
            ${about.map((said) => html`<span class="state">${said}</span>`)}
            ${open
              ? html`<span class="acts">
                  ${own && !ui.pairing
                    ? html`<button class="button bare" type="button" @click=${() => edit(own)}>${word}<span class="sr">: ${own.text}</span></button>`
                    : nothing}
                  ${sameFoot(board, note, Boolean(own))}
                </span>`
              : nothing}
          </footer>`
        : nothing}
    </article>`;
  });
}
