/** Which notes are chosen. Sets are never changed, always made anew, so that a drawn note knows by identity. */

/**
 * @param {ReadonlySet<string>} chosen
 * @param {string} id
 * @returns {Set<string>}
 */
export function toggled(chosen, id) {
  const after = new Set(chosen);
  if (!after.delete(id)) after.add(id);
  return after;
}

/**
 * With all notes from the anchor to `id` as they stand on the page; without an anchor there, `id` alone is added.
 * @param {ReadonlySet<string>} chosen
 * @param {readonly string[]} order ids of the notes in page order
 * @param {string} anchor
 * @param {string} id
 * @returns {Set<string>}
 */
export function extended(chosen, order, anchor, id) {
  const from = order.indexOf(anchor);
  const to = order.indexOf(id);
  if (from < 0 || to < 0) return new Set([...chosen, id]);
  return new Set([...chosen, ...order.slice(Math.min(from, to), Math.max(from, to) + 1)]);
}

/**
 * Without notes that have gone; the same set when all are there.
 * @param {ReadonlySet<string>} chosen
 * @param {ReadonlyMap<string, unknown>} notes
 * @returns {ReadonlySet<string>}
 */
export function still(chosen, notes) {
  for (const id of chosen) {
    if (!notes.has(id)) return new Set([...chosen].filter((one) => notes.has(one)));
  }
  return chosen;
}
