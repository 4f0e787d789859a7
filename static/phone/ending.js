/** The end of the workshop, with thanks. */

import { html, nothing } from "lit-html";
import { icons } from "../icons.js";
import { t } from "../words.js";
import { feedback } from "./feedback.js";
import { languages } from "./languages.js";
import { lastShown } from "./outcome.js";
import { resultOf } from "./results.js";
import { unsent } from "./unsent.js";

/** @param {import("../types.js").Board} board */
export function closedView(board) {
  const round = lastShown(board);
  return html`<main>
    <h1 tabindex="-1">${t("phone.thanks")}</h1>
    <p class="lead">${t("phone.thanks_lead")}</p>
    ${unsent()} ${feedback()}
    ${board.actions.length
      ? html`<section class="section" aria-labelledby="agreed">
          <h2 id="agreed">${t("phone.agreed")}</h2>
          <ul class="deeds">
            ${board.actions.map(
              (action) =>
                html`<li class="deed-card">
                  <h3 lang=${action.lang || nothing}>${action.what}</h3>
                  ${action.who || action.by_when
                    ? html`<p class="meta" lang=${action.lang || nothing}>${[action.who, action.by_when].filter(Boolean).join(" · ")}</p>`
                    : nothing}
                  ${action.taking_part.length ? html`<p class="meta"><span class="state">${icons.people}${action.taking_part.join(" · ")}</span></p>` : nothing}
                </li>`,
            )}
          </ul>
        </section>`
      : nothing}
    ${round
      ? html`<details class="section earlier-round" id="end-result">
          <summary><span>${t("phone.see_result")}</span>${icons.down}</summary>
          ${resultOf(board, round)}
        </details>`
      : nothing}
    ${languages()}
  </main>`;
}
