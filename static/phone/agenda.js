/** The day: the run sheet, and what becomes of what one writes. */

import { html } from "lit-html";
import { icons } from "../icons.js";
import { inLanguage, languageOf, t, tn } from "../words.js";
import { languages } from "./languages.js";
import { instruction, runSheet, stepName, stepsAhead } from "./sheet.js";
import { unsent } from "./unsent.js";
import { ui } from "./ui.js";

/** @param {import("../types.js").Board} board */
export function agendaView(board) {
  const step = board.steps[ui.step];
  const prompt = step?.prompt ?? {};
  const minutes = stepsAhead(board).reduce((sum, one) => sum + one.minutes, 0);
  return html`<main>
    <h1 tabindex="-1" lang=${languageOf(prompt)}>${inLanguage(prompt) || (step ? stepName(step) : "")}</h1>
    <p class="lead">${instruction(step)} ${minutes ? tn("phone.planned", minutes) : ""} ${t("phone.comes")}</p>
    <section class="section near" aria-label=${t("phone.ahead")}>${runSheet(board)}</section>
    ${unsent()}
    <p class="secret">${icons.unseen}<span>${t("phone.privacy")}</span></p>
    ${languages()}
  </main>`;
}
