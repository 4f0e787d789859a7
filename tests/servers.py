"""Real servers for tests, each ended by the test that started it."""

from __future__ import annotations

import asyncio
import contextlib
import random
import re
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import ResponseError


def free_port() -> int:
    """A port of the loopback address that nobody listens on.

    Below those that the kernel gives to outgoing connections: a server that is started again finds its own still free.
    """
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


REDIS_CONF = (Path(__file__).parent.parent / "deploy" / "redis.conf").read_text(encoding="utf-8")
PASSWORD = "secret"


def advised(*names: str) -> list[str]:
    """Settings that deploy/redis.conf advises in comments, by what they begin with, as a command line."""
    lines = [
        line.removeprefix("# ") for name in names for line in REDIS_CONF.splitlines() if line.startswith(f"# {name}")
    ]
    words = [re.sub("CHANGE-ME(-TOO)?", PASSWORD, line).split() for line in lines]
    return [word for name, *values in words for word in (f"--{name}", *values)]


class RedisServer:
    """One redis-server that keeps its files in `folder`, so that it has them again after `kill` and `start`."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.said: list[str] = []  # what it printed, line by line
        self._options = options
        self._process: asyncio.subprocess.Process | None = None
        self._hearing: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def user_url(self) -> str:
        """The address for the user whom deploy/redis.conf advises; start the server with `advised("user talkoot")`."""
        return f"redis://talkoot:{PASSWORD}@127.0.0.1:{self.port}/0"

    async def start(self) -> None:
        """Start it and return when it has loaded its files and accepts connections."""
        assert self._process is None, "it runs already"
        self._process = await asyncio.create_subprocess_exec(
            *self._command(), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
        )
        ready = asyncio.Event()
        self._hearing = asyncio.create_task(self._hear(self._process, ready))
        waiting = asyncio.create_task(ready.wait())
        await asyncio.wait([waiting, self._hearing], return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if not ready.is_set():
            await self.kill()
            raise AssertionError("redis-server did not start:\n" + "\n".join(self.said[-20:]))

    def _command(self) -> list[str]:
        return [
            "redis-server",
            "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder), "--daemonize", "no",
            "--appendonly", "yes", "--appendfsync", "always", "--save", "", "--maxmemory-policy", "noeviction",
            "--repl-diskless-sync-delay", "0",
            *self._options,
        ]  # fmt: skip

    async def kill(self) -> None:
        """End it at once, as kill -9 does."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._gone()

    async def stop(self) -> None:
        """Let it end in good order."""
        if self._process is not None:
            self._process.terminate()
            await self._gone()

    def pause(self) -> None:
        """Stop its clock: it keeps its connections, takes bytes and answers nothing."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    async def follow(self, port: int) -> None:
        """Become a replica of the server on `port`, and return when all that it has is copied."""
        async with Redis.from_url(self.url, protocol=2) as client:
            await client.replicaof("127.0.0.1", port)
            while True:
                if (await client.info("replication"))["master_link_status"] == "up":
                    return
                await asyncio.sleep(0.02)

    async def lead(self) -> None:
        """Take writes from now on."""
        async with Redis.from_url(self.url, protocol=2) as client:
            await client.replicaof("NO", "ONE")

    async def _gone(self) -> None:
        assert self._process is not None
        assert self._hearing is not None
        await self._process.wait()
        await self._hearing
        self._process = self._hearing = None

    async def _hear(self, process: asyncio.subprocess.Process, ready: asyncio.Event) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            self.said.append(line.decode(errors="replace").rstrip())
            if "Ready to accept connections" in self.said[-1]:
                ready.set()


@asynccontextmanager
async def redis_server(folder: Path, *options: str) -> AsyncIterator[RedisServer]:
    """A fresh redis-server on a free port that fsyncs every append. `options` are added to its command line."""
    place = folder / "redis"
    place.mkdir(exist_ok=True)
    server = RedisServer(place, *options)
    try:
        await server.start()
    except AssertionError:
        if not any("Address already in use" in line for line in server.said):
            raise
        server = RedisServer(place, *options)  # somebody else took the port in between
        await server.start()
    try:
        yield server
    finally:
        await server.kill()


class Cluster:
    """A Redis Cluster of masters that share the slots evenly."""

    def __init__(self, masters: list[RedisServer]) -> None:
        self.masters = masters

    @property
    def url(self) -> str:
        """For the user whom deploy/redis.conf advises."""
        return f"redis://talkoot:{PASSWORD}@" + ",".join(f"127.0.0.1:{master.port}" for master in self.masters)

    async def join(self) -> None:
        """Make them one Cluster and return when each knows that every slot is served."""
        async with self.each() as clients:
            share = -(-16384 // len(clients))
            for n, client in enumerate(clients):
                last = min((n + 1) * share, 16384) - 1
                await client.execute_command("CLUSTER", "ADDSLOTSRANGE", n * share, last)
                await client.execute_command("CLUSTER", "SET-CONFIG-EPOCH", n + 1)
                bus = (await client.config_get("cluster-port"))["cluster-port"]
                await clients[0].execute_command("CLUSTER", "MEET", "127.0.0.1", self.masters[n].port, bus)
            await asyncio.gather(*map(self._ready, clients))

    async def _ready(self, client: Any) -> None:
        """Once it serves, and knows every master: it may serve its own slots before."""
        while True:
            slots = await client.execute_command("CLUSTER", "SLOTS")
            served = sum(last - first + 1 for first, last, *_ in slots)
            owners = {owner[2] for _, _, owner, *_ in slots}
            state = await client.execute_command("CLUSTER", "INFO")
            if b"cluster_state:ok" in state and served == 16384 and len(owners) == len(self.masters):
                return
            await asyncio.sleep(0.05)

    async def add_replica(self, of: int, replica: RedisServer) -> None:
        """Let a server that was started for a Cluster copy one of the masters; return when it has."""
        async with self.each() as clients, Redis.from_url(replica.url, protocol=2) as client:
            command: Any = client.execute_command
            for master, known in zip(self.masters, clients, strict=True):
                bus = (await known.config_get("cluster-port"))["cluster-port"]
                await command("CLUSTER", "MEET", "127.0.0.1", master.port, bus)
            copied = (await clients[of].execute_command("CLUSTER", "MYID")).decode()
            while True:
                with contextlib.suppress(ResponseError):  # it does not know that one yet
                    await command("CLUSTER", "REPLICATE", copied)
                    break
                await asyncio.sleep(0.05)
            while True:
                seen = [await known.execute_command("CLUSTER", "REPLICAS", copied) for known in clients]
                if all(seen) and (await client.info("replication"))["master_link_status"] == "up":
                    return
                await asyncio.sleep(0.05)

    async def empty(self) -> None:
        """Forget everything that is kept."""
        async with self.each() as clients:
            for client in clients:
                await client.flushall()

    async def master_of(self, slot: int) -> int:
        """The number of the master that has a slot."""
        async with self.each() as clients:
            found = await clients[0].execute_command("CLUSTER", "SLOTS")
        (port,) = [owner[1] for first, last, owner, *_ in found if first <= slot <= last]
        return next(n for n, master in enumerate(self.masters) if master.port == port)

    async def move(self, slot: int, to: int) -> None:
        """Move a slot with its keys to another master, one key at a time."""
        async with self.moving(slot, to):
            pass

    @asynccontextmanager
    async def moving(self, slot: int, to: int, keep: int = 0) -> AsyncIterator[None]:
        """A slot on its way to another master while the block runs: all its keys but the last `keep` are there."""
        async with self.each() as clients:
            source, target = clients[await self.master_of(slot)], clients[to]
            here, there = [(await client.execute_command("CLUSTER", "MYID")).decode() for client in (source, target)]
            await target.execute_command("CLUSTER", "SETSLOT", slot, "IMPORTING", here)
            await source.execute_command("CLUSTER", "SETSLOT", slot, "MIGRATING", there)
            await self._carry(source, slot, to, keep)
            yield
            await self._carry(source, slot, to, 0)
            for client in (target, source, *clients):
                await client.execute_command("CLUSTER", "SETSLOT", slot, "NODE", there)
            info = await target.execute_command("CLUSTER", "INFO")
            epoch = int(info.partition(b"cluster_my_epoch:")[2].split()[0])
            await asyncio.gather(*(self._told(client, slot, there, epoch) for client in clients))

    async def _told(self, client: Any, slot: int, owner: str, epoch: int) -> None:
        """Wait until a master takes nobody's word any more for who had the slot before `owner` took it in `epoch`."""
        while True:
            found = await client.execute_command("CLUSTER", "NODES")
            lines = {words[0]: words for line in found.decode().splitlines() if (words := line.split())}
            spans = [[int(seq) for seq in span.split("-")] for span in lines[owner][8:] if not span.startswith("[")]
            if int(lines[owner][6]) >= epoch and any(span[0] <= slot <= span[-1] for span in spans):
                return
            await asyncio.sleep(0.02)

    async def _carry(self, source: Any, slot: int, to: int, keep: int) -> None:
        while len(keys := await source.execute_command("CLUSTER", "GETKEYSINSLOT", slot, keep + 1)) > keep:
            await source.execute_command("MIGRATE", "127.0.0.1", self.masters[to].port, keys[0], 0, 5000)

    @asynccontextmanager
    async def each(self) -> AsyncIterator[list[Any]]:
        """A client for each master."""
        async with contextlib.AsyncExitStack() as stack:
            yield [await stack.enter_async_context(Redis.from_url(one.url, protocol=2)) for one in self.masters]


