/** Joining an action by name: opt-in, with the name of last time, and taken back as easily. */

import { html } from "lit-html";
import { icons } from "../icons.js";
import { say } from "../announce.js";
import { t } from "../words.js";
import { nameForm, ownName } from "./own-name.js";
import { focusSoon, redraw, room } from "./ui.js";

/** @typedef {import("../types.js").Action} Action */

/** The action for which the name is being asked. */
let asking = "";

/** The name under which one takes part, as it will be when what waits has been sent. @param {string} action */
function ownPart(action) {
  let name = room.state.yours.taking_part[action] ?? "";
  for (const { command, state } of room.state.pending) {
    if (state === "waiting" && command.kind === "TakePart" && command.action === action) name = command.name;
  }
  return name;
}

/** @param {Action} action */
export function takePart(action) {
  const mine = ownPart(action.id);
  return html`<section class="section part" aria-labelledby="part">
    <h2 id="part">${t("phone.who_takes_part")}</h2>
    ${action.taking_part.length
      ? html`<ul class="names">
          ${action.taking_part.map((name) => html`<li>${name}</li>`)}
        </ul>`
      : html`<p class="lead">${t("phone.nobody_yet")}</p>`}
    ${asking === action.id
      ? nameForm({
          id: "part-name",
          hint: t("phone.take_part_hint"),
          button: t("phone.take_part"),
          use: (name) => void set(action.id, name),
          cancel: () => {
            asking = "";
            focusSoon(".part .join");
          },
        })
      : mine
        ? html`<p class="own-part">
            <span class="state">${icons.tick}${t("phone.taking_part_as", { name: mine })}</span>
            <button class="button bare join" type="button" @click=${() => void set(action.id, "")}>${t("phone.take_back")}</button>
          </p>`
        : html`<button class="button plain join" type="button" @click=${() => ask(action.id)}>${icons.people}${t("phone.take_part")}</button>`}
  </section>`;
}

/** @param {string} action */
function ask(action) {
  asking = action;
  focusSoon(ownName() ? ".part .name-form button[type=submit]" : "#part-name");
  redraw();
}

/** @param {string} action @param {string} name */
async function set(action, name) {
  asking = "";
  const sent = room.send({ kind: "TakePart", action, name });
  focusSoon(".part .join");
  const answer = await sent;
  if (name) say(answer.ok ? t("phone.taking_part_as", { name }) : answer.text);
  for (const { id, command, state } of room.state.pending) if (state === "refused" && command.kind === "TakePart") room.dismiss(id);
}
