/** At the tables: what to do, and how long. Nobody looks at the wall for anything else now. */

import { html, nothing } from "lit-html";
import { clockText } from "../timer.js";
import { clockFigures, clockWord } from "./clock.js";
import { both } from "./languages.js";
import { textWidth } from "./measure.js";
import { askedText } from "./question.js";
import { said, saidIn } from "./seen.js";

/** @typedef {import("./seen.js").Seen} Seen */

const FIGURE_SIZES = [21, 16, 13, 10, 7];
const CAPTION = 9;
const SHARE = 0.62;

/** @param {Seen} seen */
export function tables(seen) {
  const { board, left, space, step, second } = seen;
  const told = said(step?.instruction) ? saidIn(step?.instruction, second) : both((voice) => voice.t("wall.at_tables"));
  const asked = askedText(told, { width: space.width, height: left === null ? space.height : space.height * SHARE });
  const ems = left === null ? 1 : textWidth(clockText(left).replace(/\d/g, "0"));
  const size = FIGURE_SIZES.find((one) => one + CAPTION <= space.height - asked.height && one * ems <= space.width) ?? FIGURE_SIZES.at(-1);
  return html`<main class="writing ${left === null ? "alone" : ""}">
    ${asked.template}
    ${left === null
      ? nothing
      : html`<div class="figures">
          <div><p class="figure" data-size=${size}>${clockFigures(left)}</p><p class="cap">${clockWord(board.timer, left)}</p></div>
        </div>`}
  </main>`;
}
