/** The keyboard at the desk. Single letters only where nothing is being written, and only if they are wanted (WCAG 2.1.4). */

import { place } from "./chosenbar.js";
import { light, mayLight, turnLight } from "./spot.js";
import { walk } from "./walk.js";

/** @typedef {import("./desk.js").Desk} Desk */

const WALKING = new Set(["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End"]);

/**
 * Hears a key anywhere on the page.
 * @param {Desk} desk
 * @param {KeyboardEvent} event
 */
export function pressed(desk, event) {
  if (event.defaultPrevented || !desk.room.state.board) return;
  const at = event.target instanceof Element ? event.target : null;
  if (desk.menu) {
    if (WALKING.has(event.key)) walkMenu(event);
    return;
  }
  if (desk.dialog || at?.closest("input, textarea, select, dialog")) return;
  const walking = at?.closest("[data-walk]") ?? null;
  const key = event.key.toLowerCase();
  if ((event.ctrlKey || event.metaKey) && (key === "z" || key === "y")) {
    event.preventDefault();
    if (!desk.mayUndo) return;
    if (key === "y" || event.shiftKey) desk.undoing.redo();
    else desk.undoing.undo();
  } else if (event.ctrlKey || event.metaKey || event.altKey) {
    return;
  } else if (walking && WALKING.has(event.key)) {
    event.preventDefault();
    step(desk, event.key, event.shiftKey);
  } else if (desk.board.spotlight && (event.key === "PageDown" || event.key === "PageUp")) {
    event.preventDefault(); // what a presenter's remote sends
    turnLight(desk, event.key === "PageDown" ? 1 : -1);
  } else if (event.key === "Escape") {
    if (desk.choosing.chosen.size) desk.choosing.unpick();
    else if (desk.telling.told) desk.telling.close();
  } else if (desk.letters && letter(desk, event.key.toLowerCase(), Boolean(walking))) {
    event.preventDefault();
  }
}

/**
 * @param {Desk} desk
 * @param {string} key
 * @param {boolean} range with shift, notes on the way are chosen
 */
function step(desk, key, range) {
  const to = walk(desk.walk, desk.current, key);
  if (!to) return;
  if (range && desk.current.startsWith("n-") && !desk.choosing.chosen.size) desk.choosing.pick(desk.current.slice(2));
  if (range && to.startsWith("n-") && to !== desk.current) desk.choosing.pick(to.slice(2), true);
  desk.set({ current: to });
  document.getElementById(to)?.focus();
}

/**
 * @param {Desk} desk
 * @param {string} key
 * @param {boolean} here whether the focus is on a note or group, so that it is meant when none is chosen
 * @returns {boolean} whether the letter meant something
 */
function letter(desk, key, here) {
  const id = here ? desk.current.slice(2) : "";
  const note = desk.current.startsWith("n-") ? id : "";
  const group = desk.current.startsWith("g-") ? id : "";
  const notes = desk.choosing.chosen.size ? desk.choosing.picked : note ? [note] : [];
  switch (key) {
    case "x":
      if (note) desk.choosing.pick(note);
      else if (group) desk.choosing.pickGroup(group);
      return true;
    case "m":
      if (desk.maySort && notes.length) place(desk, notes, true);
      else if (desk.maySort && group) desk.set({ dialog: { kind: "place", notes: desk.sorting.membersOf(group), group, columns: true } });
      return true;
    case "g":
      if (desk.maySort && notes.length > 1) desk.sorting.group(notes);
      else if (desk.maySort && notes.length) place(desk, notes, false);
      return true;
    case "h":
      if (desk.mayHide && notes.length) desk.sorting.hide(notes, !desk.sorting.allHidden(notes));
      return true;
    case "r":
      if (desk.maySort && group) desk.sorting.startRenaming(group);
      return true;
    case "s":
      if (desk.board.spotlight && !id) light(desk, desk.board.spotlight);
      else if (id && mayLight(desk) && !desk.board.notes.get(id)?.hidden) light(desk, id);
      return true;
    case "t":
      desk.comparing.turn();
      return true;
    case "l":
      desk.set({ dialog: { kind: "history" } });
      return true;
    case "n":
      if (desk.mayPost) desk.posting.write();
      return true;
    case "?":
      desk.set({ dialog: { kind: "keys" } });
      return true;
  }
  return false;
}

/** Up and down in an open menu. @param {KeyboardEvent} event */
function walkMenu(event) {
  const buttons = [...document.querySelectorAll("#menu button")];
  const at = buttons.indexOf(/** @type {Element} */ (document.activeElement));
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  const button = buttons[(to + buttons.length) % buttons.length];
  if (button instanceof HTMLElement) button.focus();
}
