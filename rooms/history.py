"""What desks did, so that it can be undone and done again: before and after of every field that an act changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct, convert, structs

from rooms.texts import title_from
from rooms.things import Action, Earlier, Group, Note

if TYPE_CHECKING:
    from rooms.board import Board
    from rooms.events import Fields

_PARTS: dict[str, type[Struct]] = {"notes": Note, "groups": Group, "earlier": Earlier, "actions": Action}
"""The parts of a board that a desk can bring back to how they stood."""

_OF_OTHERS = frozenset({"taking_part", "objections"})
"""Fields that only participants write: no desk's act is about them."""


class Act(Struct, frozen=True):
    """Something that a desk did: `what` is the command's name; the fields as in `events.ActDone`.

    A group's title in the words of a note is kept as "", with the note: what its author has since taken back unread is
    not kept here, and what comes back are the note's words of that time (RULES G4).
    """

    id: str
    what: str
    before: dict[str, dict[str, dict[str, Any] | None]]
    after: dict[str, dict[str, dict[str, Any] | None]]
    undone: bool = False
    at: int = 0

    @property
    def undoable(self) -> bool:
        """Whether it changed anything that can be brought back."""
        return bool(self.before)

    @property
    def things(self) -> int:
        """How many notes, or else other things, it was about; actions that only made room for another do not count."""
        if self.what == "MoveAction":
            return min(1, len(self.before))
        return len(self.before.get("notes", ())) or max((len(part) for part in self.before.values()), default=0)

    @property
    def about(self) -> str:
        """Id of the first note, or else other thing, that it was about; empty when there is none."""
        return next((id_ for part in _PARTS for id_ in self.before.get(part, ())), "")


def changes(before: Board, after: Board, first: str = "") -> tuple[Fields, Fields]:
    """What differs between two boards, as it was and as it is: only the fields that changed.

    `first`: id of the thing that is named first, though others that stand before it have changed with it.
    """
    was: Fields = {}
    now: Fields = {}
    for part in _PARTS:
        old, new = getattr(before, part), getattr(after, part)
        for id_ in dict.fromkeys([*([first] if first in new else ()), *old, *new]):
            if old.get(id_) is new.get(id_):
                continue
            left, right = _difference(_kept(before, old.get(id_)), _kept(after, new.get(id_)))
            if left != right:
                was.setdefault(part, {})[id_], now.setdefault(part, {})[id_] = left, right
    return was, now


def stands(board: Board, fields: Fields) -> bool:
    """Whether all of this is so on the board: nobody has changed it since."""
    return all(_stands(getattr(board, part).get(id_), wanted) for part, id_, wanted in _each(fields))


def restore(board: Board, fields: Fields) -> None:
    """Make all of this so. Notes come first, for titles are made of them."""
    for part, id_, wanted in _each(fields):
        things = getattr(board, part)
        thing = things.get(id_)
        if wanted is None:
            things.pop(id_, None)
        elif thing is None:
            things[id_] = convert(wanted, _PARTS[part])
        else:
            things[id_] = structs.replace(thing, **wanted)
        if wanted and part == "notes" and "text" in wanted:
            _say_anew(board, things[id_])
        elif wanted and part == "groups" and wanted.get("title") == "":
            things[id_] = structs.replace(things[id_], title=title_from(board.notes[things[id_].words_of].text))


def _say_anew(board: Board, note: Note) -> None:
    """Let the title that is a note's words follow it while nobody else can read it, as when it is edited (RULES G4)."""
    group = board.groups.get(note.group)
    if group is not None and group.words_of == note.id and board.unread(note):
        board.groups[group.id] = structs.replace(group, title=title_from(note.text))


def _each(fields: Fields) -> list[tuple[str, str, dict[str, Any] | None]]:
    return [(part, id_, wanted) for part, things in fields.items() for id_, wanted in things.items()]


def _stands(thing: Struct | None, wanted: Mapping[str, Any] | None) -> bool:
    if thing is None or wanted is None:
        return thing is None and wanted is None
    in_a_notes_words = isinstance(thing, Group) and wanted.get("title") == ""
    return all(
        getattr(thing, field) == value for field, value in wanted.items() if not (field == "title" and in_a_notes_words)
    )


def _kept(board: Board, thing: Any) -> Any:
    """A thing as it is kept: a group's title as "" where it says just what a note says."""
    if isinstance(thing, Group) and thing.words_of and thing.title == title_from(board.notes[thing.words_of].text):
        return structs.replace(thing, title="")
    return thing


def _difference(old: Any, new: Any) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    if isinstance(old, Group) or isinstance(new, Group):
        if old is None or new is None:
            return _plain(old), _plain(new)
    elif old is None:
        # What is new leaves a mark when it goes, so that its id is never free again (RULES N4, U4).
        return _gone(new), {field: getattr(new, field) for field in _gone(new)}
    fields = [field for field in structs.asdict(new) if field not in _OF_OTHERS]
    changed = [field for field in fields if getattr(old, field) != getattr(new, field)]
    if isinstance(new, Group) and not {"title", "words_of"}.isdisjoint(changed):
        changed = list(dict.fromkeys([*changed, "title", "words_of"]))  # neither says anything without the other
    return {field: getattr(old, field) for field in changed}, {field: getattr(new, field) for field in changed}


def _plain(thing: Struct | None) -> dict[str, Any] | None:
    return structs.asdict(thing) if thing is not None else None


def _gone(thing: Note | Earlier | Action) -> dict[str, Any]:
    return {"text": "", "deleted": True, "group": ""} if isinstance(thing, Note) else {"removed": True}
