"""Whatever people ask, in whatever order, a room keeps its rules."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from rooms import commands as c
from rooms.board import Board
from rooms.phases import Phase
from rooms.room import Actor
from tests.rooms.crowd import PEOPLE, Crowd
from tests.rooms.making import COLUMNS, DESK, NOON, STEPS

people = st.sampled_from(PEOPLE)
anybody = st.sampled_from([*PEOPLE, DESK])
columns = st.sampled_from([*(column.id for column in COLUMNS), "c9"])
groups = st.sampled_from(["group-1", "group-2", "group-3"])
rounds = st.sampled_from(["round-1", "round-2"])
numbers = st.integers(0, 30)
some_numbers = st.lists(numbers, min_size=1, max_size=5)
some_notes = precondition(lambda self: self.board.notes)
dots = st.dictionaries(numbers, st.sampled_from([0, 1, 1, 1, 2, 3]), min_size=1, max_size=3)
titles = st.sampled_from(["", "a title of the desk", "another title of the desk"])


class ARoomOfMany(RuleBasedStateMachine):
    """Anybody asks for anything at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.crowd = Crowd()
        self.texts = 0
        self.changes: dict[Actor, int] = {}

    @property
    def board(self) -> Board:
        return self.crowd.board

    def ask(self, actor: Actor, command: c.Command) -> None:
        self.crowd.ask(actor, command)

    def note(self, number: int) -> str:
        return list(self.board.notes)[number % len(self.board.notes)]

    def text(self) -> str:
        self.texts += 1
        return f"words {self.texts}"

    def go(self, phase: Phase) -> None:
        self.ask(DESK, c.ChangePhase(self.board.step, [step.phase for step in STEPS].index(phase)))

    def sort(self, there: bool) -> None:
        """Go where notes may be grouped and moved, or stay and try it from here."""
        if there and self.board.round and self.board.round.state == "open":
            self.ask(DESK, c.CloseRound(self.board.round.id))
        if there:
            self.go(Phase.SORTING)

    # What people do

    @initialize(posted=st.lists(st.tuples(anybody, columns), min_size=3, max_size=10), phase=st.sampled_from(Phase))
    def write(self, posted: list[tuple[Actor, str]], phase: Phase) -> None:
        self.go(Phase.WRITING)
        for number, (actor, column) in enumerate(posted):
            self.post(actor, column, number)
        self.go(phase)

    @rule(actor=anybody, column=columns, number=numbers)
    def post(self, actor: Actor, column: str, number: int) -> None:
        self.ask(actor, c.PostNote(f"note-{number}", column, self.text()))

    @some_notes
    @rule(actor=anybody, number=numbers, late=st.booleans())
    def edit(self, actor: Actor, number: int, late: bool) -> None:
        note = self.board.notes[self.note(number)]
        self.ask(actor, c.EditNote(note.id, self.text(), note.version - late))

    @some_notes
    @rule(actor=anybody, number=numbers)
    def delete(self, actor: Actor, number: int) -> None:
        self.ask(actor, c.DeleteNote(self.note(number)))

    @some_notes
    @rule(number=numbers)
    def delete_by_its_author(self, number: int) -> None:
        note = self.board.notes[self.note(number)]
        author = next((actor for actor in PEOPLE if actor.id == note.author), DESK)
        self.ask(author, c.DeleteNote(note.id))

    @some_notes
    @rule(some=some_numbers, column=columns, there=st.booleans())
    def move(self, some: list[int], column: str, there: bool) -> None:
        self.sort(there)
        self.ask(DESK, c.MoveNotes(tuple(map(self.note, some)), column))

    @some_notes
    @rule(group=groups, some=some_numbers, title=titles, there=st.booleans())
    def group(self, group: str, some: list[int], title: str, there: bool) -> None:
        self.sort(there)
        self.ask(DESK, c.GroupNotes(group, tuple(map(self.note, some)), title))

    @some_notes
    @rule(some=some_numbers, there=st.booleans())
    def ungroup(self, some: list[int], there: bool) -> None:
        self.sort(there)
        self.ask(DESK, c.UngroupNotes(tuple(map(self.note, some))))

    @rule(group=groups, title=titles, column=columns, there=st.booleans())
    def rename_or_move_a_group(self, group: str, title: str, column: str, there: bool) -> None:
        self.sort(there)
        self.ask(DESK, c.RenameGroup(group, title) if title else c.MoveGroup(group, column))

    @some_notes
    @rule(some=some_numbers, hide=st.booleans())
    def hide_or_show(self, some: list[int], hide: bool) -> None:
        self.ask(DESK, (c.HideNotes if hide else c.ShowNotes)(tuple(map(self.note, some))))

    @rule(step=st.integers(0, len(STEPS)), stale=st.sampled_from([0, 0, 0, 1]))
    def change_phase(self, step: int, stale: int) -> None:
        self.ask(DESK, c.ChangePhase(self.board.step + stale, step))

    @rule(phase=st.sampled_from([Phase.READING, Phase.SORTING, Phase.SORTING, Phase.VOTING, Phase.VOTING]))
    def go_where_things_happen(self, phase: Phase) -> None:
        if self.board.round and self.board.round.state == "open":
            self.ask(DESK, c.CloseRound(self.board.round.id))
        self.go(phase)

    @rule(ends=st.none() | st.integers(NOON, NOON + 10**6), left=st.none() | st.integers(0, 10**6))
    def set_timer(self, ends: int | None, left: int | None) -> None:
        self.ask(DESK, c.SetTimer(self.board.timer.version, ends, left))

    @rule(
        there=st.booleans(),
        round_=rounds,
        columns=st.sampled_from([(), (), ("c1",), ("c1", "c2")]),
        budget=st.integers(0, 5),
        cap=st.integers(1, 3),
    )
    def open_round(self, there: bool, round_: str, columns: tuple[str, ...], budget: int, cap: int) -> None:
        if there:
            self.go(Phase.VOTING)
        self.ask(DESK, c.OpenRound(round_, columns, budget, cap))

    @precondition(lambda self: self.board.round is not None)
    @rule(round_=rounds, reveal=st.sampled_from([False, False, True]))
    def close_or_reveal(self, round_: str, reveal: bool) -> None:
        self.ask(DESK, (c.RevealRound if reveal else c.CloseRound)(round_))

    @precondition(lambda self: self.board.round is not None)
    @rule(number=numbers)
    def withdraw_a_line(self, number: int) -> None:
        assert self.board.round
        self.ask(DESK, c.HideNotes(self.board.round.lines[number % len(self.board.round.lines)].notes))

    @precondition(lambda self: self.board.round is not None)
    @rule(wishes=st.lists(st.tuples(people, dots, st.sampled_from([0, 0, 0, -1, -2])), min_size=1, max_size=8))
    def place_dots(self, wishes: list[tuple[Actor, dict[int, int], int]]) -> None:
        round_ = self.board.round
        assert round_
        lines = [line.id for line in round_.lines]
        for actor, wish, late in wishes:
            self.changes[actor] = self.changes.get(actor, 0) + 1
            there = {lines[number % len(lines)]: count for number, count in wish.items()}
            self.ask(actor, c.PlaceDots(round_.id, there, "tab1", max(1, self.changes[actor] + late)))

    @rule()
    def store_a_snapshot(self) -> None:
        self.crowd.store()

    @invariant()
    def every_rule_holds(self) -> None:
        self.crowd.check()

    def teardown(self) -> None:
        self.crowd.finish()


TestARoomOfMany = ARoomOfMany.TestCase
TestARoomOfMany.settings = settings(
    max_examples=50, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
