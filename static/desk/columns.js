/** The board of the desk: columns with groups, notes, and a fold of hidden notes; while people write, figures only. */

import { html, nothing } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";

import { memo } from "../draw.js";
import { icons } from "./icons.js";
import { lines } from "../note.js";
import { hyphenated } from "../hyphens.js";
import { inLanguage, languageOf, number, t, tn } from "../words.js";
import { headings } from "./headings.js";
import { groupKey, noteKey } from "./layout.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./layout.js").Place} Place */
/** @typedef {import("../types.js").Note} Note */
/** @typedef {import("../types.js").Group} Group */

const AT_ONCE = 20; // places of a column: more than a screen is high, and three columns of them are drawn in about 50 ms
let reach = AT_ONCE; // places of a column that are drawn by now
let growing = 0;

/** A board that opens with hundreds of notes is drawn over a few frames, so that the desk answers in between. @param {Desk} desk */
function grow(desk) {
  if (desk.silent) reach = AT_ONCE;
  else if (reach < Infinity && desk.layout.places.every((place) => place.items.length <= reach)) reach = Infinity;
  if (desk.silent || reach === Infinity || growing) return;
  growing = requestAnimationFrame(() => {
    growing = 0;
    reach += AT_ONCE;
    desk.set({});
  });
}

/** Columns and all in them. Clicks are heard here once, not on each of hundreds of notes. @param {Desk} desk */
export function columns(desk) {
  grow(desk);
  return html`<div class="columns" id="columns" role="region" tabindex="0" aria-label=${t("desk.columns")} @click=${(/** @type {MouseEvent} */ event) => clicked(desk, event)}>
    ${memo(drawnFrom(desk), () => html`${repeat(desk.layout.places, (place) => place.column.id, (place) => column(desk, place))}`)}
  </div>`;
}

/** All that the columns are drawn from: the clock's second, a dialog or a message leaves hundreds of notes alone. @param {Desk} desk */
function drawnFrom(desk) {
  return [desk.layout, desk.choosing.chosen, desk.current, desk.menu, desk.folding.folded, desk.folding.unhidden, desk.sorting.renaming, desk.silent, desk.mayPost, desk.mayHead, reach];
}

/**
 * @param {Desk} desk
 * @param {MouseEvent} event
 */
function clicked(desk, event) {
  const button = event.target instanceof Element ? event.target.closest("[data-do]") : null;
  if (!(button instanceof HTMLElement)) return;
  const key = button.dataset["key"] ?? "";
  const id = key.slice(2);
  switch (button.dataset["do"]) {
    case "pick":
      desk.choosing.pick(id, event.shiftKey);
      return;
    case "fold":
      desk.current = key;
      desk.folding.fold(id);
      return;
    case "heading":
      desk.set({ dialog: { kind: "drawn", draw: () => headings(desk, id) } });
      return;
    case "menu":
      desk.set({ current: key, menu: desk.menu === key ? "" : key });
  }
}

/**
 * @param {Desk} desk
 * @param {Place} place
 */
function column(desk, place) {
  const { id, title, color, prompt } = place.column;
  const name = inLanguage(title);
  return html`<section class="column" aria-labelledby="c-${id}" data-drop="column" data-column=${id}>
    <header>
      <h2 id="c-${id}" lang=${languageOf(title)} title=${inLanguage(prompt)}><span class="swatch" data-color=${color}></span>${name}</h2>
      ${desk.silent ? nothing : html`<span class="meta">${tn("desk.notes", place.shown)}</span>`}
      ${desk.mayHead
        ? html`<button class="mini" type="button" title=${t("desk.headings")} aria-label=${t("desk.headings_one", { column: name })} data-do="heading" data-key="c-${id}">${icons.pen}</button>`
        : nothing}
    </header>
    ${desk.silent ? silent(place) : content(desk, place)}
  </section>`;
}

/** The question, how many notes there are, and nothing to read of them. @param {Place} place */
function silent(place) {
  const { prompt, title } = place.column;
  return html`<div class="silent">
    ${inLanguage(prompt) === inLanguage(title) ? nothing : html`<p class="meta" lang=${languageOf(prompt)}>${inLanguage(prompt)}</p>`}
    <p><span class="figure">${number(place.shown)}</span> ${tn("desk.notes_word", place.shown)}</p>
    ${place.hidden.length ? html`<p class="meta">${tn("desk.hidden", place.hidden.length)}</p>` : nothing}
  </div>`;
}

/**
 * @param {Desk} desk
 * @param {Place} place
 */
function content(desk, place) {
  const { id } = place.column;
  const open = desk.folding.unhidden.has(id);
  return html`<div class="stand">
    ${place.items.length
      ? html`<ul>
          ${repeat(
            place.items.slice(0, reach),
            (item) => item.key,
            (item) => html`<li>${"group" in item ? group(desk, item.group, item.notes) : note(desk, item.note)}</li>`,
          )}
        </ul>`
      : html`<p class="meta empty">${t(desk.mayPost ? "desk.empty" : "desk.empty_late")}</p>`}
    ${place.hidden.length
      ? html`<details class="hidden" ?open=${open} @toggle=${(/** @type {Event} */ event) => desk.folding.unfoldHidden(id, /** @type {HTMLDetailsElement} */ (event.target).open)}>
          <summary>${icons.unseen}${tn("desk.hidden", place.hidden.length)}</summary>
          ${open
            ? html`<ul>
                ${repeat(place.hidden, (one) => one.id, (one) => html`<li>${note(desk, one)}</li>`)}
              </ul>`
            : nothing}
        </details>`
      : nothing}
  </div>`;
}

