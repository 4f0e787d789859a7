/**
 * Which page of a matter is on the wall, and when it is turned. It knows a page by the first thing on it, so that what
 * people look at stays when something comes before it. Time is given, so that a test can be the clock.
 */

/** @typedef {{keys: readonly string[], stay: number}} Page what stands on it, and ms until it is turned */
/** @typedef {(ms: number, then: () => void) => () => void} After */

export class Turner {
  /** @type {readonly Page[]} */
  #pages = [];
  #matter = "";
  #key = "";
  #place = 0;
  #paused = false;
  /** @type {(() => void) | null} */
  #callOff = null;

  /**
   * @param {() => void} turned called after a page was turned or paused
   * @param {After} after calls later; returns what calls it off
   */
  constructor(turned, after) {
    this.turned = turned;
    this.after = after;
  }

  get paused() {
    return this.#paused;
  }

  /**
   * Says what pages there are now; another matter begins at its first page and turns by itself again.
   * @param {string} matter
   * @param {readonly Page[]} pages
   * @returns {number} the page to show, from 0
   */
  show(matter, pages) {
    this.#pages = pages;
    if (matter !== this.#matter) {
      this.#matter = matter;
      this.#paused = false;
      this.#go(0);
    } else {
      const found = pages.findIndex((page) => page.keys.includes(this.#key));
      const place = found >= 0 ? found : Math.min(this.#place, Math.max(0, pages.length - 1));
      if (place !== this.#place || found < 0) this.#go(place);
      else if (!this.#callOff) this.#wait();
    }
    return this.#place;
  }

  /** Goes some pages on or back, round the end; a page chosen by hand stays its whole time. @param {number} by */
  turn(by) {
    const count = this.#pages.length;
    if (count < 2) return;
    this.#go((this.#place + by + count) % count);
    this.turned();
  }

  /** Stops turning by itself, or goes on. */
  pause() {
    this.#paused = !this.#paused;
    this.#wait();
    this.turned();
  }

  /** @param {number} place */
  #go(place) {
    this.#place = place;
    this.#key = this.#pages[place]?.keys[0] ?? "";
    this.#wait();
  }

  #wait() {
    this.#callOff?.();
    this.#callOff = null;
    const page = this.#pages[this.#place];
    if (this.#paused || this.#pages.length < 2 || !page) return;
    this.#callOff = this.after(page.stay, () => this.turn(1));
  }
}
