/** The round, always there: prepared while grouping, watched while open, told when shown. Never a count per line before. */

import { html, nothing } from "lit-html";

import { dots } from "../dots.js";
import { inLanguage, languageOf, number, t, tn } from "../words.js";
import { LINES_WELL_WEIGHED, zone } from "./ballot.js";
import { icons } from "./icons.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("../types.js").Round} Round */

const RINGS = 60; // more people than that, and the rings are too small to count

/** @param {Desk} desk */
export function panel(desk) {
  const { round } = desk.board;
  const running = round && round.state !== "revealed" ? round : null;
  const shown = round?.state === "revealed" && (desk.phase === "results" || desk.phase === "closed") ? round : null;
  return html`<aside class="panel" aria-labelledby="round">
    ${running ? watched(desk, running) : shown ? told(desk, shown) : prepared(desk)}
  </aside>`;
}

/** @param {Desk} desk */
function prepared(desk) {
  const { lines, groups, notes } = desk.lines;
  const { budget, budgetMax, cap, capMax, wanted, wantedMax } = desk.round;
  const closed = desk.phase === "closed";
  return html`<div>
      <h2 id="round">${t("desk.round")}</h2>
      <p class="meta">${t(closed ? "desk.round_over" : "desk.round_draft")}</p>
    </div>
    <dl class="settings">
      <div>
        <dt>${t("desk.lines")}<span class="meta">${[tn("desk.groups", groups), tn("desk.notes", notes)].join(", ")}</span></dt>
        <dd class="figure">${number(lines)}</dd>
      </div>
      ${turned("budget", lines < 2 ? "" : t(`desk.zone.${zone(budget, lines)}`), budget, budgetMax, (to) => desk.wishFor({ budget: to }))}
      ${turned("cap", "", cap, capMax, (to) => desk.wishFor({ cap: to }))}
      ${turned("wanted", "", wanted, wantedMax, (to) => desk.wishFor({ wanted: to }))}
      <div><dt>${t("desk.result")}<span class="meta">${t("desk.result_when")}</span></dt><dd>${t("desk.result_blind")}</dd></div>
      <div><dt>${t("desk.votes")}</dt><dd>${t("desk.votes_secret")}</dd></div>
    </dl>
    ${desk.wish.budget === null
      ? nothing
      : html`<button class="button bare" type="button" @click=${() => desk.wishFor({ budget: null })}>${t("desk.budget_default")}</button>`}
    ${lines > LINES_WELL_WEIGHED && (desk.maySort || desk.phase === "voting") ? html`<p class="message">${icons.info}<span>${tn("desk.many_lines", lines)}</span></p>` : nothing}
    ${desk.board.columns.length > 1 ? which(desk) : nothing}`;
}

/**
 * A setting with minus and plus. They never go away, so that pressing again and again keeps the finger where it is.
 * @param {"budget" | "cap" | "wanted"} name
 * @param {string} hint
 * @param {number} value
 * @param {number} most
 * @param {(to: number) => void} turn
 */
function turned(name, hint, value, most, turn) {
  const words = t(`desk.${name}`);
  /** @param {number} to @param {"less" | "more"} way */
  const button = (to, way) => {
    const off = to < 1 || to > most;
    return html`<button class="turn" type="button" aria-label=${t(`desk.${way}`, { what: words })} aria-disabled=${off ? "true" : nothing} @click=${() => off || turn(to)}>
      ${way === "less" ? icons.minus : icons.plus}
    </button>`;
  };
  return html`<div>
    <dt>${words}${hint ? html`<span class="meta">${hint}</span>` : nothing}</dt>
    <dd>${button(value - 1, "less")}<span class="figure">${number(value)}</span>${button(value + 1, "more")}</dd>
  </div>`;
}

/** Which columns the round is about. @param {Desk} desk */
function which(desk) {
  const chosen = desk.columns;
  /** @param {string} id */
  const turn = (id) => {
    const all = desk.board.columns.map((column) => column.id);
    const now = chosen.length ? chosen : all;
    const after = now.includes(id) ? now.filter((one) => one !== id) : all.filter((one) => one === id || now.includes(one));
    desk.wishFor({ columns: after.length === all.length ? [] : after.length ? after : now });
  };
  return html`<fieldset class="which">
    <legend class="label">${t("desk.which")}</legend>
    ${desk.board.columns.map(
      ({ id, title }) => html`<label class="choice">
        <input type="checkbox" .checked=${!chosen.length || chosen.includes(id)} @change=${() => turn(id)} />
        <span lang=${languageOf(title)}>${inLanguage(title)}</span>
      </label>`,
    )}
  </fieldset>`;
}

/**
 * @param {Desk} desk
 * @param {Round} round
 */
function watched(desk, round) {
  const open = round.state === "open";
  const people = Math.max(desk.present, round.ballots);
  const all = open && people > 0 && round.ballots >= people;
  return html`<div>
      <h2 id="round">${t("desk.round")}</h2>
      <p class="meta">${t(open ? "desk.round_open" : "desk.round_closed")}</p>
    </div>
    <div class="turnout">
      <p><span class="big figure">${number(round.ballots)}<small>/${number(people)}</small></span> ${t("desk.have_voted")}</p>
      ${people <= RINGS ? dots(round.ballots, people) : nothing}
    </div>
    ${figures(round, people)} ${all ? html`<p class="message">${icons.tick}<span>${t("desk.all_voted")}</span></p>` : nothing}
    <p class="message">${icons.lock}<span>${t(open ? "desk.blind_open" : "desk.blind_closed")}</span></p>`;
}

/**
 * @param {Desk} desk
 * @param {Round} round
 */
function told(desk, round) {
  const people = Math.max(desk.present, round.ballots);
  return html`<div>
      <h2 id="round">${t("desk.round")}</h2>
      <p class="meta">${t("desk.round_shown")}</p>
    </div>
    ${figures(round, people, html`<div><dt>${t("desk.voted")}</dt><dd class="figure">${t("desk.of", { part: round.ballots, whole: people })}</dd></div>`)}
    <p class="message">${icons.lock}<span>${t("desk.secret")}</span></p>`;
}

/**
 * @param {Round} round
 * @param {number} people
 * @param {unknown} [first] a row before the others
 */
function figures(round, people, first = nothing) {
  const rows = /** @type {const} */ ([
    ["lines", round.lines.length],
    ["budget", round.budget],
    ["cap", round.cap],
    ["wanted", round.wanted],
  ]);
  return html`<dl class="settings">
    ${first}
    <div>
      <dt>${t("desk.dots_given")}</dt>
      <dd class="figure">${t("desk.of", { part: round.dots, whole: people * round.budget })}</dd>
    </div>
    ${rows.map(([name, value]) => html`<div><dt>${t(`desk.${name}`)}</dt><dd class="figure">${number(value)}</dd></div>`)}
  </dl>`;
}
