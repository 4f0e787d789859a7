"""A screen that follows PROTOCOL.md knows at every moment what a fresh one would be sent."""

from __future__ import annotations

from typing import Any

import msgpack
import pytest
from hypothesis import HealthCheck, settings

from rooms.applying import apply
from rooms.board import Board
from rooms.events import Event
from rooms.views import Audience, see, sees_notes, settled, snapshot
from server import wire
from server.rehearse.mirror import Gap, Mirror
from tests.rooms.test_machine import ARoomOfMany


def told(frame: dict[str, Any]) -> dict[str, Any]:
    """A frame as it comes out of the wire."""
    value: dict[str, Any] = msgpack.unpackb(msgpack.packb(frame))
    return value


def board_frame(board: Board, audience: Audience, seq: int) -> dict[str, Any]:
    return told({"kind": "board", "seq": seq, "mark": seq, "board": wire.pack_board(snapshot(board, audience))})


class ARoomThatIsMirrored(ARoomOfMany):
    """Whatever happened, each audience's mirror holds the snapshot."""

    def every_rule_holds(self) -> None:
        """The rules' own machine sees to that."""

    def teardown(self) -> None:
        for audience in Audience:
            self.follow(audience, list(self.crowd.events))
        super().teardown()

    def follow(self, audience: Audience, events: list[Event]) -> None:
        board, mirror, fresh = Board(), Mirror(), Mirror()
        for seq, event in enumerate(events, 1):
            saw = sees_notes(board, audience)
            apply(board, event)
            seen = see(board, event, audience, saw)
            if seen is None:
                mirror.take(board_frame(board, audience, seq))
            else:
                shown = settled(board, seen, audience)
                mirror.take(told({"kind": "events", "after": seq - 1, "seq": seq, "mark": seq, "events": shown}))
            fresh.take(board_frame(board, audience, seq))
            assert mirror.board == fresh.board


TestARoomThatIsMirrored = ARoomThatIsMirrored.TestCase
TestARoomThatIsMirrored.settings = settings(
    max_examples=15, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def test_events_that_do_not_follow_are_a_gap_and_change_nothing() -> None:
    mirror = Mirror()
    mirror.board, mirror.seq = {"step": 0, "groups": {}, "notes": {}}, 4
    with pytest.raises(Gap):
        mirror.take({"kind": "events", "after": 5, "seq": 6, "events": [{"kind": "PhaseChanged", "step": 1}]})
    assert (mirror.board["step"], mirror.seq) == (0, 4)


def test_an_action_that_a_merged_gap_tells_first_still_stands_in_its_place() -> None:
    mirror = Mirror()
    mirror.board, mirror.seq = {"actions": [], "groups": {}, "notes": {}}, 4
    told_late = [
        {"kind": "Replaced", "part": "actions", "id": f"a{n}", "value": {"id": f"a{n}", "order": n}} for n in (2, 1)
    ]
    mirror.take({"kind": "events", "after": 4, "seq": 9, "mark": 9, "events": told_late})
    assert [action["id"] for action in mirror.board["actions"]] == ["a1", "a2"]


def test_what_changed_at_a_table_is_put_into_what_is_known_of_it() -> None:
    mirror = Mirror()
    mirror.own["table"] = {"table": 2, "people": 2, "notes": [{"id": "n1", "order": 1}, {"id": "n3", "order": 3}]}
    mirror.take({"kind": "yours", "at_table": {"notes": [{"id": "n2", "order": 2}], "gone": ["n3"]}})
    assert [note["id"] for note in mirror.own["table"]["notes"]] == ["n1", "n2"]
    mirror.take({"kind": "yours", "at_table": {"people": 1, "notes": [], "gone": ["n1"]}})
    assert mirror.own["table"] == {"table": 2, "people": 1, "notes": [{"id": "n2", "order": 2}]}
