import assert from "node:assert/strict";
import { test } from "node:test";

import { fromSnapshot } from "../../static/board.js";
import { asAsked, beforeWhich, moved } from "../../static/desk/actions/order.js";
import { aboutOf, actKey, byOthers, toRedo, toUndo, withOwn } from "../../static/desk/acts.js";
import { settled, zone } from "../../static/desk/ballot.js";
import { longer, paused } from "../../static/desk/clock.js";
import { arrange, rowOf, walkable } from "../../static/desk/layout.js";
import { minutesLate, plannedStarts, whatNext } from "../../static/desk/next.js";
import { extended, still, toggled } from "../../static/desk/selection.js";
import { exactly, together, twinsOf } from "../../static/desk/twins.js";
import { neighbour, walk } from "../../static/desk/walk.js";

const note = (id, column, order, more = {}) => ({
  id, column, text: id, lang: "fi", order, version: 1, group: "", hidden: false, own: false, ...more,
});
const steps = ["lobby", "writing", "sorting", "voting", "results", "closed"].map((phase) => ({
  phase, minutes: phase === "writing" ? 5 : 0, title: {}, prompt: {},
}));
const board = (more = {}) =>
  fromSnapshot({
    room: "r", title: {}, step: 2, steps, counts: {}, round: null, draft: null, rounds: [], same: [], timer: { version: 0, ends_at: null, left_ms: null },
    columns: ["c1", "c2"].map((id) => ({ id, title: {}, prompt: {}, color: "yellow" })),
    notes: [
      note("a", "c1", 1), note("b", "c1", 2, { group: "g" }), note("c", "c2", 3, { group: "g" }),
      note("d", "c2", 4), note("e", "c1", 5, { hidden: true }), note("f", "c1", 6, { group: "h" }),
    ],
    groups: [{ id: "g", title: "G", column: "c2", order: 2 }, { id: "h", title: "H", column: "c1", order: 6 }],
    ...more,
  });

const act = (id, undone = false, what = "GroupNotes", about = "a") => ({ id, what, at: 1, about, things: 2, undone });

test("what an act was about says what it says now, and nothing when it has gone or is not to be read", () => {
  const actions = [{ id: "x", what: "Build", lang: "en" }];
  const here = board({ actions, earlier: { by_votes: false, items: [{ id: "y", what: "Satama", lang: "fi" }] } });
  const about = (id, silent = false) => aboutOf(here, act("act", false, "GroupNotes", id), silent);
  assert.deepEqual(about("a"), { text: "a", lang: "fi" });
  assert.deepEqual(about("g"), { text: "G", lang: "fi" });
  assert.deepEqual([about("x"), about("y")], [{ text: "Build", lang: "en" }, { text: "Satama", lang: "fi" }]);
  assert.equal(about("gone"), null);
  assert.deepEqual([about("a", true), about("g", true)], [null, null]);
  assert.deepEqual([about("x", true), about("y", true)].map((one) => one.text), ["Build", "Satama"]);
});

test("undo takes back the last thing done here that stands, whatever others did since", () => {
  const acts = [act("mine-1"), act("mine-2", true), act("theirs")];
  const own = new Set(["mine-1", "mine-2"]);
  assert.equal(toUndo(acts, own).id, "mine-1");
  assert.equal(toUndo([act("theirs")], own), undefined);
});

test("however much is led meanwhile, what was done here and can be undone stays this desk's own", () => {
  let own = withOwn(new Set(), "group", "GroupNotes");
  for (let n = 0; n < 200; n++) own = withOwn(own, `spot-${n}`, "Spotlight");
  assert.equal(toUndo([act("group")], own).id, "group"); // U1
  for (let n = 0; n < 200; n++) own = withOwn(own, `hide-${n}`, "HideNotes");
  assert.equal(own.size, 100);
});

