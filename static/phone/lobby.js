/** Gathering, before the first step or between two: what comes by itself, who is here, and what becomes of what one writes. */

import { html, nothing } from "lit-html";
import { icons } from "../icons.js";
import { data } from "../page.js";
import { inLanguage, languageOf, t, tn } from "../words.js";
import { languages } from "./languages.js";
import { openPanel } from "./panels.js";
import { instruction, runSheet, stepName } from "./sheet.js";
import { unsent } from "./unsent.js";
import { room, ui } from "./ui.js";

/** @param {import("../types.js").Board} board */
export function lobbyView(board) {
  const { hall, remote } = room.state.people;
  const step = board.steps[ui.step];
  const next = board.steps[ui.step + 1];
  const begun = board.began_at > 0;
  const title = step ? inLanguage(step.title) : "";
  return html`<main>
    <h1 tabindex="-1" lang=${begun && title ? languageOf(step?.title ?? {}) : nothing}>${begun ? title || t("phone.lobby_between") : t("phone.lobby_heading")}</h1>
    <p class="lead">
      ${instruction(step, begun && next ? t("phone.lobby_next", { step: stepName(next) }) : "")} ${t("phone.lobby_lead")}
    </p>
    ${unsent()}
    <section class="section" aria-labelledby="ahead">
      <h2 id="ahead">${t("phone.ahead")}</h2>
      ${runSheet(board)}
    </section>
    <dl class="facts section">
      <div>
        <dt>${t("phone.people")}</dt>
        <dd>${icons.people} ${tn("common.hall", hall)}${remote ? ` · ${tn("common.remote", remote)}` : ""}</dd>
      </div>
      <div>
        <dt>${t("phone.room")}</dt>
        <dd lang=${languageOf(data.title)}>${inLanguage(data.title)}</dd>
        <dd class="go"><button class="button bare" type="button" @click=${() => openPanel("rooms")}>${t("phone.change_room")}</button></dd>
      </div>
    </dl>
    <p class="secret">${icons.unseen}<span>${t("phone.privacy")}</span></p>
    ${languages()}
  </main>`;
}
