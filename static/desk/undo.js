/** Undoing what the desk did: the commands that bring the board back to how it stood before one. */

/** @typedef {import("../types.js").Board} Board */
/** @typedef {import("../types.js").Note} Note */
/** @typedef {import("../types.js").Command} Command */

/**
 * The commands that undo `command`, given the board as it was before it. None: nothing that the desk can take back.
 * @param {Board} board
 * @param {Command} command
 * @returns {Command[]}
 */
export function inverse(board, command) {
  switch (command.kind) {
    case "PostNote":
      return [{ kind: "DeleteNote", note: command.note }];
    case "MoveNotes": {
      const notes = listed(board, command.notes);
      return [...columnsBack(notes, command.column), ...groupsBack(board, notes)];
    }
    case "MoveGroup": {
      const group = board.groups.get(command.group);
      return group ? [{ kind: "MoveGroup", group: group.id, column: group.column }] : [];
    }
    case "GroupNotes": {
      const joined = listed(board, command.notes).filter((note) => note.group !== command.group);
      const loose = joined.filter((note) => !board.groups.has(note.group)).map((note) => note.id);
      const group = board.groups.get(command.group);
      /** @type {Command[]} */
      const back = loose.length ? [{ kind: "UngroupNotes", notes: loose }] : [];
      back.push(...groupsBack(board, joined));
      if (group && command.title && command.title !== group.title) back.push(renamed(group));
      return back;
    }
    case "UngroupNotes":
      return groupsBack(board, listed(board, command.notes));
    case "RenameGroup": {
      const group = board.groups.get(command.group);
      return group ? [renamed(group)] : [];
    }
    case "HideNotes":
      return marked("ShowNotes", listed(board, command.notes).filter((note) => !note.hidden));
    case "ShowNotes":
      return marked("HideNotes", listed(board, command.notes).filter((note) => note.hidden));
  }
  return [];
}

/**
 * An undoing command as it can still be asked: without notes that have gone meanwhile, or null when nothing is left.
 * @param {Board} board
 * @param {Command} command
 * @returns {Command | null}
 */
export function possible(board, command) {
  if ("notes" in command) {
    const notes = listed(board, command.notes).map((note) => note.id);
    const alone = command.kind === "GroupNotes" && notes.length < 2 && !board.groups.has(command.group);
    return notes.length && !alone ? { ...command, notes } : null;
  }
  if (command.kind === "DeleteNote") return board.notes.has(command.note) ? command : null;
  return "group" in command && board.groups.has(command.group) ? command : null;
}

/**
 * @param {Board} board
 * @param {readonly string[]} ids
 */
function listed(board, ids) {
  return ids.flatMap((id) => board.notes.get(id) ?? []);
}

/** @param {import("../types.js").Group} group @returns {Command} */
function renamed(group) {
  return { kind: "RenameGroup", group: group.id, title: group.title };
}

/**
 * @param {"HideNotes" | "ShowNotes"} kind
 * @param {Note[]} notes
 * @returns {Command[]}
 */
function marked(kind, notes) {
  return notes.length ? [{ kind, notes: notes.map((note) => note.id) }] : [];
}

/**
 * @param {Note[]} notes
 * @param {string} column
 * @returns {Command[]}
 */
function columnsBack(notes, column) {
  const away = sorted(notes.filter((note) => note.column !== column), (note) => note.column);
  return [...away].map(([from, moved]) => ({ kind: "MoveNotes", notes: moved.map((note) => note.id), column: from }));
}

/**
 * Put notes back into the groups they are in on this board. A group that has emptied meanwhile is made again under its
 * own id and title, in a column that depends on where its notes are by then, so it is also sent back to where it stood.
 * @param {Board} board
 * @param {Note[]} notes
 * @returns {Command[]}
 */
function groupsBack(board, notes) {
  /** @type {Command[]} */
  const back = [];
  for (const [id, held] of sorted(notes, (note) => note.group)) {
    const group = board.groups.get(id);
    if (!group) continue;
    back.push({ kind: "GroupNotes", group: id, notes: held.map((note) => note.id), title: group.title });
    back.push({ kind: "MoveGroup", group: id, column: group.column });
  }
  return back;
}

/**
 * Notes by what they have in common, in the order of the first of each. (Map.groupBy is too new for some desks.)
 * @param {Note[]} notes
 * @param {(note: Note) => string} by
 */
function sorted(notes, by) {
  /** @type {Map<string, Note[]>} */
  const found = new Map();
  for (const note of notes) {
    const held = found.get(by(note));
    if (held) held.push(note);
    else found.set(by(note), [note]);
  }
  return found;
}
