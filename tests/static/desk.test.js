import assert from "node:assert/strict";
import { test } from "node:test";

import { applyAll, fromSnapshot } from "../../static/board.js";
import { settled, zone } from "../../static/desk/ballot.js";
import { longer, paused } from "../../static/desk/clock.js";
import { arrange, walkable } from "../../static/desk/layout.js";
import { plannedStarts, whatNext } from "../../static/desk/next.js";
import { extended, still, toggled } from "../../static/desk/selection.js";
import { inverse, possible } from "../../static/desk/undo.js";
import { neighbour, walk } from "../../static/desk/walk.js";

const note = (id, column, order, more = {}) => ({
  id, column, text: id, lang: "fi", order, version: 1, group: "", hidden: false, own: false, ...more,
});
const steps = ["lobby", "writing", "sorting", "voting", "results", "closed"].map((phase) => ({
  phase, minutes: phase === "writing" ? 5 : 0, title: {}, prompt: {},
}));
const board = (more = {}) =>
  fromSnapshot({
    room: "r", title: {}, step: 2, steps, counts: {}, round: null, timer: { version: 0, ends_at: null, left_ms: null },
    columns: ["c1", "c2"].map((id) => ({ id, title: {}, prompt: {}, color: "yellow" })),
    notes: [
      note("a", "c1", 1), note("b", "c1", 2, { group: "g" }), note("c", "c2", 3, { group: "g" }),
      note("d", "c2", 4), note("e", "c1", 5, { hidden: true }), note("f", "c1", 6, { group: "h" }),
    ],
    groups: [{ id: "g", title: "G", column: "c2", order: 2 }, { id: "h", title: "H", column: "c1", order: 6 }],
    ...more,
  });

/** What a room makes of a command, as far as these tests need it. Mirrors rooms/room.py. */
function happens(before, command) {
  const first = before.notes.get(command.notes?.[0]);
  const group = before.groups.get(command.group);
  const events = {
    MoveNotes: { kind: "NotesMoved", notes: command.notes, column: command.column },
    MoveGroup: { kind: "GroupMoved", group: command.group, column: command.column },
    GroupNotes: {
      kind: "NotesGrouped", group: command.group, notes: command.notes, title: command.title || group?.title || first?.text,
      column: group?.column ?? before.groups.get(first?.group)?.column ?? first?.column,
    },
    UngroupNotes: { kind: "NotesUngrouped", notes: command.notes },
    RenameGroup: { kind: "GroupRenamed", group: command.group, title: command.title },
    HideNotes: { kind: "NotesHidden", notes: command.notes },
    ShowNotes: { kind: "NotesShown", notes: command.notes },
  };
  return applyAll(before, [events[command.kind]]);
}

const byId = (map) => Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)));

for (const command of [
  { kind: "MoveNotes", notes: ["a", "b", "c"], column: "c2" },
  { kind: "MoveNotes", notes: ["b", "c"], column: "c1" },
  { kind: "MoveGroup", group: "g", column: "c1" },
  { kind: "GroupNotes", group: "new", notes: ["a", "d"], title: "" },
  { kind: "GroupNotes", group: "g", notes: ["a", "b"], title: "Better" },
  { kind: "GroupNotes", group: "h", notes: ["c", "b"], title: "" },
  { kind: "UngroupNotes", notes: ["b", "c"] },
  { kind: "RenameGroup", group: "g", title: "Other" },
  { kind: "HideNotes", notes: ["a", "e"] },
  { kind: "ShowNotes", notes: ["e", "a"] },
]) {
  test(`undoing ${command.kind} of ${command.notes ?? command.group} brings back the very board`, () => {
    const before = board();
    const after = happens(before, command);
    assert.notDeepEqual([byId(after.notes), byId(after.groups)], [byId(before.notes), byId(before.groups)]);
    const back = inverse(before, command).reduce(happens, after);
    assert.deepEqual([byId(back.notes), byId(back.groups)], [byId(before.notes), byId(before.groups)]);
  });
}

test("what has gone meanwhile is left out of undoing", () => {
  assert.deepEqual(possible(board(), { kind: "HideNotes", notes: ["gone", "a"] }), { kind: "HideNotes", notes: ["a"] });
  assert.equal(possible(board(), { kind: "HideNotes", notes: ["gone"] }), null);
  assert.equal(possible(board(), { kind: "GroupNotes", group: "gone", notes: ["a"], title: "T" }), null);
  assert.equal(possible(board(), { kind: "RenameGroup", group: "gone", title: "T" }), null);
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

const voting = (state, more = {}) =>
  board({ step: 3, round: state && { id: "o", state, ballots: 2, wanted: 3, lines: [], results: null }, ...more });

test("in the voting step the large button opens, closes, then reveals on the results step", () => {
  assert.deepEqual(whatNext(voting(null), 3, 5), { act: "open" });
  assert.deepEqual(whatNext(voting(null), 3, 1), { act: "wait", why: "lines" });
  assert.deepEqual(whatNext(voting("open"), 3, 5), { act: "close", ask: true });
  assert.deepEqual(whatNext(voting("open"), 2, 5), { act: "close", ask: false });
  assert.deepEqual(whatNext(voting("closed"), 3, 5), { act: "reveal", step: 4 });
  assert.deepEqual(whatNext(voting("revealed"), 3, 5), { act: "open" });
});

test("a result that was not shown yet is shown before the room goes on", () => {
  assert.deepEqual(whatNext(voting("closed", { step: 4 }), 3, 5), { act: "reveal", step: null });
  assert.deepEqual(whatNext(voting("revealed", { step: 4 }), 3, 5), { act: "go", step: 5, phase: "closed", ask: true });
  assert.deepEqual(whatNext(voting(null, { step: 5 }), 3, 5), { act: "end" });
});

test("a round revealed where no results step follows lets the room go on", () => {
  const short = steps.filter((step) => step.phase !== "results");
  assert.deepEqual(whatNext(voting("closed", { steps: short }), 3, 5), { act: "reveal", step: null });
  assert.deepEqual(whatNext(voting("revealed", { steps: short }), 3, 5), { act: "go", step: 4, phase: "closed", ask: true });
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
