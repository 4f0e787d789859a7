/** The name that somebody gives for what goes by name, asked once and kept on this phone; nothing else asks for it. */

import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { t } from "../words.js";
import { draft, keepDraft, remember, remembered } from "./drafts.js";
import { focusSoon, redraw } from "./ui.js";

export const NAME_CHARS = 80;
const KEY = "name";

/** The name as it was given last, or empty. */
export const ownName = () => remembered(KEY);

const EMPTIED = " "; // a draft that says: nothing, not even the name of last time

/** @param {string} key */
function typed(key) {
  const text = draft(key);
  return text === EMPTIED ? "" : text || ownName();
}

/**
 * A field for the name and a button that uses it.
 * @param {object} asked
 * @param {string} asked.id
 * @param {string} asked.hint what becomes of the name
 * @param {string} asked.button
 * @param {(name: string) => void} asked.use
 * @param {(() => void)} [asked.cancel]
 */
export function nameForm({ id, hint, button, use, cancel }) {
  const key = `name/${id}`;
  const text = typed(key);
  return html`<form
    class="name-form"
    @submit=${(/** @type {Event} */ event) => {
      event.preventDefault();
      const name = typed(key).trim();
      if (!name) return focusSoon(`#${id}`);
      remember(KEY, name);
      keepDraft(key, "");
      use(name);
    }}
  >
    <div class="field">
      <label class="label" for=${id}>${t("phone.name")}</label>
      <input
        class="input"
        id=${id}
        autocomplete="name"
        maxlength=${NAME_CHARS}
        enterkeyhint="done"
        aria-describedby="${id}-hint"
        .value=${live(text)}
        @input=${(/** @type {Event & {target: HTMLInputElement}} */ event) => {
          keepDraft(key, event.target.value || EMPTIED);
          redraw();
        }}
      />
      <p class="meta" id="${id}-hint">${hint}</p>
    </div>
    <div class="row2">
      <button class="button" type="submit" aria-disabled=${text.trim() ? nothing : "true"}>${button}</button>
      ${cancel ? html`<button class="button plain" type="button" @click=${cancel}>${t("common.cancel")}</button>` : nothing}
    </div>
  </form>`;
}
