/** An action read back: every field in its order, and what nobody has said yet. */

import { html, nothing } from "lit-html";
import { lines } from "../note.js";
import { has, t } from "../words.js";
import { FIELDS } from "./deeds.js";

/** @param {import("../types.js").Action} action */
export function readBack(action) {
  return html`<dl class="read-back">
    ${FIELDS.filter((field) => field !== "what").map((field) => {
      const text = action[field];
      const said = field === "lever" && has(`common.lever.${text}`) ? t(`common.lever.${text}`) : text;
      return html`<div>
        <dt>${t(`common.action.${field}`)}</dt>
        ${said
          ? html`<dd lang=${(field !== "lever" && action.lang) || nothing}>${lines(said)}</dd>`
          : html`<dd class="unsaid">${t("phone.not_said")}</dd>`}
      </div>`;
    })}
  </dl>`;
}
