/** Pairs of notes that may say the same: what is found, walked through, joined and put away. */

import { newId } from "../ids.js";
import { t, tn } from "../words.js";
import { TWINS } from "./rights.js";
import { focusPair } from "./same.js";
import { exactly, foundAlike, together, twinsOf } from "./twins.js";

/** @typedef {import("../types.js").Board} Board */
/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./twins.js").Alike} Alike */
/** @typedef {import("./twins.js").Exactly} Exactly */
/** @typedef {import("./twins.js").Twin} Twin */

const SEEK_MS = 5_000; // a busy room posts more often, and each answer costs the server a look at all notes

export class Comparing {
  /** Key of the pair of notes that Tab comes to. */
  current = "";

  /** @type {readonly Alike[]} what the server found alike */
  #alike = [];
  /** @type {{board: Board, alike: readonly Alike[], found: Twin[]} | null} */
  #twins = null;
  /** @type {{board: Board, found: Exactly} | null} */
  #exactly = null;
  /** The state of the board for which twins were last sought, and the wait before seeking again. */
  #sought = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #seeking;

  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
  }

  /** Pairs that wait for a word whether they are the same; the same list while the board is. */
  get twins() {
    const { board } = this.desk;
    const alike = this.#alike;
    if (this.#twins?.board !== board || this.#twins.alike !== alike) this.#twins = { board, alike, found: twinsOf(board, alike) };
    return this.#twins.found;
  }

  /** What says the same word for word and could be grouped at once; the same while the board is. */
  get exactly() {
    const { board } = this.desk;
    if (this.#exactly?.board !== board) this.#exactly = { board, found: exactly(board, newId) };
    return this.#exactly.found;
  }

  /** Groups all notes that say exactly the same, in one act; asks first, for many notes move at once. */
  joinExactly() {
    this.desk.sure("exactly", () => this.#joinExactly(), {
      title: () => tn("desk.sure.exactly.title", this.exactly.notes),
      text: () => tn("desk.sure.exactly.text", this.exactly.groups),
    });
  }

  #joinExactly() {
    const { into, notes } = this.exactly;
    if (notes) this.desk.ask({ kind: "FormGroups", into }, { told: tn("desk.did.group", notes) });
  }

  /** @param {Twin} twin */
  join(twin) {
    const { group, notes } = together(this.desk.board, twin);
    this.desk.sorting.group(notes, group);
  }

  /** @param {Twin} twin */
  dismiss({ a, b }) {
    this.desk.ask({ kind: "DismissSame", note: a.id, other: b.id, dismissed: true }, { told: t("desk.did.dismiss") });
  }

  /** Shows the pairs, or the board again, and goes to where one was. */
  turn() {
    if (this.desk.shows.id === "twins") {
      this.desk.set({ view: "board" });
      requestAnimationFrame(() => document.getElementById(this.desk.current)?.focus());
    } else if (this.twins.length) {
      this.current = this.twins.find((one) => one.key === this.current)?.key ?? this.twins[0]?.key ?? "";
      this.desk.set({ view: "twins" });
      requestAnimationFrame(() => focusPair(this.current));
    }
  }

  /** Tab comes to this pair from now on. @param {string} key */
  walkTo(key) {
    if (this.current === key) return;
    this.current = key;
    this.desk.set({});
  }

  /** Asks the server what is alike: when reading begins, and a while after notes have come or gone. */
  look() {
    const sought = TWINS.has(this.desk.phase) ? `${this.desk.board.step} ${this.desk.layout.notes}` : "";
    if (sought === this.#sought) return;
    const wait = this.#sought ? SEEK_MS : 0;
    this.#sought = sought;
    clearTimeout(this.#seeking);
    if (!sought) return;
    this.#seeking = setTimeout(async () => {
      this.#alike = (await foundAlike(this.desk.data.room)) ?? this.#alike;
      this.desk.set({});
    }, wait);
  }
}
