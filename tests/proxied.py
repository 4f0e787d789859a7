"""The shipped HAProxy configuration before two real nodes on one Redis, with the user that deploy/redis.conf has."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from tests.servers import free_port, redis_server
from tests.talkoot import ROOT, Talkoot

HAPROXY = shutil.which("haproxy", path=f"{os.environ['PATH']}:/usr/sbin") or "haproxy"
CONFIGURATION = ROOT / "deploy" / "haproxy.cfg"
_PASSWORD = "of-letters-and-digits-1"
_START_SECONDS = 20.0


class HaProxy:
    """One haproxy with deploy/haproxy.cfg: it listens and finds its nodes, by port, where the environment says."""

    def __init__(self, folder: Path, nodes: tuple[int, int], phones: int) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.said: list[str] = []  # what it printed, line by line
        self._path = folder / "haproxy.cfg"
        self._phones = phones
        self._environ = {
            **os.environ,
            "TALKOOT_BIND": f"127.0.0.1:{self.port}",
            "TALKOOT_NODE_1": f"127.0.0.1:{nodes[0]}",
            "TALKOOT_NODE_2": f"127.0.0.1:{nodes[1]}",
        }
        self._process: asyncio.subprocess.Process | None = None
        self._hearing: asyncio.Task[None] | None = None
        self._heard = asyncio.Condition()

    async def start(self) -> None:
        """Start it and wait until pages come through."""
        shipped = CONFIGURATION.read_text(encoding="utf-8")
        # Whoever runs the tests may be neither root nor allowed a hall's worth of files.
        ours = re.sub(r"^    (user|group) haproxy\n", "", shipped, flags=re.MULTILINE)
        ours = ours.replace("maxconn 20000", f"maxconn {self._phones * 2 + 100}")
        self._path.write_text(ours, encoding="utf-8")
        self._process = await asyncio.create_subprocess_exec(
            HAPROXY,
            "-db",
            "-f",
            str(self._path),
            env=self._environ,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        self._hearing = asyncio.create_task(self._hear(self._process))
        async with asyncio.timeout(_START_SECONDS):
            while not await asyncio.to_thread(self._serves):
                if self._process.returncode is not None:
                    raise RuntimeError("haproxy ended at once:\n" + "\n".join(self.said))
                await asyncio.sleep(0.05)

    async def stop(self) -> None:
        if self._process is None:
            return
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()
        if self._hearing is not None:
            await self._hearing

    def count(self, what: str) -> int:
        """How often it has said something of its nodes, such as `node-1 is UP`."""
        return sum(what in line and not line.startswith("[") for line in self.said)

    async def until_said(self, what: str, times: int) -> None:
        """Wait until it has said so that often."""
        async with asyncio.timeout(60), self._heard:
            await self._heard.wait_for(lambda: self.count(what) >= times)

    def _serves(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    async def _hear(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            async with self._heard:
                self.said.append(line.decode(errors="replace").rstrip())
                self._heard.notify_all()


def users() -> list[str]:
    """The users of deploy/redis.conf, as options of redis-server's command line."""
    shipped = (ROOT / "deploy" / "redis.conf").read_text(encoding="utf-8")
    lines = re.findall(r"^# user ((?:default|talkoot) .*)$", shipped, flags=re.MULTILINE)
    assert len(lines) == 2
    return [word for line in lines for word in ("--user", *line.replace(">CHANGE-ME", f">{_PASSWORD}").split())]


@asynccontextmanager
async def behind_haproxy(
    folder: Path, phones: int, drain_seconds: float
) -> AsyncIterator[tuple[HaProxy, tuple[Talkoot, Talkoot]]]:
    """The proxy and the two nodes, for so many phones."""
    async with AsyncExitStack() as stack:
        redis = await stack.enter_async_context(redis_server(folder, *users()))
        url = f"redis://talkoot:{_PASSWORD}@127.0.0.1:{redis.port}/0"
        nodes = (Talkoot(folder / "node-1", redis_url=url), Talkoot(folder / "node-2", redis_url=url))
        proxy = HaProxy(folder, (nodes[0].port, nodes[1].port), phones)
        for node in nodes:
            node.environ["TALKOOT_URL"] = proxy.url
            node.environ["TALKOOT_DRAIN_SECONDS"] = str(drain_seconds)
            stack.push_async_callback(node.kill)
            await node.start()
        stack.push_async_callback(proxy.stop)
        await proxy.start()
        yield proxy, nodes
