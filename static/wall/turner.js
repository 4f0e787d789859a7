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
  /** @type {number | null} */
  #held = null;
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
    return this.#paused || this.held;
  }

  /** Whether the desk has it stand still at a page: then no hand turns it here. */
  get held() {
    return this.#held !== null;
  }

  /**
   * Says what pages there are now; another matter begins at its first page and turns by itself again.
   * @param {string} matter
   * @param {readonly Page[]} pages
   * @param {number | null} [held] the page at which the desk wants it to stand still
   * @param {number | null} [coming] the page on which something comes now: where nothing holds it, it is there
   * @returns {number} the page to show, from 0
   */
  show(matter, pages, held = null, coming = null) {
    this.#pages = pages;
    const freed = held === null && this.#held !== null;
    this.#held = held;
    if (held !== null) {
      this.#matter = matter;
      this.#go(Math.min(held, Math.max(0, pages.length - 1)));
    } else if (freed && matter === this.#matter) {
      this.#go(Math.min(this.#place, Math.max(0, pages.length - 1)));
    } else if (matter !== this.#matter) {
      this.#matter = matter;
      this.#paused = false;
      this.#go(0);
    } else {
      const found = pages.findIndex((page) => page.keys.includes(this.#key));
      const place = found >= 0 ? found : Math.min(this.#place, Math.max(0, pages.length - 1));
      if (place !== this.#place || found < 0) this.#go(place);
      else if (!this.#callOff) this.#wait();
    }
    if (coming !== null && held === null && coming !== this.#place && coming < pages.length) this.#go(coming);
    return this.#place;
  }

  /** Goes some pages on or back, round the end; a page chosen by hand stays its whole time. @param {number} by */
  turn(by) {
    const count = this.#pages.length;
    if (count < 2 || this.held) return;
    this.#go((this.#place + by + count) % count);
    this.turned();
  }

  /** Stops turning by itself, or goes on. */
  pause() {
    if (this.held) return;
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
    if (this.paused || this.#pages.length < 2 || !page) return;
    this.#callOff = this.after(page.stay, () => this.turn(1));
  }
}
