/** The end: thanks, what the room made, and where to follow what becomes of it. */

import { html, nothing } from "lit-html";
import { noteCount } from "../board.js";
import { titled } from "../line.js";
import { number } from "../words.js";
import { isShown } from "./reveal.js";
import { codeOf, qr } from "./margin.js";
import { lineCount, sizeFor } from "./measure.js";
import { wallText } from "./pages.js";
import { drawn, langOf } from "./seen.js";
import { both } from "./languages.js";
import { bothStacked, inBoth } from "./text.js";

/** @typedef {import("./seen.js").Seen} Seen */

const MOST = 4; // things named once more; what is longer is told on its own page
const SIZES = /** @type {const} */ ([
  [3.25, 2],
  [2.75, 3],
  [2.25, 99],
]);
const ROW_PADDING = 2.3;
const REST = 43; // thanks, the figures and the way to follow, rem

/** What the room agreed on: the actions it accepted, else what it chose. @param {Seen} seen */
function agreed({ board }) {
  const accepted = board.actions.filter((action) => action.accepted).map(({ id, what, lang }) => ({ id, text: wallText(what), lang }));
  if (accepted.length) return accepted;
  const round = [board.round, ...[...board.rounds].reverse()].find((one) => isShown(one) && !one?.practice && !one?.run_off_of);
  const lines = new Map(round?.lines.map((line) => [line.id, titled(line)]));
  return (round?.outcome?.chosen ?? []).flatMap((id) => {
    const line = lines.get(id);
    return line ? [{ id, text: wallText(line.title), lang: line.lang }] : [];
  });
}

/** @param {Seen} seen */
export function closed(seen) {
  const { board, space, data } = seen;
  const notes = noteCount(board);
  const rounds = [...board.rounds, board.round].filter((round) => isShown(round ?? null) && !round?.practice);
  const dots = rounds.reduce((sum, round) => sum + (round?.dots ?? 0), 0);
  const accepted = board.actions.filter((action) => action.accepted).length;
  const made = agreed(seen);
  const width = space.width;
  const size = (/** @type {string} */ text) => sizeFor(text, width, SIZES);
  const tall = made.reduce((sum, { text }) => sum + lineCount(text, width / size(text)) * size(text) * 1.1 + ROW_PADDING, 0);
  const thanks = both((voice) => voice.t("wall.thanks"));
  return html`<main class="closed">
    <div>
      <h1>${thanks.map(({ text, lang }, place) => html`${place ? " / " : nothing}<span lang=${langOf(lang)}>${text}</span>`)}</h1>
      <p class="lead">${bothStacked((voice) => voice.t("wall.kept"))}</p>
    </div>
    ${made.length && (made.length <= MOST || !Number.isFinite(space.height)) && tall <= space.height - REST
      ? html`<ul class="chosen">${made.map(({ text, lang }) => html`<li data-size=${size(text)} lang=${langOf(lang)}>${drawn(text, lang)}</li>`)}</ul>`
      : nothing}
    <div class="follow">
      ${qr(data)}
      <div>
        <p><b>${bothStacked((voice) => voice.t("wall.follow"))}</b></p>
        <p class="addr">${data.address}</p>
        <p class="code">${codeOf(data.code)}</p>
      </div>
    </div>
    <ul class="figures">
      <li><b>${number(notes)}</b> ${inBoth((voice) => voice.tn("wall.notes_word", notes))}</li>
      ${dots ? html`<li><b>${number(dots)}</b> ${inBoth((voice) => voice.tn("wall.dots_word", dots))}</li>` : nothing}
      ${accepted ? html`<li><b>${number(accepted)}</b> ${inBoth((voice) => voice.tn("wall.actions_word", accepted))}</li>` : nothing}
    </ul>
  </main>`;
}
