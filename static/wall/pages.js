/**
 * What fits on one page of the wall: how large notes can be, which groups, notes and lines share a page, and how dots are
 * laid out. Pure; all lengths are rem of the wall, where 120 rem are the width of the picture.
 */

import { lineCount } from "./measure.js";

/** @typedef {{width: number, height: number}} Space what a page has for its matter; an endless height makes one page */

const FLOOR = 2.75; // what the back row needs: 44 px at 1920. Source: look.md
const NOTE_LEADING = 1.25;
const NOTE_PADDING = { block: 1, inline: 1.5 };
const NOTE_EDGE = 0.125;
export const NOTE_GAP = 1;
export const COLUMN_GAP = 2;

const MARK = { size: 2.25, leading: 1.2, gap: 0.5 }; // at a note's foot; housekeeping: the note itself is for the back row

/** Ways to show notes, the most generous first: columns beside each other and size of type. */
const NOTE_WAYS = /** @type {const} */ ([
  { columns: 1, size: 6.5 },
  { columns: 1, size: 5.25 },
  { columns: 1, size: 4 },
  { columns: 2, size: 4 },
  { columns: 2, size: 3.25 },
  { columns: 2, size: FLOOR },
]);
const ROOMY = 4; // notes at most that have a page in one column; more read better in two
const SMALL_SIZES = /** @type {const} */ ([2.25, 1.75, 1.5]); // only for a note that no page would hold otherwise
const LINES_BREAKS = 6;

/**
 * A note as it is drawn here. Many short lines become one running text, or they would not fit on any wall.
 * @param {string} text
 */
export function wallText(text) {
  const parts = text.split("\n").map((line) => line.trim()).filter(Boolean);
  return parts.join(parts.length > LINES_BREAKS ? " · " : "\n");
}

/**
 * Height of a note in a column of this width.
 * @param {string} text
 * @param {number} width
 * @param {number} size of type
 * @param {string} [mark] what stands at its foot
 */
export function noteHeight(text, width, size, mark = "") {
  const inside = width - 2 * (NOTE_PADDING.inline + NOTE_EDGE);
  return lineCount(text, inside / size) * size * NOTE_LEADING + (mark ? lineCount(mark, inside / MARK.size) * MARK.size * MARK.leading + MARK.gap : 0) + 2 * (NOTE_PADDING.block + NOTE_EDGE);
}

/**
 * @template T
 * @typedef {{item: T, size: number}} Placed
 */
/**
 * @template T
 * @typedef {{columns: Placed<T>[][]}} NotePage notes by column of the picture, each with its size of type
 */

/**
 * Notes on as few pages as can be read from the back row: large when all fit on one page, else the smallest legible size.
 * @template {{text: string, mark?: string}} T
 * @param {readonly T[]} notes
 * @param {Space} space
 * @returns {NotePage<T>[]}
 */
export function notePages(notes, space) {
  if (!notes.length) return [];
  if (!Number.isFinite(space.height)) return [{ columns: [notes.map((item) => ({ item, size: FLOOR }))] }];
  for (const way of NOTE_WAYS) {
    if (way.columns === 1 && notes.length > ROOMY) continue;
    const pages = packed(notes, space, way);
    if (pages.length === 1) return pages;
  }
  return packed(notes, space, { columns: 2, size: FLOOR });
}

/**
 * Notes in their order, down one column and then the next.
 * @template {{text: string, mark?: string}} T
 * @param {readonly T[]} notes
 * @param {Space} space
 * @param {{columns: number, size: number}} way
 * @returns {NotePage<T>[]}
 */
function packed(notes, space, { columns, size }) {
  const width = (space.width - (columns - 1) * COLUMN_GAP) / columns;
  /** @type {NotePage<T>[]} */
  const pages = [];
  /** @type {Placed<T>[] | undefined} */
  let column;
  let used = 0;
  for (const item of notes) {
    let own = size;
    let height = noteHeight(item.text, width, own, item.mark);
    for (const small of SMALL_SIZES) {
      if (height <= space.height) break;
      if (size > FLOOR) return [{ columns: [] }, { columns: [] }]; // this way does not hold it; a smaller one may
      own = small;
      height = noteHeight(item.text, width, own, item.mark);
    }
    if (!column || used + NOTE_GAP + height > space.height) {
      const page = pages.at(-1);
      column = [];
      used = height;
      if (page && page.columns.length < columns) page.columns.push(column);
      else pages.push({ columns: [column] });
    } else {
      used += NOTE_GAP + height;
    }
    column.push({ item, size: own });
  }
  return pages;
}

