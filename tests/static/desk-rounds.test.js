import assert from "node:assert/strict";
import { test } from "node:test";

import { fromSnapshot } from "../../static/board.js";
import { NO_WISH, optionsOf, outdated, wantedOf, wishOf, withTicked, zoneOf } from "../../static/desk/ballot.js";
import { arrange } from "../../static/desk/layout.js";
import { openTie, resultRound, runOffs } from "../../static/desk/round/matter.js";
import { roundNext } from "../../static/desk/round/next.js";
import { paperDots, paperText } from "../../static/desk/round/papers.js";

const note = (id, column, order, group = "") => ({ id, column, text: id, lang: "fi", order, version: 1, group, hidden: false, own: false });
const PHASES = ["sorting", "freeze", "voting", "results", "actions", "commitments", "closed"];
const steps = PHASES.map((phase) => ({ phase, minutes: 0, title: {}, prompt: {} }));
const board = (phase, more = {}) =>
  fromSnapshot({
    room: "r", title: {}, step: PHASES.indexOf(phase), steps, counts: {}, round: null, draft: null, rounds: [], actions: [],
    timer: { version: 0, ends_at: null, left_ms: null }, groups: [{ id: "g", title: "G", column: "c2", order: 2 }],
    columns: ["c1", "c2"].map((id) => ({ id, title: {}, prompt: {}, color: "yellow" })),
    notes: [note("a", "c1", 1), note("b", "c1", 2, "g"), note("c", "c2", 3, "g"), note("d", "c2", 4)],
    ...more,
  });
const options = (more) => optionsOf(arrange(board("freeze", more)));
const ids = (lines) => lines.map((line) => line.id);
const line = (id, notes = [id], title = id) => ({ id, title, notes, color: "yellow", lang: "fi", merged: [id] });
const round = (id, state, more = {}) => ({
  id, state, lines: [line("a"), line("d")], budget: 1, cap: 1, wanted: 1, ballots: 0, papers: 0, dots: 0, practice: false, run_off_of: "",
  results: null, outcome: null, reason: "", ...NO_WISH, ...more,
});
const shown = (id, outcome, more = {}) =>
  round(id, "revealed", { results: [{ line: "a", dots: 2, supporters: 2, rank: 1 }, { line: "d", dots: 2, supporters: 2, rank: 1 }], outcome: { above: [], tied: [], seats: 0, chosen: null, way: "", reason: "", run_off: "", regrouped: false, ...outcome }, ...more });
const TIED = { tied: ["a", "d"], seats: 1 };

test("lines of a vote are groups and ungrouped notes of the chosen columns, without those unticked", () => {
  assert.deepEqual(ids(options()), ["a", "g", "d"]);
  assert.deepEqual(ids(wantedOf(options(), { columns: ["c2"], without: [] })), ["g", "d"]);
  assert.deepEqual(ids(wantedOf(options(), { columns: [], without: ["a", "b"] })), ["g", "d"], "a group stays while one of its notes does");
});

test("a line that was left out stays left out when its notes come into a group", () => {
  const without = wantedOf(options(), { columns: [], without: ["b", "c"] });
  assert.deepEqual(ids(without), ["a", "d"]);
  const together = options({ groups: [{ id: "new", title: "N", column: "c2", order: 2 }], notes: [note("a", "c1", 1), note("b", "c1", 2, "new"), note("c", "c2", 3, "new"), note("d", "c2", 4)] });
  assert.deepEqual(ids(wantedOf(together, { columns: [], without: ["b", "c"] })), ["a", "d"]);
});

test("every desk reads the same wish from a prepared ballot", () => {
  const draft = round("r1", "draft", { lines: [line("a"), line("d")], budget: 1, cap: 1, wanted: 2, named: true });
  const wish = wishOf(draft, options());
  assert.deepEqual({ without: wish.without, budget: wish.budget, wanted: wish.wanted, named: wish.named }, { without: ["b", "c"], budget: null, wanted: 2, named: true });
  assert.equal(wishOf({ ...draft, budget: 2 }, options()).budget, 2, "a budget that was chosen is kept");
});

test("where groups only are voted on, a note alone is no line, and every desk reads that from the ballot", () => {
  const wish = { ...NO_WISH, groups_only: true };
  assert.deepEqual(ids(wantedOf(options(), wish)), ["g"]);
  const draft = round("r1", "draft", { lines: [line("g", ["b", "c"], "G")], groups_only: true });
  assert.deepEqual({ groups_only: wishOf(draft, options()).groups_only, without: wishOf(draft, options()).without }, { groups_only: true, without: [] });
  assert.equal(outdated(draft, wantedOf(options(), wishOf(draft, options()))), false);
});

test("a note ticked where groups only are voted on comes alone, and one unticked stays out of groups and everything", () => {
  const wish = { ...NO_WISH, groups_only: true };
  const noted = { ...wish, ...withTicked(options(), wish, new Set(["a"]), true) };
  assert.deepEqual([noted.groups_only, ids(wantedOf(options(), noted))], [false, ["a", "g"]]);
  const less = { ...wish, ...withTicked(options(), wish, new Set(["g"]), false) };
  assert.deepEqual([less.groups_only, ids(wantedOf(options(), less)), ids(wantedOf(options(), { ...less, groups_only: false }))], [true, [], ["a", "d"]]);
});

