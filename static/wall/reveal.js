/** The reveal of a result on a wall that was watching: from the last line to the first, one every 600 ms. */

/** @typedef {import("../types.js").Round} Round */

const LINE_MS = 600; // Source: look.md
const A_PAGE = 12; // more lines than a page of the wall can hold

export class Reveal {
  #round = "";
  #state = "";
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
   */
  shown(round) {
    const watched = round !== null && this.#round === round.id && this.#state !== "revealed";
    if (watched && round.state === "revealed" && !this.still()) {
      this.#shown = 0;
      this.#next(Math.min(round.lines.length, A_PAGE));
    } else if (round?.state !== "revealed") {
      this.#callOff?.();
      this.#shown = Infinity;
    }
    this.#round = round?.id ?? "";
    this.#state = round?.state ?? "";
    return this.#shown;
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
