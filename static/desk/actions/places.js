/** The order of the actions at this desk: the room's, with the moves that were asked for here and are not in it yet. */

import { t } from "../../words.js";
import { brief } from "../columns.js";
import { arrived, asAsked, beforeWhich } from "./order.js";

/** @typedef {import("../../types.js").Action} Action */
/** @typedef {import("../desk.js").Desk} Desk */
/** @typedef {import("./order.js").Asked} Asked */
/** @typedef {import("./order.js").Way} Way */

export class Places {
  /** @type {readonly Asked[]} in the order of asking */
  #asked = [];

  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
  }

  /** The actions in order. A press counts from where the one before has put the action, however slow the line is. */
  get actions() {
    return asAsked(this.desk.board.actions, this.#asked);
  }

  /** Whether an action can go that way. @param {Action} action @param {Way} way */
  may({ id }, way) {
    return beforeWhich(this.actions, id, way) !== null;
  }

  /** Moves an action, and says which place it has then. @param {Action} action @param {Way} way */
  async move({ id, what }, way) {
    const { desk } = this;
    const before = beforeWhich(this.actions, id, way);
    if (before === null) return;
    /** @type {Asked} */
    const asked = { move: { action: id, before }, there: null };
    this.#asked = [...this.#asked.filter((one) => !arrived(one, desk.board.actions)), asked];
    const { actions } = this;
    const told = t("desk.did.move_action", { what: brief(what), place: actions.findIndex((one) => one.id === id) + 1, count: actions.length });
    desk.set({});
    if (await desk.ask({ kind: "MoveAction", action: id, before }, { told })) asked.there = desk.board.actions;
    else this.#asked = this.#asked.filter((one) => one !== asked);
    desk.set({});
  }
}
