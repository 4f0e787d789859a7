/** Sorting: groups, four on a page, their titles for the back row and their notes as texture; then notes without a group. */

import { html, nothing } from "lit-html";
import { noteColor, noteCount, visibleLines } from "../board.js";
import { number, t, tn } from "../words.js";
import { head, headHeight } from "./head.js";
import { both } from "./languages.js";
import { filled, groupShape, GROUPS_A_PAGE, notePages, stay } from "./pages.js";
import { asDrawn, noNotes, noteStay, piles } from "./reading.js";
import { drawn, langOf } from "./seen.js";

/** @typedef {import("./seen.js").Seen} Seen */
/** @typedef {import("./seen.js").View} View */
/** @typedef {import("../types.js").Note} Note */
/** @typedef {{group: import("../types.js").Group, notes: Note[]}} Grouped */

/** @param {Seen} seen @returns {View} */
export function sorting(seen) {
  const { board, space } = seen;
  const lines = visibleLines(board);
  const groups = lines.flatMap((line) => (line.group ? [{ group: line.group, notes: line.notes }] : []));
  const loose = lines.flatMap((line) => (line.note ? [asDrawn(line.note)] : []));
  const title = both((voice) => [voice.tn("common.notes", noteCount(board)), groups.length ? voice.tn("common.groups", groups.length) : ""].filter(Boolean).join(", "));
  const looseTitle = groups.length ? both((voice) => voice.tn("wall.loose", loose.length)) : title;
  const area = (/** @type {import("./languages.js").Said} */ said) => ({ width: space.width, height: space.height - headHeight(said, space.width) });
  const most = Number.isFinite(space.height) ? GROUPS_A_PAGE : Infinity;
  const groupPages = filled(groups, Infinity, () => 0, most);
  const loosePages = notePages(loose, area(looseTitle));
  const all = Number.isFinite(space.height);
  return {
    matter: "sorting",
    pages: [
      ...groupPages.map((page) => ({ keys: page.map(({ group }) => group.id), stay: stay(0) })),
      ...loosePages.map((page) => noteStay(page)),
    ],
    draw: (place, pager) => {
      const here = all ? groupPages.slice(place, place + 1) : groupPages;
      const rest = all ? loosePages.slice(Math.max(0, place - groupPages.length), here.length ? 0 : place - groupPages.length + 1) : loosePages;
      if (!here.length && !rest.length) return noNotes();
      return html`<main class="sorting">
        ${here.map(
          (page) => html`${head(title, space.width, pager)}
            <ul class="groups" data-beside=${Math.min(page.length, GROUPS_A_PAGE)}>
              ${page.map((one) => groupOf(seen, one, area(title), page.length))}
            </ul>`,
        )}
        ${rest.map((page) => html`${head(looseTitle, space.width, here.length ? nothing : pager, { part: here.length > 0 })}${piles(board, page)}`)}
      </main>`;
    },
  };
}

/**
 * @param {Seen} seen
 * @param {Grouped} grouped
 * @param {import("./pages.js").Space} space
 * @param {number} beside
 */
function groupOf({ board }, { group, notes }, space, beside) {
  const { size, shown, more } = groupShape({ title: group.title, notes: notes.length }, space, beside);
  const lang = notes[0]?.lang ?? "";
  return html`<li>
    <div class="title" data-size=${size}>
      <h2 lang=${langOf(lang)}>${drawn(group.title, lang)}</h2>
      <p class="count"><span class="sr">${tn("common.notes", notes.length)}</span><span aria-hidden="true">${number(notes.length)}</span></p>
    </div>
    <ul class="texture">
      ${notes.slice(0, shown).map(
        (note) => html`<li class="note" data-color=${noteColor(board, note)}><p lang=${langOf(note.lang)}>${note.table ? html`<b>${t("wall.table", { table: note.table })}</b> ` : nothing}${drawn(note.text.replaceAll("\n", " "), note.lang)}</p></li>`,
      )}
      ${more && shown ? html`<li class="more">${t("wall.more", { count: more })}</li>` : nothing}
    </ul>
  </li>`;
}
