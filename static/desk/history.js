/** What desks did, newest first, when and to what, each with its way back: also for a facilitator who has just taken over. */

import { html, nothing } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";

import { hyphenated } from "../hyphens.js";
import { clockTime, dayOf, t, tn } from "../words.js";
import { aboutOf, actKey } from "./acts.js";
import { away } from "./away.js";
import { brief } from "./columns.js";
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
  const about = aboutOf(desk.board, act, desk.silent);
  const words = about ? brief(about.text) : "";
  return html`<li ?data-undone=${act.undone} data-key=${act.id}>
    <div>
      <p class="what">${what}${about ? html`: <q lang=${about.lang || nothing}>${hyphenated(words, about.lang)}</q>${more(act.things - 1)}` : number(act)}</p>
      <p class="meta">${act.at ? html`<time>${timeOf(act.at, desk.room.now())}</time>, ` : nothing}${t(desk.undoing.own.has(act.id) ? "desk.history_here" : "desk.history_other")}${act.undone ? html`, ${t("desk.history_undone")}` : nothing}</p>
    </div>
    ${desk.mayUndo
      ? html`<button class="button plain" type="button" aria-label=${t(act.undone ? "desk.redo_this" : "desk.undo_this", { what: words ? `${what}: ${words}` : what })} @click=${() => desk.undoing.turn(act)}>
          ${act.undone ? icons.again : icons.returned}${t(act.undone ? "desk.redo" : "desk.undo")}
        </button>`
      : nothing}
  </li>`;
}

/** @param {number} count how many more things than the one whose words are shown */
function more(count) {
  return count > 0 ? ` ${tn("desk.history_more", count)}` : "";
}

/** How many things it was about, where there are no words to show. @param {Act} act */
function number({ what, things }) {
  const notes = what.includes("Note") || what === "MoveGroup" || what === "FormGroups";
  return things > 1 ? `, ${tn(notes ? "desk.notes" : "desk.things", things)}` : "";
}

/** The time of day, with the day when it is another one. @param {number} at @param {number} now */
function timeOf(at, now) {
  return dayOf(at) === dayOf(now) ? clockTime(at) : `${dayOf(at)} ${clockTime(at)}`;
}
