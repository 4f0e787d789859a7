/** What the middle can show, and what suits each phase. */

import { t } from "../words.js";
import { actionsView } from "./actions/view.js";
import { dayView } from "./day.js";
import { earlierView } from "./earlier.js";
import { feedbackView } from "./feedback.js";
import { TWINS } from "./rights.js";
import { ballotView, resultView } from "./round/views.js";
import { same } from "./same.js";
import { stage } from "./stage.js";

/** @typedef {import("./desk.js").Desk} Desk */

/**
 * One view. `there`: whether it can be chosen now. `home`: whether it suits the phase; the first such is shown by itself.
 * @typedef {{id: string, words: (desk: Desk) => string, there: (desk: Desk) => boolean, home: (desk: Desk) => boolean, draw: (desk: Desk) => unknown}} View
 */

/** @type {readonly View[]} in the order of their buttons */
const VIEWS = [
  dayView,
  earlierView,
  feedbackView,
  { id: "board", words: () => t("desk.board"), there: () => true, home: () => false, draw: stage },
  {
    id: "twins",
    words: (desk) => t("desk.twins.view", { count: desk.comparing.twins.length }),
    there: (desk) => TWINS.has(desk.phase) && (desk.comparing.twins.length > 0 || desk.view === "twins"),
    home: () => false,
    draw: same,
  },
  ballotView,
  resultView,
  actionsView,
];

/** @param {Desk} desk */
export function viewsOf(desk) {
  return VIEWS.filter((view) => view.there(desk));
}

/** The view that is shown: the chosen one while it is there, else what suits the phase. @param {Desk} desk @returns {View} */
export function viewOf(desk) {
  const there = viewsOf(desk);
  const found = there.find((view) => view.id === desk.view) ?? there.find((view) => view.home(desk)) ?? there.find((view) => view.id === "board");
  return /** @type {View} */ (found); // the board is always there
}
