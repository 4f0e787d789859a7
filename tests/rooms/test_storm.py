"""Seeded days with much mischief: every rule holds after every step, on every screen."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from random import Random

import pytest

from rooms import commands as c
from rooms import events as e
from rooms.phases import ALLOWED, Phase, Role
from rooms.views import Audience, snapshot
from tests.rooms.crowd import Crowd
from tests.rooms.making import DESK, STEP, msgpack_bytes, packed
from tests.rooms.wishes import Wishes

SEEDS = range(20)
WISHES: dict[Phase, int] = dict.fromkeys(Phase, 8) | {
    Phase.REVIEW: 15,
    Phase.WRITING: 15,
    Phase.SORTING: 25,
    Phase.TABLES: 20,
    Phase.COMMITMENTS: 20,
    Phase.VOTING: 50,
    Phase.RESULTS: 15,
    Phase.ACTIONS: 20,
}
OFTEN: dict[type[c.Command], int] = {
    c.PostNote: 8,
    c.PlaceDots: 10,
    c.GroupNotes: 5,
    c.OpenRound: 3,
    c.JoinTable: 3,
    c.StartAction: 6,
    c.ObjectTo: 8,
    c.PickNote: 12,
    c.TalkAbout: 5,
    c.JudgeEarlier: 5,
    c.SetTimer: 1,
    c.Spotlight: 1,
    c.SendMessage: 1,
    c.SetWall: 1,
    c.VoidRound: 1,
    c.UntieBallots: 1,
}
ORDINARY = 2
WHILE_OPEN: dict[type[c.Command], int] = {
    c.PlaceDots: 16,
    c.EnterPaper: 2,
    c.HideNotes: 2,
    c.GroupNotes: 2,
    c.PauseRound: 2,
    c.RemovePaper: 1,
    c.UngroupNotes: 1,
    c.RewordLine: 1,
    c.MoveNotes: 1,
    c.ShowNotes: 1,
    c.Undo: 1,
}


class Day:
    """One seeded day through every phase: mostly what suits it, now and then anything at all."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.crowd = Crowd()
        self.wishes = Wishes(lambda: self.crowd.board)

    def run(self) -> Crowd:
        for phase in [*Phase, Phase.SORTING, Phase.VOTING, Phase.RESULTS, Phase.CLOSED]:
            self.come_to_an_end()
            self.crowd.ask(DESK, c.ChangePhase(self.crowd.board.step, STEP[phase]))
            for _ in range(WISHES[phase]):
                self.crowd.ask(*self.wishes.wish(self.kind(phase), self.random))
                if self.random.random() < 0.05:
                    self.crowd.ask_again(self.random.randrange(10_000))
                self.crowd.check()
            if self.random.random() < 0.3:
                self.crowd.catch_up()
            if self.random.random() < 0.1:
                self.crowd.store()
        self.crowd.finish()
        return self.crowd

    def kind(self, phase: Phase) -> type[c.Command]:
        chance, round_ = self.random.random(), self.crowd.board.round
        if chance < 0.1:
            anything: type[c.Command] = self.random.choice(c.ASKABLE)
            return anything
        if round_ and round_.running and chance < 0.7:
            return self.random.choices(list(WHILE_OPEN), list(WHILE_OPEN.values()))[0]
        if c.PlaceDots in ALLOWED[phase][Role.PARTICIPANT] and chance < 0.4:
            return c.OpenRound
        # Sorted, for a set has another order in every process.
        usual = sorted((ALLOWED[phase][Role.PARTICIPANT] | ALLOWED[phase][Role.FACILITATOR]), key=lambda k: k.__name__)
        usual = [kind for kind in usual if kind is not c.ChangePhase]
        return self.random.choices(usual, [OFTEN.get(kind, ORDINARY) for kind in usual])[0]

    def come_to_an_end(self) -> None:
        """Close what is open, mostly show it, and sometimes accept it."""
        round_ = self.crowd.board.round
        if round_ is None:
            return
        ends: list[tuple[c.Command, float]] = [
            (c.CloseRound(round_.id), 1),
            (c.RevealRound(round_.id), 0.7),
            (c.SettleTie(round_.id, "all"), 0.3),
            (c.AcceptRound(round_.id), 0.4),
        ]
        for command, likelihood in ends:
            if self.random.random() < likelihood:
                self.crowd.ask(DESK, command)


@cache
def day(seed: int) -> Crowd:
    return Day(seed).run()


def digest(seed: int) -> str:
    """What one day leaves, to the byte: log, board and every audience's snapshot."""
    crowd = day(seed)
    views = b"".join(msgpack_bytes(snapshot(crowd.board, audience)) for audience in Audience)
    return hashlib.sha256(packed(crowd.events) + packed(crowd.board) + views).hexdigest()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_stormy_day_breaks_no_rule_on_any_screen(seed: int) -> None:
    day(seed)


def test_the_storm_did_everything_that_can_happen() -> None:
    days = [day(seed) for seed in SEEDS]
    happened = Counter(type(event).__name__ for day in days for event in day.events)
    assert happened.keys() == {kind.__struct_config__.tag for kind in e.AnyEvent.__args__}
    for kind in ("GroupRenamed", "NotesUngrouped", "NotesShown", "RoundRevealed", "NoteDeleted", "ActUndone"):
        assert happened[kind] >= 10, kind
    assert happened["DotsPlaced"] >= 150
    rounds = [(day.board, round_) for day in days for round_ in day.board.rounds.values()]
    assert any(board.withdrawn(line) for board, round_ in rounds for line in round_.lines)
    assert any(note.hidden and note.group for day in days for note in day.board.notes.values())
    assert any(len(one.merged) > 1 and one.dots for board, round_ in rounds for one in board.results(round_))
    ways = {round_.settled.way for _, round_ in rounds if round_.settled}
    assert ways >= {"all", "decided"}
    assert {round_.state for _, round_ in rounds} >= {"closed", "revealed", "accepted", "void"}


def test_the_same_day_is_the_same_bytes_in_every_process() -> None:
    root = Path(__file__).parents[2]
    script = "from tests.rooms.test_storm import digest; print(*(digest(seed) for seed in range(2)))"
    found = {
        subprocess.run(
            [sys.executable, "-c", script],
            env=os.environ | {"PYTHONHASHSEED": hash_seed},
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for hash_seed in ("1", "2")
    }
    assert len(found) == 1  # C1
    assert len(found.pop().split()) == 2
