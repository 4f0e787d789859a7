/** The reveal of a result on a wall that was watching: from the last page on which there are chosen lines to the first, one line every 600 ms. */

/** @typedef {import("../types.js").Round} Round */

const LINE_MS = 600; // Source: look.md
const PAGE_MS = 3_000; // a whole page stays to be read before a better one comes; a guess, not yet measured

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
  /** @type {readonly number[]} lines that come, by page */
  #comes = [];
  #over = false; // the last line has come, and nobody has been told yet
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
   * Lines that may be seen now, counted from the last one that comes. A wall that comes to a result revealed before sees it whole.
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
      this.#next();
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

  /**
   * Says how many lines come on each of the first pages.
   * @param {readonly number[]} comes
   * @returns {number | null} the page on which they come now, or the last one has just come; null: none comes
   */
  page(comes) {
    this.#comes = comes;
    if (this.running) return this.#at().page;
    const over = this.#over;
    this.#over = false;
    return over ? 0 : null;
  }

  /** The page that has the line that came last, and whether that page is whole. */
  #at() {
    let page = Math.max(0, this.#comes.length - 1);
    let left = this.#shown;
    for (; page > 0 && left > (this.#comes[page] ?? 0); page -= 1) left -= this.#comes[page] ?? 0;
    return { page, whole: left === this.#comes[page] };
  }

  /** Whether the current round's result came while this wall watched, in this step. @param {number} step */
  watched(step) {
    return this.#watchedAt === step;
  }

  #stop() {
    this.#callOff?.();
    this.#callOff = null;
    this.#shown = Infinity;
    this.#over = false;
  }

  #next() {
    const { page, whole } = this.#at();
    this.#callOff = this.after(page && whole ? PAGE_MS : LINE_MS, () => {
      const all = this.#comes.reduce((sum, lines) => sum + lines, 0);
      this.#over = this.#shown + 1 >= all;
      this.#shown = this.#over ? Infinity : this.#shown + 1;
      if (!this.#over) this.#next();
      this.changed();
    });
  }
}
