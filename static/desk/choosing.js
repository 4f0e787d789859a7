/** Which notes are chosen, one by one, by range or by group. */

import { say } from "../announce.js";
import { t } from "../words.js";
import { groupKey, noteKey, walkable } from "./layout.js";
import { extended, still, toggled } from "./selection.js";

/** @typedef {import("./desk.js").Desk} Desk */

export class Choosing {
  /** @type {ReadonlySet<string>} ids of the notes that are chosen */
  chosen = new Set();

  /** Where choosing with shift begins. */
  #anchor = "";

  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
  }

  /** The chosen notes in page order; of folded groups, too. */
  get picked() {
    const order = walkable(this.desk.layout, new Set(), new Set(this.desk.board.columns.map((column) => column.id))).flat();
    return order.flatMap((key) => (key.startsWith("n-") && this.chosen.has(key.slice(2)) ? key.slice(2) : []));
  }

  /**
   * @param {string} id
   * @param {boolean} range with all notes from the one chosen last
   */
  pick(id, range = false) {
    this.chosen = range ? extended(this.chosen, this.#order(), this.#anchor, id) : toggled(this.chosen, id);
    this.#anchor = id;
    this.desk.set({ current: noteKey(id) });
  }

  /** @param {string} group */
  pickGroup(group) {
    const place = this.desk.layout.places.flatMap((one) => one.items).find((item) => item.key === groupKey(group));
    if (!place || !("group" in place)) return;
    this.chosen = new Set([...this.chosen, ...place.notes.map((note) => note.id)]);
    this.desk.set({});
  }

  /** Chooses none, and says so. */
  unpick() {
    if (this.chosen.size) say(t("desk.none_chosen"));
    this.clear();
  }

  /** Chooses none: something was done with those that were, or the room has gone on. */
  clear() {
    this.chosen = new Set();
    this.desk.set({});
  }

  /** Lets go of notes that have gone. */
  look() {
    this.chosen = still(this.chosen, this.desk.board.notes);
  }

  /** Ids of notes in page order. */
  #order() {
    return this.desk.walk.flat().flatMap((key) => (key.startsWith("n-") ? key.slice(2) : []));
  }
}
