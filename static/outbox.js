/**
 * What waits to be sent. A command goes to the store first and leaves it when it is answered; one is on its way at a
 * time, so that an edit can never overtake the note it edits, and taps made meanwhile merge.
 */

/** @typedef {import("./types.js").Answer} Answer */
/** @typedef {import("./types.js").Command} Command */
/** @typedef {import("./types.js").Pending} Pending */
/** @typedef {import("./store.js").Kept} Kept */

const KEEP_AND_RETRY = new Set(["unavailable", "too-fast"]);
const RETRY_MS = 2_000; // where the answer names no time of its own

/**
 * Two wishes for the same ballot as one: the last number of a line wins. Null: they are not of one ballot and tab.
 * @param {Command} first
 * @param {Command} second
 * @returns {Command | null}
 */
export function merged(first, second) {
  if (first.kind !== "PlaceDots" || second.kind !== "PlaceDots") return null;
  if (first.round !== second.round || first.tab !== second.tab) return null;
  return { ...second, dots: { ...first.dots, ...second.dots }, change: Math.max(first.change, second.change) };
}

export class Outbox {
  /** @type {(Kept & {stored: boolean})[]} */
  #items = [];
  /** @type {Map<number, ((answer: Answer) => void)[]>} */
  #listeners = new Map();
  /** @type {number | null} id of the command that is on its way */
  #flying = null;
  #n = 0;
  #last = 0;
  #resting = false;

  /**
   * @param {object} wiring
   * @param {Promise<import("./store.js").Store>} wiring.store
   * @param {(n: number, command: Command) => boolean} wiring.deliver false: no line now
   * @param {() => void} wiring.changed
   * @param {(ms: number, then: () => void) => void} [wiring.after]
   */
  constructor({ store, deliver, changed, after = (ms, then) => void setTimeout(then, ms) }) {
    this.store = store;
    this.deliver = deliver;
    this.changed = changed;
    this.after = after;
    /** Settled when what an earlier page left has been read. */
    this.ready = this.#load();
  }

  /** @returns {Pending[]} in the order of making */
  get pending() {
    return this.#items.map(({ id, command, state, code, text }) => ({ id, command, state, code, text }));
  }

  /**
   * @param {Command} command
   * @returns {Promise<Answer>}
   */
  add(command) {
    return new Promise((resolve) => {
      const last = this.#items.findLast((item) => item.state === "waiting");
      const both = last && last.id !== this.#flying ? merged(last.command, command) : null;
      if (last && both) {
        last.command = both;
        this.#listen(last.id, resolve);
        this.#keep(last);
      } else {
        const item = { id: this.#newId(), command, state: /** @type {const} */ ("waiting"), code: "", text: "", stored: false };
        this.#items.push(item);
        this.#listen(item.id, resolve);
        this.#keep(item);
      }
      this.changed();
    });
  }

  /** Forgets a refused command. @param {number} id */
  dismiss(id) {
    const item = this.#items.find((one) => one.id === id && one.state === "refused");
    if (item) this.#remove(item);
  }

  /** A new line: what was on its way may or may not have arrived, so it goes again. */
  restart() {
    this.#flying = null;
    this.#n = 0;
    this.#resting = false;
    this.#next();
  }

  /** @param {number} n */
  acknowledged(n) {
    const item = this.#answered(n);
    if (!item) return;
    this.#remove(item);
    this.#tell(item.id, { ok: true });
    this.#next();
  }

  /** @param {{n: number, code: string, text: string, retry_ms?: number, facts?: Record<string, number | string>}} refused */
  refused({ n, code, text, retry_ms, facts }) {
    const item = this.#answered(n);
    if (!item) return;
    if (KEEP_AND_RETRY.has(code)) {
      const wait = Number(retry_ms ?? facts?.retry_ms ?? RETRY_MS);
      this.#resting = true;
      this.after(wait, () => {
        this.#resting = false;
        this.#next();
      });
      return;
    }
    Object.assign(item, { state: "refused", code, text });
    this.#keep(item);
    this.#tell(item.id, { ok: false, code, text });
    this.changed();
    this.#next();
  }

  /** Later ones are greater, after a reload too; the last three digits keep two tabs apart. */
  #newId() {
    this.#last = Math.max(this.#last + 1, Date.now() * 1000 + Math.floor(Math.random() * 1000));
    return this.#last;
  }

  async #load() {
    const before = await (await this.store).all().catch(() => []);
    this.#last = Math.max(this.#last, ...before.map((kept) => kept.id));
    this.#items.unshift(...before.map((kept) => ({ ...kept, stored: true })));
    this.changed();
    this.#next();
  }

  #next() {
    if (this.#flying !== null || this.#resting) return;
    const item = this.#items.find((one) => one.state === "waiting");
    if (!item?.stored) return; // what is not stored yet goes when it is
    if (!this.deliver(this.#n + 1, item.command)) return;
    this.#n += 1;
    this.#flying = item.id;
  }

  /** The command that an answer is about; 0 answers a frame whose number could not be read. @param {number} n */
  #answered(n) {
    if ((n !== this.#n && n !== 0) || this.#flying === null) return undefined;
    const item = this.#items.find((one) => one.id === this.#flying);
    this.#flying = null;
    return item;
  }

  /** @param {Kept & {stored: boolean}} item */
  async #keep(item) {
    const { id, command, state, code, text } = item;
    await (await this.store).put({ id, command, state, code, text }).catch(() => {}); // a full disk must not stop the sending
    item.stored = true;
    if (!this.#items.includes(item)) await (await this.store).remove(id).catch(() => {}); // answered while being stored
    this.#next();
  }

  /** @param {Kept} item */
  async #remove(item) {
    this.#items = this.#items.filter((one) => one.id !== item.id);
    this.changed();
    await (await this.store).remove(item.id).catch(() => {});
  }

  /** @param {number} id @param {(answer: Answer) => void} resolve */
  #listen(id, resolve) {
    const there = this.#listeners.get(id);
    if (there) there.push(resolve);
    else this.#listeners.set(id, [resolve]);
  }

  /** @param {number} id @param {Answer} answer */
  #tell(id, answer) {
    for (const resolve of this.#listeners.get(id) ?? []) resolve(answer);
    this.#listeners.delete(id);
  }
}
