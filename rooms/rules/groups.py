"""Groups: putting notes together and apart, naming and moving them, and who says what is the same (RULES G)."""

from __future__ import annotations

from msgspec.structs import replace

from rooms import commands as c
from rooms import events as e
from rooms.applying import apply
from rooms.board import Board, same_key
from rooms.errors import Invalid, OverLimit, Unknown
from rooms.rules.finding import Actor, Rule, column, ids_of, known_notes
from rooms.rules.titles import after, retitled, title_of
from rooms.texts import TITLE_CHARS, checked, clean, title_from
from rooms.things import Group

SAME_PER_PARTICIPANT = 50  # more pairs than anybody finds in a hall
SAME_PER_ROOM = 5_000
SAME_LEFT_TO_DESKS = 1_000  # beyond these, so that a desk can still put away what is suggested


def _move_notes(board: Board, command: c.MoveNotes, actor: Actor, now: int) -> list[e.Event]:
    column(board, command.column)
    notes = [note for note in known_notes(board, command.notes) if note.column != command.column or note.group]
    if not notes:
        return []
    return [e.NotesMoved(ids_of(notes), command.column), *retitled(board, [replace(n, group="") for n in notes])]


def _move_group(board: Board, command: c.MoveGroup, actor: Actor, now: int) -> list[e.Event]:
    column(board, command.column)
    if _group(board, command.group).column == command.column:
        return []
    return [e.GroupMoved(command.group, command.column)]


def _group_notes(board: Board, command: c.GroupNotes, actor: Actor, now: int) -> list[e.Event]:
    notes = known_notes(board, command.notes)
    group = board.groups.get(command.group)
    if command.group in board.notes:
        raise Invalid("id-taken")
    title = checked(command.title, TITLE_CHARS) if clean(command.title) else ""
    if group is None:
        shown = [note for note in notes if not note.hidden]
        if len(shown) < 2:
            raise Invalid("group-of-one")
        first = shown[0]
        column = board.groups[first.group].column if first.group else first.column
        group = Group(command.group, title_from(first.text), column, first.order, first.id)
    joining = [replace(note, group=group.id) for note in notes if note.group != group.id]
    if joining and not command.forced and board.round is not None and board.round.running:
        raise Invalid("round-still-open")
    words_of = ""
    if title in ("", group.title):
        title, words_of = title_of(group, after(board, joining))
    if not joining:
        return [e.GroupRenamed(group.id, title, words_of)] if title != group.title else []
    left = [renamed for renamed in retitled(board, joining) if renamed.group != group.id]
    return [e.NotesGrouped(group.id, ids_of(joining), title, group.column, words_of), *left]


def _form_groups(board: Board, command: c.FormGroups, actor: Actor, now: int) -> list[e.Event]:
    """As by grouping one after the other, all or none (RULES G7)."""
    known_notes(board, command.into)
    groups: dict[str, list[str]] = {}
    for note in board.notes:  # in the order of posting, whatever order the sender's map has
        if note in command.into:
            groups.setdefault(command.into[note], []).append(note)
    draft = board.copy()
    events: list[e.Event] = []
    for group, notes in groups.items():
        found = _group_notes(draft, c.GroupNotes(group, tuple(notes)), actor, now)
        for event in found:
            apply(draft, event)
        events += found
    return events


def _ungroup_notes(board: Board, command: c.UngroupNotes, actor: Actor, now: int) -> list[e.Event]:
    notes = [note for note in known_notes(board, command.notes) if note.group]
    return [e.NotesUngrouped(ids_of(notes)), *retitled(board, [replace(n, group="") for n in notes])] if notes else []


def _rename_group(board: Board, command: c.RenameGroup, actor: Actor, now: int) -> list[e.Event]:
    group = _group(board, command.group)
    title = checked(command.title, TITLE_CHARS)
    return [e.GroupRenamed(group.id, title)] if title != group.title else []


def _say_same(board: Board, command: c.SaySame, actor: Actor, now: int) -> list[e.Event]:
    a, b = _pair(board, command.note, command.other)
    known = board.same.get(same_key(a, b))
    if (known is not None and actor.id in known.authors) == command.same:
        return []
    if command.same:
        if sum(actor.id in same.authors for same in board.same.values()) >= SAME_PER_PARTICIPANT:
            raise OverLimit("too-many-same", limit=SAME_PER_PARTICIPANT)
        if known is None and len(board.same) >= SAME_PER_ROOM:
            raise OverLimit("too-many-same", limit=SAME_PER_ROOM)
    return [e.SameSaid(a, b, actor.id, command.same)]


def _dismiss_same(board: Board, command: c.DismissSame, actor: Actor, now: int) -> list[e.Event]:
    a, b = _pair(board, command.note, command.other)
    known = board.same.get(same_key(a, b))
    if (known is not None and known.dismissed) == command.dismissed:
        return []
    if known is None and len(board.same) >= SAME_PER_ROOM + SAME_LEFT_TO_DESKS:
        raise OverLimit("too-many-same", limit=SAME_PER_ROOM + SAME_LEFT_TO_DESKS)
    return [e.SameDismissed(a, b, command.dismissed)]


def _pair(board: Board, note: str, other: str) -> tuple[str, str]:
    """Two notes that are on the screens, in the order of their ids. A group is spoken of by any of its notes."""
    if note == other:
        raise Invalid("same-note")
    if any(found.hidden for found in known_notes(board, (note, other))):
        raise Unknown("unknown-note")
    return min(note, other), max(note, other)


def _group(board: Board, group: str) -> Group:
    if group not in board.groups:
        raise Unknown("unknown-group")
    return board.groups[group]


RULES: dict[type[c.Command], Rule] = {
    c.MoveNotes: _move_notes,
    c.MoveGroup: _move_group,
    c.GroupNotes: _group_notes,
    c.FormGroups: _form_groups,
    c.UngroupNotes: _ungroup_notes,
    c.RenameGroup: _rename_group,
    c.SaySame: _say_same,
    c.DismissSame: _dismiss_same,
}
