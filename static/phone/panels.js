/** Pages of this phone alone that lie over the step's: the rooms, and what is on the screen. */

import { html } from "lit-html";
import { phase } from "../board.js";
import { icons } from "../icons.js";
import { t } from "../words.js";
import { stepName } from "./sheet.js";
import { focusSoon, room, ui } from "./ui.js";

/** The step in which the page was opened: one that has begun since is worth naming. */
let openedIn = -1;

/** Opens a page over the step's, or goes back to that. @param {"" | "rooms" | "screen"} name */
export function openPanel(name) {
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
        ${icons.back}${here && step ? t("phone.back_to", { step: stepName(step) }) : t(`phone.go.${phase(board)}`)}
      </button>
    </div>
  </footer>`;
}
