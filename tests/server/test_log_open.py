from __future__ import annotations

import logging
import stat
from pathlib import Path

import pytest

from server.log.open import FILE_NAME, LogError, open_log
from server.log.redis import RedisLog
from server.log.sqlite import SqliteLog
from tests.log_contract import BEGIN, ROOM
from tests.servers import free_port, redis_server


async def one_line_why(redis_url: str | None, folder: Path) -> str:
    with pytest.raises(LogError) as refused:
        await open_log(redis_url, folder)
    assert "\n" not in str(refused.value)
    return str(refused.value)


async def test_without_redis_the_log_is_a_file_in_a_folder_made_for_it(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "data"
    log = await open_log(None, folder)
    assert isinstance(log, SqliteLog)
    await log.append(ROOM, BEGIN, b"1")
    await log.close()
    assert (folder / FILE_NAME).exists()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.redis
async def test_with_a_redis_url_the_log_is_there_and_warnings_are_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with redis_server(tmp_path, "--appendfsync", "everysec") as redis:
        with caplog.at_level(logging.WARNING):
            log = await open_log(redis.url, tmp_path / "data")
        assert isinstance(log, RedisLog)
        await log.close()
    (record,) = caplog.records
    assert "appendfsync everysec" in record.getMessage()
    assert not (tmp_path / "data").exists()


async def test_a_folder_that_cannot_be_made_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert str(tmp_path / "file") in await one_line_why(None, tmp_path / "file")
    assert str(tmp_path / "file") in await one_line_why(None, tmp_path / "file" / "data")


async def test_a_file_that_cannot_be_opened_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    assert await one_line_why(None, tmp_path) == f"{tmp_path / FILE_NAME} cannot be opened: Is a directory"


async def test_a_redis_that_is_not_there_is_told_in_one_line_without_its_password(tmp_path: Path) -> None:
    port = free_port()
    why = await one_line_why(f"redis://someone:hush@127.0.0.1:{port}/0", tmp_path)
    assert why == f"Redis at 127.0.0.1:{port} cannot be reached"


@pytest.mark.redis
async def test_a_wrong_password_is_told_in_one_line_without_it(tmp_path: Path) -> None:
    async with redis_server(tmp_path, "--requirepass", "right") as redis:
        for url in (redis.url, redis.url.replace("//", "//:hush@")):
            why = await one_line_why(url, tmp_path)
            assert "refuses our user or password" in why
            assert "hush" not in why


async def test_a_url_that_is_not_one_for_redis_is_told_in_one_line(tmp_path: Path) -> None:
    for url in ("localhost:6379", "http://localhost", "redis://localhost:port"):
        assert "redis://" in await one_line_why(url, tmp_path)
