"""What waits goes together: requests that come while one trip is under way share the next."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar

from server.log import Unavailable

T = TypeVar("T")


class Batches(Generic[T]):
    """Carry requests in batches, one batch at a time, in order.

    `carry` answers a batch with one outcome each, an exception meaning failure; what it raises is everybody's outcome.
    A caller that is cancelled leaves; its request is carried all the same.
    """

    def __init__(self, carry: Callable[[list[T]], Awaitable[list[Any]]], at_most: int) -> None:
        self._carry = carry
        self._at_most = at_most
        self._waiting: list[tuple[T, asyncio.Future[Any]]] = []
        self._under_way: asyncio.Task[None] | None = None

    async def request(self, request: T) -> Any:
        """The outcome of `request`, once its batch is back."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Any] = loop.create_future()
        self._waiting.append((request, done))
        if self._under_way is None:
            # A task begins in the next turn of the loop, so what is asked in this turn is in the first batch already.
            self._under_way = loop.create_task(self._carry_all())
        return await done

    async def finish(self) -> None:
        """Wait until everything asked for so far has its outcome."""
        if self._under_way is not None:
            await asyncio.wait([self._under_way])

    async def _carry_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[: self._at_most], self._waiting[self._at_most :]
            try:
                outcomes = await self._carry([request for request, _ in batch])
            except Unavailable as error:
                # Those who came meanwhile need not sit through the same failure.
                batch, self._waiting = batch + self._waiting, []
                outcomes = [type(error)(str(error)) for _ in batch]
            except Exception as error:  # noqa: BLE001 - a bug must reach its callers, not leave them waiting
                outcomes = [error for _ in batch]
            for (_, done), outcome in zip(batch, outcomes, strict=True):
                if done.done():
                    continue
                if isinstance(outcome, Exception):
                    done.set_exception(outcome)
                else:
                    done.set_result(outcome)
        self._under_way = None
