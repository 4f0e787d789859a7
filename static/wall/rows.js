/** Rows of a result, on as few pages as hold them: rank, words, dots, sum, and how many gave them. */

import { html, nothing } from "lit-html";
import { dotRow } from "../dots.js";
import { icons } from "../icons.js";
import { titled } from "../line.js";
import { rankText } from "../ranking.js";
import { t, tn } from "../words.js";
import { head, headHeight } from "./head.js";
import { lineCount, sizeFor } from "./measure.js";
import { filled, stay, wallText } from "./pages.js";
import { drawn, langOf } from "./seen.js";

/** @typedef {import("./seen.js").Seen} Seen */
/** @typedef {import("./seen.js").View} View */
/** @typedef {import("../ranking.js").Row} Row */
/** @typedef {{text: string, strong: boolean}[]} Foot */

const BESIDE_TITLE = 20.5; // rank, which may be "=11", and sum
const ROW_REST = 6.9; // dots below the title, the gap and the padding
const NAMES = { size: 2.25, leading: 1.2, gap: 1 };
const FOOT = { size: 2.75, leading: 1.2, above: 1.6 };
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
 * @param {(here: readonly Row[], after: number, page: number) => Foot | null} of.foot what stands below a page's rows
 * @param {number} of.firstStay ms at least that the first page stays; 0: as any other
 * @param {(row: Row) => string} of.mark the row's classes: tied, cut, chosen
 * @param {import("./pages.js").Space} of.space
 * @param {number} [of.first] the place of the first of these pages among all
 * @param {number} [of.revealed] rows of a page that may be seen, counted from its last
 * @returns {View}
 */
export function rowPages(seen, { matter, title, below, rows, most, foot, firstStay, mark, space, first = 0, revealed = Infinity }) {
  const width = space.width - BESIDE_TITLE;
  const tallest = foot(rows, 1, 1);
  const room = space.height - headHeight(title, space.width, below) - footHeight(tallest, space.width);
  const pages = filled(rows, room, (row) => rowHeight(row, width));
  return {
    matter,
    pages: pages.map((page, place) => ({ keys: page.map((row) => `${matter} ${row.line.id}`), stay: Math.max(stay(0), place ? 0 : firstStay) })),
    draw: (at, pager) => {
      const whole = !Number.isFinite(space.height);
      const here = (whole ? pages.flat() : pages[at - first]) ?? [];
      const after = whole ? 0 : rows.length - pages.slice(0, at - first + 1).flat().length;
      const told = foot(here, after, at + 2);
      return html`<main class="results">
        ${head(title, space.width, pager, { below })}
        <ol class="rank-list">
          ${here.map((row, index) => rowOf(row, { most, width, classes: `${mark(row)} ${here.length - index <= revealed ? "" : "unseen"}`, last: index === here.length - 1 && after === 0 }))}
        </ol>
        ${told?.length ? html`<div class="cutline">${told.map(({ text, strong }) => (strong ? html`<p><b>${text}</b></p>` : html`<p>${text}</p>`))}</div>` : nothing}
      </main>`;
    },
  };
}

/** @param {Foot | null} foot @param {number} width */
function footHeight(foot, width) {
  if (!foot?.length) return 0;
  return foot.reduce((sum, { text }) => sum + lineCount(text, width / FOOT.size) * FOOT.size * FOOT.leading, FOOT.above);
}

/** @param {Row} row @param {number} width */
function rowHeight(row, width) {
  const line = wallText(titled(row.line).title);
  const size = sizeFor(line, width, TITLE_SIZES);
  const names = namesOf(row);
  return lineCount(line, width / size) * size * 1.1 + ROW_REST + (names ? lineCount(names, (width + 8) / NAMES.size) * NAMES.size * NAMES.leading + NAMES.gap : 0);
}

/** Who gave dots, in a round where everybody said so. @param {Row} row */
function namesOf(row) {
  return ("names" in row && Array.isArray(row.names) ? row.names : []).join(", ");
}

/**
 * @param {Row} row
 * @param {{most: number, width: number, classes: string, last: boolean}} as
 */
function rowOf(row, { most, width, classes, last }) {
  const { title, lang } = titled(row.line);
  const words = wallText(title);
  const names = namesOf(row);
  const chosen = classes.includes("chosen");
  return html`<li class="${last ? classes.replace("cut", "") : classes}">
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
