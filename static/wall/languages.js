/** The languages that the wall speaks: one, or two at once. The desk says which; else the page's own and its address. */

import { data } from "../page.js";
import { language, speak, spoken, voiceOf } from "../words.js";

/** @typedef {import("../words.js").Voice} Voice */
/** @typedef {{text: string, lang: string}[]} Said the same in one or two languages */

const AGAIN_MS = 10_000; // words that could not be fetched are asked for again no sooner

const addresses = /** @type {Record<string, string>} */ (data.words ?? {});
const own = spoken();
/** @type {Map<string, Voice>} */
const voices = new Map([[own.lang, own]]);
/** @type {Set<string>} */
const coming = new Set();
/** @type {Voice | null} */
let other = null;

/** The second language shown, or "" for none. */
export function secondLanguage() {
  return other?.lang ?? "";
}

/**
 * Speaks these languages from now on, as far as their words are here; fetches the rest.
 * @param {readonly string[]} wanted the first is the wall's own; none: the page's
 * @param {() => void} arrived called when words have come and it is worth asking again
 */
export function speakLanguages(wanted, arrived) {
  const known = wanted.filter((lang) => lang === own.lang || lang in addresses);
  const [first = own.lang, second = ""] = known;
  for (const lang of [first, second]) if (lang && !voices.has(lang)) void fetchWords(lang, arrived);
  const voice = voices.get(first);
  if (voice && voice.lang !== language()) {
    speak(voice);
    document.documentElement.lang = voice.lang;
  }
  other = (second !== first && voices.get(second)) || null;
}

/** @param {string} lang @param {() => void} arrived */
async function fetchWords(lang, arrived) {
  if (coming.has(lang)) return;
  coming.add(lang);
  try {
    const module = await import(addresses[lang] ?? "");
    voices.set(lang, voiceOf(module.default));
    arrived();
  } catch {
    setTimeout(() => coming.delete(lang), AGAIN_MS); // no line just now: the next drawing asks again
  }
}

/**
 * A sentence of ours in one or two languages: `both((voice) => voice.t("wall.thanks"))`.
 * @param {(voice: Voice) => string} say
 * @returns {Said}
 */
export function both(say) {
  const first = { text: say(spoken()), lang: language() };
  const second = other && { text: say(other), lang: other.lang };
  return second && second.text !== first.text ? [first, second] : [first];
}
