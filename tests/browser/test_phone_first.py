"""A phone's first minute: few answers until one can write, a line that opens early, later views by themselves."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from playwright.async_api import BrowserContext, Route, expect

from tests.browser.phones import facilitator, phone
from tests.talkoot import Talkoot

pytestmark = pytest.mark.browser

LATER = "**/phone-later.joined.js*"
TRIES_MS = 30_000  # four tries take eight seconds; a loaded machine takes longer


async def _room(server: Talkoot) -> dict[str, Any]:
    room: dict[str, Any] = (await server.new("idea-workshop", "fi"))["rooms"][0]
    return room


async def test_one_sheet_one_script_and_its_words_are_all_that_writing_needs(
    context: BrowserContext, server: Talkoot
) -> None:
    room = await _room(server)
    async with facilitator(server, room) as desk:
        await desk.go("writing")
        page = await phone(context, room)
        needed: list[str] = []
        page.on("request", lambda asked: needed.append(f"{asked.resource_type} {asked.url.rpartition('/')[2]}"))
        await page.reload()
        await expect(page.locator("#text")).to_be_visible()
    code = [one.split(".")[0] for one in needed if one.startswith(("stylesheet", "script")) and "later" not in one]
    assert sorted(code) == ["script phone", "script phone", "stylesheet phone"]  # one of them is the words


async def test_a_step_begins_although_nothing_more_can_be_fetched(context: BrowserContext, server: Talkoot) -> None:
    room = await _room(server)
    async with facilitator(server, room) as desk:
        async with context.expect_event("requestfinished", lambda asked: "phone-later" in asked.url):
            page = await phone(context, room)
        await context.route("**/*", lambda route: route.abort())
        await desk.go("reading")
        await expect(page.locator(".board")).to_be_visible()


async def test_a_view_that_cannot_be_fetched_is_asked_for_until_it_comes(
    context: BrowserContext, server: Talkoot
) -> None:
    room = await _room(server)
    await context.route(LATER, lambda route: route.abort())
    async with facilitator(server, room) as desk:
        page = await phone(context, room)
        await desk.go("reading")
        await expect(page.get_by_role("button", name="Lataa uudelleen")).to_be_visible(timeout=TRIES_MS)
        await context.unroute(LATER)
        await expect(page.locator(".board")).to_be_visible(timeout=TRIES_MS)
        await expect(page.locator("main h1")).to_have_count(1)


async def test_the_line_opens_while_the_script_is_on_its_way_and_is_the_only_one(
    context: BrowserContext, server: Talkoot
) -> None:
    room = await _room(server)
    async with facilitator(server, room) as desk:
        await desk.go("writing")
        page = await phone(context, room)
        may_come = asyncio.Event()

        async def held(route: Route) -> None:
            await may_come.wait()
            await route.continue_()

        await context.route("**/phone.joined.js", held)
        lines: list[str] = []
        page.on("websocket", lambda line: lines.append(line.url))
        async with page.expect_websocket() as opened:
            await page.reload(wait_until="commit")
        async with (await opened.value).expect_event("framereceived"):
            pass
        assert await page.locator("#text").count() == 0
        may_come.set()
        await expect(page.locator("#text")).to_be_visible()
        assert len(lines) == 1
        assert "place=hall" in lines[0]
