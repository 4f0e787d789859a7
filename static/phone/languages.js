/** The same languages as where one joined, at the end of every view: changing it loads the page anew, and loses no draft. */

import { html, nothing } from "lit-html";
import { data } from "../page.js";
import { t } from "../words.js";

const NAMES = { fi: "Suomi", sv: "Svenska", sl: "Slovenščina", en: "English" };

export function languages() {
  return html`<nav class="tongues" aria-label=${t("common.language")}>
    ${Object.entries(NAMES).map(
      ([lang, name]) => html`<a href=${`?lang=${lang}`} lang=${lang} hreflang=${lang} aria-current=${lang === data.lang ? "true" : nothing}>${name}</a>`,
    )}
  </nav>`;
}
