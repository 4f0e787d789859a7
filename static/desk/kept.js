/** What a desk remembers on its own machine: how the facilitator likes it, and for its tab what it did; never anything of the room's. */

/**
 * @template T
 * @param {string} name
 * @param {T} otherwise
 * @returns {T}
 */
export function remembered(name, otherwise) {
  try {
    const text = localStorage.getItem(`desk-${name}`);
    return text === null ? otherwise : JSON.parse(text);
  } catch {
    return otherwise; // private window, or something else wrote there
  }
}

/**
 * @param {string} name
 * @param {unknown} value
 */
export function remember(name, value) {
  try {
    localStorage.setItem(`desk-${name}`, JSON.stringify(value));
  } catch {
    // Then it is asked anew next time.
  }
}

/**
 * As `remembered`, but of this tab alone, until it is closed.
 * @template T
 * @param {string} name
 * @param {T} otherwise
 * @returns {T}
 */
export function kept(name, otherwise) {
  try {
    const text = sessionStorage.getItem(`desk-${name}`);
    return text === null ? otherwise : JSON.parse(text);
  } catch {
    return otherwise;
  }
}

/**
 * @param {string} name
 * @param {unknown} value
 */
export function keep(name, value) {
  try {
    sessionStorage.setItem(`desk-${name}`, JSON.stringify(value));
  } catch {
    // Then a reload forgets it.
  }
}
