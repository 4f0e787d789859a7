/** The panel before a vote: the plain case in one look, everything else folded below. */

import { html, nothing } from "lit-html";

import { inLanguage, languageOf, number, t, tn } from "../../words.js";
import { LINES_WELL_WEIGHED, wantedOf, zone, zoneOf } from "../ballot.js";
import { icons } from "../icons.js";
import { VOTING } from "../rights.js";
import { ticked, turned } from "./turned.js";

/** @typedef {import("../desk.js").Desk} Desk */

/** Steps in which people are ready to try how it goes. */
const PRACTICE = new Set(["freeze", "voting"]);

/** @param {Desk} desk */
export function setting(desk) {
  const { rounds, phase, board } = desk;
  const closed = phase === "closed";
  const { draft } = rounds;
  if (phase === "commitments" && !draft && !rounds.final) return finalVote(desk);
  return html`<div>
      <h2 id="round">${t("desk.round")}</h2>
      <p class="meta">${t(closed ? "desk.round_over" : draft ? "desk.round_prepared" : "desk.round_draft")}</p>
    </div>
    ${rounds.outdated
      ? html`<div class="message column-message">
          <p>${t("desk.outdated")}</p>
          <button class="button plain" type="button" @click=${() => rounds.prepare()}>${t("desk.prepare_again")}</button>
        </div>`
      : nothing}
    ${board.round?.state === "void" && !board.round.practice && VOTING.has(phase)
      ? html`<p class="message">${icons.info}<span>${t("desk.void_told", { reason: board.round.reason })}</span></p>`
      : nothing}
    ${closed ? nothing : settings(desk)} ${closed ? nothing : more(desk)}
    ${VOTING.has(phase)
      ? html`<div class="deeds">
          ${draft
            ? html`<button class="button plain" type="button" @click=${() => rounds.withdraw()}>${t("desk.withdraw")}</button>`
            : desk.leading.next.act === "prepare"
              ? nothing
              : html`<button class="button plain" type="button" aria-disabled=${rounds.wanted.length < 2 ? "true" : nothing} @click=${() => rounds.wanted.length < 2 || rounds.prepare()}>${t("desk.next.prepare")}</button>`}
          ${PRACTICE.has(phase) ? html`<button class="button plain" type="button" @click=${() => rounds.practice()}>${t("desk.practice")}</button>` : nothing}
        </div>`
      : nothing}`;
}

/** While actions are read back a vote is the exception: it is offered, and not in the way. @param {Desk} desk */
function finalVote(desk) {
  const want = () => {
    desk.rounds.final = true;
    desk.set({ view: "ballot" });
  };
  return html`<div>
      <h2 id="round">${t("desk.round")}</h2>
      <p class="meta">${t("desk.final_how")}</p>
    </div>
    <div class="deeds"><button class="button plain" type="button" @click=${want}>${t("desk.final_vote")}</button></div>`;
}

/** @param {Desk} desk */
function settings(desk) {
  const { rounds } = desk;
  const { wanted, wish, settings } = rounds;
  const lines = wanted.length;
  const groups = wanted.filter((line) => line.group).length;
  const hint = lines < 2 ? "" : html`${zoneText(settings.budget, lines)}${scale(settings.budget, settings.budgetMax, lines)}`;
  return html`<dl class="settings">
      <div>
        <dt>${t("desk.lines")}<span class="meta">${[tn("desk.groups", groups), tn("desk.notes", lines - groups)].join(", ")}</span></dt>
        <dd class="figure">${lines < rounds.possible.length ? t("desk.of", { part: lines, whole: rounds.possible.length }) : number(lines)}</dd>
      </div>
      ${turned(t("desk.budget"), hint, settings.budget, settings.budgetMax, (budget) => rounds.set({ budget }))}
      ${turned(t("desk.cap"), "", settings.cap, settings.capMax, (cap) => rounds.set({ cap }))}
      ${turned(t("desk.wanted"), "", settings.wanted, settings.wantedMax, (to) => rounds.set({ wanted: to }))}
      <div><dt>${t("desk.result")}<span class="meta">${t(wish.live ? "desk.live_when" : "desk.result_when")}</span></dt><dd>${t(wish.live ? "desk.result_live" : "desk.result_blind")}</dd></div>
      <div><dt>${t("desk.votes")}</dt><dd>${t(wish.named ? "desk.votes_named" : "desk.votes_secret")}</dd></div>
    </dl>
    ${wish.budget === null ? nothing : html`<button class="button bare" type="button" @click=${() => rounds.set({ budget: null })}>${t("desk.budget_default")}</button>`}
    ${lines > LINES_WELL_WEIGHED && desk.shows.id !== "ballot" ? html`<p class="message">${icons.info}<span>${tn("desk.many_lines", lines)}</span></p>` : nothing}`;
}

