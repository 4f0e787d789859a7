/**
 * The desk as an object: what this page alone knows, and what its buttons and keys do, one subject a class. It never
 * changes the board itself.
 */

import { phase } from "../board.js";
import { newId } from "../ids.js";
import { t } from "../words.js";
import { Editing } from "./actions/editing.js";
import { Choosing } from "./choosing.js";
import { Comparing } from "./comparing.js";
import { Folding } from "./folding.js";
import { remember, remembered } from "./kept.js";
import { arrange, walkable } from "./layout.js";
import { Leading } from "./leading.js";
import { running } from "./next.js";
import { Posting } from "./posting.js";
import { HEADINGS, POSTING, SILENT, SORTING } from "./rights.js";
import { Rounds } from "./round/rounds.js";
import { Sorting } from "./sorting.js";
import { Telling } from "./telling.js";
import { Undoing } from "./undoing.js";
import { viewOf } from "./views.js";

/** @typedef {import("../types.js").Board} Board */
/** @typedef {import("../types.js").Command} Command */
/** @typedef {import("../types.js").Room} Room */

/**
 * The dialog that is open. `sure` asks before something is done; `place` asks where notes or a group shall go;
 * `note` writes a new note or, with `id`, changes one.
 * @typedef {{kind: "sure", title: () => string, text: () => string, yes: string, act: () => void}
 *   | {kind: "place", notes: readonly string[], group: string, columns: boolean}
 *   | {kind: "note", id: string, column: string, text: string, version: number}
 *   | {kind: "links"} | {kind: "keys"} | {kind: "history"} | {kind: "drawn", draw: () => unknown}} Dialog
 */

export class Desk {
  /** Key of the note or group that Tab comes to; the arrow keys walk on from there. */
  current = "";
  /** Whether texts are shown while people still write in silence. */
  texts = false;
  /** Id of what the middle shows; empty: what suits the phase. */
  view = "";
  /** @type {Dialog | null} */
  dialog = null;
  /** @type {string} key of the note or group whose menu is open */
  menu = "";
  /** Whether single letters do something. */
  letters = remembered("letters", true);

  /** @type {() => void} */
  #changed;

  /**
   * @param {Room} room
   * @param {import("../types.js").PageData} data
   * @param {() => void} changed draws again
   */
  constructor(room, data, changed) {
    this.room = room;
    this.data = data;
    this.#changed = changed;
    this.telling = new Telling(this);
    this.undoing = new Undoing(this);
    this.choosing = new Choosing(this);
    this.folding = new Folding(this);
    this.sorting = new Sorting(this);
    this.comparing = new Comparing(this);
    this.posting = new Posting(this);
    this.leading = new Leading(this);
    this.rounds = new Rounds(this);
    this.editing = new Editing(this);
  }

  /** The board; only asked for once there is one. @returns {Board} */
  get board() {
    const { board } = this.room.state;
    if (!board) throw new Error("no board yet");
    return board;
  }
  get layout() {
    return arrange(this.board);
  }
  get phase() {
    return phase(this.board);
  }
  get maySort() {
    return SORTING.has(this.phase);
  }
  get mayPost() {
    return POSTING.has(this.phase);
  }
  get mayHead() {
    return HEADINGS.has(this.phase);
  }
  get mayHide() {
    return this.phase !== "closed";
  }
  get mayUndo() {
    return this.phase !== "closed";
  }
  /** Whether people write in silence, so that a desk that is seen on a screen shows no text either. */
  get silent() {
    return SILENT.has(this.phase) && !this.texts;
  }
  get present() {
    const { hall, remote } = this.room.state.people;
    return hall + remote;
  }
  get shows() {
    return viewOf(this);
  }
  /** Whether a round runs, so that the room stays in its step. */
  get votes() {
    return running(this.board.round);
  }
  /** Keys to walk to, by column. */
  get walk() {
    if (!this.room.state.board || this.silent || this.shows.id !== "board") return [];
    return walkable(this.layout, this.folding.folded, this.folding.unhidden);
  }

  /** Takes in what came from the room since the last look. */
  look() {
    const { board, pending } = this.room.state;
    for (const one of pending) if (one.state === "refused") this.#refused(one);
    if (!board) return;
    this.telling.look();
    this.comparing.look();
    this.choosing.look();
    this.leading.look();
    this.sorting.look();
    const keys = this.walk.flat();
    if (!keys.includes(this.current)) this.current = keys[0] ?? "";
  }

  /** Changes what the page shows, and draws it again. @param {Partial<Pick<Desk, "current" | "texts" | "view" | "dialog" | "menu">>} change */
  set(change) {
    Object.assign(this, change);
    this.#changed();
  }

  /** @param {boolean} on */
  useLetters(on) {
    this.letters = on;
    remember("letters", on);
    this.#changed();
  }

  /**
   * Asks the room for something, under an id of this desk's own: a late copy is known by it, and what it did to notes,
   * groups and actions can be undone.
   * @param {Command} command
   * @param {{told?: string, made?: string}} [how]
   * @returns {Promise<boolean>} whether it was done
   */
  async ask(command, { told = "", made = "" } = {}) {
    const act = newId();
    this.undoing.keep(act, command.kind);
    const answer = await this.room.send({ ...command, act });
    if (!answer.ok) return false; // the outbox keeps the refusal, and `look` tells it
    if (told) this.telling.tell(told, { act, made });
    return true;
  }

  /** @param {import("../types.js").Pending} one */
  #refused(one) {
    this.room.dismiss(one.id);
    if (one.command.kind === "SetTimer") this.leading.timerRefused();
    this.telling.tell(one.text, { stays: true });
    // What somebody wrote is not lost with the refusal.
    if (one.command.kind === "PostNote" && !this.dialog) this.posting.write(one.command.column, one.command.text);
  }

  /**
   * Asks before something that people in the room would notice. What the question says is said anew with every change.
   * @param {string} what last part of the keys `desk.sure.{what}.title`, `.text` and `.yes`
   * @param {() => void} act
   * @param {{title?: () => string, text?: () => string, vars?: Record<string, string | number>}} [how] other words than the catalogue's
   */
  sure(what, act, { title, text, vars } = {}) {
    const words = (/** @type {string} */ part) => t(`desk.sure.${what}.${part}`, vars);
    this.set({ dialog: { kind: "sure", title: title ?? (() => words("title")), text: text ?? (() => words("text")), yes: words("yes"), act }, menu: "" });
  }
}
