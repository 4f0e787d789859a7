/** The whole run sheet in large, for the step in which the room looks at its day. */

import { html, nothing } from "lit-html";

import { clockTime, inLanguage, languageOf, t, tn } from "../words.js";
import { stepName } from "./margin.js";
import { plannedStarts } from "./next.js";

/** @type {import("./views.js").View} */
export const dayView = {
  id: "day",
  words: () => t("desk.day"),
  there: (desk) => desk.phase === "agenda",
  home: (desk) => desk.phase === "agenda",
  draw: day,
};

/** @param {import("./desk.js").Desk} desk */
function day(desk) {
  const { board } = desk;
  const starts = plannedStarts(board, desk.room.now());
  return html`<div class="day" role="region" tabindex="0" aria-label=${t("desk.day")}>
    <table class="tally">
      <thead>
        <tr><th scope="col">${t("desk.day_from")}</th><th scope="col">${t("desk.day_step")}</th><th scope="col" class="n">${t("desk.day_minutes")}</th></tr>
      </thead>
      <tbody>
        ${board.steps.map((step, at) => {
          const said = inLanguage(step.prompt) || inLanguage(step.instruction);
          const start = starts[at];
          return html`<tr class=${at === board.step ? "in" : ""}>
            <td class="figure">${at === board.step ? html`<span class="now-dot"></span><span class="sr">${t("desk.now")}</span>` : start ? html`<time>${clockTime(start)}</time>` : nothing}</td>
            <th scope="row">${stepName(step)}${said ? html`<span class="meta" lang=${languageOf(inLanguage(step.prompt) ? step.prompt : step.instruction)}>${said}</span>` : nothing}</th>
            <td class="n">${step.minutes ? tn("desk.minutes", step.minutes) : nothing}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}
