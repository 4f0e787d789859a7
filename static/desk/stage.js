/** The board with what its phase puts above it. */

import { html, nothing } from "lit-html";

import { columns } from "./columns.js";
import { comingIn } from "./links.js";

/** @param {import("./desk.js").Desk} desk */
export function stage(desk) {
  return html`<div class="stage">${desk.phase === "lobby" ? comingIn(desk) : nothing} ${columns(desk)}</div>`;
}
