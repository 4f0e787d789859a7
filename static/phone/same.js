/** "Same as…": saying that two notes say the same, and taking that back. The desk decides what comes of it. */

import { html, nothing } from "lit-html";
import { say } from "../announce.js";
import { icons } from "../icons.js";
import { data } from "../page.js";
import { language, t } from "../words.js";
import { ask } from "./asking.js";
import { remember, remembered } from "./drafts.js";
import { focusSoon, redraw, room, ui } from "./ui.js";

/** @typedef {import("../types.js").Board} Board */
/** @typedef {import("../types.js").Note} Note */

const KEPT = `same/${data.room}`;
const SHORT = 60; // characters of a note that is only pointed to

/** Pairs that this browser has said, and those answered with no or later; the room keeps only how many said so. @type {[string, string, boolean][]} */
let answered = read();

function read() {
  try {
    return JSON.parse(remembered(KEPT) || "[]");
  } catch {
    return [];
  }
}

/** @param {string} a @param {string} b */
const isPair = (a, b) => (/** @type {[string, string, boolean]} */ [x, y]) => (x === a && y === b) || (x === b && y === a);

/** Whether this pair has been answered here, with whatever. @param {string} a @param {string} b */
export const isAnswered = (a, b) => answered.some(isPair(a, b));

/** Changes with every answer: what is drawn from it is drawn anew. */
export const answers = () => answered;

/** Keeps what was answered to a pair. @param {string} a @param {string} b @param {boolean | null} same null: forget it */
export function keepAnswer(a, b, same) {
  answered = answered.filter((pair) => !isPair(a, b)(pair));
  if (same !== null) answered = [...answered, [a, b, same]];
  remember(KEPT, JSON.stringify(answered));
  redraw();
}

/** Says that two notes say the same. @param {string} a @param {string} b */
export async function saySame(a, b) {
  keepAnswer(a, b, true);
  if (await ask({ kind: "SaySame", note: a, other: b, same: true })) keepAnswer(a, b, null);
  else say(t("phone.same_said"));
}

/** @param {string} a @param {string} b */
async function takeBack(a, b) {
  keepAnswer(a, b, null);
  focusSoon(`[data-note="${a}"] .same`);
  if (await ask({ kind: "SaySame", note: a, other: b, same: false })) keepAnswer(a, b, true);
  else say(t("phone.same_taken_back"));
}

/**
 * What a note's foot says and offers about notes like it. From one's own note nothing starts: one sees another and thinks of it.
 * @param {Board} board
 * @param {Note} note
 * @param {boolean} own
 */
export function sameFoot(board, note, own) {
  if (ui.pairing) return ui.pairing === note.id ? nothing : chooser(board, note);
  const others = answered.flatMap(([a, b, same]) => {
    const other = same && (a === note.id || b === note.id) ? board.notes.get(a === note.id ? b : a) : undefined;
    return other && !(other.group && other.group === note.group) ? [other] : [];
  });
  return html`${others.map(
      (other) =>
        html`<p class="said-same">
          <span>${t("phone.same_as_said")} <q lang=${langOf(other)}>${shortened(other.text)}</q></span>
          <button class="button bare" type="button" aria-label=${`${t("phone.take_back")}: ${other.text}`} @click=${() => takeBack(note.id, other.id)}>${t("phone.take_back")}</button>
        </p>`,
    )}
    ${own || others.length
      ? nothing
      : html`<button class="button bare same" type="button" aria-label=${`${t("phone.same_as")} ${note.text}`} @click=${() => begin(note)}>${t("phone.same_as")}</button>`}`;
}

/** @param {Board} board @param {Note} note */
function chooser(board, note) {
  const first = board.notes.get(ui.pairing);
  if (first?.group && first.group === note.group) return nothing; // they stand together already
  return html`<button class="button plain same" type="button" aria-label=${`${t("phone.same_this")}: ${note.text}`} @click=${() => choose(note)}>${icons.tick}${t("phone.same_this")}</button>`;
}

/** @param {Note} note */
function begin(note) {
  ui.pairing = note.id;
  ui.composing = false;
  say(t("phone.same_which", { note: shortened(note.text) }));
  focusSoon(`[data-key="${note.group || note.id}"] ~ [data-key] .same, .stack .same`);
}

/** @param {Note} note */
function choose(note) {
  const first = ui.pairing;
  ui.pairing = "";
  void saySame(first, note.id);
  focusSoon(`[data-note="${note.id}"] .said-same button`);
}

/** Puts the question away. */
export function endPairing() {
  const first = ui.pairing;
  ui.pairing = "";
  focusSoon(`[data-note="${first}"] .same`);
}

/** The question, in view wherever one scrolls while one looks for the other note. */
export function pairingStrip() {
  const note = room.state.board?.notes.get(ui.pairing);
  if (!ui.pairing) return nothing;
  if (!note) {
    ui.pairing = ""; // taken off the screens meanwhile
    return nothing;
  }
  return html`<section class="message strong pairing" aria-label=${t("phone.same_as")}>
    <p>${t("phone.same_which_short")} <q lang=${langOf(note)}>${shortened(note.text)}</q></p>
    <button class="button plain" type="button" @click=${endPairing}>${t("common.cancel")}</button>
  </section>`;
}

addEventListener("keydown", (event) => {
  if (event.key === "Escape" && ui.pairing) endPairing();
});

/** @param {string} text */
export function shortened(text) {
  const line = text.split("\n")[0] ?? "";
  return line.length > SHORT ? `${line.slice(0, SHORT).replace(/\s+\S*$/, "")}…` : line;
}

/** @param {Note} note */
function langOf(note) {
  return note.lang && note.lang !== language() ? note.lang : nothing;
}
