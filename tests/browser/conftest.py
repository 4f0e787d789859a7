"""A room, and who is in it beside the page under test. Files that need another `room` make their own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext

from rooms.phases import Phase
from tests.browser import desks
from tests.browser.phones import Facilitator, facilitator
from tests.talkoot import Talkoot


@pytest.fixture
async def room(server: Talkoot) -> dict[str, Any]:
    """The working room of a workshop of the plainest kind."""
    links = await server.new("idea-workshop", "fi")
    found: dict[str, Any] = links["rooms"][-1]
    return found


@pytest.fixture
async def desk(server: Talkoot, room: dict[str, Any]) -> AsyncIterator[Facilitator]:
    """The room's facilitator."""
    async with facilitator(server, room) as leading:
        yield leading


@pytest.fixture
async def other(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A second person's phone."""
    context = await browser.new_context(viewport={"width": 360, "height": 780}, locale="fi-FI")
    yield context
    await context.close()


@pytest.fixture
async def hall(server: Talkoot, browser: Browser) -> AsyncIterator[desks.Room]:
    """A room of the plainest kind, led from a desk under test; nobody is there yet."""
    async with desks.opened(server, browser, "idea-workshop", people=0) as hall:
        yield hall
        assert hall.wrong == []


@pytest.fixture
async def day(server: Talkoot, browser: Browser) -> AsyncIterator[desks.Room]:
    """The same of a room that goes through every phase there is."""
    async with desks.opened(server, browser, people=0) as day:
        assert list(day.steps) == list(Phase)
        yield day
        assert day.wrong == []
