"""What an export and the screens should hold after a play, held against what they do hold. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from rooms.texts import clean
from server.export.model import RoomPart, RoundPart
from server.rehearse.play import Play


class Sent(Struct, frozen=True):
    """A play as it was sent: note ids by key, the column ids in order, the id of the round."""

    play: Play
    notes: Mapping[str, str]
    columns: tuple[str, ...]
    round: str


def differences(sent: Sent, room: RoomPart, *, alone: bool) -> list[str]:
    """One plain line for everything that is not as it was sent. `alone`: nobody else wrote in this room."""
    return [*_notes(sent, room, alone), *_votes(sent, room)]


def line_of(round_: RoundPart) -> dict[str, str]:
    """The line that each note was part of."""
    return {note: line.id for line in round_.lines for note in line.notes}


def ballots_by_line(sent: Sent, lines: Mapping[str, str]) -> dict[str, dict[str, int]]:
    """Each person's dots by line id as they stand in the end. `lines`: note id to line id."""
    return {
        person: {lines[sent.notes[key]]: dots for key, dots in keys.items()}
        for person, keys in sent.play.ballots().items()
    }


def _notes(sent: Sent, room: RoomPart, alone: bool) -> Iterator[str]:
    held = {note.id: note for note in room.notes}
    for written in sent.play.notes:
        note = held.pop(sent.notes[written.key], None)
        if note is None:
            yield f"note {written.key} is missing: {_short(written.text)}"
            continue
        if note.text != clean(written.text):
            yield f"note {written.key} reads {_short(note.text)} and was sent as {_short(written.text)}"
        if note.column != sent.columns[written.column]:
            yield f"note {written.key} stands in column {note.column} and was sent to {sent.columns[written.column]}"
        if note.lang != sent.play.lang:
            yield f"note {written.key} is marked {note.lang} and was sent as {sent.play.lang}"
    if alone:
        yield from (f"nobody sent this note: {_short(note.text)}" for note in held.values())
        if room.hidden:
            yield f"{room.hidden} notes are hidden, and nobody hid any"
    groups = Counter(frozenset(group.notes) for group in room.groups)
    groups.subtract(frozenset(sent.notes[key] for key in keys) for keys in sent.play.groups)
    for members, more in groups.items():
        if more < 0:
            yield f"a group of {len(members)} notes is missing or holds others"
        elif more > 0 and alone:
            yield f"nobody made a group of these {len(members)} notes"


def _votes(sent: Sent, room: RoomPart) -> Iterator[str]:
    round_ = next((found for found in room.rounds if found.id == sent.round), None)
    if round_ is None:
        yield "the vote is missing"
        return
    if round_.results is None:
        yield f"the vote has no results: {round_.withheld}"
        return
    lines = line_of(round_)
    if lost := [key for key, note in sent.notes.items() if note not in lines]:
        yield f"{len(lost)} notes could not be voted on"
        return
    dots: Counter[str] = Counter()
    supporters: Counter[str] = Counter()
    ballots = ballots_by_line(sent, lines)
    for ballot in ballots.values():
        dots.update(ballot)
        supporters.update(ballot.keys())
    titles = {line.id: line.title for line in round_.lines}
    if len(round_.results) != len(titles):
        yield f"{len(titles)} lines were voted on, {len(round_.results)} have a result"
    for result in round_.results:
        expected = dots[result.line], supporters[result.line]
        if (result.dots, result.supporters) != expected:
            yield (
                f"{_short(titles[result.line])} has {result.dots} dots of {result.supporters} people, "
                f"and was given {expected[0]} of {expected[1]}"
            )
        rank = 1 + sum(dots[line] > dots[result.line] for line in titles)
        if result.rank != rank:
            yield f"{_short(titles[result.line])} has rank {result.rank} and should have {rank}"
    if (round_.ballots, round_.dots) != (len(ballots), dots.total()):
        yield f"the turnout says {round_.ballots} ballots and {round_.dots} dots, not {len(ballots)} and {dots.total()}"


def apart(held_and_due: Iterable[tuple[str, object, object]]) -> list[str]:
    """What is not as it should be, of (what, as it is, as it should be)."""
    return [f"{what} is not as it should be" for what, held, due in held_and_due if held != due]


def _short(text: str) -> str:
    text = " ".join(text.split())
    return f"“{text if len(text) <= 60 else text[:59] + '…'}”"
