"""Marks: what tells the entry that a viewer stands on from another one in its place, and our word from a made-up one.

A viewer that comes back names a place in the log and the mark that it heard there. After a loss another entry may stand
at that place: then the mark is another one. And one that names a place beyond the log's end tells of a loss that nobody
else remembers, so that everybody gets the board anew: nobody can claim that without a mark that a server made.
"""

from __future__ import annotations

import hashlib
from zlib import crc32

ENTRY_BITS = 24  # of the entry: by chance alone one in 16 million others has them, too
WORD_BITS = 28  # of our word: with ENTRY_BITS no more than 53, which a browser holds in a number
_WORD_BYTES = 4


class Marks:
    """The marks of one room. `key`: the servers' secret, the same on all nodes and after a restore."""

    def __init__(self, key: bytes, room: str) -> None:
        self._key = hashlib.blake2b(f"mark {room}".encode(), key=key[:64]).digest()

    def of(self, epoch: int, seq: int, entry: bytes | None) -> int:
        """The mark of the entry at that place, whose id is random and so are its bits."""
        bits = crc32(entry or b"") >> (32 - ENTRY_BITS)
        return bits << WORD_BITS | self._word(epoch, seq, bits)

    def genuine(self, epoch: int, seq: int, mark: int) -> bool:
        """Whether a server made that mark for that place, of whatever entry stood there."""
        bits, word = mark >> WORD_BITS, mark & (1 << WORD_BITS) - 1
        return bits >> ENTRY_BITS == 0 and word == self._word(epoch, seq, bits)

    def _word(self, epoch: int, seq: int, bits: int) -> int:
        place = f"{epoch} {seq} {bits}".encode()
        digest = hashlib.blake2b(place, key=self._key, digest_size=_WORD_BYTES).digest()
        return int.from_bytes(digest, "big") >> (8 * _WORD_BYTES - WORD_BITS)
