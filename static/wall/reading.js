/** Reading: column after column, a few notes at a time, large enough for the back row. */

import { html, nothing } from "lit-html";
import { columnItems, noteColor } from "../board.js";
import { head, headHeight } from "./head.js";
import { both } from "./languages.js";
import { phaseName } from "./margin.js";
import { markOf, markText } from "./marks.js";
import { notePages, stay, wallText } from "./pages.js";
import { drawn, langOf, quiet, saidIn } from "./seen.js";

/** @typedef {import("./seen.js").Seen} Seen */
/** @typedef {import("./seen.js").View} View */
/** @typedef {import("../types.js").Note} Note */

/** @param {Seen} seen @returns {View} */
export function reading(seen) {
  const { board, space, second } = seen;
  const found = board.columns.flatMap((column) => {
    const title = saidIn(column.title, second);
    const asks = title.length > 1 ? [] : saidIn(seen.step?.prompt, ""); // the step's own question, where it has one
    const notes = columnItems(board, column.id).flatMap((item) => item.notes ?? [item.note]);
    const height = space.height - headHeight(title, space.width, asks);
    return notePages(notes.map(asDrawn), { width: space.width, height }).map((page) => ({ title, asks, color: column.color, page }));
  });
  return {
    matter: "reading",
    pages: found.map(({ page }) => noteStay(page)),
    draw: (place, pager) => {
      const now = found[place];
      if (!now) return noNotes();
      // Without pages, all columns stand below each other.
      const here = Number.isFinite(space.height) ? [now] : found;
      return html`<main class="reading">
        ${here === found ? html`<h1 class="sr">${phaseName(seen).text}</h1>` : nothing}
        ${here.map(({ title, asks, color, page }) => html`${head(title, space.width, pager, { color, part: here === found, below: asks })}${piles(board, page)}`)}
      </main>`;
    },
  };
}

/** @param {Note} note */
export function asDrawn(note) {
  return { note, text: wallText(note.text), mark: markText(note) };
}

/** @typedef {import("./pages.js").NotePage<{note: Note, text: string, mark: string}>} Piles */

/** What the turner needs of a page of notes. @param {Piles} page */
export function noteStay(page) {
  const items = page.columns.flat().map(({ item }) => item);
  return { keys: items.map(({ note }) => note.id), stay: stay(items.reduce((sum, { text }) => sum + text.length, 0)) };
}

/** Notes as they lie on a page. @param {import("../types.js").Board} board @param {Piles} page */
export function piles(board, page) {
  return html`<div class="piles">
    ${page.columns.map(
      (column) => html`<ul>
        ${column.map(
          ({ item, size }) => html`<li class="note" data-color=${noteColor(board, item.note)} data-size=${size}>
            <p lang=${langOf(item.note.lang)}>${drawn(item.text, item.note.lang)}</p>
            ${markOf(item.mark)}
          </li>`,
        )}
      </ul>`,
    )}
  </div>`;
}

export function noNotes() {
  return quiet(both((voice) => voice.t("wall.no_notes")));
}
