"""The log: numbered entries per stream, which is the only truth Talkoot keeps.

One contract, two homes: `server.log.sqlite` (embedded, the default) and `server.log.redis` (several nodes, on a single
Redis or a Cluster). `tests/log_contract.py` is the same suite for all. A log may lose its last entries when Redis fails
over to a replica, or when it is restored from a backup: `server/tail.py` says what nodes do then.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

MAX_EPOCH = 2**53  # Redis's scripts count in doubles; milliseconds since 1970 fit for 285,000 years


class Position(NamedTuple):
    """Where a stream stands: `epoch` names this life of the log, `seq` is its last entry (0 = none yet).

    The epoch is a whole number from 1 to `MAX_EPOCH`. It goes up when a log is created or restored, when a failover
    lost entries, and when a stream was rewritten.
    """

    epoch: int
    seq: int


class Snapshot(NamedTuple):
    """What a stream amounts to at `position`; `data` is opaque to the log."""

    position: Position
    data: bytes


class Conflict(Exception):
    """Somebody else's entry is already there, or the epoch is another one. Nothing was written."""


class Unavailable(Exception):
    """The log cannot be written or read now. Whether an append took place is unknown; read before trying again."""


class Full(Unavailable):
    """There is no room to write; reading goes on."""


class TooNew(Unavailable):
    """A newer version of Talkoot has written here: this one may take it for something else."""


class Log(Protocol):
    """Durable, ordered, compare-and-append storage. Every method may raise `Unavailable`.

    Stream names are made of `a-z 0-9 - /`, at most 120 characters, for example `room/7k4m9q`.
    """

    async def append(self, stream: str, after: Position, entry: bytes, onto: bytes | None = None) -> Position:
        """Append one entry on top of exactly `after` and return its position once it is durable.

        `Position(epoch, 0)` creates the stream in that epoch. `onto`, when given, is the entry that must stand at
        `after`: in a log that was failed over or restored, another one may. An append is never retried by the log
        itself; after a lost reply the log reads the place and returns normally if its own bytes stand there.
        Raises: `Conflict` when the stream has moved on, has another epoch or entry, or (at seq 0) exists already.
        """
        ...

    async def renew(self, stream: str, after: Position, entry: bytes, onto: bytes | None, epoch: int) -> Position:
        """Append like `append`, but in a higher `epoch`, in which the stream goes on: entries and snapshot stay.

        Whoever stands in the old epoch is refused from then on. Raises: `Conflict` as `append`.
        """
        ...

    async def rewrite(
        self, stream: str, after: Position, entry: bytes, onto: bytes, epoch: int, data: bytes
    ) -> Position:
        """Append like `renew`, and let nothing stay of what came before but a snapshot of `data` at that entry.

        For forgetting: older entries and snapshots are gone for good, on disk too (or soon after). Raises: as `renew`.
        """
        ...

    async def position(self, stream: str) -> Position | None:
        """Where the stream stands; None when it does not exist."""
        ...

    async def read(
        self, stream: str, after: int, limit: int = 1000, epoch: int | None = None
    ) -> list[tuple[int, bytes]]:
        """Entries with seq > `after`, in order, at most `limit`; empty when there are none.

        Give `epoch` when the entries go on top of a board: a stream that was deleted and begun anew has the same
        numbers and another past. Raises: `Trimmed` when the first of them is no longer kept; `Conflict` when `epoch`
        is given and the stream has another one or is gone.
        """
        ...

    async def snapshot(self, stream: str) -> Snapshot | None:
        """The newest stored snapshot of the stream's current epoch, or None."""
        ...

    async def put_snapshot(self, stream: str, snapshot: Snapshot, last: bytes | None = None) -> None:
        """Store a snapshot unless a newer one of the same epoch is there already.

        One that does not belong to the stream (deleted meanwhile, another epoch, beyond its end, or `last` is given and
        another entry stands in its place) is let fall without a word, so that a late snapshot brings nothing back that
        was erased, nor what was lost.
        """
        ...

    async def trim(self, stream: str, below: int) -> int:
        """Drop entries with seq < `below` that a stored snapshot covers; return how many; never the last entry."""
        ...

    async def delete(self, stream: str) -> None:
        """Remove a stream, its entries and its snapshots. Deleting what is not there is fine.

        Begin a stream of the same name only in a higher epoch.
        """
        ...

    async def streams(self, prefix: str) -> list[str]:
        """Names of all streams that begin with `prefix`, sorted."""
        ...

    async def secret(self, name: str, ours: bytes | None = None) -> bytes:
        """32 random bytes kept under `name` outside every stream: made at first asking, the same ever after.

        `ours` is what they were when we asked before: a log that lost them in a failover takes these.
        """
        ...

    async def destroy_secret(self, name: str) -> None:
        """Forget the secret for good, on disk too (or soon after); asking again would make another."""
        ...

    def follow(self, stream: str, ring: Callable[[], None]) -> None:
        """Call `ring` soon after somebody else (another node) appended to or deleted `stream`.

        `ring` is called on the event loop that `follow` was called on, once soon after following (so follow first,
        then read) and then for news; it may be late or come without news. The log polls for itself, so that a lost
        message delays a ring by seconds at most. One ring a stream: following again replaces it.
        """
        ...

    def unfollow(self, stream: str) -> None:
        """Ring no more. Fine when nothing was followed."""
        ...

    async def pin(self, topic: str, node: str, note: bytes, seconds: float) -> None:
        """Put this node's short note on a board that all nodes read; it falls off after `seconds`.

        Nothing is made durable: where there is one node, it says nothing of whether the log can be written.
        """
        ...

    async def pinned(self, topic: str) -> dict[str, bytes]:
        """Every node's note on `topic` that has not fallen off, by node."""
        ...

    async def touch(self) -> None:
        """Write something small that nobody reads, as durably as an entry: whether that works and how long it takes."""
        ...

    async def close(self) -> None:
        """Finish the appends under way and let go. Whatever is asked later raises `Unavailable`."""
        ...


class Home(Log, Protocol):
    """A log itself, with what only restoring a backup asks of it."""

    async def restore(self, stream: str, at: Position, entries: Sequence[bytes]) -> None:
        """Begin a stream with these entries (one at least), the last of which stands at `at`.

        Raises: `Conflict` when the stream exists. Nobody may follow it yet.
        """
        ...

    async def keep_secret(self, name: str, data: bytes) -> bytes:
        """Keep `data` under `name`, unless there is a secret already. Returns what is kept now."""
        ...


class Trimmed(Exception):
    """The entries asked for are gone; begin from the snapshot."""
