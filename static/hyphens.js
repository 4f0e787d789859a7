/** Where long words may break: browsers on desktops hyphenate neither Finnish nor Slovenian, and both have long words. */

const SHY = "\u00ad";
const LONG = 13; // shorter words fit on a line of the wall
const VOWELS = "aeiouyåäöAEIOUYÅÄÖ";

/**
 * The text with soft hyphens in its long words, to be drawn, never kept. In both languages a syllable begins at the last
 * consonant before a vowel; a word keeps four letters on either side.
 * @param {string} text
 * @param {string} lang
 */
export function hyphenated(text, lang) {
  if (lang !== "fi" && lang !== "sl") return text;
  return text.replace(/\p{L}+/gu, (word) => (word.length < LONG ? word : syllables(word)));
}

/** @param {string} word */
function syllables(word) {
  let made = word.slice(0, 4);
  for (let place = 4; place < word.length; place += 1) {
    const letter = word[place] ?? "";
    const next = word[place + 1] ?? "";
    if (place <= word.length - 4 && !VOWELS.includes(letter) && VOWELS.includes(next)) made += SHY;
    made += letter;
  }
  return made;
}
