/** The reveal of a result on a wall that was watching: from the last line to the first, one every 600 ms. */

/** @typedef {import("../types.js").Round} Round */

const LINE_MS = 600; // Source: look.md
const A_PAGE = 12; // more lines than a page of the wall can hold

/** Whether everybody may see its result. @param {Round | null} round */
export function isShown(round) {
  return round?.state === "revealed" || round?.state === "accepted";
}

export class Reveal {
  #round = "";
  #wasShown = false;
  #watchedAt = -1; // the step at which this wall saw the current round's result come
  #step = -1;
  #shown = Infinity;
  /** @type {(() => void) | null} */
  #callOff = null;

  /**
   * @param {() => void} changed called when one more line may be seen
   * @param {import("./turner.js").After} after
   * @param {() => boolean} still whether nothing should move: then all lines come at once
   */
  constructor(changed, after, still) {
    this.changed = changed;
    this.after = after;
    this.still = still;
  }

  /**
   * Lines that may be seen now, counted from the last one on the page. A wall that comes to a result revealed before sees it whole.
   * @param {Round | null} round
   * @param {number} [step] of the run sheet
   */
  shown(round, step = 0) {
    const shown = isShown(round);
    const comes = round !== null && this.#round === round.id && !this.#wasShown && shown;
    if (comes) this.#watchedAt = this.#step === step ? step : -1; // shown and left in one breath: nobody stayed to look
    this.#step = step;
    if (round?.id !== this.#round || !shown) this.#stop();
    if (comes && !this.still()) {
      this.#shown = 0;
      this.#next(Math.min(round.lines.length, A_PAGE));
    }
    if (!shown || round?.id !== this.#round) this.#watchedAt = -1;
    this.#round = round?.id ?? "";
    this.#wasShown = shown;
    return this.#shown;
  }

  /** Whether lines are still to come. */
  get running() {
    return this.#shown !== Infinity;
  }

  /** Whether the current round's result came while this wall watched, in this step. @param {number} step */
  watched(step) {
    return this.#watchedAt === step;
  }

  #stop() {
    this.#callOff?.();
    this.#callOff = null;
    this.#shown = Infinity;
  }

  /** @param {number} lines */
  #next(lines) {
    this.#callOff = this.after(LINE_MS, () => {
      this.#shown = this.#shown + 1 < lines ? this.#shown + 1 : Infinity;
      if (this.#shown !== Infinity) this.#next(lines);
      this.changed();
    });
  }
}
