/** The desk as an object: what this page alone knows, and what its buttons and keys do. It never changes the board itself. */

import { phase } from "../board.js";
import { newId } from "../ids.js";
import { digest, say } from "../announce.js";
import { inLanguage, t, tn } from "../words.js";
import { Editing } from "./actions/editing.js";
import { actKey, byOthers, toRedo, toUndo } from "./acts.js";
import { asCommand, longer, paused } from "./clock.js";
import { keep, kept, remember, remembered } from "./kept.js";
import { arrange, groupKey, noteKey, walkable } from "./layout.js";
import { running, whatNext } from "./next.js";
import { HEADINGS, POSTING, SILENT, SORTING, TWINS } from "./rights.js";
import { Rounds } from "./round/rounds.js";
import { focusPair } from "./same.js";
import { extended, still, toggled } from "./selection.js";
import { foundAlike, together, twinsOf } from "./twins.js";
import { viewOf } from "./views.js";

/** @typedef {import("../types.js").Board} Board */
/** @typedef {import("../types.js").Command} Command */
/** @typedef {import("../types.js").Room} Room */
/** @typedef {import("../types.js").Timer} Timer */

/**
 * The dialog that is open. `sure` asks before something is done; `place` asks where notes or a group shall go;
 * `note` writes a new note or, with `id`, changes one.
 * @typedef {{kind: "sure", title: () => string, text: () => string, yes: string, act: () => void}
 *   | {kind: "place", notes: readonly string[], group: string, columns: boolean}
 *   | {kind: "note", id: string, column: string, text: string, version: number}
 *   | {kind: "links"} | {kind: "keys"} | {kind: "history"} | {kind: "drawn", draw: () => unknown}} Dialog
 */
/**
 * What was done, or why not. `act`: it can be undone, or with `undone` done again, from there; `made`: the group that is
 * new, to be named; `others`: another desk did it.
 * @typedef {{text: string, act: string, undone: boolean, stays: boolean, made: string, others: boolean}} Told
 */

const TOLD_MS = 12_000; // read twice at an easy pace; a refusal stays until it is closed
const ACTS_KEPT = 100; // as many as the room keeps (RULES U1)
const MINUTE_MS = 60_000;
const SEEK_MS = 5_000; // a busy room posts more often, and each answer costs the server a look at all notes

export class Desk {
  /** @type {ReadonlySet<string>} notes that are chosen */
  chosen = new Set();
  /** Where choosing with shift begins. */
  anchor = "";
  /** Key of the note or group that Tab comes to; the arrow keys walk on from there. */
  current = "";
  /** @type {ReadonlySet<string>} ids of folded groups */
  folded = new Set();
  /** @type {ReadonlySet<string>} ids of columns whose hidden notes are unfolded */
  unhidden = new Set();
  /** Whether texts are shown while people still write in silence. */
  texts = false;
  /** Id of what the middle shows; empty: what suits the phase. */
  view = "";
  /** @type {Dialog | null} */
  dialog = null;
  /** @type {string} key of the note or group whose menu is open */
  menu = "";
  /** Id of the group whose title is being written. */
  renaming = "";
  /** Id of a group that was just made here and has not been seen yet. */
  made = "";
  /** @type {Told | null} */
  told = null;
  /** @type {ReadonlySet<string>} ids of what was done at this desk, in this tab */
  own;
  /** Key of the pair of notes that Tab comes to. */
  twin = "";
  /** @type {readonly import("./twins.js").Alike[]} what the server found alike */
  alike = [];
  /** @type {Timer | null} the timer that was asked for, until the room has it */
  wished = null;
  /** Whether single letters do something. */
  letters = remembered("letters", true);

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #telling;
  /** @type {() => void} */
  #changed;
  /** @type {readonly import("../types.js").Act[] | null} what had been done at the last look */
  #acts = null;
  /** Step at the last look, and the one that was asked for here. */
  #step = -1;
  #going = -1;
  /** @type {{board: Board, alike: readonly import("./twins.js").Alike[], found: import("./twins.js").Twin[]} | null} */
  #twins = null;
  /** The state of the board for which twins were last sought, and the wait before seeking again. */
  #sought = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #seeking;
  /** @type {Set<string>} ids of acts that were undone or done again from here */
  #turned = new Set();

