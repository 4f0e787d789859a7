/** Voting: how much has been given, never where, unless the round is live and says so. */

import { html, nothing, svg } from "lit-html";
import { icons } from "../icons.js";
import { titled } from "../line.js";
import { ranking } from "../ranking.js";
import { number, t } from "../words.js";
import { both } from "./languages.js";
import { dotField, wallText } from "./pages.js";
import { askedText } from "./question.js";
import { isShown } from "./reveal.js";
import { rowPages } from "./rows.js";
import { drawn, langOf, said, saidIn } from "./seen.js";
import { bothStacked, inBoth, textHeight } from "./text.js";

/** @typedef {import("./seen.js").Seen} Seen */
/** @typedef {import("./seen.js").View} View */
/** @typedef {import("../types.js").Round} Round */

const COUNTABLE = 200; // more rings are a grey surface; a bar says the same. Source: look.md has it at the wall's scale
const FEWEST = 24; // a handful of dots should not grow into balloons
const STEP = 1.28; // from a dot to the next one, in dots
const REST = 20; // the sum, the line below it and the gaps, rem
const ASKED_SHARE = 0.3;
const TIED = { sizes: [3.5, 2.75], leading: 1.15, swatch: 5, gap: 1, which: 5.5 };

/** Whether a round belongs on the wall by itself: people vote, or have just voted. @param {Round | null} round */
export function isRunning(round) {
  return round?.state === "open" || round?.state === "paused" || round?.state === "closed";
}

/** Dots that the people here can give, and at least those that were given. @param {Round} round @param {import("../types.js").People} people */
export function available(round, { hall, remote }) {
  return Math.max(round.dots, round.budget * Math.max(hall + remote + round.papers, round.ballots));
}

/** @param {Seen} seen @returns {View} */
export function voting(seen) {
  const round = seen.board.round;
  if (!round || isShown(round) || round.state === "void" || round.state === "draft") return { matter: "vote soon", pages: [], draw: () => before(seen) };
  if (round.live && round.results) return live(seen, round);
  return { matter: `vote ${round.id}`, pages: [], draw: () => blind(seen, round) };
}

/** What is being decided, when the step does not say it itself. @param {Seen} seen @param {Round} [round] */
function asking({ step, second }, round) {
  if (round?.practice) return both((voice) => voice.t("wall.practice"));
  if (round?.run_off_of) return both((voice) => voice.t("wall.run_off"));
  return said(step?.prompt) ? saidIn(step?.prompt, second) : both((voice) => voice.t("wall.which"));
}

/** @param {Seen} seen @param {Round} round */
function blind(seen, round) {
  const { space, people } = seen;
  const height = Math.min(space.height, 67);
  const asked = askedText(asking(seen, round), { width: space.width, height: height * ASKED_SHARE });
  const tie = tied(seen, round, space.height - asked.height - REST - 6);
  const all = available(round, people);
  const words = state(round);
  return html`<main class="given">
    ${asked.template}${tie.template}
    ${all > COUNTABLE ? bar(round.dots, all) : field(round.dots, all, space.width / Math.max(6, space.height - asked.height - tie.height - REST))}
    <p class="sum"><b>${number(round.dots)}</b><span>${inBoth((voice) => voice.tn("wall.given", round.dots, { available: voice.number(all) }))}</span></p>
    <p class="note-line">${words.icon}<span>${bothStacked((voice) => voice.t(words.key))}</span></p>
  </main>`;
}

/** What to know about the round now. @param {Round} round */
function state(round) {
  if (round.state === "paused") return { icon: icons.pause, key: "wall.vote_paused" };
  if (round.state === "closed") return { icon: icons.tick, key: "wall.vote_closed" };
  if (round.practice) return { icon: icons.info, key: "wall.practice_note" };
  if (round.named) return { icon: icons.info, key: "wall.named" };
  return { icon: icons.unseen, key: "wall.blind" };
}

/**
 * The lines of a run-off, where there is room for them: it is known that they are tied.
 * @param {Seen} seen @param {Round} round @param {number} height
 */
function tied({ space, board }, round, height) {
  const first = round.run_off_of ? board.rounds.find((one) => one.id === round.run_off_of) : undefined;
  if (!first) return { template: nothing, height: 0 };
  const lines = round.lines.map(titled);
  const rank = first.results?.find(({ line }) => first.outcome?.tied.includes(line))?.rank ?? 1;
  const tall = (/** @type {number} */ size) => textHeight(lines.map(({ title }) => wallText(title)), space.width - TIED.swatch, size, TIED.leading) + lines.length * TIED.gap + TIED.which;
  const size = TIED.sizes.find((one) => tall(one) <= height);
  return {
    height: size ? tall(size) : TIED.which,
    template: html`<div class="tie">
      <p class="which">${bothStacked((voice) => voice.tn("wall.run_off_for", first.outcome?.seats ?? 1, { rank }))}</p>
      ${size ? html`<ul data-size=${size}>${lines.map((line) => html`<li data-color=${line.color} lang=${langOf(line.lang)}>${drawn(wallText(line.title), line.lang)}</li>`)}</ul>` : nothing}
    </div>`,
  };
}

/** A round that shows its counts while people vote. @param {Seen} seen @param {Round} round @returns {View} */
function live(seen, round) {
  const { space, people } = seen;
  const rows = ranking(round);
  const all = available(round, people);
  const open = round.state === "open";
  return rowPages(seen, {
    matter: `live ${round.id}`,
    title: both((voice) => voice.t("wall.live")),
    below: both((voice) => `${voice.tn("common.dots", round.dots)} / ${voice.number(all)}. ${open ? voice.t("wall.live_note") : voice.t(state(round).key)}`),
    rows,
    most: Math.max(...rows.map((row) => row.dots), 1),
    foot: ({ beyond }) => (beyond ? [{ text: beyond, strong: false }] : []),
    firstStay: 0,
    mark: () => "",
    space,
  });
}

/** What is asked before a round is opened. @param {Seen} seen */
function before(seen) {
  const { space } = seen;
  const asked = askedText(asking(seen), { width: space.width, height: Math.min(space.height, 67) * 0.75 });
  return html`<main class="given before">
    ${asked.template}
    <p class="note-line"><span>${bothStacked((voice) => voice.t("wall.vote_soon"))}</span></p>
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
