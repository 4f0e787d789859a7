/** What the facilitators tell everybody: a strip below the matter, which makes room for it. */

import { html, nothing } from "lit-html";
import { t } from "../words.js";
import { wallText } from "./pages.js";
import { drawn, langOf } from "./seen.js";
import { sizeWithin, textHeight } from "./text.js";

/** @typedef {import("../types.js").Message} Message */

const SIZES = [2.75, 2.25, 1.75];
const LEADING = 1.25;
const PADDING = 2.5; // above and below together
const MOST = 14; // rem of text: more would leave too little for the matter

/** Its size of type, and its height with the padding; 0 for none. @param {Message | null} message @param {number} width of the words */
export function stripShape(message, width) {
  if (!message) return { size: 0, height: 0 };
  const text = wallText(message.text);
  const size = sizeWithin(text, { width, height: MOST }, SIZES, LEADING);
  return { size, height: textHeight([text], width, size, LEADING) + PADDING };
}

/** @param {Message | null} message @param {number} size */
export function strip(message, size) {
  if (!message) return nothing;
  return html`<aside class="strip" data-size=${size} aria-label=${t("wall.message")}><p lang=${langOf(message.lang)}>${drawn(wallText(message.text), message.lang)}</p></aside>`;
}
