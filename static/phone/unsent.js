/** What came too late or was never sent: wherever the room is now, its words are not lost. */

import { html, nothing } from "lit-html";
import { column, phase } from "../board.js";
import { icons } from "../icons.js";
import { lines } from "../note.js";
import { t } from "../words.js";
import { draft, draftKeys, keepDraft } from "./drafts.js";
import { ownNotes } from "./mine.js";
import { copyButton, ownNote } from "./own-note.js";
import { focusSoon, objectionKey, room, shownPhase, ui } from "./ui.js";

/** @typedef {import("../types.js").Board} Board */

export function unsent() {
  return html`${unsentNotes()} ${unsentObjections()}`;
}

function unsentNotes() {
  const { board, yours, pending } = room.state;
  const late = ownNotes(yours.notes, pending).filter((own) => own.problem);
  if (!board || !late.length) return nothing;
  return html`<section class="section" aria-labelledby="unsent">
    <h2 id="unsent">${t("phone.unsent")}</h2>
    <ul class="stack">
      ${late.map((own) => html`<li data-key=${own.id}>${ownNote(own, column(board, own.column)?.color ?? "yellow")}</li>`)}
    </ul>
  </section>`;
}

/** Objections that cannot be sent, as the room has gone on or their action is accepted or gone: to be copied or put away. */
export function unsentObjections() {
  const { board } = room.state;
  if (!board) return nothing;
  keepRefused();
  const late = draftKeys(objectionKey("")).flatMap((key) => lateObjection(board, key.slice(objectionKey("").length)));
  if (!late.length) return nothing;
  return html`<section class="section" aria-labelledby="unsent-objections">
    <h2 id="unsent-objections" tabindex="-1">${t("phone.unsent_objections")}</h2>
    <ul class="stack">
      ${late.map(
        ({ id, action, text, reason }) =>
          html`<li class="message unsent" data-key=${id}>
            ${icons.info}
            <div>
              ${action ? html`<p class="meta" lang=${action.lang || nothing}>${action.what}</p>` : nothing}
              <p class="quoted">${lines(text)}</p>
              <p>${t("phone.not_sent", { reason })}</p>
              <div class="row2">
                ${copyButton(text)}
                <button class="button bare" type="button" @click=${() => discard(id)}>${t("phone.discard")}</button>
              </div>
            </div>
          </li>`,
      )}
    </ul>
  </section>`;
}

/** @param {Board} board @param {string} id */
function lateObjection(board, id) {
  const text = draft(objectionKey(id)).trim();
  const sent = text === room.state.yours.objections[id]?.trim(); // opened to be changed, and left as it was
  const action = board.actions.find((one) => one.id === id);
  const reason = whyNot(board, action);
  const stillTyped = shownPhase() === "commitments" && ui.objecting === id && action && !action.accepted;
  return text && !sent && reason && !stillTyped ? [{ id, action, text, reason }] : [];
}

/** Why an objection to that action could not be sent now; empty when it could. @param {Board} board @param {import("../types.js").Action} [action] */
function whyNot(board, action) {
  if (!action) return t("refused.unknown-action");
  if (phase(board) !== "commitments") return t("refused.wrong-phase");
  return action.accepted ? t("refused.action-accepted") : "";
}

/** A refused objection is a draft again, also one that an earlier page had left to be sent; what one has written since stays. */
function keepRefused() {
  for (const { id, command, state } of room.state.pending) {
    if (state !== "refused" || command.kind !== "ObjectTo") continue;
    const key = objectionKey(command.action);
    if (command.text && !draft(key)) keepDraft(key, command.text);
    room.dismiss(id);
  }
}

/** @param {string} action */
function discard(action) {
  keepDraft(objectionKey(action), "");
  focusSoon("main h1");
}
