/** The end: thanks, and what the room made. */

import { html, nothing } from "lit-html";
import { noteCount } from "../board.js";
import { titled } from "../line.js";
import { cut, rankText } from "../ranking.js";
import { number, t, tn } from "../words.js";
import { sizeFor } from "./measure.js";
import { wallText } from "./pages.js";
import { drawn, langOf } from "./seen.js";

const MOST = 4; // lines named once more; a long tie is told on the result's own page

/** @param {import("./seen.js").Seen} seen */
export function closed({ board, space }) {
  const count = noteCount(board);
  const round = board.round?.state === "revealed" ? board.round : null;
  const top = round ? cut(round).top : [];
  return html`<main class="closed">
    <div>
      <h1>${t("wall.thanks")}</h1>
      <p class="lead">${t("wall.kept")}</p>
    </div>
    ${top.length && top.length <= MOST
      ? html`<ol class="chosen">
          ${top.map((row) => {
            const { title, lang } = titled(row.line);
            return html`<li><p class="rank">${rankText(row)}</p>
              <p class=${row.line.title ? "" : "taken"} data-size=${sizeFor(title, space.width - 10, [[3.25, 1], [2.75, 2], [2.25, 99]])} lang=${langOf(lang)}>${drawn(wallText(title), lang)}</p></li>`;
          })}
        </ol>`
      : nothing}
    <ul class="figures">
      <li><b>${number(count)}</b> ${tn("wall.notes_word", count)}</li>
      ${round ? html`<li><b>${number(round.dots)}</b> ${tn("wall.dots_word", round.dots)}</li>` : nothing}
    </ul>
  </main>`;
}
