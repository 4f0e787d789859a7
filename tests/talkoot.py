"""A real Talkoot for tests: the command line's own server process, on a free port, with a data folder of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any

from rooms.templates import template
from server.access import Access
from server.cli import links_of
from server.gathering import Gathering
from server.log.open import open_log
from server.settings import Settings
from tests.servers import free_port

ROOT = Path(__file__).parent.parent
_START_SECONDS = 30.0


class Talkoot:
    """One server process. `url` is where people open it; `log_path` holds all that it printed."""

    module = "server"
    look_seconds = 0.05
    """How long it waits until it looks again whether the server answers."""

    def __init__(self, folder: Path, *, redis_url: str = "", data: Path | None = None, port: int | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log_path = folder / "server.log"
        self.data = data or folder / "data"
        self.environ = {**os.environ, "TALKOOT_DATA": str(self.data), "TALKOOT_URL": self.url, "PYTHONUNBUFFERED": "1"}
        self.environ.pop("REDIS_URL", None)
        if redis_url:
            self.environ["REDIS_URL"] = redis_url
        self.process: asyncio.subprocess.Process | None = None

    async def start(self, *options: str) -> None:
        """Start the server and wait until it answers."""
        words = ["serve", "--host", "127.0.0.1", "--port", str(self.port), *options]
        with self.log_path.open("ab") as out, self.placed():
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", self.module, *words),
                cwd=ROOT,
                env=self.environ,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )
        async with asyncio.timeout(_START_SECONDS):
            while not await self.answers():
                if self.process.returncode is not None:
                    raise RuntimeError(f"the server ended at once:\n{self.printed()}")
                await asyncio.sleep(self.look_seconds)

    def placed(self) -> AbstractContextManager[None]:
        """Where the process is begun: on any core."""
        return nullcontext()

    async def answers(self) -> bool:
        """Whether the server serves now."""
        try:
            return await asyncio.to_thread(self._healthy)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def _healthy(self) -> bool:
        with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)

    async def kill(self) -> None:
        """kill -9, as a power switch would."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """Ask it to leave and wait until it has."""
        await self._end(signal.SIGTERM)

    def leave(self) -> None:
        """Ask it to leave, and let it take its time."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)

    async def ended(self) -> int:
        """Wait until it has ended: its exit code, or the negative number of the signal that killed it."""
        assert self.process is not None
        return await self.process.wait()

    async def _end(self, how: signal.Signals) -> None:
        if self.process is None or self.process.returncode is not None:
            return
        self.process.send_signal(how)
        await self.process.wait()

    def printed(self) -> str:
        """All that the server has printed so far."""
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    def erred(self) -> bool:
        """Whether it has told of an error of its own."""
        return " ERROR " in self.printed() or "Traceback" in self.printed()

    async def command(self, *arguments: str) -> tuple[int, str, str]:
        """Run the command line beside this server, on the same log: exit code, output, errors."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "server",
            *arguments,
            cwd=ROOT,
            env=self.environ,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, errors = await process.communicate()
        return process.returncode or 0, out.decode(), errors.decode()

    async def new(self, name: str = "idea-workshop", lang: str = "en") -> dict[str, Any]:
        """Make a workshop beside the server, on its log: what `talkoot new --json` prints."""
        log = await open_log(self.environ.get("REDIS_URL"), self.data)
        try:
            settings = Settings(url=self.url)
            workshop = await Gathering(log).create(template(name))
            return links_of(await Access.load(log, settings), workshop, lang)
        finally:
            await log.close()


@asynccontextmanager
async def talkoot(
    folder: Path, *, redis_url: str = "", data: Path | None = None, **environ: str
) -> AsyncIterator[Talkoot]:
    """A server that runs while the block does; `environ`: its further environment variables."""
    running = Talkoot(folder, redis_url=redis_url, data=data)
    running.environ |= environ
    try:
        await running.start()
        yield running
    finally:
        await running.stop()
