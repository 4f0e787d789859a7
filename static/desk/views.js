/** What the middle can show, and what suits each phase. */

import { t } from "../words.js";
import { shown } from "./next.js";
import { result } from "./result.js";
import { stage } from "./stage.js";

/** @typedef {import("./desk.js").Desk} Desk */

/**
 * One view. `there`: whether it can be chosen now. `home`: whether it suits the phase; the first such is shown by itself.
 * @typedef {{id: string, words: (desk: Desk) => string, there: (desk: Desk) => boolean, home: (desk: Desk) => boolean, draw: (desk: Desk) => unknown}} View
 */

/** @type {readonly View[]} in the order of their buttons */
const VIEWS = [
  { id: "board", words: () => t("desk.board"), there: () => true, home: () => false, draw: stage },
  {
    id: "result",
    words: () => t("desk.result"),
    there: (desk) => shown(desk.board.round),
    home: (desk) => desk.phase === "results" || desk.phase === "closed",
    draw: result,
  },
];

/** @param {Desk} desk */
export function viewsOf(desk) {
  return VIEWS.filter((view) => view.there(desk));
}

/** The view that is shown: the chosen one while it is there, else what suits the phase. @param {Desk} desk @returns {View} */
export function viewOf(desk) {
  const there = viewsOf(desk);
  const found = there.find((view) => view.id === desk.view) ?? there.find((view) => view.home(desk)) ?? there[0];
  return /** @type {View} */ (found); // the board is always there
}
