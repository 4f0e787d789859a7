/** How the room's walls look: colours, languages, and whether their pages turn. Each choice holds at once. */

import { html, nothing } from "lit-html";

import { t } from "../words.js";
import { away } from "./away.js";
import { NAMES } from "./keyshelp.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("../types.js").WallLook} WallLook */

const LANGUAGES_MOST = 2; // a third would be too small for the back row

/** @type {WallLook | null} what was asked for and is not so yet: the next choice builds upon it */
let wished = null;
/** @type {WallLook | null} how walls looked when that was answered: what came of it is still on its way until they look otherwise */
let before = null;

/** @param {Desk} desk */
export function wallSettings(desk) {
  if (before && before !== desk.board.wall) wished = before = null;
  const wall = wished ?? desk.board.wall;
  /** @param {Partial<WallLook>} change */
  const look = async (change) => {
    const wish = { ...(wished ?? desk.board.wall), ...change };
    wished = wish;
    before = null;
    desk.set({});
    const done = await desk.ask({ kind: "SetWall", ...wish });
    if (wished === wish && done) before = desk.board.wall;
    else if (wished === wish) wished = null;
    desk.set({});
  };
  return html`<div class="sheet">
    <h2 id="dialog-title" tabindex="-1" autofocus>${t("desk.wall")}</h2>
    <fieldset class="row">
      <legend class="label">${t("desk.wall_theme")}</legend>
      ${/** @type {const} */ (["auto", "light", "dark"]).map(
        (theme) => html`<label class="choice">
          <input type="radio" name="theme" .checked=${wall.theme === theme} @change=${() => look({ theme })} /><span>${t(`desk.wall_theme.${theme}`)}</span>
        </label>`,
      )}
    </fieldset>
    ${desk.data.languages.length > 1 ? languages(desk, wall.languages, look) : nothing} ${pages(wall, look)}
    <div class="ends">${away(desk, "desk.close")}</div>
  </div>`;
}

/**
 * @param {Desk} desk
 * @param {readonly string[]} chosen
 * @param {(change: Partial<WallLook>) => void} look
 */
function languages(desk, chosen, look) {
  return html`<fieldset class="row">
    <legend class="label">${t("desk.wall_languages")}</legend>
    ${desk.data.languages.map((lang) => {
      const on = chosen.includes(lang);
      const off = !on && chosen.length >= LANGUAGES_MOST;
      return html`<label class="choice">
        <input
          type="checkbox"
          .checked=${on}
          ?disabled=${off}
          aria-describedby="wall-languages-how"
          @change=${() => look({ languages: on ? chosen.filter((one) => one !== lang) : [...chosen, lang] })}
        /><span lang=${lang}>${NAMES[/** @type {keyof typeof NAMES} */ (lang)] ?? lang}</span>
      </label>`;
    })}
    <p class="meta" id="wall-languages-how">${t("desk.wall_languages_how")}</p>
  </fieldset>`;
}

/**
 * @param {WallLook} wall
 * @param {(change: Partial<WallLook>) => void} look
 */
function pages({ paused, page }, look) {
  return html`<fieldset class="row">
    <legend class="label">${t("desk.wall_pages")}</legend>
    <button class="button plain" type="button" aria-pressed=${paused ? "true" : "false"} @click=${() => look({ paused: !paused, page: 0 })}>
      ${t(paused ? "desk.wall_resume" : "desk.wall_pause")}
    </button>
    ${paused
      ? html`<button class="button plain" type="button" aria-disabled=${page ? "false" : "true"} @click=${() => page && look({ page: page - 1 })}>${t("desk.wall_back")}</button>
          <button class="button plain" type="button" @click=${() => look({ page: page + 1 })}>${t("desk.wall_forward")}</button>`
      : nothing}
    <p class="meta" role="status">${paused ? t("desk.wall_standing", { page: page + 1 }) : t("desk.wall_turning")}</p>
  </fieldset>`;
}
