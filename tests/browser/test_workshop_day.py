"""Lappeenranta 2023 from the organiser's first click to the exported boards, in a real browser, as people would."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from contextlib import AsyncExitStack

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.phones import go_along
from tests.talkoot import Talkoot

CULTURE = "Kulttuuri ja luovat alat"
BUILDING = "Rakentaminen"
PHONE = {"width": 360, "height": 780}
DESK = {"width": 1440, "height": 900}
WALL = {"width": 1920, "height": 1080}

NOTES = {
    "aino": ["Harjoitustiloja iltaisin", "Lupapäätös kestää liian kauan"],
    "eero": ["Edullisia työtiloja taiteilijoille", "Tapahtumakalenteri, joka päivittyy itsestään"],
    "siiri": ["Oppisopimuspaikkoja työmaille"],
}


@pytest.fixture
async def server(own_server: Talkoot) -> Talkoot:
    """A server of its own: the office shows every workshop there is."""
    return own_server


class Day:
    """The people of this day, each with a browser profile of their own."""

    def __init__(self, browser: Browser, stack: AsyncExitStack) -> None:
        self._browser = browser
        self._stack = stack

    async def person(self, viewport: dict[str, int], address: str) -> Page:
        context = await self._browser.new_context(
            viewport={"width": viewport["width"], "height": viewport["height"]}, locale="fi-FI"
        )
        self._stack.push_async_callback(context.close)
        page = await context.new_page()
        await page.goto(address)
        return page


async def create_workshop(organiser: Page) -> dict[str, dict[str, str]]:
    """Make the workshop in the office; per room title its join, desk and wall addresses as the page offers them."""
    await expect(organiser.get_by_role("heading", name="Työpajat", exact=True)).to_be_visible()
    await organiser.get_by_role("link", name=re.compile("Käytä tätä.*Suunnittelupäivä")).click()
    await organiser.get_by_role("button", name="Tee työpaja").click()
    await expect(organiser).to_have_url(re.compile(r"/office/[a-z0-9]{8}$"))
    links: dict[str, dict[str, str]] = {}
    for room in await organiser.locator("li.room").all():
        title = await room.get_by_role("heading", level=3).inner_text()
        addresses = [await link.get_attribute("data-copy") or "" for link in await room.locator("[data-copy]").all()]
        links[title] = dict(zip(("join", "desk", "wall"), addresses, strict=True))
    return links


def said(text: str) -> re.Pattern[str]:
    """The text as screens draw it: with soft hyphens anywhere."""
    return re.compile("\u00ad?".join(re.escape(letter) for letter in text))


async def join(page: Page) -> None:
    await page.get_by_role("button", name="Liity huoneeseen").click()
    await expect(page.get_by_role("heading", name="Aloitamme pian")).to_be_visible()


async def post(page: Page, text: str) -> None:
    await page.get_by_role("textbox").fill(text)
    await page.get_by_role("button", name="Lähetä lappu").click()
    note = page.get_by_role("article").filter(has_text=text)
    await expect(note.get_by_text("Tallessa")).to_be_visible()


async def press_next(desk: Page, name: str) -> None:
    await desk.get_by_role("button", name=re.compile(name)).first.click()


async def place(page: Page, line: str) -> None:
    await page.get_by_role("button", name=re.compile(f"Anna täplä ?: {line}")).click()
    await expect(page.get_by_role("button", name=re.compile(f"Täplä annettu ?: {line}"))).to_be_visible()


async def test_lappeenranta_2023_from_office_to_exported_tallies(browser: Browser, server: Talkoot) -> None:
    async with AsyncExitStack() as stack:
        day = Day(browser, stack)
        office_link = re.search(r"http\S+/office#\S+", server.printed())
        assert office_link is not None
        organiser = await day.person(DESK, office_link[0])
        rooms = await create_workshop(organiser)
        assert len(rooms) == 7

        aino = await day.person(PHONE, rooms[CULTURE]["join"])
        eero = await day.person(PHONE, rooms[CULTURE]["join"])
        siiri = await day.person(PHONE, rooms[BUILDING]["join"])
        for phone in (aino, eero, siiri):
            await join(phone)
        desk = await day.person(DESK, rooms[CULTURE]["desk"])
        other_desk = await day.person(DESK, rooms[BUILDING]["desk"])
        wall = await day.person(WALL, rooms[CULTURE]["wall"])
        await expect(wall).to_have_url(re.compile(r"/wall$"))

        # Writing: each sees only what is their own.
        for leading in (desk, other_desk):
            await press_next(leading, "Näytä kysymys")
            await press_next(leading, "Aloita kirjoittaminen")
        for phone, name in ((aino, "aino"), (eero, "eero"), (siiri, "siiri")):
            for text in NOTES[name]:
                await post(phone, text)
        await expect(aino.get_by_text(NOTES["eero"][0])).to_have_count(0)
        await expect(wall.get_by_text("4", exact=True)).to_be_visible()
        await expect(wall.get_by_text(said(NOTES["aino"][0]))).to_have_count(0)

        # Reading, then grouping at the desk, by keys alone.
        await press_next(desk, "Avaa laput kaikille")
        await go_along(aino, "Siirry lukemaan", aino.get_by_text(NOTES["eero"][0]))
        await go_along(eero, "Siirry lukemaan", eero.get_by_text(NOTES["aino"][0]))
        await press_next(desk, "Aloita ryhmittely")
        for text in (NOTES["aino"][0], NOTES["eero"][0]):
            await desk.get_by_role("checkbox", name=said(text)).focus()
            await desk.keyboard.press("x")
        await desk.get_by_role("button", name="Ryhmitä yhteen").click()
        group = NOTES["aino"][0]
        await expect(desk.get_by_role("region", name=re.compile("Ryhmä"))).to_have_count(1)

        # Voting: blind, then closed, then shown.
        await press_next(desk, "Tarkista rivit")
        await desk.get_by_role("button", name="Lisää: Täpliä kullekin").click()
        await press_next(desk, "Näytä äänestysrivit")
        await press_next(desk, "Avaa äänestys")
        await place(aino, group)
        await place(aino, NOTES["aino"][1])
        await place(eero, group)
        placed = Counter({group: 2, NOTES["aino"][1]: 1})
        await expect(wall.get_by_text("3", exact=True).first).to_be_visible()
        assert not await wall.get_by_text(said(group)).count(), "a wall of a blind round shows no lines"
        await press_next(desk, "Sulje äänestys")
        await press_next(desk, "Näytä tulos")
        first = wall.get_by_role("listitem").first
        await expect(first.get_by_role("heading")).to_have_text(said(group))
        await expect(first).to_contain_text("2")
        await expect(aino.get_by_role("heading", name="Näin huone valitsi")).to_be_visible()

        # The organiser takes the files home: what they count is what was placed.
        async with organiser.expect_download() as json_file:
            await organiser.get_by_role("link", name=re.compile("JSON")).click()
        report = json.loads((await (await json_file.value).path()).read_text(encoding="utf-8"))
        culture = next(room for room in report["rooms"] if CULTURE in room["title"].values())
        (round_,) = culture["rounds"]
        titles = {line["id"]: line["title"] for line in round_["lines"]}
        tallies = {titles[result["line"]]: result["dots"] for result in round_["results"]}
        assert {title: dots for title, dots in tallies.items() if dots} == placed
        building = next(room for room in report["rooms"] if BUILDING in room["title"].values())
        assert [note["text"] for note in building["notes"]] == NOTES["siiri"]

        async with organiser.expect_download() as csv_file:
            await organiser.get_by_role("link", name=re.compile("Taulukko.*CSV")).click()
        data = (await (await csv_file.value).path()).read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
        texts = {value for row in rows for value in row.values()}
        assert {text for notes in NOTES.values() for text in notes} <= texts
