/** At the tables: what one's table wrote, seen by its people alone, and the best three that they pick. */

import { html, nothing } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { digest, say } from "../announce.js";
import { column } from "../board.js";
import { icons } from "../icons.js";
import { lines } from "../note.js";
import { inLanguage, languageOf, t, tn } from "../words.js";
import { ask } from "./asking.js";
import { languages } from "./languages.js";
import { ownNotes } from "./mine.js";
import { edit, editWord, ownNote } from "./own-note.js";
import { instruction } from "./sheet.js";
import { tabs } from "./tabs.js";
import { focusSoon, mayWrite, redraw, room, ui } from "./ui.js";
import { unsent, unsentObjections } from "./unsent.js";
import { writingBar } from "./writing-bar.js";

/** @typedef {import("../types.js").Board} Board */
/** @typedef {import("../types.js").Note} Note */
/** @typedef {import("./mine.js").Own} Own */

const PICKS = 3;
const NUMBERS = 12; // tables that have a button; a larger hall types

/** One is at a table and looks for another. */
let moving = false;
let hint = "";
/** Notes of the table at the last look. */
let known = new Set();

/** @param {Board} board */
export function tablesView(board) {
  const table = tableNow();
  if (!table || moving) return chooser(board, table);
  const here = column(board, ui.column);
  if (!here) return nothing;
  const notes = notesNow();
  const picks = notes.filter((note) => picked(note));
  tellNew(notes);
  const own = new Map(ownNotes(room.state.yours.notes, room.state.pending).map((note) => [note.id, note]));
  const shown = notes.filter((note) => note.column === here.id);
  const ids = new Set(notes.map((note) => note.id));
  const besides = [...own.values()].filter((note) => !ids.has(note.id) && (note.column === here.id || note.column === "")).reverse();
  const people = room.state.yours.table?.table === table ? room.state.yours.table.people : 0;
  return html`<main>
      <div class="at-table">
        <p><b>${t("phone.table", { table: String(table) })}</b>${people ? html` · ${tn("phone.people_here", people)}` : nothing}</p>
        <button class="button bare" type="button" @click=${move}>${t("phone.change_table")}</button>
      </div>
      ${tabs(board, (id) => notes.filter((note) => note.column === id).length)}
      <section class="section near" aria-labelledby="q">
        <h1 id="q" tabindex="-1" lang=${languageOf(here.prompt)}>${inLanguage(here.prompt) || inLanguage(here.title)}</h1>
        <p class="lead">${instruction(board.steps[ui.step], t("phone.tables_lead"))}</p>
      </section>
      <section class="section near" aria-labelledby="theirs">
        <h2 class="sr" id="theirs">${t("phone.table_notes")}</h2>
        ${shown.length || besides.length
          ? html`<ul class="stack">
              ${repeat(shown, (note) => note.id, (note) => html`<li data-key=${note.id}>${oneNote(note, here.color, own.get(note.id), picks.length)}</li>`)}
              ${repeat(besides, (note) => note.id, (note) => html`<li data-key=${note.id}>${ownNote(note, here.color)}</li>`)}
            </ul>`
          : html`<p class="empty">${t("phone.table_empty")}</p>`}
      </section>
      ${unsentObjections()} ${languages()}
    </main>
    ${ui.editing
      ? nothing
      : writingBar(html`${hint ? html`<p class="bar-message">${icons.info}<span>${hint}</span></p>` : nothing}`, html`<p class="left picks"><span>${t("phone.picked_of", { count: picks.length, of: PICKS })}</span></p>`)}`;
}

