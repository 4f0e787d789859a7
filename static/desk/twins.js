/** Pairs of notes that may say the same: what participants said and what the server found, as one list, likeliest first. */

/** @typedef {import("../types.js").Board} Board */
/** @typedef {import("../types.js").Note} Note */
/** @typedef {import("../types.js").Command} Command */
/** @typedef {{a: string, b: string, likeness: number}} Alike */
/**
 * Notes that say exactly the same, and what brings them together. `into`: note to its group; `notes`: how many say so;
 * `groups`: in how many groups they then stand; `pairs`: how many single confirmations that saves.
 * @typedef {{into: Record<string, string>, notes: number, groups: number, pairs: number}} Exactly
 */
/** `people`: how many say so; 0: only the server noticed. @typedef {{key: string, a: Note, b: Note, people: number, likeness: number}} Twin */

const MOVED_MOST = 500; // as many notes as one command takes (RULES G7)

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
 * What would bring all notes together that say the same word for word, under one heading each: the same word under
 * "works" and under "hinders" is not the same thought. A group of that heading that some of them stand in takes the others
 * in; where they stand in several, or a desk has said that they are not the same, they are left to be looked at.
 * @param {Board} board
 * @param {() => string} newId
 * @returns {Exactly}
 */
export function exactly(board, newId) {
  /** @type {Map<string, Note[]>} */
  const alike = new Map();
  for (const note of board.notes.values()) {
    if (note.hidden) continue;
    const there = alike.get(sayingOf(note));
    if (there) there.push(note);
    else alike.set(sayingOf(note), [note]);
  }
  for (const { a, b, dismissed } of board.same ?? []) {
    const [one, other] = [board.notes.get(a), board.notes.get(b)];
    if (dismissed && one && other && sayingOf(one) === sayingOf(other)) alike.delete(sayingOf(one));
  }
  /** @type {Exactly} */
  const found = { into: {}, notes: 0, groups: 0, pairs: 0 };
  let moved = 0;
  for (const notes of alike.values()) {
    const loose = notes.filter((note) => !note.group);
    const [group, ...others] = new Set(notes.map((note) => note.group).filter(Boolean));
    const elsewhere = group && board.groups.get(group)?.column !== notes[0]?.column;
    if (notes.length < 2 || !loose.length || others.length || elsewhere || moved + loose.length > MOVED_MOST) continue;
    const to = group ?? newId();
    for (const note of loose) found.into[note.id] = to;
    moved += loose.length;
    found.notes += notes.length;
    found.groups += 1;
    found.pairs += group ? loose.length : loose.length - 1;
  }
  return found;
}

/** What a note says and where, without what people write one way or the other: capitals, spaces, the marks at its end. @param {Note} note */
function sayingOf({ column, text }) {
  const words = text.toLowerCase().replace(/\s+/g, " ").trim();
  return `${column} ${words.replace(/[\s.,;:!?…]+$/, "") || words}`;
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
