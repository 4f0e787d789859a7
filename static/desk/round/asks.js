/** What is asked before a round is called off or a line gets other words. */

import { html } from "lit-html";

import { t } from "../../words.js";
import { away } from "../away.js";

/** @typedef {import("../desk.js").Desk} Desk */

/** Calling a round off says why. @param {Desk} desk @param {import("../../types.js").Round} round */
export function voiding(desk, round) {
  desk.set({
    dialog: {
      kind: "drawn",
      draw: () =>
        asking(desk, {
          title: t("desk.void_title"),
          text: t("desk.void_text"),
          label: t("desk.void_reason"),
          yes: t("desk.void_yes"),
          value: "",
          act: (reason) => desk.rounds.void(round, reason),
        }),
    },
  });
}

/**
 * Other words for a line while people vote: they must still mean the same.
 * @param {Desk} desk
 * @param {string} round
 * @param {import("../../types.js").Line} line
 */
export function rewording(desk, round, line) {
  desk.set({
    dialog: {
      kind: "drawn",
      draw: () =>
        asking(desk, {
          title: t("desk.reword_title"),
          text: t("desk.reword_text"),
          label: t("desk.reword_label"),
          yes: t("desk.save"),
          value: line.title,
          act: (title) => desk.ask({ kind: "RewordLine", round, line: line.id, title }, { told: t("desk.did.reword") }),
        }),
    },
  });
}

/**
 * @param {Desk} desk
 * @param {{title: string, text: string, label: string, yes: string, value: string, act: (text: string) => void}} what
 */
function asking(desk, { title, text, label, yes, value, act }) {
  /** @param {SubmitEvent} event */
  const save = (event) => {
    event.preventDefault();
    const said = String(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)).get("said")).trim();
    if (!said) return;
    desk.set({ dialog: null });
    act(said);
  };
  return html`<form class="sheet" method="dialog" @submit=${save}>
    <h2 id="dialog-title">${title}</h2>
    <p>${text}</p>
    <div class="field">
      <label class="label" for="said">${label}</label>
      <textarea class="input" id="said" name="said" rows="2" maxlength="280" required autofocus .defaultValue=${value}></textarea>
    </div>
    <div class="ends">
      <button class="button">${yes}</button>
      ${away(desk)}
    </div>
  </form>`;
}
