/** Voting: how much has been given, never where. */

import { html, svg } from "lit-html";
import { icons } from "../icons.js";
import { number, t, tn } from "../words.js";
import { dotField } from "./pages.js";
import { question } from "./question.js";
import { said } from "./seen.js";

/** @typedef {import("./seen.js").Seen} Seen */
/** @typedef {import("../types.js").Round} Round */

const COUNTABLE = 200; // more rings are a grey surface; a bar says the same. Source: look.md has it at the wall's scale
const FEWEST = 24; // a handful of dots should not grow into balloons
const STEP = 1.28; // from a dot to the next one, in dots
const REST = 27; // the sum, the line below it and the gaps, rem

/** Dots that the people here can give, and at least those that were given. @param {Round} round @param {import("../types.js").People} people */
export function available(round, { hall, remote }) {
  return Math.max(round.dots, round.budget * Math.max(hall + remote, round.ballots));
}

/** @param {Seen} seen */
export function voting(seen) {
  const { board, space, people } = seen;
  const round = board.round;
  const otherwise = said(seen.step?.prompt) ? undefined : [{ text: t("wall.which"), lang: "" }];
  if (!round || round.state === "revealed") return before(seen, otherwise);
  const asked = question(seen, Math.min(space.height, 67) * 0.3, otherwise);
  const all = available(round, people);
  const open = round.state === "open";
  return html`<main class="given">
    ${asked.template}
    ${all > COUNTABLE ? bar(round.dots, all) : field(round.dots, all, space.width / Math.max(8, space.height - asked.height - REST))}
    <p class="sum"><b>${number(round.dots)}</b><span>${tn("wall.given", round.dots, { available: number(all) })}</span></p>
    <p class="note-line">${open ? icons.unseen : icons.tick}<span>${open ? t("wall.blind") : t("wall.vote_closed")}</span></p>
  </main>`;
}

/** What is asked before a round is opened. @param {Seen} seen @param {{text: string, lang: string}[]} [otherwise] */
function before(seen, otherwise) {
  const asked = question(seen, Math.min(seen.space.height, 67) * 0.75, otherwise);
  return html`<main class="given before">
    ${asked.template}
    <p class="note-line"><span>${t("wall.vote_soon")}</span></p>
  </main>`;
}

/** @param {number} given @param {number} all @param {number} ratio */
function field(given, all, ratio) {
  const { columns, rows } = dotField(Math.max(all, FEWEST), ratio);
  const places = Array.from({ length: all }, (_, place) => ({ x: (place % columns) * STEP + 0.5, y: Math.floor(place / columns) * STEP + 0.5 }));
  return html`<svg
    class="dot-field"
    viewBox="0 0 ${(columns * STEP - STEP + 1).toFixed(2)} ${(rows * STEP - STEP + 1).toFixed(2)}"
    preserveAspectRatio="xMinYMid meet"
    role="img"
    aria-label=${t("wall.given_of", { given: number(given), available: number(all) })}
  >
    ${places.map(({ x, y }) => svg`<circle class="ring" cx=${x.toFixed(2)} cy=${y.toFixed(2)} r=".455"></circle>`)}
    ${places.slice(0, given).map(({ x, y }) => svg`<circle class="on" cx=${x.toFixed(2)} cy=${y.toFixed(2)} r=".5"></circle>`)}
  </svg>`;
}

/** @param {number} given @param {number} all */
function bar(given, all) {
  return html`<svg class="dot-bar" viewBox="0 0 1000 60" preserveAspectRatio="none" role="img" aria-label=${t("wall.given_of", { given: number(given), available: number(all) })}>
    <rect class="ring" x="2" y="2" width="996" height="56"></rect>
    <rect class="on" width=${Math.round((1000 * given) / Math.max(1, all))} height="60"></rect>
  </svg>`;
}
