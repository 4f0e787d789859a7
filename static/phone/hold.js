/** Keeps a list still while a finger or the focus is in it: what is new is counted, and shown when asked for. Pure. */

import { columnItems } from "../board.js";

/** @typedef {import("../board.js").Item} Item */
/** @typedef {import("../types.js").Board} Board */

/**
 * What to draw of a column, and what has come since. Held: things stay where they were; texts are the newest, and what
 * was taken off the screens is gone at once.
 * @param {Board} board as it is
 * @param {Board | null} held as it was when it was last let through; null: nothing is held
 * @param {string} column
 * @returns {{items: Item[], fresh: number, moved: boolean}}
 */
export function heldColumn(board, held, column) {
  const now = columnItems(board, column);
  if (!held || (held.notes === board.notes && held.groups === board.groups)) return { items: now, fresh: 0, moved: false };
  const before = columnItems(held, column);
  const items = before.flatMap((item) => asNow(board, item));
  const known = ids(before);
  const fresh = [...ids(now)].filter((id) => !known.has(id)).length;
  return { items, fresh, moved: shape(now) !== shape(items) };
}

/**
 * An item where it was, with its newest texts; nothing when it has gone.
 * @param {Board} board
 * @param {Item} item
 * @returns {Item[]}
 */
function asNow(board, item) {
  const notes = (item.notes ?? [item.note]).flatMap((note) => board.notes.get(note.id) ?? []);
  if (!item.group) return notes.map((note) => ({ note }));
  return notes.length ? [{ group: board.groups.get(item.group.id) ?? item.group, notes }] : [];
}

/** @param {Item[]} items */
function ids(items) {
  return new Set(items.flatMap((item) => (item.notes ?? [item.note]).map((note) => note.id)));
}

/** @param {Item[]} items */
function shape(items) {
  return items.map((item) => (item.group ? `${item.group.id}(${item.notes.map((note) => note.id).join()})` : item.note.id)).join();
}
