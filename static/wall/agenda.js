/** The run sheet: what has been, where we are, what comes, and when. */

import { html, nothing } from "lit-html";
import { icons } from "../icons.js";
import { clockTime, tn } from "../words.js";
import { head, headHeight } from "./head.js";
import { both } from "./languages.js";
import { stepName } from "./margin.js";
import { lineCount } from "./measure.js";
import { filled, stay } from "./pages.js";
import { drawn, langOf } from "./seen.js";

/** @typedef {import("./seen.js").Seen} Seen */
/** @typedef {import("./seen.js").View} View */
/** @typedef {{place: number, names: import("./languages.js").Said, at: number | null, minutes: number}} Row */

const MINUTE = 60_000;
const SIZE = 2.75;
const LEADING = 1.15;
const PADDING = 0.9;
const BESIDE = 23; // the time before a name, the minutes after it, and the gaps, rem
const BETWEEN = 2; // of two languages

/**
 * The steps with the time at which each begins, as far as it can be told: now from its clock, the later ones by the minutes of those before.
 * @param {Seen} seen
 * @returns {Row[]}
 */
export function rows({ board, second, now }) {
  let next = board.step_at || now;
  return board.steps.flatMap((step, place) => {
    if (step.phase === "lobby" && place < board.step) return []; // everybody has arrived
    const at = place < board.step ? null : next;
    if (at !== null) next = at + step.minutes * MINUTE;
    return [{ place, names: stepName(step, second), at, minutes: step.minutes }];
  });
}

/** @param {Seen} seen @returns {View} */
export function agenda(seen) {
  const { board, space, second } = seen;
  const said = both((voice) => voice.t("phase.agenda"));
  const width = second ? (space.width - BESIDE - BETWEEN) / 2 : space.width - BESIDE;
  const all = rows(seen);
  const tall = (/** @type {Row} */ row) => Math.max(...row.names.map(({ text }) => lineCount(text, width / SIZE))) * SIZE * LEADING + PADDING;
  const pages = filled(all, space.height - headHeight(said, space.width), tall);
  return {
    matter: "agenda",
    pages: pages.map((page) => ({ keys: page.map(({ place }) => String(place)), stay: stay(0) })),
    draw: (place, pager) => html`<main class="agenda">
      ${head(said, space.width, pager)}
      <ol>${(pages[place] ?? []).map((row) => rowOf(row, board.step))}</ol>
    </main>`,
  };
}

/** @param {Row} row @param {number} step where the room is */
function rowOf({ place, names, at, minutes }, step) {
  const now = place === step;
  return html`<li class=${now ? "now" : place < step ? "gone" : ""} aria-current=${now ? "step" : nothing}>
    <p class="at">${at === null ? icons.tick : html`<time>${clockTime(at)}</time>`}</p>
    <div class="steps">${names.map(({ text, lang }, which) => html`<p lang=${langOf(lang)}>${now && !which ? html`<span class="now-dot"></span>` : nothing}${drawn(text, lang)}</p>`)}</div>
    <p class="long">${minutes ? tn("common.minutes", minutes) : nothing}</p>
  </li>`;
}
