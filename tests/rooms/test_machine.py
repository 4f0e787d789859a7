"""Whatever people ask, in whatever order, a room keeps its rules."""

from __future__ import annotations

import os
from random import Random

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from rooms import commands as c
from rooms.board import Board
from rooms.phases import Phase
from tests.rooms.crowd import Crowd
from tests.rooms.making import DESK, STEP
from tests.rooms.wishes import Wishes

LIKELY = [*c.ASKABLE, *[c.GroupNotes, c.HideNotes, c.OpenRound, c.Undo, c.Redo] * 2, *[c.PlaceDots] * 8]
WITHOUT_LEAVING = [kind for kind in LIKELY if kind not in (c.ChangePhase, c.VoidRound, c.UntieBallots)]
randoms = st.randoms(use_true_random=False)


class ARoomOfMany(RuleBasedStateMachine):
    """Anybody asks for anything at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.crowd = Crowd()
        self.wishes = Wishes(lambda: self.crowd.board)

    @property
    def board(self) -> Board:
        return self.crowd.board

    def wish(self, kind: type[c.Command], random: Random) -> None:
        self.crowd.ask(*self.wishes.wish(kind, random))

    def go(self, phase: Phase) -> None:
        round_ = self.crowd.board.round
        if round_ and round_.running:
            self.crowd.ask(DESK, c.CloseRound(round_.id))
        self.crowd.ask(DESK, c.ChangePhase(self.crowd.board.step, STEP[phase]))

    @initialize(notes=st.integers(2, 12), phase=st.sampled_from(Phase), random=randoms)
    def write(self, notes: int, phase: Phase, random: Random) -> None:
        for start, kind in ((Phase.LOBBY, c.SetEarlier), (Phase.WRITING, c.PostNote), (Phase.ACTIONS, c.StartAction)):
            self.go(start)
            for _ in range(notes):
                self.wish(kind, random)
        self.go(phase)

    @rule(kind=st.sampled_from(LIKELY), random=randoms)
    def ask(self, kind: type[c.Command], random: Random) -> None:
        self.wish(kind, random)

    @rule(kinds=st.lists(st.sampled_from(WITHOUT_LEAVING), min_size=3, max_size=10), random=randoms)
    def ask_for_several(self, kinds: list[type[c.Command]], random: Random) -> None:
        for kind in kinds:
            self.wish(kind, random)

    @rule(phase=st.sampled_from(Phase))
    def go_where_things_happen(self, phase: Phase) -> None:
        self.go(phase)

    @rule(
        kinds=st.lists(st.sampled_from([c.PlaceDots] * 5 + [c.EnterPaper, c.HideNotes, c.GroupNotes])), random=randoms
    )
    def vote(self, kinds: list[type[c.Command]], random: Random) -> None:
        round_ = self.crowd.board.round
        if round_ is None or not round_.running:
            self.go(Phase.VOTING)
            self.wish(c.OpenRound, random)
        for kind in kinds:
            self.wish(kind, random)

    @rule(times=st.integers(4, 12), random=randoms)
    def rewrite_before_reading_what_has_been_grouped(self, times: int, random: Random) -> None:
        here = self.crowd.board.phase
        self.go(Phase.SORTING)
        self.wish(c.GroupNotes, random)
        self.go(Phase.WRITING)
        for _ in range(times):
            self.crowd.ask(*self.wishes.about_a_group(random))
        self.go(here)

    @rule(random=randoms, accept=st.booleans())
    def show(self, random: Random, accept: bool) -> None:
        if round_ := self.crowd.board.round:
            self.crowd.ask(DESK, c.CloseRound(round_.id))
            self.crowd.ask(DESK, c.RevealRound(round_.id))
            if accept:
                self.wish(c.SettleTie, random)
                self.crowd.ask(DESK, c.AcceptRound(round_.id))

    @rule(place=st.integers(0, 10_000))
    def a_late_copy_comes(self, place: int) -> None:
        self.crowd.ask_again(place)

    @rule()
    def some_screens_catch_up(self) -> None:
        self.crowd.catch_up()

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
    max_examples=int(os.environ.get("TALKOOT_EXAMPLES", "40")),  # thousands, when the rules themselves have changed
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
