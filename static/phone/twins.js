/** Notes that may say the same, one pair at a time and at most a handful: yes, no, or later. */

import { html, nothing } from "lit-html";
import { say } from "../announce.js";
import { noteColor } from "../board.js";
import { lines } from "../note.js";
import { data } from "../page.js";
import { t } from "../words.js";
import { isAnswered, keepAnswer, saySame } from "./same.js";
import { focusSoon, redraw, shownPhase } from "./ui.js";

/** @typedef {import("../types.js").Board} Board */
/** @typedef {{a: string, b: string}} Pair */

const MOST = 5; // a help, not a chore
const AGAIN_MS = 60_000; // the board grows meanwhile
const AT_TOP = 80; // px: above this nothing is pushed down under a thumb

/** @type {Pair[]} */
let pairs = [];
let answeredNow = 0;
let asked = -Infinity;
/** The card is there, and stays until the step ends: nothing below it jumps. */
let shown = false;

/** @param {Board} board */
export function twins(board) {
  if (shownPhase() !== "sorting") {
    shown = false;
    return nothing;
  }
  if (performance.now() - asked > AGAIN_MS && answeredNow < MOST) void load();
  const pair = answeredNow < MOST ? pairs.find((one) => isOpen(board, one)) : undefined;
  if (!shown && (!pair || scrollY > AT_TOP)) return nothing;
  shown = true;
  if (!pair) return html`<section class="twins"><p class="lead">${t("phone.twins_thanks")}</p></section>`;
  return html`<section class="twins" aria-labelledby="twins">
    <h2 id="twins" tabindex="-1">${t("phone.twins")}</h2>
    <ul class="stack">
      ${[pair.a, pair.b].map((id) => {
        const note = board.notes.get(id);
        return note ? html`<li><article class="note" data-color=${noteColor(board, note)}><p lang=${note.lang}>${lines(note.text)}</p></article></li>` : nothing;
      })}
    </ul>
    <div class="switches">
      <button class="switch" type="button" @click=${() => answer(pair, true)}>${t("phone.twins_yes")}</button>
      <button class="switch" type="button" @click=${() => answer(pair, false)}>${t("phone.twins_no")}</button>
      <button class="switch" type="button" @click=${() => answer(pair, null)}>${t("phone.twins_skip")}</button>
    </div>
  </section>`;
}

/** @param {Board} board @param {Pair} pair */
function isOpen(board, { a, b }) {
  const [one, other] = [board.notes.get(a), board.notes.get(b)];
  return one !== undefined && other !== undefined && !(one.group && one.group === other.group) && !isAnswered(a, b);
}

/** @param {Pair} pair @param {boolean | null} same null: not now */
function answer(pair, same) {
  answeredNow += 1;
  if (same) void saySame(pair.a, pair.b);
  else {
    keepAnswer(pair.a, pair.b, false);
    say(t("phone.twins_next"));
  }
  focusSoon(".twins h2, .twins p");
}

/** Fetches suggestions. Everybody takes them in another order, so that a hall gets through all of them. */
async function load() {
  asked = performance.now();
  try {
    const response = await fetch(`/rooms/${data.room}/twins`);
    if (!response.ok) return;
    const found = /** @type {{twins?: Pair[]}} */ (await response.json());
    pairs = (found.twins ?? []).map((pair) => ({ pair, place: Math.random() })).sort((x, y) => x.place - y.place).map(({ pair }) => pair);
    redraw();
  } catch {
    // No line, or a server that suggests nothing: people find what is the same by themselves.
  }
}
