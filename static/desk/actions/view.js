/** The view of the actions. */

import { t } from "../../words.js";
import { actions } from "./cards.js";

/** @type {import("../views.js").View} */
export const actionsView = {
  id: "actions",
  words: () => t("desk.actions"),
  there: (desk) => desk.phase === "actions" || desk.phase === "commitments" || desk.board.actions.length > 0,
  home: (desk) => desk.phase === "actions" || desk.phase === "commitments",
  draw: actions,
};
