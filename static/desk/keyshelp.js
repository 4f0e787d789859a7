/** What the keys do, a switch for single letters, and the page's language. */

import { html } from "lit-html";

import { language, t } from "../words.js";
import { away } from "./away.js";

/** What each language calls itself. */
export const NAMES = { fi: "Suomi", sv: "Svenska", sl: "Slovenščina", en: "English" };

const LETTERS = /** @type {const} */ ([
  ["X", "pick"],
  ["M", "move"],
  ["G", "group"],
  ["H", "hide"],
  ["R", "rename"],
  ["S", "spot"],
  ["T", "twins"],
  ["N", "new"],
  ["L", "history"],
  ["?", "help"],
]);

const OTHERS = /** @type {const} */ ([
  ["← ↑ ↓ →", "walk"],
  ["Shift + ↑ ↓", "range"],
  ["Ctrl + Z", "undo"],
  ["Ctrl + Shift + Z", "redo"],
  ["Page Up, Page Down", "turn"],
  ["Alt + ↑ ↓", "move_action"],
  ["Esc", "leave"],
]);

/** @param {import("./desk.js").Desk} desk */
export function keys(desk) {
  /** @param {readonly (readonly [string, string])[]} rows */
  const list = (rows) => html`<dl class="keys">
    ${rows.map(([key, what]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${t(`desk.key.${what}`)}</dd></div>`)}
  </dl>`;
  return html`<div class="sheet">
    <h2 id="dialog-title" tabindex="-1" autofocus>${t("desk.keys")}</h2>
    ${list(OTHERS)}
    <label class="choice">
      <input type="checkbox" .checked=${desk.letters} @change=${(/** @type {Event} */ event) => desk.useLetters(/** @type {HTMLInputElement} */ (event.target).checked)} />
      <span>${t("desk.letters")}</span>
    </label>
    ${list(LETTERS)}
    <nav aria-label=${t("common.language")}>
      <h3>${t("common.language")}</h3>
      <ul class="tongues">
        ${Object.entries(NAMES).map(
          ([code, name]) => html`<li><a class="button plain" href="?lang=${code}" lang=${code} hreflang=${code} aria-current=${code === language() ? "true" : "false"}>${name}</a></li>`,
        )}
      </ul>
    </nav>
    <div class="ends">${away(desk, "desk.close")}</div>
  </div>`;
}
