"""What stands in one entry: a batch of events, a random id of its own, and one time for the whole batch.

An entry says in which format it is written. While nodes are updated one after the other, an old one must not decide on
top of what it knows only half: events of a kind that it cannot read, or with fields that it would overlook.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any, Generic, TypeVar

import msgspec

from server.log import TooNew

FORMAT = 1
"""Goes up with every change of what events, entries or snapshots hold (`tests/server/test_format.py`)."""

E = TypeVar("E")

_encode = msgspec.msgpack.Encoder().encode


class Entry(msgspec.Struct, Generic[E], frozen=True):
    """`id` tells two entries of the same content apart after a lost reply; `at` is ms, the same for the whole batch."""

    id: str
    at: int
    events: list[E]
    format: int = msgspec.field(default=0, name="v")


class _Written(msgspec.Struct, frozen=True):
    """What all formats of an entry have in common."""

    format: int = msgspec.field(default=0, name="v")


class EntryCodec(Generic[E]):
    """Packs and reads the entries of one kind of stream. `event_type` is the union of its events."""

    def __init__(self, event_type: Any) -> None:
        self._decoder = msgspec.msgpack.Decoder(Entry[event_type])

    def pack(self, events: Iterable[E], at: int) -> bytes:
        """One entry as bytes, unlike any other."""
        return _encode(Entry(secrets.token_hex(8), at, list(events), FORMAT))

    def read(self, data: bytes) -> Entry[E]:
        """Raises: `TooNew`; `msgspec.DecodeError` when this is no entry of that kind."""
        try:
            entry: Entry[E] = self._decoder.decode(data)
        except msgspec.ValidationError:
            readable(_written.decode(data).format)
            raise
        readable(entry.format)
        return entry


_written = msgspec.msgpack.Decoder(_Written)


def readable(format: int) -> None:
    """Raises: `TooNew` when that is a format of a newer version."""
    if format > FORMAT:
        raise TooNew(f"a newer version has written this, in format {format}; this one reads {FORMAT}")
