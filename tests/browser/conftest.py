"""A room, and who is in it beside the page under test. Files that need another `room` make their own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext

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
