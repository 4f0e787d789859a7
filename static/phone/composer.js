/** Where a note is written: at the bottom, in its column's colour, always in the thumb's reach. */

import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { say } from "../announce.js";
import { column } from "../board.js";
import { icons } from "../icons.js";
import { charactersLeft } from "../texts.js";
import { inLanguage, t } from "../words.js";
import { draft, keepDraft } from "./drafts.js";
import { leftText, post } from "./own-note.js";
import { draftKey, focusSoon, mayWrite, redraw, room, ui } from "./ui.js";

/** @param {{closes: boolean}} how `closes`: opened while reading, so it can be put away */
export function composer({ closes }) {
  const { board, status } = room.state;
  const here = board ? column(board, ui.column) : undefined;
  if (!here) return nothing;
  const text = draft(draftKey(here.id));
  const left = charactersLeft(text);
  const ready = text.trim() !== "" && left >= 0;
  return html`<form class="bar composer" aria-labelledby="text-label" @submit=${send}>
    <label class="label" id="text-label" for="text"><span class="of">${t("phone.new_note")}: </span>${inLanguage(here.title)}</label>
    <textarea
      class="input note-input"
      data-color=${here.color}
      id="text"
      rows="2"
      enterkeyhint="send"
      autocapitalize="sentences"
      placeholder=${t("phone.placeholder")}
      aria-describedby="text-left"
      .value=${live(text)}
      @input=${(/** @type {Event & {target: HTMLTextAreaElement}} */ event) => {
        keepDraft(draftKey(here.id), event.target.value);
        redraw();
      }}
      @keydown=${typed}
    ></textarea>
    <div class="row">
      <p class="meta" id="text-left">${leftText(left)}</p>
      ${closes ? html`<button class="button plain" type="button" @click=${putAway}>${t("common.close")}</button>` : nothing}
      <button class="button" type="submit" aria-disabled=${ready ? nothing : "true"}>
        ${status === "offline" ? t("phone.queue") : t("phone.send")} ${icons.forward}
      </button>
    </div>
  </form>`;
}

/** @param {KeyboardEvent} event */
function typed(event) {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) send(event);
  if (event.key === "Escape" && ui.composing) putAway();
}

/** @param {Event} event */
function send(event) {
  event.preventDefault();
  const key = draftKey(ui.column);
  const text = draft(key).trim();
  const field = document.getElementById("text");
  if (!text || charactersLeft(text) < 0) {
    say(text ? leftText(charactersLeft(text)) : t("refused.empty-text"));
    field?.focus();
    return;
  }
  if (!mayWrite()) {
    say(t("refused.wrong-phase"));
    return;
  }
  keepDraft(key, "");
  post(ui.column, text);
  field?.focus(); // the next thought goes on where this one ended, also after a tap on the button
  redraw();
}

function putAway() {
  ui.composing = false;
  focusSoon(".new-note");
}
