/** Last year's actions: what became of each, what people think of it, and which of them the room wants to talk about. */

import { html, nothing } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";

import { dotRow } from "../dots.js";
import { newId } from "../ids.js";
import { charactersLeft } from "../texts.js";
import { number, t, tn } from "../words.js";
import { away } from "./away.js";
import { brief } from "./columns.js";
import { icons } from "./icons.js";
import { EARLIER } from "./rights.js";
import { light } from "./spot.js";
import { byTalk } from "./talk.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("../types.js").Earlier} Earlier */
/** @typedef {import("../types.js").Board} Board */

const STATUSES = /** @type {const} */ (["done", "under_way", "not_started", "dropped"]);
const VERDICTS = /** @type {const} */ (["keep", "change", "drop"]);
const WHO_CHARS = 120; // RULES N2

/** @type {import("./views.js").View} */
export const earlierView = {
  id: "earlier",
  words: () => t("desk.earlier"),
  there: (desk) => EARLIER.has(desk.phase) && (desk.board.earlier.items.length > 0 || desk.board.steps.some((step) => step.phase === "review")),
  home: (desk) => desk.phase === "review",
  draw: list,
};

/** @param {Desk} desk */
function list(desk) {
  const { by_votes: byVotes, items } = desk.board.earlier;
  return html`<div class="earlier">
    ${items.length
      ? html`<div class="earlier-head">
            <p class="meta">${tn("desk.earlier_count", items.length)}</p>
            ${desk.phase === "review"
              ? html`<label class="choice">
                  <input type="checkbox" .checked=${byVotes} aria-describedby="by-votes" @change=${() => order(desk, !byVotes)} /><span>${t("desk.earlier_order")}</span>
                </label>
                <span class="meta" id="by-votes">${t("desk.earlier_order_how")}</span>`
              : nothing}
          </div>
          <ol>
            ${repeat(byTalk(desk.board.earlier), (one) => one.id, (one) => row(desk, one))}
          </ol>`
      : html`<p class="message">${icons.info}<span>${t("desk.earlier_none")}</span></p>`}
    <button class="button plain add" type="button" @click=${() => edit(desk, null)}>${icons.plus}${t("desk.earlier_add")}</button>
  </div>`;
}

/**
 * @param {Desk} desk
 * @param {boolean} byVotes
 */
function order(desk, byVotes) {
  desk.ask({ kind: "OrderEarlier", by_votes: byVotes }, { told: t(byVotes ? "desk.did.by_votes" : "desk.did.by_list") });
}

/**
 * @param {Desk} desk
 * @param {Earlier} one
 */
function row(desk, one) {
  const lit = desk.board.spotlight === one.id;
  const judged = one.tally ? VERDICTS.reduce((sum, verdict) => sum + (one.tally?.[verdict] ?? 0), 0) : 0;
  return html`<li data-key=${one.id} ?data-lit=${lit}>
    <div class="said">
      <h3 lang=${one.lang}>${one.what}</h3>
      <p class="meta"><b>${t(`common.status.${one.status}`)}</b>${one.who ? html` · <span lang=${one.lang}>${one.who}</span>` : nothing}${one.why ? html`. <span lang=${one.lang}>${one.why}</span>` : nothing}</p>
      ${one.comments?.length
        ? html`<details>
            <summary>${icons.message}${tn("desk.earlier_comments", one.comments.length)}</summary>
            <ul>
              ${one.comments.map((comment) => html`<li>${comment}</li>`)}
            </ul>
          </details>`
        : nothing}
    </div>
    <div class="weighed">
      ${one.tally?.talk ? html`<p class="talk">${dotRow(one.tally.talk, Math.max(one.tally.talk, 12), tn("desk.earlier_talk", one.tally.talk))}<span class="meta">${tn("desk.earlier_talk", one.tally.talk)}</span></p>` : nothing}
      ${judged
        ? html`<dl aria-label=${t("desk.earlier_verdicts")}>
            ${VERDICTS.map((verdict) => html`<div><dt>${t(`common.verdict.${verdict}`)}</dt><dd class="figure">${number(one.tally?.[verdict] ?? 0)}</dd></div>`)}
          </dl>`
        : nothing}
    </div>
    <div class="does">
      ${desk.phase === "review"
        ? html`<button class="button plain" type="button" aria-pressed=${lit ? "true" : "false"} @click=${() => light(desk, one.id)}>${icons.screen}${t(lit ? "desk.spot_off" : "desk.spot")}</button>`
        : nothing}
      <button class="button plain square" type="button" title=${t("desk.earlier_change")} @click=${() => edit(desk, one)}>${icons.pen}<span class="sr">${t("desk.earlier_edit", { what: brief(one.what) })}</span></button>
    </div>
  </li>`;
}

