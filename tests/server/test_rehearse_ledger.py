"""What was acknowledged is found in the export, and whatever is not is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec import to_builtins
from msgspec.structs import replace

from rooms import commands as c
from rooms.phases import Phase
from rooms.room import Actor
from server.export.model import RoomPart, RoundPart
from server.rehearse.ledger import Ledger, unlike
from tests.rooms.making import AINO, BINE, DESK, Trial
from tests.server.test_export_model import room_of


class Day:
    """A trial in which everything that is done is written into ledgers as well."""

    def __init__(self) -> None:
        self.trial = Trial()
        self.ledgers: dict[str, Ledger] = {}

    def do(self, actor: Actor, command: c.Command) -> None:
        self.trial.do(actor, command)
        said = {"kind": type(command).__name__, **to_builtins(command)}
        self.ledgers.setdefault(actor.id, Ledger()).done(said, len(self.trial.events))


@pytest.fixture
def day() -> Day:
    day = Day()
    day.do(DESK, c.SetEarlier("e1", "Last year"))
    day.trial.go(Phase.REVIEW)
    day.do(AINO, c.JudgeEarlier("e1", "keep", "Good"))
    day.do(AINO, c.TalkAbout(("e1",)))
    day.trial.go(Phase.WRITING)
    for note in ("n1", "n2", "n3"):
        day.do(AINO, c.PostNote(note, "c1", f"{note}\r\n"))
    day.do(BINE, c.PostNote("n4", "c1", "gone"))
    day.do(BINE, c.DeleteNote("n4"))
    day.trial.go(Phase.VOTING)
    day.do(DESK, c.OpenRound("r0", texts=("tea", "juice"), budget=1, practice=True))
    day.do(AINO, c.PlaceDots("r0", {"practice-1": 1}, "tab", 1))
    day.do(DESK, c.CloseRound("r0"))
    day.do(DESK, c.OpenRound("r1", budget=2, named=True))
    day.do(AINO, c.PlaceDots("r1", {"n1": 1, "n2": 1}, "tab", 1, "Bakery"))
    day.do(BINE, c.PlaceDots("r1", {"n1": 1}, "tab", 1, "School"))
    day.do(DESK, c.CloseRound("r1"))
    day.do(DESK, c.RevealRound("r1"))
    day.do(DESK, c.GroupNotes("g1", ("n1", "n2"), ""))
    day.trial.go(Phase.ACTIONS)
    day.do(AINO, c.StartAction("a1", "Do it"))
    day.do(BINE, c.EditAction("a1", "who", "School", ""))
    day.do(BINE, c.TakePart("a1", "School"))
    day.trial.go(Phase.COMMITMENTS)
    day.do(AINO, c.ObjectTo("a1", "Too soon"))
    day.do(DESK, c.AcceptAction("a1", True))
    day.trial.go(Phase.CLOSED)
    day.do(AINO, c.GiveFeedback(5, "Thanks"))
    return day


def test_what_was_acknowledged_and_is_there_is_no_difference(day: Day) -> None:
    assert unlike(day.ledgers.values(), room_of(day.trial), alone=True) == []


def in_round(room: RoomPart, **change: object) -> RoomPart:
    round_: RoundPart = replace(room.rounds[0], **change)
    return replace(room, rounds=(round_,))


def in_result(room: RoomPart, **change: object) -> RoomPart:
    first, *others = room.rounds[0].results or ()
    return in_round(room, results=(replace(first, **change), *others))


def in_action(room: RoomPart, **change: object) -> RoomPart:
    return replace(room, actions=(replace(room.actions[0], **change),))


def in_earlier(room: RoomPart, **change: object) -> RoomPart:
    return replace(room, earlier=(replace(room.earlier[0], **change),))


BROKEN: dict[str, Callable[[RoomPart], RoomPart]] = {
    "a note is missing": lambda room: replace(room, notes=room.notes[1:]),
    "a note is there twice": lambda room: replace(room, notes=(*room.notes, room.notes[0])),
    "was sent as": lambda room: replace(room, notes=(replace(room.notes[0], text="other"), *room.notes[1:])),
    "nobody sent this note": lambda room: replace(room, notes=(*room.notes, replace(room.notes[0], id="n9"))),
    "a vote is missing": lambda room: replace(room, rounds=()),
    "a practice vote is told": lambda room: replace(room, rounds=(replace(room.rounds[0], id="r0"), *room.rounds)),
    "a vote has 9 ballots": lambda room: in_round(room, ballots=9),
    "was first counted with": lambda room: in_round(
        room, first_counts=tuple(replace(one, dots=7) for one in room.rounds[0].first_counts or ())
    ),
    "not as they were given": lambda room: in_result(room, dots=3),
    "does not name those": lambda room: in_result(room, names=("Bakery",)),
    "the ranks of a vote": lambda room: in_result(room, rank=2),
    "last year’s action “Last year” is missing": lambda room: replace(room, earlier=()),
    "was not judged as it is told": lambda room: in_earlier(room, comments=()),
    "has 0 dots “talk about this”": lambda room: in_earlier(room, talk=0),
    "an action is missing, with its who": lambda room: replace(room, actions=()),
    "an action’s who reads": lambda room: in_action(room, who="Bakery"),
    "those who take part": lambda room: in_action(room, taking_part=("School", "School")),
    "the objections": lambda room: in_action(room, objections=()),
    "was accepted, and is not": lambda room: in_action(room, accepted=False),
    "actions are there that nobody began": lambda room: replace(
        room, actions=(*room.actions, replace(room.actions[0], id="a9"))
    ),
    "the answers to the closing question": lambda room: replace(
        room, feedback=replace(room.feedback, scores=(0, 0, 0, 0, 2))
    ),
}


@pytest.mark.parametrize("told", BROKEN)
def test_every_difference_is_told(told: str, day: Day) -> None:
    found = unlike(day.ledgers.values(), BROKEN[told](room_of(day.trial)), alone=True)
    assert any(told in line for line in found), found


def test_what_others_gave_is_no_difference_in_a_room_of_many(day: Day) -> None:
    room = room_of(day.trial)
    more = replace(
        in_action(in_earlier(room, talk=3), taking_part=("School", "Others")),
        notes=(*room.notes, replace(room.notes[0], id="n9")),
        feedback=replace(room.feedback, scores=(1, 0, 0, 0, 4)),
    )
    assert unlike(day.ledgers.values(), more, alone=False) == []
