"""A room to try rules on: it decides, applies, and keeps what happened."""

from __future__ import annotations

from collections.abc import Iterable

import msgpack
import msgspec

from rooms import commands as c
from rooms import events as e
from rooms.applying import apply
from rooms.board import Board
from rooms.errors import Refused
from rooms.phases import Phase, Role
from rooms.room import Actor, decide, open_room
from rooms.workshop import Workshop, WorkshopEvent, apply_workshop

NOON = 1_700_000_000_000
COLUMNS = tuple(
    e.Column(f"c{number}", {"en": f"Column {number}"}, {"en": f"What about {number}?"}, color)
    for number, color in ((1, "yellow"), (2, "blue"), (3, "green"))
)
MINUTES = {Phase.WRITING: 7, Phase.SORTING: 5}
STEPS = tuple(e.Step(phase, minutes=MINUTES.get(phase, 0)) for phase in Phase)
STEP = {phase: place for place, phase in enumerate(Phase)}
"""Where each phase is on the run sheet: every phase is there once, in its order."""

DESK = Actor(Role.FACILITATOR)
SERVER = Actor(Role.SERVER)
WALL = Actor(Role.WALL)


def participant(name: str, tab: str = "tab1") -> Actor:
    """A participant whose ids could not be taken for anything else."""
    return Actor(Role.PARTICIPANT, f"author-{name}", f"ballot-{name}", f"key-{name}-{tab}")


AINO = participant("aino")
BINE = participant("bine")
CILLA = participant("cilla")


class Trial:
    """A room with its events; `now` moves only when told to."""

    def __init__(self, phase: Phase = Phase.LOBBY) -> None:
        self.board = Board()
        self.events: list[e.Event] = []
        self.now = NOON
        self._happened([open_room("hall", "day", {"en": "Hall"}, COLUMNS, STEPS)])
        self.go(phase)

    def do(self, actor: Actor, command: c.Command) -> list[e.Event]:
        """Decide and apply; the events that followed. Raises: `Refused`."""
        events = decide(self.board, command, actor, self.now)
        self._happened(events)
        return events

    def refusal(self, actor: Actor, command: c.Command) -> str:
        """The code with which the command is refused; checks that it left no trace. Empty: it was not refused."""
        before = packed(self.board)
        try:
            decide(self.board, command, actor, self.now)
        except Refused as refused:
            assert packed(self.board) == before
            return refused.code
        return ""

    def go(self, phase: Phase) -> None:
        """Step to the one step of this phase."""
        self.do(DESK, c.ChangePhase(self.board.step, STEP[phase]))

    def posted(self, actor: Actor, *notes: str, column: str = "c1") -> None:
        """Notes whose texts are `text of` their id."""
        for note in notes:
            self.do(actor, c.PostNote(note, column, f"text of {note}"))

    def posted_before(self, actor: Actor, *notes: str) -> None:
        """Notes as by `posted`, on the board since a phase in which they could be."""
        here = self.board.phase
        self.go(Phase.WRITING)
        self.posted(actor, *notes)
        self.go(here)

    def dots(self, actor: Actor, change: int, **dots: int) -> list[e.Event]:
        """Place dots in the current round."""
        assert self.board.round
        return self.do(actor, c.PlaceDots(self.board.round.id, dots, "tab1", change))

    def _happened(self, events: list[e.Event]) -> None:
        for event in events:
            apply(self.board, event)
        self.events += events


def replay(events: Iterable[e.Event]) -> Board:
    """The board that these events make, from nothing."""
    board = Board()
    for event in events:
        apply(board, event)
    return board


def replay_workshop(events: Iterable[WorkshopEvent]) -> Workshop:
    """The workshop that these events make, from nothing."""
    workshop = Workshop()
    for event in events:
        apply_workshop(workshop, event)
    return workshop


def packed(value: object) -> bytes:
    """A value as it would be stored: equal bytes mean equal in every respect, order included."""
    return msgspec.msgpack.encode(value)


def msgpack_bytes(plain: object) -> bytes:
    found: bytes = msgpack.packb(plain)
    return found
