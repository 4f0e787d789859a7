/** Results: the dots themselves, each one countable. Tied rows lie on shade, and what happens next stands below. */

import { html, nothing } from "lit-html";
import { dotRow } from "../dots.js";
import { titled } from "../line.js";
import { cut, rankText } from "../ranking.js";
import { t, tn } from "../words.js";
import { head, headHeight } from "./head.js";
import { lineCount, sizeFor } from "./measure.js";
import { filled, stay, wallText } from "./pages.js";
import { drawn, langOf } from "./seen.js";

/** @typedef {import("./seen.js").Seen} Seen */
/** @typedef {import("./seen.js").View} View */
/** @typedef {import("../ranking.js").Row} Row */

const BESIDE_TITLE = 19; // rank and sum
const ROW_REST = 6.9; // dots below the title, the gap and the padding
const CUT_LINE = 5.25;
const FIRST_STAY = 30_000; // the outcome stays longer than the lines below it
const TITLE_SIZES = /** @type {const} */ ([
  [3.25, 2],
  [2.75, 5],
  [2.25, 99],
]);

/** @param {Seen} seen @returns {View | null} null: nothing has been revealed */
export function results(seen) {
  const { board, space } = seen;
  const round = board.round;
  if (round?.state !== "revealed") return null;
  if (!round.dots) return { matter: `results ${round.id}`, pages: [], draw: () => quiet(t("wall.nobody_voted")) };
  const { top, rest, tie } = cut(round);
  const given = rest.filter((row) => row.dots > 0);
  const rows = [...top, ...given];
  const without = rest.length - given.length; // told as a number: they are no part of the outcome
  const width = space.width - BESIDE_TITLE;
  const title = t("wall.result");
  const said = [{ text: title, lang: "" }];
  const tall = (/** @type {Row} */ row) => {
    const line = titled(row.line).title;
    const size = sizeFor(line, width, TITLE_SIZES);
    return lineCount(wallText(line), width / size) * size * 1.1 + ROW_REST;
  };
  const pages = filled(rows, space.height - headHeight(said, space.width) - CUT_LINE, tall);
  const most = Math.max(...rows.map((row) => row.dots), 1);
  const turnout = `${tn("wall.ballots", round.ballots)}, ${tn("common.dots", round.dots)}`;
  return {
    matter: `results ${round.id}`,
    pages: pages.map((page, place) => ({ keys: page.map((row) => row.line.id), stay: place ? stay(0) : FIRST_STAY })),
    draw: (place, pager) => {
      const here = pages[place] ?? [];
      const after = rows.length - pages.slice(0, place + 1).flat().length;
      const tiedHere = tie !== null && here.some((row) => row.rank === tie);
      return html`<main class="results">
        ${head(said, space.width, html`<div class="side"><p>${turnout}</p>${pager}</div>`)}
        <ol class="rank-list">
          ${here.map((row, index) =>
            rowOf(row, { most, width, onShade: row.rank === tie, lastOfTop: row === top.at(-1) && after + here.length - index > 1, shown: here.length - index <= seen.revealed }),
          )}
        </ol>
        ${tiedHere || after || without
          ? html`<p class="cutline">
              ${tiedHere ? html`<b>${t("wall.tie", { rank: tie })}</b>` : html`<b></b>`}
              ${after ? html`<span>${tn("wall.others", after, { page: place + 2 })}</span>` : nothing}
              ${without && !after ? html`<span>${tn("wall.without", without)}</span>` : nothing}
            </p>`
          : nothing}
      </main>`;
    },
  };
}

/**
 * @param {Row} row
 * @param {{most: number, width: number, onShade: boolean, lastOfTop: boolean, shown: boolean}} as
 */
function rowOf(row, { most, width, onShade, lastOfTop, shown }) {
  const { title, lang } = titled(row.line);
  return html`<li class="${onShade ? "tied" : ""} ${lastOfTop ? "cut" : ""} ${shown ? "" : "unseen"}">
    <p class="rank">${row.tied ? html`<span class="sr">${t("common.shared_rank")} </span>` : nothing}${rankText(row)}</p>
    <h2 class=${row.line.title ? "" : "taken"} data-size=${sizeFor(title, width, TITLE_SIZES)} lang=${langOf(lang)}>${drawn(wallText(title), lang)}</h2>
    <p class="sum"><span class="sr">${tn("common.dots", row.dots)}</span><span aria-hidden="true">${row.dots}</span></p>
    <div class="proof">${dotRow(row.dots, most, tn("common.dots", row.dots))}<p class="who">${tn("common.supporters", row.supporters)}</p></div>
  </li>`;
}

export function noResult() {
  return quiet(t("wall.no_result"));
}

/** @param {string} words */
function quiet(words) {
  return html`<main class="quiet-page"><h1>${words}</h1></main>`;
}
