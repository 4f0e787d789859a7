/** The ink bar of the chosen notes. */

import { html, nothing } from "lit-html";

import { t, tn } from "../words.js";
import { icons } from "./icons.js";
import { light, mayLight } from "./spot.js";

/** @typedef {import("./desk.js").Desk} Desk */

/** @param {Desk} desk */
export function chosenBar(desk) {
  const notes = desk.choosing.picked;
  const grouped = notes.filter((id) => desk.board.groups.has(desk.board.notes.get(id)?.group ?? ""));
  const back = desk.sorting.allHidden(notes);
  return html`<div class="selection" role="toolbar" aria-label=${t("desk.chosen_notes")}>
    <b>${tn("desk.chosen", notes.length)}</b>
    ${desk.maySort
      ? html`${notes.length > 1
            ? html`<button class="button first" type="button" @click=${() => desk.sorting.group(notes)}>${icons.together}${t("desk.group_together")}</button>`
            : nothing}
          <button class="button" type="button" @click=${() => place(desk, notes, false)}>${t("desk.group_with")}</button>
          <button class="button" type="button" @click=${() => place(desk, notes, true)}>${t("desk.move")}</button>
          ${grouped.length ? html`<button class="button" type="button" @click=${() => desk.sorting.ungroup(grouped)}>${t("desk.ungroup")}</button>` : nothing}`
      : nothing}
    ${notes.length === 1 && mayLight(desk) && !back ? html`<button class="button" type="button" @click=${() => light(desk, notes[0] ?? "")}>${t(desk.board.spotlight === notes[0] ? "desk.spot_off" : "desk.spot")}</button>` : nothing}
    ${desk.mayHide ? html`<button class="button" type="button" @click=${() => desk.sorting.hide(notes, !back)}>${t(back ? "desk.show" : "desk.hide")}</button>` : nothing}
    <button class="button bare" type="button" @click=${() => desk.choosing.unpick()}>${t("desk.unpick_all")}</button>
  </div>`;
}

/**
 * Asks where these notes shall go.
 * @param {Desk} desk
 * @param {readonly string[]} notes
 * @param {boolean} columns whether to a column, too
 */
export function place(desk, notes, columns) {
  desk.set({ dialog: { kind: "place", notes, group: "", columns }, menu: "" });
}
