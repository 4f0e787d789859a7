/** What is being written, kept through reloads, phase changes and a change of language, for as long as the tab lives. */

/** @type {Map<string, string>} where the browser keeps nothing, this page does */
const here = new Map();

/** @param {string} key */
export function draft(key) {
  try {
    return sessionStorage.getItem(`draft/${key}`) ?? here.get(key) ?? "";
  } catch {
    return here.get(key) ?? "";
  }
}

/** An empty text forgets the draft. @param {string} key @param {string} text */
export function keepDraft(key, text) {
  if (text) here.set(key, text);
  else here.delete(key);
  try {
    if (text) sessionStorage.setItem(`draft/${key}`, text);
    else sessionStorage.removeItem(`draft/${key}`);
  } catch {
    // Storage that is full or forbidden: `here` has it.
  }
}

/** The keys of all that is being written which begin so, in no order. @param {string} start @returns {string[]} */
export function draftKeys(start) {
  /** @type {string[]} */
  let stored = [];
  try {
    stored = Object.keys(sessionStorage).filter((key) => key.startsWith("draft/")).map((key) => key.slice("draft/".length));
  } catch {
    // `here` has them.
  }
  return [...new Set([...stored, ...here.keys()])].filter((key) => key.startsWith(start));
}

/** Kept for this browser beyond the tab; empty where nothing can be kept. @param {string} key */
export function remembered(key) {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

/** @param {string} key @param {string} value */
export function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Then only this page knows it.
  }
}
