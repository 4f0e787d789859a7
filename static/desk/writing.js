/** Writing a note at the desk, for people without a phone, or changing one that was written here. */

import { html, nothing } from "lit-html";

import { charactersLeft } from "../texts.js";
import { inLanguage, languageOf, t, tn } from "../words.js";
import { away } from "./away.js";

/**
 * @param {import("./desk.js").Desk} desk
 * @param {Extract<import("./desk.js").Dialog, {kind: "note"}>} dialog
 */
export function writing(desk, dialog) {
  /** @param {HTMLFormElement} form */
  const save = async (form) => {
    const filled = new FormData(form);
    const text = String(filled.get("text"));
    if (!text.trim() || charactersLeft(text) < 0) return;
    if (dialog.id) {
      desk.set({ dialog: null });
      desk.posting.edit(dialog.id, text, dialog.version);
      return;
    }
    const column = String(filled.get("column"));
    const field = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("text"));
    field.value = "";
    field.focus();
    counted(form);
    if ((await desk.posting.post(column, text)) || !field.isConnected || field.value) return;
    field.value = text; // what somebody wrote is not lost with a refusal
    counted(form);
  };
  return html`<form
    class="sheet"
    method="dialog"
    @submit=${(/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      save(/** @type {HTMLFormElement} */ (event.currentTarget));
    }}
    @input=${(/** @type {InputEvent} */ event) => counted(/** @type {HTMLFormElement} */ (event.currentTarget))}
    @keydown=${(/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        /** @type {HTMLFormElement} */ (event.currentTarget).requestSubmit();
      }
    }}
  >
    <h2 id="dialog-title">${t(dialog.id ? "desk.edit_note" : "desk.new_note")}</h2>
    ${dialog.id ? nothing : column(desk, dialog.column)}
    <div class="field">
      <label class="label" for="note-text">${t("desk.note_text")}</label>
      <textarea class="input" id="note-text" name="text" rows="4" required autofocus aria-describedby="note-left" .defaultValue=${dialog.text}></textarea>
      <p class="meta" id="note-left">${tn("desk.chars_left", charactersLeft(dialog.text))}</p>
    </div>
    <div class="ends">
      <button class="button">${t(dialog.id ? "desk.save" : "desk.add")}</button>
      ${away(desk, dialog.id ? "desk.cancel" : "desk.ready")}
    </div>
  </form>`;
}

/** Tells how much still fits. By hand: what is being typed is nobody's state but the field's. @param {HTMLFormElement} form */
function counted(form) {
  const field = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("text"));
  const left = charactersLeft(field.value);
  const told = form.querySelector("#note-left");
  if (told) told.textContent = left < 0 ? tn("desk.chars_over", -left) : tn("desk.chars_left", left);
}

/**
 * @param {import("./desk.js").Desk} desk
 * @param {string} chosen
 */
function column(desk, chosen) {
  return html`<fieldset>
    <legend class="label">${t("desk.to_column")}</legend>
    ${desk.board.columns.map(
      ({ id, title, color }) => html`<label class="choice">
        <input type="radio" name="column" value=${id} .defaultChecked=${id === chosen} required />
        <span class="swatch" data-color=${color}></span><span lang=${languageOf(title)}>${inLanguage(title)}</span>
      </label>`,
    )}
  </fieldset>`;
}
