import assert from "node:assert/strict";
import { test } from "node:test";
import { fromSnapshot } from "../../static/board.js";
import { charactersLeft } from "../../static/texts.js";
import { heldColumn } from "../../static/phone/hold.js";
import { ownNotes, waitingDots, waitingNotes } from "../../static/phone/mine.js";

/** @typedef {import("../../static/types.js").Command} Command */
/** @typedef {import("../../static/types.js").Note} Note */
/** @typedef {import("../../static/types.js").Pending} Pending */

/** @param {string} id @param {Partial<Note>} [more] @returns {Note} */
const note = (id, more) => ({ id, column: "c", text: `text ${id}`, lang: "fi", order: 1, version: 1, group: "", ...more });
/** @param {Note[]} notes */
const byId = (...notes) => new Map(notes.map((one) => [one.id, one]));
let pendingId = 0;
/** @param {Command} command @param {Partial<Pending>} [more] @returns {Pending} */
const waiting = (command, more) => ({ id: ++pendingId, command, state: "waiting", code: "", text: "", ...more });
/** @param {Command} command @param {string} [code] */
const refused = (command, code = "note-changed") => waiting(command, { state: "refused", code, text: "Why." });
/** @param {string} id @returns {Command} */
const post = (id) => ({ kind: "PostNote", note: id, column: "c", text: `text ${id}`, lang: "fi" });
/** @param {string} id @param {string} text @returns {Command} */
const edit = (id, text) => ({ kind: "EditNote", note: id, text, version: 1 });

test("a note that waits stands first and says so", () => {
  const own = ownNotes(byId(note("a")), [waiting(post("b"))]);
  assert.deepEqual(own.map((one) => [one.id, one.state]), [["b", "waiting"], ["a", "saved"]]);
});

test("a note that has arrived is not drawn twice while its answer is on the way", () => {
  const own = ownNotes(byId(note("a")), [waiting(post("a"))]);
  assert.deepEqual(own.map((one) => one.state), ["saved"]);
});

test("an edit that waits shows the new text and counts for the next edit's version", () => {
  const own = ownNotes(byId(note("a")), [waiting(edit("a", "second")), waiting(edit("a", "third"))]);
  assert.deepEqual([own[0]?.text, own[0]?.version, own[0]?.state], ["third", 3, "waiting"]);
});

test("a note can be edited and deleted before it was ever sent", () => {
  assert.equal(ownNotes(new Map(), [waiting(post("a")), waiting(edit("a", "better"))])[0]?.text, "better");
  assert.deepEqual(ownNotes(new Map(), [waiting(post("a")), waiting({ kind: "DeleteNote", note: "a" })]), []);
});

test("a refused note keeps its text and its reason", () => {
  const [own] = ownNotes(new Map(), [refused(post("a"), "wrong-phase")]);
  assert.equal(own?.state, "refused");
  assert.equal(own?.text, "text a");
  assert.deepEqual([own?.problem?.reason, own?.problem?.text], ["Why.", "text a"]);
});

test("a refused edit keeps both texts", () => {
  const [own] = ownNotes(byId(note("a", { text: "theirs", version: 2 })), [refused(edit("a", "mine"))]);
  assert.deepEqual([own?.text, own?.problem?.text, own?.version], ["theirs", "mine", 2]);
});

test("the text of a refused edit outlives the note it was for", () => {
  const [own] = ownNotes(new Map(), [refused(edit("gone", "not lost"), "unknown-note")]);
  assert.deepEqual([own?.text, own?.state, own?.column], ["not lost", "refused", ""]);
});

test("a refused deletion brings the note back", () => {
  const [own] = ownNotes(byId(note("a")), [refused({ kind: "DeleteNote", note: "a" }, "wrong-phase")]);
  assert.deepEqual([own?.state, own?.problem?.text], ["saved", null]);
});

test("notes that wait are counted once however often they were changed", () => {
  const pending = [waiting(post("a")), waiting(edit("a", "x")), waiting(post("b")), refused(post("c"))];
  assert.equal(waitingNotes(pending), 2);
  assert.equal(waitingDots(pending), false);
});

test("a character is what a reader counts as one", () => {
  assert.equal(charactersLeft("  ä "), 279);
  assert.equal(charactersLeft("👩‍👩‍👧‍👦e\u0301"), 278);
  assert.equal(charactersLeft("a".repeat(281)), -1);
});

/** @param {Note[]} notes @param {string[][]} [groups] group id and title */
function board(notes, groups = []) {
  return fromSnapshot({
    room: "r", title: {}, columns: [{ id: "c", title: {}, prompt: {}, color: "blue" }], steps: [], step: 0,
    timer: { version: 0, ends_at: null, left_ms: null }, notes,
    groups: groups.map(([id = "", title = ""]) => ({ id, title, column: "c", order: 1 })), counts: {}, round: null,
  }); // prettier-ignore
}

test("a held list counts what is new and keeps what was there in its place", () => {
  const before = board([note("a", { order: 1 }), note("b", { order: 2 })]);
  const now = board([note("a", { order: 1, group: "g" }), note("b", { order: 2, group: "g" }), note("n", { order: 3 })], [["g", "G"]]);
  const { items, fresh, moved } = heldColumn(now, before, "c");
  assert.deepEqual(items.map((item) => item.note?.id), ["a", "b"]);
  assert.deepEqual([fresh, moved], [1, true]);
});

test("a held list shows new texts and drops what was taken away", () => {
  const before = board([note("a"), note("b")]);
  const now = board([note("b", { text: "better" })]);
  const { items, fresh } = heldColumn(now, before, "c");
  assert.deepEqual(items.map((item) => item.note?.text), ["better"]);
  assert.equal(fresh, 0);
});

test("a list that nobody touches shows everything", () => {
  const now = board([note("a"), note("n")]);
  assert.equal(heldColumn(now, null, "c").items.length, 2);
});
