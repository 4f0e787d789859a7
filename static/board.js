/** A room's board as this page may see it. Pure: an event makes a new board and leaves the old one as it was. */

/** @typedef {import("./types.js").Board} Board */
/** @typedef {import("./types.js").Group} Group */
/** @typedef {import("./types.js").Note} Note */
/** @typedef {import("./types.js").RoomEvent} RoomEvent */
/** @typedef {{-readonly [K in keyof Board]: Board[K]} & {notes: Map<string, Note>, groups: Map<string, Group>}} Draft */
/** @typedef {{group: Group, notes: Note[], note?: undefined} | {note: Note, group?: undefined, notes?: undefined}} Item */

/**
 * @param {import("./types.js").Snapshot} plain
 * @returns {Board}
 */
export function fromSnapshot(plain) {
  return {
    ...plain,
    notes: new Map(plain.notes.map((note) => [note.id, note])),
    groups: new Map(plain.groups.map((group) => [group.id, group])),
  };
}

/**
 * @param {Board} board
 * @param {RoomEvent} event
 * @returns {Board}
 */
export function apply(board, event) {
  return applyAll(board, [event]);
}

/**
 * The board after these events; the maps are copied once however many events there are.
 * @param {Board} board
 * @param {readonly RoomEvent[]} events
 * @returns {Board}
 */
export function applyAll(board, events) {
  if (!events.length) return board;
  const touchesNotes = events.some((event) => event.kind.startsWith("Note") || event.kind.startsWith("Group"));
  const draft = /** @type {Draft} */ ({ ...board });
  if (touchesNotes) {
    draft.notes = new Map(board.notes);
    draft.groups = new Map(board.groups);
  }
  for (const event of events) change(draft, event);
  return draft;
}

/**
 * @param {Draft} draft
 * @param {RoomEvent} event
 */
function change(draft, event) {
  switch (event.kind) {
    case "NotePosted":
      draft.notes.set(event.note.id, event.note);
      return;
    case "NoteEdited":
      changeNotes(draft, [event.note], { text: event.text, version: event.version });
      return;
    case "NotesRemoved":
      for (const id of event.notes) draft.notes.delete(id);
      dropEmptyGroups(draft);
      return;
    case "NotesMoved":
      changeNotes(draft, event.notes, { column: event.column, group: "" });
      dropEmptyGroups(draft);
      return;
    case "NotesHidden":
      changeNotes(draft, event.notes, { hidden: true });
      return;
    case "NotesShown":
      changeNotes(draft, event.notes, { hidden: false });
      return;
    case "NotesGrouped":
      groupNotes(draft, event);
      dropEmptyGroups(draft);
      return;
    case "NotesUngrouped":
      changeNotes(draft, event.notes, { group: "" });
      dropEmptyGroups(draft);
      return;
    case "GroupRenamed":
      changeGroup(draft, event.group, { title: event.title });
      return;
    case "GroupMoved":
      changeGroup(draft, event.group, { column: event.column });
      return;
    case "NotesCounted":
      draft.counts = event.counts;
      return;
    case "NotePicked":
      changeNotes(draft, [event.note], { table: event.table });
      return;
    case "PhaseChanged":
      draft.step = event.step;
      draft.step_at = event.step_at;
      draft.began_at = event.began_at;
      return;
    case "TimerSet":
      draft.timer = { version: event.version, ends_at: event.ends_at, left_ms: event.left_ms };
      return;
    case "TurnoutChanged":
      if (draft.round?.id === event.round) draft.round = { ...draft.round, ballots: event.ballots, dots: event.dots };
      return;
    case "ActionsOrdered":
      draft.actions = ordered(draft.actions, event.orders);
      return;
    case "Replaced":
      if (event.part === "actions") draft.actions = replaced(draft.actions, event.id, event.value);
      else Object.assign(draft, { [event.part]: event.value });
  }
}

/**
 * @param {Draft} draft
 * @param {readonly string[]} ids
 * @param {Partial<Note>} fields
 */
function changeNotes(draft, ids, fields) {
  for (const id of ids) {
    const note = draft.notes.get(id);
    if (note) draft.notes.set(id, { ...note, ...fields });
  }
}

/**
 * @param {Draft} draft
 * @param {Extract<RoomEvent, {kind: "NotesGrouped"}>} event
 */
