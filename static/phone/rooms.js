/** Changing rooms: the workshop's rooms, and nothing left behind by mistake. Dots count only where one is. */

import { html, nothing } from "lit-html";
import { say } from "../announce.js";
import { newId } from "../ids.js";
import { icons } from "../icons.js";
import { data } from "../page.js";
import { inLanguage, languageOf, t, tn } from "../words.js";
import { remember, remembered } from "./drafts.js";
import { languages } from "./languages.js";
import { waitingNotes } from "./mine.js";
import { backBar, openPanel } from "./panels.js";
import { focusSoon, redraw, room } from "./ui.js";

/** @typedef {import("../types.js").Board} Board */
/** @typedef {{id: string, title: import("../types.js").Words, plenary: boolean}} Place */

const places = /** @type {Place[]} */ (data.rooms ?? []);
const HOME = `room/${data.workshop}`;
if (!places.find(({ id }) => id === data.room)?.plenary) remember(HOME, data.room);

/** The room one wants to go to, while that is being asked about. @type {Place | null} */
let going = null;
/** What keeps one here for the moment. */
let hindered = "";
let leaving = false;

/** @param {Board} board */
export function roomsView(board) {
  const home = remembered(HOME);
  return html`<main>
      <h1 tabindex="-1" lang=${languageOf(data.workshop_title)}>${inLanguage(data.workshop_title)}</h1>
      ${going ? asking(going) : nothing}
      <section class="section near" aria-labelledby="rooms">
        <h2 id="rooms">${t("phone.rooms")}</h2>
        <ul class="places">
          ${places.map((place) => html`<li>${place.id === data.room ? hereIs(place) : wayTo(place, home)}</li>`)}
        </ul>
      </section>
      <section class="section near" aria-labelledby="elsewhere">
        <h2 id="elsewhere">${t("phone.screen")}</h2>
        <p class="lead">${t("phone.screen_lead")}</p>
        <p class="way-on"><button class="button plain" type="button" @click=${() => openPanel("screen")}>${icons.screen}${t("phone.see_screen")}</button></p>
      </section>
      ${languages()}
      <p class="statements"><a href="/privacy">${t("common.privacy")}</a><a href="/accessibility">${t("common.accessibility")}</a></p>
    </main>
    ${backBar(board)}`;
}

/** @param {Place} place */
function hereIs(place) {
  return html`<p class="place" aria-current="page">
    <span lang=${languageOf(place.title)}>${inLanguage(place.title)}</span><b class="now"><span class="now-dot"></span>${t("phone.you_are_here")}</b>
  </p>`;
}

/** @param {Place} place @param {string} home */
function wayTo(place, home) {
  const about = place.id === home ? t("phone.your_room") : place.plenary ? t("phone.plenary") : "";
  return html`<a class="place" href=${`/rooms/${place.id}`} @click=${(/** @type {Event} */ event) => ask(event, place)}>
    <span lang=${languageOf(place.title)}>${inLanguage(place.title)}</span>${about ? html`<span class="meta">${about}</span>` : nothing}${icons.forward}
  </a>`;
}

/** Goes at once where nothing would be left behind, else asks. @param {Event} event @param {Place} place */
function ask(event, place) {
  if (!given().size && !waitingNotes(room.state.pending)) return;
  event.preventDefault();
  going = place;
  hindered = "";
  scrollTo(0, 0);
  focusSoon(".leaving h2");
}

/** Lines that hold one's dots while they can still be taken back, with how many. */
function given() {
  const { board, yours, pending } = room.state;
  const round = board?.round;
  if (round?.state !== "open" || round.practice) return new Map();
  const dots = new Map(Object.entries(yours.ballot?.round === round.id ? yours.ballot.dots : {}));
  for (const { command, state } of pending) {
    if (command.kind !== "PlaceDots" || command.round !== round.id || state !== "waiting") continue;
    for (const [line, count] of Object.entries(command.dots)) dots.set(line, count);
  }
  return new Map([...dots].filter(([, count]) => count > 0));
}

/** @param {Place} place */
function asking(place) {
  const dots = [...given().values()].reduce((sum, count) => sum + count, 0);
  const notes = waitingNotes(room.state.pending);
  return html`<section class="leaving message" aria-labelledby="leaving">
    <div>
      <h2 id="leaving" tabindex="-1">${t("phone.leave", { room: inLanguage(place.title) })}</h2>
      ${dots ? html`<p>${tn("phone.leave_dots", dots)}</p>` : nothing} ${notes ? html`<p>${tn("phone.leave_notes", notes)}</p>` : nothing}
      ${hindered ? html`<p><b>${hindered}</b></p>` : nothing}
      <p class="row2">
        <button class="button" type="button" aria-disabled=${leaving ? "true" : nothing} @click=${() => leave(place)}>
          ${leaving ? t("phone.waiting") : dots ? t("phone.leave_take") : t("phone.leave_go")}
        </button>
        <button class="button plain" type="button" @click=${stay}>${t("phone.stay")}</button>
      </p>
    </div>
  </section>`;
}

function stay() {
  going = null;
  leaving = false;
  openPanel("rooms");
}

/** Takes the dots back, and goes once the room has said that it has them. @param {Place} place */
async function leave(place) {
  if (leaving) return;
  const { board, yours } = room.state;
  const lines = [...given().keys()];
  if (board?.round && lines.length) {
    leaving = true;
    redraw();
    const dots = Object.fromEntries(lines.map((line) => [line, 0]));
    // A tab of its own: the one that votes counts its own wishes.
    const answer = await room.send({ kind: "PlaceDots", round: board.round.id, dots, tab: newId(), change: 1, name: yours.ballot?.name ?? "" });
    if (!leaving) return; // thought better of it meanwhile
    leaving = false;
    if (!answer.ok && given().size) {
      hindered = answer.text;
      say(answer.text);
      redraw();
      return;
    }
  }
  location.href = `/rooms/${place.id}`;
}
