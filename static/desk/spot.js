/** The spotlight: one thing stands on the wall by itself, and the desk walks on from it. */

import { html } from "lit-html";

import { t } from "../words.js";
import { brief } from "./columns.js";
import { icons } from "./icons.js";
import { rowOf } from "./layout.js";
import { SILENT } from "./rights.js";
import { byTalk } from "./talk.js";

/** @typedef {import("./desk.js").Desk} Desk */

/** Whether notes can stand on the wall: not while people see none but their own. @param {Desk} desk */
export function mayLight(desk) {
  return !SILENT.has(desk.phase) && desk.phase !== "closed";
}

/**
 * Puts this on the wall by itself, or takes it off when it stands there.
 * @param {Desk} desk
 * @param {string} target
 */
export function light(desk, target) {
  desk.set({ menu: "" });
  desk.ask({ kind: "Spotlight", target: desk.board.spotlight === target ? "" : target });
}

/**
 * What stands before or after the lit one, whatever it is; empty: nothing does.
 * @param {Desk} desk
 * @param {1 | -1} by
 */
function beside(desk, by) {
  const { spotlight, actions, earlier } = desk.board;
  const rows = [actions.map((action) => action.id), byTalk(earlier).map((one) => one.id), rowOf(desk.layout, spotlight)];
  const row = rows.find((ids) => ids.includes(spotlight)) ?? [];
  return row[row.indexOf(spotlight) + by] ?? "";
}

/** @param {Desk} desk @param {1 | -1} by */
export function turnLight(desk, by) {
  const target = beside(desk, by);
  if (target) desk.ask({ kind: "Spotlight", target });
}

/** The words of what is lit. @param {Desk} desk */
function words(desk) {
  const { spotlight: id, notes, groups, actions, earlier } = desk.board;
  const thing = actions.find((one) => one.id === id) ?? earlier.items.find((one) => one.id === id);
  return brief(notes.get(id)?.text ?? groups.get(id)?.title ?? thing?.what ?? "");
}

/** What stands on the wall now, with the way on and the way off. Arrow keys walk, too. @param {Desk} desk */
export function litBar(desk) {
  /** @param {1 | -1} by */
  const turn = (by) => {
    const off = !beside(desk, by);
    return html`<button
      class="button plain square"
      type="button"
      title=${t(by > 0 ? "desk.spot_next" : "desk.spot_previous")}
      aria-disabled=${off ? "true" : "false"}
      @click=${() => off || turnLight(desk, by)}
    >
      ${by > 0 ? icons.forward : icons.back}<span class="sr">${t(by > 0 ? "desk.spot_next" : "desk.spot_previous")}</span>
    </button>`;
  };
  /** @param {KeyboardEvent} event */
  const walked = (event) => {
    if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
    event.preventDefault();
    turnLight(desk, event.key === "ArrowRight" ? 1 : -1);
  };
  return html`<div class="message lit" role="toolbar" aria-label=${t("desk.spot_bar")} @keydown=${walked}>
    ${icons.screen}<span><b>${t("desk.spot_now")}:</b> ${words(desk)}</span>
    ${turn(-1)} ${turn(1)}
    <button class="button plain" type="button" @click=${() => light(desk, desk.board.spotlight)}>${t("desk.spot_off")}</button>
  </div>`;
}
