import assert from "node:assert/strict";
import { test } from "node:test";
import { fromWelcome, ownAfter } from "../../static/yours.js";

/** @param {string} id @param {number} order @param {Record<string, unknown>} [more] */
const note = (id, order, more = {}) => ({ id, column: "c", text: id, lang: "en", order, version: 1, group: "", ...more });

const AT_TABLE = fromWelcome({
  notes: [note("a1", 1)],
  table: { table: 2, people: 2, notes: [note("a1", 1, { mine: true }), note("b1", 2, { mine: false })] },
});

test("what changed at one's table is put into what one has of it", () => {
  const posted = ownAfter(AT_TABLE, { at_table: { notes: [note("b2", 3), note("b1", 2, { text: "other" })], gone: [] } });
  assert.deepEqual(posted.table?.notes.map((one) => one.text), ["a1", "other", "b2"]);
  const left = ownAfter(posted, { at_table: { people: 1, notes: [], gone: ["b1", "b2"] } });
  assert.deepEqual(left.table?.notes.map((one) => one.id), ["a1"]);
  assert.deepEqual([AT_TABLE.table?.people, posted.table?.people, left.table?.people], [2, 2, 1]);
  assert.equal(left.notes, AT_TABLE.notes);
});

test("another table stands in the place of the one before, and of none nothing is kept", () => {
  const table = { table: 3, people: 1, notes: [] };
  assert.deepEqual(ownAfter(AT_TABLE, { table }).table, table);
  const none = ownAfter(AT_TABLE, { table: null });
  assert.equal(none.table, null);
  assert.equal(ownAfter(none, { at_table: { notes: [note("b3", 4)], gone: [] } }).table, null);
});

test("one's own notes come, change and go one by one, and everything else comes whole", () => {
  const own = ownAfter(AT_TABLE, { notes: [note("a2", 5)], gone: ["a1"], talk: ["e1"] });
  assert.deepEqual([...own.notes.keys()], ["a2"]);
  assert.deepEqual(own.talk, ["e1"]);
  assert.equal(own.table, AT_TABLE.table);
});

test("a frame that says nothing leaves everything the same", () => {
  assert.equal(ownAfter(AT_TABLE, {}), AT_TABLE);
});
