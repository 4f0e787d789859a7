"""Looks at the log: is it there, does it take what is written, does Redis keep it safe."""

from __future__ import annotations

import time

from server.check import Finding, good, hint, problem
from server.log import Log, Unavailable
from server.log.redis import RedisLog
from server.settings import Settings

SLOW_SECONDS = 0.05  # every command waits for one write; people feel a tenth of a second


async def written(log: Log, settings: Settings) -> Finding:
    """Write something small and see how long that takes."""
    where = "Redis" if settings.redis_url else f"the file in {settings.folder}"
    try:
        await log.touch()
        began = time.monotonic()
        await log.touch()
    except Unavailable as error:
        return problem("log", f"The log cannot be written: {error}.", "Until that is mended nobody can do anything.")
    took = time.monotonic() - began
    said = f"The log, {where}, takes what is written, in {took * 1000:.1f} ms."
    if took > SLOW_SECONDS:
        return hint("log", said, "That is slow. Use a disk of this machine, and nothing else that writes to it.")
    return good("log", said)


async def redis_settings(log: Log) -> list[Finding]:
    """Settings of Redis that endanger what was acknowledged; nothing without Redis."""
    if not isinstance(log, RedisLog):
        return []
    try:
        warnings = await log.check()
    except Unavailable as error:
        return [problem("redis", f"{error}.", "Mend that first.")]
    if not warnings:
        return [good("redis", "Redis keeps what was acknowledged, through a power cut too.")]
    unseen = "does not let us see"
    return [
        hint("redis", warning, "Look with redis-cli CONFIG GET.")
        if unseen in warning
        else problem("redis", warning, "See deploy/redis.conf.")
        for warning in warnings
    ]
