/**
 * How many lines a text takes, without asking the browser: the wall decides what fits on a page before it draws it, and
 * never has to take something back. Pure. Widths are the larger of the font's two weights, so a guess errs on the safe side.
 */

// Advance widths in hundredths of an em. Source: Atkinson Hyperlegible Next 400 and 600, measured.
const WIDTHS = /** @type {const} */ ([
  [26, " '.,:;·’"],
  [31, "ijlI|!()[]"],
  [37, "ftr-\"/"],
  [42, "1"],
  [50, "scyšč–*”“„»«"],
  [54, "vxzž?J7kaåäàá"],
  [58, "euLhnoöF2gFéèüóíúñ"],
  [61, "bdpqETS5YPŠ3"],
  [65, "6489BRZ+=V"],
  [70, "XŽAKÅÄC0#DUČ"],
  [76, "wGHNOÖQ…&@"],
  [88, "mMWO—%"],
]);
const OTHER = 104; // emoji, and letters of other scripts: as wide as a letter gets

/** @type {Map<string, number>} */
const widths = new Map();
for (const [width, letters] of WIDTHS) for (const letter of letters) widths.set(letter, width / 100);

const SHY = "\u00ad";

/** Width of a text on one line, in em. @param {string} text */
export function textWidth(text) {
  let width = 0;
  for (const letter of text) if (letter !== SHY) width += widths.get(letter) ?? widthOfOther(letter);
  return width;
}

/** @param {string} letter */
function widthOfOther(letter) {
  if (/\p{M}|\p{Cf}/u.test(letter)) return 0;
  return (/\p{Script=Latin}/u.test(letter) ? 70 : OTHER) / 100;
}

const KEPT = 5_000; // texts; more than a room has notes, titles and prompts
/** @type {Map<string, Map<number, number>>} lines by text and width: the wall asks for the same ones each second */
const known = new Map();

/**
 * Lines that a text takes in a box, broken at spaces, and inside a word that is longer than a line.
 * @param {string} text
 * @param {number} ems width of the box
 */
export function lineCount(text, ems) {
  let widths = known.get(text);
  if (!widths) {
    if (known.size >= KEPT) known.clear();
    known.set(text, (widths = new Map()));
  }
  let lines = widths.get(ems);
  if (lines === undefined) widths.set(ems, (lines = counted(text, ems)));
  return lines;
}

/**
 * @param {string} text
 * @param {number} ems
 */
function counted(text, ems) {
  const room = Math.max(1, ems * 0.98); // a line of rounded-up pixels holds a little less than its width
  let lines = 0;
  for (const paragraph of text.split("\n")) {
    lines += 1;
    let used = 0;
    for (const word of paragraph.split(/\s+/)) {
      const width = textWidth(word);
      const space = used > 0 ? textWidth(" ") : 0;
      if (used + space + width <= room) {
        used += space + width;
        continue;
      }
      if (used > 0) lines += 1;
      // A word longer than a line may leave room at each line's end, where half a letter does not fit.
      const whole = Math.max(1, room - 0.9);
      const over = width > room ? Math.ceil(width / whole) - 1 : 0;
      lines += over;
      used = over ? width - over * whole : width;
      if (used < 0) used = 0;
    }
  }
  return lines;
}

/**
 * The first of some type sizes in which a text takes no more lines than are wanted; the last one when none does.
 * @param {string} text
 * @param {number} width of the box, rem
 * @param {readonly (readonly [size: number, lines: number])[]} choices size in rem, lines at most
 */
export function sizeFor(text, width, choices) {
  for (const [size, most] of choices) if (lineCount(text, width / size) <= most) return size;
  return choices.at(-1)?.[0] ?? 1;
}
