/** Entering paper ballots: type line numbers, Enter saves and begins the next. Minus and plus do the same by hand. */

import { html, nothing } from "lit-html";

import { dots } from "../../dots.js";
import { newId } from "../../ids.js";
import { number, t, tn } from "../../words.js";
import { say } from "../../announce.js";
import { away } from "../away.js";
import { icons } from "../icons.js";
import { paperDots, paperText } from "./papers.js";

/** @typedef {import("../desk.js").Desk} Desk */
/** @typedef {import("../../types.js").Round} Round */

const DOTS_DRAWN = 6; // more than that on a line are a figure

/** Opens the dialog. @param {Desk} desk */
export function paper(desk) {
  const entry = new Entry(desk);
  desk.set({ dialog: { kind: "drawn", draw: () => entry.draw() } });
}

class Entry {
  text = "";
  /** Whether the last Enter found something wrong, so that it is said. */
  pressed = false;

  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
  }

  draw() {
    const { round } = this.desk.board;
    if (!round) return nothing;
    const late = !["open", "paused", "closed"].includes(round.state);
    const entered = round.paper_ballots ?? [];
    const read = paperDots(this.text, round.lines, round);
    const { wrong, spent } = read;
    const told = this.pressed && !spent && !wrong ? t("desk.paper_wrong.empty") : wrong && (wrong !== "not-spent" || this.pressed) ? this.#why(round, read) : "";
    return html`<form class="sheet papers" method="dialog" @submit=${(/** @type {Event} */ event) => this.#save(event, round)}>
      <h2 id="dialog-title">${t("desk.paper_title", { count: entered.length + 1 })}</h2>
      ${late
        ? html`<p class="message">${icons.info}<span>${t("desk.paper_late")}</span></p>`
        : html`<div class="field">
              <label class="label" for="paper-lines">${t("desk.paper_label")}</label>
              <input
                class="input"
                id="paper-lines"
                name="lines"
                autocomplete="off"
                inputmode="text"
                autofocus
                aria-describedby="paper-how paper-left"
                .value=${this.text}
                @input=${(/** @type {Event} */ event) => this.#type(/** @type {HTMLInputElement} */ (event.target).value)}
              />
              <p class="meta" id="paper-how">${t("desk.paper_how")}</p>
            </div>
            <p class="left" id="paper-left" aria-live="polite">
              ${told ? html`${icons.info}<span>${told}</span>` : html`${dots(Math.min(spent, round.budget), round.budget)}<span>${t("desk.paper_spent", { part: spent, whole: round.budget })}</span>`}
            </p>
            <ol class="scroll lines">
              ${round.lines.map((line, at) => this.#line(round, line, at, read.dots[line.id] ?? 0, spent))}
            </ol>`}
      <div class="ends">
        ${late ? nothing : html`<button class="button">${t("desk.paper_save")}</button>`} ${away(this.desk, "desk.ready")}
      </div>
      ${entered.length
        ? html`<details class="entered">
            <summary>${icons.down}<span>${tn("desk.paper_entered", entered.length)}</span></summary>
            <ul>
              ${entered.map(
                (one, at) => html`<li data-key=${one.id}>
                  <span>${t("desk.paper_number", { count: at + 1 })}</span><span class="meta">${tn("desk.dots_count", one.dots)}</span>
                  ${late ? nothing : html`<button class="button bare" type="button" @click=${() => this.#remove(round, one.id)}>${t("desk.paper_remove")}<span class="sr">: ${t("desk.paper_number", { count: at + 1 })}</span></button>`}
                </li>`,
              )}
            </ul>
          </details>`
        : nothing}
    </form>`;
  }

  /**
   * @param {Round} round
   * @param {import("../../types.js").Line} line
   * @param {number} at
   * @param {number} here dots on this line
   * @param {number} spent dots on all
   */
  #line(round, line, at, here, spent) {
    const less = here > 0;
    const more = here < round.cap && spent < round.budget;
    /** @param {number} to */
    const turn = (to) => {
      const now = { ...paperDots(this.text, round.lines, round).dots, [line.id]: to };
      this.#type(paperText(now, round.lines));
    };
    return html`<li class="ballot-line">
      <span class="n figure">${number(at + 1)}</span>
      <span class="title" lang=${line.lang || nothing}>${line.title}</span>
      <span class="given">${here > DOTS_DRAWN ? html`<b class="figure">${number(here)}</b>` : here ? dots(here, here) : nothing}</span>
      <button class="turn" type="button" tabindex="-1" aria-label=${t("desk.less", { what: line.title })} aria-disabled=${less ? nothing : "true"} @click=${() => less && turn(here - 1)}>${icons.minus}</button>
      <button class="turn" type="button" tabindex="-1" aria-label=${t("desk.more", { what: line.title })} aria-disabled=${more ? nothing : "true"} @click=${() => more && turn(here + 1)}>${icons.plus}</button>
    </li>`;
  }

  /** @param {string} text */
  #type(text) {
    this.text = text;
    this.pressed = false;
    this.desk.set({});
  }

  /** @param {Event} event @param {Round} round */
  async #save(event, round) {
    event.preventDefault();
    const { dots: given, spent, wrong } = paperDots(this.text, round.lines, round);
    const field = /** @type {HTMLFormElement} */ (event.currentTarget).elements.namedItem("lines");
    if (field instanceof HTMLInputElement) field.focus();
    if (wrong || !spent) {
      this.pressed = true;
      this.desk.set({});
      return;
    }
    const { text } = this;
    this.#type("");
    const saved = await this.desk.ask({ kind: "EnterPaper", round: round.id, paper: newId(), dots: given });
    if (saved) say(t("desk.did.paper", { count: (this.desk.board.round?.paper_ballots ?? []).length }));
    else if (!this.text) this.#type(text); // refused: what was typed is still there
  }

  /** @param {Round} round @param {string} id */
  #remove(round, id) {
    this.desk.ask({ kind: "RemovePaper", round: round.id, paper: id }, { told: t("desk.did.paper_remove") });
  }

  /** @param {Round} round @param {ReturnType<typeof paperDots>} read */
  #why(round, { wrong, at, spent }) {
    const facts = { at, cap: round.cap, budget: round.budget, lines: round.lines.length, spent };
    return t(`desk.paper_wrong.${wrong}`, facts);
  }
}