test("redo does again what was undone here since the last thing that stands, the earliest first", () => {
  const own = new Set(["a", "b", "c", "d"]);
  assert.equal(toRedo([act("a"), act("b", true), act("theirs", true), act("c", true)], own).id, "b");
  assert.equal(toRedo([act("a", true), act("b")], own), undefined);
  assert.equal(toRedo([act("theirs", true)], own), undefined);
});

test("what another desk did, undid or did again is told, and never what was done here", () => {
  const own = new Set(["mine"]);
  const before = [act("old"), act("mine")];
  const told = (now, turned = []) => byOthers(before, now, own, new Set(turned));
  assert.equal(told(before), null);
  assert.deepEqual(told([...before, act("theirs", false, "HideNotes")]), { what: "HideNotes", how: "did" });
  assert.deepEqual(told([act("old", true), act("mine")]), { what: "GroupNotes", how: "undid" });
  assert.deepEqual(byOthers([act("old", true)], [act("old")], own, new Set()), { what: "GroupNotes", how: "redid" });
  assert.deepEqual(told([act("old"), act("mine", true)]), { what: "GroupNotes", how: "undid" });
  assert.equal(told([act("old"), act("mine", true)], ["mine"]), null);
  assert.equal(byOthers([], [act("mine")], own, new Set()), null);
});

test("an act of a kind that this desk does not know still has a name", () => {
  assert.equal(actKey("MoveNotes"), "desk.what.move");
  assert.equal(actKey("Something"), "desk.what.other");
});

const same = (a, b, people, dismissed = false) => ({ a, b, people, dismissed });

test("pairs that people name come first, then the most alike, each pair once", () => {
  const found = twinsOf(board({ same: [same("a", "d", 1), same("a", "b", 3)] }), [
    { a: "d", b: "a", likeness: 0.7 }, { a: "c", b: "d", likeness: 0.8 }, { a: "a", b: "c", likeness: 0.9 },
  ]);
  assert.deepEqual(found.map(({ a, b, people, likeness }) => [a.id, b.id, people, likeness]), [
    ["a", "b", 3, 0], ["a", "d", 1, 0.7], ["a", "c", 0, 0.9], ["c", "d", 0, 0.8],
  ]);
});

test("a pair that was put away, hidden or is together already is asked about no more", () => {
  const alike = [{ a: "a", b: "d", likeness: 1 }, { a: "b", b: "c", likeness: 1 }, { a: "a", b: "e", likeness: 1 }, { a: "a", b: "gone", likeness: 1 }];
  assert.deepEqual(twinsOf(board({ same: [same("a", "d", 4, true)] }), alike), []);
});

const says = (id, text, more = {}) => note(id, more.column ?? "c1", 1, { text, ...more });
const exactlyOf = (notes, more = {}) => {
  let made = 0;
  return exactly(board({ notes, ...more }), () => `new-${(made += 1)}`);
};

test("notes that differ only by capitals, spaces and marks at their end say exactly the same, others do not", () => {
  const { into, notes, groups, pairs } = exactlyOf([
    says("a", "Night  buses."), says("b", "night\nbuses"), says("c", " NIGHT BUSES!? "), says("d", "Night, buses"), says("e", "Nights buses"),
    says("f", "!"), says("g", "?"), says("h", "Free fruit"), says("i", "free fruit…"),
  ]);
  assert.deepEqual(into, { a: "new-1", b: "new-1", c: "new-1", h: "new-2", i: "new-2" });
  assert.deepEqual({ notes, groups, pairs }, { notes: 5, groups: 2, pairs: 3 });
});

test("what says the same goes into the group that one of them has under its heading, never from group to group", () => {
  const groups = [{ id: "g", title: "G", column: "c1", order: 1 }, { id: "h", title: "H", column: "c2", order: 1 }];
  const inG = says("a", "Bus", { group: "g" });
  assert.deepEqual(exactlyOf([inG, says("b", "bus"), says("c", "bus")], { groups }), { into: { b: "g", c: "g" }, notes: 3, groups: 1, pairs: 2 });
  assert.equal(exactlyOf([inG, says("b", "bus", { group: "h" }), says("c", "bus")], { groups }).notes, 0);
  assert.equal(exactlyOf([says("a", "Bus", { group: "h" }), says("c", "bus")], { groups }).notes, 0);
  assert.equal(exactlyOf([inG, says("b", "bus", { group: "g" })], { groups }).notes, 0);
});

