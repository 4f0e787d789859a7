/** One's own ballot: dots with what still waits laid over them, and the lines in an order of one's own. Pure. */

/** @typedef {import("../types.js").Ballot} Ballot */
/** @typedef {import("../types.js").Pending} Pending */
/** @typedef {import("../types.js").Round} Round */

/**
 * Line to dots as this participant means them now.
 * @param {Round} round
 * @param {Ballot | null} ballot
 * @param {readonly Pending[]} pending
 * @returns {Map<string, number>}
 */
export function ownDots(round, ballot, pending) {
  const dots = new Map(Object.entries(ballot?.round === round.id ? ballot.dots : {}));
  for (const { command, state } of pending) {
    if (command.kind !== "PlaceDots" || command.round !== round.id || state !== "waiting") continue;
    for (const [line, count] of Object.entries(command.dots)) dots.set(line, count);
  }
  for (const [line, count] of dots) if (!count) dots.delete(line);
  return dots;
}

/** Dots still in the hand. @param {Round} round @param {Map<string, number>} dots */
export function dotsLeft(round, dots) {
  let left = round.budget;
  for (const count of dots.values()) left -= count;
  return Math.max(0, left);
}

/**
 * Lines in an order that only this seed has, the same every time: nobody's idea is always first.
 * @template {{id: string}} L
 * @param {readonly L[]} lines
 * @param {string} seed
 * @returns {L[]}
 */
export function ownOrder(lines, seed) {
  return lines
    .map((line) => ({ line, key: hash(`${seed} ${line.id}`) }))
    .sort((a, b) => a.key - b.key || (a.line.id < b.line.id ? -1 : 1))
    .map((one) => one.line);
}

/** FNV-1a, then mixed so that texts differing in one letter land far apart. @param {string} text */
function hash(text) {
  let h = 0x811c9dc5;
  for (let place = 0; place < text.length; place += 1) h = Math.imul(h ^ text.charCodeAt(place), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
