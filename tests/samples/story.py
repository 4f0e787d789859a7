"""A short room that makes every event, as each audience sees it; the JSON is read by tests of both sides.

`python -m tests.samples.story` writes the files anew; `test_story.py` fails when they are not what the rules say.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rooms import commands as c
from rooms import events as e
from rooms.board import Board, apply
from rooms.phases import Role
from rooms.room import Actor, decide, open_room
from rooms.views import Audience, see, sees_notes, settled, snapshot

FOLDER = Path(__file__).parent
NOW = 1_795_000_000_000

ANNA = Actor(Role.PARTICIPANT, "anna", "ballot-anna", "tab-anna")
BO = Actor(Role.PARTICIPANT, "bo", "ballot-bo", "tab-bo")
DESK = Actor(Role.FACILITATOR)

COLUMNS = (
    e.Column(
        "needs", {"fi": "Tarpeet", "en": "Needs"}, {"fi": "Mitä ala tarvitsee?", "en": "What's needed?"}, "yellow"
    ),
    e.Column("slow", {"fi": "Esteet", "en": "Obstacles"}, {"fi": "Mikä hidastaa?", "en": "What slows?"}, "blue"),
)
STEPS = tuple(
    e.Step(phase, minutes) for phase, minutes in
    (("lobby", 0), ("writing", 5), ("reading", 0), ("sorting", 10), ("voting", 3), ("results", 0), ("closed", 0))
)  # fmt: skip

STORY: tuple[tuple[Actor, c.Command], ...] = (
    (DESK, c.PostNote("early", "slow", "Entered before anybody came", "en")),
    (DESK, c.ChangePhase(0, 1)),
    (ANNA, c.PostNote("a1", "needs", "Tiloja iltaisin", "fi")),
    (ANNA, c.PostNote("a2", "needs", "Tiloja viikonloppuisin", "fi")),
    (BO, c.PostNote("b1", "slow", "Tillstånd tar tid", "sv")),
    (BO, c.PostNote("b2", "needs", "A calendar", "en")),
    (ANNA, c.EditNote("a1", "Tiloja myös iltaisin", 1)),
    (DESK, c.HideNotes(("b1",))),
    (DESK, c.ShowNotes(("b1",))),
    (DESK, c.SetTimer(1, NOW + 60_000)),
    (DESK, c.SetTimer(2, None, 42_000)),
    (DESK, c.ChangePhase(1, 2)),
    (BO, c.PostNote("b3", "slow", "Two lines\nof text", "en")),
    (BO, c.EditNote("b3", "Two lines\nof better text", 1)),
    (BO, c.PostNote("b4", "slow", "A mistake", "en")),
    (BO, c.DeleteNote("b4")),
    (DESK, c.ChangePhase(2, 3)),
    (DESK, c.MoveNotes(("b2",), "slow")),
    (DESK, c.GroupNotes("g1", ("a2", "a1"))),
    (DESK, c.GroupNotes("g1", ("b2",))),
    (DESK, c.GroupNotes("g2", ("b1", "b3"), "Permits")),
    (DESK, c.RenameGroup("g1", "Spaces")),
    (DESK, c.MoveGroup("g2", "needs")),
    (DESK, c.HideNotes(("b3",))),
    (DESK, c.ShowNotes(("b3",))),
    (DESK, c.MoveNotes(("b2",), "needs")),
    (DESK, c.UngroupNotes(("b1", "b3"))),
    (DESK, c.ChangePhase(3, 4)),
    (DESK, c.OpenRound("r1", (), 2, 2, 1)),
    (ANNA, c.PlaceDots("r1", {"g1": 2}, "tab-anna", 1)),
    (BO, c.PlaceDots("r1", {"b1": 1, "b2": 1}, "tab-bo", 1)),
    (BO, c.PlaceDots("r1", {"b1": 0, "g1": 1}, "tab-bo", 2)),
    (DESK, c.CloseRound("r1")),
    (DESK, c.RevealRound("r1")),
    (DESK, c.ChangePhase(4, 5)),
    (DESK, c.ChangePhase(5, 6)),
)


def told(audience: Audience) -> dict[str, Any]:
    """The story for one audience: the snapshot at the start, then after each command what came and how the board stood.

    `events` is null where the audience gets a snapshot instead.
    """
    board = Board()
    apply(board, open_room("room", "workshop", {"fi": "Kulttuuri", "en": "Culture"}, COLUMNS, STEPS))
    start = snapshot(board, audience)
    chapters: list[dict[str, Any]] = []
    for actor, command in STORY:
        seen: list[dict[str, Any]] | None = []
        for event in decide(board, command, actor, NOW):
            saw = sees_notes(board, audience)
            apply(board, event)
            more = see(board, event, audience, saw)
            seen = None if seen is None or more is None else seen + more
        events = None if seen is None else settled(board, seen)
        chapters.append({"asked": type(command).__name__, "events": events, "after": snapshot(board, audience)})
    return {"start": start, "chapters": chapters}


def text(audience: Audience) -> str:
    """The story as the file holds it."""
    return json.dumps(told(audience), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def path(audience: Audience) -> Path:
    """Where the story of an audience lies."""
    return FOLDER / f"{audience}.json"


if __name__ == "__main__":
    for audience in Audience:
        path(audience).write_text(text(audience), encoding="utf-8")