/** @param {number} budget @param {number} lines */
function zoneText(budget, lines) {
  return t(`desk.zone.${zone(budget, lines)}`);
}

/**
 * The budgets there are, with those that suit marked: a quarter to a third of the lines.
 * @param {number} budget
 * @param {number} most
 * @param {number} lines
 */
function scale(budget, most, lines) {
  const [least, last] = zoneOf(lines);
  return html`<span class="scale" aria-hidden="true">
    ${Array.from({ length: most }, (_, place) => {
      const at = place + 1;
      return html`<i class="${at >= least && at <= last ? "suits" : ""} ${at === budget ? "here" : ""}"></i>`;
    })}
  </span>`;
}

/** Everything that the plain case leaves as it is. @param {Desk} desk */
function more(desk) {
  const { rounds } = desk;
  const { wish } = rounds;
  const changed = [wish.must_spend, wish.live, wish.named, !wish.shuffled, wish.hard_end].filter(Boolean).length;
  return html`${rounds.options.length ? kinds(desk) : nothing} ${desk.board.columns.length > 1 ? which(desk) : nothing}
    <details class="more">
      <summary>${icons.down}<span>${t("desk.more_settings")}${changed ? html` <span class="meta">${tn("desk.changed", changed)}</span>` : nothing}</span></summary>
      <div class="ticks">
        ${ticked(t("desk.must_spend"), t("desk.must_spend_how"), wish.must_spend, (must_spend) => rounds.set({ must_spend }))}
        ${ticked(t("desk.live"), t("desk.live_how"), wish.live, (live) => rounds.set({ live }))}
        ${ticked(t("desk.named"), t("desk.named_how"), wish.named, (named) => rounds.set({ named }))}
        ${ticked(t("desk.board_order"), t("desk.board_order_how"), !wish.shuffled, (on) => rounds.set({ shuffled: !on }))}
        ${ticked(t("desk.hard_end"), t("desk.hard_end_how"), wish.hard_end, (hard_end) => rounds.set({ hard_end }))}
      </div>
    </details>`;
}

/** Whether every line is voted on or groups only, with how many lines each would give. @param {Desk} desk */
function kinds(desk) {
  const { rounds } = desk;
  const { options, wish } = rounds;
  const grouped = options.some((option) => option.group);
  /** @param {boolean} groups_only @param {string} name */
  const choice = (groups_only, name) => {
    const count = wantedOf(options, { ...wish, groups_only }).length;
    const none = groups_only && !grouped;
    return html`<label class="choice tick">
      <input type="radio" name="kinds" .checked=${wish.groups_only === groups_only} ?disabled=${none && !wish.groups_only} @change=${() => rounds.set({ groups_only })} />
      <span>${t(name)}<span class="meta">${none ? t("desk.no_groups") : tn("desk.lines_count", count)}</span></span>
    </label>`;
  };
  return html`<fieldset class="which">
    <legend class="label">${t("desk.kinds")}</legend>
    ${choice(false, "desk.kinds_all")} ${choice(true, "desk.kinds_groups")}
  </fieldset>`;
}

/** Which columns the round is about. @param {Desk} desk */
function which(desk) {
  const { rounds, board } = desk;
  const { options, possible, wanted, wish } = rounds;
  const now = new Set(wanted.map((option) => option.id));
  const all = board.columns.map((column) => column.id);
  const on = wish.columns.length ? wish.columns : all;
  /** @param {string} id @param {boolean} tick */
  const turn = (id, tick) => {
    const here = new Set(options.filter((option) => option.column === id).flatMap((option) => option.notes));
    const without = tick ? wish.without.filter((note) => !here.has(note)) : wish.without;
    const after = all.filter((one) => (one === id ? tick : on.includes(one)));
    if (after.length) rounds.set({ columns: after.length === all.length ? [] : after, without });
    else desk.set({});
  };
  return html`<fieldset class="which">
    <legend class="label">${t("desk.which")}</legend>
    ${board.columns.map(({ id, title }) => {
      const lines = possible.filter((option) => option.column === id);
      const some = lines.filter((option) => now.has(option.id)).length;
      const checked = lines.length ? some > 0 : on.includes(id);
      return html`<label class="choice">
        <input type="checkbox" .checked=${checked} .indeterminate=${some > 0 && some < lines.length} @change=${(/** @type {Event} */ event) => turn(id, /** @type {HTMLInputElement} */ (event.target).checked)} />
        <span lang=${languageOf(title)}>${inLanguage(title)}</span>
      </label>`;
    })}
    ${desk.shows.id !== "ballot" && options.length > 1 && desk.rounds.mayTick
      ? html`<button class="button bare" type="button" @click=${() => desk.set({ view: "ballot" })}>${t("desk.tick_lines")}</button>`
      : nothing}
  </fieldset>`;
}
