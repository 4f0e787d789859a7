/** Moving an action up or down: its buttons, its menu and its keys. The page stands still under what was pressed. */

import { html, nothing } from "lit-html";

import { t } from "../../words.js";
import { icons } from "../icons.js";

/** @typedef {import("../../types.js").Action} Action */
/** @typedef {import("../desk.js").Desk} Desk */
/** @typedef {import("./order.js").Way} Way */

/** @type {readonly Way[]} */
const WAYS = ["up", "down", "first", "last"];

/** @type {Readonly<Record<string, Way>>} */
const KEYS = { ArrowUp: "up", ArrowDown: "down" };

/** The buttons of one card; nothing where there is no other to pass. @param {Desk} desk @param {Action} action */
export function places(desk, action) {
  if (desk.board.actions.length < 2) return nothing;
  const key = menuKey(action);
  return html`<span class="places">
    ${button(desk, action, "up")} ${button(desk, action, "down")}
    <button class="button plain square" type="button" title=${t("desk.places")} aria-expanded=${desk.menu === key ? "true" : "false"} data-do="menu" data-key=${key} @click=${() => desk.set({ menu: desk.menu === key ? "" : key })}>
      ${icons.more}<span class="sr">${t("desk.places")}</span>
    </button>
  </span>`;
}

/**
 * @param {Desk} desk
 * @param {Action} action
 * @param {"up" | "down"} way
 */
function button(desk, action, way) {
  const may = desk.editing.places.may(action, way);
  const words = t(`desk.move_${way}`);
  return html`<button class="button plain square" type="button" title=${words} aria-disabled=${may ? nothing : "true"} @click=${(/** @type {MouseEvent} */ event) => go(desk, action, way, event.currentTarget)}>
    ${way === "up" ? icons.upward : icons.downward}<span class="sr">${words}</span>
  </button>`;
}

/** The key of an action's menu. @param {Action} action */
export function menuKey({ id }) {
  return `a-${id}`;
}

/** All ways that an action can go now, for its menu. @param {Desk} desk @param {Action} action */
export function ways(desk, action) {
  const { places } = desk.editing;
  return WAYS.filter((way) => places.may(action, way)).map((way) => ({
    words: t(`desk.move_${way}`),
    act: () => {
      desk.set({ menu: "" });
      go(desk, action, way, document.querySelector(`[data-do="menu"][data-key="${CSS.escape(menuKey(action))}"]`));
    },
  }));
}

/**
 * Alt and an arrow key anywhere on a card but where somebody writes, for there the arrows may mean something else.
 * @param {Desk} desk
 * @param {Action} action
 * @param {KeyboardEvent} event
 */
export function keyed(desk, action, event) {
  const way = KEYS[event.key];
  const at = event.target instanceof Element ? event.target : null;
  if (!way || !event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || at?.closest("input, textarea")) return;
  event.preventDefault();
  go(desk, action, way, at);
}

/**
 * Moves an action, and the page with it, so that the next press is at the same spot.
 * @param {Desk} desk
 * @param {Action} action
 * @param {Way} way
 * @param {EventTarget | null} pressed
 */
function go(desk, action, way, pressed) {
  const top = () => (pressed instanceof Element ? pressed.getBoundingClientRect().top : 0);
  const stood = top();
  desk.editing.places.move(action, way);
  requestAnimationFrame(() => {
    if (!(pressed instanceof Element)) return;
    pressed.closest(".actions")?.scrollBy({ top: top() - stood, behavior: "instant" });
    scrollBy({ top: top() - stood, behavior: "instant" }); // a narrow desk scrolls as a whole
  });
}