test("the same words under another heading, hidden, or said not to be the same by a desk are left alone", () => {
  assert.equal(exactlyOf([says("a", "Parking"), says("b", "Parking", { column: "c2" }), says("c", "Parking", { hidden: true })]).notes, 0);
  const same = [{ a: "a", b: "b", people: 0, dismissed: true }];
  assert.equal(exactlyOf([says("a", "Bus"), says("b", "Bus"), says("c", "Bus")], { same }).notes, 0);
});

test("no more notes say exactly the same at once than one command takes", () => {
  const many = Array.from({ length: 600 }, (_, at) => says(`n${at}`, `Words ${at >> 1}`));
  assert.equal(Object.keys(exactlyOf(many).into).length, 500);
});

test("twins go into the group that one of them has, a whole group into the other's", () => {
  const now = board();
  const pair = (a, b) => together(now, { a: now.notes.get(a), b: now.notes.get(b) });
  assert.deepEqual(pair("a", "d"), { group: "", notes: ["a", "d"] });
  assert.deepEqual(pair("a", "b"), { group: "g", notes: ["a"] });
  assert.deepEqual(pair("b", "a"), { group: "g", notes: ["a"] });
  assert.deepEqual(pair("f", "b"), { group: "h", notes: ["b", "c"] });
});

test("the spotlight walks along the notes of a group, else along all that stands by itself", () => {
  const { places } = arrange(board());
  assert.deepEqual(rowOf({ places }, "b"), ["b", "c"]);
  assert.deepEqual(rowOf({ places }, "a"), ["a", "h", "g", "d"]);
  assert.deepEqual(rowOf({ places }, "g"), ["a", "h", "g", "d"]);
});

test("a room is late by what its steps took too long, and by what this one runs over", () => {
  const minute = 60_000;
  const at = (more, now) => minutesLate(board(more), now);
  assert.equal(at({ step: 0, began_at: 0, step_at: 0 }, 9 * minute), 0);
  assert.equal(at({ step: 1, began_at: minute, step_at: minute }, 5 * minute), 0);
  assert.equal(at({ step: 1, began_at: minute, step_at: minute }, 8.5 * minute), 2);
  assert.equal(at({ step: 2, began_at: minute, step_at: 9 * minute }, 90 * minute), 3);
  assert.equal(at({ step: 2, began_at: minute, step_at: 3 * minute }, 4 * minute), 0);
});

test("hidden notes stand in no line and in no count but stay in their column's fold", () => {
  const layout = arrange(board());
  assert.deepEqual(layout.places.map((place) => place.items.map((item) => item.key)), [["n-a", "g-h"], ["g-g", "n-d"]]);
  assert.deepEqual(layout.places[0].hidden.map((one) => one.id), ["e"]);
  assert.deepEqual([layout.notes, layout.groups, layout.loose], [5, 2, 2]);
});

test("the same board is arranged once", () => {
  const same = board();
  assert.equal(arrange(same), arrange(same));
});

test("arrow keys walk open groups and pass over folded ones", () => {
  const lists = walkable(arrange(board()), new Set(["h"]), new Set(["c1"]));
  assert.deepEqual(lists, [["n-a", "g-h", "n-e"], ["g-g", "n-b", "n-c", "n-d"]]);
  assert.equal(walk(lists, "n-a", "ArrowDown"), "g-h");
  assert.equal(walk(lists, "n-a", "ArrowUp"), "n-a");
  assert.equal(walk(lists, "n-e", "ArrowRight"), "n-c");
  assert.equal(walk(lists, "n-d", "ArrowLeft"), "n-e");
  assert.equal(walk(lists, "n-d", "Home"), "g-g");
  assert.equal(walk(lists, "nowhere", "ArrowDown"), "n-a");
});

