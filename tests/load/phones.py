"""The load generator from Python: who connects, who sends what when, and what came of it."""

from __future__ import annotations

import asyncio
import json
import struct
import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

import msgpack

from tests.load import built, cores

Figures = dict[str, Any]
"""What the load generator prints: see `native/phones_main.h`."""

_JOIN_SECONDS = 90.0


class Phone(NamedTuple):
    """One connection. `group`: a number for its room, from 0: phones of a group see each other's commands."""

    port: int
    path: str
    cookie: str = "none=none"
    group: int = 0
    stalled: bool = False

    def line(self) -> str:
        origin = f"http://127.0.0.1:{self.port}"
        return f"{self.port}\t{self.group}\t{int(self.stalled)}\t{origin}\t{self.path}\t{self.cookie}\n"


class Commands:
    """What is sent when: in the order of time. Each phone's are numbered from 1."""

    def __init__(self) -> None:
        self.made: list[tuple[str, int]] = []
        self._records: list[bytes] = []
        self._numbers: dict[int, int] = {}

    def add(self, seconds: float, phone: int, made: tuple[str, int] = ("", 0), **do: Any) -> None:
        """A command of Talkoot; peers repeat it as it is. `made`: the note and its version that come of it."""
        n = self._next(phone)
        self._add(seconds, phone, n, msgpack.packb({"n": n, "do": do}), made)

    def add_raw(self, seconds: float, phone: int, payload: bytes) -> None:
        """Any other payload, in which `%n` stands for its number."""
        n = self._next(phone)
        self._add(seconds, phone, n, payload.replace(b"%n", str(n).encode()), ("", 0))

    def __len__(self) -> int:
        return len(self._records)

    def packed(self) -> bytes:
        return b"".join(self._records)

    def _next(self, phone: int) -> int:
        self._numbers[phone] = self._numbers.get(phone, 0) + 1
        return self._numbers[phone]

    def _add(self, seconds: float, phone: int, n: int, payload: bytes, made: tuple[str, int]) -> None:
        self._records.append(struct.pack("=QIII", round(seconds * 1e6), phone, n, len(payload)) + payload)
        self.made.append(made)


class Crowd:
    """Phones that have joined. `joined` says how that went."""

    def __init__(self, process: asyncio.subprocess.Process, joined: Figures, seconds: float, folder: Path) -> None:
        self.joined = joined
        self._process = process
        self._seconds = seconds
        self._folder = folder

    def start(self) -> None:
        """Start the clock."""
        assert self._process.stdin is not None
        self._process.stdin.write(b"go\n")

    async def figures(self) -> Figures:
        """Wait for the end of a run that was started."""
        async with asyncio.timeout(self._seconds):
            figures = await _answer(self._process)
            await self._process.wait()  # it writes its files last
            return figures

    async def run(self) -> Figures:
        """Send everything, see everything."""
        self.start()
        return await self.figures()

    def acknowledged(self) -> list[bool]:
        """After the run, of each command in order whether it was acknowledged."""
        return [line != "0" for line in (self._folder / "acks").read_text(encoding="ascii").split()]

    def waits_us(self) -> list[int]:
        """After the run, every single wait, if they were asked for."""
        return [int(line) for line in (self._folder / "waits").read_text(encoding="ascii").split()]


@asynccontextmanager
async def crowd(
    phones: Iterable[Phone],
    commands: Commands,
    seconds: float,
    *,
    dialect: str = "talkoot",
    at_once: int = 200,
    patience: float = 15.0,
    all_waits: bool = False,
    closed_loop: bool = False,
    rest_us: int = 0,
) -> AsyncIterator[Crowd]:
    """Join all phones, at most `at_once` of them on their way in at a time. Ends the load generator with the block.

    A run lasts `seconds`, or as long as there are commands, and then until everything has been seen, at most
    `patience`. In a closed loop a phone's command is due when the one before has been answered.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "phones").write_text("".join(phone.line() for phone in phones), encoding="utf-8")
        (folder / "commands").write_bytes(commands.packed())
        options = ["--dialect", dialect, "--at-once", str(at_once), "--patience", str(patience)]
        options += ["--closed", "1"] if closed_loop else []
        options += ["--rest-us", str(rest_us)]
        options += ["--acks", str(folder / "acks")]
        options += ["--waits", str(folder / "waits")] if all_waits else []
        with cores.on(cores.LOAD_CORE):
            process = await asyncio.create_subprocess_exec(
                built.program("phones"),
                folder / "phones",
                folder / "commands",
                str(seconds),
                *options,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
            )
        try:
            async with asyncio.timeout(_JOIN_SECONDS):
                joined = await _answer(process)
            yield Crowd(process, joined, seconds + 2 * patience + 60, folder)
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()


async def _answer(process: asyncio.subprocess.Process) -> Figures:
    assert process.stdout is not None
    line = await process.stdout.readline()
    if not line:
        raise RuntimeError(f"the load generator ended with {await process.wait()}")
    figures: Figures = json.loads(line)
    return figures
