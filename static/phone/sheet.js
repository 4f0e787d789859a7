/** The run sheet, with where the room is in it. */

import { html, nothing } from "lit-html";
import { inLanguage, languageOf, t, tn } from "../words.js";

/** @typedef {import("../types.js").Board} Board */
/** @typedef {import("../types.js").Step} Step */

/** A step by its own title, else by its phase. @param {Step} step */
export function stepName(step) {
  return inLanguage(step.title) || t(`phase.${step.phase}`);
}

/** The steps that are counted: coming together and parting are none of them. @param {Board} board */
export function stepsAhead(board) {
  return board.steps.filter(({ phase }) => phase !== "lobby" && phase !== "closed");
}

/** What the room is asked to do in a step, in its own words when it has any. @param {Step | undefined} step @param {string} [otherwise] */
export function instruction(step, otherwise = "") {
  const own = step ? inLanguage(step.instruction) : "";
  return own ? html`<span lang=${languageOf(step?.instruction ?? {})}>${own}</span>` : otherwise;
}

/** @param {Board} board */
export function runSheet(board) {
  return html`<ol class="sheet">
    ${stepsAhead(board).map((step) => {
      const place = board.steps.indexOf(step);
      const now = place === board.step;
      return html`<li class=${place < board.step ? "past" : ""} aria-current=${now ? "step" : nothing}>
        <span>
          ${stepName(step)}
          ${now ? html`<b class="now"><span class="now-dot"></span>${t("phone.now")}</b>` : nothing}
          ${inLanguage(step.prompt) ? html`<span class="meta" lang=${languageOf(step.prompt)}>${inLanguage(step.prompt)}</span>` : nothing}
        </span>
        ${step.minutes ? html`<span class="meta">${tn("common.minutes", step.minutes)}</span>` : nothing}
      </li>`;
    })}
  </ol>`;
}
