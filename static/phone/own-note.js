/** One's own note: its state in words, and what one can do about it. */

import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { say } from "../announce.js";
import { newId } from "../ids.js";
import { icons } from "../icons.js";
import { lines } from "../note.js";
import { language, t, tn } from "../words.js";
import { charactersLeft } from "../characters.js";
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

/** Opens a note for editing, where it stood when one was called away. @param {Own} own */
export function edit(own) {
  ui.editing = { id: own.id, version: own.version, text: draft(editKey(own.id)) || own.text };
  ui.confirming = "";
  focusSoon(".editor textarea");
}

/** @param {Own} own @param {string} color */
function editor(own, color) {
  const text = ui.editing?.text ?? "";
  const left = charactersLeft(text);
  const changed = ui.editing?.version !== own.version;
  return html`<form class="note editor" data-color=${color} data-note=${own.id} @submit=${(/** @type {Event} */ event) => save(event, own)}>
    <label class="label" for="edit">${t("phone.edit_label")}</label>
    <textarea
      class="input"
      id="edit"
      rows="3"
      .value=${live(text)}
      aria-describedby="edit-left"
      @input=${(/** @type {Event & {target: HTMLTextAreaElement}} */ event) => {
        if (ui.editing) ui.editing.text = event.target.value;
        keepDraft(editKey(own.id), event.target.value);
        redraw();
      }}
      @keydown=${(/** @type {KeyboardEvent} */ event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save(event, own);
        if (event.key === "Escape") cancel(own);
      }}
    ></textarea>
    <p class="meta" id="edit-left">${leftText(left)}</p>
    ${changed ? html`<p class="meta">${t("phone.changed_meanwhile")}<br /><q>${own.text}</q></p>` : nothing}
    <div class="row2">
      <button class="button" type="submit">${t("phone.save")}</button>
      <button class="button plain" type="button" @click=${() => cancel(own)}>${t("common.cancel")}</button>
      <button class="button bare" type="button" @click=${() => ask(own)}>${icons.bin}${t("phone.delete")}</button>
    </div>
  </form>`;
}

/** @param {number} left */
export function leftText(left) {
  return left < 0 ? tn("phone.too_long", -left) : tn("phone.left", left);
}

/** @param {Event} event @param {Own} own */
function save(event, own) {
  event.preventDefault();
  const text = (ui.editing?.text ?? "").trim();
  const version = ui.editing?.version ?? own.version;
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
  if (text !== own.text) send({ kind: "EditNote", note: own.id, text, version });
}

/** @param {Own} own */
function cancel(own) {
  finish(own);
}

/** Back to the note, with the focus where it came from. @param {Own} own */
function finish(own) {
  ui.editing = null;
  ui.confirming = "";
  keepDraft(editKey(own.id), "");
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
          keepDraft(editKey(own.id), "");
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
      <button class="button bare" type="button" @click=${() => room.dismiss(found.pending)}>
        ${conflict ? t("phone.keep_saved") : found.text === null ? t("common.close") : t("phone.discard")}
      </button>
    </div>`;
}

/** Sends a refused text once more, as what it now has to be. @param {Own} own */
function again(own) {
  const found = own.problem;
  if (!found || found.text === null) return;
  room.dismiss(found.pending);
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
