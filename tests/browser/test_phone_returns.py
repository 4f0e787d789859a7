"""A phone that was away has its notes, its dots and the board as it is now, without anybody doing anything."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import BrowserContext, expect

from tests.browser.phones import cut, facilitator, go_along, phone, write
from tests.talkoot import Talkoot

pytestmark = pytest.mark.browser

AWAY_SECONDS = 60  # both sides have given the line up by then: it is dead after 25
BACK_MS = 30_000


@pytest.fixture
async def server(own_server: Talkoot) -> Talkoot:
    """A server of each test's own, to be killed."""
    return own_server


async def test_a_phone_a_minute_without_network_has_everything_again(context: BrowserContext, server: Talkoot) -> None:
    room = (await server.new("idea-workshop", "fi"))["rooms"][0]
    async with facilitator(server, room) as desk:
        await desk.go("writing")
        page = await phone(context, room)
        await write(page, "Oma ajatus ennen katkoa")
        await expect(page.locator(".note[data-state=saved]")).to_have_count(1)
        (gone,) = await desk.post("Tämä piilotetaan")
        await desk.go("reading")
        await go_along(page, "Siirry lukemaan", page.get_by_text("Tämä piilotetaan"))

        await cut(context)
        await desk.post("Muiden ajatus katkon aikana", "Toinen muiden ajatus")
        await desk.do("HideNotes", notes=[gone])
        await asyncio.sleep(AWAY_SECONDS)
        await context.set_offline(False)

        await expect(page.get_by_text("Muiden ajatus katkon aikana")).to_be_visible(timeout=BACK_MS)
        await expect(page.get_by_text("Toinen muiden ajatus")).to_be_visible()
        await expect(page.locator(".note").filter(has_text="Oma ajatus ennen katkoa")).to_be_visible()
        await expect(page.get_by_text("Tämä piilotetaan")).to_have_count(0)

        await desk.go("voting")
        await desk.open_round(budget=2, cap=1)
        await page.get_by_role("button", name="Anna täplä").nth(1).click()
        await desk.until_dots(1)
        await page.reload()
        await expect(page.get_by_role("button", name="Täplä annettu")).to_have_count(1)
        await expect(page.get_by_text("1 täplä jäljellä")).to_be_visible()


async def test_a_phone_is_back_by_itself_after_its_server_was_killed(context: BrowserContext, server: Talkoot) -> None:
    room = (await server.new("idea-workshop", "fi"))["rooms"][0]
    async with facilitator(server, room) as desk:
        await desk.go("writing")
    page = await phone(context, room)
    await write(page, "Tallessa ennen virtakatkoa")
    await expect(page.locator(".note[data-state=saved]")).to_have_count(1)

    await server.kill()
    await write(page, "Kirjoitettu palvelimen ollessa poissa")
    await expect(page.locator(".note[data-state=waiting]")).to_have_count(1)
    await server.start()

    await expect(page.locator(".note[data-state=saved]")).to_have_count(2, timeout=BACK_MS)
    async with facilitator(server, room) as desk:
        texts = sorted(note["text"] for note in desk.seen.shown()["notes"].values())
        assert texts == ["Kirjoitettu palvelimen ollessa poissa", "Tallessa ennen virtakatkoa"]
