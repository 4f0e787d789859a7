/** The line above the matter: what it is, and which page of it. */

import { html, nothing } from "lit-html";
import { icons } from "../icons.js";
import { t } from "../words.js";
import { lineCount, sizeFor } from "./measure.js";
import { drawn, langOf } from "./seen.js";

const PAGER_WIDTH = 27;
const DOTS_AT_MOST = 9; // more say less than the figure beside them
const SECOND_SIZE = 2.25;
const TITLE_SIZES = /** @type {const} */ ([
  [3.5, 1],
  [2.75, 99],
]);

/** @typedef {{text: string, lang: string}[]} Said */

/** @param {Said} said @param {number} width */
const titleSize = (said, width) => sizeFor(said[0]?.text ?? "", width - PAGER_WIDTH, TITLE_SIZES);

/**
 * Height of the head with the gap below, rem.
 * @param {Said} said
 * @param {number} width of the matter
 */
export function headHeight(said, width) {
  const size = titleSize(said, width);
  const own = lineCount(said[0]?.text ?? "", (width - PAGER_WIDTH) / size) * size * 1.12;
  const second = said[1] ? lineCount(said[1].text, (width - PAGER_WIDTH) / SECOND_SIZE) * SECOND_SIZE * 1.2 + 0.25 : 0;
  return Math.max(own + second, 4) + 1.5 + 0.25 + 1.25;
}

/**
 * @param {Said} said the title, in one or two languages
 * @param {number} width of the matter
 * @param {unknown} side what stands at the right
 * @param {{color?: string, part?: boolean}} [as] colour of the column that the title is of; whether it heads a part of a page
 */
export function head(said, width, side, { color, part } = {}) {
  const [first, second] = said;
  const size = titleSize(said, width);
  const words = drawn(first?.text ?? "", first?.lang ?? "");
  const lang = langOf(first?.lang ?? "");
  return html`<div class="head">
    <div class="names" data-color=${color ?? nothing}>
      ${part ? html`<h2 data-size=${size} lang=${lang}>${words}</h2>` : html`<h1 data-size=${size} lang=${lang}>${words}</h1>`}
      ${second ? html`<p lang=${langOf(second.lang)}>${drawn(second.text, second.lang)}</p>` : nothing}
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
 * @param {(by: number) => void} at.turn
 * @param {() => void} at.pause
 */
export function pager({ page, pages, paused, turn, pause }) {
  if (pages < 2) return nothing;
  return html`<nav class="pager" aria-label=${t("wall.pages")}>
    ${pages <= DOTS_AT_MOST
      ? html`<span class="places" aria-hidden="true">${Array.from({ length: pages }, (_, place) => html`<i class=${place === page ? "on" : ""}></i>`)}</span>`
      : nothing}
    <p><span class="sr">${t("wall.page", { page: page + 1, pages })}</span><span aria-hidden="true">${page + 1}/${pages}</span></p>
    <span class="turn">
      <button type="button" aria-label=${t("wall.previous")} @click=${() => turn(-1)}>${icons.back}</button>
      <button type="button" aria-label=${paused ? t("wall.resume") : t("wall.pause")} @click=${pause}>${paused ? icons.play : icons.pause}</button>
      <button type="button" aria-label=${t("wall.next")} @click=${() => turn(1)}>${icons.forward}</button>
    </span>
  </nav>`;
}