/** @param {Note} note @param {string} color @param {Own | undefined} own @param {number} picks */
function oneNote(note, color, own, picks) {
  if (own && (own.state !== "saved" || own.problem || ui.editing?.id === own.id || ui.confirming === own.id)) return ownNote(own, color);
  const on = picked(note);
  return html`<article class="note" data-color=${color} data-note=${note.id} data-picked=${on || nothing}>
    <p lang=${note.lang}>${lines(note.text)}</p>
    <footer>
      ${own && mayWrite()
        ? html`<button class="button bare own" type="button" @click=${() => edit(own)}>${icons.pen}${editWord(own)}<span class="sr">, ${t("phone.yours")}: ${own.text}</span></button>`
        : nothing}
      <button
        class="button pick ${on ? "" : "plain"}"
        type="button"
        aria-pressed=${on}
        aria-label=${`${on ? t("phone.picked") : t("phone.pick")}: ${note.text}`}
        aria-disabled=${!on && picks >= PICKS ? "true" : nothing}
        @click=${() => pick(note, !on, picks)}
      >
        ${on ? icons.tick : nothing}${on ? t("phone.picked") : t("phone.pick")}
      </button>
    </footer>
  </article>`;
}

/** The table that one sits at, or is on one's way to. */
function tableNow() {
  let table = room.state.yours.table?.table ?? 0;
  for (const { command, state } of room.state.pending) if (command.kind === "JoinTable" && state === "waiting") table = command.table;
  return table;
}

/** The notes of one's table in the order of posting, so that a new one moves none. */
function notesNow() {
  const table = room.state.yours.table;
  return table?.table === tableNow() ? [...table.notes].sort((a, b) => a.order - b.order) : [];
}

/** @param {Note} note */
function picked(note) {
  let on = Boolean(note.table);
  for (const { command, state } of room.state.pending) if (command.kind === "PickNote" && command.note === note.id && state === "waiting") on = command.picked;
  return on;
}

/** @param {Note} note @param {boolean} on @param {number} picks */
async function pick(note, on, picks) {
  hint = on && picks >= PICKS ? t("refused.too-many-picks") : "";
  if (hint) {
    say(hint);
    redraw();
    return;
  }
  say(t("phone.picked_of", { count: picks + (on ? 1 : -1), of: PICKS }));
  hint = await ask({ kind: "PickNote", note: note.id, picked: on });
  redraw();
}

/** @param {readonly Note[]} notes */
function tellNew(notes) {
  const fresh = notes.filter((note) => !note.mine && !known.has(note.id)).length;
  if (fresh && known.size) digest("table", () => tn("phone.table_fresh", fresh));
  known = new Set(notes.map((note) => note.id));
}

function move() {
  moving = true;
  focusSoon("main h1");
}

/** @param {Board} board @param {number} table where one sits now; 0: nowhere */
function chooser(board, table) {
  return html`<main>
      <h1 tabindex="-1">${t("phone.which_table")}</h1>
      <p class="lead">${t(table ? "phone.move_table_lead" : "phone.which_table_lead")}</p>
      ${unsent()}
      <div class="numbers section near">
        ${Array.from({ length: NUMBERS }, (_, place) => place + 1).map(
          (number) =>
            html`<button class="button plain" type="button" aria-current=${number === table ? "true" : nothing} @click=${() => join(number)}>
              <span class="sr">${t("phone.table", { table: "" })} </span>${number}
            </button>`,
        )}
      </div>
      <form class="other-table section near" @submit=${typedTable}>
        <label class="label" for="table">${t("phone.other_table")}</label>
        <div class="row2">
          <input class="input" id="table" inputmode="numeric" pattern="[0-9]*" maxlength="3" autocomplete="off" />
          <button class="button" type="submit">${t("phone.sit")}</button>
        </div>
      </form>
      ${languages()}
    </main>
    ${table
      ? html`<footer class="bar">
          <div class="row"><button class="button plain" type="button" @click=${() => join(table)}>${icons.back}${t("phone.stay_at", { table: String(table) })}</button></div>
        </footer>`
      : nothing}`;
}

/** @param {SubmitEvent} event */
function typedTable(event) {
  event.preventDefault();
  const field = document.getElementById("table");
  const number = field instanceof HTMLInputElement ? Number(field.value) : 0;
  if (Number.isInteger(number) && number > 0) join(number);
  else field?.focus();
}

/** @param {number} table */
function join(table) {
  moving = false;
  hint = "";
  known = new Set();
  scrollTo(0, 0);
  focusSoon("main h1");
  if (table !== tableNow()) void ask({ kind: "JoinTable", table }).then((reason) => (hint = reason));
}
