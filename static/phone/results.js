/** The result: every dot countable, one's own among them, ties told with what happens next, earlier votes below. */

import { html, nothing } from "lit-html";
import { dotRow, dots } from "../dots.js";
import { hyphenated } from "../hyphens.js";
import { icons } from "../icons.js";
import { titled } from "../line.js";
import { rankText } from "../ranking.js";
import { has, t, tn } from "../words.js";
import { counts, ownDots, shown } from "./ballot.js";
import { ballotOf } from "./kept-dots.js";
import { languages } from "./languages.js";
import { decidedBy, lastShown, rounds, standing } from "./outcome.js";
import { unsent } from "./unsent.js";
import { room, ui } from "./ui.js";

/** @typedef {import("../types.js").Board} Board */
/** @typedef {import("../types.js").Round} Round */
/** @typedef {import("../ranking.js").Row} Row */

const DOTS_SHOWN = 5; // above this, one's dots become a figure

/** @param {Board} board */
export function resultsView(board) {
  const { round } = board;
  if (round?.state === "closed") return closed(round);
  const last = lastShown(board);
  const practice = round && shown(round) && round.practice ? round : null;
  const told = practice ?? last;
  if (!told) return none(round);
  return html`<main>
    ${practice ? html`<p class="kind">${t("phone.practice")}</p>` : nothing}
    <h1 tabindex="-1">${t(practice ? "phone.practice_result" : "phone.result_heading")}</h1>
    <p class="lead">${practice ? t("phone.practice_over") : turnout(told)}</p>
    ${voidNotice(round)} ${unsent()} ${resultOf(board, told)} ${earlierRounds(board, told)} ${languages()}
  </main>`;
}

/** Nothing has been chosen yet, or what was has been set aside. @param {Round | null} round */
function none(round) {
  const isVoid = round?.state === "void";
  return html`<main>
    <h1 tabindex="-1">${t(isVoid ? "phone.void_heading" : "phone.no_result")}</h1>
    <p class="lead">${t(isVoid ? "phone.void_lead" : "phone.no_result_lead")}</p>
    ${isVoid ? voidNotice(round) : nothing} ${unsent()} ${languages()}
  </main>`;
}

/** Why the last vote counts for nothing. @param {Round | null} round */
export function voidNotice(round) {
  if (round?.state !== "void" || (round.practice && !round.reason)) return nothing;
  return html`<p class="message told">${icons.info}<span>${t("phone.round_void")}${round.reason ? html` ${t("phone.void_reason", { reason: round.reason })}` : nothing}</span></p>`;
}

/** How many voted, of how many that are here, and how. @param {Round} round */
function turnout(round) {
  const { hall, remote } = room.state.people;
  const people = hall + remote + round.papers;
  const here = !round.run_off_of && round.id === room.state.board?.round?.id && people >= round.ballots && round.state !== "accepted";
  const voters = here ? tn("phone.voters_of", round.ballots, { people }) : tn("phone.voters", round.ballots);
  return `${voters}${round.papers ? ` ${tn("phone.papers", round.papers)}` : ""} ${tn("phone.dots_given", round.dots)}`;
}

/** A result with all that belongs to it: a run-off before it, ties, lines counted together. @param {Board} board @param {Round} round */
export function resultOf(board, round) {
  const runOff = rounds(board).findLast((one) => one.run_off_of === round.id && shown(one));
  return html`${rankingOf(round, "result")}
  ${runOff
    ? html`<section class="section" aria-labelledby="run-off">
        <h2 id="run-off">${t("phone.runoff")}</h2>
        <p class="lead">${turnout(runOff)}</p>
        <ol class="ranking">
          ${wholeRanking(runOff)}
        </ol>
      </section>`
    : nothing}`;
}

/** @param {Round} round @param {string} id */
export function rankingOf(round, id) {
  const { top, rest, tie } = standing(round);
  const mine = ownDots(round, ballotOf(room.state.yours.ballot, round), []);
  const most = Math.max(0, ...top.map((row) => row.dots), ...rest.map((row) => row.dots));
  const chosen = new Set(round.practice ? [] : round.outcome?.chosen);
  return html`${top.length
      ? html`<section class="section" aria-labelledby=${id}>
          <h2 class="sr" id=${id}>${tn("phone.first", top.length)}</h2>
          <ol class="ranking">
            ${top.map((row) => line(row, mine, most, chosen))}
          </ol>
          ${tie ? tieNotice(round, tie) : nothing} ${regrouped(round)} ${accepted(round)}
        </section>`
      : html`<p class="empty section">${t("phone.nobody_voted")}</p>`}
    ${top.length && rest.length
      ? html`<section class="section" aria-labelledby="${id}-rest">
          <h2 id="${id}-rest">${t("phone.rest")}</h2>
          <ol class="ranking below">
            ${rest.map((row) => line(row, mine, 0, chosen))}
          </ol>
        </section>`
      : nothing}`;
}

/** A short ranking as one list. @param {Round} round */
function wholeRanking(round) {
  const { top, rest } = standing(round);
  const mine = ownDots(round, ballotOf(room.state.yours.ballot, round), []);
  const most = Math.max(0, ...top.map((row) => row.dots));
  return [...top, ...rest].map((row) => line(row, mine, most, new Set(round.outcome?.chosen)));
}