  /**
   * @param {Room} room
   * @param {import("../types.js").PageData} data
   * @param {() => void} changed draws again
   */
  constructor(room, data, changed) {
    this.room = room;
    this.data = data;
    this.#changed = changed;
    this.rounds = new Rounds(this);
    this.editing = new Editing(this);
    this.own = new Set(kept(`acts-${data.room}`, /** @type {string[]} */ ([])));
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
  /** @returns {Timer} */
  get timer() {
    return this.wished ?? this.board.timer;
  }
  get next() {
    return whatNext(this.board, this.present, this.rounds.wanted.length);
  }
  get shows() {
    return viewOf(this);
  }
  /** Whether a round runs, so that the room stays in its step. */
  get votes() {
    return running(this.board.round);
  }
  /** What desks did and can be undone, oldest first. */
  get acts() {
    return this.board.acts ?? [];
  }
  get toUndo() {
    return toUndo(this.acts, this.own);
  }
  get toRedo() {
    return toRedo(this.acts, this.own);
  }
  /** Pairs that wait for a word whether they are the same; the same list while the board is. */
  get twins() {
    const { board, alike } = this;
    if (this.#twins?.board !== board || this.#twins.alike !== alike) this.#twins = { board, alike, found: twinsOf(board, alike) };
    return this.#twins.found;
  }
  /** Keys to walk to, by column. */
  get walk() {
    if (!this.room.state.board || this.silent || this.shows.id !== "board") return [];
    return walkable(this.layout, this.folded, this.unhidden);
  }

  /** Takes in what came from the room since the last look. */
  look() {
    const { board, pending } = this.room.state;
    for (const one of pending) if (one.state === "refused") this.#refused(one);
    if (!board) return;
    this.#others();
    this.#seekTwins();
    this.chosen = still(this.chosen, board.notes);
    if (this.wished && board.timer.version >= this.wished.version) this.wished = null;
    if (this.renaming && !board.groups.has(this.renaming)) this.renaming = "";
    const keys = this.walk.flat();
    if (!keys.includes(this.current)) this.current = keys[0] ?? "";
  }

  /** @param {Partial<Pick<Desk, "current" | "texts" | "view" | "dialog" | "menu" | "renaming" | "chosen" | "told" | "twin" | "alike">>} change */
  set(change) {
    Object.assign(this, change);
    this.#changed();
  }

  /** Asks the server what is alike: when reading begins, and a while after notes have come or gone. */
  #seekTwins() {
    const sought = TWINS.has(this.phase) ? `${this.board.step} ${this.layout.notes}` : "";
    if (sought === this.#sought) return;
    const wait = this.#sought ? SEEK_MS : 0;
    this.#sought = sought;
    clearTimeout(this.#seeking);
    if (!sought) return;
    this.#seeking = setTimeout(async () => {
      this.set({ alike: (await foundAlike(this.data.room)) ?? this.alike });
    }, wait);
  }

  /** Says what another desk did since the last look: politely, and never over what was done here. */
  #others() {
    const { step, steps } = this.board;
    const stepped = this.#step >= 0 && step !== this.#step && step !== this.#going;
    const done = this.#acts && this.#acts !== this.acts ? byOthers(this.#acts, this.acts, this.own, this.#turned) : null;
    this.#step = step;
    this.#acts = this.acts;
    if (step === this.#going) this.#going = -1;
    if (stepped) {
      this.view = ""; // what suits the new step
      this.#hear(t("desk.other.step", { step: inLanguage(steps[step]?.title ?? {}) || t(`phase.${this.phase}`) }));
    } else if (done) this.#hear(t(`desk.other.${done.how}`, { what: t(actKey(done.what)) }));
  }

  /** @param {string} text */
  #hear(text) {
    if (!this.told || this.told.others) this.tell(text, { others: true });
    else digest("others", () => text);
  }

