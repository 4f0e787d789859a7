/** Where unsent commands outlive the page: IndexedDB, or this page's memory where there is none (some private windows). */

import { openDB } from "idb";

/**
 * @typedef {object} Kept a command as it is stored
 * @property {number} id counts up in the order of making
 * @property {import("./types.js").Command} command
 * @property {"waiting" | "refused"} state
 * @property {string} code
 * @property {string} text
 */
/**
 * @typedef {object} Store
 * @property {() => Promise<Kept[]>} all in the order of making
 * @property {(kept: Kept) => Promise<void>} put
 * @property {(id: number) => Promise<void>} remove
 */

/** @returns {Store} */
export function memoryStore() {
  /** @type {Map<number, Kept>} */
  const kept = new Map();
  return {
    all: async () => [...kept.values()].sort((a, b) => a.id - b.id),
    put: async (one) => void kept.set(one.id, one),
    remove: async (id) => void kept.delete(id),
  };
}

/**
 * The unsent commands of one room and audience in this browser.
 * @param {string} box
 * @returns {Promise<Store>}
 */
export async function browserStore(box) {
  try {
    const db = await openDB("talkoot", 1, {
      upgrade: (made) => void made.createObjectStore("unsent"),
    });
    const range = IDBKeyRange.bound([box], [box, []]);
    return {
      all: () => db.getAll("unsent", range),
      put: async (one) => void (await db.put("unsent", one, [box, one.id])),
      remove: (id) => db.delete("unsent", [box, id]),
    };
  } catch {
    return memoryStore();
  }
}
