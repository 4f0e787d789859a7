/** One field of an action: a label, what is written, and both texts when two people wrote at once. */

import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";

import { t } from "../../words.js";
import { icons } from "../icons.js";
import { asTyped } from "../../texts.js";
import { fieldId } from "./editing.js";

/** @typedef {import("../../types.js").Action} Action */
/** @typedef {import("../../types.js").ActionField} ActionField */
/** @typedef {import("../desk.js").Desk} Desk */

const NOTE_CHARS = 280; // as many as a note has (RULES N2)
const LEVERS = ["act", "lobby"];

/**
 * @param {Desk} desk
 * @param {Action} action
 * @param {ActionField} name
 */
export function field(desk, action, name) {
  if (name === "lever") return lever(desk, action);
  const { editing } = desk;
  const id = fieldId(action.id, name);
  const theirs = editing.clash(action, name);
  return html`<div class="field" data-field=${name}>
    <label class="label" for=${id}>${t(`common.action.${name}`)}</label>
    <textarea
      class="input"
      id=${id}
      rows="1"
      maxlength=${NOTE_CHARS}
      lang=${action.lang || nothing}
      aria-describedby=${theirs === null ? nothing : `${id}-clash`}
      .value=${live(asTyped(id, editing.text(action, name)))}
      @input=${(/** @type {Event} */ event) => editing.type(action, name, /** @type {HTMLTextAreaElement} */ (event.target).value)}
      @change=${() => editing.leave(action.id, name)}
    ></textarea>
    ${theirs === null ? nothing : clash(desk, action, name, theirs)}
  </div>`;
}

/**
 * Two people wrote in one field: both texts, and the choice.
 * @param {Desk} desk
 * @param {Action} action
 * @param {ActionField} name
 * @param {string} theirs
 */
function clash(desk, action, name, theirs) {
  const { editing } = desk;
  return html`<div class="message column-message clash" id="${fieldId(action.id, name)}-clash" role="alert">
    <p>${icons.info}<span>${t("desk.clash")}</span></p>
    <blockquote class="quoted" lang=${action.lang || nothing}>${theirs || t("desk.clash_empty")}</blockquote>
    <div class="ends">
      <button class="button plain" type="button" @click=${() => editing.keepOwn(action, name)}>${t("desk.clash_own")}</button>
      <button class="button plain" type="button" @click=${() => editing.takeTheirs(action, name)}>${t("desk.clash_theirs")}</button>
    </div>
  </div>`;
}

/** Do it ourselves, or speak for it: one press chooses, another takes it back. @param {Desk} desk @param {Action} action */
function lever(desk, action) {
  /** @param {string} to */
  const turn = (to) => desk.ask({ kind: "EditAction", action: action.id, field: "lever", text: action.lever === to ? "" : to, was: action.lever });
  return html`<div class="field" data-field="lever" role="group" aria-labelledby="${fieldId(action.id, "lever")}-label">
    <span class="label" id="${fieldId(action.id, "lever")}-label">${t("common.action.lever")}</span>
    <div class="either">
      ${LEVERS.map((one) => html`<button class="button plain" type="button" aria-pressed=${action.lever === one ? "true" : "false"} @click=${() => turn(one)}>${t(`common.lever.${one}`)}</button>`)}
    </div>
  </div>`;
}

/** What still says nothing, in words. @param {Action} action */
export function completeness({ missing }) {
  if (!missing.length) return html`<span class="state">${icons.tick}${t("desk.complete")}</span>`;
  return html`<span>${t("desk.missing", { fields: missing.map((field) => t(`common.action.${field}`).toLocaleLowerCase()).join(", ") })}</span>`;
}
