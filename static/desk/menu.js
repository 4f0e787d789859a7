/** The menu of one note or group: all that dragging does, and more, by plain buttons. And the places that an action can go to. */

import { html, nothing } from "lit-html";

import { inLanguage, t } from "../words.js";
import { ways } from "./actions/moving.js";
import { place } from "./chosenbar.js";
import { brief } from "./columns.js";
import { light, mayLight } from "./spot.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {{words: string, act: () => void}} Choice */

/** Always in the page, so that it can be opened in the top layer, above everything that scrolls. @param {Desk} desk */
export function menu(desk) {
  const id = desk.menu.slice(2);
  const note = desk.menu.startsWith("n-") ? desk.board.notes.get(id) : undefined;
  const group = desk.menu.startsWith("g-") ? desk.board.groups.get(id) : undefined;
  const action = desk.menu.startsWith("a-") ? desk.board.actions.find((one) => one.id === id) : undefined;
  const column = desk.board.columns.find((one) => one.id === note?.column);
  const choices = note ? forNote(desk, note) : group ? forGroup(desk, group) : action ? ways(desk, action) : [];
  const name = note || action ? brief(note?.text ?? action?.what ?? "") : (group?.title ?? "");
  return html`<div id="menu" class="menu" popover role="group" aria-label=${name} @toggle=${(/** @type {ToggleEvent} */ event) => closed(desk, event)}>
    ${column ? html`<p class="meta">${t("desk.in_column", { column: inLanguage(column.title) })}</p>` : nothing}
    ${choices.map(({ words, act }) => html`<button type="button" @click=${act}>${words}</button>`)}
    ${choices.length ? nothing : html`<p class="meta">${t("desk.nothing_now")}</p>`}
  </div>`;
}

/**
 * @param {Desk} desk
 * @param {ToggleEvent} event
 */
function closed(desk, event) {
  if (event.newState === "closed" && desk.menu) desk.set({ menu: "" });
}

/**
 * @param {Desk} desk
 * @param {import("../types.js").Note} note
 * @returns {Choice[]}
 */
function forNote(desk, note) {
  /** @type {Choice[]} */
  const choices = [];
  if (desk.maySort) {
    choices.push({ words: t("desk.move"), act: () => place(desk, [note.id], true) });
    choices.push({ words: t("desk.group_with"), act: () => place(desk, [note.id], false) });
    if (desk.board.groups.has(note.group)) choices.push({ words: t("desk.ungroup"), act: () => desk.sorting.ungroup([note.id]) });
  }
  if (mayLight(desk) && !note.hidden) choices.push(spot(desk, note.id));
  if (desk.mayHide) choices.push({ words: t(note.hidden ? "desk.show" : "desk.hide"), act: () => desk.sorting.hide([note.id], !note.hidden) });
  if (desk.mayPost && note.own) {
    const { id, column, text, version } = note;
    choices.push({ words: t("desk.edit"), act: () => desk.set({ dialog: { kind: "note", id, column, text, version }, menu: "" }) });
    choices.push({ words: t("desk.remove"), act: () => desk.posting.remove(id) });
  }
  return choices;
}

/**
 * @param {Desk} desk
 * @param {string} id
 * @returns {Choice}
 */
function spot(desk, id) {
  return { words: t(desk.board.spotlight === id ? "desk.spot_off" : "desk.spot"), act: () => light(desk, id) };
}

/**
 * @param {Desk} desk
 * @param {import("../types.js").Group} group
 * @returns {Choice[]}
 */
function forGroup(desk, group) {
  const notes = desk.sorting.membersOf(group.id);
  /** @type {Choice[]} */
  const choices = [];
  if (desk.maySort) {
    choices.push({ words: t("desk.rename"), act: () => desk.sorting.startRenaming(group.id) });
    choices.push({
      words: t("desk.move"),
      act: () => desk.set({ dialog: { kind: "place", notes, group: group.id, columns: true }, menu: "" }),
    });
    choices.push({ words: t("desk.ungroup_all"), act: () => desk.sorting.ungroup(notes) });
  }
  if (mayLight(desk)) choices.push(spot(desk, group.id));
  choices.push({
    words: t("desk.pick_group"),
    act: () => {
      desk.set({ menu: "" });
      desk.choosing.pickGroup(group.id);
    },
  });
  return choices;
}
