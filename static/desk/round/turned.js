/** A setting with minus and plus, and one that is on or off. */

import { html, nothing } from "lit-html";

import { number, t } from "../../words.js";
import { icons } from "../icons.js";

/**
 * Minus and plus never go away, so that pressing again and again keeps the finger where it is.
 * @param {string} words
 * @param {unknown} hint
 * @param {number} value
 * @param {number} most
 * @param {(to: number) => void} turn
 */
export function turned(words, hint, value, most, turn) {
  /** @param {number} to @param {"less" | "more"} way */
  const button = (to, way) => {
    const off = to < 1 || to > most;
    return html`<button class="turn" type="button" aria-label=${t(`desk.${way}`, { what: words })} aria-disabled=${off ? "true" : nothing} @click=${() => off || turn(to)}>
      ${way === "less" ? icons.minus : icons.plus}
    </button>`;
  };
  return html`<div>
    <dt>${words}${hint ? html`<span class="meta">${hint}</span>` : nothing}</dt>
    <dd>${button(value - 1, "less")}<span class="figure">${number(value)}</span>${button(value + 1, "more")}</dd>
  </div>`;
}

/**
 * @param {string} words
 * @param {string} hint
 * @param {boolean} on
 * @param {(on: boolean) => void} turn
 */
export function ticked(words, hint, on, turn) {
  return html`<label class="choice tick">
    <input type="checkbox" .checked=${on} @change=${(/** @type {Event} */ event) => turn(/** @type {HTMLInputElement} */ (event.target).checked)} />
    <span>${words}<span class="meta">${hint}</span></span>
  </label>`;
}
