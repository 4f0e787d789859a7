/** Texts that people type: how long they are to a reader, and which are one and the same to the room. */

export const NOTE_CHARS = 280;

const segments = "Segmenter" in Intl ? new Intl.Segmenter(undefined, { granularity: "grapheme" }) : null;

/** Characters as a reader counts them: a family emoji is one. @param {string} text */
export function charactersLeft(text) {
  const cleaned = text.trim();
  return NOTE_CHARS - (segments ? [...segments.segment(cleaned)].length : [...cleaned].length);
}

/** A text as the room would keep it, near enough to tell whether two are the same. @param {string} text */
export function tidy(text) {
  return text.normalize("NFC").replace(/\t/g, " ").replace(/ +$/gm, "").replace(/\n{3,}/g, "\n\n").trim();
}

/**
 * The text, or what stands in the focused field when that is the same but for spaces that the room does not keep: they
 * must not vanish under somebody who goes on typing.
 * @param {string} id
 * @param {string} text
 */
export function asTyped(id, text) {
  const field = document.activeElement;
  return field instanceof HTMLTextAreaElement && field.id === id && tidy(field.value) === tidy(text) ? field.value : text;
}
