/** Actions as they fill: what, who, first step, by when, lever, measure; what is missing is said. Several on a page. */

import { html, nothing } from "lit-html";
import { icons } from "../icons.js";
import { language, t } from "../words.js";
import { head, headHeight } from "./head.js";
import { both } from "./languages.js";
import { lineCount, textWidth } from "./measure.js";
import { filled, stay, wallText } from "./pages.js";
import { drawn, langOf, quiet, saidIn } from "./seen.js";
import { textHeight } from "./text.js";

/** @typedef {import("./seen.js").Seen} Seen */
/** @typedef {import("./seen.js").View} View */
/** @typedef {import("../types.js").Action} Action */
/** @typedef {import("../types.js").ActionField} ActionField */
/** @typedef {{action: Action, size: number, tall: number}} Placed */

const FIELDS = /** @type {const} */ (["who", "first_step", "by_when", "measure"]);
const SIZES = [3.25, 2.75, 2.25, 1.75, 1.5];
const SMALL = 2.75; // of what stands beside and below an action's words, or less with them
const LEADING = { what: 1.12, field: 1.2 };
const BETWEEN = 3.5; // the action's words and its fields
const FIELD = { gap: 1.75, row: 0.4 };
const PADDING = 4.2;
const LEFT = 5 / 11; // of the width

/** An action's lever in words, "" for none yet. @param {Action} action */
export function leverText({ lever }) {
  return lever === "act" || lever === "lobby" ? t(`common.lever.${lever}`) : "";
}

/** What a field says, or that it says nothing yet. @param {Action} action @param {ActionField} field */
export function fieldText(action, field) {
  return wallText(action[field]) || t("wall.missing");
}

/** The width of the terms before fields, in em. @param {readonly string[]} fields */
export function termWidth(fields) {
  return Math.max(...fields.map((field) => textWidth(t(`wall.field.${field}`)))) * 1.03;
}

/** @param {Action} action @param {number} size */
function lineBelow(action, size) {
  return [leverText(action) || `${t("common.action.lever")}: ${t("wall.missing")}`, size, action.accepted ? t("wall.accepted") : ""];
}

/** @param {Action} action @param {import("./pages.js").Space} space @returns {Placed} */
function placed(action, space) {
  const left = (space.width - BETWEEN) * LEFT;
  const right = (space.width - BETWEEN) * (1 - LEFT);
  const height = (/** @type {number} */ size) => {
    const small = Math.min(size, SMALL);
    const width = right - termWidth(FIELDS) * small - FIELD.gap;
    const fields = FIELDS.reduce((sum, field) => sum + lineCount(fieldText(action, field), width / small) * small * LEADING.field + FIELD.row, 0);
    const [lever = "", , accepted] = lineBelow(action, size);
    const below = textHeight([String(lever), ...(accepted ? [`✓ ${accepted}`] : [])], left, small, LEADING.field) + 1;
    return Math.max(textHeight([wallText(action.what)], left, size, LEADING.what) + below, fields) + PADDING;
  };
  const size = SIZES.find((one) => height(one) <= space.height) ?? 1.5;
  return { action, size, tall: height(size) };
}

/** @param {Seen} seen @returns {View} */
export function actions(seen) {
  const { board, space, step, second } = seen;
  if (!board.actions.length) return { matter: "actions", pages: [], draw: () => quiet([...both((voice) => voice.t("wall.no_actions")), ...saidIn(step?.instruction, second)]) };
  const count = board.actions.length;
  const ready = board.actions.filter(({ missing }) => !missing.length).length;
  const title = both((voice) => voice.tn("wall.actions", count));
  const below = both((voice) => voice.t("wall.ready", { ready, actions: count }));
  const height = space.height - headHeight(title, space.width, below);
  const pages = filled(board.actions.map((action) => placed(action, { width: space.width, height })), height, ({ tall }) => tall);
  return {
    matter: "actions",
    pages: pages.map((page) => ({ keys: page.map(({ action }) => action.id), stay: stay(page.reduce((sum, { action }) => sum + lettersOf(action), 0)) })),
    draw: (place, pager) => html`<main class="actions">
      ${head(title, space.width, pager, { below })}
      <ol class="deeds">${(Number.isFinite(space.height) ? (pages[place] ?? []) : pages.flat()).map(deed)}</ol>
    </main>`,
  };
}

/** How much there is to read of an action. @param {Action} action */
export function lettersOf(action) {
  return [action.what, ...FIELDS.map((field) => action[field])].join("").length;
}

/** @param {Placed} placed */
function deed({ action, size }) {
  const lang = langOf(action.lang);
  const small = Math.min(size, SMALL);
  const lever = leverText(action);
  return html`<li>
    <div>
      <h2 data-size=${size} lang=${lang}>${drawn(wallText(action.what), action.lang)}</h2>
      <p class="lever" data-size=${small}>${lever || html`${t("common.action.lever")}: <span class="missing">${t("wall.missing")}</span>`}</p>
      ${action.accepted ? html`<p class="accepted" data-size=${small}>${icons.tick}${t("wall.accepted")}</p>` : nothing}
    </div>
    ${fields(action, FIELDS, small)}
  </li>`;
}

/** Fields and what they say. @param {Action} action @param {readonly ActionField[]} which @param {number} size */
export function fields(action, which, size) {
  return html`<dl data-size=${size}>
    ${which.map((field) => {
      const text = wallText(action[field]);
      return html`<dt>${t(`wall.field.${field}`)}</dt>
        ${text ? html`<dd lang=${langOf(action.lang)}>${drawn(text, action.lang)}</dd>` : html`<dd><span class="missing" lang=${langOf(language())}>${t("wall.missing")}</span></dd>`}`;
    })}
  </dl>`;
}
