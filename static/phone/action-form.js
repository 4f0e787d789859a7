/**
 * One action, written together: one field under another, each saved by itself as it is typed. Somebody else's words are
 * never overwritten: where two wrote at once, both texts stay until one of them is chosen.
 */

import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { say } from "../announce.js";
import { icons } from "../icons.js";
import { asTyped, charactersLeft, tidy } from "../texts.js";
import { t, tn } from "../words.js";
import { editsWait, FIELDS, ownActions, refusedEdits } from "./deeds.js";
import { draft, keepDraft } from "./drafts.js";
import { focusSoon, redraw, room } from "./ui.js";

/** @typedef {import("../types.js").Action} Action */
/** @typedef {import("../types.js").ActionField} ActionField */
/** @typedef {import("../types.js").Pending} Pending */
/** @typedef {{text: string, was: string}} Typed what stands in a field and has not been sent, and what stood there before */

const REST_MS = 600; // a pause in typing; shorter would save half-words, longer would feel unsaved
const LEVERS = /** @type {const} */ (["act", "lobby"]);
const SHORT = new Set(["who", "partners", "first_step", "by_when"]); // one line is enough: Enter goes on to the next
const WARN_LEFT = 40; // characters left from which on the number is told

/** @type {Map<string, ReturnType<typeof setTimeout>>} */
const resting = new Map();
/** @type {Map<string, {text: string, was: string}>} what the room has taken and not told of yet: the answer may come first */
const taken = new Map();

/** @param {string} action @param {string} field */
const key = (action, field) => `action/${action}/${field}`;

/** @param {string} action @param {string} field @returns {Typed | null} */
function typed(action, field) {
  const kept = draft(key(action, field));
  return kept ? JSON.parse(kept) : null;
}

/**
 * What stands in a field as one has left it: the room's text, with one's own over it until the room tells of that.
 * @param {Action} action
 * @param {ActionField} field
 */
function standing(action, field) {
  const mine = taken.get(key(action.id, field));
  if (!mine) return action[field];
  const there = inRoom(action.id, field);
  if (there === null || tidy(there) === tidy(mine.was)) return mine.text;
  taken.delete(key(action.id, field));
  return action[field];
}

/** Sends an edit. @param {string} action @param {ActionField} field @param {string} text @param {string} was */
async function send(action, field, text, was) {
  const mine = { text, was };
  taken.set(key(action, field), mine);
  const { ok } = await room.send({ kind: "EditAction", action, field, text, was });
  if (!ok && taken.get(key(action, field)) === mine) taken.delete(key(action, field));
  redraw();
}

/** Every field of an action in which something stands that was not sent. @param {string} action */
export function unsentFields(action) {
  return FIELDS.flatMap((field) => {
    const text = typed(action, field)?.text ?? lastRefused(refusedEdits(room.state.pending, action, field));
    return text ? [{ field, text }] : [];
  });
}

/** @param {Pending[]} refused */
function lastRefused(refused) {
  const last = refused.at(-1)?.command;
  return last?.kind === "EditAction" ? last.text : "";
}

/** @param {Action} action */
export function actionForm(action) {
  return html`<form
    class="section deed"
    id="deed"
    @submit=${(/** @type {Event} */ event) => event.preventDefault()}
  >
    ${FIELDS.map((field) => (field === "lever" ? lever(action) : textField(action, field)))}
  </form>`;
}

