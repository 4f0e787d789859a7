/** The middle of the desk: the board or the result, what was just done, and the bar of chosen notes. */

import { html, nothing } from "lit-html";

import { t, tn } from "../words.js";
import { chosenBar } from "./chosenbar.js";
import { columns } from "./columns.js";
import { icons } from "./icons.js";
import { comingIn } from "./links.js";
import { menu } from "./menu.js";
import { result } from "./result.js";

/** @typedef {import("./desk.js").Desk} Desk */

/** @param {Desk} desk */
export function middle(desk) {
  const shows = desk.showsResult;
  const both = desk.board.round?.state === "revealed";
  return html`<main>
    <div class="boardhead">
      <h1 class=${both ? "sr" : ""}>${t(shows ? "desk.result" : "desk.board")}</h1>
      ${both ? choice(desk, shows) : nothing} ${shows ? nothing : html`<span class="meta">${summary(desk)}</span>${tools(desk)}`}
    </div>
    ${shows ? result(desk) : html`<div class="stage">${desk.phase === "lobby" ? comingIn(desk) : nothing} ${columns(desk)}</div>`}
    <div class="foot">${told(desk)} ${desk.chosen.size && !shows && !desk.silent ? chosenBar(desk) : nothing}</div>
    ${menu(desk)}
  </main>`;
}

/**
 * @param {Desk} desk
 * @param {boolean} result
 */
function choice(desk, result) {
  return html`<div class="either" role="group" aria-label=${t("desk.view")}>
    <button class="button plain" type="button" aria-pressed=${result ? "false" : "true"} @click=${() => desk.set({ view: "board" })}>${t("desk.board")}</button>
    <button class="button plain" type="button" aria-pressed=${result ? "true" : "false"} @click=${() => desk.set({ view: "result" })}>${t("desk.result")}</button>
  </div>`;
}

/** @param {Desk} desk */
function summary(desk) {
  const { notes, groups, loose } = desk.layout;
  if (!notes) return t("desk.no_notes");
  const parts = [tn("desk.notes", notes)];
  if (groups) parts.push(tn("desk.groups", groups), tn("desk.loose", loose));
  else if (desk.phase === "sorting" && notes > 1) return `${parts[0]}. ${t("desk.how_to_group")}`;
  return parts.join(", ");
}

/** @param {Desk} desk */
function tools(desk) {
  const last = desk.done.at(-1);
  const quiet = desk.phase === "writing" || desk.phase === "lobby";
  return html`<div class="tools" role="group" aria-label=${t("desk.tools")}>
    ${quiet && desk.layout.notes
      ? html`<button class="button plain" type="button" aria-pressed=${desk.texts ? "true" : "false"} @click=${() => desk.set({ texts: !desk.texts })}>${t("desk.texts")}</button>`
      : nothing}
    ${desk.layout.groups > 1 && !desk.silent
      ? html`<button class="button plain" type="button" @click=${() => desk.foldAll()}>${icons.foldAll}${t(desk.allFolded ? "desk.unfold_all" : "desk.fold_all")}</button>`
      : nothing}
    ${last
      ? html`<button class="button plain" type="button" @click=${() => desk.undo()}>${icons.returned}${t("desk.undo")}<span class="sr">: ${t(`desk.what.${last.what}`)}</span></button>`
      : nothing}
    ${desk.mayPost
      ? html`<button class="button plain" type="button" @click=${() => desk.write()}>${icons.plus}${t("desk.new_note")}</button>`
      : nothing}
    <button class="button plain square" type="button" @click=${() => desk.set({ dialog: { kind: "keys" } })}>${icons.keys}<span class="sr">${t("desk.keys")}</span></button>
  </div>`;
}

/** What was done or refused, with the way back. Screen readers hear it from the page's own status region. @param {Desk} desk */
function told(desk) {
  const { told } = desk;
  if (!told) return nothing;
  return html`<div class="message told">
    ${told.stays ? icons.info : icons.tick}<span>${told.text}</span>
    ${desk.maySort && told.made && desk.board.groups.has(told.made)
      ? html`<button class="button bare" type="button" @click=${() => desk.set({ renaming: told.made, told: null })}>${t("desk.name_group")}</button>`
      : nothing}
    ${told.undo && desk.done.length ? html`<button class="button bare" type="button" @click=${() => desk.undo()}>${t("desk.undo")}</button>` : nothing}
    <button class="mini" type="button" @click=${() => desk.set({ told: null })}>${icons.close}<span class="sr">${t("desk.close")}</span></button>
  </div>`;
}
