/** A column's heading and question in each of the workshop's languages, until the writing begins. */

import { html } from "lit-html";

import { charactersLeft } from "../texts.js";
import { inLanguage, t } from "../words.js";
import { away } from "./away.js";
import { NAMES } from "./keyshelp.js";

/** @typedef {import("./desk.js").Desk} Desk */

const TITLE_CHARS = 120; // RULES N2

/**
 * @param {Desk} desk
 * @param {string} id
 */
export function headings(desk, id) {
  const column = desk.board.columns.find((one) => one.id === id);
  if (!column) return away(desk, "desk.close");
  /** @param {SubmitEvent} event */
  const save = (event) => {
    event.preventDefault();
    const filled = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    /** @param {string} part */
    const words = (part) => Object.fromEntries(desk.data.languages.map((lang) => [lang, String(filled.get(`${part}-${lang}`)).trim()]).filter(([, text]) => text));
    const [title, prompt] = [words("title"), words("prompt")];
    if (!Object.keys(title).length || !Object.keys(prompt).length) return;
    if (Object.values(prompt).some((text) => charactersLeft(text) < 0)) return;
    desk.set({ dialog: null });
    desk.ask({ kind: "EditColumn", column: id, title, prompt }, { told: t("desk.did.heading") });
  };
  return html`<form class="sheet headings" method="dialog" @submit=${save}>
    <div>
      <h2 id="dialog-title">${t("desk.headings_one", { column: inLanguage(column.title) })}</h2>
      <p class="meta">${t("desk.headings_how")}</p>
    </div>
    <div class="scroll">
      ${desk.data.languages.map(
        (lang) => html`<fieldset>
          <legend class="label" lang=${lang}>${NAMES[/** @type {keyof typeof NAMES} */ (lang)] ?? lang}</legend>
          <div class="field">
            <label class="meta" for="title-${lang}">${t("desk.heading_title")}</label>
            <input class="input" id="title-${lang}" name="title-${lang}" lang=${lang} maxlength=${TITLE_CHARS} .defaultValue=${column.title[lang] ?? ""} />
          </div>
          <div class="field">
            <label class="meta" for="prompt-${lang}">${t("desk.heading_prompt")}</label>
            <textarea class="input" id="prompt-${lang}" name="prompt-${lang}" lang=${lang} rows="2" .defaultValue=${column.prompt[lang] ?? ""}></textarea>
          </div>
        </fieldset>`,
      )}
    </div>
    <div class="ends"><button class="button">${t("desk.save")}</button>${away(desk)}</div>
  </form>`;
}
