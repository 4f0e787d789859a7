/** What a view of the wall gets to see, and texts as the wall draws them. */

import { html, nothing } from "lit-html";
import { inLanguage, language, languageOf } from "../words.js";
import { hyphenated } from "../hyphens.js";

/** @typedef {import("../types.js").Board} Board */
/** @typedef {import("../types.js").Step} Step */
/** @typedef {import("../types.js").Words} Words */

/**
 * @typedef {object} Seen
 * @property {import("../types.js").PageData} data
 * @property {Board} board
 * @property {Step | undefined} step where the room is in its run sheet
 * @property {import("../types.js").People} people
 * @property {string} second another language shown beside the page's; "" for none
 * @property {number | null} left ms on the room's timer; null when it is off
 * @property {import("./pages.js").Space} space what the matter beside the margin has, rem
 * @property {number} now the server's clock, ms
 * @property {number} revealed rows of a result that may be seen of those that come one by one, counted from the last; Infinity for all
 * @property {boolean} watched whether the current round's result was shown while this wall watched, in this step
 */
/**
 * One view of the room: `matter` names what it is about, so that another matter begins at its first page.
 * @typedef {object} View
 * @property {string} matter
 * @property {readonly import("./turner.js").Page[]} pages empty: a single page that never turns
 * @property {readonly number[]} [comes] how many rows of a result come one by one on each of the first pages
 * @property {(page: number, pager: unknown) => unknown} draw
 */

/**
 * A text in the page's language and, when the wall shows two, in the other one if it says something else.
 * @param {Words | undefined} words
 * @param {string} second
 * @returns {{text: string, lang: string}[]}
 */
export function saidIn(words, second) {
  if (!words) return [];
  const first = { text: inLanguage(words), lang: languageOf(words) };
  if (!first.text) return [];
  const other = second && second !== first.lang ? words[second] : "";
  return other && other !== first.text ? [first, { text: other, lang: second }] : [first];
}

/** @param {string} text @param {string} lang */
export function drawn(text, lang) {
  return hyphenated(text, lang)
    .split("\n")
    .map((line, place) => (place ? html`<br />${line}` : line));
}

/** The `lang` attribute of a text: only where it is not the page's. @param {string} lang */
export function langOf(lang) {
  return lang && lang !== language() ? lang : nothing;
}

/**
 * What a page says instead of its matter. @param {import("./languages.js").Said} said
 */
export function quiet(said) {
  return html`<main class="quiet-page">
    ${said.map(({ text, lang }, place) => (place ? html`<p lang=${langOf(lang)}>${drawn(text, lang)}</p>` : html`<h1 lang=${langOf(lang)}>${drawn(text, lang)}</h1>`))}
  </main>`;
}

/** A step's own prompt or title, else nothing: run sheets may leave either empty. @param {Words | undefined} words */
export function said(words) {
  return words !== undefined && Object.values(words).some(Boolean);
}