test("when the focused note goes the next takes over, else the one before", () => {
  const before = [["n-a", "n-b", "n-c"]];
  assert.equal(neighbour(before, [["n-a", "n-c"]], "n-b"), "n-c");
  assert.equal(neighbour(before, [["n-a"]], "n-b"), "n-a");
  assert.equal(neighbour(before, [[]], "n-b"), undefined);
});

test("shift chooses from the anchor to here in page order", () => {
  assert.deepEqual([...extended(new Set(["z"]), ["a", "b", "c", "d"], "c", "a")], ["z", "a", "b", "c"]);
  assert.deepEqual([...extended(new Set(), ["a", "b"], "gone", "b")], ["b"]);
  assert.deepEqual([...toggled(new Set(["a"]), "a")], []);
});

test("a note that has gone is not chosen any more, and an unchanged choice is the same set", () => {
  const chosen = new Set(["a", "d"]);
  assert.equal(still(chosen, board().notes), chosen);
  assert.deepEqual([...still(new Set(["a", "gone"]), board().notes)], ["a"]);
});

const voting = (state, more = {}) => {
  const outcome = state === "revealed" || state === "accepted" ? { above: ["a"], tied: [], seats: 0, chosen: ["a"], run_off: "" } : null;
  const results = outcome && [{ line: "a", dots: 2, supporters: 2, rank: 1 }];
  const round = { id: "o", state, ballots: 2, papers: 0, wanted: 3, lines: [], results, outcome, run_off_of: "", practice: false };
  return board({ step: 3, round: state && round, ...more });
};

test("in the voting step the large button opens, closes, then reveals on the results step", () => {
  assert.deepEqual(whatNext(voting(null), 3, 5), { act: "open", step: null });
  assert.deepEqual(whatNext(voting(null), 3, 1), { act: "wait", why: "lines" });
  assert.deepEqual(whatNext(voting("open"), 3, 5), { act: "close", of: "", ask: true });
  assert.deepEqual(whatNext(voting("open"), 2, 5), { act: "close", of: "", ask: false });
  assert.deepEqual(whatNext(voting("closed"), 3, 5), { act: "reveal", of: "", step: 4 });
  assert.deepEqual(whatNext(voting("revealed"), 3, 5), { act: "open", step: null });
});

test("a result is shown, then accepted, before the room goes on", () => {
  assert.deepEqual(whatNext(voting("closed", { step: 4 }), 3, 5), { act: "reveal", of: "", step: null });
  assert.deepEqual(whatNext(voting("revealed", { step: 4 }), 3, 5), { act: "accept" });
  assert.deepEqual(whatNext(voting("accepted", { step: 4 }), 3, 5), { act: "go", step: 5, phase: "closed", ask: true });
  assert.deepEqual(whatNext(voting("accepted", { step: 5 }), 3, 5), { act: "end" });
});

test("a round shown where no results step follows lets the room go on", () => {
  const short = steps.filter((step) => step.phase !== "results");
  assert.deepEqual(whatNext(voting("closed", { steps: short }), 3, 5), { act: "reveal", of: "", step: null });
  assert.deepEqual(whatNext(voting("accepted", { steps: short }), 3, 5), { act: "go", step: 4, phase: "closed", ask: true });
});

test("later steps are planned from the running clock until one has no minutes", () => {
  const now = 1_000_000;
  const timed = board({ step: 0, timer: { version: 1, ends_at: now + 60_000, left_ms: null } });
  assert.deepEqual(plannedStarts(timed, now), [null, now + 60_000, now + 360_000, null, null, null]);
  assert.deepEqual(plannedStarts(board(), now), [null, null, null, null, null, null]);
});

