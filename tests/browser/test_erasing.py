"""A workshop is erased from its office: asked twice, by keyboard, and gone from every screen that was open."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from rooms.texts import LANGUAGES
from tests.browser.checks import sound
from tests.browser.offices import enter
from tests.browser.phones import dead_line, facilitator, phone, write
from tests.talkoot import Talkoot

pytestmark = pytest.mark.browser

TEXT = "Linja-auto illalla satamaan"
UNSENT = "Object.keys(localStorage).some((key) => key.startsWith('unsent/'))"


@pytest.fixture
async def made(server: Talkoot) -> dict[str, Any]:
    return await server.new()


async def at_erasing(browser: Browser, made: dict[str, Any], lang: str = "en", width: int = 1280) -> Page:
    """An organiser of this workshop alone, before the question whether it shall go."""
    page = await browser.new_page(viewport={"width": width, "height": 800})
    await enter(page, made["office_link"])
    await page.goto(f"{page.url}/erase?lang={lang}")
    return page


async def test_an_erased_workshop_leaves_phone_wall_and_desk_that_showed_it(
    server: Talkoot, made: dict[str, Any], context: BrowserContext, browser: Browser
) -> None:
    room = made["rooms"][0]
    async with facilitator(server, room) as leading:
        await leading.go("writing")
        on_phone = await phone(context, room)
        await write(on_phone, TEXT)
        await expect(on_phone.locator(".note[data-state=saved]")).to_contain_text(TEXT)
        await dead_line(on_phone)
        await write(on_phone, "Tämä ei ehtinyt lähteä")
        await on_phone.wait_for_function(f"() => {UNSENT}")
        await leading.go("reading")
    hall = await browser.new_context(viewport={"width": 1920, "height": 1080})
    desk, wall = await hall.new_page(), await hall.new_page()
    await desk.goto(room["desk_link"])
    await wall.goto(room["wall_link"])
    screens = (on_phone, desk, wall)
    for screen in screens:
        await expect(screen.get_by_text(TEXT).first).to_be_visible()

    office = await at_erasing(browser, made)
    await expect(office.locator("main")).to_contain_text("Older backups")
    await expect(office.locator("main")).to_contain_text("1 note")
    await office.get_by_role("button", name="Erase for good").press("Enter")
    await expect(office.get_by_role("alert")).to_have_text("Tick this first.")
    await office.get_by_role("checkbox").press("Space")
    await office.get_by_role("button", name="Erase for good").press("Enter")
    await expect(office.get_by_role("heading", level=1, name="The workshop is erased")).to_be_visible()
    await sound(office)

    for screen in screens:
        await expect(screen.get_by_text(TEXT)).to_have_count(0, timeout=60_000)
    await expect(on_phone.get_by_role("heading", level=1)).to_have_text("Huonetta ei löydy")
    await on_phone.wait_for_function(f"() => !({UNSENT})")
    await hall.close()
    await office.context.close()


async def test_a_form_of_another_site_erases_nothing(server: Talkoot, made: dict[str, Any], browser: Browser) -> None:
    office = await at_erasing(browser, made)
    elsewhere = {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"}
    answer = await office.request.post(office.url.split("?")[0], form={"sure": "on"}, headers=elsewhere)
    assert answer.status == 403
    await expect(office.locator("h1")).to_be_visible()
    stranger = await browser.new_page()
    answer = await stranger.request.post(f"{server.url}/office/{made['workshop']}/erase", form={"sure": "on"})
    assert answer.status == 403
    await office.goto(f"{server.url}/office/{made['workshop']}")
    await expect(office.locator("h3").first).to_be_visible()
    await stranger.context.close()
    await office.context.close()


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_the_question_is_sound_in_every_language_on_the_smallest_phone(
    made: dict[str, Any], browser: Browser, lang: str
) -> None:
    office = await at_erasing(browser, made, lang, width=320)
    await sound(office)
    await office.evaluate("() => { document.documentElement.style.setProperty('font-size', '200%') }")
    await sound(office)
    await office.context.close()
