"""Many people in one room, and everything that must hold whatever they ask."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgpack
import msgspec

from rooms import commands as c
from rooms import events as e
from rooms.board import Board, apply, replay
from rooms.errors import Refused
from rooms.phases import ALLOWED
from rooms.room import Actor, decide, open_room
from rooms.views import Audience, see, sees_notes, settled, snapshot, yours
from rooms.voting import Ballot
from tests.rooms.making import COLUMNS, NOON, STEPS, msgpack_bytes, packed, participant
from tests.rooms.seen_board import SeenBoard

PEOPLE = [participant(name, tab) for name in ("aino", "bine", "cilla", "dagny") for tab in ("tab1", "tab2")]
SECRET = ("author-", "ballot-", "key-")
LOG = msgspec.msgpack.Decoder(list[e.AnyEvent])


class Crowd:
    """Four participants with two tabs each and some desks in one room; three screens follow it by events alone."""

    def __init__(self) -> None:
        opened = open_room("hall", "day", {"en": "Hall"}, COLUMNS, STEPS)
        self.board = Board()
        apply(self.board, opened)
        self.events: list[e.Event] = [opened]
        self.deleted: set[str] = set()
        self.stored = (packed(self.board), 1)
        self.screens = {audience: SeenBoard(snapshot(self.board, audience)) for audience in Audience}

    def ask(self, actor: Actor, command: c.Command) -> None:
        before = packed(self.board)
        phase = self.board.phase
        try:
            events = decide(self.board, command, actor, NOON)
        except Refused:
            assert packed(self.board) == before, "a refusal left a trace (C2)"
            return
        assert packed(self.board) == before, "deciding changed the board"
        assert not events or type(command) in ALLOWED[phase][actor.role], "the table was passed by (P1)"
        seen: dict[Audience, list[dict[str, Any]] | None] = {audience: [] for audience in Audience}
        for event in events:
            self.apply(event, seen)
        for audience, told in seen.items():
            if told is None:
                self.screens[audience] = SeenBoard(snapshot(self.board, audience))
            else:
                self.screens[audience].hear(settled(self.board, told))
        assert decide(self.board, command, actor, NOON + 5) == [], "a repeat did something (C3)"
        if isinstance(command, c.DeleteNote):
            self.deleted.add(command.note)

    def apply(self, event: e.Event, seen: dict[Audience, list[dict[str, Any]] | None]) -> None:
        saw = {audience: sees_notes(self.board, audience) for audience in Audience}
        apply(self.board, event)
        self.events.append(event)
        for audience, told in seen.items():
            new = see(self.board, event, audience, saw[audience])
            seen[audience] = None if new is None or told is None else told + new
            self.nothing_hidden_in(new, audience)

    def nothing_hidden_in(self, view: Any, audience: Audience) -> None:
        strings = list(strings_in(view))
        assert not any(string.startswith(SECRET) for string in strings), "S4, S5"
        if audience is not Audience.DESK:
            hidden = {note.text for note in self.board.notes.values() if note.hidden and not note.deleted}
            assert hidden.isdisjoint(strings), "what a hidden note says was told (S3)"

    def check(self) -> None:
        """Everything that always holds."""
        self.no_ballot_exceeds_budget_or_cap()
        self.tallies_sum_to_the_dots_that_were_placed()
        self.a_deleted_note_never_comes_back()
        self.every_group_holds_a_note_and_every_grouped_note_has_its_group()
        self.every_screen_shows_what_a_fresh_one_would()
        self.nothing_secret_is_in_any_view()
        self.a_blind_round_looks_the_same_wherever_its_dots_went()

    def store(self) -> None:
        """Keep a snapshot of the board as it is now."""
        self.stored = (packed(self.board), len(self.events))

    # What always holds

    def no_ballot_exceeds_budget_or_cap(self) -> None:
        for round_ in self.board.rounds.values():
            lines = {line.id for line in round_.lines}
            assert len(lines) == len(round_.lines) >= 2
            for ballot in round_.ballots.values():
                assert sum(ballot.dots.values()) <= round_.budget
                assert all(0 < dots <= round_.cap for dots in ballot.dots.values())
                assert ballot.dots.keys() <= lines

    def tallies_sum_to_the_dots_that_were_placed(self) -> None:
        for round_ in self.board.rounds.values():
            results = round_.results()
            assert sum(result.dots for result in results) == round_.turnout()[1]
            for result in results:
                assert result.supporters == sum(result.line in ballot.dots for ballot in round_.ballots.values())
                assert result.rank == 1 + sum(other.dots > result.dots for other in results)

    def a_deleted_note_never_comes_back(self) -> None:
        for note in self.deleted & self.board.notes.keys():
            found = self.board.notes[note]
            assert found.deleted
            assert (found.text, found.group) == ("", "")

    def every_group_holds_a_note_and_every_grouped_note_has_its_group(self) -> None:
        assert {note.group for note in self.board.notes.values()} - {""} == self.board.groups.keys()
        assert self.board.groups.keys().isdisjoint(self.board.notes)

    def every_screen_shows_what_a_fresh_one_would(self) -> None:
        for audience, screen in self.screens.items():
            assert screen.plain() == SeenBoard(snapshot(self.board, audience)).plain()

    def nothing_secret_is_in_any_view(self) -> None:
        for audience in Audience:
            self.nothing_hidden_in(snapshot(self.board, audience), audience)
        for actor in PEOPLE:
            own = yours(self.board, actor.id, actor.ballot)
            assert {note["id"] for note in own["notes"]} == {
                note.id for note in self.board.notes.values() if note.author == actor.id and not note.deleted
            }
            assert not any(string.startswith(SECRET) for string in strings_in(own))

    def a_blind_round_looks_the_same_wherever_its_dots_went(self) -> None:
        """Other ballots with the same totals must give the very same bytes: no count, no order is in them (S2)."""
        round_ = self.board.round
        if round_ is None or round_.state == "revealed" or not round_.ballots:
            return
        lines = [line.id for line in round_.lines]
        other = self.board.copy()
        elsewhere = {}
        for shift, (id_, ballot) in enumerate(
            reversed(round_.ballots.items()), 1
        ):  # each goes elsewhere by its own way
            dots = {lines[(lines.index(line) + shift) % len(lines)]: count for line, count in ballot.dots.items()}
            elsewhere[id_] = Ballot(dots, {})
        other.rounds[round_.id] = msgspec.structs.replace(round_, ballots=elsewhere)
        for audience in Audience:
            assert msgpack_bytes(snapshot(self.board, audience)) == msgpack_bytes(snapshot(other, audience))
            for event in (e.DotsPlaced(round_.id, "x", "y", 1, {lines[0]: 1}), e.RoundClosed(round_.id)):
                told = [settled(board, see(board, event, audience, True) or []) for board in (self.board, other)]
                assert told[0] == told[1]

    def finish(self) -> None:
        """The log and a stored snapshot give the same board again."""
        log = LOG.decode(msgspec.msgpack.encode(self.events))
        assert packed(replay(log)) == packed(self.board), "a full replay gives another board"
        data, seq = self.stored
        board = msgspec.convert(msgpack.unpackb(data), Board)
        for event in log[seq:]:
            apply(board, event)
        assert packed(board) == packed(self.board), "a snapshot and its tail give another board"


def strings_in(value: Any) -> Iterator[str]:
    """Every text in a value, keys among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from strings_in(key)
            yield from strings_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from strings_in(inner)
