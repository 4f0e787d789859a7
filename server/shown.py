"""What each audience of a room has been shown, is about to be shown, and could be shown again."""

from __future__ import annotations

from collections import deque

from msgspec import Struct

from rooms import views
from rooms.applying import apply
from rooms.board import Board
from rooms.events import Event
from rooms.views import Audience, Seen
from server import wire
from server.log import Position

RECENT_FRAMES = 2_000  # fan-outs kept for those who come back
GAP_EVENTS = 1_000  # a gap of more events than that is larger than a snapshot

Look = dict[Audience, list[Seen] | None]
"""What each audience sees of something that happened; None: a snapshot instead."""


def applied(board: Board, event: Event) -> Look:
    """Apply an event and say what each audience sees of it."""
    saw = {audience: views.sees_notes(board, audience) for audience in Audience}
    apply(board, event)
    return {audience: views.see(board, event, audience, saw[audience]) for audience in Audience}


class Fanned(Struct, frozen=True):
    """One fan-out as it went: from after one seq, whose entry has that mark, to another, and what each audience saw."""

    after: int
    mark: int
    seq: int
    seen: Look


class Shown:
    """Looks that wait for the next fan-out, those of the last ones, and snapshots packed for sharing."""

    def __init__(self) -> None:
        self._pending: Look = {audience: [] for audience in Audience}
        self._recent: deque[Fanned] = deque(maxlen=RECENT_FRAMES)
        self._packed: dict[Audience, tuple[Position, bytes]] = {}

    def add(self, looks: list[Look]) -> None:
        """Take in what has just become durable."""
        for look in looks:
            for audience, seen in look.items():
                pending = self._pending[audience]
                if seen is None or pending is None:
                    self._pending[audience] = None
                else:
                    pending += seen

    def fan_out(self, board: Board, after: int, mark: int, seq: int) -> Fanned:
        """All that waited, with figures as they stand now; it is kept for those who come back."""
        seen = {
            audience: None if pending is None else views.settled(board, pending, audience)
            for audience, pending in self._pending.items()
        }
        self._pending = {audience: [] for audience in Audience}
        fanned = Fanned(after, mark, seq, seen)
        self._recent.append(fanned)
        return fanned

    def since(self, audience: Audience, seq: int, mark: int | None) -> list[Seen] | None:
        """The events after `seq` as this audience saw them, figures once; None when only a snapshot will do.

        `mark`: that of the entry which the viewer has at `seq`, when it is not known to be ours.
        """
        missed = [fanned for fanned in self._recent if fanned.seq > seq]
        if not missed or missed[0].after != seq or mark not in (None, missed[0].mark):
            return None
        events: list[Seen] = []
        for fanned in missed:
            seen = fanned.seen[audience]
            if seen is None or len(events) > GAP_EVENTS:
                return None
            events += seen
        return views.newest_figures(events)

    def packed(self, board: Board, position: Position, audience: Audience) -> bytes:
        """The compressed snapshot for an audience, made once per seq and shared by all who ask."""
        made_at, data = self._packed.get(audience, (None, b""))
        if made_at != position:
            data = wire.pack_board(views.snapshot(board, audience))
            self._packed[audience] = (position, data)
        return data
