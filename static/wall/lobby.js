/** The lobby: the code is the picture. */

import { html, nothing } from "lit-html";
import { inLanguage, languageOf, t, tn } from "../words.js";
import { both } from "./languages.js";
import { codeOf, qr } from "./margin.js";
import { textWidth } from "./measure.js";
import { drawn, langOf, saidIn } from "./seen.js";
import { inBoth, textHeight } from "./text.js";

/** @typedef {import("./seen.js").Seen} Seen */

const WIDTH = 61; // beside the QR, rem
const TITLE_SIZES = [6, 4.5, 3.5, 2.75, 2.25];
const TITLE_LEADING = 1.1;
const CODE_SIZES = [10, 9, 8, 7, 6, 5];
const REST = 33.5; // all but the title and the code, rem
const HOST_SIZE = 2.25; // --w-2

/** The largest size at which the code stands on one line: Ms and Ws are wide. @param {string} code @param {number} most */
function codeSize(code, most) {
  const ems = textWidth(`${code} `) * 1.02;
  return CODE_SIZES.find((size) => size <= most && size * ems <= WIDTH) ?? CODE_SIZES.at(-1) ?? 5;
}

/** Who is in the room, in words. @param {import("../types.js").People} people */
function here({ hall, remote }) {
  const all = hall + remote;
  return html`<b>${inBoth((voice) => voice.tn("wall.here", all))}</b>${remote ? html`&ensp;${[tn("common.hall", hall), tn("common.remote", remote)].join(", ")}` : nothing}`;
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
  const code = codeSize(data.code, Math.max(5, (seen.space.height - REST) * 0.45));
  const height = seen.space.height - REST - code;
  const texts = title.map(({ text }) => text);
  const size = TITLE_SIZES.find((one) => textHeight(texts, WIDTH, one, TITLE_LEADING) <= height) ?? 2.25;
  return html`<main>
      <div class="top">
        ${host(data)}
        <div class="title">
          ${title.map(({ text, lang }, place) => {
            const words = drawn(text, lang);
            return place ? html`<p data-size=${size} lang=${langOf(lang)}>${words}</p>` : html`<h1 data-size=${size} lang=${langOf(lang)}>${words}</h1>`;
          })}
        </div>
      </div>
      <div class="ways">
        ${both((voice) => voice.t("wall.point")).map(({ text, lang }) => html`<p lang=${langOf(lang)}><b>${text}</b></p>`)}
        <p class="or">${inBoth((voice) => voice.t("wall.or_type"))}</p>
        <p class="addr">${data.address}</p>
        <p class="code" data-size=${code}>${codeOf(data.code)}</p>
      </div>
      <div class="foot">
        ${tools}
        <p class="here"><span>${here(people)}</span>${starts ? html`<span>${inBoth((voice) => voice.t("wall.starts", { time: voice.clockTime(starts) }))}</span>` : nothing}</p>
      </div>
    </main>
    <aside class="panel" aria-label=${t("wall.margin")}>${qr(data)}</aside>`;
}
