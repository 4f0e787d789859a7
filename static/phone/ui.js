/** What the parts of the phone page share: the room, what this page alone knows, and a word that it changed. */

import { phase } from "../board.js";
import { newId } from "../ids.js";
import { data } from "../page.js";
import { openRoom } from "../room.js";
import { draft, remember, remembered } from "./drafts.js";

const PAUSE_MS = 20_000; // between two thoughts; a guess, not yet measured

export const room = openRoom({
  room: data.room,
  audience: "phone",
  place: globalThis.early?.place,
  lang: data.lang,
});

export const ui = {
  /** The step that is shown; behind the board's while one is writing. */
  step: -1,
  /** A step has begun that is not shown yet: it asks first. */
  asking: false,
  /** A page of this phone alone that lies over the step's. */
  panel: /** @type {"" | "rooms" | "screen"} */ (""),
  /** Note for which one looks for another that says the same. */
  pairing: "",
  /** The column that is looked at. */
  column: "",
  /** The composer is open although one is reading. */
  composing: false,
  /** Own note that is being edited, with what it said when that was begun and the text as it stands in the field. */
  editing: /** @type {{id: string, was: string, text: string} | null} */ (null),
  /** Own note whose deletion is being asked about. */
  confirming: "",
  /** The action to whose wording one is writing an objection. */
  objecting: "",
  /** Round in which one said "done". */
  done: "",
  /** Why the last tap on the ballot did nothing, until the next one. */
  ballotHint: "",
  /** Why dots came back, until the next tap. */
  ballotMessage: "",
  /** The line was lost long enough to be told. */
  wasOffline: false,
  /** What to say after the line came back. */
  backMessage: "",
};

/** A tab counts its wishes for a ballot by itself; see PlaceDots in the protocol. */
export const tab = newId();

/** Random once for this browser: gives the lines an order of one's own. */
export function ownSeed() {
  let seed = remembered("order");
  if (!seed) {
    seed = newId();
    remember("order", seed);
  }
  return seed;
}

/** @param {string} column */
export const draftKey = (column) => `${data.room}/${column}`;
/** @param {string} note */
export const editKey = (note) => `${data.room}/edit/${note}`;

/** @param {string} action */
export const objectionKey = (action) => `${data.room}/object/${action}`;

/** The phase that is shown. @returns {import("../types.js").PhaseName} */
export function shownPhase() {
  const board = room.state.board;
  return board?.steps[ui.step]?.phase ?? "lobby";
}

/** Whether notes may be posted and changed now. */
export function mayWrite() {
  const board = room.state.board;
  return board !== null && ["writing", "tables", "reading", "sorting"].includes(phase(board));
}

let typedAt = -Infinity;
addEventListener("input", () => (typedAt = performance.now()));

/** Whether somebody is in the middle of a text. An empty field that has long been left alone is nobody's text. */
export function writing() {
  if (document.activeElement instanceof HTMLTextAreaElement && performance.now() - typedAt < PAUSE_MS) return true;
  const open = shownPhase() === "writing" || ui.composing;
  return (open && draft(draftKey(ui.column)) !== "") || ui.editing !== null;
}

/** @type {() => void} */
let drawing = () => {};
let asked = false;

/** @param {() => void} fn */
export function drawWith(fn) {
  drawing = fn;
}

/** Draws soon, once. */
export function redraw() {
  if (asked) return;
  asked = true;
  requestAnimationFrame(() => {
    asked = false;
    drawing();
    if (awaited) focus(awaited);
  });
}

/** Where the focus is to go in a view that is still being fetched: every view has a heading. */
let awaited = "";

/**
 * Moves the focus to what is drawn next, in the frame that draws it: later it could be taken from somebody who has gone on.
 * @param {string} selector
 */
export function focusSoon(selector) {
  redraw();
  requestAnimationFrame(() => focus(selector));
}

/** @param {string} selector */
function focus(selector) {
  const found = document.querySelector(selector);
  awaited = document.querySelector("main h1") ? "" : selector;
  if (!(found instanceof HTMLElement)) return;
  found.focus();
  if (found.matches("main :is(input, textarea)")) found.scrollIntoView({ block: "nearest" }); // focusing leaves it below the bar
}