/** @param {Row & {names?: readonly string[]}} row @param {Map<string, number>} mine @param {number} most 0: no picture, only figures @param {Set<string>} chosen */
function line(row, mine, most, chosen) {
  const own = mine.get(row.line.id) ?? 0;
  const { title, lang } = titled(row.line);
  return html`<li>
    <p class="rank">${row.tied ? html`<span class="sr">${t("common.shared_rank")} </span>` : nothing}${rankText(row)}</p>
    <div>
      <h3 class=${row.line.title ? "" : "taken"} lang=${lang || nothing}>${hyphenated(title, lang)}</h3>
      ${most ? dotRow(row.dots, most, tn("common.dots", row.dots)) : nothing}
      <p class="sum">
        ${tn("common.dots", row.dots)}${row.supporters ? ` · ${tn("common.supporters", row.supporters)}` : ""}${own
          ? html` · <b class="mine">${own > DOTS_SHOWN ? own : html`${dots(own, own)}<span class="sr">${own}</span>`} ${t("phone.of_yours")}</b>`
          : nothing}
      </p>
      ${chosen.has(row.line.id) ? html`<p class="state chosen-mark">${icons.tick}${t("phone.chosen")}</p>` : nothing}
      ${row.line.merged.length > 1 ? html`<p class="meta">${tn("phone.counted_as_one", row.line.merged.length)}</p>` : nothing}
      ${row.names?.length ? html`<p class="meta names">${row.names.join(" · ")}</p>` : nothing}
    </div>
  </li>`;
}

/** What becomes of the tie, or became of it. @param {Round} round @param {NonNullable<import("./outcome.js").Standing["tie"]>} tie */
function tieNotice(round, { rank, lines, seats, open }) {
  const { way = "", reason = "" } = round.outcome ?? {};
  const was = tn("phone.tie_lines", lines, { rank });
  const next = open
    ? way === "run_off"
      ? t("phone.tie_runoff_next")
      : `${tn("phone.runoff_seats", seats)} ${t("phone.tie_next")}`
    : `${has(`phone.tie_${way}`) ? t(`phone.tie_${way}`) : ""} ${reason}`;
  return html`<p class="message">${icons.info}<span>${was} ${next}</span></p>`;
}

/** Lines that were put together after voting are counted anew, and that is no secret. @param {Round} round */
function regrouped(round) {
  if (!round.lines.some((one) => one.merged.length > 1)) return nothing;
  return html`<p class="message near">
    ${icons.info}<span>${t("phone.counted_again")}${round.outcome?.regrouped ? html` ${t("phone.regrouped")}` : nothing}</span>
  </p>`;
}

/** @param {Round} round */
function accepted(round) {
  return round.state === "accepted" ? html`<p class="secret">${icons.tick}<span>${t(round.named ? "phone.round_accepted" : "phone.accepted")}</span></p>` : nothing;
}

/** Votes before the one that is shown, each behind a line of its own. @param {Board} board @param {Round} told */
function earlierRounds(board, told) {
  const before = rounds(board).filter((one) => shown(one) && !one.practice && one !== told && !decidedBy(board, one));
  if (!before.length) return nothing;
  return html`<section class="section" aria-labelledby="earlier-rounds">
    <h2 id="earlier-rounds">${t("phone.earlier_rounds")}</h2>
    ${before.map(
      (one, place) =>
        html`<details class="earlier-round">
          <summary><span>${t("phone.earlier_round", { n: place + 1 })}<span class="meta">${turnout(one)}</span></span>${icons.down}</summary>
          ${resultOf(board, one)}
        </details>`,
    )}
  </section>`;
}

/** Between the vote and its result. @param {Round} round */
export function closed(round) {
  const mine = ownDots(round, room.state.yours.ballot, []);
  const lead = round.must_spend && mine.size && !counts(round, mine) ? t("phone.not_counted") : mine.size ? t("phone.dots_saved") : t("phone.no_dots_given");
  return html`<main>
    ${round.practice ? html`<p class="kind">${t("phone.practice")}</p>` : nothing}
    <h1 tabindex="-1">${t("phone.vote_closed")}</h1>
    <p class="lead">${lead} ${t(round.practice ? "phone.practice_over" : "phone.result_soon")}</p>
    ${told()} ${ownLines(round, mine)} ${unsent()}
  </main>`;
}

/** What came back to one, until the next tap. */
export function told() {
  return ui.ballotMessage ? html`<p class="message told">${icons.returned}<span>${ui.ballotMessage}</span></p>` : nothing;
}

/** The lines that hold one's own dots. @param {Round} round @param {Map<string, number>} mine */
export function ownLines(round, mine) {
  const chosen = round.lines.filter((line) => mine.has(line.id)).map(titled);
  if (!chosen.length) return nothing;
  return html`<section class="section" aria-labelledby="own-dots">
    <h2 id="own-dots">${t("phone.own_dots")}</h2>
    <ul class="chosen">
      ${chosen.map((line) => {
        const count = mine.get(line.id) ?? 0;
        return html`<li>
          <span lang=${line.lang || nothing}>${line.title}</span>
          <span class="held">${count > DOTS_SHOWN ? html`<b class="figure" aria-hidden="true">${count}</b>` : dots(count, count)}<span class="sr">${tn("common.dots", count)}</span></span>
        </li>`;
      })}
    </ul>
  </section>`;
}
