/** Before the vote: what to choose by, how many dots there are, and what stands on the ballot. */

import { html, nothing } from "lit-html";
import { noteColor, visibleLines } from "../board.js";
import { titled } from "../line.js";
import { number } from "../words.js";
import { both } from "./languages.js";
import { textWidth } from "./measure.js";
import { filled, stay, wallText } from "./pages.js";
import { askedText } from "./question.js";
import { drawn, langOf, said, saidIn } from "./seen.js";
import { inline, inlineText, sizeWithin, textHeight } from "./text.js";

/** @typedef {import("./seen.js").Seen} Seen */
/** @typedef {import("./seen.js").View} View */
/** @typedef {{id: string, title: string, lang: string, color: string}} Entry */

const SHARE = 0.4; // of the height, for what to choose by
const TERMS = { figure: 3.5, word: 2.75, gap: 4, pager: 20, leading: 1.15, around: 6.7 }; // the figures, and the rules and gaps around them
const SIZES = [2.75, 2.25, 1.75, 1.5]; // smaller only for a line that no page would hold otherwise
const LEADING = 1.15;
const SWATCH = 4;
const GAP = 3;
const ROW_GAP = 0.9;
const LEAST = 18.5; // what the longest line needs at the smallest size; less room than that is better left empty

/** @param {Seen} seen @returns {Entry[]} */
function entries({ board }) {
  if (board.draft && !board.draft.practice) return board.draft.lines.map(titled).map(({ id, title, lang, color }) => ({ id, title: wallText(title), lang, color }));
  return visibleLines(board).map(({ group, notes, note }) => {
    const first = note ?? notes?.[0];
    return { id: group?.id ?? first?.id ?? "", title: group ? wallText(group.title) : wallText(first?.text ?? ""), lang: first?.lang ?? "", color: first ? noteColor(board, first) : "yellow" };
  });
}

/** @param {Seen} seen @returns {View} */
export function freeze(seen) {
  const { board, space, step, second } = seen;
  const told = said(step?.prompt) ? saidIn(step?.prompt, second) : both((voice) => voice.t("wall.which"));
  const lines = entries(seen);
  const asked = askedText(told, { width: space.width, height: Math.min(space.height, 67) * SHARE });
  const width = (space.width - GAP) / 2 - SWATCH;
  const terms = termsOf(board.draft, lines.length);
  const height = space.height - asked.height - termsHeight(terms, space.width);
  const placed = lines.map((entry) => ({ ...entry, size: sizeWithin(entry.title, { width, height: height - ROW_GAP }, SIZES, LEADING) }));
  const columns = height < LEAST ? [] : filled(placed, height, ({ title, size }) => textHeight([title], width, size, LEADING) + ROW_GAP);
  const pages = Array.from({ length: Math.ceil(columns.length / 2) }, (_, place) => columns.slice(place * 2, place * 2 + 2));
  return {
    matter: "freeze",
    pages: pages.map((page) => ({ keys: page.flat().map(({ id }) => id), stay: stay(page.flat().reduce((sum, { title }) => sum + title.length, 0)) })),
    draw: (place, pager) => html`<main class="freeze">
      ${asked.template}
      ${drawTerms(terms, pager)}
      ${pages[place]?.length
        ? html`<div class="ballot">
            ${pages[place]?.map((column) => html`<ul>${column.map((entry) => html`<li data-color=${entry.color} data-size=${entry.size} lang=${langOf(entry.lang)}>${drawn(entry.title, entry.lang)}</li>`)}</ul>`)}
          </div>`
        : nothing}
    </main>`,
  };
}

/** @typedef {{count: number, word: import("./languages.js").Said}} Term */

/** @param {import("../types.js").Round | null} draft @param {number} lines @returns {Term[]} */
function termsOf(draft, lines) {
  const own = { count: lines, word: both((voice) => voice.tn("wall.lines_word", lines)) };
  if (!draft || draft.practice) return [own];
  const dots = { count: draft.budget, word: both((voice) => voice.tn("wall.dots_each", draft.budget)) };
  return draft.budget > 1 ? [dots, { count: draft.cap, word: both((voice) => voice.t("wall.on_one")) }, own] : [dots, own];
}

/** Height of the figures: as many lines as they take beside the pager. @param {readonly Term[]} terms @param {number} width */
function termsHeight(terms, width) {
  let rows = 1;
  let used = 0;
  for (const { count, word } of terms) {
    const own = textWidth(number(count)) * TERMS.figure + textWidth(` ${inlineText(word)}`) * TERMS.word;
    if (used && used + TERMS.gap + own > width - TERMS.pager) {
      rows += 1;
      used = own;
    } else used += (used ? TERMS.gap : 0) + own;
  }
  return rows * TERMS.figure * TERMS.leading + TERMS.around;
}

/** @param {readonly Term[]} terms @param {unknown} pager */
function drawTerms(terms, pager) {
  return html`<div class="terms">
    <ul>
      ${terms.map(({ count, word }) => html`<li><b>${number(count)}</b> <span>${inline(word)}</span></li>`)}
    </ul>
    ${pager}
  </div>`;
}
