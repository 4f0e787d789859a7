/** What desks did, newest first, each with its way back: also for a facilitator who has just taken over. */

import { html, nothing } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";

import { t, tn } from "../words.js";
import { actKey } from "./acts.js";
import { away } from "./away.js";
import { icons } from "./icons.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("../types.js").Act} Act */

/** @param {Desk} desk */
export function history(desk) {
  const acts = [...desk.undoing.acts].reverse();
  return html`<div class="sheet">
    <div>
      <h2 id="dialog-title" tabindex="-1" autofocus>${t("desk.history")}</h2>
      <p class="meta">${t(acts.length ? "desk.history_how" : "desk.history_none")}</p>
    </div>
    ${acts.length
      ? html`<ol class="acts scroll">
          ${repeat(acts, (act) => act.id, (act) => row(desk, act))}
        </ol>`
      : nothing}
    ${desk.telling.told?.stays ? html`<p class="message" role="alert">${icons.info}<span>${desk.telling.told.text}</span></p>` : nothing}
    <div class="ends">${away(desk, "desk.close")}</div>
  </div>`;
}

/**
 * @param {Desk} desk
 * @param {Act} act
 */
function row(desk, act) {
  const what = t(actKey(act.what));
  const notes = act.what.includes("Note") || act.what === "MoveGroup";
  return html`<li ?data-undone=${act.undone} data-key=${act.id}>
    <div>
      <p class="what">${what}${act.things > 1 ? html`, ${tn(notes ? "desk.notes" : "desk.things", act.things)}` : nothing}</p>
      <p class="meta">${t(desk.undoing.own.has(act.id) ? "desk.history_here" : "desk.history_other")}${act.undone ? html`, ${t("desk.history_undone")}` : nothing}</p>
    </div>
    ${desk.mayUndo
      ? html`<button class="button plain" type="button" aria-label=${t(act.undone ? "desk.redo_this" : "desk.undo_this", { what })} @click=${() => desk.undoing.turn(act)}>
          ${act.undone ? icons.again : icons.returned}${t(act.undone ? "desk.redo" : "desk.undo")}
        </button>`
      : nothing}
  </li>`;
}
