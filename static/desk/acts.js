/** What desks did and can be undone: which of it was done here, what undo and redo are about, and what others did. Pure. */

/** @typedef {import("../types.js").Act} Act */
/** @typedef {import("../types.js").Board} Board */
/** @typedef {{what: string, how: "did" | "undid" | "redid"}} Doing */

/**
 * Commands whose doing can be undone, and the last part of the key `desk.what.{…}` that names them.
 * @type {Readonly<Record<string, string>>}
 */
const NAMES = {
  PostNote: "post", EditNote: "edit", DeleteNote: "remove", HideNotes: "hide", ShowNotes: "show",
  GroupNotes: "group", FormGroups: "group", UngroupNotes: "ungroup", RenameGroup: "rename", MoveNotes: "move", MoveGroup: "move_group",
  SetEarlier: "earlier", RemoveEarlier: "earlier_remove",
  StartAction: "action", EditAction: "action_edit", RemoveAction: "action_remove", MoveAction: "action_move", AcceptAction: "action_accept",
};

const OWN_KEPT = 100; // as many as the room keeps that can be undone (RULES U1)

/**
 * The ids of what was done here, with one more if it can be undone: the others would only push these out.
 * @param {ReadonlySet<string>} own
 * @param {string} act
 * @param {string} what the command's name
 * @returns {ReadonlySet<string>}
 */
export function withOwn(own, act, what) {
  return what in NAMES ? new Set([...own, act].slice(-OWN_KEPT)) : own;
}

/** The key of the words for what an act was. @param {string} what */
export function actKey(what) {
  return `desk.what.${NAMES[what] ?? "other"}`;
}

/**
 * What the first thing that an act was about says now: a note, a group by its title, an action or one of last year. Null
 * when it has gone, and for notes and groups while they are not to be read.
 * @param {Board} board
 * @param {Act} act
 * @param {boolean} silent whether notes are not to be read
 * @returns {{text: string, lang: string} | null} lang empty: not known
 */
export function aboutOf({ notes, groups, actions, earlier }, { about }, silent) {
  const note = notes.get(about);
  const group = groups.get(about);
  if ((note || group) && silent) return null;
  if (note) return { text: note.text, lang: note.lang };
  if (group) return { text: group.title, lang: [...notes.values()].find((one) => one.group === group.id)?.lang ?? "" };
  const action = actions.find((one) => one.id === about) ?? earlier.items.find((one) => one.id === about);
  return action ? { text: action.what, lang: action.lang } : null;
}

/**
 * What undo would take back: the last thing done here that stands.
 * @param {readonly Act[]} acts oldest first
 * @param {ReadonlySet<string>} own ids of what was done here
 */
export function toUndo(acts, own) {
  return acts.findLast((act) => own.has(act.id) && !act.undone);
}

/**
 * What redo would do again: the first of what was undone here since the last thing that stands.
 * @param {readonly Act[]} acts oldest first
 * @param {ReadonlySet<string>} own
 */
export function toRedo(acts, own) {
  const last = acts.findLastIndex((act) => own.has(act.id) && !act.undone);
  return acts.slice(last + 1).find((act) => own.has(act.id));
}

/**
 * The last thing that another desk did, undid or did again between two looks; null: nothing.
 * @param {readonly Act[]} before
 * @param {readonly Act[]} now
 * @param {ReadonlySet<string>} own
 * @param {ReadonlySet<string>} turned ids of what was undone or done again from here
 * @returns {Doing | null}
 */
export function byOthers(before, now, own, turned) {
  const was = new Map(before.map((act) => [act.id, act]));
  /** @type {Doing | null} */
  let found = null;
  for (const act of now) {
    const then = was.get(act.id);
    if (!then && !own.has(act.id) && !act.undone) found = { what: act.what, how: "did" };
    if (then && then.undone !== act.undone && !turned.has(act.id)) found = { what: act.what, how: act.undone ? "undid" : "redid" };
  }
  return found;
}
