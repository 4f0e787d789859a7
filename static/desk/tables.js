/** The tables of the room: who sits where, and how many notes each has picked among its best. */

import { html, nothing } from "lit-html";

import { number, t, tn } from "../words.js";
import { icons } from "./icons.js";

const PICKS = 3; // RULES B2

/** @param {import("./desk.js").Desk} desk */
export function tables(desk) {
  const tables = desk.board.tables ?? [];
  const alone = desk.present - tables.reduce((sum, table) => sum + table.people, 0);
  if (!tables.length) return html`<p class="message tables-none">${icons.info}<span>${t("desk.tables_none")}</span></p>`;
  return html`<section class="tables" tabindex="0" aria-labelledby="tables">
    <h2 class="label" id="tables">${t("desk.tables")}</h2>
    <ul>
      ${tables.map(
        ({ table, people, picks }) => html`<li>
          <b>${t("desk.table", { table })}</b>
          <span>${tn("desk.table_people", people)}</span>
          <span class="picks">${picks >= PICKS ? icons.tick : nothing}${t("desk.table_picks", { picks: number(picks) })}</span>
        </li>`,
      )}
    </ul>
    ${alone > 0 ? html`<p class="meta">${tn("desk.tables_alone", alone)}</p>` : nothing}
  </section>`;
}
