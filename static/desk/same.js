/** "Same?": pair after pair side by side, to be grouped or put away with one key each. */

import { html, nothing } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";

import { noteColor } from "../board.js";
import { hyphenated } from "../hyphens.js";
import { lines } from "../note.js";
import { inLanguage, t, tn } from "../words.js";
import { brief } from "./columns.js";
import { icons } from "./icons.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./twins.js").Twin} Twin */

/** @param {Desk} desk */
export function same(desk) {
  const { twins } = desk.comparing;
  return html`<div class="same">
    ${twins.length
      ? html`<p class="meta">${t("desk.twins.how")}</p>
          ${exact(desk)}
          <ul data-key="pairs" @keydown=${(/** @type {KeyboardEvent} */ event) => pressed(desk, event)}>
            ${repeat(twins, (twin) => twin.key, (twin, at) => pair(desk, twin, at))}
          </ul>`
      : html`<p class="message">${icons.tick}<span>${t("desk.twins.none")}</span></p>`}
  </div>`;
}

/** One button for what needs no look at each pair; with one such pair, its own button does as well. @param {Desk} desk */
function exact(desk) {
  const { notes, pairs } = desk.comparing.exactly;
  if (pairs < 2 || desk.votes) return nothing;
  return html`<div data-key="exactly">
    <button class="button plain" type="button" @click=${() => desk.comparing.joinExactly()}>${icons.together}${tn("desk.twins.exactly", notes)}</button>
  </div>`;
}

/**
 * @param {Desk} desk
 * @param {Twin} twin
 * @param {number} at
 */
function pair(desk, twin, at) {
  const { current, twins } = desk.comparing;
  const tab = current === twin.key || (at === 0 && !twins.some((one) => one.key === current)) ? "0" : "-1";
  return html`<li data-key=${twin.key}>
    <div
      class="pair"
      role="group"
      tabindex=${tab}
      data-pair=${twin.key}
      aria-label="${t("desk.twins.pair", { at: at + 1, all: twins.length })}: ${brief(twin.a.text)} / ${brief(twin.b.text)}"
      @focusin=${() => desk.comparing.walkTo(twin.key)}
    >
      ${card(desk, twin.a)} ${card(desk, twin.b)}
      <div class="verdict">
        <p class="meta">${twin.people ? html`${icons.people}<b>${tn("desk.twins.people", twin.people)}</b>` : t("desk.twins.alike")}</p>
        <button class="button" type="button" tabindex=${tab} @click=${() => desk.comparing.join(twin)}>${icons.together}${t("desk.twins.group")}</button>
        <button class="button plain" type="button" tabindex=${tab} @click=${() => desk.comparing.dismiss(twin)}>${t("desk.twins.dismiss")}</button>
      </div>
    </div>
  </li>`;
}

/**
 * @param {Desk} desk
 * @param {import("../types.js").Note} note
 */
function card(desk, note) {
  const column = desk.board.columns.find((one) => one.id === note.column);
  const group = desk.board.groups.get(note.group);
  return html`<article class="note" data-color=${noteColor(desk.board, note)}>
    <p lang=${note.lang}>${lines(hyphenated(note.text, note.lang))}</p>
    <footer class="meta"><span>${inLanguage(column?.title ?? {})}</span>${group ? html`<span>${t("desk.twins.in_group", { group: group.title })}</span>` : nothing}</footer>
  </article>`;
}

/**
 * @param {Desk} desk
 * @param {KeyboardEvent} event
 */
function pressed(desk, event) {
  const target = /** @type {HTMLElement} */ (event.target);
  const { twins } = desk.comparing;
  const at = twins.findIndex((twin) => twin.key === target.closest("[data-pair]")?.getAttribute("data-pair"));
  const twin = twins[at];
  if (!twin || event.ctrlKey || event.metaKey || event.altKey) return;
  const to = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: twins.length - 1 }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    const next = twins[Math.max(0, Math.min(to, twins.length - 1))];
    if (next) focusPair(next.key);
  } else if (event.key === "Enter" && target.matches("[data-pair]")) {
    event.preventDefault();
    desk.comparing.join(twin);
  } else if (event.key === "Delete" || event.key === "Backspace") {
    event.preventDefault();
    desk.comparing.dismiss(twin);
  }
}

/** @param {string} key */
export function focusPair(key) {
  const pair = document.querySelector(`[data-pair="${CSS.escape(key)}"]`);
  if (!(pair instanceof HTMLElement)) return;
  pair.focus();
  pair.scrollIntoView({ block: "nearest" });
}
