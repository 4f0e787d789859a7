/** Where notes or a group shall go: a list of columns, groups and notes to choose from. The twin of dragging. */

import { html, nothing } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";

import { inLanguage, languageOf, t, tn } from "../words.js";
import { away } from "./away.js";
import { brief } from "./columns.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {Extract<import("./desk.js").Dialog, {kind: "place"}>} Place */

/**
 * @param {Desk} desk
 * @param {Place} dialog
 */
export function newPlace(desk, dialog) {
  const notes = dialog.notes.filter((id) => desk.board.notes.has(id));
  const title = dialog.group ? t("desk.move_group") : tn(dialog.columns ? "desk.move_notes" : "desk.group_notes", notes.length);
  return html`<form
    class="sheet"
    method="dialog"
    @submit=${(/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const to = new FormData(/** @type {HTMLFormElement} */ (event.target));
      desk.set({ dialog: null });
      go(desk, dialog.group, notes, String(to.get("to")), String(to.get("title") ?? ""));
    }}
  >
    <h2 id="dialog-title">${title}</h2>
    ${notes.length === 1 && !dialog.group ? html`<p class="quoted">${brief(desk.board.notes.get(notes[0] ?? "")?.text ?? "")}</p>` : nothing}
    <div class="scroll">
      ${dialog.columns ? toColumn(desk, dialog, notes) : nothing} ${toGroup(desk, dialog, notes)} ${dialog.group ? nothing : toNew(notes)}
      ${dialog.columns ? nothing : toNote(desk, notes)}
    </div>
    <div class="ends">
      <button class="button">${t(dialog.columns ? "desk.move_here" : "desk.group_here")}</button>
      ${away(desk)}
    </div>
  </form>`;
}

/**
 * @param {Desk} desk
 * @param {string} group
 * @param {readonly string[]} notes
 * @param {string} to
 * @param {string} title
 */
function go(desk, group, notes, to, title) {
  const [kind, id = ""] = to.split(":");
  if (kind === "column") {
    if (group) desk.sorting.moveGroup(group, id);
    else desk.sorting.move(notes, id);
  } else if (kind === "group") {
    desk.sorting.group(notes, id);
  } else if (kind === "note") {
    desk.sorting.group([id, ...notes]);
  } else if (kind === "new") {
    desk.sorting.group(notes, "", title);
  }
}

/** @param {string} value @param {unknown} words */
function radio(value, words) {
  return html`<label class="choice"><input type="radio" name="to" value=${value} required />${words}</label>`;
}

/**
 * @param {Desk} desk
 * @param {Place} dialog
 * @param {readonly string[]} notes
 */
function toColumn(desk, dialog, notes) {
  const here = dialog.group
    ? desk.board.groups.get(dialog.group)?.column
    : notes.length === 1 && !desk.board.groups.has(desk.board.notes.get(notes[0] ?? "")?.group ?? "")
      ? desk.board.notes.get(notes[0] ?? "")?.column
      : undefined;
  const columns = desk.board.columns.filter((column) => column.id !== here);
  if (!columns.length) return nothing;
  return html`<fieldset>
    <legend class="label">${t("desk.to_column")}</legend>
    ${columns.map(({ id, title, color }) =>
      radio(`column:${id}`, html`<span class="swatch" data-color=${color}></span><span lang=${languageOf(title)}>${inLanguage(title)}</span>`),
    )}
  </fieldset>`;
}

/**
 * @param {Desk} desk
 * @param {Place} dialog
 * @param {readonly string[]} notes
 */
function toGroup(desk, dialog, notes) {
  const groups = [...desk.board.groups.values()].filter(
    (group) => group.id !== dialog.group && !notes.every((id) => desk.board.notes.get(id)?.group === group.id),
  );
  if (!groups.length) return nothing;
  return html`<fieldset>
    <legend class="label">${t(dialog.group ? "desk.to_merge" : "desk.to_group")}</legend>
    ${repeat(groups, (group) => group.id, (group) => radio(`group:${group.id}`, html`<span>${group.title}</span>`))}
  </fieldset>`;
}

/** @param {readonly string[]} notes */
function toNew(notes) {
  if (notes.length < 2) return nothing;
  return html`<fieldset>
    <legend class="label">${t("desk.to_new")}</legend>
    ${radio("new:", html`<span>${t("desk.new_group")}</span>`)}
    <div class="field"><label class="label" for="new-title">${t("desk.group_title")}</label><input class="input" id="new-title" name="title" maxlength="120" /></div>
  </fieldset>`;
}

/**
 * @param {Desk} desk
 * @param {readonly string[]} notes
 */
function toNote(desk, notes) {
  const loose = desk.layout.places.flatMap((place) => place.items.flatMap((item) => ("note" in item && !notes.includes(item.note.id) ? item.note : [])));
  if (!loose.length) return nothing;
  return html`<fieldset>
    <legend class="label">${t("desk.to_note")}</legend>
    ${repeat(loose, (note) => note.id, (note) => radio(`note:${note.id}`, html`<span lang=${note.lang}>${brief(note.text)}</span>`))}
  </fieldset>`;
}
