/** How people come in, and how the wall is opened. A wall's link is a key: it is shown here and nowhere else. */

import { html } from "lit-html";

import { say } from "../announce.js";
import { t } from "../words.js";
import { away } from "./away.js";

/** How people come in: address, code and QR. @param {import("./desk.js").Desk} desk */
export function comingIn(desk) {
  const { code, join_url: join, room, address } = desk.data;
  return html`<section class="joining" aria-labelledby="joining">
    <img class="qr" src="/rooms/${room}/qr.svg" alt=${t("desk.qr", { link: join })} width="160" height="160" />
    <div>
      <h2 id="joining">${t("desk.for_people")}</h2>
      <p>${t("desk.join_how", { address })}</p>
      <p class="code figure">${code.slice(0, 4)} ${code.slice(4)}</p>
    </div>
  </section>`;
}

/** @param {import("./desk.js").Desk} desk */
export function links(desk) {
  const given = /** @type {{join?: string, wall?: string}} */ (desk.data["links"] ?? {});
  return html`<div class="sheet links">
    <h2 id="dialog-title" tabindex="-1" autofocus>${t("desk.links")}</h2>
    ${desk.phase === "lobby" ? "" : comingIn(desk)}
    ${copied("join-link", t("desk.join_link"), given.join ?? desk.data.join_url)}
    <h3>${t("desk.for_wall")}</h3>
    <p class="meta">${t("desk.wall_how")}</p>
    ${given.wall ? copied("wall-link", t("desk.wall_link"), given.wall) : ""}
    <div class="ends">
      ${given.wall ? html`<a class="button" href=${given.wall} target="_blank" rel="noopener noreferrer">${t("desk.open_wall")}</a>` : ""}
      ${away(desk, "desk.close")}
    </div>
  </div>`;
}

/**
 * A link in a field, to be copied by the button or by hand.
 * @param {string} id
 * @param {string} label
 * @param {string} link
 */
function copied(id, label, link) {
  return html`<div class="field">
    <label class="label" for=${id}>${label}</label>
    <div class="copy">
      <input class="input" id=${id} readonly .value=${link} @focus=${(/** @type {Event} */ event) => /** @type {HTMLInputElement} */ (event.target).select()} />
      <button class="button plain" type="button" @click=${(/** @type {Event} */ event) => copy(id, /** @type {HTMLElement} */ (event.currentTarget))}>${t("desk.copy")}</button>
    </div>
  </div>`;
}

/**
 * Plain http has no clipboard to write to, so there the field is chosen and copied as by hand.
 * @param {string} id
 * @param {HTMLElement} button
 */
async function copy(id, button) {
  const field = /** @type {HTMLInputElement} */ (document.getElementById(id));
  let done = false;
  try {
    await navigator.clipboard.writeText(field.value);
    done = true;
  } catch {
    field.select();
    done = document.execCommand("copy");
  }
  say(t(done ? "desk.copied" : "desk.copy_by_hand"));
  if (done) button.dataset["done"] = t("desk.copied");
  else field.select();
}
