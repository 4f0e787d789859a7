/** The workshop's languages, at the end of every view: changing it loads the page anew, and loses no draft. */

import { html, nothing } from "lit-html";
import { data } from "../page.js";
import { t } from "../words.js";

const NAMES = /** @type {Record<string, string>} */ ({ fi: "Suomi", sv: "Svenska", sl: "Slovenščina", en: "English" });

export function languages() {
  const offered = [...new Set([...data.languages, data.lang])];
  if (offered.length < 2) return nothing;
  return html`<nav class="tongues" aria-label=${t("common.language")}>
    ${offered.map(
      (lang) => html`<a href=${`?lang=${lang}`} lang=${lang} hreflang=${lang} aria-current=${lang === data.lang ? "true" : nothing}>${NAMES[lang] ?? lang}</a>`,
    )}
  </nav>`;
}
