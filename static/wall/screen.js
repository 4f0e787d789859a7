/** The projector's own concerns: a whole screen, one that stays awake, and no pointer in the picture. */

const REST_MS = 3_000;

/** Whether this browser can keep the screen awake; over plain http none can. */
export const canStayAwake = "wakeLock" in navigator;

let wanted = false;
/** @type {WakeLockSentinel | null} */
let awake = null;

/** Keeps the screen awake from now on, as far as the browser lets us: it forgets whenever the page was out of sight. */
export async function stayAwake() {
  wanted = true;
  if (!canStayAwake || document.visibilityState !== "visible" || (awake && !awake.released)) return;
  try {
    awake = await navigator.wakeLock.request("screen");
  } catch {
    // A low battery may forbid it; the next visit to the page asks again.
  }
}

export const isFull = () => document.fullscreenElement !== null;

/** Takes the whole screen, or gives it back. */
export async function toggleFull() {
  try {
    if (isFull()) await document.exitFullscreen();
    else await document.documentElement.requestFullscreen();
  } catch {
    // Refused by the browser or its owner; its own key for it remains.
  }
}

/**
 * Marks the page `data-rest` while nobody moves the pointer or presses a key, and asks again for a screen that stays awake
 * when the page comes back into sight.
 * @param {() => void} changed called when the screen became whole or not
 */
export function watchScreen(changed) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let resting;
  const stir = () => {
    delete document.documentElement.dataset.rest;
    clearTimeout(resting);
    resting = setTimeout(() => (document.documentElement.dataset.rest = ""), REST_MS);
  };
  for (const kind of ["pointermove", "pointerdown", "keydown", "focusin"]) document.addEventListener(kind, stir, { passive: true });
  stir();
  void stayAwake(); // a wall that starts by itself, after a power cut, has nobody to press anything
  document.addEventListener("click", () => void stayAwake());
  document.addEventListener("keydown", () => void stayAwake());
  document.addEventListener("visibilitychange", () => void (wanted && stayAwake()));
  document.addEventListener("fullscreenchange", changed);
}
