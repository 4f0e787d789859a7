/** The margin of every view: where we are, how long, and how to join late. As in the minutes of a meeting, always the same. */

import { html, nothing } from "lit-html";
import { t } from "../words.js";
import { clockFigures, clockSaid } from "./clock.js";
import { both } from "./languages.js";
import { sizeFor } from "./measure.js";
import { drawn, langOf, said, saidIn } from "./seen.js";

/** @typedef {import("./seen.js").Seen} Seen */

const WIDTH = 20; // of what stands in the margin, rem
const ROOM_SIZES = /** @type {const} */ ([
  [2.25, 4],
  [1.75, 99],
]);

/** The join code in two blocks of four, spelled out for who listens. @param {string} code */
export function codeOf(code) {
  const blocks = code.match(/.{1,4}/g) ?? [];
  return html`<span class="sr">${t("wall.code", { letters: [...code].join(" ") })}</span><span aria-hidden="true">${blocks.join(" ")}</span>`;
}

/** The QR code, always dark on white. @param {import("../types.js").PageData} data */
export function qr(data) {
  return html`<img class="qr" src="/rooms/${data.room}/qr.svg" width="240" height="240" alt=${t("wall.qr", { url: data.join_url })} />`;
}

/**
 * What a step is called: in the run sheet's own words where it has some, in each of the wall's languages.
 * @param {import("../types.js").Step | undefined} step
 * @param {string} second
 */
export function stepName(step, second) {
  return said(step?.title) ? saidIn(step?.title, second) : both((voice) => voice.t(`phase.${step?.phase ?? "lobby"}`));
}

/** What the room is doing, in the page's language. @param {Seen} seen */
export function phaseName(seen) {
  return stepName(seen.step, "")[0] ?? { text: "", lang: "" };
}

/**
 * @param {Seen} seen
 * @param {object} also
 * @param {boolean} also.clock whether the margin shows the time; some views show it larger
 * @param {boolean} also.joining whether it says how to join; the last page says it larger
 * @param {unknown} also.tools
 */
export function margin(seen, { clock, joining, tools }) {
  const names = saidIn(seen.board.title, seen.second);
  const phases = stepName(seen.step, seen.second);
  return html`<aside class="margin" aria-label=${t("wall.margin")}>
    <div class="room" data-size=${sizeFor(names[0]?.text ?? "", WIDTH, ROOM_SIZES)}>
      ${names.map((name) => html`<p lang=${langOf(name.lang)}>${drawn(name.text, name.lang)}</p>`)}
    </div>
    <div class="phase">
      <span class="now-dot"></span>
      <div>${phases.map(({ text, lang }) => html`<p lang=${langOf(lang)}>${drawn(text, lang)}</p>`)}</div>
    </div>
    ${clock && seen.left !== null
      ? html`<div class="clock"><p>${clockFigures(seen.left)}</p>
          <div class="word">${clockSaid(seen.board.timer, seen.left).map(({ text, lang }) => html`<p lang=${langOf(lang)}>${text}</p>`)}</div>
        </div>`
      : nothing}
    ${tools}
    ${joining
      ? html`<div class="join">
          ${qr(seen.data)}
          <p class="code">${codeOf(seen.data.code)}</p>
          <p class="addr">${seen.data.address}</p>
        </div>`
      : nothing}
  </aside>`;
}
