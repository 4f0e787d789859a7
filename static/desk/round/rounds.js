/** What the desk does about rounds: prepares, opens, watches, closes, shows, settles, accepts. It never changes the board itself. */

import { newId } from "../../ids.js";
import { t, tn } from "../../words.js";
import { kindOf, NO_WISH, optionsOf, outdated, settled, wantedOf, wishOf, withTicked } from "../ballot.js";
import { remember, remembered } from "../kept.js";
import { allRounds, openTie, resultRound, running, runOffs, shown } from "./matter.js";

/** @typedef {import("../../types.js").Round} Round */
/** @typedef {import("../ballot.js").Wish} Wish */
/** @typedef {import("../desk.js").Desk} Desk */
/** @typedef {import("./next.js").RoundNext} RoundNext */
/** What is being decided about a tie. `lines`: those chosen by talking. @typedef {{round: string, way: "" | "all" | "run_off" | "decided" | "breadth", lines: readonly string[], reason: string}} Settling */

const RUN_OFF_MS = 90_000; // a minute to a minute and a half among a few lines (voting.md)
const PRACTICE_TEXTS = ["coffee", "walk", "sauna", "music"];
const PRACTICE_BUDGET = 2;

/** Phases in which a vote is near, so that its lines can be gone through. */
const TICKED = new Set(["sorting", "freeze", "voting", "commitments"]);

export class Rounds {
  /** @type {string} id of the round whose result is looked at; empty: the one at matter */
  looked = "";
  /** Whether a final vote is wanted once the actions are read back. */
  final = false;
  /** Whether a tie that has been settled is settled anew. */
  again = false;
  /** @type {Settling} */
  settling = { round: "", way: "", lines: [], reason: "" };

