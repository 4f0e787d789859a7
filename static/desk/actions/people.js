/** The people of an action: who takes part, and what is said against its wording. */

import { html, nothing } from "lit-html";

import { t, tn } from "../../words.js";
import { icons } from "../icons.js";

/** Who takes part, by the names they gave, and what people object to. @param {import("../../types.js").Action} action */
export function people({ taking_part: names, objections }) {
  return html`${names.length ? html`<p class="with">${icons.people}<span>${t("desk.taking_part", { names: names.join(", ") })}</span></p>` : nothing}
  ${objections.length
    ? html`<div class="message column-message objections">
        <p>${icons.info}<span>${tn("desk.objections", objections.length)}</span></p>
        <ul>
          ${objections.map((text) => html`<li class="quoted">${text}</li>`)}
        </ul>
      </div>`
    : nothing}`;
}
