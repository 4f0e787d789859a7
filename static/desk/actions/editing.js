/** Fields of actions while they are typed: saved by themselves after a moment, and never over what somebody else wrote. */

import { newId } from "../../ids.js";
import { tidy } from "../../texts.js";
import { t } from "../../words.js";
import { Places } from "./places.js";

/** @typedef {import("../../types.js").Action} Action */
/** @typedef {import("../../types.js").ActionField} ActionField */
/** @typedef {import("../desk.js").Desk} Desk */
/**
 * What is typed and not saved yet. `was`: what stood there when the typing began; `sent`: what is on its way; `before`: what
 * stood there before the last save, and stands there until what came of that save arrives.
 * @typedef {{was: string, text: string, sent: string | null, before: string | null, due: ReturnType<typeof setTimeout> | undefined}} Typed
 */

const LEAD_MS = 5_000; // later, the caret would be taken from where somebody writes
const PAUSE_MS = 700; // a breath between two words; a field that is left is saved at once

/** @type {readonly ActionField[]} in the order of the card */
export const FIELDS = ["what", "who", "by_when", "first_step", "why", "partners", "lever", "measure"];

export class Editing {
  /** @type {string} id of the card that is read back */
  card = "";
  /** Whether the card that is read back is being edited. */
  open = false;
  /** Id of the card that was read back at the last drawing. */
  read = "";

