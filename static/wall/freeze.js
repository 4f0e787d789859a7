/** Before the vote: what to choose by, how many dots there are, and what stands on the ballot. */

import { html, nothing } from "lit-html";
import { noteColor, visibleLines } from "../board.js";
import { titled } from "../line.js";
import { number } from "../words.js";
import { both } from "./languages.js";
import { filled, stay, wallText } from "./pages.js";
import { askedText } from "./question.js";
import { drawn, langOf, said, saidIn } from "./seen.js";
import { inBoth, textHeight } from "./text.js";

/** @typedef {import("./seen.js").Seen} Seen */
/** @typedef {import("./seen.js").View} View */
/** @typedef {{id: string, title: string, lang: string, color: string}} Entry */

const SHARE = 0.4; // of the height, for what to choose by
const TERMS = 10.4; // the figures with the rules and gaps around them, rem
const SIZE = 2.75;
const LEADING = 1.15;
const SWATCH = 4;
const GAP = 3;
const ROW_GAP = 0.9;
const LEAST = 9; // less room than that is better left empty

/** @param {Seen} seen @returns {Entry[]} */
function entries({ board }) {
  if (board.draft && !board.draft.practice) return board.draft.lines.map((line) => ({ ...titled(line), color: line.color }));
  return visibleLines(board).map(({ group, notes, note }) => {
    const first = note ?? notes?.[0];
    return { id: group?.id ?? first?.id ?? "", title: group?.title ?? wallText(first?.text ?? "").split("\n")[0] ?? "", lang: first?.lang ?? "", color: first ? noteColor(board, first) : "yellow" };
  });
}

/** @param {Seen} seen @returns {View} */
export function freeze(seen) {
  const { board, space, step, second } = seen;
  const told = said(step?.prompt) ? saidIn(step?.prompt, second) : both((voice) => voice.t("wall.which"));
  const lines = entries(seen);
  const asked = askedText(told, { width: space.width, height: Math.min(space.height, 67) * SHARE });
  const width = (space.width - GAP) / 2 - SWATCH;
  const height = space.height - asked.height - TERMS;
  const tall = (/** @type {Entry} */ entry) => textHeight([entry.title], width, SIZE, LEADING) + ROW_GAP;
  const columns = height < LEAST ? [] : filled(lines, height, tall);
  const pages = Array.from({ length: Math.ceil(columns.length / 2) }, (_, place) => columns.slice(place * 2, place * 2 + 2));
  return {
    matter: "freeze",
    pages: pages.map((page) => ({ keys: page.flat().map(({ id }) => id), stay: stay(page.flat().reduce((sum, { title }) => sum + title.length, 0)) })),
    draw: (place, pager) => html`<main class="freeze">
      ${asked.template}
      ${terms(board.draft, lines.length, pager)}
      ${pages[place]?.length
        ? html`<div class="ballot">
            ${pages[place]?.map((column) => html`<ul>${column.map((entry) => html`<li data-color=${entry.color} lang=${langOf(entry.lang)}>${drawn(entry.title, entry.lang)}</li>`)}</ul>`)}
          </div>`
        : nothing}
    </main>`,
  };
}

/** @param {import("../types.js").Round | null} draft @param {number} lines @param {unknown} pager */
function terms(draft, lines, pager) {
  return html`<div class="terms">
    <ul>
      ${draft && !draft.practice
        ? html`<li><b>${number(draft.budget)}</b> <span>${inBoth((voice) => voice.tn("wall.dots_each", draft.budget))}</span></li>
            ${draft.budget > 1 ? html`<li><b>${number(draft.cap)}</b> <span>${inBoth((voice) => voice.t("wall.on_one"))}</span></li>` : nothing}`
        : nothing}
      <li><b>${number(lines)}</b> <span>${inBoth((voice) => voice.tn("wall.lines_word", lines))}</span></li>
    </ul>
    ${pager}
  </div>`;
}
