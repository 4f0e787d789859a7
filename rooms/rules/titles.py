"""What groups are called when nobody has typed a title: by the words of a note in them (RULES G4)."""

from __future__ import annotations

from rooms import events as e
from rooms.board import Board
from rooms.texts import title_from
from rooms.things import Group, Note


def retitled(board: Board, changed: list[Note]) -> list[e.GroupRenamed]:
    """New titles for the groups that need one once these notes have changed: only those that they leave or join."""
    left = [board.notes[note.id].group for note in changed if note.id in board.notes]
    touched = dict.fromkeys(left + [note.group for note in changed])
    groups = [board.groups[id_] for id_ in touched if id_ in board.groups and board.groups[id_].words_of]
    if not groups:
        return []
    notes = after(board, changed)
    titles = {group.id: title_of(group, notes) for group in groups}
    return [e.GroupRenamed(id_, *title) for id_, title in titles.items() if title[1] != board.groups[id_].words_of]


def reworded(board: Board, note: Note) -> list[e.GroupRenamed]:
    """The new title of the group that is called by this note's words, which are others now (RULES G4).

    None where everybody could read the words that were: then they stay. Else what an author took back before anybody
    saw it would be read as a title later.
    """
    group = board.groups.get(note.group)
    title = title_from(note.text)
    if group is None or group.words_of != note.id or group.title == title or not board.unread(note):
        return []
    return [e.GroupRenamed(group.id, title, note.id)]


def title_of(group: Group, notes: dict[str, Note]) -> tuple[str, str]:
    """A group's title and the note whose words it is, on a board of these notes (RULES G4).

    Words that were typed stay. A note's own stay while it is shown in the group; then they are those of the first note
    shown there. A group with none shown is on no screen, and needs others only when the note has left it.
    """
    members = [note for note in notes.values() if note.group == group.id]
    shown = [note for note in members if not note.hidden]
    speaker = notes.get(group.words_of)
    stays = speaker is not None and speaker.group == group.id and not (speaker.hidden and shown)
    heir = next(iter(shown or members), None)
    if not group.words_of or stays or heir is None:
        return group.title, group.words_of
    return title_from(heir.text), heir.id


def after(board: Board, changed: list[Note]) -> dict[str, Note]:
    """The notes of a board once these have changed."""
    return board.notes | {note.id: note for note in changed}
