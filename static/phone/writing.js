/** Writing: one question, one's own notes below it, the composer under the thumb. */

import { html, nothing } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { column } from "../board.js";
import { inLanguage, languageOf, t } from "../words.js";
import { composer } from "./composer.js";
import { languages } from "./languages.js";
import { ownNotes } from "./mine.js";
import { ownNote } from "./own-note.js";
import { instruction } from "./sheet.js";
import { tabs } from "./tabs.js";
import { room, ui } from "./ui.js";
import { unsentObjections } from "./unsent.js";

/** @param {import("../types.js").Board} board */
export function writingView(board) {
  const here = column(board, ui.column);
  if (!here) return nothing;
  const all = ownNotes(room.state.yours.notes, room.state.pending);
  const mine = all.filter((note) => note.column === here.id || note.column === "");
  return html`<main>
      ${tabs(board, (id) => all.filter((note) => note.column === id).length)}
      <section class="section near" aria-labelledby="q">
        <h1 id="q" tabindex="-1" lang=${languageOf(here.prompt)}>${inLanguage(here.prompt) || inLanguage(here.title)}</h1>
        <p class="lead">${instruction(board.steps[ui.step], t("phone.one_thought"))} ${t("phone.seen_later")}</p>
      </section>
      <section class="section near" aria-labelledby="mine">
        <h2 class="sr" id="mine">${t("phone.own_notes")}</h2>
        ${mine.length
          ? html`<ul class="stack">
              ${repeat(mine, (note) => note.id, (note) => html`<li data-key=${note.id}>${ownNote(note, here.color)}</li>`)}
            </ul>`
          : html`<p class="empty">${t("phone.first_here")}</p>`}
      </section>
      ${unsentObjections()} ${languages()}
    </main>
    ${ui.editing ? nothing : composer({ closes: false })}`;
}
