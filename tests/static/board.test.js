import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { apply, applyAll, columnItems, fromSnapshot, hiddenNotes, noteCount, phase, visibleLines } from "../../static/board.js";

/** @param {string} audience */
const story = (audience) => JSON.parse(readFileSync(new URL(`../samples/${audience}.json`, import.meta.url), "utf8"));
/** Maps compare by what they hold, not by the order of arrival. @param {any} board */
const comparable = (board) => ({
  ...board,
  notes: [...board.notes.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
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
  const after = apply(before, { kind: "PhaseChanged", step: 3 });
  assert.equal(after.notes, before.notes);
  assert.equal(phase(after), "sorting");
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
  assert.deepEqual(names("slow"), ["Entered before anybody came", "Permits"]);
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
  assert.deepEqual(hiddenNotes(board).map((note) => note.id), ["b1"]);
  assert.ok(!columnItems(board, "slow").some((one) => one.note?.id === "b1"));
});
