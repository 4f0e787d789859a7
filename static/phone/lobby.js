/** Before it begins: what will happen, who is here, and what becomes of what one writes. */

import { html, nothing } from "lit-html";
import { icons } from "../icons.js";
import { data } from "../page.js";
import { inLanguage, languageOf, t, tn } from "../words.js";
import { languages } from "./languages.js";
import { stepName, stepsAhead } from "./top.js";
import { unsent } from "./unsent.js";
import { room } from "./ui.js";

/** @param {import("../types.js").Board} board */
export function lobbyView(board) {
  const { hall, remote } = room.state.people;
  return html`<main>
    <h1 tabindex="-1">${t("phone.lobby_heading")}</h1>
    <p class="lead">${t("phone.lobby_lead")}</p>
    ${unsent()}
    <section class="section" aria-labelledby="ahead">
      <h2 id="ahead">${t("phone.ahead")}</h2>
      <ol class="sheet">
        ${stepsAhead(board).map(
          (step) => html`<li>
            <span>
              ${stepName(step)}
              ${inLanguage(step.prompt) ? html`<span class="meta" lang=${languageOf(step.prompt)}>${inLanguage(step.prompt)}</span>` : nothing}
            </span>
            ${step.minutes ? html`<span class="meta">${tn("common.minutes", step.minutes)}</span>` : nothing}
          </li>`,
        )}
      </ol>
    </section>
    <dl class="facts section">
      <div>
        <dt>${t("phone.people")}</dt>
        <dd>${icons.people} ${tn("common.hall", hall)}${remote ? ` · ${tn("common.remote", remote)}` : ""}</dd>
      </div>
      <div>
        <dt>${t("phone.room")}</dt>
        <dd lang=${languageOf(data.title)}>${inLanguage(data.title)}</dd>
        <dd class="go"><a class="button bare" href=${`/${data.code}`}>${t("phone.change_room")}</a></dd>
      </div>
    </dl>
    <p class="secret">${icons.unseen}<span>${t("phone.privacy")}</span></p>
    ${languages()}
  </main>`;
}
