/** Who takes part: on site, by town where there are several, and remote; and how much of it comes from those who are remote. */

import { html, nothing } from "lit-html";

import { noteCount } from "../board.js";
import { inLanguage, language, number, t } from "../words.js";
import { away } from "./away.js";

/** @typedef {import("./desk.js").Desk} Desk */

/** Names of the towns with how many are there, for a workshop in several. @param {Desk} desk @returns {[string, number][]} */
export function towns(desk) {
  const names = /** @type {import("../types.js").Words[]} */ (desk.data["sites"] ?? []);
  const { sites } = desk.room.state.people;
  return sites && names.length ? names.map((name, at) => [inLanguage(name), sites[at] ?? 0]) : [];
}

/** @param {Desk} desk */
export function people(desk) {
  return html`<div class="sheet">
    <h2 id="dialog-title" tabindex="-1" autofocus>${t("desk.people")}</h2>
    ${figures(desk)} ${shares(desk)}
    <div class="ends">${away(desk, "desk.close")}</div>
  </div>`;
}

/** @param {Desk} desk */
export function figures(desk) {
  const { hall, remote, desks, walls } = desk.room.state.people;
  /** @type {[string, number][]} */
  const rows = [[t("desk.people_hall"), hall], ...towns(desk), [t("desk.people_remote"), remote], [t("desk.people_desks"), desks], [t("desk.people_walls"), walls]];
  return html`<dl class="settings">${rows.map(([name, count]) => html`<div><dt>${name}</dt><dd class="figure">${number(count)}</dd></div>`)}</dl>`;
}

/** Of the notes and dots, how many come from afar: so that nobody's town is left out unnoticed. @param {Desk} desk */
function shares(desk) {
  const { people } = desk.room.state;
  const { round } = desk.board;
  /** @type {[string, number | undefined, number][]} */
  const rows = [
    ["people", people.remote, desk.present],
    ["notes", people.remote_notes, noteCount(desk.board)],
    ["dots", people.remote_dots, round?.dots ?? 0],
  ];
  const told = rows.filter(([, part, whole]) => part !== undefined && whole > 0);
  if (!people.remote || !told.length) return nothing;
  const percent = new Intl.NumberFormat(language(), { style: "percent" });
  return html`<section aria-labelledby="share">
    <h3 id="share">${t("desk.people_share")}</h3>
    <dl class="settings">
      ${told.map(
        ([name, part = 0, whole]) =>
          html`<div><dt>${t(`desk.people_${name}`)}<span class="meta">${t("desk.of", { part, whole })}</span></dt><dd class="figure">${percent.format(part / whole)}</dd></div>`,
      )}
    </dl>
  </section>`;
}
