/** Actions: what the room writes down to do, one card each; one is opened and written on, or a new one begun. */

import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { repeat } from "lit-html/directives/repeat.js";
import { newId } from "../ids.js";
import { icons } from "../icons.js";
import { titled } from "../line.js";
import { data } from "../page.js";
import { charactersLeft, tidy } from "../texts.js";
import { inLanguage, language, languageOf, t, tn } from "../words.js";
import { actionForm, lostTexts, saveAll, savedState, settleEdits, unsentFields } from "./action-form.js";
import { sourceLine } from "./action-source.js";
import { FIELDS, ownActions } from "./deeds.js";
import { draft, keepDraft } from "./drafts.js";
import { languages } from "./languages.js";
import { lastShown } from "./outcome.js";
import { readBack } from "./read-back.js";
import { takePart } from "./take-part.js";
import { unsent } from "./unsent.js";
import { focusSoon, redraw, room, ui } from "./ui.js";

/** @typedef {import("../types.js").Action} Action */
/** @typedef {import("../types.js").Board} Board */
/** @typedef {import("../types.js").Line} Line */

const OPEN = `${data.room}/action`; // the action that is open, or NEW
const NEW = "new";
const NEW_WHAT = `${data.room}/new-action`;
const NEW_SOURCE = `${data.room}/new-action/source`;
const NEW_ID = `${data.room}/new-action/id`;

/** The drafts of a reload have been sent. */
let resumed = false;

/** @param {Board} board */
export function actionsView(board) {
  settleEdits();
  const open = draft(OPEN);
  if (open === NEW) return beginning(board);
  const actions = ownActions(board.actions, room.state.pending);
  const found = actions.find(({ id }) => id === open);
  if (!resumed) {
    resumed = true;
    if (open) queueMicrotask(() => saveAll(open));
  }
  if (found) return opened(board, found, actions.indexOf(found) + 1, actions.length);
  if (open && unsentFields(open).length) return gone(open);
  return list(board, actions);
}

/** @param {Board} board @param {Action[]} actions */
function list(board, actions) {
  const { prompt, instruction } = board.steps[ui.step] ?? { prompt: {}, instruction: {} };
  const waiting = withoutAction(board, actions);
  const begun = tidy(draft(NEW_WHAT)) !== "";
  return html`<main>
      <h1 tabindex="-1" lang=${languageOf(prompt)}>${inLanguage(prompt) || t("phone.actions_heading")}</h1>
      <p class="lead" lang=${languageOf(instruction)}>${inLanguage(instruction) || t("phone.actions_lead")}</p>
      ${unsent()} ${refusedStarts()}
      ${actions.length
        ? html`<section class="section" aria-labelledby="actions">
            <h2 class="sr" id="actions">${t("phone.written")}</h2>
            <ul class="deeds">
              ${repeat(
                actions,
                ({ id }) => id,
                (action) => card(action),
              )}
            </ul>
          </section>`
        : html`<p class="empty section">${t("phone.no_actions")}</p>`}
      ${waiting.length
        ? html`<section class="section" aria-labelledby="to-start">
            <h2 id="to-start">${t("phone.to_start")}</h2>
            <ul class="sources">
              ${waiting.map((line) => {
                const { title, lang } = titled(line);
                return html`<li data-key=${line.id}>
                  <p lang=${lang || nothing}>${title}</p>
                  <button class="button plain" type="button" @click=${() => begin(line.id)}>
                    ${icons.plus}<span>${t("phone.start_from")}<span class="sr">: ${title}</span></span>
                  </button>
                </li>`;
              })}
            </ul>
          </section>`
        : nothing}
      ${languages()}
    </main>
    <footer class="bar">
      <div class="row">
        <button class="button" type="button" @click=${() => begin(begun ? draft(NEW_SOURCE) : "")}>
          ${begun ? icons.pen : icons.plus}${t(begun ? "phone.go_on_action" : "phone.new_action")}
        </button>
      </div>
    </footer>`;
}

/** New actions that were not taken: their words stay until they are begun again or put away. */
function refusedStarts() {
  return room.state.pending.map(({ id, command, state, text: reason }) => {
    if (state !== "refused" || command.kind !== "StartAction") return nothing;
    return html`<div class="message told unsent">
      ${icons.info}
      <div>
        <p>${t("phone.not_sent", { reason })}</p>
        <p class="quoted" lang=${command.lang ?? nothing}>${command.what}</p>
        <div class="row2">
          <button
            class="button plain"
            type="button"
            @click=${() => {
              room.dismiss(id);
              keepDraft(NEW_WHAT, command.what);
              begin(command.source ?? "");
            }}
          >
            ${icons.pen}${t("phone.go_on_action")}
          </button>
          <button class="button bare" type="button" @click=${() => room.dismiss(id)}>${t("phone.discard")}</button>
        </div>
      </div>
    </div>`;
  });
}

/** @param {Action} action */
function card(action) {
  const about = [action.who, action.by_when].filter(Boolean).join(" · ");
  return html`<li class="deed-card" data-key=${action.id}>
    <h3 lang=${action.lang || nothing}><button class="open" type="button" @click=${() => open(action.id)}>${action.what}</button></h3>
    ${about ? html`<p class="meta" lang=${action.lang || nothing}>${about}</p>` : nothing}
    <p class="meta fullness">
      ${action.accepted
        ? html`<span class="state">${icons.tick}${t("phone.action_accepted")}</span>`
        : action.missing.length
          ? html`<span>${t("phone.filled", { filled: FIELDS.length - action.missing.length, fields: FIELDS.length })}</span>`
          : html`<span class="state">${icons.tick}${t("phone.complete")}</span>`}${action.taking_part.length
        ? html`<span class="state">${icons.people}${tn("phone.joined", action.taking_part.length)}</span>`
        : nothing}
    </p>
    ${icons.forward}
  </li>`;
}

