"""What happened in a storm, as each screen wrote it down itself, and what the log held. Only ever added to.

`checker.py` reads it. Times are places in the order of writing down, which is the same for everybody.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from rooms.events import Event

Plain = dict[str, Any]


class Screen(Struct, frozen=True):
    """Who writes down. `participant`: the id that the room knows them by; empty for desks and walls."""

    name: str
    audience: str
    participant: str = ""


class Asked(Struct, frozen=True):
    """A screen wished for something; `wish` is the wish's number in the whole history."""

    screen: str
    wish: int
    command: Plain


class Answered(Struct, frozen=True):
    """The last answer to a wish: `code` is empty when it was acknowledged, at `seq` of `epoch`.

    `sent`: how often the wish had been put on a line.
    """

    screen: str
    wish: int
    epoch: int
    seq: int = 0
    code: str = ""
    sent: int = 1


class Saw(Struct, frozen=True):
    """A frame about the board came, after which the screen stands at `seq` of `epoch`.

    `line`: the screen's how many-th connection; `after`: where the frame goes on from, None for a whole board.
    `digest`: of the board that the screen then has, None when it was not taken. `texts`: every text in the frame;
    `counted`: the rounds whose counts by line are in it.
    """

    screen: str
    line: int
    epoch: int
    seq: int
    after: int | None
    digest: bytes | None = None
    texts: frozenset[str] = frozenset()
    counted: frozenset[str] = frozenset()


class Told(Struct, frozen=True):
    """A frame about the screen's own came, with these texts."""

    screen: str
    texts: frozenset[str]


class Ended(Struct, frozen=True):
    """Where a screen stands at the end of everything, with digests of its board and of what is its own."""

    screen: str
    epoch: int
    seq: int
    digest: bytes
    own: bytes | None = None


class Entry(Struct, frozen=True):
    """An entry of the log. `id` is its own, unlike any other's."""

    seq: int
    id: str
    events: tuple[Event, ...]


class Life(Struct):
    """One epoch of the log: all its entries. `kept`: how many the next life began with; None: it is the last."""

    epoch: int
    entries: list[Entry] = []
    kept: int | None = None


class History:
    """Everything that was written down. `keys`: the secret of each round by its id, as far as one was made."""

    def __init__(self) -> None:
        self.screens: dict[str, Screen] = {}
        self.records: list[Asked | Answered | Saw | Told | Ended] = []
        self.lives: list[Life] = []
        self.keys: dict[str, bytes] = {}
        self._wishes = 0

    def add(self, record: Asked | Answered | Saw | Told | Ended) -> None:
        self.records.append(record)

    def asked(self, screen: str, command: Plain) -> int:
        """Write down a new wish; its number."""
        self._wishes += 1
        self.add(Asked(screen, self._wishes, command))
        return self._wishes
