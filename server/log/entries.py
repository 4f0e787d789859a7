"""What stands in one entry: a batch of events, a random id of its own, and one time for the whole batch."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any, Generic, TypeVar

import msgspec

E = TypeVar("E")

_encode = msgspec.msgpack.Encoder().encode


class Entry(msgspec.Struct, Generic[E], frozen=True):
    """`id` tells two entries of the same content apart after a lost reply; `at` is ms, the same for the whole batch."""

    id: str
    at: int
    events: list[E]


class EntryCodec(Generic[E]):
    """Packs and reads the entries of one kind of stream. `event_type` is the union of its events."""

    def __init__(self, event_type: Any) -> None:
        self._decoder = msgspec.msgpack.Decoder(Entry[event_type])

    def pack(self, events: Iterable[E], at: int) -> bytes:
        """One entry as bytes, unlike any other."""
        return _encode(Entry(secrets.token_hex(8), at, list(events)))

    def read(self, data: bytes) -> Entry[E]:
        """Raises: `msgspec.DecodeError` when this is no entry of that kind."""
        return self._decoder.decode(data)
