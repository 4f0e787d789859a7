import assert from "node:assert/strict";
import { test } from "node:test";
import { byRank, cut, ranking, rankText } from "../../static/ranking.js";

/** @param {number[]} dots @param {number} wanted */
function revealed(dots, wanted) {
  const lines = dots.map((_, n) => ({ id: `l${n}`, title: `Line ${n}`, notes: [], color: /** @type {const} */ ("blue"), lang: "fi" }));
  const results = dots.map((count, n) => ({ line: `l${n}`, dots: count, supporters: count, rank: dots.indexOf(count) + 1 }));
  return { id: "r", lines, budget: 3, cap: 1, wanted, state: /** @type {const} */ ("revealed"), ballots: 5, dots: 9, results };
}

test("a shared rank is told as shared", () => {
  assert.deepEqual(ranking(revealed([5, 3, 3, 1], 3)).map(rankText), ["1", "=2", "=2", "4"]);
});

test("a tie across the cut takes every tied line in and says so", () => {
  const { top, rest, tie } = cut(revealed([5, 4, 3, 3, 1], 3));
  assert.deepEqual([top.length, rest.length, tie], [4, 1, 3]);
});

test("a tie inside the wanted ones is no matter to decide", () => {
  assert.equal(cut(revealed([5, 5, 3, 1], 3)).tie, null);
});

test("lines that nobody chose are never on top", () => {
  const { top, rest, tie } = cut(revealed([2, 0, 0, 0], 3));
  assert.deepEqual([top.length, rest.length, tie], [1, 3, null]);
});

test("rows that share a rank are one block, and those without a dot share nothing", () => {
  const blocks = byRank(ranking(revealed([5, 3, 3, 1, 0, 0], 3)));
  assert.deepEqual(blocks.map((rows) => rows.map((row) => row.dots)), [[5], [3, 3], [1], [0], [0]]);
});
