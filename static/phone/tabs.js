/** The questions as tabs. With one question there is nothing to choose. */

import { html, nothing } from "lit-html";
import { inLanguage, languageOf, t, tn } from "../words.js";
import { redraw, ui } from "./ui.js";

/**
 * @param {import("../types.js").Board} board
 * @param {(column: string) => number} count
 */
export function tabs(board, count) {
  if (board.columns.length < 2) return nothing;
  return html`<nav class="tabs" aria-label=${t("phone.questions")}>
    ${board.columns.map(
      (column) =>
        html`<button class="tab" type="button" aria-current=${column.id === ui.column ? "true" : nothing} data-color=${column.color} @click=${() => choose(column.id)}>
          <span lang=${languageOf(column.title)}>${inLanguage(column.title)}</span><b>${tn("common.notes", count(column.id))}</b>
        </button>`,
    )}
  </nav>`;
}

/** @param {string} column */
function choose(column) {
  ui.column = column;
  ui.confirming = "";
  redraw();
}
