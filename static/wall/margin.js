/** The margin of every view: where we are, how long, and how to join late. As in the minutes of a meeting, always the same. */

import { html, nothing } from "lit-html";
import { t } from "../words.js";
import { clockFigures, clockWord } from "./clock.js";
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

/** What the room is doing, in the run sheet's own words where it has some. @param {Seen} seen */
export function phaseName(seen) {
  const named = said(seen.step?.title) ? saidIn(seen.step?.title, "")[0] : undefined;
  return named ?? { text: t(`phase.${seen.step?.phase ?? "lobby"}`), lang: "" };
}

/**
 * @param {Seen} seen
 * @param {object} also
 * @param {boolean} also.clock whether the margin shows the time; some views show it larger
 * @param {unknown} also.tools
 */
export function margin(seen, { clock, tools }) {
  const names = saidIn(seen.board.title, seen.second);
  const phase = phaseName(seen);
  return html`<aside class="margin" aria-label=${t("wall.margin")}>
    <div class="room" data-size=${sizeFor(names[0]?.text ?? "", WIDTH, ROOM_SIZES)}>
      ${names.map((name) => html`<p lang=${langOf(name.lang)}>${drawn(name.text, name.lang)}</p>`)}
    </div>
    <p class="phase"><span class="now-dot"></span><span lang=${langOf(phase.lang)}>${drawn(phase.text, phase.lang)}</span></p>
    ${clock && seen.left !== null
      ? html`<div class="clock"><p>${clockFigures(seen.left)}</p><p class="word">${clockWord(seen.board.timer, seen.left)}</p></div>`
      : nothing}
    ${tools}
    <div class="join">
      ${qr(seen.data)}
      <p class="code">${codeOf(seen.data.code)}</p>
      <p class="addr">${seen.data.address}</p>
    </div>
  </aside>`;
}
