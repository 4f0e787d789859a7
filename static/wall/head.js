/** The line above the matter: what it is, and which page of it. */

import { html, nothing } from "lit-html";
import { icons } from "../icons.js";
import { t } from "../words.js";
import { lineCount, sizeFor } from "./measure.js";
import { drawn, langOf } from "./seen.js";
import { inlineText, stacked } from "./text.js";

const PAGER_WIDTH = 27;
const DOTS_AT_MOST = 9; // more say less than the figure beside them
const BELOW_SIZE = 2.75;
const TITLE_SIZES = /** @type {const} */ ([
  [3.5, 1],
  [2.75, 99],
]);

/** @typedef {import("./languages.js").Said} Said */

/** Two languages are of one size, the second is lighter. @param {Said} said @param {number} width */
const titleSize = (said, width) => Math.min(...said.map(({ text }) => sizeFor(text, width - PAGER_WIDTH, TITLE_SIZES)), TITLE_SIZES[0][0]);

/** Whether both languages stand on one line. @param {Said} said @param {number} width */
const beside = (said, width) => said.length > 1 && lineCount(inlineText(said), (width - PAGER_WIDTH) / TITLE_SIZES[0][0]) === 1;

/** @param {Said} said */
const linesOf = (said) => said.map(({ text }) => text).join("\n");

/**
 * Height of the head with the gap below, rem.
 * @param {Said} said
 * @param {number} width of the matter
 * @param {Said} [below] a line of its own under the title
 */
export function headHeight(said, width, below = []) {
  const size = titleSize(said, width);
  const texts = beside(said, width) ? [inlineText(said)] : said.map(({ text }) => text);
  const own = texts.reduce((sum, text) => sum + lineCount(text, (width - PAGER_WIDTH) / size) * size * 1.12, 0) + (texts.length - 1) * 0.25;
  const under = below.length ? lineCount(linesOf(below), (width - PAGER_WIDTH) / BELOW_SIZE) * BELOW_SIZE * 1.2 + 0.4 : 0;
  return Math.max(own + under, 4) + 1.5 + 0.25 + 1.25;
}

/**
 * @param {Said} said the title, in one or two languages
 * @param {number} width of the matter
 * @param {unknown} side what stands at the right
 * @param {{color?: string, part?: boolean, below?: Said}} [as] colour of the column that the title is of; whether it heads a part of a page;
 *   a line of its own under the title
 */
export function head(said, width, side, { color, part, below = [] } = {}) {
  const [first, second] = said;
  const size = titleSize(said, width);
  const together = beside(said, width);
  const words = html`${drawn(first?.text ?? "", first?.lang ?? "")}${together && second ? html`<span class="and" aria-hidden="true"> / </span><span class="other" lang=${langOf(second.lang)}>${drawn(second.text, second.lang)}</span>` : nothing}`;
  const lang = langOf(first?.lang ?? "");
  return html`<div class="head">
    <div class="names" data-color=${color ?? nothing}>
      ${part ? html`<h2 data-size=${size} lang=${lang}>${words}</h2>` : html`<h1 data-size=${size} lang=${lang}>${words}</h1>`}
      ${second && !together ? html`<p class="second" data-size=${size} lang=${langOf(second.lang)}>${drawn(second.text, second.lang)}</p>` : nothing}
      ${below.length ? html`<p class="below">${stacked(below)}</p>` : nothing}
    </div>
    ${side}
  </div>`;
}

/**
 * Where we are among the pages, with what turns and stops them. Nothing when there is one page.
 * @param {object} at
 * @param {number} at.page from 0
 * @param {number} at.pages
 * @param {boolean} at.paused
 * @param {boolean} at.held by the desk: nothing here turns or stops them
 * @param {(by: number) => void} at.turn
 * @param {() => void} at.pause
 */
export function pager({ page, pages, paused, held, turn, pause }) {
  if (pages < 2) return nothing;
  return html`<nav class="pager" aria-label=${t("wall.pages")}>
    ${pages <= DOTS_AT_MOST
      ? html`<span class="places" aria-hidden="true">${Array.from({ length: pages }, (_, place) => html`<i class=${place === page ? "on" : ""}></i>`)}</span>`
      : nothing}
    <p><span class="sr">${t("wall.page", { page: page + 1, pages })}</span><span aria-hidden="true">${page + 1}/${pages}</span></p>
    ${held
      ? nothing
      : html`<span class="turn">
          <button type="button" aria-label=${t("wall.previous")} @click=${() => turn(-1)}>${icons.back}</button>
          <button type="button" aria-label=${paused ? t("wall.resume") : t("wall.pause")} @click=${pause}>${paused ? icons.play : icons.pause}</button>
          <button type="button" aria-label=${t("wall.next")} @click=${() => turn(1)}>${icons.forward}</button>
        </span>`}
  </nav>`;
}
