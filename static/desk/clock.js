/** What the clock's buttons ask for, from the timer as it is seen. All times are the server's, in ms. */

/** @typedef {import("../types.js").Timer} Timer */

/**
 * Give more time. What has run out starts again from now; what stands still goes on standing.
 * @param {Timer} timer
 * @param {number} ms
 * @param {number} now
 * @returns {Timer}
 */
export function longer(timer, ms, now) {
  if (timer.left_ms !== null) return changed(timer, null, timer.left_ms + ms);
  return changed(timer, Math.max(timer.ends_at ?? now, now) + ms, null);
}

/**
 * Stop a running clock, or let a standing one run.
 * @param {Timer} timer
 * @param {number} now
 * @returns {Timer}
 */
export function paused(timer, now) {
  if (timer.left_ms !== null) return changed(timer, now + timer.left_ms, null);
  if (timer.ends_at !== null) return changed(timer, null, Math.max(timer.ends_at - now, 0));
  return timer;
}

/**
 * @param {Timer} timer
 * @param {number | null} ends_at
 * @param {number | null} left_ms
 * @returns {Timer}
 */
function changed(timer, ends_at, left_ms) {
  return { version: timer.version + 1, ends_at, left_ms };
}

/**
 * The command that makes the room's timer this one.
 * @param {Timer} wish
 * @returns {import("../types.js").Command}
 */
export function asCommand(wish) {
  return { kind: "SetTimer", version: wish.version - 1, ends_at: wish.ends_at, left_ms: wish.left_ms };
}
