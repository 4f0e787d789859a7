/** The top of the desk: where we are, who is here, and the way to codes and links. */

import { html, nothing } from "lit-html";

import { icons, mark } from "../icons.js";
import { inLanguage, languageOf, number, t, tn } from "../words.js";
import { icons as own } from "./icons.js";
import { message } from "./message.js";
import { people as present, towns } from "./people.js";
import { wallSettings } from "./wallsettings.js";

/** @typedef {import("./desk.js").Desk} Desk */

/** @param {Desk} desk */
export function header(desk) {
  const { people } = desk.room.state;
  const { title } = desk.data;
  return html`<header class="bar">
      <span class="mark">${mark}<span class="sr">Talkoot</span></span>
      <p class="room" lang=${languageOf(title)}>${inLanguage(title)}</p>
      <ul aria-label=${t("desk.presence")}>
        <li><button class="button bare" type="button" @click=${() => opens(desk, () => present(desk))}>${icons.people}<span><b>${number(desk.present)}</b> ${presence(desk, people)}</span></button></li>
        ${people.desks > 1 ? html`<li>${icons.pen}${tn("desk.desks", people.desks)}</li>` : nothing}
        <li>
          <button class="button plain" type="button" title=${t("desk.wall")} @click=${() => opens(desk, () => wallSettings(desk))}>
            ${icons.screen}${people.walls ? tn("desk.walls", people.walls) : t("desk.no_wall")}
          </button>
        </li>
        <li><button class="button plain" type="button" @click=${() => opens(desk, () => message(desk))}>${own.message}${t("desk.message")}</button></li>
        <li><button class="button plain" type="button" @click=${() => desk.set({ dialog: { kind: "links" } })}>${t("desk.links")}</button></li>
      </ul>
    </header>
    ${line(desk)}`;
}

/**
 * @param {Desk} desk
 * @param {() => unknown} draw
 */
function opens(desk, draw) {
  desk.set({ dialog: { kind: "drawn", draw } });
}

/**
 * @param {Desk} desk
 * @param {import("../types.js").People} people
 */
function presence(desk, people) {
  const here = towns(desk);
  if (here.length) return [...here, [t("desk.people_remote"), people.remote]].map(([name, count]) => `${name} ${count}`).join(" · ");
  if (!people.remote) return tn("desk.present", desk.present);
  return tn("desk.present_where", desk.present, { hall: people.hall, remote: people.remote });
}

/** A strip below the top while the line is down, or nothing can be saved. @param {Desk} desk */
function line(desk) {
  const { status, ending, pending, storage } = desk.room.state;
  const waiting = pending.filter((one) => one.state === "waiting").length;
  if (status === "ended") return strip(t(`desk.ended.${ending ?? "unreadable"}`));
  if (status !== "offline") return storage ? strip(t(storage === "full" ? "common.storage_full" : "common.storage_away")) : nothing;
  return strip(waiting ? `${t("desk.offline")} ${tn("desk.waiting", waiting)}` : t("desk.offline"));
}

/** @param {string} text */
function strip(text) {
  return html`<p class="message strong strip" role="status">${icons.offline}<span>${text}</span></p>`;
}
