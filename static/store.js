/**
 * Where unsent commands outlive the page. localStorage has them before the tap is over: what is written there is the
 * browser's at once, however soon the tab goes. It comes to the disk seconds later, so IndexedDB has them, too, for when
 * the browser itself is killed. Where neither may be used (some private windows), they live as long as the page.
 */

import { openDB } from "idb";

/**
 * @typedef {object} Kept a command as it is stored; another command never comes under the same id
 * @property {number} id counts up in the order of making; the microsecond of its making, or a little more
 * @property {import("./types.js").Command} command
 * @property {"waiting" | "refused"} state
 * @property {string} code
 * @property {string} text
 */
/**
 * @typedef {object} Store
 * @property {() => Kept[]} all what localStorage has, in no order
 * @property {() => Promise<Kept[]>} others what IndexedDB has beyond that
 * @property {(kept: Kept) => void} put stored for the tab when this returns
 * @property {(id: number) => void} remove
 * @property {(gone: (id: number) => void) => void} watch told what other tabs remove
 */
/**
 * @typedef {object} Disk the slower one of the two
 * @property {() => Promise<Kept[]>} all
 * @property {(kept: Kept) => Promise<void>} put
 * @property {(id: number) => Promise<void>} remove
 */

const START = "unsent/";
const KEPT_MS = 30 * 24 * 3_600_000; // by then its workshop is over, and nobody comes back to send it
/** Stands in a command's place until IndexedDB has forgotten it, too: what is done is not done again after something later. */
const GONE = "";

/**
 * The unsent commands of one room and audience in this browser.
 * @param {string} box
 * @returns {Store}
 */
export function browserStore(box) {
  const oldest = (Date.now() - KEPT_MS) * 1_000;
  for (const key of keysIn(() => localStorage, START)) {
    if (Number(key.slice(key.lastIndexOf("/") + 1)) < oldest) attempt(() => localStorage.removeItem(key));
  }
  return storeOf(box, () => localStorage, indexedDb(box, oldest));
}

/**
 * @param {string} box
 * @param {() => Storage} area throws where it is forbidden
 * @param {Promise<Disk>} disk rejected where there is none
 * @returns {Store}
 */
export function storeOf(box, area, disk) {
  const start = `${START}${box}/`;
  /** @param {string} key */
  const idOf = (key) => Number(key.slice(start.length));
  /** @param {number} id */
  const read = (id) => attempt(() => area().getItem(start + id)) ?? null;
  /** @param {number} id @param {string} text */
  const write = (id, text) => {
    const written = attempt(() => (area().setItem(start + id, text), true));
    if (!written) attempt(() => area().removeItem(start + id)); // full: better nothing there than what stood before
  };
  /** @param {number} id */
  const remove = async (id) => {
    write(id, GONE);
    await (await disk).remove(id);
    area().removeItem(start + id);
  };

  return {
    all: () => keysIn(area, start).flatMap((key) => attempt(() => /** @type {Kept} */ (JSON.parse(read(idOf(key)) || ""))) ?? []),
    others: async () => {
      const known = new Set(keysIn(area, start).map(idOf));
      for (const id of known) if (read(id) === GONE) void remove(id).catch(() => {}); // by a tab that was closed meanwhile
      const found = await (await disk).all();
      return found.filter(({ id }) => !known.has(id) && read(id) !== GONE);
    },
    put: (kept) => {
      write(kept.id, JSON.stringify(kept));
      void disk.then((there) => there.put(kept)).catch(() => {}); // a full disk must not stop the sending
    },
    remove: (id) => void remove(id).catch(() => {}),
    watch: (gone) =>
      addEventListener("storage", ({ key, newValue }) => {
        if (key?.startsWith(start) && newValue === GONE) gone(idOf(key));
      }),
  };
}

/**
 * @param {string} box
 * @param {number} oldest ids before it are forgotten, of every room
 * @returns {Promise<Disk>}
 */
async function indexedDb(box, oldest) {
  const db = await openDB("talkoot", 1, {
    upgrade: (made) => void made.createObjectStore("unsent"),
  });
  const range = IDBKeyRange.bound([box], [box, []]);
  void forgetBefore(db, oldest).catch(() => {});
  return {
    all: () => db.getAll("unsent", range),
    put: async (one) => void (await db.put("unsent", one, [box, one.id])),
    remove: (id) => db.delete("unsent", [box, id]),
  };
}

/** @param {import("idb").IDBPDatabase} db @param {number} oldest */
async function forgetBefore(db, oldest) {
  for (const key of await db.getAllKeys("unsent")) {
    if (Array.isArray(key) && Number(key[1]) < oldest) await db.delete("unsent", key);
  }
}

/** @param {() => Storage} area @param {string} start */
function keysIn(area, start) {
  return (attempt(() => Object.keys(area())) ?? []).filter((key) => key.startsWith(start));
}

/**
 * What it gives; undefined where storage is forbidden, full or spoilt.
 * @template T
 * @param {() => T} what
 * @returns {T | undefined}
 */
function attempt(what) {
  try {
    return what();
  } catch {
    return undefined;
  }
}
