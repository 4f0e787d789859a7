/** A revealed round as a ranking: who shares a rank, where the cut lies, and whether a tie lies across it. Pure. */

/** @typedef {import("./types.js").Line} Line */
/** @typedef {import("./types.js").Result} Result */
/** @typedef {import("./types.js").Round} Round */
/** @typedef {{line: Line, dots: number, supporters: number, rank: number, tied: boolean}} Row */

/**
 * Rows of a revealed round, best first; empty while it is blind.
 * @param {Round} round
 * @returns {Row[]}
 */
export function ranking(round) {
  const lines = new Map(round.lines.map((line) => [line.id, line]));
  /** @type {Map<number, number>} */
  const sharing = new Map();
  for (const result of round.results ?? []) sharing.set(result.rank, (sharing.get(result.rank) ?? 0) + 1);
  return (round.results ?? []).flatMap((result) => {
    const line = lines.get(result.line);
    return line ? [{ ...result, line, tied: (sharing.get(result.rank) ?? 0) > 1 }] : [];
  });
}

/**
 * The ranking cut at the wanted number. `top` takes in every line of the rank that lies across the cut, so it may hold
 * more than wanted: then `tie` is that rank, and the room decides. Lines without a dot are never on top.
 * @param {Round} round
 * @returns {{top: Row[], rest: Row[], tie: number | null}}
 */
export function cut(round) {
  const rows = ranking(round);
  const last = rows[Math.min(round.wanted, rows.length) - 1];
  const top = rows.filter((row) => row.dots > 0 && last !== undefined && row.rank <= last.rank);
  const rest = rows.slice(top.length);
  return { top, rest, tie: last && top.length > round.wanted ? last.rank : null };
}

/**
 * Rows by the rank that they share; one without a dot shares nothing (RULES V15).
 * @param {readonly Row[]} rows best first
 * @returns {Row[][]}
 */
export function byRank(rows) {
  /** @type {Row[][]} */
  const blocks = [];
  for (const row of rows) {
    const block = blocks.at(-1);
    if (block && row.dots > 0 && block[0]?.rank === row.rank) block.push(row);
    else blocks.push([row]);
  }
  return blocks;
}

/** "3", or "=3" when shared. @param {Row} row */
export function rankText(row) {
  return row.tied ? `=${row.rank}` : String(row.rank);
}