  /**
   * Says what was done, on the page and to a screen reader.
   * @param {string} text
   * @param {Partial<Omit<Told, "text">>} [how]
   */
  tell(text, { act = "", undone = false, stays = false, made = "", others = false } = {}) {
    clearTimeout(this.#telling);
    say(text);
    this.set({ told: { text, act, undone, stays, made, others } });
    if (!stays) this.#telling = setTimeout(() => this.set({ told: null }), TOLD_MS);
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
    this.own = new Set([...this.own, act].slice(-ACTS_KEPT));
    keep(`acts-${this.data.room}`, [...this.own]); // a reloaded desk undoes what it did before
    const answer = await this.room.send({ ...command, act });
    if (!answer.ok) return false; // the outbox keeps the refusal, and `look` tells it
    if (told) this.tell(told, { act, made });
    return true;
  }

  /** @param {import("../types.js").Pending} one */
  #refused(one) {
    this.room.dismiss(one.id);
    if (one.command.kind === "SetTimer") this.wished = null;
    this.tell(one.text, { stays: true });
    // What somebody wrote is not lost with the refusal.
    if (one.command.kind === "PostNote" && !this.dialog) {
      this.dialog = { kind: "note", id: "", column: one.command.column, text: one.command.text, version: 0 };
    }
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

  /** Undoes an act of any desk, or does it again when it is undone. @param {import("../types.js").Act} act */
  async turn({ id, what, undone }) {
    this.#turned.add(id);
    const answer = await this.room.send({ kind: undone ? "Redo" : "Undo", done: id });
    if (answer.ok) this.tell(t(undone ? "desk.redone" : "desk.undone", { what: t(actKey(what)) }), { act: id, undone: !undone });
  }

  // Choosing

  /**
   * @param {string} id
   * @param {boolean} range with all notes from the one chosen last
   */
  pick(id, range = false) {
    this.current = noteKey(id);
    this.chosen = range ? extended(this.chosen, this.#order(), this.anchor, id) : toggled(this.chosen, id);
    this.anchor = id;
    this.#changed();
  }

  unpick() {
    const count = this.chosen.size;
    this.chosen = new Set();
    if (count) say(t("desk.none_chosen"));
    this.#changed();
  }

  /** @param {string} group */
  pickGroup(group) {
    const place = this.layout.places.flatMap((one) => one.items).find((item) => item.key === groupKey(group));
    if (place && "group" in place) this.set({ chosen: new Set([...this.chosen, ...place.notes.map((note) => note.id)]) });
  }

  /** Ids of notes in page order. */
  #order() {
    return this.walk.flat().flatMap((key) => (key.startsWith("n-") ? key.slice(2) : []));
  }

  /** The chosen notes in page order; of folded groups, too. */
  get picked() {
    const order = walkable(this.layout, new Set(), new Set(this.board.columns.map((column) => column.id))).flat();
    return order.flatMap((key) => (key.startsWith("n-") && this.chosen.has(key.slice(2)) ? key.slice(2) : []));
  }

  // Sorting

  /**
   * @param {readonly string[]} notes
   * @param {string} [group] an existing group; empty: a new one
   * @param {string} [title]
   */
  group(notes, group = "", title = "") {
    const id = group || newId();
    this.set({ chosen: new Set(), menu: "" });
    const told = tn("desk.did.group", notes.length);
    const go = (forced = false) => {
      this.made = group ? "" : id;
      return this.ask({ kind: "GroupNotes", group: id, notes, title, forced }, { told, made: title ? "" : this.made });
    };
    if (this.votes) this.sure("forced", () => go(true)); // lines under people's dots become one (RULES V13)
    else go();
  }

  /** @param {readonly string[]} notes */
  ungroup(notes) {
    this.set({ chosen: new Set(), menu: "" });
    return this.ask({ kind: "UngroupNotes", notes }, { told: tn("desk.did.ungroup", notes.length) });
  }

  /**
   * @param {readonly string[]} notes
   * @param {string} column
   */
  move(notes, column) {
    this.set({ chosen: new Set(), menu: "" });
    return this.ask({ kind: "MoveNotes", notes, column }, { told: tn("desk.did.move", notes.length) });
  }

  /**
   * @param {string} group
   * @param {string} column
   */
  moveGroup(group, column) {
    this.set({ menu: "" });
    return this.ask({ kind: "MoveGroup", group, column }, { told: t("desk.did.move_group") });
  }

  /**
   * @param {string} group
   * @param {string} title
   */
  rename(group, title) {
    this.set({ renaming: "" });
    const clean = title.trim();
    if (!clean || clean === this.board.groups.get(group)?.title) return;
    this.ask({ kind: "RenameGroup", group, title: clean }, { told: t("desk.did.rename") });
  }

  /**
   * @param {readonly string[]} notes
   * @param {boolean} hidden
   */
  hide(notes, hidden) {
    this.set({ chosen: new Set(), menu: "" });
    const what = hidden ? "hide" : "show";
    const kind = hidden ? "HideNotes" : "ShowNotes";
    return this.ask({ kind, notes }, { told: tn(`desk.did.${what}`, notes.length) });
  }

  /** Whether hiding these would show them: all are hidden already. @param {readonly string[]} notes */
  allHidden(notes) {
    return notes.every((id) => this.board.notes.get(id)?.hidden);
  }

  /** @param {string} group */
  membersOf(group) {
    return [...this.board.notes.values()].filter((note) => note.group === group).map((note) => note.id);
  }

  /** @param {string} group @param {boolean} [fold] */
  fold(group, fold = !this.folded.has(group)) {
    const after = new Set(this.folded);
    if (fold) after.add(group);
    else after.delete(group);
    this.folded = after;
    this.#changed();
  }

  /** Folds all groups, or unfolds them when all are folded. */
  foldAll() {
    const all = [...this.board.groups.keys()];
    this.folded = this.allFolded ? new Set() : new Set(all);
    this.#changed();
  }
  get allFolded() {
    return [...this.board.groups.keys()].every((id) => this.folded.has(id));
  }

  /** @param {string} column @param {boolean} open */
  unfoldHidden(column, open) {
    if (this.unhidden.has(column) === open) return;
    const after = new Set(this.unhidden);
    if (open) after.add(column);
    else after.delete(column);
    this.unhidden = after;
    this.#changed();
  }

  // Twins

  /** @param {import("./twins.js").Twin} twin */
  joinTwins(twin) {
    const { group, notes } = together(this.board, twin);
    this.group(notes, group);
  }

  /** @param {import("./twins.js").Twin} twin */
  dismissTwins({ a, b }) {
    this.ask({ kind: "DismissSame", note: a.id, other: b.id, dismissed: true }, { told: t("desk.did.dismiss") });
  }

  /** Shows the pairs, or the board again, and goes to where one was. */
  turnTwins() {
    if (this.shows.id === "twins") {
      this.set({ view: "board" });
      requestAnimationFrame(() => document.getElementById(this.current)?.focus());
    } else if (this.twins.length) {
      this.set({ view: "twins", twin: this.twins.find((one) => one.key === this.twin)?.key ?? this.twins[0]?.key ?? "" });
      requestAnimationFrame(() => focusPair(this.twin));
    }
  }

  // Notes of the desk's own

  /** @param {string} [column] */
  write(column = this.board.columns[0]?.id ?? "") {
    this.set({ dialog: { kind: "note", id: "", column, text: "", version: 0 }, menu: "" });
  }

  /** @param {string} column @param {string} text */
  post(column, text) {
    const command = /** @type {const} */ ({ kind: "PostNote", note: newId(), column, text, lang: this.data.lang });
    return this.ask(command, { told: t("desk.did.post") });
  }

  /** @param {string} id @param {string} text @param {number} version */
  edit(id, text, version) {
    return this.ask({ kind: "EditNote", note: id, text, version }, { told: t("desk.did.edit") });
  }

  /** @param {string} id */
  remove(id) {
    this.sure("remove", () => this.ask({ kind: "DeleteNote", note: id }, { told: t("desk.did.remove") }));
  }

  // Time and steps

  /** @param {number} minutes */
  longer(minutes) {
    this.#setTimer(longer(this.timer, minutes * MINUTE_MS, this.room.now()), t("desk.did.longer", { count: minutes }));
  }

  pause() {
    const after = paused(this.timer, this.room.now());
    this.#setTimer(after, t(after.left_ms === null ? "desk.did.resume" : "desk.did.pause"));
  }

  /** @param {Timer} wish @param {string} told */
  #setTimer(wish, told) {
    this.wished = wish;
    say(told);
    this.#changed();
    this.ask(asCommand(wish));
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

  /** Goes to a step of the run sheet. @param {number} step */
  async go(step) {
    this.set({ view: "", chosen: new Set(), told: this.told?.stays ? this.told : null }); // what was done in the last step is old news
    this.#going = step;
    return this.ask({ kind: "ChangePhase", from_step: this.board.step, step });
  }

  /** Goes to a step that is not the next one: asks first. @param {number} step @param {string} name */
  jump(step, name) {
    this.sure("jump", () => this.go(step), { vars: { step: name } });
  }

  /** Does what the large button says. */
  advance() {
    const next = this.next;
    switch (next.act) {
      case "go":
        if (next.ask) this.sure("closed", () => this.go(next.step), { text: () => this.#closing() });
        else this.go(next.step);
        return;
      case "end":
        return;
      default:
        this.rounds.advance(next);
    }
  }

  /** What closing the room means, and what it would leave open where actions are accepted. */
  #closing() {
    const text = t("desk.sure.closed.text");
    const open = this.board.actions.filter((action) => !action.accepted).length;
    return open && this.board.steps.some((step) => step.phase === "commitments") ? `${tn("desk.not_accepted", open)} ${text}` : text;
  }

  /** @param {boolean} on */
  useLetters(on) {
    this.letters = on;
    remember("letters", on);
    this.#changed();
  }
}
