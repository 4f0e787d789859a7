"""Open the log that the settings ask for."""

from __future__ import annotations

import logging
from pathlib import Path

from server.log import Home, Unavailable
from server.log.redis import RedisLog
from server.log.sqlite import SqliteLog

FILE_NAME = "talkoot.sqlite"

logger = logging.getLogger(__name__)


class LogError(Exception):
    """The log cannot be opened; the message is one plain line for whoever starts the server."""


async def open_log(redis_url: str | None, data_folder: Path) -> Home:
    """The Redis at `redis_url`, else the SQLite file in `data_folder`, which is made (mode 0700) when missing.

    Settings of Redis that endanger acknowledged entries are logged as warnings. Raises: `LogError`.
    """
    if redis_url:
        return await _open_redis(redis_url)
    return _open_sqlite(data_folder)


def _open_sqlite(data_folder: Path) -> Home:
    try:
        data_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise LogError(f"the data folder {data_folder} cannot be made: {error.strerror}") from error
    try:
        return SqliteLog(data_folder / FILE_NAME)
    except Unavailable as error:
        raise LogError(str(error)) from error


async def _open_redis(url: str) -> Home:
    try:
        log = RedisLog(url)
    except ValueError as error:
        raise LogError("the URL of Redis must begin with redis://, rediss:// or unix:// and be complete") from error
    try:
        for warning in await log.check():
            logger.warning(warning)
    except BaseException as error:
        await log.close()
        if isinstance(error, Unavailable):
            raise LogError(str(error)) from error
        raise
    return log
