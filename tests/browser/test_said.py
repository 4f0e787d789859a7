"""What the pages say is so: clocks and counts of the step shown, lines taken off, hints that end with their matter."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.phones import Facilitator, phone
from tests.talkoot import Talkoot

pytestmark = pytest.mark.browser

Room = dict[str, Any]


@pytest.fixture
async def room(server: Talkoot) -> Room:
    links = await server.new("lappeenranta-2023", "fi")
    found: Room = links["rooms"][1]
    return found


@pytest.fixture
async def big(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A screen for walls and desks."""
    context = await browser.new_context(
        viewport={"width": 1440, "height": 900}, locale="fi-FI", reduced_motion="reduce"
    )
    yield context
    await context.close()


def line(page: Page, title: str) -> Locator:
    return page.locator(".ballot > li", has=page.get_by_text(title, exact=True))


async def test_a_line_taken_off_the_screens_says_so_and_gives_its_dots_back(
    context: BrowserContext, big: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await desk.go("reading")
    ids = await desk.post("Pois otettava", "Jäävä")
    await desk.go("voting")
    round_ = await desk.open_round(budget=2, cap=2, wanted=1)
    page = await phone(context, room)
    await line(page, "Pois otettava").locator(".plus").click()
    await desk.until_dots(1)
    await desk.do("HideNotes", notes=ids[:1])
    taken = line(page, "Otettu pois näytöiltä")
    await expect(taken).to_be_visible()
    await expect(taken.locator(".plus")).to_have_count(0)
    await expect(page.locator(".left")).to_contain_text("2 täplää jäljellä")
    await line(page, "Jäävä").locator(".plus").click()
    await line(page, "Jäävä").locator(".plus").click()
    await desk.until_dots(2)
    await desk.do("CloseRound", round=round_)
    await desk.go("results")
    await desk.do("RevealRound", round=round_)
    await expect(page.locator(".ranking .taken")).to_have_text("Otettu pois näytöiltä")
    wall = await big.new_page()
    await wall.goto(room["wall_link"])
    await expect(wall.locator(".rank-list")).to_contain_text("Jäävä")
    assert "Pois otettava" not in await wall.locator("body").inner_text()


async def test_the_wall_names_a_chosen_line_that_was_taken_off(
    context: BrowserContext, big: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await desk.go("reading")
    ids = await desk.post("Pois otettava", "Jäävä")
    await desk.go("voting")
    round_ = await desk.open_round(budget=1, cap=1, wanted=1)
    page = await phone(context, room)
    await line(page, "Pois otettava").locator(".toggle").click()
    await desk.until_dots(1)
    await desk.do("CloseRound", round=round_)
    await desk.do("HideNotes", notes=ids[:1])
    await expect(page.locator(".chosen")).to_contain_text("Otettu pois näytöiltä")
    await desk.do("RevealRound", round=round_)
    await desk.go("results")
    wall = await big.new_page()
    await wall.goto(room["wall_link"])
    await expect(wall.locator(".rank-list .taken")).to_have_text("Otettu pois näytöiltä")


async def test_a_hint_about_a_tap_ends_with_the_vote(context: BrowserContext, room: Room, desk: Facilitator) -> None:
    await desk.go("reading")
    await desk.post("A", "B")
    await desk.go("voting")
    round_ = await desk.open_round(budget=1, cap=1)
    page = await phone(context, room)
    await line(page, "A").locator(".toggle").click()
    await line(page, "B").locator(".toggle").click(force=True)
    await expect(page.locator(".bar-message")).to_contain_text("Kaikki täpläsi on jo annettu")
    await desk.do("CloseRound", round=round_)
    await expect(page.locator("main h1")).to_have_text("Äänestys on suljettu")
    await expect(page.locator("main .message")).to_have_count(0)


async def test_the_clock_and_the_count_are_those_of_the_step_shown(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    page = await phone(context, room)
    names = await page.locator(".sheet li > span:first-child").all_inner_texts()
    listed = len(names)
    place = next(n for n, name in enumerate(names, 1) if name.startswith("Kirjoitetaan"))
    await desk.go("writing")
    await expect(page.locator(".phase")).to_contain_text(f"{place}/{listed}")
    await expect(page.locator(".top .clock")).to_be_visible()
    await page.locator("#text").fill("Kesken")
    await desk.go("reading")
    await expect(page.locator(".asking")).to_be_visible()
    await expect(page.locator(".phase")).to_contain_text(f"{place}/{listed}")
    await expect(page.locator(".top .clock")).to_have_count(0)
    await page.locator(".asking button").click()
    await expect(page.locator(".phase")).to_contain_text(f"{place + 1}/{listed}")
    await expect(page.locator(".top .clock")).to_be_visible()


async def test_a_phone_offers_the_languages_of_the_page_one_joined_by(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    page = await phone(context, room)
    for name, lang in (("Svenska", "sv"), ("Slovenščina", "sl"), ("Suomi", "fi")):
        await page.locator(".tongues").get_by_text(name, exact=True).click()
        await expect(page.locator("html")).to_have_attribute("lang", lang)


async def test_a_tab_counts_the_notes_that_stand_below_it(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await desk.go("sorting")
    here = await desk.post("A", "B")
    there = await desk.post("C", column=1)
    await desk.do("GroupNotes", group="g" * 20, notes=[*here, *there], title="")
    page = await phone(context, room)
    await expect(page.locator(".tab").nth(0)).to_contain_text("3 lappua")
    await expect(page.locator(".tab").nth(1)).to_contain_text("0 lappua")


async def test_a_newcomer_at_the_desk_is_told_how_to_group_and_can_name_the_group_at_once(
    big: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await desk.go("sorting")
    ids = await desk.post(*(f"Lappu {place}" for place in range(40)))
    page = await big.new_page()
    await page.goto(room["desk_link"])
    await expect(page.locator(".boardhead")).to_contain_text("ryhmitä ne yhteen")
    assert await page.evaluate("() => document.documentElement.scrollHeight <= innerHeight")
    for id_ in (ids[0], ids[-1]):
        await page.locator(f"#n-{id_}").click()
    await page.get_by_role("button", name="Ryhmitä yhteen").click()
    await expect(page.locator(".group")).to_be_in_viewport()
    await expect(page.locator(".boardhead")).not_to_contain_text("ryhmitä ne yhteen")
    await page.get_by_role("button", name="Nimeä ryhmä").click()
    await expect(page.locator("#rename")).to_be_focused()
    await page.keyboard.type("Tilat")
    await page.keyboard.press("Enter")
    await expect(page.locator(".group h3")).to_contain_text("Tilat")


async def test_a_vote_without_a_dot_is_no_ranking_anywhere(
    context: BrowserContext, big: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await desk.go("reading")
    await desk.post("A", "B")
    await desk.go("voting")
    round_ = await desk.open_round(budget=1, cap=1)
    await desk.do("CloseRound", round=round_)
    await desk.do("RevealRound", round=round_)
    await desk.go("results")
    page = await phone(context, room)
    await expect(page.locator(".empty")).to_have_text("Kukaan ei antanut täpliä.")
    await expect(page.locator(".ranking")).to_have_count(0)
    wall = await big.new_page()
    await wall.goto(room["wall_link"])
    await expect(wall.locator("main h1")).to_have_text("Yhtään täplää ei annettu")


async def test_a_closed_room_s_desk_offers_no_time(big: BrowserContext, room: Room, desk: Facilitator) -> None:
    page = await big.new_page()
    await page.goto(room["desk_link"])
    await expect(page.locator(".adjust")).to_be_visible()
    await desk.go("closed")
    await expect(page.locator(".adjust")).to_have_count(0)
