"""Notes: posting, editing, deleting, hiding, and what comes from other rooms (RULES N)."""

from __future__ import annotations

from msgspec.structs import replace

from rooms import commands as c
from rooms import events as e
from rooms.board import Board
from rooms.errors import Changed, Invalid, OverLimit, Unknown
from rooms.rules.finding import Actor, Rule, column, ids_of, known_notes
from rooms.rules.titles import retitled, reworded
from rooms.texts import NOTE_CHARS, checked
from rooms.things import Note

NOTES_PER_PARTICIPANT = 100  # far above what anybody writes in a day; keeps one phone from filling a room
NOTES_PER_ROOM = 3_000  # a board of 500 is large ; six times that still opens within a second


def _post_note(board: Board, command: c.PostNote, actor: Actor, now: int) -> list[e.Event]:
    known = board.notes.get(command.note)
    if known is not None:
        if known.author == actor.id:
            return []
        raise Invalid("id-taken")
    if command.note in board.groups:
        raise Invalid("id-taken")
    column(board, command.column)
    text = checked(command.text, NOTE_CHARS)
    if len(board.notes) >= NOTES_PER_ROOM:
        raise OverLimit("room-full-of-notes", limit=NOTES_PER_ROOM)
    if board.posted_by.get(actor.id, 0) >= NOTES_PER_PARTICIPANT:
        raise OverLimit("too-many-notes", limit=NOTES_PER_PARTICIPANT)
    return [e.NotePosted(command.note, command.column, text, command.lang, actor.id, board.posted + 1)]


def _edit_note(board: Board, command: c.EditNote, actor: Actor, now: int) -> list[e.Event]:
    note = _editable(board, command.note, actor)
    text = checked(command.text, NOTE_CHARS)
    if text == note.text:
        return []
    if note.hidden:
        raise Invalid("note-hidden")
    if command.version != note.version:
        raise Changed("note-changed")
    edited = e.NoteEdited(note.id, text, note.version + 1)
    return [edited, *reworded(board, replace(note, text=text))]


def _delete_note(board: Board, command: c.DeleteNote, actor: Actor, now: int) -> list[e.Event]:
    note = board.notes.get(command.note)
    if note is not None and note.deleted and note.author == actor.id:
        return []
    note = _editable(board, command.note, actor)
    return [e.NoteDeleted(note.id), *retitled(board, [replace(note, deleted=True, group="")])]


def _hide_notes(board: Board, command: c.HideNotes, actor: Actor, now: int) -> list[e.Event]:
    notes = [note for note in known_notes(board, command.notes) if not note.hidden]
    return [e.NotesHidden(ids_of(notes)), *retitled(board, [replace(n, hidden=True) for n in notes])] if notes else []


def _show_notes(board: Board, command: c.ShowNotes, actor: Actor, now: int) -> list[e.Event]:
    notes = [note for note in known_notes(board, command.notes) if note.hidden]
    return [*retitled(board, [replace(n, hidden=False) for n in notes]), e.NotesShown(ids_of(notes))] if notes else []


def _bring_notes(board: Board, command: c.BringNotes, actor: Actor, now: int) -> list[e.Event]:
    column(board, command.column)
    new = {brought.note: brought for brought in command.notes if brought.note not in board.notes}
    if len(board.notes) + len(new) > NOTES_PER_ROOM:
        raise OverLimit("room-full-of-notes", limit=NOTES_PER_ROOM)
    return [
        e.NotePosted(
            brought.note,
            command.column,
            checked(brought.text, NOTE_CHARS),
            brought.lang,
            "",
            board.posted + place,
            brought.origin,
        )
        for place, brought in enumerate(new.values(), 1)
    ]


def _editable(board: Board, note: str, actor: Actor) -> Note:
    """A note that this actor may change: one's own; at the desk, one entered there. Says nothing of others' notes."""
    found = board.notes.get(note)
    if found is None or found.deleted or found.author != actor.id:
        raise Unknown("unknown-note")
    return found


RULES: dict[type[c.Command], Rule] = {
    c.PostNote: _post_note,
    c.EditNote: _edit_note,
    c.DeleteNote: _delete_note,
    c.HideNotes: _hide_notes,
    c.ShowNotes: _show_notes,
    c.BringNotes: _bring_notes,
}