/** Chosen lines from which nothing has grown yet. @param {Board} board @param {Action[]} actions @returns {Line[]} */
function withoutAction(board, actions) {
  const round = lastShown(board);
  const chosen = new Set(round?.outcome?.chosen);
  const used = new Set(actions.map(({ source }) => source));
  return (round?.lines ?? []).filter((line) => chosen.has(line.id) && line.title && !line.merged.some((id) => used.has(id)));
}

/** @param {Board} board @param {Action} action @param {number} n @param {number} of */
function opened(board, action, n, of) {
  return html`<main>
      <p class="meta">${t("phone.action_n", { n, of })}</p>
      <h1 tabindex="-1" lang=${action.accepted ? action.lang || nothing : nothing}>${action.accepted ? action.what : t("phone.action_heading")}</h1>
      ${sourceLine(board, action.source)} ${unsent()}
      ${action.accepted
        ? html`<p class="message told">${icons.tick}<span>${t("phone.action_locked")}</span></p>
            ${lostTexts(action.id)} ${readBack(action)}`
        : actionForm(action)}
      ${takePart(action)}
    </main>
    <footer class="bar">
      <div class="row">
        ${action.accepted ? nothing : html`<p class="state saved">${savedState(action)}</p>`}
        <button class="button plain" type="button" @click=${() => close(action.id)}>${icons.back}${t("phone.to_list")}</button>
      </div>
    </footer>`;
}

/** An action that a facilitator has removed under somebody's hands. @param {string} id */
function gone(id) {
  return html`<main>
      <h1 tabindex="-1">${t("phone.action_gone")}</h1>
      ${lostTexts(id)}
    </main>
    <footer class="bar">
      <div class="row">
        <button class="button plain" type="button" @click=${() => forget(id)}>${icons.back}${t("phone.to_list")}</button>
      </div>
    </footer>`;
}

/** @param {string} id */
function forget(id) {
  for (const { field } of unsentFields(id)) keepDraft(`action/${id}/${field}`, "");
  for (const item of room.state.pending) {
    if (item.state === "refused" && item.command.kind === "EditAction" && item.command.action === id) room.dismiss(item.id);
  }
  close(id);
}

/** @param {string} id */
function open(id) {
  keepDraft(OPEN, id);
  scrollTo(0, 0);
  focusSoon("main h1");
}

/** @param {string} id */
function close(id) {
  if (id) saveAll(id);
  keepDraft(OPEN, "");
  scrollTo(0, 0);
  focusSoon(id ? `[data-key="${id}"] .open` : "main h1");
}

// A new one

/** @param {string} source */
function begin(source) {
  keepDraft(NEW_SOURCE, source);
  if (!draft(NEW_ID)) keepDraft(NEW_ID, newId());
  keepDraft(OPEN, NEW);
  scrollTo(0, 0);
  focusSoon("#new-what");
}

/** @param {Board} board */
function beginning(board) {
  const source = draft(NEW_SOURCE);
  const text = draft(NEW_WHAT);
  const left = charactersLeft(text);
  const ready = tidy(text) !== "" && left >= 0;
  const taken = source !== "" && board.actions.some((action) => action.source === source);
  return html`<main>
      <h1 tabindex="-1">${t("phone.new_action")}</h1>
      ${sourceLine(board, source)} ${taken ? html`<p class="message told">${icons.info}<span>${t("phone.already_started")}</span></p>` : nothing}
      <form class="section deed" id="new-deed" @submit=${start}>
        <div class="field">
          <label class="label" for="new-what">${t("common.action.what")}</label>
          <textarea
            class="input"
            id="new-what"
            rows="3"
            aria-describedby="new-hint"
            .value=${live(text)}
            @input=${(/** @type {Event & {target: HTMLTextAreaElement}} */ event) => {
              keepDraft(NEW_WHAT, event.target.value);
              redraw();
            }}
          ></textarea>
          <p class="meta" id="new-hint">
            ${left < 0 ? tn("phone.too_long", -left) : t("phone.hint.what")}
          </p>
        </div>
      </form>
    </main>
    <footer class="bar">
      <div class="row">
        <button class="button plain" type="button" @click=${() => close("")}>${icons.back}${t("phone.to_list")}</button>
        <button class="button" type="submit" form="new-deed" aria-disabled=${ready ? nothing : "true"}>${t("phone.start")} ${icons.forward}</button>
      </div>
    </footer>`;
}

/** @param {Event} event */
function start(event) {
  event.preventDefault();
  const what = draft(NEW_WHAT);
  if (!tidy(what) || charactersLeft(what) < 0) return focusSoon("#new-what");
  const action = draft(NEW_ID) || newId();
  void room.send({ kind: "StartAction", action, what, source: draft(NEW_SOURCE), lang: language() });
  for (const key of [NEW_WHAT, NEW_SOURCE, NEW_ID]) keepDraft(key, "");
  open(action);
}
