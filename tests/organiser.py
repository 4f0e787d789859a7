"""An organiser for tests: the office's pages over plain HTTP, with the rights of one workshop's office link."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx2

from tests.viewer import PATIENCE_SECONDS, entered

Row = dict[str, Any]
Made = dict[str, Any]


class Organiser:
    """One signed-in browser without a screen."""

    def __init__(self, client: httpx2.AsyncClient, workshop: str) -> None:
        self.client = client
        self.office = f"/office/{workshop}"

    async def page(self, path: str = "") -> str:
        """A page of the office that must be there."""
        answer = await self.client.get(self.office + path)
        assert answer.status_code == 200, answer.text
        return answer.text

    async def send(self, path: str, **fields: str) -> httpx2.Response:
        """Send a form."""
        return await self.client.post(self.office + path, data=fields)

    async def figures(self) -> dict[str, Any]:
        """What the control tower reads every other second."""
        answer = await self.client.get(f"{self.office}/tower.json")
        assert answer.status_code == 200
        found: dict[str, Any] = answer.json()
        return found

    async def row(self, room: Made) -> Row:
        """One room's row."""
        return next(row for row in (await self.figures())["rows"] if row["id"] == room["room"])

    async def until(self, room: Made, so: Callable[[Row], bool]) -> Row:
        """Ask until a room's row is as wanted: counts of people are exchanged once a second."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                row = await self.row(room)
                if so(row):
                    return row
                await asyncio.sleep(0.1)


@asynccontextmanager
async def organiser(made: Made, url: str) -> AsyncIterator[Organiser]:
    """Signed in by the workshop's office link, at the node of that address."""
    cookie = await entered(made["office_link"], url)
    headers = {"Cookie": cookie, "Accept-Language": "en"}
    async with httpx2.AsyncClient(base_url=url, headers=headers, timeout=30) as client:
        yield Organiser(client, made["workshop"])


def values(page: str, name: str) -> list[str]:
    """The values of a page's fields of that name, as the browser would read them."""
    found = re.findall(rf'name="{name}" value="([^"]*)"', page)
    return [value.replace("&#34;", '"').replace("&#39;", "'").replace("&amp;", "&") for value in found]
