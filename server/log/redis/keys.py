"""Names in Redis: every key and channel carries its partition as hash tag, and so lives in one slot of a Cluster.

{p017}:log:room/abc     stream   the entries; id `epoch-seq`, field `e`
{p017}:snap:room/abc    hash     the newest snapshot: `epoch`, `seq`, `data`
{p017}:streams          set      names of the partition's streams
{p017}:bell             channel  `epoch-seq node stream` for every append, `0-0 node stream` for a deletion
{p003}:secret:<name>    string
{p003}:pin:<topic>      hash     node to `until note`; `until` in ms by Redis's clock
"""

from __future__ import annotations

import zlib

from redis.crc import key_slot

from server.log import Position

PARTITIONS = 128  # fixed for ever: it is part of every key. Their slots spread evenly over 2, 3, 4, 6 and 8 masters


def partition_of(name: str) -> int:
    """The partition of a stream, a secret or a topic."""
    return zlib.crc32(name.encode()) % PARTITIONS


def tag(partition: int) -> str:
    return f"{{p{partition:03}}}"


def key(name: str, kind: str) -> str:
    """The key of this kind that belongs to `name`."""
    return f"{tag(partition_of(name))}:{kind}:{name}"


def index(partition: int) -> str:
    """The set of the partition's streams."""
    return f"{tag(partition)}:streams"


def bell(partition: int) -> str:
    """The channel where the partition's news are told."""
    return f"{tag(partition)}:bell"


SLOTS = tuple(key_slot(tag(partition).encode()) for partition in range(PARTITIONS))
PARTITION_OF_SLOT = {slot: partition for partition, slot in enumerate(SLOTS)}


def id_of(at: Position) -> str:
    return f"{at.epoch}-{at.seq}"


def position(found: bytes) -> Position:
    epoch, seq = found.split(b"-")
    return Position(int(epoch), int(seq))
