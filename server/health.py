"""How this node is: may it be given work, does its event loop keep up, and what desks must know of storage."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from server.counters import Counters
from server.log.watched import Trouble, WatchedLog

if TYPE_CHECKING:
    from server.site import Site

logger = logging.getLogger("talkoot.health")

LAG_SECONDS = 0.25  # between two looks at how late the event loop is
_LOOKS_A_TURN = 4  # storage is looked at once a second
_TRIES_A_TURN = 16  # and tried every four seconds, where nothing else was written
READY_SECONDS = 1.0  # balancers wait for two seconds and more; a log that takes longer is away
REASONS: dict[str, str] = {
    "leaving": "this node is leaving",
    "outdated": "a newer version has written what this one cannot read: update this node",
    "away": "the log cannot be written",
    "full": "there is no room left to write the log",
}


class Health:
    """Looks after what this node depends on, and says how it is."""

    def __init__(
        self, log: WatchedLog, counters: Counters, tell: Callable[[Trouble], None], somebody_here: Callable[[], bool]
    ) -> None:
        self.trouble: Trouble = ""
        """What viewers have been told of storage."""
        self._log = log
        self._counters = counters
        self._tell = tell
        self._somebody_here = somebody_here

    async def run(self) -> None:
        """Look for as long as the server runs. With nobody asking, a log that is away is tried until it is back, and
        one that nobody writes to is tried while there are people to be told."""
        loop = asyncio.get_running_loop()
        turn = 0
        trying: asyncio.Task[Trouble] | None = None
        while True:
            asleep = loop.time()
            await asyncio.sleep(LAG_SECONDS)
            self._counters.loop_lag_seconds.note(max(0.0, loop.time() - asleep - LAG_SECONDS))
            turn += 1
            if turn % _LOOKS_A_TURN:
                continue
            trouble = self._log.trouble
            quiet = turn % _TRIES_A_TURN == 0 and self._somebody_here()
            if (trouble or quiet) and (trying is None or trying.done()):
                trying = asyncio.create_task(self._log.probe())
            if trouble != self.trouble:
                self.trouble = trouble
                self._tell(trouble)
                if trouble:
                    logger.warning("%s: commands are refused until that is over", REASONS[trouble])
                else:
                    logger.warning("the log can be written again")

    async def ready(self, leaving: bool) -> str:
        """Why no new work should come here; empty when it may."""
        if leaving:
            return "leaving"
        if self._counters.entries_too_new:
            return "outdated"
        try:
            async with asyncio.timeout(READY_SECONDS):
                return await self._log.probe()
        except TimeoutError:
            return "away"


def routes(site: Site) -> list[Route]:
    """`/healthz`: the process lives. `/readyz`: new phones may be sent here."""

    async def healthy(request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def ready(request: Request) -> Response:
        why = await site.live.health.ready(site.live.leaving)
        if not why:
            return JSONResponse({"ready": True}, headers={"Cache-Control": "no-store"})
        says = {"ready": False, "reason": why, "text": REASONS[why]}
        return JSONResponse(says, 503, headers={"Cache-Control": "no-store", "Retry-After": "2"})

    return [Route("/healthz", healthy), Route("/readyz", ready)]
