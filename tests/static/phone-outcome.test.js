import assert from "node:assert/strict";
import { test } from "node:test";
import { ownActions, refusedEdits } from "../../static/phone/deeds.js";
import { lastShown, standing } from "../../static/phone/outcome.js";
import { tidy } from "../../static/texts.js";

/** @typedef {import("../../static/types.js").Action} Action */
/** @typedef {import("../../static/types.js").Board} Board */
/** @typedef {import("../../static/types.js").Command} Command */
/** @typedef {import("../../static/types.js").Outcome} Outcome */
/** @typedef {import("../../static/types.js").Pending} Pending */
/** @typedef {import("../../static/types.js").Round} Round */

/** @param {string} id @param {Partial<Round>} [more] @returns {Round} */
const round = (id, more) => ({
  id, lines: ["a", "b", "c"].map((one) => ({ id: one, title: one, notes: [one], color: "blue", lang: "fi", merged: [one] })),
  budget: 3, cap: 2, wanted: 1, must_spend: false, live: false, named: false, shuffled: true, hard_end: false, practice: false,
  run_off_of: "", state: "revealed", reason: "", ballots: 3, dots: 5, papers: 0,
  results: [{ line: "a", dots: 2, supporters: 2, rank: 1 }, { line: "b", dots: 2, supporters: 1, rank: 1 }, { line: "c", dots: 1, supporters: 1, rank: 3 }],
  outcome: null, ...more,
}); // prettier-ignore
/** @param {Partial<Outcome>} [more] @returns {Outcome} */
const tied = (more) => ({ above: [], tied: ["a", "b"], seats: 1, chosen: null, way: "", reason: "", run_off: "", regrouped: false, ...more });
/** @param {Round[]} before @param {Round | null} now */
const board = (before, now) => /** @type {Board} */ (/** @type {unknown} */ ({ rounds: before, round: now }));

test("while a tie is open all that may still be chosen are on top", () => {
  const { top, rest, tie } = standing(round("r", { outcome: tied() }));
  assert.deepEqual([top.map((row) => row.line.id), rest.map((row) => row.line.id)], [["a", "b"], ["c"]]);
  assert.deepEqual(tie, { rank: 1, lines: 2, seats: 1, open: true });
});

test("once a tie is ended only what was chosen is on top", () => {
  const { top, tie } = standing(round("r", { outcome: tied({ chosen: ["b"], way: "decided", reason: "Why" }) }));
  assert.deepEqual(top.map((row) => row.line.id), ["b"]);
  assert.equal(tie?.open, false);
});

test("a room goes on with the vote that a run-off was held for, never with practice", () => {
  const first = round("first", { outcome: tied({ chosen: ["b"], way: "run_off", run_off: "off" }) });
  assert.equal(lastShown(board([first], round("off", { run_off_of: "first" })))?.id, "first");
  assert.equal(lastShown(board([first], round("p", { practice: true })))?.id, "first");
  assert.equal(lastShown(board([first], round("next", { state: "open" })))?.id, "first");
  assert.equal(lastShown(board([], null)), null);
});

/** @param {string} id @param {Partial<Action>} [more] @returns {Action} */
const action = (id, more) => ({
  id, order: 1, source: "", lang: "fi", what: "What", why: "", who: "", partners: "", lever: "", first_step: "", by_when: "", measure: "",
  accepted: false, taking_part: [], objections: [], missing: ["why", "who", "partners", "lever", "first_step", "by_when", "measure"], ...more,
}); // prettier-ignore
/** @param {Command} command @param {Partial<Pending>} [more] @returns {Pending} */
const pending = (command, more) => ({ id: 1, command, state: "waiting", code: "", text: "", ...more });

test("an action that waits to be sent can be written on at once", () => {
  const found = ownActions([], [
    pending({ kind: "StartAction", action: "x", what: "New", source: "a", lang: "fi" }),
    pending({ kind: "EditAction", action: "x", field: "who", text: "We", was: "" }),
  ]);
  assert.deepEqual([found[0]?.what, found[0]?.who, found[0]?.source, found[0]?.missing.length], ["New", "We", "a", 6]);
});

test("an edit of an action that has been accepted meanwhile is not shown as done", () => {
  const edit = pending({ kind: "EditAction", action: "x", field: "why", text: "Mine", was: "" });
  assert.equal(ownActions([action("x", { accepted: true })], [edit])[0]?.why, "");
  assert.equal(ownActions([action("x")], [edit])[0]?.why, "Mine");
});

test("refused edits are found by action and field", () => {
  const edit = pending({ kind: "EditAction", action: "x", field: "why", text: "Mine", was: "" }, { state: "refused", code: "action-changed" });
  assert.deepEqual([refusedEdits([edit], "x", "why").length, refusedEdits([edit], "x", "who").length], [1, 0]);
});

test("spaces that the room does not keep make no difference", () => {
  assert.equal(tidy(" one \n\n\n\ntwo\t "), "one\n\ntwo");
  assert.equal(tidy("e\u0301"), "é");
});
