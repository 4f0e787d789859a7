/** What stands across every step: the desk's message to all, and what is lit on the wall. */

import { html, nothing } from "lit-html";
import { say } from "../announce.js";
import { icons } from "../icons.js";
import { lines } from "../note.js";
import { t } from "../words.js";
import { draft, keepDraft } from "./drafts.js";
import { lit } from "./lit.js";
import { openPanel } from "./panels.js";
import { redraw, room, shownPhase, ui } from "./ui.js";

/** @type {string | null} the message that was there at the last look; null before the first */
let before = null;

/** @param {string} message */
const dismissed = (message) => draft(`message/${message}`) !== "";

/** Says a new message once, also one that was there when the page opened. */
export function watchMessage() {
  const message = room.state.board?.message ?? null;
  if (!room.state.board || (message?.id ?? "") === before) return;
  before = message?.id ?? "";
  if (message && !dismissed(message.id)) say(`${t("phone.message")}: ${message.text}`);
}

/** The message to all, until this person or the desk puts it away. */
export function message() {
  const found = room.state.board?.message;
  if (!found || dismissed(found.id)) return nothing;
  return html`<section class="message to-all" aria-label=${t("phone.message")}>
    ${icons.info}
    <p lang=${found.lang || nothing}>${lines(found.text)}</p>
    <button
      class="button bare"
      type="button"
      @click=${() => {
        keepDraft(`message/${found.id}`, "1");
        redraw();
      }}
    >
      ${t("common.close")}<span class="sr">: ${t("phone.message")}</span>
    </button>
  </section>`;
}

/** What is lit on the wall now, in one line that opens it. */
export function onScreen() {
  const { board } = room.state;
  const onItsPage = !ui.panel && shownPhase() === "commitments" && board?.actions.some(({ id }) => id === board.spotlight);
  if (onItsPage) return nothing;
  const found = board && ui.panel !== "screen" ? lit(board) : null;
  if (!found) return nothing;
  return html`<button class="on-screen" type="button" @click=${() => openPanel("screen")}>
    ${icons.screen}<span class="said"><b>${t("phone.on_screen")}:</b> <span lang=${found.lang || nothing}>${found.text}</span></span>
  </button>`;
}
