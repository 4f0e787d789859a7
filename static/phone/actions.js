/** Stands in until this step has a view of its own. */

import { resultsView } from "./results.js";

/** @param {import("../types.js").Board} board */
export function actionsView(board) {
  return resultsView(board);
}
