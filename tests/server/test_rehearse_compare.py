"""The comparison finds every way in which something sent did not arrive."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from rooms import commands as c
from rooms.phases import Phase
from rooms.templates import ColumnPlan
from server.export.model import RoomPart, RoundPart
from server.rehearse.compare import Sent, differences
from server.rehearse.play import Play, Tap, Written
from tests.rooms.making import AINO, BINE, DESK, Trial
from tests.server.test_export_model import room_of

PLAY = Play(
    title={"en": "Hall"},
    lang="en",
    columns=(ColumnPlan({"en": "Ideas"}),),
    notes=(
        Written("1", "aino", "text of n1\r\n", 0, 0),
        Written("2", "bine", "text of n2", 0, 1),
        Written("3", "bine", "text of n3", 0, 2),
    ),
    groups=(("2", "3"),),
    taps=(Tap("aino", "1", 1, 0), Tap("bine", "1", 1, 1), Tap("bine", "2", 1, 2)),
    budget=2,
    cap=1,
)
SENT = Sent(PLAY, {"1": "n1", "2": "n2", "3": "n3"}, ("c1",), "r1")


@pytest.fixture
def room() -> RoomPart:
    """The play as it should be exported."""
    trial = Trial(Phase.WRITING)
    trial.posted(AINO, "n1")
    trial.posted(BINE, "n2", "n3")
    trial.go(Phase.SORTING)
    trial.do(DESK, c.GroupNotes("g1", ("n2", "n3"), ""))
    trial.go(Phase.VOTING)
    trial.do(DESK, c.OpenRound("r1", (), 2, 1, 1))
    trial.do(AINO, c.PlaceDots("r1", {"n1": 1}, "tab", 1))
    trial.do(BINE, c.PlaceDots("r1", {"n1": 1, "g1": 1}, "tab", 1))
    trial.do(DESK, c.CloseRound("r1"))
    trial.do(DESK, c.RevealRound("r1"))
    return room_of(trial)


def test_what_arrived_as_sent_shows_no_difference(room: RoomPart) -> None:
    assert differences(SENT, room, alone=True) == []


def in_round(room: RoomPart, **change: object) -> RoomPart:
    round_: RoundPart = replace(room.rounds[0], **change)
    return replace(room, rounds=(round_,))


def one_dot_less(room: RoomPart) -> RoomPart:
    first, *others = room.rounds[0].results or ()
    return in_round(room, results=(replace(first, dots=first.dots - 1), *others))


def another_rank(room: RoomPart) -> RoomPart:
    first, *others = room.rounds[0].results or ()
    return in_round(room, results=(replace(first, rank=2), *others))


BROKEN: dict[str, Callable[[RoomPart], RoomPart]] = {
    "note 1 is missing": lambda room: replace(room, notes=room.notes[1:]),
    "reads “another text”": lambda room: replace(
        room, notes=(replace(room.notes[0], text="another text"), *room.notes[1:])
    ),
    "stands in column c2": lambda room: replace(room, notes=(replace(room.notes[0], column="c2"), *room.notes[1:])),
    "is marked fi": lambda room: replace(room, notes=(replace(room.notes[0], lang="fi"), *room.notes[1:])),
    "nobody sent this note": lambda room: replace(room, notes=(*room.notes, replace(room.notes[0], id="twin"))),
    "notes are hidden": lambda room: replace(room, hidden=1),
    "a group of 2 notes is missing": lambda room: replace(room, groups=()),
    "the vote is missing": lambda room: replace(room, rounds=()),
    "no results: not-revealed": lambda room: in_round(room, results=None, withheld="not-revealed"),
    "has 1 dots of 2 people, and was given 2 of 2": one_dot_less,
    "has rank 2 and should have 1": another_rank,
    "2 lines were voted on, 1 have a result": lambda room: in_round(room, results=(room.rounds[0].results or ())[:1]),
    "the turnout says 3 ballots": lambda room: in_round(room, ballots=3),
}


@pytest.mark.parametrize("told", BROKEN)
def test_every_difference_is_told(told: str, room: RoomPart) -> None:
    found = differences(SENT, BROKEN[told](room), alone=True)
    assert any(told in line for line in found), found


def test_what_others_wrote_is_no_difference_in_a_room_of_many(room: RoomPart) -> None:
    more = replace(room, notes=(*room.notes, replace(room.notes[0], id="other")), hidden=1)
    assert differences(SENT, more, alone=False) == []
