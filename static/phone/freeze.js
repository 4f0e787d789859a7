/** Before the vote: what it is about, how many dots there will be, who will know, and the lines as they will stand. */

import { html, nothing } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { mixed, noteColor, visibleLines } from "../board.js";
import { icons } from "../icons.js";
import { inLanguage, languageOf, t, tn } from "../words.js";
import { shown } from "./ballot.js";
import { languages } from "./languages.js";
import { closed, rankingOf } from "./results.js";
import { unsent } from "./unsent.js";
import { ownSeed, ui } from "./ui.js";
import { capOf, lineHeading, members, secrecy } from "./voting.js";

/** @typedef {import("../types.js").Board} Board */
/** @typedef {import("../types.js").Line} Line */

/** @param {Board} board */
export function freezeView(board) {
  const { round, draft } = board;
  if (round?.practice && round.state === "closed") return closed(round);
  const question = board.steps[ui.step]?.prompt ?? {};
  const lines = inOwnOrder(draft ? draft.lines : linesOf(board));
  return html`<main>
    <h1 tabindex="-1" lang=${languageOf(question)}>${inLanguage(question) || t("phone.freeze_heading")}</h1>
    <p class="lead">${t("phone.freeze_lead")}</p>
    ${draft
      ? html`<p class="message told">${icons.info}<span>${tn("phone.you_will_have", draft.budget)} ${capOf(draft)}</span></p>
          ${secrecy(draft)}`
      : html`<p class="secret">${icons.unseen}<span>${t("phone.secrecy")}</span></p>`}
    ${unsent()}
    ${round?.practice && shown(round)
      ? html`<section class="section" aria-labelledby="practice">
          <h2 id="practice">${t("phone.practice_result")}</h2>
          <p class="lead">${t("phone.practice_over")}</p>
          ${rankingOf(round, "practice-top")}
        </section>`
      : nothing}
    <section class="section" aria-labelledby="lines">
      <h2 id="lines">${t("phone.on_the_ballot")}</h2>
      <p class="meta order">${tn("phone.lines", lines.length)} ${!draft || draft.shuffled ? t("phone.each_order") : ""} ${draft?.groups_only ? t("phone.groups_only") : ""}</p>
      <ol class="ballot preview">
        ${repeat(
          lines,
          (line) => line.id,
          (line) => html`<li data-key=${line.id}>${lineHeading(line)} ${members(board, line)}</li>`,
        )}
      </ol>
    </section>
    ${languages()}
  </main>`;

  /** @param {readonly Line[]} given */
  function inOwnOrder(given) {
    if (draft && !draft.shuffled) return given;
    const seed = mixed(0, ownSeed());
    return given.map((line) => ({ line, place: mixed(seed, line.id) })).sort((a, b) => a.place - b.place).map(({ line }) => line);
  }
}

/** What would be voted on now, while no round is prepared. @param {Board} board @returns {Line[]} */
function linesOf(board) {
  return visibleLines(board).map(({ note, group, notes }) =>
    group
      ? { id: group.id, title: group.title, notes: notes.map(({ id }) => id), color: noteColor(board, /** @type {import("../types.js").Note} */ (notes[0])), lang: notes[0]?.lang ?? "", merged: [group.id] }
      : { id: note.id, title: note.text, notes: [note.id], color: noteColor(board, note), lang: note.lang, merged: [note.id] },
  );
}
