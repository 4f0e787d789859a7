/** Walking the board by arrow keys: up and down a column, sideways to the next one, Home and End. */

/**
 * Where a key leads from `key`; the same key when there is nothing further, the first of all when `key` is not there.
 * @param {string[][]} lists keys by column
 * @param {string} key
 * @param {string} press name of the key that was pressed
 * @returns {string | undefined}
 */
export function walk(lists, key, press) {
  const at = lists.findIndex((list) => list.includes(key));
  const list = lists[at];
  if (!list) return lists.find((some) => some.length)?.[0];
  const row = list.indexOf(key);
  switch (press) {
    case "ArrowDown":
      return list[Math.min(row + 1, list.length - 1)];
    case "ArrowUp":
      return list[Math.max(row - 1, 0)];
    case "Home":
      return list[0];
    case "End":
      return list[list.length - 1];
    case "ArrowLeft":
      return beside(lists.slice(0, at).reverse(), row) ?? key;
    case "ArrowRight":
      return beside(lists.slice(at + 1), row) ?? key;
  }
  return key;
}

/**
 * The place at about the same height in the nearest column that has any.
 * @param {string[][]} lists
 * @param {number} row
 */
function beside(lists, row) {
  const list = lists.find((some) => some.length);
  return list?.[Math.min(row, list.length - 1)];
}

/**
 * Who takes over the focus when `key` has gone: what stood after it, else before it.
 * @param {string[][]} before keys by column while it was there
 * @param {string[][]} after keys by column now
 * @param {string} key
 * @returns {string | undefined}
 */
export function neighbour(before, after, key) {
  const now = new Set(after.flat());
  const list = before.find((some) => some.includes(key)) ?? [];
  const row = list.indexOf(key);
  const heirs = [...list.slice(row + 1), ...list.slice(0, Math.max(row, 0)).reverse()];
  return heirs.find((heir) => now.has(heir)) ?? after.find((some) => some.length)?.[0];
}
