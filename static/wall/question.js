/** The question that a step asks: its own prompt, else what its columns ask. In one or two languages, equal in size. */

import { html, nothing } from "lit-html";
import { lineCount } from "./measure.js";
import { drawn, langOf, said, saidIn } from "./seen.js";

/** @typedef {import("./seen.js").Seen} Seen */
/** @typedef {import("./languages.js").Said} Said */

const LEADING = 1.14;
const LANGUAGE_GAP = 1.25;
const ROW_GAP = 2;
const SWATCH = 4; // the column's colour, and the gap to its words
const FLOOR = 2.75;
const SIZES = [7, 5.5, 4.5, 3.5, FLOOR];
const STRETCH = 1.25; // many questions in two languages may take from the figures below before they are shortened

/**
 * The largest size at which all these texts stand in the space.
 * @param {readonly Said[]} asked
 * @param {import("./pages.js").Space} space
 */
export function questionSize(asked, { width, height }) {
  return SIZES.find((size) => questionHeight(asked, width, size) <= height) ?? SIZES.at(-1) ?? FLOOR;
}

/** @param {readonly Said[]} asked @param {number} width @param {number} size */
export function questionHeight(asked, width, size) {
  let height = 0;
  for (const texts of asked) {
    for (const { text } of texts) height += lineCount(text, width / size) * size * LEADING;
    height += (texts.length - 1) * LANGUAGE_GAP;
  }
  return height + (asked.length - 1) * ROW_GAP;
}

/**
 * A text of its own as the page's heading, as large as the space allows.
 * @param {Said} said
 * @param {import("./pages.js").Space} space
 * @returns {{template: unknown, height: number}}
 */
export function askedText(said, space) {
  const size = questionSize([said], space);
  return { template: html`<div class="asked" data-size=${size}>${texts(said, "h1")}</div>`, height: questionHeight([said], space.width, size) };
}

/**
 * What is asked now, and how large: as large as leaves the rest of the page its height.
 * @param {Seen} seen
 * @param {number} height at most, rem
 * @param {Said} [otherwise] asked when neither the step nor a column asks anything
 * @returns {{template: unknown, height: number}}
 */
export function question(seen, height, otherwise) {
  const { step, board, second, space } = seen;
  const own = said(step?.prompt) ? saidIn(step?.prompt, second) : otherwise;
  if (own) return askedText(own, { width: space.width, height });
  const width = space.width - SWATCH;
  const ways = [
    { asked: board.columns.map((column) => saidIn(column.prompt, second)), most: height },
    { asked: board.columns.map((column) => saidIn(column.prompt, second)), most: height * STRETCH },
    { asked: board.columns.map((column) => saidIn(column.title, second)), most: height },
    { asked: board.columns.map((column) => saidIn(column.title, "")), most: height },
  ];
  const way = ways.find((one) => questionHeight(one.asked, width, FLOOR) <= one.most) ?? ways[3];
  const asked = way?.asked ?? [];
  const size = questionSize(asked, { width, height });
  return {
    template: html`<ul class="asked" data-size=${size}>
      ${asked.map((one, place) => html`<li data-color=${board.columns[place]?.color ?? nothing}>${texts(one, "h2")}</li>`)}
    </ul>`,
    height: questionHeight(asked, width, size),
  };
}

/** @param {Said} said @param {"h1" | "h2"} level */
function texts(said, level) {
  return said.map(({ text, lang }, place) => {
    const words = drawn(text, lang);
    if (place) return html`<p lang=${langOf(lang)}>${words}</p>`;
    return level === "h1" ? html`<h1 lang=${langOf(lang)}>${words}</h1>` : html`<h2 lang=${langOf(lang)}>${words}</h2>`;
  });
}
