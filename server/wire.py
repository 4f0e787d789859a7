"""Frames to MessagePack and back. The only place where bytes from outside become values."""

from __future__ import annotations

import contextlib
import gzip
import time
from typing import Any

import msgpack
import msgspec
from websockets.frames import Frame, Opcode

from rooms.commands import AnyCommand
from rooms.errors import Invalid

SUBPROTOCOL = "talkoot.1"

PLAIN_BYTES = 2_000  # what is missed travels packed beyond this: smaller, it would fill a packet or two as well


class Ask(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A command with the connection's own number for it."""

    n: int
    do: AnyCommand


# The first conversion works out what all commands look like, 7 ms (measured): nobody should wait for that.
with contextlib.suppress(msgspec.ValidationError):
    msgspec.convert({}, Ask)


class Malformed(Invalid):
    """A frame that cannot be read. `n` is its number as far as that could be read, else 0."""

    def __init__(self, n: int = 0) -> None:
        super().__init__("malformed")
        self.n = n


def read(data: bytes) -> Ask | None:
    """What a client sent: a command, or None for a beat.

    The limits keep a few bytes from claiming gigabytes: without them, 4 KiB of nested headers that each claim a long
    list cost 38 ms of CPU (measured), for every list is made at its full length first.
    Raises: `Malformed`.
    """
    try:
        value = msgpack.unpackb(
            data,
            raw=False,
            strict_map_key=True,
            max_str_len=len(data),
            max_bin_len=0,
            max_array_len=500,
            max_map_len=500,
            max_ext_len=0,
        )
    except (ValueError, msgpack.UnpackException, RecursionError):
        raise Malformed from None
    if value == {"beat": True}:
        return None
    try:
        return msgspec.convert(value, Ask)
    except msgspec.ValidationError:
        n = value.get("n") if isinstance(value, dict) else None
        raise Malformed(n if isinstance(n, int) and not isinstance(n, bool) and 0 <= n < 2**53 else 0) from None


def pack(value: dict[str, Any]) -> bytes:
    """One value as a whole WebSocket frame, ready for the transport of any client."""
    return framed(msgpack.packb(value))


def pack_beat(seq: int) -> bytes:
    """The server lives, and the room stands at `seq`."""
    return pack({"kind": "beat", "now": int(time.time() * 1000), "seq": seq})


def framed(payload: bytes) -> bytes:
    """A payload as an unmasked binary frame."""
    return Frame(Opcode.BINARY, payload).serialize(mask=False)


def packed_beyond(value: dict[str, Any]) -> dict[str, Any]:
    """The same, or when it is long, as `packed`: a gzip'd MessagePack map. 23 kB of notes become 6 kB."""
    data = msgpack.packb(value)
    return value if len(data) <= PLAIN_BYTES else {"packed": gzip.compress(data, compresslevel=6, mtime=0)}


def pack_board(board: dict[str, Any]) -> bytes:
    """A snapshot as it stands in frames: compressed once, for everybody who joins at this seq."""
    return gzip.compress(msgpack.packb(board), compresslevel=6, mtime=0)
