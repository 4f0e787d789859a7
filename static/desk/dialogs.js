/** The one dialog of the desk, with what it is about inside. */

import { html, nothing } from "lit-html";

import { history } from "./history.js";
import { keys } from "./keyshelp.js";
import { links } from "./links.js";
import { newPlace } from "./place.js";
import { sure } from "./sure.js";
import { writing } from "./writing.js";

/** @typedef {import("./desk.js").Desk} Desk */

/** Always in the page, so that the browser gives the focus back where it came from. @param {Desk} desk */
export function dialogs(desk) {
  return html`<dialog id="dialog" class="dialog" aria-labelledby="dialog-title" @close=${() => desk.dialog && desk.set({ dialog: null })}>
    ${desk.dialog ? content(desk) : nothing}
  </dialog>`;
}

/** @param {Desk} desk */
function content(desk) {
  const { dialog } = desk;
  switch (dialog?.kind) {
    case "sure":
      return sure(desk, dialog);
    case "place":
      return newPlace(desk, dialog);
    case "note":
      return writing(desk, dialog);
    case "links":
      return links(desk);
    case "keys":
      return keys(desk);
    case "history":
      return history(desk);
    case "drawn":
      return dialog.draw();
  }
  return nothing;
}
