import assert from "node:assert/strict";
import { test } from "node:test";
import { merged, Outbox } from "../../static/outbox.js";
import { storeOf } from "../../static/store.js";

/** @typedef {import("../../static/types.js").Command} Command */
/** @param {string} note @returns {Command} */
const post = (note) => ({ kind: "PostNote", note, column: "c", text: note, lang: "fi" });
/** @param {Record<string, number>} dots @param {number} change @param {string} [tab] @returns {Command} */
const place = (dots, change, tab = "tab") => ({ kind: "PlaceDots", round: "r", dots, tab, change });

/** @typedef {import("../../static/store.js").Kept} Kept */

/** localStorage as far as it is used: its keys are properties, its methods are not. */
class Area {
  /** @param {string} key @returns {string | null} */
  getItem(key) {
    return /** @type {any} */ (this)[key] ?? null;
  }
  /** @param {string} key @param {string} value */
  setItem(key, value) {
    /** @type {any} */ (this)[key] = value;
  }
  /** @param {string} key */
  removeItem(key) {
    delete (/** @type {any} */ (this)[key]);
  }
}

/** What one browser stores: at once, and on a disk that may be slow or out of order. */
class Browser {
  area = new Area();
  /** @type {Map<number, Kept>} */
  disk = new Map();
  /** @type {Promise<void>} settled: the disk works; pending: it is slow; rejected: it does not work */
  works = Promise.resolve();
  /** Whether localStorage may be used. */
  allowed = true;

  get store() {
    const { disk } = this;
    return storeOf(
      "phone/room",
      () => {
        if (!this.allowed) throw new Error("forbidden");
        return /** @type {any} */ (this.area);
      },
      Promise.resolve({
        all: () => this.works.then(() => [...disk.values()]),
        put: (/** @type {Kept} */ kept) => this.works.then(() => void disk.set(kept.id, kept)),
        remove: (/** @type {number} */ id) => this.works.then(() => void disk.delete(id)),
      }),
    );
  }

  /** Everything that is kept anywhere. */
  get kept() {
    return [...Object.values(this.area), ...this.disk.values()];
  }
}

/** An outbox with a line that can be up or down, and a hand that lets time pass. */
async function box(browser = new Browser(), up = true) {
  const sent = /** @type {{n: number, command: Command}[]} */ ([]);
  const later = /** @type {{ms: number, then: () => void}[]} */ ([]);
  const line = { up };
  const outbox = new Outbox({
    store: browser.store,
    deliver: (n, command) => line.up && sent.push({ n, command }) > 0,
    changed: () => {},
    after: (ms, then) => later.push({ ms, then }),
  });
  await settle();
  return { outbox, sent, line, later, browser };
}
const settle = () => new Promise((resolve) => setImmediate(resolve));
/** @param {{command: Command}[]} items */
const notes = (items) => items.map(({ command }) => command.kind === "PostNote" && command.note);
const never = () => /** @type {Promise<void>} */ (new Promise(() => {}));
const broken = () => {
  const works = Promise.reject(new Error("no disk"));
  works.catch(() => {});
  return /** @type {Promise<void>} */ (works);
};

test("what is tapped is stored and sent before the tap is over, however slow the disk is", async () => {
  const browser = new Browser();
  browser.works = never();
  const { outbox, sent } = await box(browser);
  outbox.add(post("a"));
  assert.deepEqual(notes(sent), ["a"]);
  assert.deepEqual(notes((await box(browser)).outbox.pending), ["a"]);
});

for (const [what, spoil] of /** @type {[string, (browser: Browser) => void][]} */ ([
  ["localStorage is forbidden", (browser) => (browser.allowed = false)],
  ["localStorage is full", (browser) => (browser.area.setItem = () => assert.fail("full"))],
  ["the disk cannot be written", (browser) => (browser.works = broken())],
])) {
  test(`where ${what}, what waits is stored and sent all the same`, async () => {
    const browser = new Browser();
    spoil(browser);
    const before = await box(browser, false);
    before.outbox.add(post("a"));
    await settle();
    const { outbox, sent } = await box(browser);
    assert.deepEqual(notes(sent), ["a"]);
    outbox.acknowledged(1);
    await settle();
    assert.deepEqual((await box(browser)).sent, []);
  });
}