/** @param {Action} action @param {Exclude<ActionField, "lever">} field */
function textField(action, field) {
  const refused = refusedEdits(room.state.pending, action.id, field);
  const written = typed(action.id, field);
  const mine = written?.text ?? (refused.length ? lastRefused(refused) : null);
  const theirs = conflict(action, field, refused, mine);
  const id = `deed-${field}`;
  const text = asTyped(id, mine ?? standing(action, field));
  const left = charactersLeft(text);
  const hints = hint(field, text);
  return html`<div class="field" data-field=${field}>
    <label class="label" for=${id}>${t(`common.action.${field}`)}</label>
    <textarea
      class="input"
      id=${id}
      rows=${field === "what" || field === "why" ? 2 : 1}
      lang=${action.lang || nothing}
      enterkeyhint=${SHORT.has(field) ? "next" : nothing}
      aria-describedby=${hints || left < WARN_LEFT || theirs ? `${id}-hint` : nothing}
      .value=${live(text)}
      @input=${(/** @type {Event & {target: HTMLTextAreaElement}} */ event) => type(action, field, event.target.value)}
      @blur=${() => save(action.id, field)}
      @keydown=${(/** @type {KeyboardEvent} */ event) => {
        if (event.key !== "Enter" || event.isComposing || !SHORT.has(field)) return;
        event.preventDefault();
        const next = document.querySelector(`[data-field="${FIELDS[FIELDS.indexOf(field) + 1]}"] :is(textarea, input)`);
        if (next instanceof HTMLElement) next.focus();
      }}
    ></textarea>
    ${hints || left < WARN_LEFT || theirs
      ? html`<div id="${id}-hint">
          ${left < WARN_LEFT ? html`<p class="meta">${left < 0 ? tn("phone.too_long", -left) : tn("phone.left", left)}</p>` : nothing}
          ${theirs ? both(action, field, refused, text, theirs) : hints ? html`<p class="meta">${hints}</p>` : nothing}
        </div>`
      : nothing}
  </div>`;
}

/**
 * What somebody else has written into a field meanwhile, or why it was not taken; null when all is well.
 * @param {Action} action
 * @param {ActionField} field
 * @param {Pending[]} refused
 * @param {string | null} mine
 * @returns {{text: string} | {reason: string} | null}
 */
function conflict(action, field, refused, mine) {
  if (mine === null) return null;
  const there = inRoom(action.id, field);
  if (there === null) return null;
  const last = refused.at(-1);
  if (!last) return null;
  return last.code === "action-changed" ? { text: there } : { reason: last.text };
}

/** What the room has in a field, without anything of one's own that waits. @param {string} action @param {ActionField} field */
function inRoom(action, field) {
  return room.state.board?.actions.find(({ id }) => id === action)?.[field] ?? null;
}

/**
 * Both texts and the choice between them.
 * @param {Action} action @param {ActionField} field @param {Pending[]} refused @param {string} mine
 * @param {{text: string} | {reason: string}} theirs
 */
function both(action, field, refused, mine, theirs) {
  if ("reason" in theirs) {
    return html`<div class="both"><p>${icons.info}<span>${t("phone.not_sent", { reason: theirs.reason })}</span></p></div>`;
  }
  return html`<div class="both">
    <p>${icons.info}<span>${t("phone.theirs")}</span></p>
    <q lang=${action.lang || nothing}>${theirs.text || t("phone.emptied")}</q>
    <div class="row2">
      <button class="button plain" type="button" @click=${() => resolve(action.id, field, refused, mine)}>${t("phone.keep_mine")}</button>
      <button class="button plain" type="button" @click=${() => resolve(action.id, field, refused, null)}>${t("phone.take_theirs")}</button>
    </div>
  </div>`;
}

/** @param {string} action @param {ActionField} field @param {Pending[]} refused @param {string | null} mine null: theirs stays */
function resolve(action, field, refused, mine) {
  for (const { id } of refused) room.dismiss(id);
  keepDraft(key(action, field), "");
  if (mine !== null) void send(action, field, mine, inRoom(action, field) ?? "");
  focusSoon(`#deed-${field}`);
}

/** What is still asked of a field. @param {ActionField} field @param {string} text */
function hint(field, text) {
  const what = field === "what" || field === "who" || field === "by_when" ? t(`phone.hint.${field}`) : "";
  if (tidy(text) && field !== "who") return "";
  if (tidy(text)) return what;
  return field === "what" ? what : [what && `${what}.`, t("phone.hint.missing")].filter(Boolean).join(" ");
}

