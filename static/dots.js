/** Dots as people see them: in a hand, on a line, and counted out in a result. Always beside the same figure in text. */

import { html, svg } from "lit-html";

/**
 * Dots in a row of places, the first `on` of them filled.
 * @param {number} on
 * @param {number} of
 */
export function dots(on, of) {
  return html`<span class="dots" aria-hidden="true">${Array.from({ length: of }, (_, place) => html`<i class=${place < on ? "on" : ""}></i>`)}</span>`;
}

/** Above this, dots are too small to count, and a bar says as much. */
export const COUNTABLE = 40;

/**
 * A result as dots, each one countable; above forty a bar. `most` is the largest result beside it, so that dots of all
 * rows are of one size and the rows compare.
 * @param {number} count
 * @param {number} most
 * @param {string} label the same in words
 */
export function dotRow(count, most, label) {
  if (most > COUNTABLE) {
    return html`<svg class="dotrow" viewBox="0 0 100 2" preserveAspectRatio="none" role="img" aria-label=${label}>
      <rect width=${(100 * count) / most} height="2" />
    </svg>`;
  }
  const places = Math.max(most, 10);
  return html`<svg class="dotrow" viewBox="0 0 ${places * 1.2 - 0.2} 1" preserveAspectRatio="xMinYMid meet" role="img" aria-label=${label}>
    ${Array.from({ length: count }, (_, place) => svg`<circle cx=${(place * 1.2 + 0.5).toFixed(1)} cy=".5" r=".5"></circle>`)}
  </svg>`;
}
