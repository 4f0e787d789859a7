/** A word to everybody in the room, which stands on all screens until it is taken away. */

import { html, nothing } from "lit-html";

import { newId } from "../ids.js";
import { charactersLeft } from "../texts.js";
import { t, tn } from "../words.js";
import { away } from "./away.js";
import { icons } from "./icons.js";

/** @typedef {import("./desk.js").Desk} Desk */

/** @param {Desk} desk */
export function message(desk) {
  /** @param {SubmitEvent} event */
  const send = (event) => {
    event.preventDefault();
    const text = String(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)).get("text"));
    if (!text.trim() || charactersLeft(text) < 0) return;
    desk.set({ dialog: null });
    desk.ask({ kind: "SendMessage", message: newId(), text, lang: desk.data.lang }, { told: t("desk.did.message") });
  };
  return html`<form class="sheet" method="dialog" @submit=${send} @input=${(/** @type {InputEvent} */ event) => counted(/** @type {HTMLFormElement} */ (event.currentTarget))}>
    <h2 id="dialog-title">${t("desk.message")}</h2>
    ${desk.board.message
      ? html`<div class="now-told">
          <p><b>${t("desk.message_now")}:</b> <span lang=${desk.board.message.lang}>${desk.board.message.text}</span></p>
          <button class="button plain" type="button" @click=${() => takeAway(desk)}>${t("desk.message_away")}</button>
        </div>`
      : nothing}
    <div class="field">
      <label class="label" for="message-text">${t("desk.message_text")}</label>
      <textarea class="input" id="message-text" name="text" rows="3" required autofocus aria-describedby="message-how message-left"></textarea>
      <p class="meta" id="message-left">${tn("desk.chars_left", charactersLeft(""))}</p>
    </div>
    <p class="meta" id="message-how">${t("desk.message_how")}</p>
    <div class="ends"><button class="button">${t("desk.message_send")}</button>${away(desk)}</div>
  </form>`;
}

/** @param {Desk} desk */
export function takeAway(desk) {
  const standing = desk.board.message;
  if (standing) desk.ask({ kind: "SendMessage", message: standing.id, text: "", lang: standing.lang }, { told: t("desk.did.message_away") });
}

/** What everybody reads now, so that it is not forgotten there. @param {Desk} desk */
export function standing(desk) {
  const { message } = desk.board;
  if (!message) return nothing;
  return html`<div class="message standing">
    ${icons.message}<span><b>${t("desk.message_now")}:</b> <span lang=${message.lang}>${message.text}</span></span>
    <button class="button plain" type="button" @click=${() => takeAway(desk)}>${t("desk.message_away")}</button>
  </div>`;
}

/** @param {HTMLFormElement} form */
function counted(form) {
  const field = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("text"));
  const left = charactersLeft(field.value);
  const told = form.querySelector("#message-left");
  if (told) told.textContent = left < 0 ? tn("desk.chars_over", -left) : tn("desk.chars_left", left);
}
