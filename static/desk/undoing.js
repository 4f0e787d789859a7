/** What was done at desks and its way back: of this desk's own acts in turn, or of any one. */

import { t } from "../words.js";
import { actKey, toRedo, toUndo, withOwn } from "./acts.js";
import { keep, kept } from "./kept.js";

/** @typedef {import("../types.js").Act} Act */
/** @typedef {import("./desk.js").Desk} Desk */

export class Undoing {
  /** @type {ReadonlySet<string>} ids of what was done at this desk, in this tab */
  own;
  /** @type {Set<string>} ids of acts that were undone or done again from here */
  turned = new Set();

  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
    this.own = new Set(kept(`acts-${desk.data.room}`, /** @type {string[]} */ ([])));
  }

  /** What desks did and can be undone, oldest first. */
  get acts() {
    return this.desk.board.acts ?? [];
  }

  /** The last thing done at this desk that stands. */
  get toUndo() {
    return toUndo(this.acts, this.own);
  }

  /** What was undone at this desk and would be done again next. */
  get toRedo() {
    return toRedo(this.acts, this.own);
  }

  /**
   * Remembers that an act is this desk's own, if it can be undone.
   * @param {string} act
   * @param {string} what the command's name
   */
  keep(act, what) {
    this.own = withOwn(this.own, act, what);
    keep(`acts-${this.desk.data.room}`, [...this.own]); // a reloaded desk undoes what it did before
  }

  /** Takes back the last thing done at this desk. */
  undo() {
    const act = this.toUndo;
    if (act) this.turn(act);
  }

  /** Does again what was undone at this desk. */
  redo() {
    const act = this.toRedo;
    if (act) this.turn(act);
  }

  /** Undoes an act of any desk, or does it again when it is undone. @param {Act} act */
  async turn({ id, what, undone }) {
    this.turned.add(id);
    const answer = await this.desk.room.send({ kind: undone ? "Redo" : "Undo", done: id });
    if (answer.ok) this.desk.telling.tell(t(undone ? "desk.redone" : "desk.undone", { what: t(actKey(what)) }), { act: id, undone: !undone });
  }
}
