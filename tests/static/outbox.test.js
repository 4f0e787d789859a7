import assert from "node:assert/strict";
import { test } from "node:test";
import { merged, Outbox } from "../../static/outbox.js";
import { memoryStore } from "../../static/store.js";

/** @typedef {import("../../static/types.js").Command} Command */
/** @param {string} note @returns {Command} */
const post = (note) => ({ kind: "PostNote", note, column: "c", text: note, lang: "fi" });
/** @param {Record<string, number>} dots @param {number} change @param {string} [tab] @returns {Command} */
const place = (dots, change, tab = "tab") => ({ kind: "PlaceDots", round: "r", dots, tab, change });

/** An outbox with a line that can be up or down, and a hand that lets time pass. */
async function box(store = memoryStore(), up = true) {
  const sent = /** @type {{n: number, command: Command}[]} */ ([]);
  const later = /** @type {{ms: number, then: () => void}[]} */ ([]);
  const line = { up };
  const outbox = new Outbox({
    store: Promise.resolve(store),
    deliver: (n, command) => line.up && sent.push({ n, command }) > 0,
    changed: () => {},
    after: (ms, then) => later.push({ ms, then }),
  });
  await outbox.ready;
  return { outbox, sent, line, later, store };
}
const settle = () => new Promise((resolve) => setImmediate(resolve));

test("a command is stored before it is sent", async () => {
  const store = memoryStore();
  /** @type {() => void} */
  let write = () => {};
  const slow = { ...store, put: () => new Promise((/** @type {(v: void) => void} */ resolve) => (write = resolve)) };
  const { outbox, sent } = await box(slow);
  outbox.add(post("a"));
  await settle();
  assert.equal(sent.length, 0);
  write();
  await settle();
  assert.equal(sent.length, 1);
});

test("commands go one at a time in the order they were made", async () => {
  const { outbox, sent } = await box();
  const answers = [outbox.add(post("a")), outbox.add(post("b"))];
  await settle();
  assert.deepEqual(sent.map((one) => one.n), [1]);
  outbox.acknowledged(1);
  await settle();
  outbox.acknowledged(2);
  assert.deepEqual(await Promise.all(answers), [{ ok: true }, { ok: true }]);
  assert.deepEqual(sent.map((one) => one.command.kind === "PostNote" && one.command.note), ["a", "b"]);
  assert.deepEqual(outbox.pending, []);
});

test("however long storage is away, what waits stays in its order and is done once", async () => {
  const { outbox, sent, later, store } = await box();
  const answers = [outbox.add(post("a")), outbox.add(post("b"))];
  await settle();
  for (let n = 1; n <= 2_000; n += 1) {
    outbox.refused({ n, code: "unavailable", text: "later" });
    later.pop()?.then();
  }
  assert.equal(outbox.pending.length, 2);
  assert.equal((await store.all()).length, 2);
  outbox.acknowledged(2_001);
  await settle();
  outbox.acknowledged(2_002);
  assert.deepEqual(await Promise.all(answers), [{ ok: true }, { ok: true }]);
  assert.deepEqual(sent.slice(-2).map(({ command }) => command), [post("a"), post("b")]);
});

test("what an earlier page left is sent before anything new", async () => {
  const store = memoryStore();
  const before = await box(store, false);
  before.outbox.add(post("old"));
  await settle();
  const { outbox, sent } = await box(store);
  outbox.add(post("new"));
  await settle();
  outbox.acknowledged(1);
  await settle();
  assert.deepEqual(sent.map((one) => one.command.kind === "PostNote" && one.command.note), ["old", "new"]);
});

test("an unanswered command goes again on the next line", async () => {
  const { outbox, sent } = await box();
  outbox.add(post("a"));
  await settle();
  outbox.restart();
  assert.deepEqual(sent.map((one) => one.n), [1, 1]);
  outbox.acknowledged(1);
  await settle();
  assert.equal(outbox.pending.length, 0);
});

test("an answered command is gone from the store", async () => {
  const { outbox, store } = await box();
  outbox.add(post("a"));
  await settle();
  assert.equal((await store.all()).length, 1);
  outbox.acknowledged(1);
  await settle();
  assert.equal((await store.all()).length, 0);
});

test("dots that wait for the same ballot and tab merge into one wish", () => {
  assert.deepEqual(merged(place({ a: 1, b: 2 }, 1), place({ b: 0 }, 2)), place({ a: 1, b: 0 }, 2));
  assert.equal(merged(place({ a: 1 }, 1), place({ a: 2 }, 1, "other")), null);
  assert.equal(merged(post("a"), post("b")), null);
});

test("taps made while one is on its way merge behind it and both are answered", async () => {
  const { outbox, sent } = await box();
  const answers = [outbox.add(place({ a: 1 }, 1))];
  await settle();
  answers.push(outbox.add(place({ a: 2 }, 2)), outbox.add(place({ a: 3 }, 3)));
  await settle();
  assert.equal(outbox.pending.length, 2);
  outbox.acknowledged(1);
  await settle();
  assert.deepEqual(sent[1]?.command, place({ a: 3 }, 3));
  outbox.acknowledged(2);
  assert.ok((await Promise.all(answers)).every((answer) => answer.ok));
});

for (const code of ["unavailable", "too-fast"]) {
  test(`a command refused as ${code} is kept and sent again`, async () => {
    const { outbox, sent, later } = await box();
    outbox.add(post("a"));
    outbox.add(post("b"));
    await settle();
    outbox.refused({ n: 1, code, text: "", facts: { retry_ms: 700 } });
    await settle();
    assert.equal(sent.length, 1, "nothing overtakes it");
    assert.equal(later[0]?.ms, 700);
    later[0]?.then();
    assert.deepEqual(sent[1]?.command, post("a"));
  });
}

test("a refused text is kept until it is dismissed and holds nothing up", async () => {
  const { outbox, sent, store } = await box();
  const answer = outbox.add(post("a"));
  outbox.add(post("b"));
  await settle();
  outbox.refused({ n: 1, code: "too-many-notes", text: "Too many." });
  assert.deepEqual(await answer, { ok: false, code: "too-many-notes", text: "Too many." });
  await settle();
  assert.equal(sent.length, 2);
  const kept = outbox.pending[0];
  assert.equal(kept?.state, "refused");
  assert.deepEqual((await store.all())[0]?.text, "Too many.");
  outbox.dismiss(kept?.id ?? 0);
  await settle();
  assert.deepEqual(outbox.pending.map((one) => one.state), ["waiting"]);
});

test("an answer from an earlier line is not taken for this one's", async () => {
  const { outbox } = await box();
  outbox.add(post("a"));
  await settle();
  outbox.acknowledged(7);
  assert.equal(outbox.pending.length, 1);
});

test("a store that cannot be written does not stop the sending", async () => {
  const broken = { ...memoryStore(), put: async () => Promise.reject(new Error("full")) };
  const { outbox, sent } = await box(broken);
  outbox.add(post("a"));
  await settle();
  assert.equal(sent.length, 1);
});
