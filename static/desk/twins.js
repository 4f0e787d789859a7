/** Pairs of notes that may say the same: what participants said and what the server found, as one list, likeliest first. */

/** @typedef {import("../types.js").Board} Board */
/** @typedef {import("../types.js").Note} Note */
/** @typedef {import("../types.js").Command} Command */
/** @typedef {{a: string, b: string, likeness: number}} Alike */
/** `people`: how many say so; 0: only the server noticed. @typedef {{key: string, a: Note, b: Note, people: number, likeness: number}} Twin */

/**
 * Pairs that wait for a desk's word: both notes on the screens, not yet together, not put away. What most people say
 * comes first, then what is most alike.
 * @param {Board} board
 * @param {readonly Alike[]} alike
 * @returns {Twin[]}
 */
export function twinsOf(board, alike) {
  /** @type {Map<string, {a: string, b: string, people: number, likeness: number, dismissed: boolean}>} */
  const found = new Map();
  for (const { a, b, people, dismissed } of board.same ?? []) found.set(keyOf(a, b), { a, b, people, dismissed, likeness: 0 });
  for (const { a, b, likeness } of alike) {
    const said = found.get(keyOf(a, b));
    if (said) said.likeness = likeness;
    else found.set(keyOf(a, b), { a, b, likeness, people: 0, dismissed: false });
  }
  const pairs = [...found].flatMap(([key, pair]) => {
    const a = board.notes.get(pair.a);
    const b = board.notes.get(pair.b);
    if (!a || !b || a.hidden || b.hidden || pair.dismissed || (a.group && a.group === b.group)) return [];
    const [first, second] = a.order <= b.order ? [a, b] : [b, a];
    return [{ key, a: first, b: second, people: pair.people, likeness: pair.likeness }];
  });
  return pairs.sort((one, other) => other.people - one.people || other.likeness - one.likeness || one.a.order - other.a.order || one.b.order - other.b.order);
}

/**
 * What brings a pair together: into the group that one of them has, all of the other's group with it, or into a new one.
 * @param {Board} board
 * @param {Twin} twin
 * @returns {{group: string, notes: string[]}} group empty: a new one
 */
export function together(board, { a, b }) {
  const at = board.groups.has(a.group) ? a.group : "";
  const to = board.groups.has(b.group) ? b.group : "";
  if (!at && !to) return { group: "", notes: [a.id, b.id] };
  if (!at) return { group: to, notes: [a.id] };
  if (!to) return { group: at, notes: [b.id] };
  return { group: at, notes: [...board.notes.values()].filter((note) => note.group === to).map((note) => note.id) };
}

/**
 * What the server found alike among the notes of a room; null when it cannot say just now.
 * @param {string} room
 * @returns {Promise<Alike[] | null>}
 */
export async function foundAlike(room) {
  try {
    const answer = await fetch(`/rooms/${room}/twins`);
    return answer.ok ? (await answer.json()).twins : null;
  } catch {
    return null; // no line: what people say is still there
  }
}

/** @param {string} a @param {string} b */
function keyOf(a, b) {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}
