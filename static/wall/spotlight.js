/** One thing on the whole wall, because the desk put it there: a note, a group, an action or an action of last year. */

import { html, nothing } from "lit-html";
import { dotRow } from "../dots.js";
import { column, noteColor } from "../board.js";
import { number, t, tn } from "../words.js";
import { oneAction } from "./commitments.js";
import { head, headHeight } from "./head.js";
import { both } from "./languages.js";
import { lineCount } from "./measure.js";
import { markText } from "./marks.js";
import { notePages, wallText } from "./pages.js";
import { asDrawn, noteStay, piles } from "./reading.js";
import { drawn, langOf, saidIn } from "./seen.js";
import { statusMarks } from "./status.js";
import { inBoth, inline, inlineText, sizeWithin, textHeight } from "./text.js";

/** @typedef {import("./seen.js").Seen} Seen */
/** @typedef {import("./seen.js").View} View */
/** @typedef {import("../types.js").Note} Note */

const SIZES = [6.5, 5.25, 4, 3.25, 2.75];
const LEADING = 1.14;
const PADDING = { block: 9.5, inline: 10.5 }; // of the note's paper, with its edge
const GAP = 2.5;
const PROMPT = { size: 2.75, leading: 1.2 };
const TALLY = 8;

/**
 * What is in the spotlight, where this wall may see it.
 * @param {Seen} seen
 * @returns {View | null}
 */
export function spotlight(seen) {
  const { board } = seen;
  const target = board.spotlight;
  if (!target) return null;
  const matter = `spotlight ${target}`;
  const note = board.notes.get(target);
  if (note) return { matter, pages: [], draw: () => oneNote(seen, note) };
  const group = board.groups.get(target);
  if (group) return oneGroup(seen, group);
  const place = board.actions.findIndex(({ id }) => id === target);
  const action = board.actions[place];
  if (action) return { matter, pages: [], draw: () => html`<main class="commitments">${oneAction(seen, action, place, nothing)}</main>` };
  const earlier = board.earlier.items.find(({ id }) => id === target);
  return earlier ? { matter, pages: [], draw: () => oneEarlier(seen, earlier) } : null;
}

/** @param {Seen} seen @param {Note} note */
function oneNote({ board, space, second }, note) {
  const asked = saidIn(column(board, note.column)?.title, second);
  const group = board.groups.get(note.group);
  const kin = group ? [...board.notes.values()].filter((one) => one.group === group.id).length - 1 : 0;
  const mark = markText(note);
  const kinText = kin > 0 ? tn("wall.kin", kin) : "";
  const height =
    space.height -
    textHeight([inlineText(asked)], space.width, PROMPT.size, PROMPT.leading) -
    GAP -
    (kinText || mark ? textHeight([kinText, mark].filter(Boolean), space.width, PROMPT.size, PROMPT.leading) + GAP : 0) -
    PADDING.block;
  const text = wallText(note.text);
  const size = sizeWithin(text, { width: space.width - PADDING.inline, height }, SIZES, LEADING);
  return html`<main class="spot">
    <h1 class="prompt">${inline(asked)}</h1>
    <article class="note" data-theme="light" data-color=${noteColor(board, note)} data-size=${size}><p lang=${langOf(note.lang)}>${drawn(text, note.lang)}</p></article>
    ${kinText || mark ? html`<div class="kin">${kinText ? html`<p>${kinText}</p>` : nothing}${mark ? html`<p>${mark}</p>` : nothing}</div>` : nothing}
  </main>`;
}

/** A group's title over its notes, a few at a time. @param {Seen} seen @param {import("../types.js").Group} group @returns {View} */
function oneGroup({ board, space }, group) {
  const notes = [...board.notes.values()].filter((note) => note.group === group.id).sort((a, b) => a.order - b.order);
  const said = [{ text: group.title, lang: notes[0]?.lang ?? "" }];
  const below = both((voice) => voice.tn("common.notes", notes.length));
  const pages = notePages(notes.map(asDrawn), { width: space.width, height: space.height - headHeight(said, space.width, below) });
  return {
    matter: `spotlight ${group.id}`,
    pages: pages.map(noteStay),
    draw: (place, pager) => html`<main class="reading">
      ${head(said, space.width, pager, { below })}
      ${(Number.isFinite(space.height) ? pages.slice(place, place + 1) : pages).map((page) => piles(board, page))}
    </main>`,
  };
}

/** @param {Seen} seen @param {import("../types.js").Earlier} earlier */
function oneEarlier({ space, board }, earlier) {
  const asked = both((voice) => voice.t("phase.review"));
  const what = wallText(earlier.what);
  const why = [earlier.who, wallText(earlier.why)].filter(Boolean).join(" · ");
  const { tally } = earlier;
  const rest = PROMPT.size * PROMPT.leading + GAP * 3 + 4.5 + (tally ? TALLY : 0);
  const whySize = sizeWithin(why, { width: space.width, height: space.height * 0.3 }, [3.5, 2.75, 2.25], 1.2);
  const height = space.height - rest - (why ? lineCount(why, space.width / whySize) * whySize * 1.2 + GAP : 0);
  const size = sizeWithin(what, { width: space.width, height }, SIZES, 1.12);
  const most = Math.max(...board.earlier.items.map((one) => one.tally?.talk ?? 0), 1);
  return html`<main class="spot of-earlier">
    <p class="prompt">${inline(asked)}</p>
    <div class="what">
      <h1 data-size=${size} lang=${langOf(earlier.lang)}>${drawn(what, earlier.lang)}</h1>
      <p class="status">${statusMarks(earlier.status, 1, 2.25)}<b>${inBoth((voice) => voice.t(`common.status.${earlier.status}`))}</b></p>
      ${why ? html`<p data-size=${whySize} lang=${langOf(earlier.lang)}>${drawn(why, earlier.lang)}</p>` : nothing}
    </div>
    ${tally
      ? html`<div class="proof">
          ${tally.talk ? dotRow(tally.talk, most, tn("wall.talk", tally.talk)) : nothing}
          <p>${tn("wall.talk", tally.talk)} · ${/** @type {const} */ (["keep", "change", "drop"]).map((verdict) => `${t(`common.verdict.${verdict}`)} ${number(tally[verdict])}`).join(" · ")}</p>
        </div>`
      : nothing}
  </main>`;
}
