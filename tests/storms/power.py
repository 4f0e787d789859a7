"""A power cut for real files: what a process wrote and had not synced yet is taken away again.

kill -9 proves nothing about a disk: the kernel still has the pages. Here strace writes down what a server does to its
files, and afterwards each file is cut to what was written before its last completed sync began. That is the worst that
a power cut may do to a file that only grows. (What it may do to names in a folder is not tried.)
"""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.servers import RedisServer
from tests.talkoot import ROOT

TRACED = "openat,write,pwrite64,ftruncate,fdatasync,fsync"
STRACE = ["strace", "--follow-forks", "--decode-fds=path", "--string-limit=0", f"--trace={TRACED}"]

_CALL = re.compile(r"^(?P<task>\d+) +(?P<name>\w+)\((?P<rest>.*)$")
_RESUMED = re.compile(r"^(?P<task>\d+) +<\.\.\. (?P<name>\w+) resumed>(?P<rest>.*)$")
_FILE = re.compile(r"^\d+<(?P<path>/[^>]*)>")
_RESULT = re.compile(r"= (?P<result>-?\d+)(?: |$|<)")
_PLACE = re.compile(r", (?P<place>\d+)\) *= ")


class Written:
    """One file: bytes that stand in it, and bytes that a power cut leaves."""

    def __init__(self) -> None:
        self.end = 0
        self.synced = 0


class Trace:
    """What strace wrote down, read line by line. `files` by path."""

    def __init__(self, lines: list[str], begun: dict[str, int] | None = None) -> None:
        self.files: dict[str, Written] = {}
        self._begun = begun or {}  # bytes in files that were there before
        self._half: dict[str, tuple[str, str, int]] = {}  # by task: call, what was said, end when it began
        for line in lines:
            self._take(line)

    def _take(self, line: str) -> None:
        if call := _CALL.match(line):
            path = self._path(call["rest"])
            end = self.files[path].end if path in self.files else 0
            if call["rest"].endswith("<unfinished ...>"):
                said = call["rest"].removesuffix("<unfinished ...>").rstrip()
                self._half[call["task"]] = call["name"], said, end
            else:
                self._done(call["name"], path, call["rest"], end)
        elif (call := _RESUMED.match(line)) and call["task"] in self._half:
            name, said, end = self._half.pop(call["task"])
            self._done(name, self._path(said), said + call["rest"], end)

    def _path(self, said: str) -> str:
        found = _FILE.match(said)
        if found is None:
            return ""
        path = found["path"].removesuffix(" (deleted)")
        if path not in self.files:
            file = self.files[path] = Written()
            file.end = file.synced = self._begun.get(path, 0)
        return path

    def _done(self, name: str, path: str, said: str, end_when_it_began: int) -> None:
        result = _RESULT.search(said)
        if not path or result is None or int(result["result"]) < 0:
            return
        file, number = self.files[path], int(result["result"])
        if name == "write":
            file.end += number
        elif name == "pwrite64":
            place = _PLACE.search(said)
            assert place is not None, said
            file.end = max(file.end, int(place["place"]) + number)
        elif name in ("fdatasync", "fsync"):
            file.synced = max(file.synced, end_when_it_began)


def cut_power(trace: Path, folder: Path, begun: dict[str, int]) -> int:
    """Cut every file of `folder` to what was surely on the disk; the bytes that went. `begun`: sizes before."""
    files = Trace(trace.read_text(errors="replace").splitlines(), begun).files
    gone = 0
    for path, file in files.items():
        place = Path(path)
        if place.is_relative_to(folder) and place.is_file() and place.stat().st_size > file.synced:
            gone += place.stat().st_size - file.synced
            os.truncate(place, file.synced)
    return gone


def sizes(folder: Path) -> dict[str, int]:
    """Bytes in each file there is now."""
    return {str(path): path.stat().st_size for path in folder.rglob("*") if path.is_file()}


class ShippedRedis(RedisServer):
    """A redis-server on `deploy/redis.conf`, under strace when `trace` is given."""

    def __init__(self, folder: Path, *options: str) -> None:
        super().__init__(folder, *options)
        self.trace: Path | None = None
        self.begun: dict[str, int] = {}

    def _command(self) -> list[str]:
        arguments = [
            "redis-server", str(ROOT / "deploy" / "redis.conf"), "--port", str(self.port), "--bind", "127.0.0.1",
            "--dir", str(self.folder), "--daemonize", "no", *self._options,
        ]  # fmt: skip
        if self.trace is None:
            return arguments
        self.begun = sizes(self.folder)
        return [*STRACE, f"--output={self.trace}", *arguments]

    async def cut_power(self) -> int:
        """kill -9, and take away what was not on the disk yet; the bytes that went."""
        assert self.trace is not None
        assert self._process is not None
        os.kill(traced_child(self._process.pid), signal.SIGKILL)
        await self._gone()
        gone = cut_power(self.trace, self.folder, self.begun)
        self.trace = None
        return gone


def traced_child(strace: int) -> int:
    """The process that this strace began."""
    children = Path(f"/proc/{strace}/task/{strace}/children").read_text().split()
    return int(children[0])


@asynccontextmanager
async def shipped_redis(folder: Path, *options: str) -> AsyncIterator[ShippedRedis]:
    """A Redis under strace until its power is cut; `start` it again then. `options` go before the shipped settings."""
    place = folder / "redis"
    place.mkdir()
    server = ShippedRedis(place, *options)
    server.trace = folder / "trace"
    await server.start()
    try:
        yield server
    finally:
        if server._process is not None and server.trace is not None:
            os.kill(traced_child(server._process.pid), signal.SIGKILL)
            await server._gone()
        await server.kill()


@asynccontextmanager
async def traced_author(folder: Path, *arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """`python -m tests.storms.author` under strace, with its trace in `folder`; killed at the end if it still runs."""
    process = await asyncio.create_subprocess_exec(
        *STRACE,
        f"--output={folder / 'trace'}",
        sys.executable,
        "-m",
        "tests.storms.author",
        *arguments,
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        limit=1 << 20,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            os.kill(traced_child(process.pid), signal.SIGKILL)
        await process.wait()
