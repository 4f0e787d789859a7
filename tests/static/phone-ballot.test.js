import assert from "node:assert/strict";
import { test } from "node:test";
import { ballotLines } from "../../static/board.js";
import { afterRefusal, counts, dotsLeft, ownDots } from "../../static/phone/ballot.js";

/** @typedef {import("../../static/types.js").Ballot} Ballot */
/** @typedef {import("../../static/types.js").Command} Command */
/** @typedef {import("../../static/types.js").Line} Line */
/** @typedef {import("../../static/types.js").Pending} Pending */
/** @typedef {import("../../static/types.js").Round} Round */
/** @typedef {Extract<Command, {kind: "PlaceDots"}>} Wish */

let pendingId = 0;
/** @param {Command} command @param {Partial<Pending>} [more] @returns {Pending} */
const waiting = (command, more) => ({ id: ++pendingId, command, state: "waiting", code: "", text: "", ...more });
/** @param {Command} command @param {string} code */
const refused = (command, code) => waiting(command, { state: "refused", code, text: "Why." });
/** @param {Record<string, number>} dots @param {string} [id] @returns {Wish} */
const wish = (dots, id = "r") => ({ kind: "PlaceDots", round: id, dots, tab: "t", change: 1 });
/** @param {Record<string, number>} dots @param {string} [round] @returns {Ballot} */
const ballot = (dots, round = "r") => ({ round, dots, name: "", seed: 0 });
/** @param {string} id @param {Partial<Line>} [more] @returns {Line} */
const line = (id, more) => ({ id, title: id, notes: [id], color: "blue", lang: "fi", merged: [id], ...more });
/** @param {Partial<Round>} [more] @returns {Round} */
const round = (more) => ({
  id: "r", lines: [line("a"), line("b"), line("c")], budget: 3, cap: 2, wanted: 1, must_spend: false, live: false, named: false,
  shuffled: true, hard_end: false, practice: false, run_off_of: "", state: "open", reason: "", ballots: 0, dots: 0, papers: 0,
  results: null, outcome: null, ...more,
}); // prettier-ignore

test("dots that wait lie over the ballot as it was counted", () => {
  const mine = ownDots(round(), ballot({ a: 2 }), [waiting(wish({ a: 1 })), waiting(wish({ b: 1 }))]);
  assert.deepEqual([...mine], [["a", 1], ["b", 1]]);
  assert.equal(dotsLeft(round(), mine), 1);
});

test("refused dots come back and those of another round are not counted", () => {
  const mine = ownDots(round(), ballot({ a: 2 }, "before"), [refused(wish({ a: 1 }), "over-cap"), waiting(wish({ b: 1 }, "other"))]);
  assert.equal(mine.size, 0);
  assert.equal(dotsLeft(round(), mine), 3);
});

test("dots on lines that came together are the sum, and a wish for either is for both", () => {
  const together = round({ lines: [line("a", { merged: ["a", "b"] }), line("c")] });
  assert.deepEqual([...ownDots(together, ballot({ a: 1, b: 1 }), [])], [["a", 2]]);
  assert.deepEqual([...ownDots(together, ballot({ a: 1 }), [waiting(wish({ b: 2 }))])], [["a", 2]]);
});

test("dots that met a pause stay where they were put", () => {
  const mine = ownDots(round({ state: "paused" }), ballot({}), [refused(wish({ a: 1 }), "round-paused")]);
  assert.deepEqual([...mine], [["a", 1]]);
});

test("where all must be spent a ballot counts only when it is full", () => {
  assert.equal(counts(round(), new Map([["a", 1]])), true);
  assert.equal(counts(round(), new Map()), false);
  assert.equal(counts(round({ must_spend: true }), new Map([["a", 2]])), false);
  assert.equal(counts(round({ must_spend: true }), new Map([["a", 2], ["b", 1]])), true);
});

test("a wish is sent again without the line that has gone", () => {
  const gone = round({ lines: [line("a", { title: "" }), line("b"), line("c")] });
  const wanted = wish({ a: 1, b: 1, c: 0 });
  assert.deepEqual(afterRefusal(refused(wanted, "line-withdrawn"), wanted, gone), { b: 1, c: 0 });
  const unknown = wish({ never: 1, b: 2 });
  assert.deepEqual(afterRefusal(refused(unknown, "unknown-line"), unknown, round()), { b: 2 });
});

test("a wish waits until the board tells which line has gone", () => {
  const wanted = wish({ a: 1, b: 1 });
  assert.equal(afterRefusal(refused(wanted, "line-withdrawn"), wanted, round()), "wait");
});

test("a wish for nothing but a line that has gone is lost", () => {
  const wanted = wish({ a: 1 });
  const gone = round({ lines: [line("a", { title: "" }), line("b")] });
  assert.equal(afterRefusal(refused(wanted, "line-withdrawn"), wanted, gone), "lost");
});

test("a wish that met a pause waits for its end and is then sent again", () => {
  const wanted = wish({ a: 1 });
  const item = refused(wanted, "round-paused");
  assert.equal(afterRefusal(item, wanted, round({ state: "paused" })), "wait");
  assert.deepEqual(afterRefusal(item, wanted, round()), { a: 1 });
  assert.equal(afterRefusal(item, wanted, round({ state: "closed" })), "lost");
  assert.equal(afterRefusal(item, wanted, null), "lost");
});

test("a wish that broke a rule is lost", () => {
  const wanted = wish({ a: 3 });
  for (const code of ["over-cap", "over-budget", "time-is-up"]) assert.equal(afterRefusal(refused(wanted, code), wanted, round()), "lost");
});

test("orders are fair: every line stands first about equally often", () => {
  const lines = Array.from("abcdefgh", (id) => line(`note-${id}`));
  const first = new Map(lines.map(({ id }) => [id, 0]));
  for (let n = 1; n <= 4_000; n += 1) {
    const seed = Math.imul(n, 2654435761) >>> 0; // spread as the digests are from which the server takes seeds
    const id = ballotLines(round({ lines }), { ...ballot({}), seed })[0]?.id ?? "";
    first.set(id, (first.get(id) ?? 0) + 1);
  }
  for (const count of first.values()) assert.ok(count > 400 && count < 600, `${[...first.values()]}`);
});

test("lines keep the board's order where it is not shuffled, and one of one's own stays the same", () => {
  const lines = ["a", "b", "c", "d"].map((id) => line(id));
  assert.deepEqual(ballotLines(round({ lines }), { ...ballot({}), seed: 0 }), lines);
  const mine = ballotLines(round({ lines }), { ...ballot({}), seed: 77 });
  assert.deepEqual(ballotLines(round({ lines: [...lines].reverse() }), { ...ballot({}), seed: 77 }), mine);
});
