import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  apply, applyAll, ballotLines, columnItems, fromSnapshot, mixed, noteCount, ownDots, phase, visibleLines,
} from "../../static/board.js";

/** @param {string} audience */
const story = (audience) => JSON.parse(readFileSync(new URL(`../samples/${audience}.json`, import.meta.url), "utf8"));
/** Maps compare by what they hold, not by the order of arrival; no table is as good as table 0. @param {any} board */
const comparable = (board) => ({
  ...board,
  notes: [...board.notes.values()].map((note) => ({ ...note, table: note.table ?? 0 })).sort((a, b) => (a.id < b.id ? -1 : 1)),
  groups: [...board.groups.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
});

for (const audience of ["phone", "wall", "desk"]) {
  test(`events make the same board as the snapshot after them, for a ${audience}`, () => {
    const { start, chapters } = story(audience);
    let board = fromSnapshot(start);
    assert.ok(chapters.length > 30);
    for (const { asked, events, after } of chapters) {
      board = events ? applyAll(board, events) : fromSnapshot(after);
      assert.deepEqual(comparable(board), comparable(fromSnapshot(after)), asked);
    }
  });
}

/** The desk's board after a command of the story. @param {string} asked @param {number} [nth] */
function deskAfter(asked, nth = 1) {
  const found = story("desk").chapters.filter((/** @type {any} */ one) => one.asked === asked)[nth - 1];
  return fromSnapshot(found.after);
}

test("an event leaves the board it came upon unchanged", () => {
  const before = deskAfter("PostNote", 4);
  const copy = structuredClone(before);
  const after = apply(before, { kind: "NoteEdited", note: "a1", text: "other", version: 9 });
  assert.deepEqual(before, copy);
  assert.equal(after.notes.get("a1")?.text, "other");
});

test("notes that did not change stay the same objects", () => {
  const before = deskAfter("PostNote", 4);
  const after = apply(before, { kind: "NoteEdited", note: "a1", text: "other", version: 9 });
  assert.equal(after.notes.get("a2"), before.notes.get("a2"));
  assert.notEqual(after.notes.get("a1"), before.notes.get("a1"));
});

test("an event about notes leaves others' maps alone where nothing of notes changed", () => {
  const before = deskAfter("PostNote", 4);
  const after = apply(before, { kind: "PhaseChanged", step: 5, step_at: 8, began_at: 7 });
  assert.equal(after.notes, before.notes);
  assert.equal(phase(after), "sorting");
  assert.deepEqual([after.step_at, after.began_at], [8, 7]);
});

test("a note that is not here is passed over", () => {
  const before = deskAfter("PostNote", 4);
  const after = applyAll(before, [
    { kind: "NotesMoved", notes: ["nowhere", "a1"], column: "slow" },
    { kind: "NotesGrouped", group: "g9", notes: ["nowhere"], title: "Empty", column: "slow" },
    { kind: "GroupRenamed", group: "nowhere", title: "x" },
  ]);
  assert.equal(after.notes.get("a1")?.column, "slow");
  assert.equal(after.notes.size, before.notes.size);
  assert.equal(after.groups.size, 0);
});

test("a column holds groups and single notes by their order", () => {
  const board = deskAfter("GroupNotes", 3);
  const names = (/** @type {string} */ id) => columnItems(board, id).map((one) => one.group?.title ?? one.note?.text);
  assert.deepEqual(names("needs"), ["Tiloja viikonloppuisin"]);
  assert.deepEqual(names("slow"), ["Entered before anybody came", "Permits", "A shared ferry"]);
  const group = columnItems(board, "needs")[0];
  assert.deepEqual(group?.notes?.map((note) => note.id), ["a1", "a2", "b2"]);
});

test("a note in a group stands in the group's column and nowhere else", () => {
  const board = deskAfter("MoveGroup");
  const ids = visibleLines(board).flatMap((one) => one.notes?.map((note) => note.id) ?? one.note?.id ?? []);
  assert.deepEqual([...ids].sort(), [...board.notes.keys()].sort());
  assert.equal(noteCount(board), ids.length);
});

test("a hidden note stands apart from its column", () => {
  const board = deskAfter("HideNotes");
  assert.equal(board.notes.get("b1")?.hidden, true);
  assert.ok(!columnItems(board, "slow").some((one) => one.note?.id === "b1"));
});

/** A value as a part of the board comes. @param {string} id @param {number} order @returns {any} */
const action = (id, order) => ({ id, order, what: `Action ${id}` });

test("actions stand in their order, whichever is told first, and go when they are gone", () => {
  const before = deskAfter("PostNote");
  const told = [action("x2", 2), action("x1", 1), { ...action("x2", 2), what: "Edited" }];
  const after = applyAll(before, told.map((value) => ({ kind: "Replaced", part: "actions", id: value.id, value })));
  assert.deepEqual(after.actions.map((one) => one.what), ["Action x1", "Edited"]);
  const gone = apply(after, { kind: "Replaced", part: "actions", id: "x1", value: null });
  assert.deepEqual(gone.actions.map((one) => one.id), ["x2"]);
});

test("totals are those of the round that they name", () => {
  const before = deskAfter("OpenRound");
  const ours = apply(before, { kind: "TurnoutChanged", round: "r1", ballots: 3, dots: 5 });
  assert.deepEqual([ours.round?.ballots, ours.round?.dots], [3, 5]);
  assert.deepEqual(apply(before, { kind: "TurnoutChanged", round: "r9", ballots: 3, dots: 5 }).round, before.round);
});

test("one's dots on a line are those on all lines that count as it", () => {
  const ballot = { round: "r", dots: { a: 1, b: 2, c: 4 }, name: "", seed: 0 };
  const line = { id: "a", title: "", notes: [], color: /** @type {const} */ ("blue"), lang: "en", merged: ["a", "b"] };
  assert.equal(ownDots(ballot, line), 3);
  assert.equal(ownDots(null, line), 0);
});

test("lines stand by their seed as the protocol says, and in the board's order without one", () => {
  assert.deepEqual(["n1", "n2", "ä3"].map((id) => mixed(3735928559, id)), [1222892801, 3741744806, 1058745248]);
  const round = deskAfter("OpenRound").round;
  assert.ok(round && round.lines.length > 2);
  const ids = (/** @type {number} */ seed, of = round.id) =>
    ballotLines(round, { round: of, dots: {}, name: "", seed }).map((line) => line.id);
  const own = round.lines.map((line) => line.id);
  assert.deepEqual(ids(0), own);
  assert.deepEqual(ids(7, "another round"), own);
  assert.deepEqual([...ids(7)].sort(), [...own].sort());
  assert.ok(new Set([1, 2, 3, 4, 5, 6, 7, 8].map((seed) => ids(seed).join())).size > 2);
});

test("actions stand in the order that is told, one that has just come among them", () => {
  const before = deskAfter("MoveAction");
  assert.deepEqual(before.actions.map((action) => [action.id, action.order]), [["x2", 1], ["x1", 2]]);
  const [x2, x1] = before.actions;
  assert.ok(x1 && x2);
  const after = applyAll(before, [
    { kind: "Replaced", part: "actions", id: "x3", value: { ...x1, id: "x3", order: 1 } },
    { kind: "ActionsOrdered", orders: { x3: 1, x1: 2, x2: 3, "never-heard-of": 4 } },
  ]);
  assert.deepEqual(after.actions.map((action) => [action.id, action.order]), [["x3", 1], ["x1", 2], ["x2", 3]]);
});
