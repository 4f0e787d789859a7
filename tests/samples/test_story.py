"""The samples that browser tests read are what the rules make today."""

from __future__ import annotations

import json

import pytest

from rooms import commands as c
from rooms import events as e
from rooms.views import Audience
from tests.samples.story import STORY, happened, path, text

NOTES_AND_GROUPS = {
    "NotePosted",
    "NoteEdited",
    "NotePicked",
    "NotesMoved",
    "NotesGrouped",
    "NotesUngrouped",
    "NotesHidden",
    "NotesShown",
    "GroupMoved",
    "GroupRenamed",
    "PhaseChanged",
    "TimerSet",
}
"""Events that are seen under their own name; all others are told as figures, or as parts of the board."""
FIGURES = {"NotesRemoved", "NotesCounted", "TurnoutChanged", "ActionsOrdered", "Replaced"}
PARTS = {"columns", "round", "draft", "rounds", "earlier", "actions", "spotlight", "wall", "message"}
PARTS |= {"same", "tables", "feedback", "acts"}


@pytest.mark.parametrize("audience", list(Audience))
def test_the_samples_on_disk_are_what_the_views_say(audience: Audience) -> None:
    assert path(audience).read_text(encoding="utf-8") == text(audience), "run: python -m tests.samples.story"


def test_the_story_has_every_command_and_every_event() -> None:
    assert {type(command) for _, command in STORY} == set(c.ASKABLE)
    assert {type(event) for event in happened()} == set(e.AnyEvent.__args__)


def test_the_samples_hold_everything_that_anybody_sees() -> None:
    told = [
        event
        for audience in Audience
        for chapter in json.loads(text(audience))["chapters"]
        for event in chapter["events"] or []
    ]
    assert {event["kind"] for event in told} == NOTES_AND_GROUPS | FIGURES
    assert {event["part"] for event in told if event["kind"] == "Replaced"} == PARTS
