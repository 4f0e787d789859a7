/** A result as a table: rank, words, dots to count, sum, supporters; what came together since, and where the cut lies. */

import { html, nothing } from "lit-html";

import { dotRow } from "../../dots.js";
import { hyphenated } from "../../hyphens.js";
import { ranking, rankText } from "../../ranking.js";
import { number, t, tn } from "../../words.js";
import { icons } from "../icons.js";

/** @typedef {import("../desk.js").Desk} Desk */
/** @typedef {import("../../types.js").Round} Round */
/** @typedef {import("../../ranking.js").Row} Row */

/**
 * @param {Desk} desk
 * @param {Round} round
 * @param {string} label what the table tells, for who does not see it
 */
export function table(desk, round, label) {
  const rows = ranking(round);
  const { above = [], tied = [], chosen = null } = round.outcome ?? {};
  const most = rows[0]?.dots ?? 0;
  const taken = new Set(chosen ?? above);
  const open = new Set(chosen ? [] : tied);
  const last = rows.findLastIndex((row) => taken.has(row.line.id) || open.has(row.line.id));
  const before = recounted(round);
  const names = new Map(round.results?.map((one) => [one.line, one.names ?? []]));
  return html`<div class="tally-scroll" role="region" tabindex="0" aria-label=${label}>
    <table class="tally">
      <thead>
        <tr>
          <th scope="col">${t("desk.rank")}</th>
          <th scope="col">${t("desk.line")}</th>
          <td class="pic"></td>
          <th scope="col" class="n">${t("desk.dots")}</th>
          ${before ? html`<th scope="col" class="n">${t("desk.first_count")}</th>` : nothing}
          <th scope="col" class="n">${t("desk.supporters")}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map((one, at) => {
          const kind = open.has(one.line.id) ? "tied" : taken.has(one.line.id) ? "in" : "";
          return html`<tr class=${at === last ? `${kind} line` : kind}>
            <td>${rankText(one)}</td>
            <th scope="row">
              <span lang=${one.line.lang || nothing}>${hyphenated(one.line.title, one.line.lang)}</span>
              ${chosen && taken.has(one.line.id) ? html`<span class="chosen">${icons.tick}${t("desk.is_chosen")}</span>` : nothing}
              ${together(desk, round, one)} ${names.get(one.line.id)?.length ? html`<span class="meta">${names.get(one.line.id)?.join(", ")}</span>` : nothing}
            </th>
            <td class="pic">${one.dots ? dotRow(one.dots, most, tn("desk.dots_count", one.dots)) : nothing}</td>
            <td class="n">${number(one.dots)}</td>
            ${before ? html`<td class="n was">${firstCount(round, one)}</td>` : nothing}
            <td class="n">${number(one.supporters)}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}

/** Whether lines have come together since they were voted on, so that there are two counts to tell. @param {Round} round */
export function recounted(round) {
  return Boolean(round.raw) && round.lines.some((line) => line.merged.length > 1);
}

/** The counts as they were first, of each line that counts as this one now. @param {Round} round @param {Row} row */
function firstCount(round, row) {
  return row.line.merged.map((id) => number(round.raw?.[id] ?? 0)).join(" + ");
}

/** The lines that came together in this one, as far as their words are still there. @param {Desk} desk @param {Round} round @param {Row} row */
function together(desk, round, row) {
  if (row.line.merged.length < 2) return nothing;
  const named = row.line.merged.flatMap((id) => {
    const words = desk.board.notes.get(id)?.text ?? (id === row.line.id ? "" : (desk.board.groups.get(id)?.title ?? ""));
    return words ? [t("desk.merged_line", { line: words, dots: tn("desk.dots_count", round.raw?.[id] ?? 0) })] : [];
  });
  return html`<span class="meta merged">${tn("desk.merged", row.line.merged.length)}${named.length ? `: ${named.join("; ")}` : nothing}</span>`;
}
