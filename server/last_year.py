"""Last year's actions from wherever they are: a workshop's boards, an exported file, lines that somebody types."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

import msgspec
from msgspec import Struct

from rooms.board import Board
from rooms.texts import LANGUAGES, NOTE_CHARS, Words, clean, graphemes, title_from
from rooms.workshop import RoomCard, Workshop

MOST = 500
"""Actions taken from one source: seven rooms with seventy each."""


class Found(Struct, frozen=True):
    """An action of last year. `id` follows from where it was found, so that it is found there once. `room`: what the
    room it comes from was called, empty when it came from none."""

    id: str
    what: str
    who: str
    lang: str
    room: Words = {}


class NotAnExport(ValueError):
    """Not a file that Talkoot exported."""


class _Action(Struct):
    id: str
    what: str = ""
    who: str = ""
    lang: str = ""


class _Room(Struct):
    id: str
    title: Words
    actions: tuple[_Action, ...] = ()


class _Gathering(Struct):
    id: str


class _Export(Struct):
    """As much of an export as matters here; what else a newer one says is passed over."""

    talkoot: int
    workshop: _Gathering
    rooms: tuple[_Room, ...]


def from_boards(workshop: Workshop, boards: Mapping[str, Board]) -> tuple[Found, ...]:
    """The actions of a workshop on this server; `boards` by room."""
    return _all(
        _found(workshop.id, card.id, card.title, action.id, action.what, action.who, action.lang)
        for card in workshop.rooms
        for action in boards[card.id].listed_actions()
    )


def from_export(data: bytes) -> tuple[Found, ...]:
    """The actions in a file. Raises: `NotAnExport`."""
    try:
        export = msgspec.json.decode(data, type=_Export)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NotAnExport(str(error)) from error
    return _all(
        _found(export.workshop.id, room.id, room.title, action.id, action.what, action.who, action.lang)
        for room in export.rooms
        for action in room.actions
    )


def from_lines(text: str, lang: str) -> tuple[Found, ...]:
    """One action a line; who was to do it after a tab, as tables are pasted, or after a bar."""
    found = []
    for line in text.splitlines():
        what, _, who = line.replace("\t", "|").partition("|")
        known_by = " ".join(clean(what).split()).casefold()
        found.append(_found("line", "", {}, known_by, what, who.partition("|")[0], lang))
    return _all(found)


def room_of_same_name(title: Words, cards: Iterable[RoomCard]) -> RoomCard | None:
    """The room that is called so in any language."""
    names = {name.casefold() for name in title.values()}
    return next((card for card in cards if names & {name.casefold() for name in card.title.values()}), None)


def _found(workshop: str, room: str, title: Words, action: str, what: str, who: str, lang: str) -> Found | None:
    what = " ".join(clean(what).split())
    if not title_from(what):
        return None
    if graphemes(what) > NOTE_CHARS:  # anybody may have written the file: cut rather than refused
        what = what[: NOTE_CHARS - 1].rstrip() + "…"
    id_ = hashlib.sha256(f"{workshop} {room} {action}".encode()).hexdigest()[:24]
    return Found(id_, what, title_from(clean(who)), lang if lang in LANGUAGES else "en", title)


def _all(found: Iterable[Found | None]) -> tuple[Found, ...]:
    """Each once, as it is first said."""
    first: dict[str, Found] = {}
    for one in found:
        if one is not None:
            first.setdefault(one.id, one)
    return tuple(first.values())[:MOST]
