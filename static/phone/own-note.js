/** One's own note: its state in words, and what one can do about it. */

import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { say } from "../announce.js";
import { newId } from "../ids.js";
import { icons } from "../icons.js";
import { lines } from "../note.js";
import { charactersLeft, tidy } from "../texts.js";
import { language, t, tn } from "../words.js";
import { draft, keepDraft } from "./drafts.js";
import { editKey, focusSoon, mayWrite, redraw, room, ui } from "./ui.js";

/** @typedef {import("./mine.js").Own} Own */

/** @param {Own} own @param {string} color */
export function ownNote(own, color) {
  if (ui.editing?.id === own.id) return editor(own, color);
  const state = own.problem && own.state === "refused" ? "refused" : own.state;
  return html`<article class="note" data-color=${color} data-state=${state} data-note=${own.id}>
    <p lang=${own.lang || nothing}>${lines(own.text)}</p>
    ${own.problem ? problem(own) : ui.confirming === own.id ? confirm(own) : footer(own)}
  </article>`;
}

/** @param {Own} own */
function footer(own) {
  const shown =
    own.state === "waiting"
      ? html`${icons.clock}${t("phone.waiting")}`
      : own.hidden
        ? html`${icons.unseen}${t("phone.hidden")}`
        : html`${icons.tick}${t("phone.saved")}`;
  return html`<footer>
    <span class="state">${shown}</span>
    ${mayWrite()
      ? html`<button class="button bare" type="button" @click=${() => edit(own)}>${editWord(own)}<span class="sr">: ${own.text}</span></button>`
      : nothing}
  </footer>`;
}

/** What the button of an own note says: a change that was begun and not saved is waiting behind it. @param {Own} own */
export function editWord(own) {
  const begun = draft(editKey(own.id));
  return begun && begun !== own.text ? t("phone.go_on_edit") : t("phone.edit");
}

/** What a note said when the change that waits behind it was begun. @param {string} note */
const wasKey = (note) => `${editKey(note)}/was`;

/** Keeps a change that is being typed; an empty text forgets it. @param {string} note @param {string} text @param {string} was */
function keepEdit(note, text, was) {
  keepDraft(editKey(note), text);
  keepDraft(wasKey(note), text && was);
}

/** Opens a note for editing, where it stood when one was called away. @param {Own} own */
export function edit(own) {
  const begun = draft(editKey(own.id));
  ui.editing = { id: own.id, was: (begun && draft(wasKey(own.id))) || own.text, text: begun || own.text };
  ui.confirming = "";
  focusSoon(".editor textarea");
}

/** Whether a note no longer says what it said when its change was begun, here or before a reload. @param {Own} own */
const changedMeanwhile = (own) => ui.editing !== null && tidy(ui.editing.was) !== tidy(own.text);

/** @param {Own} own @param {string} color */
function editor(own, color) {
  const text = ui.editing?.text ?? "";
  const left = charactersLeft(text);
  const changed = changedMeanwhile(own);
  return html`<form class="note editor" data-color=${color} data-note=${own.id} @submit=${(/** @type {Event} */ event) => submit(event, own)}>
    <label class="label" for="edit">${t("phone.edit_label")}</label>
    <textarea
      class="input"
      id="edit"
      rows="3"
      .value=${live(text)}
      aria-describedby=${changed ? "edit-left edit-changed" : "edit-left"}
      @input=${(/** @type {Event & {target: HTMLTextAreaElement}} */ event) => {
        if (ui.editing) ui.editing.text = event.target.value;
        keepEdit(own.id, event.target.value, ui.editing?.was ?? own.text);
        redraw();
      }}
      @keydown=${(/** @type {KeyboardEvent} */ event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit(event, own);
        if (event.key === "Escape") finish(own);
      }}
    ></textarea>
    <p class="meta" id="edit-left">${leftText(left)}</p>
    ${changed
      ? html`<p class="meta" id="edit-changed">${t("phone.changed_meanwhile")}<br /><q lang=${own.lang || nothing}>${own.text}</q></p>
          <div class="row2">
            <button class="button mine" type="button" @click=${() => save(own)}>${t("phone.use_mine")}</button>
            <button class="button plain" type="button" @click=${() => finish(own)}>${t("phone.keep_saved")}</button>
          </div>`
      : html`<div class="row2">
          <button class="button" type="submit">${t("phone.save")}</button>
          <button class="button plain" type="button" @click=${() => finish(own)}>${t("common.cancel")}</button>
          <button class="button bare" type="button" @click=${() => ask(own)}>${icons.bin}${t("phone.delete")}</button>
        </div>`}
  </form>`;
}

