/** The question, large, to think about before anybody writes; with several, each under its own heading. */

import { html, nothing } from "lit-html";
import { inLanguage, languageOf, t } from "../words.js";
import { languages } from "./languages.js";
import { instruction, stepName } from "./sheet.js";
import { unsent } from "./unsent.js";
import { ui } from "./ui.js";

/** @param {import("../types.js").Board} board */
export function questionView(board) {
  const step = board.steps[ui.step];
  const prompt = step?.prompt ?? {};
  const [only] = board.columns;
  const alone = board.columns.length === 1 && only ? only : null;
  const heading = inLanguage(prompt) ? prompt : alone ? (inLanguage(alone.prompt) ? alone.prompt : alone.title) : null;
  return html`<main>
    ${heading
      ? html`<h1 class="asked" tabindex="-1" lang=${languageOf(heading)}>${inLanguage(heading)}</h1>`
      : html`<h1 tabindex="-1">${step ? stepName(step) : nothing}</h1>`}
    <p class="lead">${instruction(step, t("phone.think"))}</p>
    ${alone && heading === alone.prompt ? nothing : questions(board)} ${unsent()} ${languages()}
  </main>`;
}

/** Every column's heading and question, edged in its colour. @param {import("../types.js").Board} board */
export function questions(board) {
  return html`<ol class="questions section near">
    ${board.columns.map(
      (column) => html`<li data-color=${column.color}>
        <h2 lang=${languageOf(column.title)}>${inLanguage(column.title)}</h2>
        ${inLanguage(column.prompt) ? html`<p lang=${languageOf(column.prompt)}>${inLanguage(column.prompt)}</p>` : nothing}
      </li>`,
    )}
  </ol>`;
}
