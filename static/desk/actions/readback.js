/** Reading back: one action at a time, aloud, with what people object to and who takes part, until each is accepted. */

import { html, nothing } from "lit-html";

import { hyphenated } from "../../hyphens.js";
import { number, t } from "../../words.js";
import { icons } from "../icons.js";
import { FIELDS } from "./editing.js";
import { completeness, field } from "./field.js";
import { keyed, places } from "./moving.js";
import { people } from "./people.js";

/** @typedef {import("../../types.js").Action} Action */
/** @typedef {import("../desk.js").Desk} Desk */

/** @param {Desk} desk */
export function readBack(desk) {
  const { board, editing } = desk;
  const all = editing.places.actions;
  const now = editing.current;
  if (!now) return nothing;
  editing.read = now.id;
  const at = all.indexOf(now);
  const accepted = all.filter((action) => action.accepted).length;
  const lit = board.spotlight === now.id;
  return html`<div class="progress">
      <p><b class="figure">${t("desk.accepted_of", { part: accepted, whole: all.length })}</b></p>
      <ol aria-label=${t("desk.actions")}>
        ${all.map(
          (action, place) => html`<li>
            <button class="button plain" type="button" aria-current=${action === now ? "true" : nothing} @click=${() => editing.turn(action)}>
              ${action.accepted ? icons.lock : nothing}${number(place + 1)}<span class="sr">: ${action.what}</span>
              ${action.objections.length && !action.accepted ? html`<span class="mark-objection">${icons.info}<span class="sr">${t("desk.has_objections")}</span></span>` : nothing}
            </button>
          </li>`,
        )}
      </ol>
    </div>
    <article class="card reading" aria-labelledby="reading" @keydown=${(/** @type {KeyboardEvent} */ event) => keyed(desk, now, event)}>
      <header>
        <span class="n figure">${number(at + 1)}</span>
        ${places(desk, now)}
        <p class="meta">${now.accepted ? html`<span class="state">${icons.lock}${t("desk.action_accepted")}</span>` : completeness(now)}</p>
        <button class="button plain" type="button" aria-pressed=${lit ? "true" : "false"} @click=${() => editing.light(now)}>${icons.screen}${t("desk.on_wall")}</button>
        ${now.accepted ? nothing : html`<button class="button plain" type="button" aria-pressed=${editing.open ? "true" : "false"} @click=${() => open(desk)}>${icons.pen}${t("desk.edit_action")}</button>`}
      </header>
      <h2 id="reading" class=${editing.open ? "sr" : ""} lang=${now.lang || nothing}>${hyphenated(now.what, now.lang)}</h2>
      ${editing.open && !now.accepted ? html`<div class="fields">${FIELDS.map((name) => field(desk, now, name))}</div>` : told(desk, now, false)} ${people(now)}
    </article>
    <div class="turns">
      ${now.accepted
        ? html`<button class="button plain big" type="button" @click=${() => editing.accept(now, false)}>${t("desk.reopen_action")}</button>`
        : html`<button class="button big" type="button" @click=${() => editing.accept(now, true)}>${icons.tick}${t("desk.accept_action")}</button>`}
      <button class="button plain big" type="button" aria-disabled=${at > 0 ? nothing : "true"} @click=${() => editing.turn(all[at - 1])}>${icons.back}${t("desk.card_before")}</button>
      <button class="button plain big" type="button" aria-disabled=${at < all.length - 1 ? nothing : "true"} @click=${() => editing.turn(all[at + 1])}>${t("desk.card_after")}${icons.forward}</button>
    </div>`;
}

/** @param {Desk} desk */
function open(desk) {
  desk.editing.open = !desk.editing.open;
  desk.set({});
}

/**
 * What a card says, to be read and not written.
 * @param {Desk} desk
 * @param {Action} action
 * @param {boolean} [what] with what is done
 */
export function told(desk, action, what = true) {
  return html`<dl class="says">
    ${FIELDS.map((name) => {
      if (name === "what" && !what) return nothing;
      const text = name === "lever" && action.lever ? t(`common.lever.${action.lever}`) : action[name];
      return html`<div data-field=${name}>
        <dt class="label">${t(`common.action.${name}`)}</dt>
        <dd lang=${name === "lever" ? nothing : action.lang || nothing}>${text ? hyphenated(text, action.lang) : html`<span class="taken">${t("desk.says_nothing")}</span>`}</dd>
      </div>`;
    })}
  </dl>`;
}
