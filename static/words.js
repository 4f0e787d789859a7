/** Sentences of the page's language, and numbers and times as people write them there. */

import catalogue from "words";

/** The language of this page, such as "fi". */
export const language = catalogue.lang;

const rules = new Intl.PluralRules(language);
const numbers = new Intl.NumberFormat(language);

/**
 * The sentence for a key, with `{name}` filled in.
 * @param {string} key
 * @param {Record<string, string | number>} [vars]
 */
export function t(key, vars) {
  const found = catalogue.words[key];
  return filled(typeof found === "string" ? found : found?.at(-1) ?? key, vars);
}

/**
 * The sentence for a key and a count, in the right plural form; `{count}` is the count.
 * @param {string} key
 * @param {number} count
 * @param {Record<string, string | number>} [vars]
 */
export function tn(key, count, vars) {
  const forms = catalogue.words[key];
  if (forms === undefined || typeof forms === "string") return filled(forms ?? key, { count, ...vars });
  const place = catalogue.plural.indexOf(rules.select(count));
  return filled(forms[place] ?? forms.at(-1) ?? key, { count, ...vars });
}

/** Whether the catalogue has this key. @param {string} key */
export function has(key) {
  return key in catalogue.words;
}

/**
 * @param {string} text
 * @param {Record<string, string | number>} [vars]
 */
function filled(text, vars) {
  if (!vars) return text;
  return text.replace(/\{(\w+)\}/g, (whole, name) => {
    const value = vars[name];
    return value === undefined ? whole : typeof value === "number" ? number(value) : value;
  });
}

/**
 * The text in a language, else in the first language that has one.
 * @param {import("./types.js").Words} words
 * @param {string} [lang]
 */
export function inLanguage(words, lang = language) {
  return words[lang] || Object.values(words).find(Boolean) || "";
}

/**
 * The language that `inLanguage` answers in, for a `lang` attribute.
 * @param {import("./types.js").Words} words
 * @param {string} [lang]
 */
export function languageOf(words, lang = language) {
  if (words[lang]) return lang;
  return Object.entries(words).find(([, text]) => text)?.[0] ?? lang;
}

/** @param {number} value */
export function number(value) {
  return numbers.format(value);
}

/** The time of day: "14.15" in Finnish, "14:15" elsewhere. @param {number} ms */
export function clockTime(ms) {
  return new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit", hourCycle: "h23" }).format(ms);
}
