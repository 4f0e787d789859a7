/** Results: the dots themselves, each one countable. Tied rows lie on shade, and what happens next, or did, stands below. */

import { ranking } from "../ranking.js";
import { t, tn } from "../words.js";
import { both } from "./languages.js";
import { isShown } from "./reveal.js";
import { rowPages } from "./rows.js";
import { quiet } from "./seen.js";

/** @typedef {import("./seen.js").Seen} Seen */
/** @typedef {import("./seen.js").View} View */
/** @typedef {import("../types.js").Round} Round */
/** @typedef {import("../ranking.js").Row} Row */

const FIRST_STAY = 30_000; // the outcome stays longer than the lines below it
const VOID_STAY = 15_000;

/**
 * The current round's result, a run-off's with that of the round whose tie it ended; a void one's reason with what was chosen before.
 * @param {Seen} seen
 * @returns {View | null} null: there is nothing to show
 */
export function results(seen) {
  const { round, rounds } = seen.board;
  const earlier = rounds.at(-1);
  if (round?.state === "void" && !round.practice) return after(voided(seen, round), earlier ? (first) => resultOf(seen, earlier, first, Infinity) : null);
  if (!round || !isShown(round)) return earlier ? resultOf(seen, earlier, 0, Infinity) : null;
  const shown = resultOf(seen, round, 0, seen.revealed);
  const of = round.run_off_of ? rounds.find((one) => one.id === round.run_off_of) : undefined;
  return of && seen.revealed === Infinity ? after(shown, (first) => resultOf(seen, of, first, Infinity)) : shown;
}

/** One view's pages and then another's. @param {View} one @param {((first: number) => View) | null} next @returns {View} */
function after(one, next) {
  const own = Math.max(1, one.pages.length);
  const other = next?.(own);
  if (!other) return one;
  const single = { keys: [one.matter], stay: VOID_STAY };
  return {
    matter: `${one.matter} ${other.matter}`,
    pages: [...(one.pages.length ? one.pages : [single]), ...(other.pages.length ? other.pages : [{ keys: [other.matter], stay: VOID_STAY }])],
    draw: (place, pager) => (place < own ? one.draw(place, pager) : other.draw(place, pager)),
  };
}

/** @param {Seen} seen @param {Round} round @returns {View} */
function voided(seen, round) {
  return { matter: `void ${round.id}`, pages: [], draw: () => quiet([...both((voice) => voice.t("wall.void")), { text: round.reason, lang: "" }]) };
}

/**
 * @param {Seen} seen
 * @param {Round} round
 * @param {number} first the place of its first page
 * @param {number} revealed
 * @returns {View}
 */
function resultOf(seen, round, first, revealed) {
  const matter = `results ${round.id}`;
  if (!round.dots) return { matter, pages: [], draw: () => quiet(both((voice) => voice.t("wall.nobody_voted"))) };
  const all = ranking(round);
  const rows = all.filter((row) => row.dots > 0);
  const without = all.length - rows.length; // told as a number: they are no part of the outcome
  const { above = [], tied = [], chosen = null } = round.outcome ?? {};
  const tie = rows.find((row) => tied.includes(row.line.id))?.rank ?? null;
  const top = rows.filter((row) => above.includes(row.line.id) || tied.includes(row.line.id)).at(-1);
  return rowPages(seen, {
    matter,
    title: both((voice) => voice.t(round.practice ? "wall.practice_result" : round.run_off_of ? "wall.run_off_result" : "wall.result")),
    below: both((voice) => turnout(voice, round, seen.people)),
    rows,
    most: Math.max(...rows.map((row) => row.dots), 1),
    firstStay: FIRST_STAY,
    space: seen.space,
    first,
    revealed,
    cut: top,
    mark: (row) => [tied.includes(row.line.id) && "tied", chosen?.includes(row.line.id) && !round.practice && "chosen"].filter(Boolean).join(" "),
    foot: ({ here, after: left, next, cut, beyond }) => {
      const told = [];
      if (tie !== null && here.some((row) => row.rank === tie) && !round.practice) told.push({ text: tieText(round, tie), strong: true });
      else if (cut && left && chosen && !round.practice) told.push({ text: t("wall.cut"), strong: true });
      if (round.outcome?.regrouped) told.push({ text: t("wall.regrouped"), strong: false });
      const rest = left ? tn("wall.others", left, { page: next }) : without ? tn("wall.without", without) : "";
      if (beyond || rest) told.push({ text: [beyond, rest].filter(Boolean).join(" · "), strong: false });
      return told;
    },
  });
}

/** "22/23 voted, of which 4 on paper, 64 dots". @param {import("../words.js").Voice} voice @param {Round} round @param {import("../types.js").People} people */
function turnout(voice, round, { hall, remote }) {
  const present = hall + remote + round.papers;
  const voted = present >= round.ballots ? voice.t("wall.ballots_of", { ballots: round.ballots, people: present }) : voice.tn("wall.ballots", round.ballots);
  return [voted, round.papers ? voice.tn("wall.papers", round.papers) : "", voice.tn("common.dots", round.dots)].filter(Boolean).join(", ");
}

/** What happens with a tie across the cut, or how it was ended and why. @param {Round} round @param {number} rank */
function tieText({ outcome }, rank) {
  if (!outcome || outcome.chosen === null) return t(outcome?.run_off ? "wall.tie_run_off" : "wall.tie", { rank });
  const ended = t(`wall.way.${outcome.way || "decided"}`, { rank });
  return outcome.reason ? `${ended} ${outcome.reason}` : ended;
}

/** @returns {View} */
export function noResult() {
  return { matter: "no result", pages: [], draw: () => quiet(both((voice) => voice.t("wall.no_result"))) };
}
