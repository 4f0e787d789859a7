/** The board with what its phase puts above it. */

import { html, nothing } from "lit-html";

import { columns } from "./columns.js";
import { comingIn } from "./links.js";
import { figures } from "./people.js";
import { tables } from "./tables.js";

/** @param {import("./desk.js").Desk} desk */
export function stage(desk) {
  return html`<div class="stage">
    ${desk.phase === "lobby" ? html`<div class="arriving">${comingIn(desk)} ${figures(desk)}</div>` : nothing} ${desk.phase === "tables" ? tables(desk) : nothing} ${columns(desk)}
  </div>`;
}
