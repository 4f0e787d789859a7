/** Pages of this phone alone that lie over the step's: the rooms, and what is on the screen. */

import { html } from "lit-html";
import { phase } from "../board.js";
import { icons } from "../icons.js";
import { t } from "../words.js";
import { stepName } from "./sheet.js";
import { focusSoon, room, ui } from "./ui.js";

/** The step in which the page was opened: one that has begun since is worth naming. */
let openedIn = -1;

/** What the browser remembers of such a page, so that its own way back leads to the step and not out of the room. */
const PLACE = "over the step";

/** Opens a page over the step's, or goes back to that. @param {"" | "rooms" | "screen"} name */
export function openPanel(name) {
  if (name && !ui.panel) history.pushState(PLACE, "");
  if (!name && ui.panel && history.state === PLACE) history.back();
  show(name);
}

addEventListener("popstate", () => {
  if (ui.panel) show("");
});

/** @param {"" | "rooms" | "screen"} name */
function show(name) {
  ui.panel = name;
  openedIn = room.state.board?.step ?? -1;
  scrollTo(0, 0);
  focusSoon("main h1");
}

/** The way back, named after where it leads. @param {import("../types.js").Board} board */
export function backBar(board) {
  const step = board.steps[board.step];
  const here = openedIn === board.step;
  return html`<footer class="bar">
    <div class="row">
      <button class="button" type="button" @click=${() => openPanel("")}>
        ${here ? icons.back : icons.forward}${here && step ? t("phone.back_to", { step: stepName(step) }) : t(`phone.go.${phase(board)}`)}
      </button>
    </div>
  </footer>`;
}