/** @param {number} left */
export function leftText(left) {
  return left < 0 ? tn("phone.too_long", -left) : tn("phone.left", left);
}

/** Saves, unless there is a choice to make first: it is made with the buttons that say so. @param {Event} event @param {Own} own */
function submit(event, own) {
  event.preventDefault();
  if (!changedMeanwhile(own)) return save(own);
  say(`${t("phone.changed_meanwhile")} ${own.text}`);
  focusSoon(".editor .mine");
}

/** Saves over what stands there as it was drawn, and over nothing newer. @param {Own} own */
function save(own) {
  const text = (ui.editing?.text ?? "").trim();
  if (!text) {
    ask(own);
    return;
  }
  if (charactersLeft(text) < 0) {
    say(leftText(charactersLeft(text)));
    return;
  }
  if (!mayWrite()) {
    say(t("refused.wrong-phase"));
    return;
  }
  finish(own);
  if (text !== own.text) send({ kind: "EditNote", note: own.id, text, version: own.version });
}

/** Back to the note, with the focus where it came from. @param {Own} own */
function finish(own) {
  ui.editing = null;
  ui.confirming = "";
  keepEdit(own.id, "", "");
  focusSoon(`[data-note="${own.id}"] button`);
}

/** Asks before a deletion. What was being typed waits: whoever keeps the note goes on with it. @param {Own} own */
function ask(own) {
  ui.editing = null;
  ui.confirming = own.id;
  focusSoon(`[data-note="${own.id}"] .sure`);
}

/** @param {Own} own */
function confirm(own) {
  return html`<footer>
    <span>${t("phone.delete_sure")}</span>
    <div class="row2">
      <button
        class="button sure"
        type="button"
        @click=${() => {
          ui.confirming = "";
          keepEdit(own.id, "", "");
          send({ kind: "DeleteNote", note: own.id });
          say(t("phone.deleted"));
        }}
      >
        ${t("phone.delete")}
      </button>
      <button
        class="button plain"
        type="button"
        @click=${() => {
          const begun = draft(editKey(own.id));
          if (begun && begun !== own.text) edit(own);
          else finish(own);
        }}
      >
        ${t("phone.keep")}
      </button>
    </div>
  </footer>`;
}

/** @param {Own} own */
function problem(own) {
  const found = own.problem;
  if (!found) return nothing;
  const posted = own.state === "refused";
  const conflict = found.text !== null && !posted;
  return html`<footer>
      <span class="state">${icons.info}${posted ? t("phone.not_sent", { reason: found.reason }) : found.reason}</span>
    </footer>
    ${conflict ? html`<p class="theirs"><b class="label">${t("phone.your_text")}</b><br />${lines(found.text ?? "")}</p>` : nothing}
    <div class="row2">
      ${mayWrite() && found.text !== null && (own.column || conflict)
        ? html`<button class="button plain" type="button" @click=${() => again(own)}>${conflict ? t("phone.use_mine") : t("phone.try_again")}</button>`
        : nothing}
      ${found.text === null ? nothing : copyButton(found.text)}
      <button class="button bare" type="button" @click=${() => putAway(own.id)}>
        ${conflict ? t("phone.keep_saved") : found.text === null ? t("common.close") : t("phone.discard")}
      </button>
    </div>`;
}

/** Puts away what was refused of a note, also what the last of it was built on. @param {string} note */
function putAway(note) {
  for (const { id, command, state } of room.state.pending) if (state === "refused" && "note" in command && command.note === note) room.dismiss(id);
}

/** Sends a refused text once more, as what it now has to be. @param {Own} own */
function again(own) {
  const found = own.problem;
  if (!found || found.text === null) return;
  putAway(own.id);
  if (own.state === "refused") post(own.column, found.text);
  else send({ kind: "EditNote", note: own.id, text: found.text, version: own.version });
}

/** Takes a text along; browsers allow it on safe lines only. @param {string} text */
export function copyButton(text) {
  return navigator.clipboard ? html`<button class="button bare" type="button" @click=${() => copy(text)}>${t("phone.copy")}</button>` : nothing;
}

/** @param {string} text */
async function copy(text) {
  await navigator.clipboard.writeText(text);
  say(t("phone.copied"));
}

/** @param {string} column @param {string} text */
export function post(column, text) {
  send({ kind: "PostNote", note: newId(), column, text, lang: language() });
}

/** Sends, and says aloud what came of it. @param {import("../types.js").Command} command */
async function send(command) {
  const answer = await room.send(command);
  if (!answer.ok) say(t("phone.not_sent", { reason: answer.text }));
  else if (command.kind !== "DeleteNote") say(t("phone.saved"));
}
