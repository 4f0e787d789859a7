/** Putting notes together and apart, naming and moving them, and taking them off the screens. */

import { newId } from "../ids.js";
import { t, tn } from "../words.js";

/** @typedef {import("./desk.js").Desk} Desk */

export class Sorting {
  /** Id of the group whose title is being written. */
  renaming = "";
  /** Id of a group that was just made here and has not been seen yet. */
  made = "";

  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
  }

  /**
   * @param {readonly string[]} notes
   * @param {string} [group] an existing group; empty: a new one
   * @param {string} [title]
   */
  group(notes, group = "", title = "") {
    const id = group || newId();
    this.#letGo();
    const told = tn("desk.did.group", notes.length);
    const go = (forced = false) => {
      this.made = group ? "" : id;
      return this.desk.ask({ kind: "GroupNotes", group: id, notes, title, forced }, { told, made: title ? "" : this.made });
    };
    if (this.desk.votes) this.desk.sure("forced", () => go(true)); // lines under people's dots become one (RULES V13)
    else go();
  }

  /** @param {readonly string[]} notes */
  ungroup(notes) {
    this.#letGo();
    return this.desk.ask({ kind: "UngroupNotes", notes }, { told: tn("desk.did.ungroup", notes.length) });
  }

  /**
   * @param {readonly string[]} notes
   * @param {string} column
   */
  move(notes, column) {
    this.#letGo();
    return this.desk.ask({ kind: "MoveNotes", notes, column }, { told: tn("desk.did.move", notes.length) });
  }

  /**
   * @param {string} group
   * @param {string} column
   */
  moveGroup(group, column) {
    this.desk.set({ menu: "" });
    return this.desk.ask({ kind: "MoveGroup", group, column }, { told: t("desk.did.move_group") });
  }

  /** Lets a group's title be written. @param {string} group */
  startRenaming(group) {
    this.renaming = group;
    this.desk.set({ menu: "" });
  }

  /** Leaves the title as it was. */
  stopRenaming() {
    this.renaming = "";
    this.desk.set({});
  }

  /**
   * @param {string} group
   * @param {string} title
   */
  rename(group, title) {
    this.stopRenaming();
    const clean = title.trim();
    if (!clean || clean === this.desk.board.groups.get(group)?.title) return;
    this.desk.ask({ kind: "RenameGroup", group, title: clean }, { told: t("desk.did.rename") });
  }

  /**
   * @param {readonly string[]} notes
   * @param {boolean} hidden
   */
  hide(notes, hidden) {
    this.#letGo();
    const what = hidden ? "hide" : "show";
    const kind = hidden ? "HideNotes" : "ShowNotes";
    return this.desk.ask({ kind, notes }, { told: tn(`desk.did.${what}`, notes.length) });
  }

  /** Whether hiding these would show them: all are hidden already. @param {readonly string[]} notes */
  allHidden(notes) {
    return notes.every((id) => this.desk.board.notes.get(id)?.hidden);
  }

  /** @param {string} group */
  membersOf(group) {
    return [...this.desk.board.notes.values()].filter((note) => note.group === group).map((note) => note.id);
  }

  /** Stops writing the title of a group that has gone. */
  look() {
    if (this.renaming && !this.desk.board.groups.has(this.renaming)) this.renaming = "";
  }

  /** Notes with which something is done are no longer chosen, and their menu is closed. */
  #letGo() {
    this.desk.choosing.clear();
    this.desk.set({ menu: "" });
  }
}
