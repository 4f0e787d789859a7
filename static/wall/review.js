/** Last year's actions: how many came how far, then each of them; once the desk orders by votes, the three to talk about first. */

import { html, nothing } from "lit-html";
import { dotRow } from "../dots.js";
import { number, t, tn } from "../words.js";
import { head, headHeight } from "./head.js";
import { both } from "./languages.js";
import { stepName } from "./margin.js";
import { lineCount } from "./measure.js";
import { filled, stay, wallText } from "./pages.js";
import { drawn, langOf, quiet, said, saidIn } from "./seen.js";
import { STATUSES, statusMarks } from "./status.js";
import { inBoth, textHeight } from "./text.js";

/** @typedef {import("./seen.js").Seen} Seen */
/** @typedef {import("./seen.js").View} View */
/** @typedef {import("../types.js").Earlier} Earlier */
/** @typedef {{one: Earlier, size: number, tall: number}} Placed */

const TOP = 3;
const TOP_STAY = 45_000; // the three to talk about stay while they are talked about
const SCORE_STAY = 20_000;
const MARK = 3; // of the score card
const SIZES = [3.25, 2.75, 2.25, 1.75];
const LEADING = 1.15;
const BESIDE = 4.5; // the mark before a row's words, and the gap
const ROW_PADDING = 2.6;
const TALLY = { height: 3.9, sum: 9 }; // dots and figures below a row of the top; the sum beside it

/** @param {Seen} seen @returns {View} */
export function review(seen) {
  const { board, space, second, step } = seen;
  const { items, by_votes } = board.earlier;
  const asked = said(step?.prompt) ? saidIn(step?.prompt, second) : stepName(step, second);
  if (!items.length) return { matter: "review", pages: [], draw: () => quiet(both((voice) => voice.t("wall.no_earlier"))) };
  const height = space.height - headHeight(asked, space.width);
  const place = (/** @type {Earlier} */ one) => placed(one, { width: space.width, height }, by_votes);
  const ordered = by_votes ? [...items].sort((a, b) => talk(b) - talk(a) || a.order - b.order) : [...items].sort((a, b) => a.order - b.order);
  const least = by_votes ? Math.max(1, talk(ordered[TOP - 1] ?? ordered[ordered.length - 1])) : Infinity;
  const top = ordered.filter((one) => talk(one) >= least).map(place);
  const rest = ordered.filter((one) => talk(one) < least).map(place);
  const tall = (/** @type {Placed} */ one) => one.tall;
  const topPages = filled(top, height, tall);
  const restPages = filled(rest, height, tall);
  const most = Math.max(...ordered.map(talk), 1);
  const score = { keys: ["score"], stay: SCORE_STAY };
  const pages = [
    ...(by_votes ? topPages.map((page) => ({ keys: page.map(({ one }) => one.id), stay: TOP_STAY })) : [score]),
    ...restPages.map((page) => ({ keys: page.map(({ one }) => one.id), stay: stay(page.reduce((sum, { one }) => sum + one.what.length + one.why.length, 0)) })),
  ];
  const first = by_votes ? topPages.length : 1;
  return {
    matter: by_votes ? "review by votes" : "review",
    pages,
    draw: (at, pager) => {
      const all = !Number.isFinite(space.height);
      const listed = all ? [...topPages, ...restPages].flat() : at < first && by_votes ? (topPages[at] ?? []) : (restPages[at - first] ?? []);
      const withScore = !by_votes && (all || at === 0);
      return html`<main class="review">
        ${head(asked, space.width, pager)}
        ${withScore ? scoreCard(items) : nothing}
        ${listed.length ? html`<ol class="earlier">${listed.map((one) => rowOf(one, most, by_votes && at < first))}</ol>` : nothing}
      </main>`;
    },
  };
}

/** @param {Earlier | undefined} one */
const talk = (one) => one?.tally?.talk ?? 0;

/** @param {readonly Earlier[]} items */
function scoreCard(items) {
  return html`<ul class="score">
    ${STATUSES.map((status) => {
      const count = items.filter((one) => one.status === status).length;
      return html`<li>
        <p class="figure">${number(count)}</p>
        <div>
          <h2>${inBoth((voice) => voice.t(`common.status.${status}`))}</h2>
          ${count ? statusMarks(status, count, MARK) : nothing}
        </div>
      </li>`;
    })}
  </ul>`;
}

/** What is told of an action below its words; of those to be talked about not why, for people will say that. @param {Earlier} one @param {boolean} brief */
function below(one, brief) {
  return [t(`common.status.${one.status}`), one.who, brief ? "" : wallText(one.why)].filter(Boolean).join(" · ");
}

/**
 * The largest size at which an action has a page's height at most.
 * @param {Earlier} one
 * @param {import("./pages.js").Space} space
 * @param {boolean} voted
 * @returns {Placed}
 */
function placed(one, space, voted) {
  const width = space.width - BESIDE - (voted ? TALLY.sum : 0);
  const height = (/** @type {number} */ size) =>
    textHeight([wallText(one.what)], width, size, LEADING) +
    lineCount(below(one, voted), width / Math.min(size, 2.75)) * Math.min(size, 2.75) * 1.2 +
    (voted ? TALLY.height : 0) +
    ROW_PADDING;
  const size = SIZES.find((type) => height(type) <= (type > 2.75 ? space.height / 3 : space.height)) ?? 1.75;
  return { one, size, tall: height(size) };
}

/** @param {Placed} placed @param {number} most talk dots of one action @param {boolean} top */
function rowOf({ one, size }, most, top) {
  const { tally } = one;
  const verdicts = tally && /** @type {const} */ (["keep", "change", "drop"]).map((verdict) => `${t(`common.verdict.${verdict}`)} ${number(tally[verdict])}`).join(" · ");
  return html`<li class=${tally ? "voted" : ""}>
    ${statusMarks(one.status, 1, 2)}
    <div class="what">
      <h2 data-size=${size} lang=${langOf(one.lang)}>${drawn(wallText(one.what), one.lang)}</h2>
      <p class="why" data-size=${Math.min(size, 2.75)} lang=${langOf(one.lang)}>${drawn(below(one, tally !== undefined), one.lang)}</p>
    </div>
    ${tally
      ? html`<p class="sum" data-top=${top ? "" : nothing}><span class="sr">${tn("wall.talk", tally.talk)}</span><span aria-hidden="true">${number(tally.talk)}</span></p>
          <div class="proof">${tally.talk ? dotRow(tally.talk, most, tn("wall.talk", tally.talk)) : html`<span class="dotrow"></span>`}<p class="who">${verdicts}</p></div>`
      : nothing}
  </li>`;
}
