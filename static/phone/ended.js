/** The end of the line: one that cannot be had again by waiting, with a way on. */

import { html } from "lit-html";
import { data } from "../page.js";
import { t } from "../words.js";

/** @param {import("../types.js").RoomState["ending"]} ending null: what this page needs is not to be had */
export function endedView(ending) {
  const why = ending ?? "unreadable";
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
