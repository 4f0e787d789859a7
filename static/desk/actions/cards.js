/** Actions as cards. */

import { html } from "lit-html";

/** @param {import("../desk.js").Desk} desk */
export function actions(desk) {
  return html`<div class="cards">${desk.board.actions.length}</div>`;
}