test("where nothing can be stored, what is tapped is sent as long as the page is there", async () => {
  const browser = new Browser();
  browser.allowed = false;
  browser.works = broken();
  const { outbox, sent, line } = await box(browser, false);
  outbox.add(post("a"));
  line.up = true;
  outbox.restart();
  assert.deepEqual(notes(sent), ["a"]);
});

test("a browser that was killed has from the disk what had not come out of its memory", async () => {
  const browser = new Browser();
  const before = await box(browser, false);
  before.outbox.add(post("a"));
  before.outbox.add(post("b"));
  await settle();
  browser.area.removeItem(Object.keys(browser.area).at(-1) ?? "");
  assert.deepEqual(notes((await box(browser)).outbox.pending), ["a", "b"]);
});

test("what was answered is not sent again by the next page, even if the disk has not forgotten it yet", async () => {
  const browser = new Browser();
  const before = await box(browser);
  before.outbox.add(post("a"));
  await settle();
  browser.works = never();
  before.outbox.acknowledged(1);
  assert.equal(browser.disk.size, 1);
  browser.works = Promise.resolve();
  assert.deepEqual((await box(browser)).sent, []);
  assert.deepEqual(browser.kept, [], "and the next page tidies up");
});

test("what is answered while the disk still takes it in is forgotten by the disk, too", async () => {
  const browser = new Browser();
  let work = () => {};
  browser.works = new Promise((resolve) => (work = resolve));
  const { outbox } = await box(browser);
  outbox.add(post("a"));
  outbox.acknowledged(1);
  await settle();
  work();
  await settle();
  assert.deepEqual(browser.kept, []);
});

test("what is spoilt in the store is no command and holds nothing up", async () => {
  const browser = new Browser();
  browser.area.setItem("unsent/phone/room/17", "{");
  browser.area.setItem("unsent/phone/room2/18", JSON.stringify({ id: 18, command: post("other"), state: "waiting", code: "", text: "" }));
  const { outbox, sent } = await box(browser);
  outbox.add(post("a"));
  assert.deepEqual(notes(sent), ["a"]);
});

test("what another tab leaves behind is taken over, and what it has had answered is not sent", async () => {
  const browser = new Browser();
  const one = await box(browser, false);
  const other = await box(browser, false);
  one.outbox.add(post("a"));
  one.outbox.add(post("b"));
  other.outbox.takeOver();
  const [a, b] = other.outbox.pending;
  other.outbox.answeredElsewhere(a?.id ?? 0);
  other.line.up = true;
  other.outbox.restart();
  assert.deepEqual(notes(other.sent), ["b"]);
  other.outbox.answeredElsewhere(b?.id ?? 0); // while its own copy is on its way
  other.outbox.refused({ n: 1, code: "note-changed", text: "", facts: {} });
  other.outbox.add(post("c"));
  assert.deepEqual(notes(other.sent), ["b", "c"]);
  assert.deepEqual(notes(other.outbox.pending), ["c"]);
});

test("a tap that merges into a wish is no longer answered by the answer that another tab has to that wish", async () => {
  const browser = new Browser();
  const one = await box(browser, false);
  const first = one.outbox.add(place({ a: 1 }, 1));
  const [wish] = (await box(browser, false)).outbox.pending;
  const second = one.outbox.add(place({ a: 2 }, 2));
  one.outbox.answeredElsewhere(wish?.id ?? 0);
  one.line.up = true;
  one.outbox.restart();
  assert.deepEqual(one.sent.map(({ command }) => command), [place({ a: 2 }, 2)]);
  one.outbox.acknowledged(1);
  assert.deepEqual(await Promise.all([first, second]), [{ ok: true }, { ok: true }]);
  await settle();
  assert.deepEqual(browser.kept, []);
});

test("of a room that is gone nothing is kept", async () => {
  const browser = new Browser();
  const { outbox } = await box(browser, false);
  outbox.add(post("a"));
  await settle();
  browser.disk.set(5, { id: 5, command: post("old"), state: "refused", code: "wrong-phase", text: "" });
  const { outbox: next } = await box(browser, false);
  next.forgetAll();
  await settle();
  assert.deepEqual(browser.kept, []);
  assert.deepEqual(next.pending, []);
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
  assert.deepEqual(notes(sent), ["a", "b"]);
  assert.deepEqual(outbox.pending, []);
});

