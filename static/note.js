/** A note as it is drawn everywhere: its text in its own language, its colour, and below it what a page adds. */

import { html, nothing } from "lit-html";

/** A text with its line breaks. @param {string} text */
export function lines(text) {
  return text.includes("\n") ? text.split("\n").map((line, place) => (place ? html`<br />${line}` : line)) : text;
}

/**
 * @param {object} drawn
 * @param {string} drawn.text
 * @param {string} drawn.lang
 * @param {string} drawn.color
 * @param {"" | "saved" | "waiting" | "refused"} [drawn.state]
 * @param {unknown} [drawn.footer]
 */
export function note({ text, lang, color, state = "", footer }) {
  return html`<article class="note" data-color=${color} data-state=${state || nothing}>
    <p lang=${lang}>${lines(text)}</p>
    ${footer ? html`<footer>${footer}</footer>` : nothing}
  </article>`;
}
