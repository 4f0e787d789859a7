/** Joining. The page works as a plain form; here it remembers choices that the next page or another language needs. */

/** @param {string} selector */
const all = (selector) => [...document.querySelectorAll(selector)];

/** The checked one of a group of radio buttons. @param {string} name */
const checked = (name) => /** @type {HTMLInputElement | null} */ (document.querySelector(`input[name="${name}"]:checked`));

/** Towns are this workshop's own, so where one is in it is kept apart; early.js reads both. */
const placeHere = `place/${document.getElementById("places")?.dataset["workshop"] ?? ""}`;
const places = /** @type {HTMLInputElement[]} */ (all('input[name="place"]'));
const before = new URLSearchParams(location.search).has("place") ? null : remembered();
for (const place of places) if (place.value === before) place.checked = true;

/** Show the chosen room also while the list is folded. */
function showRoom() {
  const room = checked("code");
  const name = room?.closest("label")?.querySelector("span");
  const shown = /** @type {HTMLElement | null} */ (document.querySelector(".rooms .chosen"));
  if (!name || !shown) return;
  shown.textContent = name.textContent;
  shown.lang = name.lang;
}

/** Let a change of language keep the room and the place. */
function carryChoices() {
  const room = checked("code")?.value;
  const place = checked("place")?.value;
  for (const link of /** @type {HTMLAnchorElement[]} */ (all(".tongues a"))) {
    const there = new URL(link.href);
    if (room) there.pathname = `/${room}`;
    if (place) there.searchParams.set("place", place);
    link.href = there.href;
  }
}

/** The place that this browser chose last time, here or in another workshop; where it may remember anything. */
function remembered() {
  try {
    const elsewhere = localStorage.getItem("place");
    return localStorage.getItem(placeHere) ?? (elsewhere?.startsWith("site-") ? null : elsewhere);
  } catch {
    return null;
  }
}

document.addEventListener("change", () => {
  showRoom();
  carryChoices();
});
document.addEventListener("submit", () => {
  const place = checked("place")?.value;
  if (!place) return;
  try {
    localStorage.setItem("place", place);
    localStorage.setItem(placeHere, place);
  } catch {
    // A private window may keep nothing; the phone then counts as being in the hall.
  }
});
showRoom();
carryChoices();

export {}; // a module, so that its names are its own
