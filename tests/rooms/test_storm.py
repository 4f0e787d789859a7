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
from rooms.phases import Phase
from rooms.room import Actor
from rooms.views import Audience, snapshot
from tests.rooms.crowd import PEOPLE, Crowd
from tests.rooms.making import COLUMNS, DESK, NOON, STEPS, msgpack_bytes, packed

SEEDS = range(50)
STEPS_A_DAY = 120
USUAL = {
    Phase.LOBBY: {"go": 1},
    Phase.WRITING: {"post": 12, "edit": 3, "delete": 1, "hide": 2, "show": 1, "go": 1},
    Phase.READING: {"post": 3, "edit": 3, "delete": 1, "hide": 3, "show": 2, "group": 4, "go": 1},
    Phase.SORTING: {
        "group": 8,
        "ungroup": 2,
        "move": 2,
        "rename": 3,
        "hide": 3,
        "show": 3,
        "edit": 2,
        "delete": 1,
        "go": 1,
    },
    Phase.VOTING: {"open": 4, "reveal": 1, "go": 2},
    Phase.RESULTS: {"reveal": 3, "hide": 1, "go": 2},
    Phase.CLOSED: {"go": 1},
}
WHILE_OPEN = {"place": 20, "hide": 2, "show": 1, "timer": 1, "close": 1}
ANYTHING = sorted({what for usual in (*USUAL.values(), WHILE_OPEN) for what in usual})


class Day:
    """One seeded day: mostly what suits the phase, now and then anything at all."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.crowd = Crowd()
        self.texts = 0
        self.changes: Counter[Actor] = Counter()

    def run(self) -> Crowd:
        for _ in range(STEPS_A_DAY):
            round_ = self.crowd.board.round
            usual = WHILE_OPEN if round_ and round_.state == "open" else USUAL[self.crowd.board.phase]
            if self.random.random() < 0.9:
                what = self.random.choices(list(usual), list(usual.values()))[0]
            else:
                what = self.random.choice(ANYTHING)
            actor, command = self.wish(what)
            self.crowd.ask(actor, command)
            self.crowd.check()
            if self.random.random() < 0.02:
                self.crowd.store()
        self.crowd.finish()
        return self.crowd

    def wish(self, what: str) -> tuple[Actor, c.Command]:
        board, random = self.crowd.board, self.random
        somebody = random.choice([*PEOPLE, *PEOPLE, DESK])
        notes = list(board.notes.values())
        note = random.choice(notes) if notes else None
        id_ = note.id if note else "nothing"
        author = next((actor for actor in PEOPLE if note and actor.id == note.author), DESK)
        some = tuple(n.id for n in random.choices(notes, k=random.randint(1, 4))) if notes else ("nothing",)
        members = tuple(n.id for n in board.members(note.group)) if note and note.group else some
        round_ = board.round.id if board.round else "round-0"
        group, column = f"group-{random.randint(1, 4)}", random.choice(COLUMNS).id
        self.texts += 1
        text = f"words {self.texts}"
        match what:
            case "post":
                return somebody, c.PostNote(f"note-{random.randint(1, 40)}", column, text)
            case "edit":
                return random.choice([author, author, somebody]), c.EditNote(id_, text, note.version if note else 1)
            case "delete":
                return random.choice([author, author, somebody]), c.DeleteNote(id_)
            case "hide":
                return DESK, c.HideNotes(random.choice([some, members]))
            case "show":
                return DESK, c.ShowNotes(some)
            case "group":
                return DESK, c.GroupNotes(group, some, random.choice(["", "", "a title"]))
            case "ungroup":
                return DESK, c.UngroupNotes(some)
            case "move":
                return DESK, random.choice([c.MoveNotes(some, column), c.MoveGroup(group, column)])
            case "rename":
                return DESK, c.RenameGroup(group, f"title {self.texts}")
            case "timer":
                return DESK, c.SetTimer(board.timer.version, random.choice([None, NOON + self.texts]))
            case "open":
                columns = random.choice([(), (), (column,)])
                budget, cap = random.randint(0, 4), random.randint(1, 2)
                return DESK, c.OpenRound(f"round-{random.randint(1, 3)}", columns, budget, cap)
            case "close":
                return DESK, c.CloseRound(round_)
            case "reveal":
                return DESK, c.RevealRound(random.choice([round_, "round-1"]))
            case "place":
                voter = random.choice(PEOPLE)
                self.changes[voter] += 1
                change = max(1, self.changes[voter] - random.choice([0, 0, 0, 0, 1, 2]))
                lines = [line.id for line in board.round.lines] if board.round else ["nothing"]
                wanted = {random.choice(lines): random.choice([0, 1, 1, 2]) for _ in range(random.randint(1, 3))}
                return voter, c.PlaceDots(round_, wanted, "tab", change)
        step = random.choice([board.step + 1, board.step + 1, random.randrange(len(STEPS))])
        return DESK, c.ChangePhase(board.step, step)


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
    for kind in ("GroupRenamed", "NotesUngrouped", "NotesShown", "RoundRevealed", "NoteDeleted"):
        assert happened[kind] >= 10, kind
    assert happened.keys() == {kind.__name__ for kind in e.Event.__subclasses__()}
    assert happened["DotsPlaced"] >= 150
    rounds = [(day.board, round_) for day in days for round_ in day.board.rounds.values()]
    assert any(board.withdrawn(line) for board, round_ in rounds for line in round_.lines)
    assert any(note.hidden and note.group for day in days for note in day.board.notes.values())


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
    assert len(found) == 1
    assert len(found.pop().split()) == 2
