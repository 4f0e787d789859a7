/** The control tower: asks the server every other second how the rooms stand, and changes what has changed. */

import { digest, say } from "./announce.js";
import { clockText, timeLeft } from "./timer.js";

/**
 * @typedef {{id: string, name: string, step: number, steps: number, phase_lang: string, ends_at: number | null,
 *   left_ms: number | null, needs: string[]} & Record<string, unknown>} Row
 * @typedef {{summary: string, rows: Row[]}} Figures
 * @typedef {Figures & {address: string, readAgainMs: number, now: number, words: Record<string, string>}} Page
 */

/** @type {Page} */
const page = JSON.parse(document.getElementById("data")?.textContent ?? "{}");

const CELLS = ["phase", "pace", "people", "places", "notes", "dots", "given", "voters", "screens"];
const ANSWER_MS = 10_000; // after that the server counts as out of reach

/** The server's clock minus this machine's, ms. */
let ahead = page.now - Date.now();
let tag = "";
let wrong = "";
/** @type {Row[]} */
let rows = page.rows;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let next;

/** @param {Element | null | undefined} place @param {string} text */
function write(place, text) {
  if (place && place.textContent !== text) place.textContent = text;
}

/** @param {Row} row */
const rowOf = (row) => document.querySelector(`tr[data-room="${row.id}"]`);

/** @param {Element} line @param {Row} row */
function showTrack(line, row) {
  line.querySelectorAll(".track i").forEach((dot, place) => {
    dot.className = place < row.step ? "did" : place === row.step ? "at" : "to";
  });
}

/** @param {Element} line @param {Row} row */
function showNeeds(line, row) {
  const list = line.querySelector(".needs");
  line.classList.toggle("ask", row.needs.length > 0);
  if (!list || [...list.children].map((one) => one.textContent).join("\n") === row.needs.join("\n")) return;
  list.replaceChildren(
    ...row.needs.map((need) => {
      const item = document.createElement("li");
      item.textContent = need;
      return item;
    }),
  );
}

/** Minutes go by in a sentence without its being another one. @param {string} need */
const kind = (need) => need.replace(/\d+/g, "");

/** Says who has begun to need somebody. @param {Row} row @param {Row | undefined} before */
function tell(row, before) {
  const known = new Set(before?.needs.map(kind));
  for (const need of row.needs) {
    if (!known.has(kind(need))) digest(`${row.id} ${kind(need)}`, () => `${row.name}: ${need}.`);
  }
}

/** @param {Figures} figures */
function show(figures) {
  write(document.getElementById("summary"), figures.summary);
  for (const row of figures.rows) {
    const line = rowOf(row);
    if (!line) continue;
    for (const name of CELLS) write(line.querySelector(`[data-cell="${name}"]`), String(row[name]));
    line.querySelector('[data-cell="phase"]')?.setAttribute("lang", row.phase_lang);
    showTrack(line, row);
    showNeeds(line, row);
    tell(row, rows.find((one) => one.id === row.id));
  }
  rows = figures.rows;
  tick();
}

/** Writes each room's time; it stands still while nobody can say how it is now. */
function tick() {
  if (wrong) return;
  const now = Date.now() + ahead;
  for (const row of rows) {
    const line = rowOf(row);
    const left = timeLeft({ version: 0, ends_at: row.ends_at, left_ms: row.left_ms }, now);
    const says = left === null ? "none" : row.ends_at === null ? "paused" : left > 0 ? "left" : "over";
    write(line?.querySelector('[data-cell="clock"]'), left === null ? "–" : clockText(left));
    write(line?.querySelector('[data-cell="clock_says"]'), page.words[says] ?? "");
  }
}

/** Tells that the figures are no longer of now, or that they are again. @param {string} why a key of the page's words */
function trouble(why) {
  if (why === wrong) return;
  const strip = document.getElementById("away");
  if (wrong && !why) say(page.words["back"] ?? "");
  wrong = why;
  document.body.classList.toggle("stale", why !== "");
  if (!strip) return;
  strip.hidden = !why;
  const time = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "numeric", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
  const text = why ? (page.words[why] ?? "").replace("{time}", time.format(Date.now())) : "";
  write(strip.querySelector("span"), text);
  if (why) say(text);
}

async function ask() {
  /** @type {Response} */
  let answer;
  try {
    answer = await fetch(page.address, {
      cache: "no-store",
      headers: tag ? { "If-None-Match": tag } : {},
      signal: AbortSignal.timeout(ANSWER_MS),
    });
  } catch {
    trouble("no_line");
    return;
  }
  if (answer.status === 403) {
    trouble("closed");
  } else if (answer.status === 200 || answer.status === 304) {
    ahead = Number(answer.headers.get("Talkoot-Now")) - Date.now();
    const figures = answer.status === 200 ? /** @type {Figures} */ (await answer.json()) : null;
    tag = answer.headers.get("ETag") ?? "";
    trouble("");
    if (figures) show(figures);
  } else {
    trouble("log_away");
  }
}

/** Asks, and again after a while; not while nobody looks. */
async function goOn() {
  clearTimeout(next);
  await ask().catch(() => trouble("no_line"));
  clearTimeout(next);
  if (!document.hidden && wrong !== "closed") next = setTimeout(goOn, page.readAgainMs);
}

// A hasty second press is none: time is given once a page.
const moreTime = document.querySelector('form[action$="/tower/time"]');
let given = false;
moreTime?.addEventListener("submit", (event) => {
  if (given) event.preventDefault();
  given = true;
});
addEventListener("pageshow", () => {
  given = false;
});
document.addEventListener("visibilitychange", () => {
  clearTimeout(next);
  if (!document.hidden) void goOn();
});
setInterval(() => {
  if (!document.hidden) tick();
}, 1_000);
tick();
void goOn();