def cluster_server(folder: Path, *options: str) -> AbstractAsyncContextManager[RedisServer]:
    """A server that can be part of a Cluster, with the user whom deploy/redis.conf advises."""
    folder.mkdir()
    return redis_server(folder, *advised("cluster-", "user talkoot"), "--cluster-port", str(free_port()), *options)


@asynccontextmanager
async def redis_cluster(folder: Path, *options: str, masters: int = 3) -> AsyncIterator[Cluster]:
    """A fresh Cluster on free ports. `options` are added to each command line."""
    async with contextlib.AsyncExitStack() as stack:
        starting = [cluster_server(folder / f"{n}", *options) for n in range(masters)]
        servers = [await stack.enter_async_context(server) for server in starting]
        cluster = Cluster(servers)
        await cluster.join()
        yield cluster


class Link:
    """A wire in the middle: while `loses_requests` or `loses_replies`, what goes that way vanishes without a word."""

    def __init__(self, port: int) -> None:
        self.port = 0
        self.loses_requests = False
        self.loses_replies = False
        self.lost = asyncio.Event()  # set whenever something vanished
        self._server_port = port
        self._lines: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def cut(self) -> None:
        """Break every connection there is; new ones are welcome and lose nothing."""
        self.loses_requests = self.loses_replies = False
        for line in self._lines:
            line.transport.abort()

    def lead_to(self, port: int) -> None:
        """Break every connection; new ones go to another server."""
        self._server_port = port
        self.cut()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._server_port)
        except OSError:
            writer.transport.abort()
            return
        for pump in (self._pump(reader, far_writer, False), self._pump(far_reader, writer, True)):
            task = asyncio.create_task(pump)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, replies: bool) -> None:
        self._lines.add(writer)
        try:
            while chunk := await reader.read(65536):
                if self.loses_replies if replies else self.loses_requests:
                    self.lost.set()
                    continue
                if writer.transport.is_closing():
                    break
                writer.write(chunk)
                await writer.drain()
        except OSError:
            pass
        finally:
            self._lines.discard(writer)
            writer.transport.abort()

    async def _end(self) -> None:
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@asynccontextmanager
async def link_to(port: int) -> AsyncIterator[Link]:
    """A `Link` in front of the server on `port`."""
    link = Link(port)
    server = await asyncio.start_server(link._accept, "127.0.0.1", 0)
    link.port = server.sockets[0].getsockname()[1]
    try:
        yield link
    finally:
        server.close()
        await link._end()
        await server.wait_closed()
