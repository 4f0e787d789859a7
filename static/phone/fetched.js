/** Fetching `later.js`: when the page has time, at once when it is needed, and again for as long as it does not come. */

import { data } from "../page.js";

/** @typedef {typeof import("./later.js")} Later */

const IDLE_MS = 1_500; // after the first view was drawn: letters are on their way until then
const AGAIN_MS = [1_000, 2_000, 5_000, 10_000]; // the last of them from then on
const STUCK = 3; // tries

/** @type {Later | null} */
let fetched = null;
let tries = 0;
let coming = false;
let planned = false;

/** The later views, once they are here. */
export function later() {
  return fetched;
}

/** Whether they seem not to come at all: a server of another version may have other ones. */
export function stuck() {
  return !fetched && tries >= STUCK;
}

/** Fetches them after a while. @param {() => void} arrived see `fetchLater` */
export function planLater(arrived) {
  if (planned) return;
  planned = true;
  setTimeout(fetchLater, IDLE_MS, arrived);
}

/** Fetches them now, if nobody has yet. @param {() => void} arrived called when they are here, and when they seem not to come */
export async function fetchLater(arrived) {
  if (coming) return;
  coming = true;
  try {
    // Some browsers remember that a module could not be fetched: each try has an address of its own.
    fetched = await import(tries ? `${data.later}?try=${tries}` : String(data.later));
  } catch {
    const wait = AGAIN_MS[Math.min(tries, AGAIN_MS.length - 1)];
    tries += 1;
    setTimeout(() => {
      coming = false;
      void fetchLater(arrived);
    }, wait);
  }
  if (fetched || stuck()) arrived();
}