/**
 * A note is a checkbox with its text as the label, and a menu. Drawn again only when something of it has changed. Names of
 * buttons are attributes here: as unseen text, each would be a layer of its own to paint and to search for the pointer.
 * @param {Desk} desk
 * @param {Note} one
 */
function note(desk, one) {
  const key = noteKey(one.id);
  const chosen = desk.choosing.chosen.has(one.id);
  const current = desk.current === key;
  const menu = desk.menu === key;
  return memo([one, chosen, current, menu], () => {
    const color = desk.board.columns.find((column) => column.id === one.column)?.color ?? "yellow";
    const tab = current ? "0" : "-1";
    return html`<article class="note" data-color=${color} ?data-chosen=${chosen} ?data-hidden=${one.hidden} data-drop="note" data-key=${key}>
      <button class="pick" type="button" role="checkbox" aria-checked=${chosen ? "true" : "false"} id=${key} lang=${one.lang} tabindex=${tab} data-walk=${key} data-do="pick" data-key=${key}>${lines(hyphenated(one.text, one.lang))}${marks(one)}</button>
      <span class="grip" aria-hidden="true"></span>
      <button class="mini" type="button" tabindex=${tab} aria-expanded=${chosen ? nothing : menu ? "true" : "false"} aria-label=${t(chosen ? "desk.unpick" : "desk.note_menu", { note: brief(one.text) })} data-do=${chosen ? "pick" : "menu"} data-key=${key}>${chosen ? icons.tick : icons.more}</button>
    </article>`;
  });
}

/** Which table chose it, or which room brought it. @param {Note} one */
function marks({ table, origin }) {
  if (!table && !origin) return nothing;
  const words = origin ? t("desk.note_origin", { room: inLanguage(origin.title), rank: origin.rank, dots: origin.dots }) : t("desk.note_table", { table: table ?? 0 });
  return html`<span class="meta mark-of">${words}</span>`;
}

/**
 * @param {Desk} desk
 * @param {Group} one
 * @param {Note[]} notes
 */
function group(desk, one, notes) {
  const key = groupKey(one.id);
  const open = !desk.folding.folded.has(one.id);
  const lang = notes[0]?.lang ?? "";
  return html`<section class="group" aria-label=${t("desk.group", { group: one.title })} data-drop="group" data-key=${key}>
    ${desk.sorting.renaming === one.id ? rename(desk, one, lang) : groupHead(desk, one, notes.length, open, lang)}
    ${open
      ? html`<ul>
          ${repeat(notes, (member) => member.id, (member) => html`<li>${note(desk, member)}</li>`)}
        </ul>`
      : nothing}
  </section>`;
}

/**
 * @param {Desk} desk
 * @param {Group} one
 * @param {number} count
 * @param {boolean} open
 * @param {string} lang
 */
function groupHead(desk, one, count, open, lang) {
  const key = groupKey(one.id);
  const tab = desk.current === key ? "0" : "-1";
  return html`<header>
    <h3>
      <button class="fold" type="button" id=${key} aria-expanded=${open ? "true" : "false"} tabindex=${tab} data-walk=${key} data-do="fold" data-key=${key}>
        ${icons.down}<span><span lang=${lang}>${hyphenated(one.title, lang)}</span> <span class="n">${number(count)}</span><span class="sr"> ${tn("desk.notes_word", count)}</span></span>
      </button>
    </h3>
    <span class="grip" aria-hidden="true"></span>
    <button class="mini" type="button" tabindex=${tab} aria-expanded=${desk.menu === key ? "true" : "false"} data-do="menu" data-key=${key}>
      ${icons.more}<span class="sr">${t("desk.group_menu", { group: one.title })}</span>
    </button>
  </header>`;
}

/**
 * The title as a field, in its place: Enter or leaving it keeps what was written, Escape does not.
 * @param {Desk} desk
 * @param {Group} one
 * @param {string} lang
 */
function rename(desk, one, lang) {
  /** @param {KeyboardEvent} event */
  const pressed = (event) => {
    if (event.key === "Enter") desk.sorting.rename(one.id, /** @type {HTMLInputElement} */ (event.target).value);
    if (event.key === "Escape") desk.sorting.stopRenaming();
  };
  return html`<header>
    <input
      class="input"
      id="rename"
      maxlength="120"
      lang=${lang}
      aria-label=${t("desk.group_title")}
      .defaultValue=${one.title}
      @keydown=${pressed}
      @blur=${(/** @type {Event} */ event) => desk.sorting.renaming === one.id && desk.sorting.rename(one.id, /** @type {HTMLInputElement} */ (event.target).value)}
    />
  </header>`;
}

/** The beginning of a note, to name it by. @param {string} text */
export function brief(text) {
  const line = text.replace(/\s+/g, " ");
  return line.length > 60 ? `${line.slice(0, 59).trimEnd()}…` : line;
}