function groupNotes(draft, event) {
  const known = draft.groups.get(event.group);
  const orders = event.notes.flatMap((id) => draft.notes.get(id)?.order ?? []);
  if (!known && !orders.length) return;
  const order = known ? known.order : Math.min(...orders);
  draft.groups.set(event.group, { id: event.group, title: event.title, column: event.column, order });
  changeNotes(draft, event.notes, { group: event.group });
}

/**
 * @param {Draft} draft
 * @param {string} id
 * @param {Partial<Group>} fields
 */
function changeGroup(draft, id, fields) {
  const group = draft.groups.get(id);
  if (group) draft.groups.set(id, { ...group, ...fields });
}

/**
 * @param {readonly import("./types.js").Action[]} actions
 * @param {string} id
 * @param {import("./types.js").Action | null} value
 */
function replaced(actions, id, value) {
  if (!value) return actions.filter((action) => action.id !== id);
  const known = actions.some((action) => action.id === id);
  return known ? actions.map((action) => (action.id === id ? value : action)) : [...actions, value].sort(byOrder);
}

/**
 * @param {readonly import("./types.js").Action[]} actions
 * @param {Readonly<Record<string, number>>} orders
 */
function ordered(actions, orders) {
  return actions.map((action) => ({ ...action, order: orders[action.id] ?? action.order })).sort(byOrder);
}

/** @param {Draft} draft */
function dropEmptyGroups(draft) {
  if (!draft.groups.size) return;
  const held = new Set();
  for (const note of draft.notes.values()) held.add(note.group);
  for (const id of draft.groups.keys()) if (!held.has(id)) draft.groups.delete(id);
}

/** What the room is doing now. @param {Board} board */
export function phase(board) {
  return board.steps[board.step]?.phase ?? "lobby";
}

/** @param {Board} board @param {string} id */
export function column(board, id) {
  return board.columns.find((one) => one.id === id);
}

/** The colour of a note: its column's. @param {Board} board @param {Note} note */
export function noteColor(board, note) {
  return column(board, note.column)?.color ?? "yellow";
}

/**
 * What stands in a column, in order: groups with their notes, and notes by themselves. Hidden notes are left out.
 * @param {Board} board
 * @param {string} columnId
 * @returns {Item[]}
 */
export function columnItems(board, columnId) {
  /** @type {Map<string, Note[]>} */
  const members = new Map();
  /** @type {{order: number, item: Item}[]} */
  const found = [];
  for (const note of board.notes.values()) {
    if (note.hidden) continue;
    const group = note.group ? board.groups.get(note.group) : undefined;
    if (group?.column === columnId) {
      const there = members.get(group.id);
      if (there) there.push(note);
      else members.set(group.id, [note]);
    } else if (!group && note.column === columnId) {
      found.push({ order: note.order, item: { note } });
    }
  }
  for (const [id, notes] of members) {
    const group = /** @type {Group} */ (board.groups.get(id));
    found.push({ order: group.order, item: { group, notes: notes.sort(byOrder) } });
  }
  return found.sort(byOrder).map((one) => one.item);
}

/** Groups and ungrouped notes of the whole board in the board's order: what would be voted on now. @param {Board} board */
export function visibleLines(board) {
  return board.columns.flatMap((one) => columnItems(board, one.id));
}

/** Notes on the board, of all columns. @param {Board} board */
export function noteCount(board) {
  return Object.values(board.counts).reduce((sum, count) => sum + count, 0);
}

/**
 * One's own dots on a line, whichever of its merged lines they were put on.
 * @param {import("./types.js").Ballot | null} ballot
 * @param {import("./types.js").Line} line
 */
export function ownDots(ballot, line) {
  return line.merged.reduce((sum, id) => sum + (ballot?.dots[id] ?? 0), 0);
}

/**
 * The lines of a round in the order in which this participant sees them. Source: PROTOCOL, order of lines.
 * @param {import("./types.js").Round} round
 * @param {import("./types.js").Ballot | null} ballot
 */
export function ballotLines(round, ballot) {
  const seed = ballot?.round === round.id ? ballot.seed : 0;
  if (!seed) return round.lines;
  const placed = round.lines.map((line) => ({ line, place: mixed(seed, line.id) }));
  return placed.sort((a, b) => a.place - b.place).map(({ line }) => line);
}

/** @param {number} seed @param {string} id */
export function mixed(seed, id) {
  let hash = seed;
  for (const byte of new TextEncoder().encode(id)) hash = Math.imul(hash ^ byte, 16777619);
  hash = Math.imul(hash ^ (hash >>> 15), 2246822519);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** @param {{order: number}} a @param {{order: number}} b */
function byOrder(a, b) {
  return a.order - b.order;
}
