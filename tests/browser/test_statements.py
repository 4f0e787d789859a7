"""Privacy and accessibility, where people look for them: before they join, on the phone, in the office."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, expect

from rooms.texts import LANGUAGES
from tests.browser.checks import sound
from tests.browser.phones import facilitator, phone
from tests.talkoot import Talkoot, talkoot

pytestmark = pytest.mark.browser

TOWN = "Esimerkkilän kaupunki"
MAIL = "tietosuoja@esimerkkila.example"


@pytest.fixture
async def named(tmp_path: Path) -> AsyncIterator[Talkoot]:
    """A server whose operator has filled in what only the operator knows."""
    async with talkoot(
        tmp_path / "named", TALKOOT_CONTROLLER=TOWN, TALKOOT_CONTACT=MAIL, TALKOOT_KEEP_DAYS="30"
    ) as running:
        yield running


async def test_who_answers_why_and_until_when_is_told_before_anybody_joins(
    named: Talkoot, context: BrowserContext
) -> None:
    room = (await named.new())["rooms"][0]
    page = await context.new_page()
    await page.goto(f"{room['join_link']}?lang=fi")
    told = page.locator("#privacy")
    await expect(told).to_contain_text(f"Rekisterinpitäjä: {TOWN}.")
    await expect(told).to_contain_text("ideoiden keräämiseen")
    await expect(told).to_contain_text("yleistä etua koskeva tehtävä")
    await expect(told).to_contain_text("30 päivän kuluttua")
    assert await told.get_by_role("link", name=MAIL).get_attribute("href") == f"mailto:{MAIL}"
    await told.get_by_role("link", name="Tietosuojaseloste").click()
    await expect(page.get_by_role("heading", level=1, name="Tietosuojaseloste")).to_be_visible()
    await expect(page.locator("main")).to_contain_text(f"Rekisterinpitäjä on {TOWN}.")
    await expect(page.locator(".blanks")).to_have_count(0)
    await page.get_by_role("link", name="Saavutettavuusseloste").click()
    await expect(page.locator("main")).to_contain_text("14 päivän kuluessa")
    await expect(page.get_by_role("link", name=MAIL)).to_be_visible()


async def test_a_fresh_server_says_on_both_pages_what_the_operator_has_to_fill_in(
    server: Talkoot, context: BrowserContext
) -> None:
    page = await context.new_page()
    for path in ("privacy", "accessibility"):
        await page.goto(f"{server.url}/{path}?lang=en")
        blanks = page.locator(".blanks li")
        await expect(blanks).to_have_count(2)
        await expect(blanks.first).to_contain_text("TALKOOT_CONTROLLER")
        await expect(blanks.last).to_contain_text("TALKOOT_CONTACT")


async def test_phone_and_office_lead_to_both_pages_by_keyboard(
    server: Talkoot, context: BrowserContext, browser: Browser
) -> None:
    made = await server.new()
    page = await phone(context, made["rooms"][0], "en")
    await page.locator("header .where").press("Enter")
    links = page.locator(".statements a")
    await expect(links).to_have_text(["Privacy notice", "Accessibility statement"])
    await links.first.press("Enter")
    await expect(page.get_by_role("heading", level=1, name="Privacy notice")).to_be_visible()
    await page.go_back()
    await expect(page.locator("main h1")).to_be_visible()

    office = await browser.new_page(locale="en-GB")
    await office.goto(made["office_link"])
    links = office.locator("header .statements a")
    await expect(links).to_have_text(["Privacy notice", "Accessibility statement"])
    await links.last.press("Enter")
    await expect(office.get_by_role("heading", level=1, name="Accessibility statement")).to_be_visible()
    await office.context.close()


async def test_the_browser_keeps_nothing_that_the_privacy_page_does_not_list(
    server: Talkoot, context: BrowserContext
) -> None:
    room = (await server.new())["rooms"][0]
    async with facilitator(server, room) as leading:
        await leading.go("writing")
        page = await phone(context, room)
        await page.locator("#text").fill("Linja-auto illalla")
        kept: list[str] = await page.evaluate("() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
    assert any(key.startswith("draft/") for key in kept), "something was kept to be listed"
    cookies = [cookie.get("name", "") for cookie in await context.cookies()]
    await page.goto(f"{server.url}/privacy")
    listed = {name for text in await page.locator("dt").all_inner_texts() for name in text.split(", ")}
    assert {key.split("/")[0] for key in [*kept, *cookies]} <= listed


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_both_pages_are_sound_with_letters_twice_as_large_on_the_smallest_phone(
    server: Talkoot, browser: Browser, lang: str
) -> None:
    page = await browser.new_page(viewport={"width": 320, "height": 568})
    for path in ("privacy", "accessibility"):
        await page.goto(f"{server.url}/{path}?lang={lang}")
        await sound(page)
        await page.evaluate("() => { document.documentElement.style.setProperty('font-size', '200%') }")
        await sound(page)
    await page.context.close()
