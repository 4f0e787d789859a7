/** Writing: the question and two figures. No note is shown, so that nobody copies. */

import { html, nothing } from "lit-html";
import { noteCount } from "../board.js";
import { clockText } from "../timer.js";
import { number } from "../words.js";
import { clockFigures, clockWord } from "./clock.js";
import { phaseName } from "./margin.js";
import { textWidth } from "./measure.js";
import { question } from "./question.js";
import { said } from "./seen.js";
import { inBoth } from "./text.js";

/** @typedef {import("./seen.js").Seen} Seen */

const FIGURE_SIZES = [21, 16, 13, 10, 7];
const CAPTION = 8; // below a figure, with the gaps around both, rem
const BETWEEN = 6.5; // the gaps and the line between two figures
const QUESTION_SHARE = 0.62;

/** @param {Seen} seen */
export function writing(seen) {
  const { board, left, space } = seen;
  const count = noteCount(board);
  const asked = question(seen, space.height * QUESTION_SHARE);
  const clock = left === null ? "" : clockText(left).replace(/\d/g, "0"); // as wide as it will be a second later
  const width = clock ? (space.width - BETWEEN) / 2 : space.width;
  const ems = Math.max(textWidth(clock), textWidth(number(count)));
  const size = FIGURE_SIZES.find((one) => one + CAPTION <= space.height - asked.height && one * ems <= width) ?? FIGURE_SIZES.at(-1);
  return html`<main class="writing">
    ${said(seen.step?.prompt) ? nothing : html`<h1 class="sr">${phaseName(seen).text}</h1>`}
    ${asked.template}
    <div class="figures">
      ${left === null
        ? nothing
        : html`<div><p class="figure" data-size=${size}>${clockFigures(left)}</p><p class="cap">${clockWord(board.timer, left)}</p></div>`}
      <div><p class="figure" data-size=${size}>${number(count)}</p><p class="cap">${inBoth((voice) => voice.tn("wall.notes_written", count))}</p></div>
    </div>
  </main>`;
}