test("a shown ballot is out of date when its lines or their words are no longer the board's", () => {
  const draft = round("r1", "draft", { lines: [line("a"), line("g", ["b", "c"], "G"), line("d")] });
  assert.equal(outdated(draft, options()), false);
  assert.equal(outdated({ ...draft, lines: draft.lines.slice(1) }, options()), true);
  assert.equal(outdated({ ...draft, lines: [line("a"), line("g", ["b", "c"], "Old"), line("d")] }, options()), true);
});

test("the budgets that suit lie between a quarter and a third of the lines", () => {
  assert.deepEqual(zoneOf(12), [3, 4]);
  assert.deepEqual(zoneOf(2), [1, 1]);
});

test("before the vote the large button shows the ballot, then opens it in the voting step", () => {
  assert.deepEqual(roundNext(board("freeze"), 3, 3), { act: "prepare" });
  assert.deepEqual(roundNext(board("freeze", { draft: round("r1", "draft") }), 3, 3), { act: "open", step: 2 });
  assert.deepEqual(roundNext(board("freeze"), 3, 1), { act: "wait", why: "lines" });
  assert.equal(roundNext(board("sorting"), 3, 3), null);
});

test("practice is ended, shown where one stands, and put away", () => {
  const practice = (state) => board("freeze", { round: round("p", state, { practice: true }), draft: round("r1", "draft") });
  assert.deepEqual(roundNext(practice("open"), 3, 3), { act: "close", of: "_practice", ask: false });
  assert.deepEqual(roundNext(practice("closed"), 3, 3), { act: "reveal", of: "_practice", step: null });
  assert.deepEqual(roundNext(practice("revealed"), 3, 3), { act: "put_away" });
  assert.deepEqual(roundNext(practice("void"), 3, 3), { act: "open", step: 2 });
});

test("closing asks while somebody present has no ballot; paper is nobody's who is present by phone", () => {
  const open = (ballots, papers) => roundNext(board("voting", { round: round("r1", "open", { ballots, papers }) }), 3, 3);
  assert.equal(open(3, 0).ask, false);
  assert.equal(open(3, 1).ask, true);
  assert.equal(open(4, 1).ask, false);
});

test("a paused vote goes on before it is closed", () => {
  assert.deepEqual(roundNext(board("voting", { round: round("r1", "paused") }), 3, 3), { act: "resume", of: "" });
});

test("a tie across the cut is waited for, then the result is accepted, then the room goes on", () => {
  const results = (more) => roundNext(board("results", { round: shown("r1", more) }), 3, 3);
  assert.deepEqual(results(TIED), { act: "wait", why: "tie" });
  assert.deepEqual(results({ chosen: ["a"], above: ["a"] }), { act: "accept" });
  assert.equal(roundNext(board("results", { round: shown("r1", { chosen: ["a"] }, { state: "accepted" }) }), 3, 3), null);
});

test("a run-off decides its round: while it is held no tie waits, and its own tie waits in its place", () => {
  const first = shown("r1", { ...TIED, run_off: "r2" });
  const held = (run) => board("results", { rounds: [first], round: run });
  const open = held(round("r2", "open", { run_off_of: "r1" }));
  assert.equal(resultRound(open).id, "r1");
  assert.equal(openTie(open, first), null);
  assert.deepEqual(roundNext(open, 3, 3), { act: "close", of: "_runoff", ask: true });
  const again = held(shown("r2", TIED, { run_off_of: "r1" }));
  assert.equal(openTie(again, first).id, "r2");
  assert.deepEqual(roundNext(again, 3, 3), { act: "wait", why: "tie" });
  assert.deepEqual(ids(runOffs(again, first)), ["r2"]);
});

test("a run-off that was called off leaves the tie open", () => {
  const first = shown("r1", { ...TIED, run_off: "" });
  const called = board("results", { rounds: [first], round: round("r2", "void", { run_off_of: "r1" }) });
  assert.equal(resultRound(called).id, "r1");
  assert.equal(openTie(called, first).id, "r1");
});

test("practice is nobody's result", () => {
  const first = shown("r1", { chosen: ["a"] });
  assert.equal(resultRound(board("results", { rounds: [first], round: shown("p", TIED, { practice: true }) })).id, "r1");
});

const LINES = [{ id: "a" }, { id: "b" }, { id: "c" }];
const RULES = { budget: 3, cap: 2, must_spend: false };

test("a paper ballot is typed as line numbers, with several dots as 2x2 or by saying the line again", () => {
  for (const text of ["1 3 3", "1, 3x2", "3 x 2 1", "1;3*2", " 3=2  1 "]) {
    assert.deepEqual(paperDots(text, LINES, RULES), { dots: { a: 1, c: 2 }, spent: 3, wrong: "", at: "" }, text);
  }
  assert.equal(paperText({ c: 2, a: 1 }, LINES), "1 3x2");
  assert.equal(paperDots("", LINES, RULES).spent, 0);
});

test("a paper ballot that cannot be is told apart by what is wrong with it", () => {
  const wrong = (text, rules = RULES) => {
    const { wrong: what, at } = paperDots(text, LINES, rules);
    return [what, at];
  };
  assert.deepEqual(wrong("1 4"), ["no-line", "4"]);
  assert.deepEqual(wrong("1 0"), ["no-line", "0"]);
  assert.deepEqual(wrong("one"), ["unread", "one"]);
  assert.deepEqual(wrong("2 2 2"), ["over-cap", "2"]);
  assert.deepEqual(wrong("1x2 2x2"), ["over-budget", ""]);
  assert.deepEqual(wrong("1", { ...RULES, must_spend: true }), ["not-spent", ""]);
});
