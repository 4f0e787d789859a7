/** What stands at the foot of a note: which table picked it, or which room brought it and how it did there. */

import { html, nothing } from "lit-html";
import { inLanguage, t, tn } from "../words.js";

/** @typedef {import("../types.js").Note} Note */

/** The mark in words; "" for none. @param {Note} note */
export function markText({ table, origin }) {
  const parts = [];
  if (table) parts.push(t("wall.picked", { table }));
  if (origin) {
    const dots = tn("common.dots", origin.dots);
    parts.push(t("wall.brought", { room: inLanguage(origin.title), rank: origin.rank, dots, ballots: tn("wall.of_ballots", origin.ballots) }));
  }
  return parts.join(" · ");
}

/** @param {string} text */
export function markOf(text) {
  return text ? html`<p class="from">${text}</p>` : nothing;
}
