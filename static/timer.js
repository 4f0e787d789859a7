/** The room's timer. The server's clock decides; a page only shows what is left. */

/** @typedef {import("./types.js").Timer} Timer */

/**
 * Milliseconds left, at least 0; null when there is no timer.
 * @param {Timer} timer
 * @param {number} now the server's clock, ms
 */
export function timeLeft(timer, now) {
  if (timer.ends_at !== null) return Math.max(0, timer.ends_at - now);
  return timer.left_ms;
}

/** Whether the timer stands still with time left on it. @param {Timer} timer */
export function paused(timer) {
  return timer.ends_at === null && timer.left_ms !== null;
}

/** "4:12"; a second that has begun counts, so that 0:00 means over. @param {number} ms */
export function clockText(ms) {
  const seconds = Math.ceil(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/**
 * How near the end is, for a rule below the figures and a word: "" with more than a minute left, or no timer.
 * @param {number | null} ms
 * @returns {"" | "minute" | "seconds" | "over"}
 */
export function nearness(ms) {
  if (ms === null || ms > 60_000) return "";
  if (ms > 10_000) return "minute";
  return ms > 0 ? "seconds" : "over";
}

/**
 * The mark that was passed between two looks, to be said once: 5 min, 1 min, 10 s, end. Null: none, or the timer was changed.
 * @param {number | null} before
 * @param {number | null} after
 * @returns {300000 | 60000 | 10000 | 0 | null}
 */
export function markPassed(before, after) {
  if (before === null || after === null) return null;
  for (const mark of /** @type {const} */ ([0, 10_000, 60_000, 300_000])) {
    if (before > mark && after <= mark) return mark;
  }
  return null;
}
