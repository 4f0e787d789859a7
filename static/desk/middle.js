/** The middle of the desk: the board or the result, what was just done, and the bar of chosen notes. */

import { html, nothing } from "lit-html";

import { inLanguage, languageOf, t, tn } from "../words.js";
import { actKey } from "./acts.js";
import { chosenBar } from "./chosenbar.js";
import { icons } from "./icons.js";
import { menu } from "./menu.js";
import { standing } from "./message.js";
import { SILENT } from "./rights.js";
import { litBar } from "./spot.js";
import { viewsOf } from "./views.js";

/** @typedef {import("./desk.js").Desk} Desk */

/** @param {Desk} desk */
export function middle(desk) {
  const now = desk.shows;
  const views = viewsOf(desk);
  const board = now.id === "board";
  return html`<main>
    ${asked(desk)}
    <div class="boardhead">
      <h1 class=${views.length > 1 ? "sr" : ""}>${now.words(desk)}</h1>
      ${views.length > 1 ? choice(desk, views, now.id) : nothing} ${board ? html`<span class="meta">${summary(desk)}</span>` : nothing} ${tools(desk, board)}
    </div>
    ${now.draw(desk)}
    <div class="foot">${told(desk)} ${standing(desk)} ${desk.board.spotlight ? litBar(desk) : nothing} ${desk.choosing.chosen.size && board && !desk.silent ? chosenBar(desk) : nothing}</div>
    ${menu(desk)}
  </main>`;
}

/** What this step asks of people, and how: the words that phones and the wall show, to be read aloud. @param {Desk} desk */
function asked(desk) {
  const step = desk.board.steps[desk.board.step];
  const prompt = inLanguage(step?.prompt ?? {});
  const how = inLanguage(step?.instruction ?? {});
  if (!step || !(prompt || how)) return nothing;
  return html`<div class="asked">
    ${prompt ? html`<p class="prompt" lang=${languageOf(step.prompt)}>${prompt}</p>` : nothing} ${how ? html`<p class="how" lang=${languageOf(step.instruction)}>${how}</p>` : nothing}
  </div>`;
}

/**
 * @param {Desk} desk
 * @param {import("./views.js").View[]} views
 * @param {string} now
 */
function choice(desk, views, now) {
  return html`<div class="either" role="group" aria-label=${t("desk.view")}>
    ${views.map(
      (view) =>
        html`<button class="button plain" type="button" aria-pressed=${view.id === now ? "true" : "false"} @click=${() => desk.set({ view: view.id })}>${view.words(desk)}</button>`,
    )}
  </div>`;
}

/** @param {Desk} desk */
function summary(desk) {
  const { notes, groups, loose } = desk.layout;
  if (!notes) return t("desk.no_notes");
  const parts = [tn("desk.notes", notes)];
  if (groups) parts.push(tn("desk.groups", groups), tn("desk.loose", loose));
  else if (desk.phase === "sorting" && notes > 1) return `${parts[0]}. ${t("desk.how_to_group")}`;
  return parts.join(", ");
}

/**
 * @param {Desk} desk
 * @param {boolean} board whether the board is shown
 */
function tools(desk, board) {
  const { toUndo: last, toRedo: again } = desk.undoing;
  return html`<div class="tools" role="group" aria-label=${t("desk.tools")}>
    ${board && SILENT.has(desk.phase) && desk.layout.notes
      ? html`<button class="button plain" type="button" aria-pressed=${desk.texts ? "true" : "false"} @click=${() => desk.set({ texts: !desk.texts })}>${t("desk.texts")}</button>`
      : nothing}
    ${board && desk.layout.groups > 1 && !desk.silent
      ? html`<button class="button plain square" type="button" title=${t(desk.folding.allFolded ? "desk.unfold_all" : "desk.fold_all")} @click=${() => desk.folding.foldAll()}>
          ${icons.foldAll}<span class="sr">${t(desk.folding.allFolded ? "desk.unfold_all" : "desk.fold_all")}</span>
        </button>`
      : nothing}
    ${last && desk.mayUndo
      ? html`<button class="button plain undo" type="button" @click=${() => desk.undoing.undo()}>${icons.returned}${t("desk.undo")}<span class="sr">: ${t(actKey(last.what))}</span></button>`
      : nothing}
    ${again && desk.mayUndo
      ? html`<button class="button plain square redo" type="button" title=${t("desk.redo")} @click=${() => desk.undoing.redo()}>${icons.again}<span class="sr">${t("desk.redo_this", { what: t(actKey(again.what)) })}</span></button>`
      : nothing}
    ${board && desk.mayPost
      ? html`<button class="button plain" type="button" @click=${() => desk.posting.write()}>${icons.plus}${t("desk.new_note")}</button>`
      : nothing}
    ${desk.undoing.acts.length
      ? html`<button class="button plain square history" type="button" title=${t("desk.history")} @click=${() => desk.set({ dialog: { kind: "history" } })}>${icons.history}<span class="sr">${t("desk.history")}</span></button>`
      : nothing}
    <button class="button plain square keys" type="button" title=${t("desk.keys")} @click=${() => desk.set({ dialog: { kind: "keys" } })}>${icons.keys}<span class="sr">${t("desk.keys")}</span></button>
  </div>`;
}

/** What was done or refused, with the way back. Screen readers hear it from the page's own status region. @param {Desk} desk */
function told(desk) {
  const { told } = desk.telling;
  if (!told) return nothing;
  const act = desk.mayUndo ? desk.undoing.acts.find((one) => one.id === told.act && one.undone === told.undone) : undefined;
  return html`<div class="message told">
    ${told.stays || told.others ? icons.info : icons.tick}<span>${told.text}</span>
    ${desk.maySort && told.made && desk.board.groups.has(told.made)
      ? html`<button class="button bare" type="button" @click=${() => nameMade(desk, told.made)}>${t("desk.name_group")}</button>`
      : nothing}
    ${act ? html`<button class="button bare" type="button" @click=${() => desk.undoing.turn(act)}>${t(act.undone ? "desk.redo" : "desk.undo")}</button>` : nothing}
    <button class="mini" type="button" @click=${() => desk.telling.close()}>${icons.close}<span class="sr">${t("desk.close")}</span></button>
  </div>`;
}

/** @param {Desk} desk @param {string} group */
function nameMade(desk, group) {
  desk.telling.close();
  desk.sorting.startRenaming(group);
}
