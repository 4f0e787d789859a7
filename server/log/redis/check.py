"""What in the settings of Redis endangers what was acknowledged."""

from __future__ import annotations

import contextlib
from typing import Any

from redis import exceptions

from server.log import Unavailable
from server.log.redis.masters import Master

# The settings of `deploy/redis.conf` without which a promise breaks, and which.
CHECKS = {
    "appendonly": ("yes", "everything acknowledged is lost when Redis stops"),
    "appendfsync": ("always", "a power cut loses what was acknowledged in the last seconds"),
    "no-appendfsync-on-rewrite": ("no", "a power cut while Redis tidies up loses up to half a minute"),
    "maxmemory-policy": ("noeviction", "Redis may throw rooms away when its memory is full"),
}


async def check(master: Master) -> list[str]:
    """A plain sentence for each such setting. Raises: `RedisError`, `OSError`; `Unavailable` when it is too old."""
    name = f"Redis at {master.place}"
    version = str((await _info(master, "server")).get("redis_version", ""))
    if version and int(version.partition(".")[0]) < 7:
        raise Unavailable(f"{name} is version {version}, and 7.0 or newer is needed")
    seen: dict[str, str] = {}
    with contextlib.suppress(exceptions.ResponseError):
        for setting in CHECKS:
            held = await master.asker.config_get(setting)
            seen |= {_text(key): _text(value) for key, value in held.items()}
    if not seen:  # CONFIG is forbidden, as it should be; INFO shows two of them
        persistence, memory = await _info(master, "persistence"), await _info(master, "memory")
        if "aof_enabled" in persistence:
            seen["appendonly"] = "yes" if persistence["aof_enabled"] else "no"
        if "maxmemory_policy" in memory:
            seen["maxmemory-policy"] = str(memory["maxmemory_policy"])
    warnings = []
    for setting, (wanted, danger) in CHECKS.items():
        if setting not in seen:
            warnings.append(f"{name} does not let us see {setting}; make sure that it is {wanted}: else {danger}.")
        elif seen[setting] != wanted:
            warnings.append(f"{name} has {setting} {seen[setting]}: {danger}. Set {setting} {wanted}.")
    return warnings


async def _info(master: Master, section: str) -> dict[str, Any]:
    """What `INFO` says of `section`; empty when it is forbidden."""
    try:
        return await master.asker.info(section)
    except exceptions.NoPermissionError:
        return {}


def _text(value: str | bytes | None) -> str:
    return value.decode() if isinstance(value, bytes) else value or ""
