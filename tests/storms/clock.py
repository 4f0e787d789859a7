"""Time that a storm makes itself: nothing waits, everything comes in one order, and each node's clock can be wrong."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import random
import secrets
import selectors
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextvars import ContextVar
from typing import Any, TypeVar
from unittest import mock

T = TypeVar("T")

BEGAN = 1_700_000_000.0


class Clock:
    """How wrong a wall clock is, in seconds."""

    def __init__(self) -> None:
        self.off_by = 0.0


clock: ContextVar[Clock] = ContextVar("clock", default=Clock())  # noqa: B039 - the right one, which nobody changes
"""The wall clock of whoever runs: every node runs in a context of its own, and has one of its own."""


class _NothingToWaitFor(selectors.DefaultSelector):
    """Moves the loop's clock on instead of waiting."""

    loop: VirtualLoop

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is None:
            raise RuntimeError("everybody waits for somebody else: this storm stands still")
        self.loop.now += timeout
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop whose time passes only when there is nothing else to do; what is for threads is done at once."""

    def __init__(self) -> None:
        self.now = 0.0
        selector = _NothingToWaitFor()
        selector.loop = self
        super().__init__(selector)

    def time(self) -> float:
        return self.now

    def run_in_executor(self, executor: Executor | None, func: Callable[..., T], *args: Any) -> asyncio.Future[T]:  # type: ignore[override]
        done: asyncio.Future[T] = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as error:  # noqa: BLE001 - whoever awaits gets it
            done.set_exception(error)
        return done

    def _write_to_self(self) -> None:
        """Nobody sleeps, so nobody has to be woken."""


class Dice:
    """What `secrets` has, from a seed: so that a storm that fails fails again."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(f"{seed} secrets")
        self.randbelow = self._chance.randrange
        self.choice = self._chance.choice

    def token_bytes(self, number: int = 32) -> bytes:
        return self._chance.randbytes(number)

    def token_hex(self, number: int = 32) -> str:
        return self.token_bytes(number).hex()

    def token_urlsafe(self, number: int = 32) -> str:
        return base64.urlsafe_b64encode(self.token_bytes(number)).decode().rstrip("=")


@contextlib.contextmanager
def no_secrets(seed: int) -> Iterator[None]:
    """Have everything that is random come from the seed."""
    dice = Dice(seed)
    random.seed(seed)
    with contextlib.ExitStack() as patches:
        for name in ("randbelow", "choice", "token_bytes", "token_hex", "token_urlsafe"):
            patches.enter_context(mock.patch.object(secrets, name, getattr(dice, name)))
        yield


@contextlib.contextmanager
def own_time(loop: VirtualLoop | None) -> Iterator[None]:
    """Have the whole process read this loop's clock (None: the real one), each node as far off as it is."""
    real = time.time

    def wall() -> float:
        return (BEGAN + loop.now if loop else real()) + clock.get().off_by

    def wall_ns() -> int:
        return int(wall() * 1e9)

    with contextlib.ExitStack() as patches:
        patches.enter_context(mock.patch.object(time, "time", wall))
        patches.enter_context(mock.patch.object(time, "time_ns", wall_ns))
        if loop:
            patches.enter_context(mock.patch.object(time, "monotonic", loop.time))
        yield