test("however long storage is away, what waits stays in its order and is done once", async () => {
  const { outbox, sent, later, browser } = await box();
  const answers = [outbox.add(post("a")), outbox.add(post("b"))];
  await settle();
  for (let n = 1; n <= 2_000; n += 1) {
    outbox.refused({ n, code: "unavailable", text: "later", facts: {} });
    later.pop()?.then();
  }
  assert.equal(outbox.pending.length, 2);
  assert.equal(browser.disk.size, 2);
  outbox.acknowledged(2_001);
  await settle();
  outbox.acknowledged(2_002);
  assert.deepEqual(await Promise.all(answers), [{ ok: true }, { ok: true }]);
  assert.deepEqual(sent.slice(-2).map(({ command }) => command), [post("a"), post("b")]);
});

test("what an earlier page left is sent before anything new", async () => {
  const browser = new Browser();
  const before = await box(browser, false);
  before.outbox.add(post("old"));
  const { outbox, sent } = await box(browser);
  outbox.add(post("new"));
  await settle();
  outbox.acknowledged(1);
  await settle();
  assert.deepEqual(notes(sent), ["old", "new"]);
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
  const { outbox, browser } = await box();
  outbox.add(post("a"));
  await settle();
  assert.equal(browser.kept.length, 2);
  outbox.acknowledged(1);
  await settle();
  assert.deepEqual(browser.kept, []);
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

for (const { code, facts, wait } of [
  { code: "too-fast", facts: { retry_ms: 700 }, wait: 700 },
  { code: "unavailable", facts: { why: "full" }, wait: 2_000 },
]) {
  test(`a command refused as ${code} is kept and sent again after ${wait} ms`, async () => {
    const { outbox, sent, later } = await box();
    outbox.add(post("a"));
    outbox.add(post("b"));
    await settle();
    outbox.refused({ n: 1, code, text: "", facts });
    await settle();
    assert.equal(sent.length, 1, "nothing overtakes it");
    outbox.add(post("c"));
    await settle();
    assert.equal(sent.length, 1, "nor does what is written meanwhile");
    assert.deepEqual(later.map((one) => one.ms), [wait]);
    later[0]?.then();
    assert.deepEqual(sent[1]?.command, post("a"));
  });
}

test("a rest from before the line broke does not cut short the one after it", async () => {
  const { outbox, sent, later } = await box();
  outbox.add(post("a"));
  const slow = { n: 1, code: "too-fast", text: "", facts: { retry_ms: 700 } };
  outbox.refused(slow);
  outbox.restart();
  outbox.refused(slow);
  later[0]?.then();
  assert.equal(sent.length, 2);
  later[1]?.then();
  assert.equal(sent.length, 3);
});

test("a refused text is kept until it is dismissed and holds nothing up", async () => {
  const { outbox, sent, browser } = await box();
  const answer = outbox.add(post("a"));
  outbox.add(post("b"));
  await settle();
  outbox.refused({ n: 1, code: "too-many-notes", text: "Too many.", facts: { limit: 100 } });
  assert.deepEqual(await answer, { ok: false, code: "too-many-notes", text: "Too many." });
  await settle();
  assert.equal(sent.length, 2);
  const kept = outbox.pending[0];
  assert.equal(kept?.state, "refused");
  assert.deepEqual((await box(browser)).outbox.pending[0]?.text, "Too many.");
  outbox.dismiss(kept?.id ?? 0);
  await settle();
  assert.deepEqual(outbox.pending.map((one) => one.state), ["waiting"]);
});

test("an edit made on top of one that is refused is refused with it, and never sent over what somebody else wrote", async () => {
  const { outbox, sent } = await box();
  /** @param {string} note @param {string} text @param {number} version @returns {Command} */
  const edit = (note, text, version) => ({ kind: "EditNote", note, text, version });
  void outbox.add(edit("a", "first", 1));
  const second = outbox.add(edit("a", "second", 2));
  void outbox.add(edit("b", "another", 1));
  await settle();
  outbox.refused({ n: 1, code: "note-changed", text: "Changed." });
  assert.deepEqual(await second, { ok: false, code: "note-changed", text: "Changed." });
  await settle();
  assert.deepEqual(sent.map(({ command }) => command), [edit("a", "first", 1), edit("b", "another", 1)]);
  assert.deepEqual(outbox.pending.map((one) => one.state), ["refused", "refused", "waiting"]);
});

test("an answer from an earlier line is not taken for this one's", async () => {
  const { outbox } = await box();
  outbox.add(post("a"));
  await settle();
  outbox.acknowledged(7);
  assert.equal(outbox.pending.length, 1);
});
