/** One action on the whole wall: to be read aloud, objected to, joined and accepted. */

import { html, nothing } from "lit-html";
import { icons } from "../icons.js";
import { t, tn } from "../words.js";
import { fieldText, fields, lettersOf, leverText, termWidth } from "./actions.js";
import { both } from "./languages.js";
import { lineCount } from "./measure.js";
import { stay, wallText } from "./pages.js";
import { drawn, langOf, quiet } from "./seen.js";
import { inBoth, sizeWithin, textHeight } from "./text.js";

/** @typedef {import("./seen.js").Seen} Seen */
/** @typedef {import("./seen.js").View} View */
/** @typedef {import("../types.js").Action} Action */
/** @typedef {import("../types.js").ActionField} ActionField */

/** @type {readonly ActionField[]} */
const ALL = ["who", "partners", "first_step", "by_when", "measure", "why"];
/** @type {readonly ActionField[]} what is shown where all would be too small for the back row; the rest is on the phones */
const NEEDED = ["who", "first_step", "by_when", "measure"];
const WHAT_SIZES = [5.25, 4, 3.25, 2.75, 2.25];
const FIELD_WAYS = [2.75, 2.25, 1.75, 1.5].flatMap((size) => [{ which: ALL, size }, { which: NEEDED, size }]);
const WHAT_SHARE = 0.34;
const WHAT_LEADING = 1.1;
const FIELD = { gap: 1.75, row: 0.4, leading: 1.2 };
const TOP = 5.2; // which action it is, with the gap below
const LEVER = 4.4;
const GAPS = 5.4; // around the fields and above the foot
const BETWEEN = 4; // the columns of fields
const NAMES = { size: 2.75, leading: 1.2, lines: 3 };
const FOOT_REST = 3.4; // the line of objections
const STAY = 30_000; // it is read aloud and talked about

/** @param {Seen} seen @returns {View} */
export function commitments(seen) {
  const { actions } = seen.board;
  if (!actions.length) return { matter: "commitments", pages: [], draw: () => quiet(both((voice) => voice.t("wall.no_actions"))) };
  return {
    matter: "commitments",
    pages: actions.map((action) => ({ keys: [action.id], stay: Math.max(STAY, stay(lettersOf(action))) })),
    draw: (place, pager) => {
      if (!Number.isFinite(seen.space.height)) return html`<main class="commitments">${actions.map((action, which) => oneAction(seen, action, which, nothing))}</main>`;
      const action = actions[place];
      return action ? html`<main class="commitments">${oneAction(seen, action, place, pager)}</main>` : nothing;
    },
  };
}

/**
 * An action as large as the page.
 * @param {Seen} seen @param {Action} action @param {number} place among all @param {unknown} pager
 */
export function oneAction({ space, board }, action, place, pager) {
  const lang = langOf(action.lang);
  const what = wallText(action.what);
  const size = sizeWithin(what, { width: space.width, height: space.height * WHAT_SHARE }, WHAT_SIZES, WHAT_LEADING);
  const foot = footOf(action, space);
  const left = space.height - TOP - textHeight([what], space.width, size, WHAT_LEADING) - LEVER - GAPS - foot.height;
  const way = FIELD_WAYS.find((one) => split(action, one.which, space.width, one.size).height <= left) ?? { which: NEEDED, size: 1.5 };
  const columns = Number.isFinite(space.height) ? split(action, way.which, space.width, way.size).columns : [ALL];
  const lever = leverText(action);
  return html`<article class="deed">
    <div class="which"><p>${inBoth((voice) => voice.t("wall.action_of", { action: place + 1, actions: board.actions.length }))}</p>${pager}</div>
    <h1 data-size=${size} lang=${lang}>${drawn(what, action.lang)}</h1>
    <p class="lever">
      <span>${lever || html`${t("common.action.lever")}: <span class="missing">${t("wall.missing")}</span>`}</span>
      ${action.accepted ? html`<span class="accepted">${icons.tick}${inBoth((voice) => voice.t("wall.accepted"))}</span>` : nothing}
    </p>
    <div class="fields" data-columns=${columns.length}>${columns.map((which) => fields(action, which, way.size))}</div>
    ${foot.template}
  </article>`;
}

/**
 * Fields in their order, in one column or two, so that they are as short as can be.
 * @param {Action} action @param {readonly ActionField[]} which @param {number} space @param {number} size
 */
function split(action, which, space, size) {
  /** @param {readonly ActionField[]} column @param {number} width */
  const tall = (column, width) => {
    const inside = width - termWidth(column) * size - FIELD.gap;
    return column.reduce((sum, field) => sum + lineCount(fieldText(action, field), inside / size) * size * FIELD.leading + FIELD.row, 0);
  };
  const two = which.slice(1).map((_, place) => {
    const columns = [which.slice(0, place + 1), which.slice(place + 1)];
    return { columns, height: Math.max(...columns.map((column) => tall(column, (space - BETWEEN) / 2))) };
  });
  return two.reduce((best, way) => (way.height < best.height ? way : best), { columns: [which], height: tall(which, space) });
}

/** Who takes part, by the names they gave, and how many object. @param {Action} action @param {import("./pages.js").Space} space */
function footOf({ taking_part: names, objections }, space) {
  const ems = space.width / NAMES.size;
  const most = Number.isFinite(space.height) ? NAMES.lines : Infinity;
  const lead = tn("wall.taking_part", names.length);
  let shown = names.length;
  const told = () => `${lead} ${names.slice(0, shown).join(", ")}${shown < names.length ? ` ${t("wall.more", { count: names.length - shown })}` : ""}`;
  while (shown > 0 && lineCount(told(), ems) > most) shown -= 1;
  const text = names.length ? told() : t("wall.nobody_yet");
  return {
    height: lineCount(text, ems) * NAMES.size * NAMES.leading + FOOT_REST,
    template: html`<div class="foot-of-deed">
      <p>${names.length ? html`<b>${lead}</b>${text.slice(lead.length)}` : text}</p>
      ${objections.length ? html`<p class="objections">${tn("wall.objections", objections.length)}</p>` : nothing}
    </div>`,
  };
}
