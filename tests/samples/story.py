"""A short room that makes every event, as each audience sees it; the JSON is read by tests of both sides.

`python -m tests.samples.story` writes the files anew; `test_story.py` fails when they are not what the rules say.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rooms import commands as c
from rooms import events as e
from rooms.applying import apply
from rooms.board import Board
from rooms.phases import Role
from rooms.room import Actor, decide, open_room
from rooms.things import Origin
from rooms.views import Audience, see, sees_notes, settled, snapshot

FOLDER = Path(__file__).parent
NOW = 1_795_000_000_000

ANNA = Actor(Role.PARTICIPANT, "anna", "ballot-anna", "tab-anna")
BO = Actor(Role.PARTICIPANT, "bo", "ballot-bo", "tab-bo")
DESK = Actor(Role.FACILITATOR)
SERVER = Actor(Role.SERVER)

COLUMNS = (
    e.Column(
        "needs", {"fi": "Tarpeet", "en": "Needs"}, {"fi": "Mitä ala tarvitsee?", "en": "What's needed?"}, "yellow"
    ),
    e.Column("slow", {"fi": "Esteet", "en": "Obstacles"}, {"fi": "Mikä hidastaa?", "en": "What slows?"}, "blue"),
)
STEPS = tuple(
    e.Step(phase, minutes)
    for phase, minutes in (
        ("lobby", 0),
        ("review", 0),
        ("writing", 5),
        ("tables", 0),
        ("reading", 0),
        ("sorting", 10),
        ("voting", 3),
        ("results", 0),
        ("commitments", 0),
        ("closed", 0),
    )
)
ORIGIN = Origin("north", {"fi": "Pohjoinen", "en": "North"}, 1, 7, 5, 9)

STORY: tuple[tuple[Actor, c.Command], ...] = (
    (DESK, c.PostNote("early", "slow", "Entered before anybody came", "en")),
    (DESK, c.EditColumn("slow", {"fi": "Hidasteet", "en": "Obstacles"}, {"fi": "Mikä hidastaa?", "en": "What slows?"})),
    (DESK, c.SetEarlier("e1", "A harbour market", "City", "under_way", "The permit is there", "en")),
    (DESK, c.SetEarlier("e2", "Avoimet ovet", "Museo", "dropped", "Rahat loppuivat", "fi")),
    (DESK, c.SetWall("dark", ("fi", "en"), paused=True, page=1)),
    (DESK, c.SendMessage("m1", "We begin in five minutes", "en")),
    (DESK, c.ChangePhase(0, 1)),
    (ANNA, c.JudgeEarlier("e1", "keep", "Keep going")),
    (BO, c.JudgeEarlier("e1", "change")),
    (ANNA, c.TalkAbout(("e2",))),
    (DESK, c.OrderEarlier(by_votes=True)),
    (BO, c.TalkAbout(("e1", "e2"))),
    (DESK, c.RemoveEarlier("e2", act="act-earlier")),
    (DESK, c.SendMessage("m1", "", "en")),
    (DESK, c.ChangePhase(1, 2)),
    (ANNA, c.PostNote("a1", "needs", "Tiloja iltaisin", "fi")),
    (ANNA, c.PostNote("a2", "needs", "Tiloja viikonloppuisin", "fi")),
    (BO, c.PostNote("b1", "slow", "Tillstånd tar tid", "sv")),
    (BO, c.PostNote("b2", "needs", "A calendar", "en")),
    (ANNA, c.EditNote("a1", "Tiloja myös iltaisin", 1)),
    (DESK, c.HideNotes(("b1",))),
    (DESK, c.ShowNotes(("b1",))),
    (DESK, c.SetTimer(1, NOW + 60_000)),
    (DESK, c.SetTimer(2, None, 42_000)),
    (DESK, c.ChangePhase(2, 3)),
    (ANNA, c.JoinTable(1)),
    (BO, c.JoinTable(1)),
    (BO, c.PickNote("a1", picked=True)),
    (ANNA, c.PickNote("b2", picked=True)),
    (ANNA, c.PickNote("b2", picked=False)),
    (DESK, c.ChangePhase(3, 4)),
    (BO, c.PostNote("b3", "slow", "Two lines\nof text", "en")),
    (BO, c.EditNote("b3", "Two lines\nof better text", 1)),
    (BO, c.PostNote("b4", "slow", "A mistake", "en")),
    (BO, c.DeleteNote("b4")),
    (ANNA, c.SaySame("a1", "a2")),
    (BO, c.SaySame("b1", "b3")),
    (DESK, c.DismissSame("b1", "b3")),
    (DESK, c.Spotlight("a1")),
    (DESK, c.ChangePhase(4, 5)),
    (SERVER, c.BringNotes("slow", (c.Brought("north-1", "A shared ferry", "en", ORIGIN),))),
    (DESK, c.MoveNotes(("b2",), "slow")),
    (DESK, c.GroupNotes("g1", ("a2", "a1"), act="act-group")),
    (DESK, c.GroupNotes("g1", ("b2",))),
    (DESK, c.GroupNotes("g2", ("b1", "b3"), "Permits")),
    (DESK, c.RenameGroup("g1", "Spaces")),
    (DESK, c.MoveGroup("g2", "needs")),
    (DESK, c.HideNotes(("b3",), act="act-hide")),
    (DESK, c.Undo("act-hide")),
    (DESK, c.Redo("act-hide")),
    (DESK, c.ShowNotes(("b3",))),
    (DESK, c.MoveNotes(("b2",), "needs")),
    (DESK, c.UngroupNotes(("b1", "b3"))),
    (DESK, c.FormGroups({"b3": "g3", "b1": "g3"}, act="act-form")),
    (DESK, c.Undo("act-form")),
    (DESK, c.PrepareRound("r0")),
    (DESK, c.VoidRound("r0")),
    (DESK, c.PrepareRound("r1", (), 2, 2, 1)),
    (DESK, c.ChangePhase(5, 6)),
    (DESK, c.OpenRound("r1")),
    (ANNA, c.PlaceDots("r1", {"g1": 2}, "tab-anna", 1)),
    (BO, c.PlaceDots("r1", {"b1": 1, "b2": 1}, "tab-bo", 1)),
    (BO, c.PlaceDots("r1", {"b2": 0, "north-1": 1}, "tab-bo", 2)),
    (DESK, c.RewordLine("r1", "north-1", "A ferry for both towns")),
    (DESK, c.EnterPaper("r1", "p1", {"b1": 1})),
    (DESK, c.EnterPaper("r1", "p2", {"b1": 1})),
    (DESK, c.RemovePaper("r1", "p2")),
    (DESK, c.PauseRound("r1", paused=True)),
    (DESK, c.PauseRound("r1", paused=False)),
    (DESK, c.HideNotes(("north-1",))),
    (DESK, c.CloseRound("r1")),
    (DESK, c.ChangePhase(6, 7)),
    (DESK, c.RevealRound("r1")),
    (DESK, c.SettleTie("r1", "decided", ("g1",), "Spaces come first")),
    (DESK, c.AcceptRound("r1")),
    (DESK, c.OpenRound("p", practice=True, texts=("Tea", "Coffee"))),
    (BO, c.PlaceDots("p", {"practice-2": 1}, "tab-bo", 1)),
    (SERVER, c.UntieBallots("p")),
    (DESK, c.OpenRound("r2", (), 1, 1, 1, live=True)),
    (BO, c.PlaceDots("r2", {"b1": 1}, "tab-bo", 1)),
    (DESK, c.VoidRound("r2", "The wrong lines")),
    (DESK, c.StartAction("x1", "Open the hall in the evening", "g1", "en")),
    (DESK, c.StartAction("x2", "En kalender för alla", "", "sv")),
    (DESK, c.EditAction("x1", "lever", "act", "")),
    (DESK, c.MoveAction("x2", "x1")),
    (DESK, c.RemoveAction("x2", act="act-remove")),
    (DESK, c.ChangePhase(7, 8)),
    (ANNA, c.TakePart("x1", "Anna Oy")),
    (BO, c.ObjectTo("x1", "Say which evenings")),
    (DESK, c.AcceptAction("x1", accepted=True)),
    (DESK, c.ChangePhase(8, 9)),
    (ANNA, c.GiveFeedback(5, "Well led")),
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
        events = None if seen is None else settled(board, seen, audience)
        chapters.append({"asked": type(command).__name__, "events": events, "after": snapshot(board, audience)})
    return {"start": start, "chapters": chapters}


def happened() -> list[e.Event]:
    """All events of the story."""
    board = Board()
    events: list[e.Event] = [open_room("room", "workshop", {"fi": "Kulttuuri", "en": "Culture"}, COLUMNS, STEPS)]
    apply(board, events[0])
    for actor, command in STORY:
        for event in decide(board, command, actor, NOW):
            apply(board, event)
            events.append(event)
    return events


def text(audience: Audience) -> str:
    """The story as the file holds it."""
    return json.dumps(told(audience), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def path(audience: Audience) -> Path:
    """Where the story of an audience lies."""
    return FOLDER / f"{audience}.json"


if __name__ == "__main__":
    for audience in Audience:
        path(audience).write_text(text(audience), encoding="utf-8")
