/** Setting up a round: which lines there would be, and how many dots suit them. Pure. Sources: voting.md, RULES V. */

/** @typedef {import("../types.js").Round} Round */
/** @typedef {import("./layout.js").Layout} Layout */

/** More lines than this split the votes (dotmocracy: a dozen options or fewer). */
export const LINES_WELL_WEIGHED = 12;
const BUDGET_MAX_DEFAULT = 10;
const BUDGET_MAX = 20;

/**
 * What the facilitator has chosen; `budget` null: whatever suits the lines. `columns` empty: all. `without`: notes whose
 * lines are not voted on; notes, so that a line stays left out when its group gets another id. `groups_only`: no note alone is a line.
 * @typedef {{budget: number | null, cap: number, wanted: number, columns: readonly string[], without: readonly string[],
 *   groups_only: boolean, must_spend: boolean, live: boolean, named: boolean, shuffled: boolean, hard_end: boolean}} Wish
 */
/** A line that could be voted on. @typedef {{id: string, title: string, column: string, color: string, lang: string, notes: readonly string[], group: boolean}} Option */

/** @type {Wish} */
export const NO_WISH = {
  budget: null,
  cap: 1,
  wanted: 3,
  columns: [],
  without: [],
  groups_only: false,
  must_spend: false,
  live: false,
  named: false,
  shuffled: true,
  hard_end: false,
};

/**
 * Every line that could be voted on now, in the board's order.
 * @param {Layout} layout
 * @returns {Option[]}
 */
export function optionsOf(layout) {
  return layout.places.flatMap(({ column, items }) =>
    items.map((item) =>
      "group" in item
        ? {
            id: item.group.id,
            title: item.group.title,
            column: column.id,
            color: column.color,
            lang: item.notes[0]?.lang ?? "",
            notes: item.notes.map((note) => note.id),
            group: true,
          }
        : { id: item.note.id, title: item.note.text, column: column.id, color: column.color, lang: item.note.lang, notes: [item.note.id], group: false },
    ),
  );
}

/**
 * The lines that there are where every line is one, or groups only.
 * @param {readonly Option[]} options
 * @param {boolean} groupsOnly
 */
export function kindOf(options, groupsOnly) {
  return groupsOnly ? options.filter((option) => option.group) : options;
}

/**
 * The lines that this wish wants.
 * @param {readonly Option[]} options
 * @param {Pick<Wish, "columns" | "without" | "groups_only">} wish
 */
export function wantedOf(options, { columns, without, groups_only }) {
  return kindOf(options, groups_only).filter(
    (option) => (!columns.length || columns.includes(option.column)) && !option.notes.every((note) => without.includes(note)),
  );
}

/**
 * The wish that a prepared round stands for, so that every desk goes on from the same.
 * @param {Round} draft
 * @param {readonly Option[]} options
 * @returns {Wish}
 */
export function wishOf(draft, options) {
  const { budget, cap, wanted, groups_only, must_spend, live, named, shuffled, hard_end } = draft;
  const held = new Set(draft.lines.flatMap((line) => line.notes));
  const without = kindOf(options, groups_only).filter((option) => !option.notes.some((note) => held.has(note))).flatMap((option) => option.notes);
  const suits = budget === defaultBudget(draft.lines.length);
  return { budget: suits ? null : budget, cap, wanted, columns: [], without, groups_only, must_spend, live, named, shuffled, hard_end };
}

/**
 * This wish with those lines voted on, or left out.
 * @param {readonly Option[]} options
 * @param {Wish} wish
 * @param {ReadonlySet<string>} lines ids
 * @param {boolean} on
 * @returns {Pick<Wish, "columns" | "without" | "groups_only">}
 */
export function withTicked(options, wish, lines, on) {
  const { columns } = wish;
  const now = new Set(wantedOf(options, wish).map((option) => option.id));
  const ticked = options.filter((option) => lines.has(option.id));
  // A note alone, where there were groups only, or a line of a column that is left out, brings no other of that kind along.
  const groups_only = wish.groups_only && !(on && ticked.some((option) => !option.group));
  const beyond = on && columns.length > 0 && ticked.some((option) => !columns.includes(option.column));
  const without = kindOf(options, groups_only).filter((option) => (lines.has(option.id) ? !on : !now.has(option.id)));
  return { columns: beyond ? [] : columns, without: without.flatMap((option) => option.notes), groups_only };
}

/**
 * Whether the board has gone on since the ballot was prepared: other lines, or other words.
 * @param {Round} draft
 * @param {readonly Option[]} wanted
 */
export function outdated(draft, wanted) {
  const told = draft.lines.map((line) => `${line.id} ${line.title}`);
  return told.join("\n") !== wanted.map((option) => `${option.id} ${option.title}`).join("\n");
}

/** @param {number} lines */
export function defaultBudget(lines) {
  return Math.max(1, Math.min(BUDGET_MAX_DEFAULT, Math.ceil(lines / 4)));
}

/**
 * The settings as they would be used, within what a round allows, and how far each can be turned.
 * @param {Pick<Wish, "budget" | "cap" | "wanted">} wish
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
  const [least, most] = zoneOf(lines);
  return budget < least ? "below" : budget <= most ? "zone" : "above";
}

/**
 * The budgets that suit: a quarter to a third of the lines.
 * @param {number} lines
 * @returns {[number, number]}
 */
export function zoneOf(lines) {
  return [Math.ceil(lines / 4), Math.max(Math.ceil(lines / 3), 1)];
}
