/** "Really?" — before something that people in the room would notice. */

import { html } from "lit-html";

import { away } from "./away.js";

/**
 * @param {import("./desk.js").Desk} desk
 * @param {Extract<import("./desk.js").Dialog, {kind: "sure"}>} dialog
 */
export function sure(desk, { title, text, yes, act }) {
  const go = () => {
    desk.set({ dialog: null });
    act();
  };
  return html`<div class="sheet">
    <h2 id="dialog-title">${title()}</h2>
    <p>${text()}</p>
    <div class="ends">
      <button class="button" type="button" autofocus @click=${go}>${yes}</button>
      ${away(desk)}
    </div>
  </div>`;
}
