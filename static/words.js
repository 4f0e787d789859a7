/** Sentences of the page's language, and numbers and times as people write them there. */

import catalogue from "words";

/** @typedef {typeof catalogue} Catalogue */
/** @typedef {ReturnType<typeof voiceOf>} Voice */

/** How one language speaks. A wall may speak two at once. @param {Catalogue} catalogue */
export function voiceOf({ lang, plural, words }) {
  const rules = new Intl.PluralRules(lang);
  const numbers = new Intl.NumberFormat(lang);
  const times = new Intl.DateTimeFormat(lang, { hour: "numeric", minute: "2-digit", hourCycle: "h23" }); // slow to make, and asked for each second
  const days = new Intl.DateTimeFormat(lang, { day: "numeric", month: "short" });
  /** @param {number} value */
  const number = (value) => numbers.format(value);
  /** @param {string} text @param {Record<string, string | number>} [vars] */
  const filled = (text, vars) => {
    if (!vars) return text;
    return text.replace(/\{(\w+)\}/g, (whole, name) => {
      const value = vars[name];
      return value === undefined ? whole : typeof value === "number" ? number(value) : value;
    });
  };
  return {
    lang,
    number,
    /** @param {string} key */
    has: (key) => key in words,
    /** @param {string} key @param {Record<string, string | number>} [vars] */
    t(key, vars) {
      const found = words[key];
      return filled(typeof found === "string" ? found : found?.at(-1) ?? key, vars);
    },
    /** @param {string} key @param {number} count @param {Record<string, string | number>} [vars] */
    tn(key, count, vars) {
      const forms = words[key];
      if (forms === undefined || typeof forms === "string") return filled(forms ?? key, { count, ...vars });
      const place = plural.indexOf(rules.select(count));
      return filled(forms[place] ?? forms.at(-1) ?? key, { count, ...vars });
    },
    /** @param {number} ms */
    clockTime: (ms) => times.format(ms),
    /** @param {number} ms */
    dayOf: (ms) => days.format(ms),
  };
}

let voice = voiceOf(catalogue);

/** The language of this page, such as "fi". */
export function language() {
  return voice.lang;
}

/** Speaks another language from now on; what has been drawn stays until it is drawn again. @param {Voice} other */
export function speak(other) {
  voice = other;
}

/** How the page speaks now. */
export function spoken() {
  return voice;
}

/**
 * The sentence for a key, with `{name}` filled in.
 * @param {string} key
 * @param {Record<string, string | number>} [vars]
 */
export function t(key, vars) {
  return voice.t(key, vars);
}

/**
 * The sentence for a key and a count, in the right plural form; `{count}` is the count.
 * @param {string} key
 * @param {number} count
 * @param {Record<string, string | number>} [vars]
 */
export function tn(key, count, vars) {
  return voice.tn(key, count, vars);
}

/** Whether the catalogue has this key. @param {string} key */
export function has(key) {
  return voice.has(key);
}

/**
 * The text in a language, else in the first language that has one.
 * @param {import("./types.js").Words} words
 * @param {string} [lang]
 */
export function inLanguage(words, lang = voice.lang) {
  return words[lang] || Object.values(words).find(Boolean) || "";
}

/**
 * The language that `inLanguage` answers in, for a `lang` attribute.
 * @param {import("./types.js").Words} words
 * @param {string} [lang]
 */
export function languageOf(words, lang = voice.lang) {
  if (words[lang]) return lang;
  return Object.entries(words).find(([, text]) => text)?.[0] ?? lang;
}

/** @param {number} value */
export function number(value) {
  return voice.number(value);
}

/** The day of the year: "18.11." in Finnish, "Nov 18" in English. @param {number} ms */
export function dayOf(ms) {
  return voice.dayOf(ms);
}

/** The time of day: "14.15" in Finnish, "14:15" elsewhere. @param {number} ms */
export function clockTime(ms) {
  return voice.clockTime(ms);
}
