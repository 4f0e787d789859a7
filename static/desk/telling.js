/** What the desk says: what was done here or why not, and politely what another desk did. */

import { digest, say } from "../announce.js";
import { inLanguage, t } from "../words.js";
import { actKey, byOthers } from "./acts.js";

/** @typedef {import("./desk.js").Desk} Desk */
/**
 * What was done, or why not. `act`: it can be undone, or with `undone` done again, from there; `made`: the group that is
 * new, to be named; `others`: another desk did it.
 * @typedef {{text: string, act: string, undone: boolean, stays: boolean, made: string, others: boolean}} Told
 */

const TOLD_MS = 12_000; // read twice at an easy pace; a refusal stays until it is closed

export class Telling {
  /** @type {Told | null} */
  told = null;

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #telling;
  /** @type {readonly import("../types.js").Act[] | null} what had been done at the last look */
  #acts = null;
  /** Step at the last look. */
  #step = -1;

  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
  }

  /**
   * Says what was done, on the page and to a screen reader.
   * @param {string} text
   * @param {Partial<Omit<Told, "text">>} [how]
   */
  tell(text, { act = "", undone = false, stays = false, made = "", others = false } = {}) {
    clearTimeout(this.#telling);
    say(text);
    this.told = { text, act, undone, stays, made, others };
    this.desk.set({});
    if (!stays) this.#telling = setTimeout(() => this.close(), TOLD_MS);
  }

  close() {
    this.told = null;
    this.desk.set({});
  }

  /** Says what another desk did since the last look: politely, and never over what was done here. */
  look() {
    const { leading, undoing } = this.desk;
    const { step, steps } = this.desk.board;
    const stepped = this.#step >= 0 && step !== this.#step && step !== leading.going;
    const done = this.#acts && this.#acts !== undoing.acts ? byOthers(this.#acts, undoing.acts, undoing.own, undoing.turned) : null;
    this.#step = step;
    this.#acts = undoing.acts;
    if (step === leading.going) leading.going = -1;
    if (stepped) {
      this.desk.view = ""; // what suits the new step
      this.#hear(t("desk.other.step", { step: inLanguage(steps[step]?.title ?? {}) || t(`phase.${this.desk.phase}`) }));
    } else if (done) this.#hear(t(`desk.other.${done.how}`, { what: t(actKey(done.what)) }));
  }

  /** @param {string} text */
  #hear(text) {
    if (!this.told || this.told.others) this.tell(text, { others: true });
    else digest("others", () => text);
  }
}
