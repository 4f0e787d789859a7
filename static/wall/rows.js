/** Rows of a result, on as few pages as keep a tie together: rank, words, dots, sum, and how many gave them. */

import { html, nothing } from "lit-html";
import { dotRow } from "../dots.js";
import { icons } from "../icons.js";
import { titled } from "../line.js";
import { byRank, rankText } from "../ranking.js";
import { t, tn } from "../words.js";
import { head, headHeight } from "./head.js";
import { lineCount, sizeFor } from "./measure.js";
import { stay, together, wallText } from "./pages.js";
import { drawn, langOf } from "./seen.js";

/** @typedef {import("./seen.js").Seen} Seen */
/** @typedef {import("./seen.js").View} View */
/** @typedef {import("../ranking.js").Row} Row */
/** @typedef {{text: string, strong: boolean}[]} Foot */
/**
 * What the foot of a page goes by: its rows, how many come after them and on which page, whether the cut lies at its end,
 * and what is said of ties that go beyond it.
 * @typedef {{here: readonly Row[], after: number, next: number, cut: boolean, beyond: string}} Place
 */

const BESIDE_TITLE = 20.5; // rank, which may be "=11", and sum
const UNDER_HEAD = 1.25; // the gap below a head, which rows do without
/** Dots below a title of that size, the gap, the padding, and by how much the rank beside it stands higher; measured. */
const ROW_REST = /** @type {Record<number, number>} */ ({ 3.25: 7.3, 2.75: 7.8, 2.25: 8.3 });
const NAMES = { size: 2.25, leading: 1.2, gap: 1 };
const FOOT = { size: 2.75, leading: 1.2, above: 1.6 };
const ANY_PAGE = 99; // a page's number before it is known: as wide as one gets
const WALKED = 4; // pages at most of which the rows come one by one; more would keep a room waiting. A guess, not yet measured
const TITLE_SIZES = /** @type {const} */ ([
  [3.25, 2],
  [2.75, 5],
  [2.25, 99],
]);

/**
 * @param {Seen} seen
 * @param {object} of
 * @param {string} of.matter
 * @param {import("./languages.js").Said} of.title
 * @param {import("./languages.js").Said} of.below what stands under the title
 * @param {readonly Row[]} of.rows best first
 * @param {number} of.most dots of one row
 * @param {(place: Place) => Foot} of.foot what stands below a page's rows
 * @param {number} of.firstStay ms at least that the first page stays; 0: as any other
 * @param {(row: Row) => string} of.mark the row's classes: tied, chosen
 * @param {Row} [of.cut] the last row that is above the cut, or tied across it
 * @param {import("./pages.js").Space} of.space
 * @param {number} [of.first] the place of the first of these pages among all
 * @param {number} [of.revealed] rows that may be seen of those that come one by one, counted from the last
 * @returns {View}
 */
export function rowPages(seen, { matter, title, below, rows, most, foot, firstStay, mark, cut, space, first = 0, revealed = Infinity }) {
  const width = space.width - BESIDE_TITLE;
  const room = space.height - headHeight(title, space.width, below) + UNDER_HEAD;
  const ties = byRank(rows);
  const endsAtCut = (/** @type {readonly Row[]} */ here) => cut !== undefined && here.at(-1) === cut;
  /** @param {readonly Row[]} here @param {number} before @param {(row: Row | undefined) => number} numberOf */
  const told = (here, before, numberOf) => {
    const beyond = ties.filter((tie) => tie.some((row) => here.includes(row)) && !tie.every((row) => here.includes(row)));
    return foot({
      here,
      after: rows.length - before - here.length,
      next: numberOf(here.at(-1)) + 1,
      cut: endsAtCut(here),
      beyond: beyond.map((tie) => tn("wall.tie_pages", tie.length, { rank: tie[0]?.rank ?? 0, first: numberOf(tie[0]), last: numberOf(tie.at(-1)) })).join(" · "),
    });
  };
  const tall = (/** @type {readonly Row[]} */ here) => here.reduce((sum, row) => sum + rowHeight(row, width), 0);
  const pages = together(ties, (here, before) => tall(here) + footHeight(told(here, before, () => ANY_PAGE), space.width) <= room);
  const starts = pages.map((_, place) => pages.slice(0, place).flat().length);
  const numberOf = (/** @type {Row | undefined} */ row) => first + 1 + pages.findIndex((page) => row && page.includes(row));
  const walked = pages.slice(0, Math.min(WALKED, Math.max(1, cut ? numberOf(cut) - first : 1)));
  const unseen = walked.flat().length - revealed;
  return {
    matter,
    pages: pages.map((page, place) => ({ keys: page.map((row) => `${matter} ${row.line.id}`), stay: Math.max(stay(0), place ? 0 : firstStay) })),
    comes: walked.map((page) => page.length),
    draw: (at, pager) => {
      const here = pages[at - first] ?? [];
      const before = starts[at - first] ?? 0;
      const under = told(here, before, numberOf);
      return html`<main class="results">
        ${head(title, space.width, pager, { below })}
        <ol class="rank-list">
          ${here.map((row, index) => rowOf(row, { most, width, classes: [mark(row), row === cut && "cut", before + index < unseen && "unseen"].filter(Boolean).join(" ") }))}
        </ol>
        ${under.length ? html`<div class="below-rows ${endsAtCut(here) ? "cut" : ""}">${under.map(({ text, strong }) => (strong ? html`<p><b>${text}</b></p>` : html`<p>${text}</p>`))}</div>` : nothing}
      </main>`;
    },
  };
}

/** @param {Foot} foot @param {number} width */
function footHeight(foot, width) {
  if (!foot.length) return 0;
  return foot.reduce((sum, { text }) => sum + lineCount(text, width / FOOT.size) * FOOT.size * FOOT.leading, FOOT.above);
}

/** @param {Row} row @param {number} width */
function rowHeight(row, width) {
  const line = wallText(titled(row.line).title);
  const size = sizeFor(line, width, TITLE_SIZES);
  const names = namesOf(row);
  return lineCount(line, width / size) * size * 1.1 + (ROW_REST[size] ?? 0) + (names ? lineCount(names, (width + 8) / NAMES.size) * NAMES.size * NAMES.leading + NAMES.gap : 0);
}

/** Who gave dots, in a round where everybody said so. @param {Row} row */
function namesOf(row) {
  return ("names" in row && Array.isArray(row.names) ? row.names : []).join(", ");
}

/**
 * @param {Row} row
 * @param {{most: number, width: number, classes: string}} as
 */
function rowOf(row, { most, width, classes }) {
  const { title, lang } = titled(row.line);
  const words = wallText(title);
  const names = namesOf(row);
  const chosen = classes.includes("chosen");
  return html`<li class=${classes}>
    <p class="rank">${row.tied ? html`<span class="sr">${t("common.shared_rank")} </span>` : nothing}${rankText(row)}</p>
    <h2 class=${row.line.title ? "" : "taken"} data-size=${sizeFor(words, width, TITLE_SIZES)} lang=${langOf(lang)}>${drawn(words, lang)}</h2>
    <p class="sum"><span class="sr">${tn("common.dots", row.dots)}</span><span aria-hidden="true">${row.dots}</span></p>
    <div class="proof">
      ${dotRow(row.dots, most, tn("common.dots", row.dots))}
      <p class="who">${chosen ? html`<span class="picked">${icons.tick}${t("wall.chosen")}</span>` : nothing}${tn("common.supporters", row.supporters)}</p>
    </div>
    ${names ? html`<p class="names">${names}</p>` : nothing}
  </li>`;
}
