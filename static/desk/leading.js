/** Leading the room through its time and its steps. */

import { say } from "../announce.js";
import { t, tn } from "../words.js";
import { asCommand, longer, paused } from "./clock.js";
import { whatNext } from "./next.js";

/** @typedef {import("../types.js").Timer} Timer */
/** @typedef {import("./desk.js").Desk} Desk */

const MINUTE_MS = 60_000;

export class Leading {
  /** The step that was asked for here and has not come yet; -1: none. */
  going = -1;

  /** @type {Timer | null} the timer that was asked for, until the room has it */
  #wished = null;

  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
  }

  /** @returns {Timer} */
  get timer() {
    return this.#wished ?? this.desk.board.timer;
  }

  /** @param {number} minutes */
  longer(minutes) {
    this.#setTimer(longer(this.timer, minutes * MINUTE_MS, this.desk.room.now()), t("desk.did.longer", { count: minutes }));
  }

  pause() {
    const after = paused(this.timer, this.desk.room.now());
    this.#setTimer(after, t(after.left_ms === null ? "desk.did.resume" : "desk.did.pause"));
  }

  /** @param {Timer} wish @param {string} told */
  #setTimer(wish, told) {
    this.#wished = wish;
    say(told);
    this.desk.set({});
    this.desk.ask(asCommand(wish));
  }

  /** The timer is the room's again: what was asked for here was refused. */
  timerRefused() {
    this.#wished = null;
  }

  /** What the large button says and does. */
  get next() {
    return whatNext(this.desk.board, this.desk.present, this.desk.rounds.wanted.length);
  }

  /** Goes to a step of the run sheet. @param {number} step */
  async go(step) {
    const { choosing, telling } = this.desk;
    if (!telling.told?.stays) telling.close(); // what was done in the last step is old news
    choosing.clear();
    this.desk.set({ view: "" });
    this.going = step;
    return this.desk.ask({ kind: "ChangePhase", from_step: this.desk.board.step, step });
  }

  /** Goes to a step that is not the next one: asks first. @param {number} step @param {string} name */
  jump(step, name) {
    this.desk.sure("jump", () => this.go(step), { vars: { step: name } });
  }

  /** Does what the large button says. */
  advance() {
    const { next } = this;
    switch (next.act) {
      case "go":
        if (next.ask) this.desk.sure("closed", () => this.go(next.step), { text: () => this.#closing() });
        else this.go(next.step);
        return;
      case "end":
        return;
      default:
        this.desk.rounds.advance(next);
    }
  }

  /** What closing the room means, and what it would leave open where actions are accepted. */
  #closing() {
    const text = t("desk.sure.closed.text");
    const { actions, steps } = this.desk.board;
    const open = actions.filter((action) => !action.accepted).length;
    return open && steps.some((step) => step.phase === "commitments") ? `${tn("desk.not_accepted", open)} ${text}` : text;
  }

  /** Lets go of the timer that was asked for once the room has it. */
  look() {
    if (this.#wished && this.desk.board.timer.version >= this.#wished.version) this.#wished = null;
  }
}
