"""The samples that browser tests read are what the rules make today."""

from __future__ import annotations

import json

import pytest

from rooms import events as e
from rooms.views import Audience
from tests.samples.story import path, text

SEEN_NOWHERE = {"RoomOpened", "NoteDeleted", "DotsPlaced"}  # they reach pages under other names


@pytest.mark.parametrize("audience", list(Audience))
def test_the_samples_on_disk_are_what_the_views_say(audience: Audience) -> None:
    assert path(audience).read_text(encoding="utf-8") == text(audience), "run: python -m tests.samples.story"


def test_the_samples_hold_every_event_that_anybody_sees() -> None:
    seen = {
        event["kind"]
        for audience in Audience
        for chapter in json.loads(text(audience))["chapters"]
        for event in chapter["events"] or []
    }
    possible = {event.__struct_config__.tag for event in e.AnyEvent.__args__} - SEEN_NOWHERE
    assert seen == possible | {"NotesRemoved", "NotesCounted", "TurnoutChanged"}
