/** Texts as the wall draws them: one below or beside the other in two languages, each marked as its own. */

import { html, nothing } from "lit-html";
import { both } from "./languages.js";
import { lineCount } from "./measure.js";
import { drawn, langOf } from "./seen.js";

/** @typedef {import("./languages.js").Said} Said */

/** A short sentence of ours in one line, in each of the wall's languages. @param {(voice: import("../words.js").Voice) => string} say */
export function inBoth(say) {
  return inline(both(say));
}

/** A short text in one line, in one or two languages. @param {Said} said */
export function inline(said) {
  return said.map(({ text, lang }, place) => html`${place ? html`<span class="and" aria-hidden="true"> / </span>` : nothing}<span lang=${langOf(lang)}>${drawn(text, lang)}</span>`);
}

/** Whole sentences, one language below the other. @param {Said} said */
export function stacked(said) {
  return said.map(({ text, lang }) => html`<span class="line" lang=${langOf(lang)}>${drawn(text, lang)}</span>`);
}

/** A sentence of ours, in each of the wall's languages. @param {(voice: import("../words.js").Voice) => string} say */
export function bothStacked(say) {
  return stacked(both(say));
}

/** As `inline` reads, to be measured. @param {Said} said */
export function inlineText(said) {
  return said.map(({ text }) => text).join(" / ");
}

/**
 * Height of texts below each other, rem.
 * @param {readonly string[]} texts
 * @param {number} width
 * @param {number} size of type
 * @param {number} leading
 */
export function textHeight(texts, width, size, leading) {
  return texts.reduce((sum, text) => sum + lineCount(text, width / size) * size * leading, 0);
}

/**
 * The first of some sizes at which a text keeps within a height; the last when none does.
 * @param {string} text
 * @param {import("./pages.js").Space} space
 * @param {readonly number[]} sizes the largest first
 * @param {number} leading
 */
export function sizeWithin(text, { width, height }, sizes, leading) {
  return sizes.find((size) => textHeight([text], width, size, leading) <= height) ?? sizes.at(-1) ?? 1;
}
