/** The order in which last year's actions are talked about. Pure. */

/**
 * In the order that everybody sees: the list's own, or what most want to talk about first.
 * @param {import("../types.js").Board["earlier"]} earlier
 */
export function byTalk({ by_votes: byVotes, items }) {
  const own = [...items].sort((a, b) => a.order - b.order);
  return byVotes ? own.sort((a, b) => (b.tally?.talk ?? 0) - (a.tally?.talk ?? 0)) : own;
}
