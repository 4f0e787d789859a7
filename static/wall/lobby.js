/** The lobby: the code is the picture. */

import { html, nothing } from "lit-html";
import { clockTime, inLanguage, languageOf, t, tn } from "../words.js";
import { codeOf, qr } from "./margin.js";
import { sizeFor, textWidth } from "./measure.js";
import { drawn, langOf, saidIn } from "./seen.js";

/** @typedef {import("./seen.js").Seen} Seen */

const WIDTH = 61; // beside the QR, rem
const TITLE_SIZES = /** @type {const} */ ([
  [6, 2],
  [4.5, 2],
  [3.5, 3],
  [2.75, 99],
]);
const CODE_SIZES = [10, 9, 8, 7];
const HOST_SIZE = 2.25; // --w-2

/** The largest size at which the code stands on one line: Ms and Ws are wide. @param {string} code */
function codeSize(code) {
  const ems = textWidth(`${code} `) * 1.02;
  return CODE_SIZES.find((size) => size * ems <= WIDTH) ?? CODE_SIZES.at(-1);
}

/** Who is in the room, in words. @param {import("../types.js").People} people */
function here({ hall, remote }) {
  const all = hall + remote;
  return html`<b>${tn("wall.here", all)}</b>${remote ? html`&ensp;${[tn("common.hall", hall), tn("common.remote", remote)].join(", ")}` : nothing}`;
}

/** Who asks and for what: on one line where they fit, else one below the other and no dot left hanging. @param {Seen["data"]} data */
function host({ host, workshop_title: words }) {
  const title = inLanguage(words);
  const together = textWidth(`${host} · ${title}`) * HOST_SIZE <= WIDTH;
  return html`<p class="host">${host ? html`${host}${together ? " · " : html`<br />`}` : nothing}<span lang=${langOf(languageOf(words))}>${title}</span></p>`;
}

/** @param {Seen} seen @param {unknown} tools */
export function lobby(seen, tools) {
  const { data, people, board } = seen;
  const title = saidIn(board.title, seen.second);
  const starts = board.timer.ends_at;
  return html`<main>
      <div class="top">
        ${host(data)}
        <div class="title">
          <h1 data-size=${sizeFor(title[0]?.text ?? "", WIDTH, TITLE_SIZES)} lang=${langOf(title[0]?.lang ?? "")}>
            ${drawn(title[0]?.text ?? "", title[0]?.lang ?? "")}
          </h1>
          ${title[1] ? html`<p lang=${langOf(title[1].lang)}>${drawn(title[1].text, title[1].lang)}</p>` : nothing}
        </div>
      </div>
      <div class="ways">
        <p><b>${t("wall.point")}</b></p>
        <p class="or">${t("wall.or_type")}</p>
        <p class="addr">${data.address}</p>
        <p class="code" data-size=${codeSize(data.code)}>${codeOf(data.code)}</p>
      </div>
      <div class="foot">
        ${tools}
        <p class="here"><span>${here(people)}</span>${starts ? html`<span>${t("wall.starts", { time: clockTime(starts) })}</span>` : nothing}</p>
      </div>
    </main>
    <aside class="panel" aria-label=${t("wall.margin")}>${qr(data)}</aside>`;
}
