/** The question, in very large type: what the step asks with the headings below, else the headings with what each asks. */

import { html, nothing } from "lit-html";
import { phaseName } from "./margin.js";
import { lineCount } from "./measure.js";
import { drawn, langOf, said, saidIn } from "./seen.js";
import { inline, inlineText, textHeight } from "./text.js";

/** @typedef {import("./seen.js").Seen} Seen */
/** @typedef {import("./languages.js").Said} Said */
/** @typedef {{color: string, parts: {title: {text: string, lang: string} | null, prompt: {text: string, lang: string} | null}[]}} Heading */

const LEADING = 1.12;
const PROMPT_SIZES = [7, 5.5, 4.5, 3.5, 2.75, 2.25];
const HEADING_SIZES = [4.5, 4, 3.5, 3.25, 2.75, 2.25, 1.75];
const LANGUAGE_GAP = 4.2; // the rule between two languages, and the space around it
const HEADINGS = { size: 2.75, leading: 1.15, swatch: 4, gap: 3, row: 1, above: 3.2 };
const BETWEEN = { column: 4, row: 2, prompt: 0.5 };

/** @param {Seen} seen */
export function ask(seen) {
  const { board, step, second } = seen;
  if (said(step?.prompt)) return prompt(seen, saidIn(step?.prompt, second));
  const headings = board.columns.map((column) => {
    const titles = saidIn(column.title, second);
    const prompts = saidIn(column.prompt, second);
    const parts = Array.from({ length: Math.max(titles.length, prompts.length) }, (_, place) => {
      const title = titles[place] ?? null;
      const asks = prompts[place] ?? null;
      return { title, prompt: asks && asks.text !== title?.text ? asks : null };
    });
    return { color: column.color, parts };
  });
  return html`<main class="ask-each"><h1 class="sr">${phaseName(seen).text}</h1>${each(seen, headings)}</main>`;
}

/** @param {Seen} seen @param {Said} asked */
function prompt({ board, second, space }, asked) {
  const titles = board.columns.map((column) => ({ color: column.color, said: saidIn(column.title, second) })).filter((one) => one.said.length);
  const beside = Math.min(titles.length, 3);
  const width = (space.width - (beside - 1) * HEADINGS.gap) / Math.max(1, beside) - HEADINGS.swatch;
  let below = titles.length ? HEADINGS.above : 0;
  for (let row = 0; row < titles.length; row += beside) {
    const lines = titles.slice(row, row + beside).map((one) => lineCount(inlineText(one.said), width / HEADINGS.size));
    below += Math.max(...lines) * HEADINGS.size * HEADINGS.leading + (row ? HEADINGS.row : 0);
  }
  const height = space.height - below - (asked.length - 1) * LANGUAGE_GAP;
  const texts = asked.map(({ text }) => text);
  const size = PROMPT_SIZES.find((one) => textHeight(texts, space.width, one, LEADING) <= height) ?? PROMPT_SIZES.at(-1);
  return html`<main class="ask">
    <div class="asks" data-size=${size}>
      ${asked.map(({ text, lang }, place) => (place ? html`<p lang=${langOf(lang)}>${drawn(text, lang)}</p>` : html`<h1 lang=${langOf(lang)}>${drawn(text, lang)}</h1>`))}
    </div>
    ${titles.length
      ? html`<ul class="headings" data-beside=${beside}>${titles.map((one) => html`<li data-color=${one.color}>${inline(one.said)}</li>`)}</ul>`
      : nothing}
  </main>`;
}

/** Headings with what each asks; two languages side by side. @param {Seen} seen @param {Heading[]} headings */
function each({ space }, headings) {
  const languages = Math.max(...headings.map(({ parts }) => parts.length), 1);
  const width = (space.width - HEADINGS.swatch - (languages - 1) * BETWEEN.column) / languages;
  /** @param {number} size @param {boolean} asking */
  const tall = (size, asking) =>
    headings.reduce((sum, { parts }, row) => {
      const heights = parts.map(({ title, prompt: asks }) => textHeight([title?.text ?? "", ...(asking && asks ? [asks.text] : [])].filter(Boolean), width, size, LEADING) + (asking && asks && title ? BETWEEN.prompt : 0));
      return sum + Math.max(0, ...heights) + (row ? BETWEEN.row : 0);
    }, 0);
  const whole = HEADING_SIZES.find((size) => tall(size, true) <= space.height);
  const asking = whole !== undefined;
  const size = whole ?? HEADING_SIZES.find((one) => tall(one, false) <= space.height) ?? HEADING_SIZES.at(-1);
  return html`<ul data-size=${size} data-languages=${languages}>
    ${headings.map(
      ({ color, parts }) => html`<li data-color=${color}>
        ${parts.map(({ title, prompt: asks }) => {
          const lang = langOf((title ?? asks)?.lang ?? "");
          return html`<div lang=${lang}>
            ${title ? html`<h2>${drawn(title.text, title.lang)}</h2>` : nothing}
            ${asks && (asking || !title) ? html`<p>${drawn(asks.text, asks.lang)}</p>` : nothing}
          </div>`;
        })}
      </li>`,
    )}
  </ul>`;
}
