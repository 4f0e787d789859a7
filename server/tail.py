"""What a node still holds of a stream's end, and what is done when the log has lost it.

Redis hands entries to its replicas after it has answered: a replica that takes over may lack the last ones. So may a
backup. Every node that serves a stream holds its last entries as they were written, and compares:

1. An append names the entry that it stands on, and reading on begins with the entry that is stood on. So nobody builds
   on another past than the log's, and a loss is noticed by the next append, the next bell, or the poll.
2. If the log holds nothing but a beginning of what is held here, the rest is **put back**: the same bytes in the same
   places. Any number of nodes may do so at once. Nobody who watches notices anything.
3. If somebody has gone on without what was lost, the stream goes on in a **higher epoch**, so that every screen gets
   the board as it is now. What is missing is said in one line, and what this node itself had decided there is decided
   again by whoever holds the commands.
4. A screen that has seen more than the log holds tells of a loss that no node remembers: a higher epoch, too.

A stream that is gone altogether was erased, and is never put back.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from msgspec import Struct

from server.log import Conflict, Log, Position

HELD_ENTRIES = 2_000  # a failover takes seconds; 2,000 entries are 20 s of the busiest room (a batch each 10 ms)
HELD_BYTES = 1_000_000  # and a hundred busy rooms hold 100 MB at most

T = TypeVar("T")


class Held(Struct, Generic[T], frozen=True):
    """One entry as it was written. `asked`: what this node decided in it, empty for other nodes' entries."""

    seq: int
    entry: bytes
    asked: tuple[T, ...] = ()


class Tail(Generic[T]):
    """The last entries of one stream, without gaps."""

    def __init__(self) -> None:
        self._held: deque[Held[T]] = deque()
        self._bytes = 0

    def __iter__(self) -> Iterator[Held[T]]:
        return iter(tuple(self._held))

    @property
    def last(self) -> bytes | None:
        """The newest entry; None while none is held."""
        return self._held[-1].entry if self._held else None

    def add(self, seq: int, entry: bytes, asked: tuple[T, ...] = ()) -> None:
        """Hold one more entry, and let the oldest go when they become too many."""
        if self._held and self._held[-1].seq != seq - 1:
            self.clear()
        self._held.append(Held(seq, entry, asked))
        self._bytes += len(entry)
        while len(self._held) > HELD_ENTRIES or (self._bytes > HELD_BYTES and len(self._held) > 1):
            self._bytes -= len(self._held.popleft().entry)

    def clear(self) -> None:
        self._held.clear()
        self._bytes = 0


class Mended(Struct, Generic[T], frozen=True):
    """What became of a loss. `position`: where the stream stands now, None when it is gone.

    `put_back`: how many entries. `lost`: the first and the last seq that are gone, None when nothing is. `missing`:
    those of them that are held here and were decided on a past that the log still has.
    """

    position: Position | None
    put_back: int = 0
    lost: tuple[int, int] | None = None
    missing: tuple[Held[T], ...] = ()


async def mend(
    log: Log, stream: str, at: Position, tail: Tail[T], marker: Callable[[], bytes], empty: Callable[[bytes], bool]
) -> Mended[T]:
    """Bring the stream and what is held of it until `at` together again, as the head of this file says.

    `marker` makes an entry in which nothing happens, and `empty` knows one. Raises: `Unavailable`; `Trimmed` when the
    stream has gone on so far that it cannot be told.
    """
    stood = at.seq
    while True:
        stands = await log.position(stream)
        if stands is None:
            return Mended(None)
        stood = min(stood, stands.seq)
        try:
            held = list(tail)
            theirs = await _from(log, stream, held[0].seq if held else at.seq + 1, stands)
            common = max((one.seq for one in held if theirs.get(one.seq) == one.entry), default=0)
            missing = tuple(one for one in held if one.seq > common)
            beyond = [entry for seq, entry in theirs.items() if seq > common]
            untouched = common > 0 and all(empty(entry) for entry in beyond)
            if stands.epoch < at.epoch or (stands.epoch == at.epoch and missing and (beyond or not untouched)):
                # No screen may take what comes now for a sequel to what it saw.
                await log.renew(stream, stands, marker(), theirs.get(stands.seq), at.epoch + 1)
            elif not missing:
                return Mended(stands)
            elif untouched:
                last = theirs.get(stands.seq)
                for one in missing:
                    stands = await log.append(stream, stands, one.entry, last)
                    last = one.entry
                return Mended(stands, len(missing))
            else:
                if not common:  # another log altogether, for all that can be told here: nothing is decided again in it
                    return Mended(stands, lost=(min(stood + 1, missing[0].seq), at.seq))
                return Mended(stands, lost=(common + 1, at.seq), missing=missing)
        except Conflict:
            continue  # another node mends, or goes on


async def _from(log: Log, stream: str, seq: int, stands: Position) -> dict[int, bytes]:
    """The stream's entries from `seq` on. Raises: as `Log.read`."""
    entries: dict[int, bytes] = {}
    while found := await log.read(stream, seq - 1 + len(entries), epoch=stands.epoch):
        entries.update(found)
    return entries