/**
 * Things of known height, in their order, on as few pages as hold them.
 * @template T
 * @param {readonly T[]} items
 * @param {number} height of a page
 * @param {(item: T) => number} tall
 * @param {number} most things on one page
 * @returns {T[][]}
 */
export function filled(items, height, tall, most = Infinity) {
  /** @type {T[][]} */
  const pages = [];
  let used = Infinity;
  for (const item of items) {
    const need = tall(item);
    const page = pages.at(-1);
    if (page && used + need <= height && page.length < most) {
      page.push(item);
      used += need;
    } else {
      pages.push([item]);
      used = need;
    }
  }
  return pages;
}

/**
 * Rows in their order, on as few pages as keep together what belongs together: only what no page holds whole is parted.
 * @template T
 * @param {readonly (readonly T[])[]} blocks rows that belong together
 * @param {(here: readonly T[], before: number) => boolean} fits whether a page holds these rows, of which so many have gone before
 * @returns {T[][]}
 */
export function together(blocks, fits) {
  /** @type {T[][]} */
  const pages = [];
  /** @type {T[]} */
  let here = [];
  let before = 0;
  const turn = () => {
    pages.push(here);
    before += here.length;
    here = [];
  };
  for (const block of blocks) {
    if (here.length && !fits([...here, ...block], before) && fits(block, before + here.length)) turn();
    if (fits([...here, ...block], before)) {
      here.push(...block);
      continue;
    }
    for (const row of block) {
      if (here.length && !fits([...here, row], before)) turn();
      here.push(row);
    }
  }
  if (here.length) turn();
  return pages;
}

export const GROUPS_A_PAGE = 4;
const GROUP_GAP = 4;
const GROUP_PADDING = 3; // above and below
const TITLE_LEADING = 1.1;
const TITLE_COUNT = 6; // the figure beside the title
const TEXTURE_ROW = 5.025; // two lines of small type, and the gap
const TEXTURE_COLUMNS = 2;
const TITLE_SIZES = /** @type {const} */ ([
  [3.25, 2],
  [FLOOR, 99],
]);

/**
 * How one group is drawn on a page of up to four: size of its title and how many of its notes stand below.
 * @param {{title: string, notes: number}} group
 * @param {Space} space of the whole page
 * @param {number} beside groups on this page
 * @returns {{size: number, shown: number, more: number}}
 */
export function groupShape({ title, notes }, space, beside) {
  const columns = beside > 1 ? 2 : 1;
  const rows = beside > 2 ? 2 : 1;
  const width = (space.width - (columns - 1) * GROUP_GAP) / columns - TITLE_COUNT;
  const [size] = TITLE_SIZES.find(([type, most]) => lineCount(title, width / type) <= most) ?? TITLE_SIZES[1];
  if (!Number.isFinite(space.height)) return { size, shown: notes, more: 0 };
  const titleHeight = lineCount(title, width / size) * size * TITLE_LEADING;
  const left = space.height / rows - GROUP_PADDING - titleHeight - 1.25;
  const places = Math.max(0, Math.floor((left + 0.625) / TEXTURE_ROW)) * TEXTURE_COLUMNS;
  if (notes <= places) return { size, shown: notes, more: 0 };
  const shown = Math.max(0, places - 1); // the last place tells how many more there are
  return { size, shown, more: notes - shown };
}

/**
 * Columns and rows of equal dots, as large as the space allows.
 * @param {number} count
 * @param {number} ratio width of the space by its height
 * @returns {{columns: number, rows: number}}
 */
export function dotField(count, ratio) {
  let best = { columns: Math.max(1, count), rows: 1, size: 0 };
  for (let rows = 1; rows <= Math.max(1, count); rows += 1) {
    const columns = Math.max(1, Math.ceil(count / rows));
    const size = Math.min(ratio / columns, 1 / rows);
    if (size > best.size) best = { columns, rows, size };
  }
  return { columns: best.columns, rows: best.rows };
}

const READ_PER_SECOND = 15; // letters read aloud in a second, with looking up between notes; a guess, not yet measured
const TURN_SECONDS = { least: 12, most: 45 };

/** How long a page with so much text stays before the wall turns it, ms. @param {number} letters */
export function stay(letters) {
  return 1000 * Math.min(TURN_SECONDS.most, Math.max(TURN_SECONDS.least, letters / READ_PER_SECOND));
}
