/** The ballot as people have it before them: lines to tick while it is prepared, then the lines that are voted on, with no count. */

import { html, nothing } from "lit-html";

import { hyphenated } from "../../hyphens.js";
import { inLanguage, languageOf, number, t, tn } from "../../words.js";
import { LINES_WELL_WEIGHED } from "../ballot.js";
import { icons } from "../icons.js";
import { rewording } from "./asks.js";
import { running } from "./matter.js";

/** @typedef {import("../desk.js").Desk} Desk */
/** @typedef {import("../../types.js").Round} Round */

/** @param {Desk} desk */
export function ballot(desk) {
  const { round } = desk.board;
  const under = round && (running(round) || round.state === "closed") ? round : null;
  return html`<div class="ballot" role="region" tabindex="0" aria-label=${t("desk.ballot")}>${under ? voted(desk, under) : ticked(desk)}</div>`;
}

/** @param {Desk} desk */
function ticked(desk) {
  const { rounds, board } = desk;
  const { options, wanted, draft } = rounds;
  if (!options.length) return html`<p class="empty">${t("desk.no_lines")}</p>`;
  const places = new Map(wanted.map((option, at) => [option.id, at + 1]));
  const shown = board.columns.filter((column) => options.some((option) => option.column === column.id));
  return html`<p class="lead">${icons[draft ? "screen" : "info"]}<span>${draft ? t("desk.ballot_shown") : t("desk.ballot_how")}</span></p>
    ${wanted.length > LINES_WELL_WEIGHED ? html`<p class="message">${icons.info}<span>${tn("desk.many_lines", wanted.length)}</span></p>` : nothing}
    ${shown.map((column) => {
      const lines = options.filter((option) => option.column === column.id);
      return html`<section aria-labelledby="lines-${column.id}">
        <h2 id="lines-${column.id}"><span class="swatch" data-color=${column.color}></span><span lang=${languageOf(column.title)}>${inLanguage(column.title)}</span></h2>
        <ul class="lines">
          ${lines.map((option) => {
            const place = places.get(option.id);
            return html`<li data-key=${option.id}>
              <label class="ballot-line" ?data-out=${place === undefined}>
                <input
                  type="checkbox"
                  .checked=${place !== undefined}
                  @change=${(/** @type {Event} */ event) => rounds.tick(new Set([option.id]), /** @type {HTMLInputElement} */ (event.target).checked)}
                />
                <span class="n figure">${place ? number(place) : nothing}</span>
                <span class="title" lang=${option.lang || nothing}>${hyphenated(option.title, option.lang)}</span>
                ${option.group ? html`<span class="meta">${tn("desk.notes", option.notes.length)}</span>` : nothing}
              </label>
            </li>`;
          })}
        </ul>
      </section>`;
    })}`;
}

/**
 * @param {Desk} desk
 * @param {Round} round
 */
function voted(desk, round) {
  const counts = new Map(round.live ? round.results?.map((one) => [one.line, one.dots]) : []);
  return html`<p class="lead">${icons.lock}<span>${t(round.practice ? "desk.ballot_practice" : "desk.ballot_locked")}</span></p>
    <ol class="lines">
      ${round.lines.map((line, at) => {
        const gone = line.notes.length > 0 && line.notes.every((id) => desk.board.notes.get(id)?.hidden ?? true);
        return html`<li data-key=${line.id}>
          <div class="ballot-line" ?data-out=${gone}>
            ${round.practice ? nothing : html`<span class="swatch" data-color=${line.color}></span>`}
            <span class="n figure">${number(at + 1)}</span>
            <span class="title" lang=${line.lang || nothing}>${hyphenated(line.title, line.lang)}</span>
            ${gone ? html`<span class="meta">${t("desk.withdrawn")}</span>` : nothing}
            ${line.merged.length > 1 ? html`<span class="meta">${tn("desk.merged", line.merged.length)}</span>` : nothing}
            ${counts.has(line.id) ? html`<span class="figure">${tn("desk.dots_count", counts.get(line.id) ?? 0)}</span>` : nothing}
            ${running(round) && !round.practice && line.merged.length === 1
              ? html`<button class="button bare" type="button" @click=${() => rewording(desk, round.id, line)}>${t("desk.reword")}<span class="sr">: ${line.title}</span></button>`
              : nothing}
          </div>
        </li>`;
      })}
    </ol>`;
}
