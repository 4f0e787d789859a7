/** A line of a vote as people see it on phones and walls. */

import { language, t } from "./words.js";

/** @typedef {import("./types.js").Line} Line */

/**
 * The line with something to read in its title's place when all its notes have been taken off the screens.
 * @param {Line} line
 * @returns {Line}
 */
export function titled(line) {
  return line.title ? line : { ...line, title: t("common.taken_off"), lang: language() };
}
