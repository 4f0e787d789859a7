/** The time that is left, with a rule and a word when it is nearly over. */

import { html } from "lit-html";
import { clockText, nearness, paused } from "../timer.js";
import { both } from "./languages.js";
import { inline } from "./text.js";

const WORDS = /** @type {const} */ ({ "": "common.time_left", minute: "common.minute", seconds: "common.seconds", over: "common.over" });

/**
 * What stands below the figures. @param {import("../types.js").Timer} timer @param {number} left ms
 */
export function clockSaid(timer, left) {
  return both((voice) => voice.t(paused(timer) ? "common.paused" : WORDS[nearness(left)]));
}

/** @param {import("../types.js").Timer} timer @param {number} left ms */
export function clockWord(timer, left) {
  return inline(clockSaid(timer, left));
}

/** The figures; the attribute `data-near` rules them off at the last minute. @param {number} left ms */
export function clockFigures(left) {
  return html`<time role="timer" data-near=${nearness(left)}>${clockText(left)}</time>`;
}
