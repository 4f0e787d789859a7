/** Objections to an action's wording: told to everybody without names; one's own can be changed and taken back. */

import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { say } from "../announce.js";
import { icons } from "../icons.js";
import { charactersLeft, tidy } from "../texts.js";
import { t, tn } from "../words.js";
import { draft, keepDraft } from "./drafts.js";
import { focusSoon, objectionKey, redraw, room, ui } from "./ui.js";

/** @typedef {import("../types.js").Action} Action */

let problem = "";

/** An objection in writing to what is accepted or gone meanwhile stands with what was not sent; whoever typed it goes there. */
export function settleObjection() {
  const action = room.state.board?.actions.find(({ id }) => id === ui.objecting);
  if (!ui.objecting || (action && !action.accepted)) return;
  const typed = draft(objectionKey(ui.objecting)).trim() !== "";
  const inside = document.activeElement?.closest(".objections form");
  ui.objecting = "";
  if (typed) say(t("phone.not_sent", { reason: t(action ? "refused.action-accepted" : "refused.unknown-action") }));
  if (inside) focusSoon(typed ? "#unsent-objections" : "main h1");
}

/** One's own objection, as it will be when what waits has been sent. @param {string} action */
function own(action) {
  let text = room.state.yours.objections[action] ?? "";
  let waiting = false;
  for (const { command, state } of room.state.pending) {
    if (state !== "waiting" || command.kind !== "ObjectTo" || command.action !== action) continue;
    text = command.text;
    waiting = true;
  }
  return { text, waiting };
}

/** @param {Action} action */
export function objections(action) {
  const mine = own(action.id);
  const told = room.state.yours.objections[action.id] ?? "";
  const others = [...action.objections];
  if (told && others.includes(told)) others.splice(others.indexOf(told), 1);
  if (action.accepted && !action.objections.length) return nothing;
  return html`<section class="section objections" aria-labelledby="objections">
    <h2 id="objections">${t("phone.objections")}</h2>
    ${others.length || mine.text
      ? html`<ul>
          ${others.map((text) => html`<li>${text}</li>`)}
          ${mine.text && ui.objecting !== action.id ? html`<li class="own"><b>${t("phone.own_objection")}:</b> ${mine.text}</li>` : nothing}
        </ul>`
      : nothing}
    ${problem && !action.accepted ? html`<p class="message told">${icons.info}<span>${t("phone.not_sent", { reason: problem })}</span></p>` : nothing}
    ${ui.objecting === action.id ? form(action, mine.text) : action.accepted ? nothing : buttons(action, mine)}
  </section>`;
}

/** @param {Action} action @param {{text: string, waiting: boolean}} mine */
function buttons(action, mine) {
  if (!mine.text) {
    return html`<button class="button plain object" type="button" @click=${() => begin(action.id, "")}>${icons.pen}${t("phone.object")}</button>`;
  }
  return html`<div class="row2">
    ${mine.waiting && room.state.status === "offline" ? html`<span class="state">${icons.clock}${t("phone.waiting")}</span>` : nothing}
    <button class="button plain object" type="button" @click=${() => begin(action.id, mine.text)}>${icons.pen}${t("phone.change")}</button>
    <button class="button bare" type="button" @click=${() => void send(action.id, "")}>${t("phone.take_back")}</button>
  </div>`;
}

/** @param {string} action @param {string} text */
function begin(action, text) {
  ui.objecting = action;
  problem = "";
  if (!draft(objectionKey(action))) keepDraft(objectionKey(action), text);
  focusSoon("#objection");
}

/** @param {string} text */
const sendable = (text) => tidy(text) !== "" && charactersLeft(text) >= 0;

/** @param {Action} action @param {string} before */
function form(action, before) {
  const text = draft(objectionKey(action.id));
  const left = charactersLeft(text);
  return html`<form
    class="name-form"
    @submit=${(/** @type {Event} */ event) => {
      event.preventDefault();
      const now = draft(objectionKey(action.id)); // it may have gone on since this was drawn
      if (sendable(now)) void send(action.id, now);
      else focusSoon("#objection");
    }}
  >
    <div class="field">
      <label class="label" for="objection">${t("phone.object_label")}</label>
      <textarea
        class="input"
        id="objection"
        rows="2"
        aria-describedby="objection-hint"
        .value=${live(text)}
        @input=${(/** @type {Event & {target: HTMLTextAreaElement}} */ event) => {
          keepDraft(objectionKey(action.id), event.target.value);
          redraw();
        }}
      ></textarea>
      <p class="meta" id="objection-hint">${left < 0 ? tn("phone.too_long", -left) : t("phone.object_hint")}</p>
    </div>
    <div class="row2">
      <button class="button" type="submit" aria-disabled=${sendable(text) ? nothing : "true"}>${t(before ? "phone.feedback_change" : "phone.object_send")}</button>
      <button class="button plain" type="button" @click=${() => end(action.id)}>${t("common.cancel")}</button>
    </div>
  </form>`;
}

/** @param {string} action */
function end(action) {
  ui.objecting = "";
  problem = "";
  keepDraft(objectionKey(action), "");
  focusSoon(".objections .object");
}

/** @param {string} action @param {string} text */
async function send(action, text) {
  const sent = room.send({ kind: "ObjectTo", action, text });
  end(action);
  const answer = await sent;
  if (answer.ok) {
    if (text) say(t("phone.saved"));
    return;
  }
  problem = answer.text; // its text is a draft again, see `unsent.js`
  say(answer.text);
  redraw();
}
