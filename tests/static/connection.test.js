import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { gzipSync } from "node:zlib";
import * as MessagePack from "@msgpack/msgpack";
import { backoff, browser, Connection, ending } from "../../static/connection.js";

Object.assign(globalThis, { MessagePack });

/** The server's end of a line, worked by hand. */
class Line {
  readyState = 0;
  sent = /** @type {any[]} */ ([]);
  closed = false;
  /** @type {any} */ onopen = null;
  /** @type {any} */ onmessage = null;
  /** @type {any} */ onclose = null;
  /** @param {Uint8Array} bytes */
  send(bytes) {
    this.sent.push(MessagePack.decode(bytes));
  }
  close() {
    this.closed = true;
    this.readyState = 3;
  }
  open() {
    this.readyState = 1;
    this.onopen?.();
  }
  /** @param {unknown} frame */
  say(frame) {
    this.onmessage?.({ data: MessagePack.encode(frame) });
  }
  /** @param {number} code */
  hangUp(code) {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}

const WAITING = { timeout: 20_000 };
const WELCOME = { kind: "welcome", role: "participant", epoch: "e", seq: 1, now: 0, events: [] };

/** A world whose time passes only by hand. */
function world() {
  const made = {
    lines: /** @type {Line[]} */ ([]),
    heard: /** @type {any[]} */ ([]),
    statuses: /** @type {string[]} */ ([]),
    ended: /** @type {string[]} */ ([]),
    asked: 0,
    answer: { status: 204, retryMs: /** @type {number | null} */ (null) },
    time: 0,
    jobs: /** @type {{at: number, then: () => void}[]} */ ([]),
    wake: () => {},
    doubt: () => {},
    /** @param {number} ms */
    pass(ms) {
      const until = made.time + ms;
      for (;;) {
        const next = made.jobs.filter((job) => job.at <= until).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        made.jobs.splice(made.jobs.indexOf(next), 1);
        made.time = Math.max(made.time, next.at);
        next.then();
      }
      made.time = until;
    },
    told: () => {},
    /** Until so many frames have been heard: unzipping takes as long as a busy machine lets it. @param {number} count */
    hears: (count) =>
      new Promise((resolve) => {
        made.told = () => made.heard.length >= count && resolve(undefined);
        made.told();
      }),
    get line() {
      return /** @type {Line} */ (made.lines.at(-1));
    },
    connection: /** @type {Connection} */ (/** @type {unknown} */ (null)),
  };
  made.connection = new Connection({
    address: () => "ws://room",
    access: "/access",
    receive: (frame) => {
      made.heard.push(frame);
      made.told();
    },
    status: (status) => made.statuses.at(-1) !== status && made.statuses.push(status),
    end: (why) => made.ended.push(why),
    world: {
      dial: () => {
        made.lines.push(new Line());
        return /** @type {any} */ (made.line);
      },
      ask: async () => {
        made.asked += 1;
        return made.answer;
      },
      after: (ms, then) => {
        const job = { at: made.time + ms, then };
        made.jobs.push(job);
        return () => void (made.jobs.includes(job) && made.jobs.splice(made.jobs.indexOf(job), 1));
      },
      now: () => made.time,
      random: () => 0.5,
      listen: (wake, doubt) => Object.assign(made, { wake, doubt }),
    },
  });
  return made;
}
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** @type {ReturnType<typeof world>} */
let it;
beforeEach(() => {
  it = world();
});
const welcomed = () => {
  it.line.open();
  it.line.say(WELCOME);
};

test("the wait before a try grows to a bound and is spread over all of it", () => {
  assert.equal(backoff(0, 0), 0);
  assert.equal(backoff(0, 1), 300);
  assert.equal(backoff(3, 0.5), 1200);
  assert.equal(backoff(20, 1), 10_000);
});

test("close codes of the first range end it and all others come back", () => {
  assert.equal(ending(4403), "no-right");
  assert.equal(ending(4400), "unreadable");
  for (const code of [1000, 1006, 4500, 4503, 4508]) assert.equal(ending(code), null);
});

test("only one line is open however often it is woken", () => {
  it.wake();
  it.wake();
  it.pass(5_000);
  assert.equal(it.lines.length, 1);
});

test("a line that does not open within six seconds is given up for a new one", () => {
  it.pass(6_000);
  assert.ok(it.lines[0]?.closed);
  it.pass(500);
  assert.equal(it.lines.length, 2);
});

test("nothing is sent before the welcome", () => {
  it.line.open();
  assert.equal(it.connection.send({ beat: true }), false);
  it.line.say(WELCOME);
  assert.equal(it.connection.send({ beat: true }), true);
});

test("a beat is answered with a beat", () => {
  welcomed();
  it.line.say({ kind: "beat", now: 5, seq: 1 });
  assert.deepEqual(it.line.sent, [{ beat: true }]);
});

test("a line that is silent for 25 seconds is dead", () => {
  welcomed();
  const first = it.line;
  it.pass(24_000);
  assert.equal(first.closed, false);
  it.pass(2_000);
  assert.ok(first.closed);
  assert.deepEqual(it.statuses, ["live", "lost"]);
  it.pass(500);
  assert.equal(it.lines.length, 2);
});

test("a phone that wakes asks whether the line is alive and leaves a dead one", () => {
  welcomed();
  const first = it.line;
  it.wake();
  assert.deepEqual(first.sent, [{ beat: true }]);
  it.pass(5_000);
  assert.ok(first.closed);
  assert.equal(it.lines.length, 2);
});

test("a phone that wakes keeps a line that answers", () => {
  welcomed();
  it.wake();
  it.line.say({ kind: "beat", now: 5, seq: 1 });
  it.pass(6_000);
  assert.equal(it.lines.length, 1);
});

test("a clock that jumped is a phone that slept", () => {
  welcomed();
  it.time += 60_000;
  it.pass(1_000);
  assert.deepEqual(it.lines[0]?.sent, [{ beat: true }]);
});

const SOMETHING = { kind: "people", hall: 1, remote: 0, desks: 0, walls: 0 };

test("a network that says it is gone is doubted until the line answers", () => {
  welcomed();
  it.doubt();
  assert.deepEqual(it.statuses, ["live", "lost"]);
  it.pass(2_000);
  assert.deepEqual(it.lines[0]?.sent, [{ beat: true }]);
  it.line.say({ kind: "beat", now: 5, seq: 1 });
  assert.deepEqual(it.statuses, ["live", "lost", "live"]);
  it.pass(10_000);
  assert.equal(it.lines.length, 1);
});

test("what had come in before the network went does not call the line alive, and silence after it ends the line", () => {
  welcomed();
  it.doubt();
  it.line.say(SOMETHING);
  assert.equal(it.heard.at(-1).kind, "people");
  assert.deepEqual(it.statuses, ["live", "lost"]);
  it.pass(6_000);
  assert.ok(it.lines[0]?.closed);
  assert.equal(it.lines.length, 2);
});

test("a network that comes back at once has its line asked, and what is heard counts again", () => {
  welcomed();
  it.doubt();
  it.wake();
  assert.deepEqual(it.lines[0]?.sent, [{ beat: true }]);
  it.line.say(SOMETHING);
  assert.deepEqual(it.statuses, ["live", "lost", "live"]);
});

test("a line that is new is not doubted for the one before it", () => {
  welcomed();
  it.doubt();
  it.line.hangUp(1006);
  it.pass(500);
  welcomed();
  assert.deepEqual(it.statuses, ["live", "lost", "live"]);
});

test("after the second failed handshake the reason is asked over http", async () => {
  it.answer = { status: 403, retryMs: null };
  it.line.hangUp(1006);
  await settle();
  assert.equal(it.asked, 0);
  it.pass(1_000);
  it.line.hangUp(1006);
  await settle();
  assert.deepEqual(it.ended, ["no-right"]);
  it.pass(60_000);
  assert.equal(it.lines.length, 2);
});

test("a busy server is tried again", async () => {
  it.answer = { status: 503, retryMs: null };
  for (let tries = 0; tries < 4; tries += 1) {
    it.line.hangUp(1006);
    await settle();
    it.pass(10_000);
  }
  assert.deepEqual(it.ended, []);
  assert.ok(it.lines.length > 4);
});

test("a server that says when it has room is tried again then, and not in the same instant as others", async () => {
  it.answer = { status: 503, retryMs: 7_000 };
  it.line.hangUp(1006);
  await settle();
  it.pass(150);
  assert.equal(it.lines.length, 2);
  it.line.hangUp(1006);
  await settle();
  it.pass(7_490);
  assert.equal(it.lines.length, 2);
  it.pass(10);
  assert.equal(it.lines.length, 3);
});

test("a right that has ended is not asked for again", () => {
  welcomed();
  it.line.hangUp(4403);
  it.pass(60_000);
  assert.deepEqual(it.ended, ["no-right"]);
  assert.equal(it.lines.length, 1);
});

test("a server that leaves is come back to after the time it named, however early it closed", () => {
  welcomed();
  it.line.say({ kind: "bye", retry_ms: 4_000 });
  it.pass(1_000);
  it.line.hangUp(4503);
  it.pass(2_990);
  assert.equal(it.lines.length, 1);
  it.pass(10);
  assert.equal(it.lines.length, 2);
});

test("a line that a bye has not closed works until its time, and is left then", () => {
  welcomed();
  const first = it.line;
  it.line.say({ kind: "bye", retry_ms: 4_000 });
  it.pass(3_990);
  assert.equal(it.connection.send({ beat: true }), true);
  it.pass(10);
  assert.ok(first.closed);
  assert.equal(it.lines.length, 2);
});

test("what was missed is unpacked in the welcome and in events, in the order of their coming", WAITING, async () => {
  it.line.open();
  const packed = (/** @type {number} */ seq) => gzipSync(MessagePack.encode({ events: [{ kind: "NoteHidden", note: `${seq}` }] }));
  it.line.say({ ...WELCOME, events: [{ after: 0, seq: 1, mark: 0, packed: packed(1) }] });
  it.line.say({ kind: "events", after: 1, seq: 2, mark: 0, packed: packed(2) });
  it.line.say({ kind: "events", after: 2, seq: 3, mark: 0, events: [] });
  await it.hears(3);
  assert.deepEqual(it.heard.map((frame) => frame.seq), [1, 2, 3]);
  assert.equal(it.heard[0].events[0].events[0].note, "1");
  assert.equal(it.heard[1].events[0].note, "2");
});

test("a board that must be unzipped still comes before what followed it", WAITING, async () => {
  it.line.open();
  it.line.say({ ...WELCOME, events: undefined, board: gzipSync(MessagePack.encode({ room: "r" })) });
  it.line.say({ kind: "events", after: 1, seq: 2, events: [] });
  await it.hears(2);
  assert.deepEqual(it.heard.map((frame) => frame.kind), ["welcome", "events"]);
  assert.deepEqual(it.heard[0].board, { room: "r" });
});

test("a frame that cannot be read drops the line and comes back", () => {
  welcomed();
  it.line.onmessage({ data: new Uint8Array([0xc1]) });
  it.pass(500);
  assert.equal(it.lines.length, 2);
});

/** What early.js leaves behind. @param {Line} socket @param {unknown[]} frames */
function early(socket, ...frames) {
  const messages = frames.map((frame) => ({ data: MessagePack.encode(frame) }));
  Object.assign(globalThis, { early: { address: "ws://room", place: "hall", socket, messages } });
  Object.assign(globalThis, { WebSocket: Object.assign(Line, { OPEN: 1 }) });
}

test("a line that the page opened early is taken over once, with all that it said", async () => {
  const line = new Line();
  line.readyState = 1;
  early(line, WELCOME, { kind: "people", hall: 3 });
  const taken = browser.dial("ws://room");
  assert.equal(taken, line);
  const heard = /** @type {any[]} */ ([]);
  line.onopen = () => heard.push("open");
  line.onmessage = (/** @type {{data: Uint8Array}} */ { data }) => heard.push(/** @type {any} */ (MessagePack.decode(data)).kind);
  await settle();
  assert.deepEqual(heard, ["open", "welcome", "people"]);
  assert.notEqual(browser.dial("ws://room"), line);
});

test("an early line to another address or one that has gone is let go", () => {
  const elsewhere = new Line();
  early(elsewhere);
  assert.notEqual(browser.dial("ws://room?seq=1"), elsewhere);
  assert.ok(elsewhere.closed);
  const gone = new Line();
  gone.readyState = 3;
  early(gone);
  assert.notEqual(browser.dial("ws://room"), gone);
});
