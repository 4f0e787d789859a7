/** Setting up a round: how many lines there would be, and how many dots suit them. Sources: voting.md rules, RULES V. */

/** @typedef {import("./layout.js").Layout} Layout */

/** More lines than this split the votes (dotmocracy: a dozen options or fewer). */
export const LINES_WELL_WEIGHED = 12;
const BUDGET_MAX_DEFAULT = 10;
const BUDGET_MAX = 20;

/** What the facilitator has chosen; null: whatever suits the lines. `columns` empty: all. */
/** @typedef {{budget: number | null, cap: number, wanted: number, columns: readonly string[]}} Wish */

/** @type {Wish} */
export const NO_WISH = { budget: null, cap: 1, wanted: 3, columns: [] };

/**
 * Lines of a round on these columns (none named: all).
 * @param {Layout} layout
 * @param {readonly string[]} columns
 */
export function linesOf(layout, columns) {
  let groups = 0;
  let notes = 0;
  for (const place of layout.places) {
    if (columns.length && !columns.includes(place.column.id)) continue;
    for (const item of place.items) {
      if ("group" in item) groups += 1;
      else notes += 1;
    }
  }
  return { lines: groups + notes, groups, notes };
}

/** @param {number} lines */
export function defaultBudget(lines) {
  return Math.max(1, Math.min(BUDGET_MAX_DEFAULT, Math.ceil(lines / 4)));
}

/**
 * The settings as they would be used, within what a round allows, and how far each can be turned.
 * @param {Wish} wish
 * @param {number} lines
 */
export function settled(wish, lines) {
  const count = lines < 2 ? BUDGET_MAX : lines; // no vote is possible yet, so nothing is out of bounds yet
  const cap = Math.max(1, Math.min(wish.cap, BUDGET_MAX));
  const budgetMax = Math.min(BUDGET_MAX, count * cap);
  const budget = Math.max(1, Math.min(wish.budget ?? defaultBudget(lines), budgetMax));
  const wanted = Math.max(1, Math.min(wish.wanted, count));
  return { budget, budgetMax, cap: Math.min(cap, budget), capMax: budget, wanted, wantedMax: count };
}

/**
 * What this budget is, measured by the lines: below a quarter of them, between a quarter and a third, or above.
 * @param {number} budget
 * @param {number} lines
 * @returns {"below" | "zone" | "above"}
 */
export function zone(budget, lines) {
  if (budget < Math.ceil(lines / 4)) return "below";
  return budget <= Math.max(Math.ceil(lines / 3), 1) ? "zone" : "above";
}
