/** The end: of the workshop, with thanks; or of the line, with a way on. */

import { html, nothing } from "lit-html";
import { data } from "../page.js";
import { t } from "../words.js";
import { languages } from "./languages.js";
import { lastShown } from "./outcome.js";
import { resultOf } from "./results.js";
import { unsent } from "./unsent.js";
import { room } from "./ui.js";

/** @param {import("../types.js").Board} board */
export function closedView(board) {
  const round = lastShown(board);
  return html`<main>
    <h1 tabindex="-1">${t("phone.thanks")}</h1>
    <p class="lead">${t("phone.thanks_lead")}</p>
    ${unsent()} ${round ? resultOf(board, round) : nothing} ${languages()}
  </main>`;
}

/** A line that cannot be had again by waiting. */
export function endedView() {
  const why = room.state.ending ?? "unreadable";
  return html`<main>
    <h1 tabindex="-1">${t(`phone.ended.${why}`)}</h1>
    <p class="lead">${t(`phone.ended_lead.${why}`)}</p>
    <p class="way-on">
      ${why === "unreadable"
        ? html`<button class="button" type="button" @click=${() => location.reload()}>${t("phone.reload")}</button>`
        : html`<a class="button" href=${why === "no-room" ? "/" : `/${data.code}`}>${t("phone.join_again")}</a>`}
    </p>
  </main>`;
}
