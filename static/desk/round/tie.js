/** The tie desk: a tie across the cut is never broken silently. Four ways out as equals, a reason, one button. */

import { html, nothing } from "lit-html";

import { ranking } from "../../ranking.js";
import { number, t, tn } from "../../words.js";
import { icons } from "../icons.js";
import { VOTING } from "../rights.js";

/** @typedef {import("../desk.js").Desk} Desk */
/** @typedef {import("../../types.js").Round} Round */
/** @typedef {"run_off" | "all" | "breadth" | "decided"} Way */

/** @type {readonly Way[]} */
const WAYS = ["run_off", "all", "breadth", "decided"];
const REASON_CHARS = 280;

/**
 * What the tie is about, said above its ways out.
 * @param {Round} round
 */
export function tieHead(round) {
  const rows = tiedRows(round);
  const dots = tn("desk.dots_count", rows[0]?.dots ?? 0);
  return html`<div class="tie-head">
    <h2>${t(round.run_off_of ? "desk.tie.title_run_off" : "desk.tie.title", { rank: rows[0]?.rank ?? 0 })}</h2>
    <p>${tn("desk.tie.text", rows.length, { dots, wanted: round.wanted })} ${t("desk.tie.kept")}</p>
  </div>`;
}

/**
 * The ways out.
 * @param {Desk} desk
 * @param {Round} round
 */
export function tie(desk, round) {
  const { rounds } = desk;
  const now = rounds.settlingOf(round);
  const why = hindrance(desk, round);
  /** @param {SubmitEvent} event */
  const settle = (event) => {
    event.preventDefault();
    if (!why) rounds.settle(round);
  };
  return html`<form class="tie" @submit=${settle}>
    <fieldset>
      <legend class="sr">${t("desk.tie.how")}</legend>
      <div class="ways">
        ${WAYS.map(
          (way) => html`<label class="choice">
            <input type="radio" name="way" value=${way} .checked=${now.way === way} @change=${() => rounds.think(round, { way })} />
            <span><b>${t(`desk.tie.${way}`)}</b>${wayText(round, way)}</span>
          </label>`,
        )}
      </div>
    </fieldset>
    ${now.way === "decided" ? seats(desk, round) : nothing}
    <div class="settle">
      ${now.way === "run_off"
        ? nothing
        : html`<div class="field">
            <label class="label" for="why-tie">${t(now.way === "decided" ? "desk.tie.reason" : "desk.tie.reason_if")}</label>
            <input
              class="input"
              id="why-tie"
              maxlength=${REASON_CHARS}
              autocomplete="off"
              .value=${now.reason}
              @input=${(/** @type {Event} */ event) => rounds.think(round, { reason: /** @type {HTMLInputElement} */ (event.target).value })}
            />
          </div>`}
      <button class="button big" aria-disabled=${why ? "true" : nothing} aria-describedby=${why ? "hindrance" : nothing}>${t(`desk.tie.go_${now.way || "all"}`)}${icons.forward}</button>
    </div>
    ${why ? html`<p class="meta" id="hindrance">${why}</p>` : nothing}
  </form>`;
}

/** @param {Round} round */
function tiedRows(round) {
  const tied = new Set(round.outcome?.tied ?? []);
  return ranking(round).filter((row) => tied.has(row.line.id));
}

/** @param {Round} round @param {Way} way */
function wayText(round, way) {
  const rows = tiedRows(round);
  const { above = [], seats: free = 1 } = round.outcome ?? {};
  switch (way) {
    case "run_off":
      return tn("desk.tie.run_off_text", rows.length);
    case "all":
      return tn("desk.tie.all_text", above.length + rows.length);
    case "decided":
      return tn("desk.tie.decided_text", free);
    case "breadth": {
      const taken = broadest(round);
      const words = taken ? t("desk.tie.breadth_text", { lines: taken.map((row) => row.line.title).join(", "), figures: figuresOf(rows) }) : t("desk.tie.breadth_same", { figures: figuresOf(rows) });
      return round.cap > 1 ? words : `${words} ${t("desk.tie.breadth_cap")}`;
    }
  }
}

/** @param {ReturnType<typeof tiedRows>} rows */
function figuresOf(rows) {
  return rows.map((row) => number(row.supporters)).join(" – ");
}

/** The tied lines that most different people support, as many as there are seats; null: that leaves a tie. @param {Round} round */
function broadest(round) {
  const free = round.outcome?.seats ?? 0;
  const rows = tiedRows(round).sort((a, b) => b.supporters - a.supporters);
  return (rows[free - 1]?.supporters ?? 0) > (rows[free]?.supporters ?? 0) ? rows.slice(0, free) : null;
}

/** Why the way that is chosen cannot be gone yet; empty: it can. @param {Desk} desk @param {Round} round */
function hindrance(desk, round) {
  const { way, lines, reason } = desk.rounds.settlingOf(round);
  const free = round.outcome?.seats ?? 0;
  if (way === "run_off" && !VOTING.has(desk.phase)) return t("desk.tie.no_run_off");
  if (way === "breadth" && !broadest(round)) return t("desk.tie.still");
  if (way === "decided" && lines.length !== free) return tn("desk.tie.choose", free);
  return way === "decided" && !reason.trim() ? t("desk.tie.reason_missing") : "";
}

/** Which of the tied lines are taken when the room decides by talking. @param {Desk} desk @param {Round} round */
function seats(desk, round) {
  const { rounds } = desk;
  const now = rounds.settlingOf(round);
  const free = round.outcome?.seats ?? 1;
  /** @param {string} id @param {boolean} on */
  const turn = (id, on) => {
    const others = now.lines.filter((one) => one !== id);
    rounds.think(round, { lines: on ? (free === 1 ? [id] : [...others, id]) : others });
  };
  return html`<fieldset class="seats">
    <legend class="label">${tn("desk.tie.choose", free)}</legend>
    ${tiedRows(round).map(
      (row) => html`<label class="choice">
        <input
          type=${free === 1 ? "radio" : "checkbox"}
          name="seat"
          .checked=${now.lines.includes(row.line.id)}
          @change=${(/** @type {Event} */ event) => turn(row.line.id, /** @type {HTMLInputElement} */ (event.target).checked)}
        />
        <span lang=${row.line.lang || nothing}>${row.line.title}</span>
      </label>`,
    )}
  </fieldset>`;
}