test("more time is added to what is left, or from now when it has run out", () => {
  assert.deepEqual(longer({ version: 3, ends_at: 5_000, left_ms: null }, 60_000, 1_000), { version: 4, ends_at: 65_000, left_ms: null });
  assert.deepEqual(longer({ version: 3, ends_at: 5_000, left_ms: null }, 60_000, 9_000), { version: 4, ends_at: 69_000, left_ms: null });
  assert.deepEqual(longer({ version: 3, ends_at: null, left_ms: 500 }, 60_000, 9_000), { version: 4, ends_at: null, left_ms: 60_500 });
  assert.deepEqual(longer({ version: 0, ends_at: null, left_ms: null }, 60_000, 9_000), { version: 1, ends_at: 69_000, left_ms: null });
});

test("a clock that is stopped and let run again has lost nothing", () => {
  const stopped = paused({ version: 1, ends_at: 65_000, left_ms: null }, 5_000);
  assert.deepEqual(stopped, { version: 2, ends_at: null, left_ms: 60_000 });
  assert.deepEqual(paused(stopped, 100_000), { version: 3, ends_at: 160_000, left_ms: null });
});

test("a round's settings stay within what the lines allow", () => {
  const free = { budget: null, cap: 1, wanted: 3, columns: [] };
  assert.deepEqual(settled(free, 13), { budget: 4, budgetMax: 13, cap: 1, capMax: 4, wanted: 3, wantedMax: 13 });
  assert.deepEqual(settled(free, 60).budget, 10);
  assert.equal(settled({ ...free, budget: 9 }, 4).budget, 4);
  assert.equal(settled({ ...free, budget: 2, cap: 5 }, 4).cap, 2);
  assert.equal(settled(free, 2).wanted, 2);
  assert.equal(settled(free, 0).wanted, 3);
});

test("a quarter to a third of the lines is the budget that suits", () => {
  assert.equal(zone(2, 12), "below");
  assert.equal(zone(3, 12), "zone");
  assert.equal(zone(4, 12), "zone");
  assert.equal(zone(5, 12), "above");
  assert.equal(zone(10, 60), "below");
  assert.equal(zone(1, 2), "zone");
});

const named = (/** @type {string} */ names) => [...names].map((id) => ({ id }));
const names = (/** @type {readonly {id: string}[]} */ actions) => actions.map(({ id }) => id).join("");

test("an action goes up, down, first or last as long as there is another to pass", () => {
  const abcd = named("abcd");
  const wanted = { a: ["", "bacd", "", "bcda"], c: ["acbd", "abdc", "cabd", "abdc"], d: ["abdc", "", "dabc", ""] };
  for (const [id, after] of Object.entries(wanted)) {
    const found = /** @type {const} */ (["up", "down", "first", "last"]).map((way) => {
      const before = beforeWhich(abcd, id, way);
      return before === null ? "" : names(moved(abcd, { action: id, before }));
    });
    assert.deepEqual(found, after, id);
  }
  assert.equal(beforeWhich(abcd, "x", "up"), null);
});

test("a move counts at once, until the room has it, and no longer when somebody else has moved it on", () => {
  const asked = [{ move: { action: "c", before: "b" }, there: null }, { move: { action: "c", before: "a" }, there: null }];
  const before = named("abc");
  assert.equal(names(asAsked(before, asked)), "cab");
  const first = [{ ...asked[0], there: before }, asked[1]];
  assert.equal(names(asAsked(before, first)), "cab"); // the answer came before what it is about
  const then = named("acb");
  assert.equal(names(asAsked(then, first)), "cab");
  assert.equal(names(asAsked(named("cab"), [{ ...asked[1], there: then }])), "cab");
  assert.equal(names(asAsked(named("abc"), [{ ...asked[1], there: then }])), "abc");
});

test("a move before an action that has been removed meanwhile waits for the room's word", () => {
  assert.equal(names(asAsked(named("abd"), [{ move: { action: "d", before: "c" }, there: null }])), "abd");
});
