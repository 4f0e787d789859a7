/**
 * What waits to be sent. A command stands in the store before the tap is over and leaves it when it is answered; one is on
 * its way at a time, so that an edit can never overtake the note it edits, and taps made meanwhile merge.
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

/** Whether an edit was made on top of another one of the same note: what that leaves the note at was a guess. @param {Command} first @param {Command} later */
const builtOn = (first, later) => first.kind === "EditNote" && later.kind === "EditNote" && first.note === later.note;

export class Outbox {
  /** @type {Kept[]} in the order of making */
  #items = [];
  /** @type {Map<number, ((answer: Answer) => void)[]>} */
  #listeners = new Map();
  /** @type {number | null} id of the command that is on its way */
  #flying = null;
  #n = 0;
  #last = 0;
  /** @type {object | null} the rest that it takes before it sends again; a new line ends it */
  #rest = null;

  /**
   * @param {object} wiring
   * @param {import("./store.js").Store} wiring.store
   * @param {(n: number, command: Command) => boolean} wiring.deliver false: no line now; not called before this returns
   * @param {() => void} wiring.changed
   * @param {(ms: number, then: () => void) => void} [wiring.after]
   */
  constructor({ store, deliver, changed, after = (ms, then) => void setTimeout(then, ms) }) {
    this.store = store;
    this.deliver = deliver;
    this.changed = changed;
    this.after = after;
    this.#take(store.all());
    /** Settled when all that an earlier page left has been read. */
    this.ready = this.#takeOthers();
  }

  /** @returns {Pending[]} in the order of making */
  get pending() {
    return this.#items.map((item) => ({ ...item }));
  }

  /**
   * The command is stored for the tab when this returns.
   * @param {Command} command
   * @returns {Promise<Answer>}
   */
  add(command) {
    return new Promise((resolve) => {
      const last = this.#items.findLast((item) => item.state === "waiting");
      const both = last && last.id !== this.#flying ? merged(last.command, command) : null;
      const item = { id: this.#newId(), command: both ?? command, state: /** @type {const} */ ("waiting"), code: "", text: "" };
      this.store.put(item);
      this.#listeners.set(item.id, [...((both && last && this.#listeners.get(last.id)) ?? []), resolve]);
      if (both && last) {
        // Under an id of its own: another tab may have taken over the first wish, and have it answered.
        this.#listeners.delete(last.id);
        this.#forget(last);
      }
      this.#items.push(item);
      this.changed();
      this.#next();
    });
  }

  /** Takes in what another tab has stored and may have left behind. */
  takeOver() {
    this.#take(this.store.all());
    this.#next();
  }

  /** Another tab, which had the same from the store, has had the answer. @param {number} id */
  answeredElsewhere(id) {
    if (!this.#items.some((one) => one.id === id)) return;
    this.#items = this.#items.filter((one) => one.id !== id);
    this.#tell(id, { ok: true });
    this.changed();
  }

  /** Forgets everything: the room is gone. */
  forgetAll() {
    const forget = () => {
      for (const item of this.#items) this.#forget(item);
      this.changed();
    };
    forget();
    void this.ready.then(forget);
  }

  /** Forgets a refused command. @param {number} id */
  dismiss(id) {
    const item = this.#items.find((one) => one.id === id && one.state === "refused");
    if (!item) return;
    this.#forget(item);
    this.changed();
  }

  /** A new line: what was on its way may or may not have arrived, so it goes again. */
  restart() {
    this.#flying = null;
    this.#n = 0;
    this.#rest = null;
    this.#next();
  }

  /** @param {number} n */
  acknowledged(n) {
    const item = this.#answered(n);
    if (item) {
      this.#forget(item);
      this.#tell(item.id, { ok: true });
      this.changed();
    }
    this.#next();
  }

  /** @param {Omit<import("./types.js").Refused, "kind">} refused */
  refused({ n, code, text, facts }) {
    const item = this.#answered(n);
    if (!item) return this.#next();
    if (KEEP_AND_RETRY.has(code)) {
      const wait = Number(facts.retry_ms ?? RETRY_MS);
      const rest = {};
      this.#rest = rest;
      this.after(wait, () => {
        if (this.#rest !== rest) return;
        this.#rest = null;
        this.#next();
      });
      return;
    }
    // What was built on it goes with it: the version that it names may be somebody else's by now.
    const upon = this.#items.filter((one) => one !== item && one.state === "waiting" && builtOn(item.command, one.command));
    for (const one of [item, ...upon]) {
      Object.assign(one, { state: "refused", code, text });
      this.store.put(one);
      this.#tell(one.id, { ok: false, code, text });
    }
    this.changed();
    this.#next();
  }

  /** Later ones are greater, after a reload too; the last three digits keep two tabs apart. */
  #newId() {
    this.#last = Math.max(this.#last + 1, Date.now() * 1000 + Math.floor(Math.random() * 1000));
    return this.#last;
  }

  async #takeOthers() {
    this.#take(await this.store.others().catch(() => []));
    this.#next();
  }

  /** @param {Kept[]} left */
  #take(left) {
    const known = new Set(this.#items.map((item) => item.id));
    const found = left.filter((kept) => !known.has(kept.id));
    if (!found.length) return;
    this.#items = [...this.#items, ...found].sort((a, b) => a.id - b.id);
    this.#last = Math.max(this.#last, ...found.map((kept) => kept.id));
    this.changed();
  }

  #next() {
    if (this.#flying !== null || this.#rest) return;
    const item = this.#items.find((one) => one.state === "waiting");
    if (!item || !this.deliver(this.#n + 1, item.command)) return;
    this.#n += 1;
    this.#flying = item.id;
  }

  /** The command that an answer is about, if it is still there; 0 answers a frame whose number could not be read. @param {number} n */
  #answered(n) {
    if ((n !== this.#n && n !== 0) || this.#flying === null) return undefined;
    const item = this.#items.find((one) => one.id === this.#flying);
    this.#flying = null;
    return item;
  }

  /** @param {Kept} item */
  #forget(item) {
    this.#items = this.#items.filter((one) => one !== item);
    this.store.remove(item.id);
  }

  /** @param {number} id @param {Answer} answer */
  #tell(id, answer) {
    for (const resolve of this.#listeners.get(id) ?? []) resolve(answer);
    this.#listeners.delete(id);
  }
}
