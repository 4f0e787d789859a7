/** What a screen reader should say by itself: one's own doings at once, others' as a digest, and not too much of either. */

const DIGEST_MS = 10_000; // more often and a busy room talks over its reader
const CLEAR_MS = 1_500; // an emptied region says the same sentence again when it comes again

const region = document.getElementById("status") ?? document.body.appendChild(newRegion());
/** @type {string[]} */
let waiting = [];
/** @type {ReturnType<typeof setTimeout> | undefined} */
let clearing;
let lastDigest = -DIGEST_MS;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let digesting;
/** @type {Map<string, () => string>} */
const topics = new Map();

function newRegion() {
  const made = document.createElement("div");
  made.id = "status";
  made.className = "sr";
  made.setAttribute("role", "status");
  return made;
}

/** Says a sentence politely, now. @param {string} text */
export function say(text) {
  if (!text) return;
  if (!waiting.includes(text)) waiting.push(text);
  region.textContent = waiting.join(" ");
  clearTimeout(clearing);
  clearing = setTimeout(() => {
    waiting = [];
    region.textContent = "";
  }, CLEAR_MS);
}

/**
 * Says what others did, at most every ten seconds and not while one is writing. A topic is said once, as it stands then.
 * @param {string} topic
 * @param {() => string} text makes the sentence when its time comes; empty: nothing to say any more
 */
export function digest(topic, text) {
  topics.set(topic, text);
  digesting ??= setTimeout(tell, Math.max(0, lastDigest + DIGEST_MS - performance.now()));
}

function tell() {
  digesting = undefined;
  const texts = [...topics.values()];
  topics.clear();
  if (document.activeElement instanceof HTMLTextAreaElement && document.activeElement.value) return;
  lastDigest = performance.now();
  say(texts.map((text) => text()).filter(Boolean).join(" "));
}