  /** @type {string} */
  #wishName;
  /** @type {Wish} */
  #wish;
  #asking = 0;
  /** @type {Round | null} the prepared round as it stood when a change of it was answered: what came of it is still on its way */
  #before = null;

  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
    this.#wishName = `round-${desk.data.room}`;
    this.#wish = { ...NO_WISH, ...remembered(this.#wishName, NO_WISH) };
  }

  get board() {
    return this.desk.board;
  }

  // Setting up

  /** The ballot that people see already, though nobody can vote yet. */
  get draft() {
    const { draft } = this.board;
    return draft && !draft.practice ? draft : null;
  }

  get options() {
    return optionsOf(this.desk.layout);
  }

  /** What is wished: the prepared round says it for every desk, but for what was just asked from here. @returns {Wish} */
  get wish() {
    return this.#tells ? wishOf(this.#tells, this.options) : this.#wish;
  }

  /** The prepared round, unless what was asked from here goes beyond it. */
  get #tells() {
    return this.#asking || this.draft === this.#before ? null : this.draft;
  }

  /** The lines that there are in a round about everything, or about groups only, as is wished. */
  get possible() {
    return kindOf(this.options, this.wish.groups_only);
  }

  /** The lines that a round would have now. */
  get wanted() {
    return wantedOf(this.options, this.wish);
  }

  /** The settings as they would be used. */
  get settings() {
    return settled(this.wish, this.wanted.length);
  }

  /** Whether the board has gone on since people were shown the ballot. */
  get outdated() {
    return this.#tells !== null && outdated(this.#tells, this.wanted);
  }

  /** Changes settings; a ballot that people see already changes with them. @param {Partial<Wish>} change */
  set(change) {
    this.#keep({ ...this.wish, ...change });
    if (this.draft) this.#prepare(this.draft.id);
    this.desk.set({});
  }

  /** Takes lines into the vote, or leaves them out. @param {ReadonlySet<string>} lines ids @param {boolean} on */
  tick(lines, on) {
    this.set(withTicked(this.options, this.wish, lines, on));
  }

  /** Whether lines can be ticked one by one now: in the steps in which a round can be prepared. */
  get mayTick() {
    return TICKED.has(this.desk.phase);
  }

  /** Shows people the ballot. */
  async prepare() {
    this.#keep(this.wish);
    if (await this.#prepare(this.draft?.id ?? newId())) this.desk.telling.tell(t("desk.did.prepare"));
  }

  /** Takes the shown ballot off the screens again. */
  withdraw() {
    const { draft } = this;
    if (!draft) return;
    this.#keep(this.wish);
    this.desk.ask({ kind: "VoidRound", round: draft.id, reason: "" }, { told: t("desk.did.withdraw") });
  }

  /** Lets people vote, in the step of the run sheet that is for it. @param {number | null} step */
  async open(step) {
    const { draft, desk } = this;
    if (draft && this.outdated) {
      this.#keep(this.wish);
      if (!(await this.#prepare(draft.id))) return;
    }
    if (step !== null && !(await desk.leading.go(step))) return;
    this.#keep(this.wish);
    const round = draft?.id ?? newId();
    return desk.ask({ kind: "OpenRound", ...this.#command(round) }, { told: t("desk.did.open") });
  }

  /** A round about nothing that matters, to learn how it goes. */
  practice() {
    const texts = PRACTICE_TEXTS.map((text) => t(`desk.practice.${text}`));
    const cap = Math.min(this.settings.cap, PRACTICE_BUDGET);
    const command = /** @type {const} */ ({ kind: "OpenRound", round: newId(), practice: true, texts, budget: PRACTICE_BUDGET, cap, wanted: 1 });
    return this.desk.ask(command, { told: t("desk.did.practice") });
  }

  /** @param {Wish} wish */
  #keep(wish) {
    this.#wish = wish;
    remember(this.#wishName, wish);
  }

  /** @param {string} round */
  async #prepare(round) {
    const { draft } = this;
    this.#asking += 1;
    try {
      const done = await this.desk.ask({ kind: "PrepareRound", ...this.#command(round) });
      if (done && this.draft === draft) this.#before = draft;
      return done;
    } finally {
      this.#asking -= 1;
      this.desk.set({});
    }
  }

  /** @param {string} round */
  #command(round) {
    const { groups_only, must_spend, live, named, shuffled, hard_end } = this.wish;
    const { budget, cap, wanted } = this.settings;
    const lines = this.wanted.map((option) => option.id);
    const some = lines.length < this.possible.length ? lines : [];
    return { round, columns: [], lines: some, budget, cap, wanted, groups_only, must_spend, live, named, shuffled, hard_end };
  }

  // While people vote

  get running() {
    return running(this.board.round);
  }

  /** @param {boolean} paused */
  pause(paused) {
    const { round } = this.board;
    if (round) this.desk.ask({ kind: "PauseRound", round: round.id, paused }, { told: t(paused ? "desk.did.pause_round" : "desk.did.resume_round") });
  }

  close() {
    const { round } = this.board;
    if (round) this.desk.ask({ kind: "CloseRound", round: round.id }, { told: t("desk.did.close") });
  }

  /** Shows the result; first goes to the results step when there is one. @param {number | null} step */
  async reveal(step) {
    const { round } = this.board;
    if (!round || (step !== null && !(await this.desk.leading.go(step)))) return;
    this.looked = "";
    this.again = false;
    this.desk.set({ view: "" });
    this.desk.ask({ kind: "RevealRound", round: round.id }, { told: t("desk.did.reveal") });
  }

  /** Puts a practice round away; nothing of it is kept. */
  putAway() {
    const { round } = this.board;
    if (round) this.desk.ask({ kind: "VoidRound", round: round.id, reason: "" }, { told: t("desk.did.put_away") });
  }

  /** Calls a round off, and with it the run-offs that were held for it. @param {Round} round @param {string} reason */
  async void(round, reason) {
    const all = [...runOffs(this.board, round), round].filter((one) => one.state !== "accepted");
    for (const one of all) if (!(await this.desk.ask({ kind: "VoidRound", round: one.id, reason }))) return;
    this.desk.telling.tell(t("desk.did.void"));
  }

  // The result

  /** The round whose result the middle shows: the one looked at, else the one at matter. */
  get result() {
    const looked = allRounds(this.board).find((one) => one.id === this.looked && shown(one));
    if (looked) return looked;
    const { round } = this.board;
    return round?.practice && round.state === "revealed" ? round : resultRound(this.board);
  }

  /** Rounds that can be looked at: but for run-offs, which stand with the round that they decided. */
  get history() {
    return allRounds(this.board).filter((one) => shown(one) && !one.practice && !one.run_off_of);
  }

  /** @param {string} looked */
  look(looked) {
    this.looked = looked === resultRound(this.board)?.id ? "" : looked;
    this.desk.set({ view: "result" });
  }

  /** The round whose tie is to be ended now. @param {Round} root */
  tie(root) {
    if (root.practice) return null;
    return openTie(this.board, root) ?? (this.again && root.state === "revealed" && root.outcome?.tied.length ? root : null);
  }

  /** What is being decided about this tie, with the ways that are open. @param {Round} round @returns {Settling} */
  settlingOf(round) {
    const empty = /** @type {const} */ ({ round: round.id, way: "run_off", lines: [], reason: "" });
    return this.settling.round === round.id ? this.settling : empty;
  }

  /** @param {Round} round @param {Partial<Settling>} change */
  think(round, change) {
    this.settling = { ...this.settlingOf(round), ...change };
    this.desk.set({});
  }

  /** Ends a tie in the way that is chosen. @param {Round} round */
  async settle(round) {
    const { way, lines, reason } = this.settlingOf(round);
    if (way === "run_off") return this.#runOff(round);
    if (!way) return;
    const command = /** @type {const} */ ({ kind: "SettleTie", round: round.id, way, lines: way === "decided" ? lines : [], reason });
    if (await this.desk.ask(command, { told: t("desk.did.settle") })) this.#settled();
  }

  #settled() {
    this.again = false;
    this.settling = { round: "", way: "", lines: [], reason: "" };
    this.desk.set({});
  }

  /** The tied lines alone, one dot for everybody, a minute and a half. @param {Round} round */
  async #runOff(round) {
    const { desk } = this;
    const wanted = round.outcome?.seats ?? 1;
    const command = /** @type {const} */ ({ kind: "OpenRound", round: newId(), run_off_of: round.id, budget: 1, cap: 1, wanted });
    if (!(await desk.ask(command, { told: t("desk.did.run_off") }))) return;
    this.#settled();
    desk.ask({ kind: "SetTimer", version: desk.leading.timer.version, ends_at: desk.room.now() + RUN_OFF_MS });
  }

  /** Votes again on the lines that later grouping has moved over the cut, and those around it. @param {readonly string[]} notes */
  votingAgain(notes) {
    const held = new Set(notes);
    const without = this.options.filter((option) => !option.notes.some((note) => held.has(note)));
    this.#keep({ ...NO_WISH, without: without.flatMap((option) => option.notes) });
    return this.#prepare(newId());
  }

  /** Makes a result final: asks, and says what that means. */
  accept() {
    const root = this.result;
    if (!root) return;
    // The run-offs first: the result that rests on them can no longer change when it is accepted itself.
    const open = [...runOffs(this.board, root).reverse(), root].filter((one) => one.state === "revealed" && one.outcome?.chosen);
    this.desk.sure("accept", async () => {
      for (const one of open) if (!(await this.desk.ask({ kind: "AcceptRound", round: one.id }))) return;
      this.desk.telling.tell(t("desk.did.accept"));
    });
  }

  // The large button

  /** Does what the large button says of rounds. @param {RoundNext} next */
  advance(next) {
    switch (next.act) {
      case "prepare":
        return this.prepare();
      case "open":
        return this.open(next.step);
      case "resume":
        return this.pause(false);
      case "close":
        return next.ask ? this.#sureToClose() : this.close();
      case "reveal":
        return this.reveal(next.step);
      case "put_away":
        return this.putAway();
      case "accept":
        return this.accept();
    }
  }

  /** Not everybody has voted; who votes while this is asked counts in it, too. */
  #sureToClose() {
    const voted = () => this.board.round?.ballots ?? 0;
    const people = () => this.people(this.board.round);
    this.desk.sure("close", () => this.close(), {
      title: () => t(voted() < people() ? "desk.sure.close.title" : "desk.all_voted"),
      text: () => t("desk.sure.close.text", { ballots: voted(), people: people() }),
    });
  }

  /** How many could have voted: those here, and those whose ballot is on paper. @param {Round | null} round */
  people(round) {
    return round ? Math.max(this.desk.present + round.papers, round.ballots) : this.desk.present;
  }

  /** A round in a few words. @param {Round} round */
  name(round) {
    const place = this.history.indexOf(round) + 1;
    return `${t("desk.round_number", { count: place })}: ${tn("desk.lines_count", round.lines.length)}, ${tn("desk.ballots_count", round.ballots)}`;
  }
}
