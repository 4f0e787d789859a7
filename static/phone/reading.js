/** Reading and sorting: everybody's notes by question, groups with their titles; one's own can still be changed. */

import { html, nothing } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { digest } from "../announce.js";
import { column, columnItems, noteColor } from "../board.js";
import { memo } from "../draw.js";
import { icons } from "../icons.js";
import { lines } from "../note.js";
import { inLanguage, languageOf, t, tn } from "../words.js";
import { composer } from "./composer.js";
import { heldColumn } from "./hold.js";
import { languages } from "./languages.js";
import { ownNotes } from "./mine.js";
import { edit, ownNote } from "./own-note.js";
import { tabs } from "./tabs.js";
import { draftKey, focusSoon, mayWrite, redraw, room, ui } from "./ui.js";
import { draft } from "./drafts.js";

/** @typedef {import("../types.js").Board} Board */
/** @typedef {import("./mine.js").Own} Own */

const TOUCH_REST_MS = 4_000; // a finger that has just lifted is still reading

/** @type {Board | null} the board as the list shows it while it is held */
let held = null;
let heldColumnId = "";
let touched = -Infinity;

for (const kind of ["pointerdown", "scroll", "wheel", "touchmove"]) {
  addEventListener(kind, () => (touched = performance.now()), { passive: true, capture: true });
}

/** Whether the list is under a finger or has the focus. */
function busy() {
  const list = document.querySelector(".board .stack");
  if (!list) return false;
  return list.contains(document.activeElement) || performance.now() - touched < TOUCH_REST_MS;
}

/**
 * @param {Board} board
 * @param {{notice?: unknown}} [how] `notice`: what is said above the board, which is then only to be read
 */
export function readingView(board, { notice } = {}) {
  const writes = notice === undefined;
  const here = column(board, ui.column);
  if (!here) return nothing;
  if (heldColumnId !== here.id || !held || !busy()) held = board;
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
                    ? html`<li data-key=${item.group.id}>${groupOf(board, item.group, item.notes, mine)}</li>`
                    : html`<li data-key=${item.note.id}>${oneNote(board, item.note, mine)}</li>`,
              )}
            </ul>`
          : html`<p class="empty">${t("phone.no_notes")}</p>`}
      </section>
      ${languages()}
    </main>
    ${writes && !ui.editing ? writingBar() : nothing}`;
}

function show() {
  held = room.state.board;
  touched = -Infinity;
  redraw();
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
  return memo([note, color, Boolean(own), own && mayWrite()], () =>
    own
      ? ownOnBoard(own, color)
      : html`<article class="note" data-color=${color}><p lang=${note.lang}>${lines(note.text)}</p></article>`,
  );
}

/** @param {Own} own @param {string} color */
function ownOnBoard(own, color) {
  return html`<article class="note" data-color=${color} data-note=${own.id}>
    <p lang=${own.lang}>${lines(own.text)}</p>
    <footer>
      <span class="state">${icons.pen}${t("phone.yours")}</span>
      ${mayWrite()
        ? html`<button class="button bare" type="button" @click=${() => edit(own)}>${t("phone.edit")}<span class="sr">: ${own.text}</span></button>`
        : nothing}
    </footer>
  </article>`;
}

function writingBar() {
  if (ui.composing) return composer({ closes: true });
  const begun = draft(draftKey(ui.column)) !== "";
  return html`<div class="bar">
    <div class="row">
      <button
        class="button new-note"
        type="button"
        @click=${() => {
          ui.composing = true;
          focusSoon("#text");
        }}
      >
        ${icons.plus}${begun ? t("phone.go_on_note") : t("phone.new_note")}
      </button>
    </div>
  </div>`;
}
