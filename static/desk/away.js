/** The button that closes a dialog and does nothing. */

import { html } from "lit-html";

import { t } from "../words.js";

/**
 * @param {import("./desk.js").Desk} desk
 * @param {string} [key] its words
 */
export function away(desk, key = "desk.cancel") {
  return html`<button class="button plain" type="button" @click=${() => desk.set({ dialog: null })}>${t(key)}</button>`;
}
