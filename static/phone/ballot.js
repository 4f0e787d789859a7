/** One's own ballot: dots with what still waits laid over them, what a ballot needs to count, wishes mended. Pure. */

/** @typedef {import("../types.js").Ballot} Ballot */
/** @typedef {import("../types.js").Command} Command */
/** @typedef {import("../types.js").Line} Line */
/** @typedef {import("../types.js").Pending} Pending */
/** @typedef {import("../types.js").Round} Round */
/** @typedef {Extract<Command, {kind: "PlaceDots"}>} Wish */

/** Refusals after which a wish is kept for later, as nothing is wrong with it. */
const NOT_NOW = new Set(["round-paused"]);
const LINE_GONE = new Set(["line-withdrawn", "unknown-line"]);

/**
 * Line to dots as this participant means them now. Dots that were put on a line which counts as another now are on that.
 * @param {Round} round
 * @param {Ballot | null} ballot
 * @param {readonly Pending[]} pending
 * @returns {Map<string, number>}
 */
export function ownDots(round, ballot, pending) {
  const line = countedAs(round);
  /** @type {Map<string, number>} */
  const dots = new Map();
  for (const [id, count] of Object.entries(ballot?.round === round.id ? ballot.dots : {})) {
    const counted = line.get(id);
    if (counted) dots.set(counted, (dots.get(counted) ?? 0) + count);
  }
  for (const item of pending) {
    if (!isWish(item.command, round) || !(item.state === "waiting" || kept(item))) continue;
    for (const [id, count] of Object.entries(item.command.dots)) {
      const counted = line.get(id);
      if (counted) dots.set(counted, count);
    }
  }
  for (const [id, count] of dots) if (!count) dots.delete(id);
  return dots;
}

/** Every id of a line to the line that it counts as. @param {Round} round */
function countedAs(round) {
  return new Map(round.lines.flatMap((line) => line.merged.map((id) => [id, line.id])));
}

/** @param {Command} command @param {Round} round @returns {command is Wish} */
function isWish(command, round) {
  return command.kind === "PlaceDots" && command.round === round.id;
}

/** Whether a refused wish is only put off. @param {Pending} item */
function kept(item) {
  return item.state === "refused" && NOT_NOW.has(item.code);
}

/** Dots still in the hand. @param {Round} round @param {ReadonlyMap<string, number>} dots */
export function dotsLeft(round, dots) {
  let left = round.budget;
  for (const count of dots.values()) left -= count;
  return Math.max(0, left);
}

/** Whether a ballot of these dots is counted. Source: RULES V11. @param {Round} round @param {ReadonlyMap<string, number>} dots */
export function counts(round, dots) {
  return round.must_spend ? dotsLeft(round, dots) === 0 : dots.size > 0;
}

/** Whether people vote, or will go on when it is no longer paused. @param {Round | null} round */
export function running(round) {
  return round?.state === "open" || round?.state === "paused";
}

/** Whether the result is there to see. @param {Round | null} round */
export function shown(round) {
  return round?.state === "revealed" || round?.state === "accepted";
}

/**
 * What is to be done about a refused wish: wait, send these dots again, or give it up. What is wrong with one line of it
 * is no reason to lose the others.
 * @param {Pending} item
 * @param {Wish} wish
 * @param {Round | null} round the one that it was for, when it is still the current one
 * @returns {"wait" | "lost" | Record<string, number>}
 */
export function afterRefusal(item, wish, round) {
  if (!round || !running(round)) return "lost";
  const rest = LINE_GONE.has(item.code) ? without(wish, round) : kept(item) ? wish.dots : null;
  if (!rest) return "lost";
  const heard = kept(item) || Object.keys(rest).length < Object.keys(wish.dots).length; // else the board is not that far yet
  if (round.state === "paused" || !heard) return "wait";
  return Object.keys(rest).length ? rest : "lost";
}

/**
 * A wish without the dots on lines that have been taken off.
 * @param {Wish} wish
 * @param {Round} round
 */
function without(wish, round) {
  const there = countedAs(round);
  const withdrawn = new Set(round.lines.filter((line) => !line.title).map((line) => line.id));
  const rest = Object.entries(wish.dots).filter(([id, count]) => {
    const line = there.get(id);
    return line && (!count || !withdrawn.has(line));
  });
  return Object.fromEntries(rest);
}

/** Whether a wish was refused for a line that is gone. @param {Pending} item */
export function lineGone(item) {
  return LINE_GONE.has(item.code);
}
