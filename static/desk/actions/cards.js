/** Actions as cards that are filled in place: each from a chosen line, or from nothing. */

import { html, nothing } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";

import { number, t, tn } from "../../words.js";
import { icons } from "../icons.js";
import { resultRound } from "../round/matter.js";
import { FIELDS } from "./editing.js";
import { completeness, field } from "./field.js";
import { keyed, places } from "./moving.js";
import { people } from "./people.js";
import { readBack, told } from "./readback.js";

/** @typedef {import("../../types.js").Action} Action */
/** @typedef {import("../desk.js").Desk} Desk */

/** Phases in which actions are written at the desk. Source: rooms/phases.py. */
const WRITING = new Set(["results", "actions", "commitments"]);

/** @param {Desk} desk */
export function actions(desk) {
  const { board, phase } = desk;
  const may = WRITING.has(phase);
  return html`<div class="actions" role="region" tabindex="0" aria-label=${t("desk.actions")}>
    ${phase === "commitments" && board.actions.length
      ? readBack(desk)
      : html`${may ? sources(desk) : nothing}
          ${board.actions.length ? nothing : html`<p class="empty">${t("desk.no_actions")}</p>`}
          <ol class="cards">
            ${repeat(desk.editing.places.actions, (action) => action.id, (action, at) => html`<li data-key=${action.id}>${card(desk, action, at + 1, may)}</li>`)}
          </ol>
          ${may ? fresh(desk) : nothing}`}
  </div>`;
}

/** The chosen lines, and which of them have become actions. @param {Desk} desk */
function sources(desk) {
  const { board, editing } = desk;
  const round = resultRound(board);
  const chosen = round?.outcome?.chosen ?? [];
  const lines = chosen.flatMap((id) => round?.lines.find((line) => line.id === id) ?? []);
  if (!lines.length) return nothing;
  const grown = new Set(board.actions.map((action) => action.source));
  const left = lines.filter((line) => !grown.has(line.id)).length;
  return html`<section class="sources" aria-labelledby="sources">
    <h2 id="sources">${left ? tn("desk.sources", left) : t("desk.sources_done")}</h2>
    <ul>
      ${lines.map(
        (line) => html`<li data-key=${line.id}>
          <span lang=${line.lang || nothing}>${line.title}</span>
          ${grown.has(line.id)
            ? html`<span class="meta state">${icons.tick}${t("desk.is_action")}</span>`
            : html`<button class="button plain" type="button" @click=${() => editing.start(line.title, line.id, line.lang || desk.data.lang)}>${icons.plus}${t("desk.make_action")}<span class="sr">: ${line.title}</span></button>`}
        </li>`,
      )}
    </ul>
  </section>`;
}

/**
 * @param {Desk} desk
 * @param {Action} action
 * @param {number} place
 * @param {boolean} may whether it can be written now
 */
function card(desk, action, place, may) {
  const lit = desk.board.spotlight === action.id;
  const locked = action.accepted || !may;
  return html`<article class="card" aria-label=${t("desk.action_number", { count: place })} ?data-accepted=${action.accepted} @keydown=${(/** @type {KeyboardEvent} */ event) => may && keyed(desk, action, event)}>
    <header>
      <span class="n figure">${number(place)}</span>
      ${may ? places(desk, action) : nothing}
      <p class="meta">${action.accepted ? html`<span class="state">${icons.lock}${t("desk.action_accepted")}</span>` : completeness(action)}</p>
      ${may ? html`<button class="button plain" type="button" aria-pressed=${lit ? "true" : "false"} @click=${() => desk.editing.light(action)}>${icons.screen}${t("desk.on_wall")}</button>` : nothing}
      ${may && !action.accepted ? html`<button class="button plain" type="button" @click=${() => desk.editing.remove(action)}>${icons.bin}${t("desk.remove_action")}</button>` : nothing}
      ${may && action.accepted ? html`<button class="button plain" type="button" @click=${() => desk.editing.accept(action, false)}>${t("desk.reopen_action")}</button>` : nothing}
    </header>
    ${locked ? told(desk, action) : html`<div class="fields">${FIELDS.map((name) => field(desk, action, name))}</div>`} ${people(action)}
  </article>`;
}

/** An action from nothing. @param {Desk} desk */
function fresh(desk) {
  /** @param {SubmitEvent} event */
  const add = (event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const what = String(new FormData(form).get("what")).trim();
    if (!what) return;
    form.reset();
    desk.editing.start(what);
  };
  return html`<form class="fresh" @submit=${add}>
    <div class="field">
      <label class="label" for="new-action">${t("desk.new_action")}</label>
      <input class="input" id="new-action" name="what" maxlength="280" autocomplete="off" />
    </div>
    <button class="button plain">${icons.plus}${t("desk.add_action")}</button>
  </form>`;
}
