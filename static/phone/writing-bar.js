/** A bar with a button for a new note, which opens the composer in its place. */

import { html, nothing } from "lit-html";
import { icons } from "../icons.js";
import { t } from "../words.js";
import { composer } from "./composer.js";
import { draft } from "./drafts.js";
import { draftKey, focusSoon, ui } from "./ui.js";

/**
 * @param {unknown} [above] what is said above the buttons
 * @param {unknown} [beside] what stands before them
 */
export function writingBar(above = nothing, beside = nothing) {
  if (ui.composing) return composer({ closes: true });
  const begun = draft(draftKey(ui.column)) !== "";
  return html`<footer class="bar">
    ${above}
    <div class="row">
      ${beside}
      <button
        class="button new-note"
        type="button"
        @click=${() => {
          ui.composing = true;
          focusSoon("#text");
        }}
      >
        ${icons.plus}${begun ? t("phone.go_on_note") : t("phone.new_note")}
      </button>
    </div>
  </footer>`;
}
