import assert from "node:assert/strict";
import { test } from "node:test";
import { clockText, markPassed, nearness, paused, timeLeft } from "../../static/timer.js";

const running = { version: 1, ends_at: 100_000, left_ms: null };

test("a running timer counts down and stops at nothing", () => {
  assert.equal(timeLeft(running, 40_000), 60_000);
  assert.equal(timeLeft(running, 200_000), 0);
  assert.equal(timeLeft({ version: 0, ends_at: null, left_ms: null }, 5), null);
});

test("a standing timer shows what is left on it", () => {
  const standing = { version: 2, ends_at: null, left_ms: 7_000 };
  assert.equal(timeLeft(standing, 1), 7_000);
  assert.equal(paused(standing), true);
  assert.equal(paused(running), false);
});

test("a second that has begun counts", () => {
  assert.equal(clockText(252_000), "4:12");
  assert.equal(clockText(59_001), "1:00");
  assert.equal(clockText(1), "0:01");
  assert.equal(clockText(0), "0:00");
  assert.equal(clockText(3_600_000), "60:00");
});

test("the end is near at a minute and nearer at ten seconds", () => {
  assert.deepEqual([null, 61_000, 60_000, 10_000, 0].map(nearness), ["", "", "minute", "seconds", "over"]);
});

test("a mark is told once, and not when time was added", () => {
  assert.equal(markPassed(60_500, 59_500), 60_000);
  assert.equal(markPassed(59_500, 58_500), null);
  assert.equal(markPassed(500, 0), 0);
  assert.equal(markPassed(0, 60_000), null);
  assert.equal(markPassed(400_000, 5_000), 10_000);
});
