/** What an action grew from, in words. */

import { html, nothing } from "lit-html";
import { t } from "../words.js";

/** @typedef {import("../types.js").Board} Board */

/** @param {Board} board @param {string} source a line, group or note, or empty */
function words(board, source) {
  const rounds = board.round ? [board.round, ...board.rounds] : board.rounds;
  const line = rounds.flatMap(({ lines }) => lines).find(({ merged }) => merged.includes(source));
  const title = line?.title || board.groups.get(source)?.title || board.notes.get(source)?.text;
  return title ? { title, lang: line?.lang ?? board.notes.get(source)?.lang ?? "" } : null;
}

/** @param {Board} board @param {string} source */
export function sourceLine(board, source) {
  const found = source ? words(board, source) : null;
  return found ? html`<p class="lead source">${t("phone.grew_from")} <span lang=${found.lang || nothing}>${found.title}</span></p>` : nothing;
}