/**
 * @param {Desk} desk
 * @param {Earlier | null} one null: a new one
 */
function edit(desk, one) {
  desk.set({ dialog: { kind: "drawn", draw: () => form(desk, one) } });
}

/**
 * @param {Desk} desk
 * @param {Earlier | null} one
 */
function form(desk, one) {
  /** @param {SubmitEvent} event */
  const save = async (event) => {
    event.preventDefault();
    const element = /** @type {HTMLFormElement} */ (event.currentTarget);
    const filled = new FormData(element);
    const [what, who, why] = ["what", "who", "why"].map((name) => String(filled.get(name)).trim());
    const status = STATUSES.find((known) => known === filled.get("status")) ?? "not_started";
    if (!what || charactersLeft(what) < 0 || charactersLeft(why ?? "") < 0) return;
    const lang = one?.lang ?? desk.data.lang;
    if (one) desk.set({ dialog: null });
    desk.ask({ kind: "SetEarlier", earlier: one?.id ?? newId(), what, who: who ?? "", why: why ?? "", status, lang }, { told: t("desk.did.earlier") });
    if (one) return;
    element.reset(); // one after the other, without opening it again
    /** @type {HTMLElement} */ (element.elements.namedItem("what")).focus();
  };
  /** As in a new note. @param {KeyboardEvent} event */
  const quick = (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    /** @type {HTMLFormElement} */ (event.currentTarget).requestSubmit();
  };
  return html`<form class="sheet" method="dialog" @submit=${save} @keydown=${quick}>
    <h2 id="dialog-title">${t(one ? "desk.earlier_change" : "desk.earlier_add")}</h2>
    <div class="field">
      <label class="label" for="earlier-what">${t("desk.earlier_what")}</label>
      <textarea class="input" id="earlier-what" name="what" rows="2" required autofocus .defaultValue=${one?.what ?? ""}></textarea>
    </div>
    <div class="field">
      <label class="label" for="earlier-who">${t("desk.earlier_who")}</label>
      <input class="input" id="earlier-who" name="who" maxlength=${WHO_CHARS} .defaultValue=${one?.who ?? ""} />
    </div>
    <fieldset class="row">
      <legend class="label">${t("desk.earlier_status")}</legend>
      ${STATUSES.map(
        (status) => html`<label class="choice">
          <input type="radio" name="status" value=${status} .defaultChecked=${(one?.status ?? "not_started") === status} /><span>${t(`common.status.${status}`)}</span>
        </label>`,
      )}
    </fieldset>
    <div class="field">
      <label class="label" for="earlier-why">${t("desk.earlier_why")}</label>
      <input class="input" id="earlier-why" name="why" maxlength="280" .defaultValue=${one?.why ?? ""} />
    </div>
    <div class="ends">
      <button class="button">${t(one ? "desk.save" : "desk.earlier_add")}</button>
      ${one ? html`<button class="button plain" type="button" @click=${() => remove(desk, one.id)}>${t("desk.earlier_remove")}</button>` : nothing}
      ${away(desk, one ? "desk.cancel" : "desk.ready")}
    </div>
  </form>`;
}

/**
 * @param {Desk} desk
 * @param {string} earlier
 */
function remove(desk, earlier) {
  desk.set({ dialog: null });
  desk.ask({ kind: "RemoveEarlier", earlier }, { told: t("desk.did.earlier_remove") });
}