/** @param {Action} action */
function lever(action) {
  const chosen = standing(action, "lever");
  const missing = !chosen;
  return html`<fieldset data-field="lever" aria-describedby=${missing ? "deed-lever-hint" : nothing}>
    <legend class="label">${t("common.action.lever")}</legend>
    <div class="two">
      ${LEVERS.map(
        (one) =>
          html`<label class="choice"
            ><input
              type="radio"
              name="lever"
              value=${one}
              .checked=${live(chosen === one)}
              @change=${() => void send(action.id, "lever", one, chosen)}
            />${t(`common.lever.${one}`)}</label
          >`,
      )}
    </div>
    ${missing ? html`<p class="meta" id="deed-lever-hint">${t("phone.hint.missing")}</p>` : nothing}
  </fieldset>`;
}

/** Keeps what is typed at once, and sends it after a pause. @param {Action} action @param {ActionField} field @param {string} text */
function type(action, field, text) {
  const was = typed(action.id, field)?.was ?? standing(action, field);
  keepDraft(key(action.id, field), JSON.stringify({ text, was }));
  clearTimeout(resting.get(key(action.id, field)));
  resting.set(
    key(action.id, field),
    setTimeout(() => save(action.id, field), REST_MS),
  );
  redraw();
}

/**
 * Sends what is typed in a field. What cannot be saved as it is, empty or too long or in conflict, stays where it is.
 * @param {string} action
 * @param {ActionField} field
 */
function save(action, field) {
  clearTimeout(resting.get(key(action, field)));
  const written = typed(action, field);
  if (!written || refusedEdits(room.state.pending, action, field).length) return;
  if (charactersLeft(written.text) < 0 || (field === "what" && !tidy(written.text))) return;
  const known = ownActions(room.state.board?.actions ?? [], room.state.pending).find(({ id }) => id === action);
  if (!known || known.accepted) return;
  keepDraft(key(action, field), "");
  if (tidy(written.text) === tidy(written.was)) return redraw();
  void send(action, field, written.text, written.was);
}

/** Sends at once whatever has been typed, before one leaves the form. @param {string} action */
export function saveAll(action) {
  for (const field of FIELDS) save(action, field);
}

/**
 * Texts that can no longer be saved, as the action is gone or accepted: they stay to be copied.
 * @param {string} action
 */
export function lostTexts(action) {
  const texts = unsentFields(action);
  if (!texts.length) return nothing;
  return html`<p class="message told">${icons.info}<span>${t("phone.action_gone_lead")}</span></p>
    <dl class="read-back">
      ${texts.map(
        ({ field, text }) =>
          html`<div>
            <dt>${t(`common.action.${field}`)}</dt>
            <dd>${text}</dd>
          </div>`,
      )}
    </dl>`;
}

/** Lever wishes that were refused: somebody chose meanwhile, and the choice is seen. Equal texts are no conflict. */
export function settleEdits() {
  for (const item of room.state.pending) {
    const { command } = item;
    if (item.state !== "refused" || command.kind !== "EditAction") continue;
    const there = inRoom(command.action, command.field);
    if (command.field === "lever") {
      room.dismiss(item.id);
      say(item.text);
    } else if (there !== null && item.code === "action-changed" && tidy(there) === tidy(command.text) && !typed(command.action, command.field)) {
      room.dismiss(item.id);
    }
  }
}

/** How an action is saved, for the bar. @param {Action} action */
export function savedState(action) {
  const { status, pending } = room.state;
  const conflicts = FIELDS.some((field) => refusedEdits(pending, action.id, field).length);
  const dirty = FIELDS.some((field) => typed(action.id, field) !== null);
  if (conflicts) return html`${icons.info}<span>${t("phone.choose_text")}</span>`;
  if (status === "offline" && (dirty || editsWait(pending, action.id))) return html`${icons.clock}<span>${t("phone.waiting")}</span>`;
  if (dirty || editsWait(pending, action.id)) return html`${icons.pen}<span>${t("phone.saving")}</span>`;
  return html`${icons.tick}<span>${t("phone.saved")}, ${FIELDS.length - action.missing.length}/${FIELDS.length}</span>`;
}
