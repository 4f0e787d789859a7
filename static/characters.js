/** Counts characters as a reader would: a family emoji is one. */

export const NOTE_CHARS = 280;

const segments = "Segmenter" in Intl ? new Intl.Segmenter(undefined, { granularity: "grapheme" }) : null;

/** @param {string} text */
export function charactersLeft(text) {
  const cleaned = text.trim();
  return NOTE_CHARS - (segments ? [...segments.segment(cleaned)].length : [...cleaned].length);
}
