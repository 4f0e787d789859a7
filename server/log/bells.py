"""Who wants to hear of which stream, and how far they know it. Shared by both homes of the log."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from server.log import Position

GONE = Position(0, 0)  # how a stream that does not exist looks to the bells; no real epoch is 0


class Bells:
    """One bell per followed stream, rung for news only: what this node wrote itself or heard already is no news."""

    def __init__(self) -> None:
        self._rings: dict[str, Callable[[], None]] = {}
        self._known: dict[str, Position] = {}

    def __len__(self) -> int:
        return len(self._rings)

    def __iter__(self) -> Iterator[str]:
        return iter(tuple(self._rings))

    def follow(self, stream: str, ring: Callable[[], None]) -> None:
        self._rings[stream] = ring
        self._known.pop(stream, None)

    def unfollow(self, stream: str) -> None:
        self._rings.pop(stream, None)
        self._known.pop(stream, None)

    def unheard(self) -> list[str]:
        """Streams that were followed but of which nothing was heard yet: their first word is always news."""
        return [stream for stream in self._rings if stream not in self._known]

    def wrote(self, stream: str, at: Position) -> None:
        """Remember an append of our own, so that its echo does not ring."""
        if stream in self._known:
            self._known[stream] = at if at == GONE else max(self._known[stream], at)

    def heard(self, stream: str, at: Position) -> None:
        """Ring if `at` is news. An older position is a late message; `GONE` is news once."""
        if stream not in self._rings:
            return
        known = self._known.get(stream)
        if known is None or at > known or (at == GONE and known != GONE):
            self._known[stream] = at
            self._rings[stream]()