  /** @type {Map<string, Typed>} by action and field */
  #typed = new Map();

  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
    this.places = new Places(desk);
  }

  /** What stands in a field: what is typed, else what is saved. @param {Action} action @param {ActionField} field */
  text(action, field) {
    return this.#typedIn(action, field)?.text ?? action[field];
  }

  /** What is typed in a field; what has been saved counts as typed until it has come. @param {Action} action @param {ActionField} field */
  #typedIn(action, field) {
    const typed = this.#typed.get(key(action, field));
    if (!typed || !isSaved(typed) || same(action[field], typed.before)) return typed;
    this.#typed.delete(key(action, field));
    return undefined;
  }

  /** Somebody else changed the field while it is typed: what they wrote, else null. @param {Action} action @param {ActionField} field */
  clash(action, field) {
    const typed = this.#typedIn(action, field);
    const there = action[field];
    return typed && [typed.was, typed.sent, typed.before, typed.text].every((ours) => !same(there, ours)) ? there : null;
  }

  /** @param {Action} action @param {ActionField} field @param {string} text */
  type(action, field, text) {
    const before = this.#typedIn(action, field);
    clearTimeout(before?.due);
    const due = setTimeout(() => this.save(action.id, field), PAUSE_MS);
    this.#typed.set(key(action, field), { was: before?.was ?? action[field], sent: before?.sent ?? null, before: before?.before ?? null, text, due });
    this.desk.set({});
  }

  /** Saves a field, one wish at a time. @param {string} id @param {ActionField} field */
  save(id, field) {
    const action = this.#found(id);
    const name = `${id}/${field}`;
    const typed = this.#typed.get(name);
    if (!typed || typed.sent !== null || isSaved(typed)) return;
    clearTimeout(typed.due);
    if (!action || this.clash(action, field) !== null) return this.desk.set({});
    if (same(typed.text, typed.was)) this.#typed.delete(name); // unchanged, so there is nothing to save
    else if (field !== "what" || tidy(typed.text)) return this.#send(id, field, typed);
    this.desk.set({});
  }

  /** Saves a field that is left. @param {string} id @param {ActionField} field */
  leave(id, field) {
    const typed = this.#typed.get(`${id}/${field}`);
    // What is done has to say something; somebody who still writes may empty it first.
    if (typed && field === "what" && !tidy(typed.text)) {
      clearTimeout(typed.due);
      this.#typed.delete(`${id}/${field}`);
      return this.desk.set({});
    }
    return this.save(id, field);
  }

  /** @param {string} id @param {ActionField} field @param {Typed} typed */
  async #send(id, field, typed) {
    const name = `${id}/${field}`;
    const { text, was } = typed;
    this.#typed.set(name, { ...typed, sent: text });
    const saved = await this.desk.ask({ kind: "EditAction", action: id, field, text, was });
    const now = this.#typed.get(name);
    if (now) {
      this.#typed.set(name, { ...now, sent: null, was: saved ? text : now.was, before: saved ? was : null });
      if (saved && !same(now.text, text)) this.save(id, field);
    }
    this.desk.set({});
  }

  /** Saves one's own text over the other's. @param {Action} action @param {ActionField} field */
  keepOwn(action, field) {
    const typed = this.#typed.get(key(action, field));
    if (!typed) return;
    this.#typed.set(key(action, field), { ...typed, was: action[field], before: null });
    this.save(action.id, field);
  }

  /** Leaves what the other wrote. @param {Action} action @param {ActionField} field */
  takeTheirs(action, field) {
    this.#typed.delete(key(action, field));
    this.desk.set({});
  }

  /**
   * Starts an action, and leads on to who does it.
   * @param {string} what
   * @param {string} [source] the line that it grows from
   * @param {string} [lang]
   */
  async start(what, source = "", lang = this.desk.data.lang) {
    const action = newId();
    if (!(await this.desk.ask({ kind: "StartAction", action, what, source, lang }, { told: t("desk.did.start_action") }))) return;
    this.#lead(fieldId(action, "who"));
  }

  /** Gives the caret to a field as soon as it is drawn: the answer may come before the board that has it. @param {string} id */
  #lead(id) {
    const look = () => {
      requestAnimationFrame(() => {
        const field = document.getElementById(id);
        if (!field) return;
        stop();
        clearTimeout(patience);
        field.focus();
      });
    };
    const stop = this.desk.room.subscribe(look);
    const patience = setTimeout(stop, LEAD_MS);
    look();
  }

  /** @param {Action} action */
  remove(action) {
    return this.desk.ask({ kind: "RemoveAction", action: action.id }, { told: t("desk.did.remove_action") });
  }

  /** Puts an action on the wall by itself, or takes it off. @param {Action} action */
  light(action) {
    const on = this.desk.board.spotlight === action.id;
    return this.desk.ask({ kind: "Spotlight", target: on ? "" : action.id }, { told: t(on ? "desk.did.unlight" : "desk.did.light_action") });
  }

  // Reading back

  /** The card that is read back: the chosen one, else the first that is not accepted, which stays when another comes before it. */
  get current() {
    const { actions } = this.places;
    const open = actions.filter((action) => !action.accepted);
    const first = open.length ? open : actions;
    return actions.find((action) => action.id === this.card) ?? first.find((action) => action.id === this.read) ?? first[0];
  }

  /** Turns to a card; a wall that shows the card before turns with it. @param {Action | undefined} to */
  turn(to) {
    const from = this.current;
    if (!to) return;
    this.card = to.id;
    this.open = false;
    if (from && from.id !== to.id && this.desk.board.spotlight === from.id) this.desk.ask({ kind: "Spotlight", target: to.id });
    this.desk.set({});
  }

  /** Accepts an action, which locks it, and goes on to the next; or opens it again. @param {Action} action @param {boolean} accepted */
  async accept(action, accepted) {
    this.card = action.id;
    const done = await this.desk.ask({ kind: "AcceptAction", action: action.id, accepted }, { told: t(accepted ? "desk.did.accept_action" : "desk.did.reopen_action") });
    if (!done || !accepted) return;
    const { actions } = this.places;
    const at = actions.findIndex((one) => one.id === action.id);
    this.turn([...actions.slice(at + 1), ...actions.slice(0, at)].find((one) => !one.accepted && one.id !== action.id));
  }

  /** @param {string} id */
  #found(id) {
    return this.desk.board.actions.find((action) => action.id === id);
  }
}

/** Whether all of it is saved, and only what came of that is on its way. @param {Typed} typed */
function isSaved({ text, was, sent, before }) {
  return before !== null && sent === null && same(text, was);
}

/** Whether two texts are one to the room. @param {string} one @param {string | null} other */
function same(one, other) {
  return other !== null && tidy(one) === tidy(other);
}

/** @param {Action} action @param {ActionField} field */
function key(action, field) {
  return `${action.id}/${field}`;
}

/** The id of a field in the page. @param {string} action @param {ActionField} field */
export function fieldId(action, field) {
  return `f-${action}-${field}`;
}
