"""The control tower in a real browser: it follows the rooms, rests when nobody looks, and says when it cannot."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.async_api import Browser, BrowserContext, Page, Route, expect

from rooms.texts import LANGUAGES
from tests.browser.checks import sound
from tests.browser.offices import enter, office
from tests.browser.phones import Facilitator, facilitator
from tests.organiser import Made
from tests.servers import redis_server
from tests.talkoot import Talkoot, talkoot
from tests.viewer import joined, new_id, viewer

pytestmark = pytest.mark.browser


@pytest.fixture
async def made(server: Talkoot) -> Made:
    found: Made = await server.new("lappeenranta-2023", "fi")
    return found


@pytest.fixture
async def page(context: BrowserContext, made: Made) -> Page:
    """The workshop's organiser, at a desktop."""
    return await office(context, made["office_link"])


@pytest.fixture
async def desk(server: Talkoot, made: Made) -> AsyncIterator[Facilitator]:
    async with facilitator(server, made["rooms"][1]) as leading:
        yield leading


def address(server: Talkoot, made: Made, path: str) -> str:
    return f"{server.url}/office/{made['workshop']}/{path}"


def row_of(page: Page, room: Made) -> Any:
    return page.locator(f'tr[data-room="{room["room"]}"]')


async def test_the_table_follows_the_rooms_without_a_reload(
    server: Talkoot, made: Made, page: Page, desk: Facilitator
) -> None:
    room = made["rooms"][1]
    await page.goto(address(server, made, "tower"))
    row = row_of(page, room)
    await expect(row.locator('[data-cell="phase"]')).to_have_text("Kokoonnutaan")
    async with viewer(server.url, room["room"], "phone", await joined(server.url, room["code"])):
        await desk.post("Ensimmäinen", "Toinen")
        await desk.go("writing")
        await expect(row.locator('[data-cell="phase"]')).to_have_text("Kirjoitetaan hiljaa")
        await expect(row.locator('[data-cell="notes"]')).to_have_text("2")
        await expect(row.locator('[data-cell="people"]')).to_have_text("1")
        await expect(row.locator('[data-cell="clock"]')).to_have_text(re.compile(r"^6:\d\d$"))
        assert await row.locator(".track .did").count() == 2
    await expect(row).to_have_class("ask")
    await expect(row.locator(".needs")).to_have_text("Huoneessa ei ole ketään")
    await expect(page.locator("#status")).to_contain_text("Huoneessa ei ole ketään", timeout=15_000)


async def test_a_hidden_page_asks_nothing_and_a_shown_one_at_once(
    server: Talkoot, made: Made, page: Page, desk: Facilitator
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "tower.json" in request.url else None)
    await page.goto(address(server, made, "tower"))
    row = row_of(page, made["rooms"][1])
    await expect(row.locator('[data-cell="screens"]')).to_contain_text("1 pöytä")
    hide = """(hidden) => {
      Object.defineProperty(document, "hidden", {value: hidden, configurable: true});
      document.dispatchEvent(new Event("visibilitychange"));
    }"""
    async with page.expect_response(lambda answer: "tower.json" in answer.url):
        pass  # none is under way when the page is hidden
    await page.evaluate(hide, True)
    before = len(asked)
    await desk.go("writing")
    waited = "() => new Promise((done) => setTimeout(done, 3000))"  # the page's own turn is two seconds
    await page.evaluate(waited)
    assert len(asked) == before
    await expect(row.locator('[data-cell="phase"]')).to_have_text("Kokoonnutaan")
    await page.evaluate(hide, False)
    await expect(row.locator('[data-cell="phase"]')).to_have_text("Kirjoitetaan hiljaa")


async def test_without_the_server_the_last_figures_stay_and_it_is_said(
    server: Talkoot, made: Made, page: Page, desk: Facilitator
) -> None:
    await desk.post("Ensimmäinen")
    await page.goto(address(server, made, "tower"))
    row = row_of(page, made["rooms"][1])
    await expect(row.locator('[data-cell="screens"]')).to_contain_text("1 pöytä")

    async def lose(route: Route) -> None:
        await route.abort()

    await page.route("**/tower.json*", lose)
    await expect(page.locator("#away")).to_contain_text("Ei yhteyttä palvelimeen")
    await expect(row.locator('[data-cell="notes"]')).to_have_text("1")
    await sound(page, 24)
    await page.unroute("**/tower.json*")
    await expect(page.locator("#away")).to_be_hidden()


async def test_while_the_log_is_away_the_tower_says_so(tmp_path: Path, context: BrowserContext) -> None:
    async with redis_server(tmp_path) as redis, talkoot(tmp_path / "node", redis_url=redis.url) as node:
        made = await node.new("idea-workshop", "fi")
        page = await office(context, made["office_link"])
        await page.goto(address(node, made, "tower"))
        await expect(page.locator('[data-cell="people"]')).to_have_text("0")
        redis.pause()
        await expect(page.locator("#away")).to_contain_text("Palvelin ei saa yhteyttä tallennukseen", timeout=20_000)
        redis.resume()
        await expect(page.locator("#away")).to_be_hidden(timeout=20_000)


async def test_a_message_is_sent_and_taken_away_from_the_tower(
    server: Talkoot, made: Made, page: Page, desk: Facilitator
) -> None:
    await page.goto(address(server, made, "tower"))
    await page.get_by_label("Viesti", exact=True).fill("Kahvi on salissa")
    await page.get_by_role("button", name="Lähetä").click()
    await expect(page.get_by_role("status").filter(has_text="Viesti näkyy 7 huoneessa.")).to_be_visible()
    await desk.seen.until_so(lambda: (desk.seen.shown()["message"] or {}).get("text") == "Kahvi on salissa")
    await page.get_by_role("button", name="Poista viesti").click()
    await expect(page.get_by_role("button", name="Poista viesti")).to_have_count(0)
    await desk.seen.until_so(lambda: desk.seen.shown()["message"] is None)


async def test_five_minutes_more_for_all_rooms_are_one_click_away_and_one_click_takes_them_back(
    server: Talkoot, made: Made, page: Page, desk: Facilitator
) -> None:
    def timer() -> int:
        return int(desk.seen.shown()["timer"]["ends_at"])

    await desk.go("writing")
    before = timer()
    await page.goto(address(server, made, "tower"))
    asked: list[str] = []

    async def slowly(route: Route) -> None:
        asked.append(route.request.url)
        await asyncio.sleep(1)
        await route.continue_()

    await page.route("**/tower/time", slowly)
    more = page.get_by_role("button", name="+5 min kaikkiin huoneisiin")
    await more.evaluate("button => { button.click(); setTimeout(() => button.click(), 300); }")
    await expect(page.get_by_role("status").filter(has_text="Lisäaikaa 5 min 1 huoneessa.")).to_be_visible()
    assert len(asked) == 1, "a hasty second press is none"
    await desk.seen.until_so(lambda: timer() == before + 5 * 60_000)
    await expect(row_of(page, made["rooms"][1]).locator('[data-cell="clock"]')).to_have_text(
        re.compile(r"^1[12]:\d\d$")
    )
    await sound(page, 24)
    await page.set_viewport_size({"width": 320, "height": 568})
    await sound(page, 44)
    await page.get_by_role("button", name="Ota lisäaika pois").click()
    await expect(page.get_by_role("status").filter(has_text="Lisäaika on otettu pois.")).to_be_visible()
    await desk.seen.until_so(lambda: timer() == before)


async def test_help_is_one_click_away_in_any_room(server: Talkoot, made: Made, page: Page) -> None:
    await page.goto(address(server, made, "tower"))
    for role, name in (("desk", "Avaa pöytä"), ("wall", "Avaa seinä")):
        async with page.expect_popup() as opened:
            await row_of(page, made["rooms"][3]).get_by_role("link", name=name).click()
        other = await opened.value
        await expect(other.locator("html")).to_have_attribute("data-view", role)
        await other.close()


async def test_results_are_brought_to_the_plenary_and_voted_on_there(
    server: Talkoot, made: Made, page: Page, desk: Facilitator
) -> None:
    notes = await desk.post("Yöbussit", "Yksi lupaluukku", "Valot puistoon")
    await desk.go("voting")
    round_ = await desk.open_round(budget=2, cap=1, wanted=2)
    room = made["rooms"][1]
    async with viewer(server.url, room["room"], "phone", await joined(server.url, room["code"])) as phone:
        await phone.done("PlaceDots", round=round_, dots={notes[0]: 1, notes[1]: 1}, tab="t", change=1)
    await desk.do("CloseRound", round=round_)
    await desk.do("RevealRound", round=round_)
    await page.goto(address(server, made, "plenary"))
    await expect(page.get_by_text("Ei vielä tulosta")).to_have_count(5)
    await page.get_by_role("button", name="Tuo saliin").click()
    await expect(page.get_by_text("2 lappua tuotiin saliin.")).to_be_visible()
    await page.get_by_role("button", name="Tuo saliin").click()
    await expect(page.get_by_text("Mitään ei tullut kahteen kertaan.")).to_be_visible()
    async with facilitator(server, made["rooms"][0]) as hall:
        await hall.go("voting")
        await hall.open_round(budget=1, cap=1, wanted=1)
        await hall.seen.until_so(lambda: bool(hall.seen.shown()["round"]))
        assert {line["title"] for line in hall.seen.shown()["round"]["lines"]} == {"Yöbussit", "Yksi lupaluukku"}


async def test_last_years_actions_are_typed_looked_at_and_brought(server: Talkoot, page: Page) -> None:
    made = await server.new("lappeenranta-2024", "fi")
    await enter(page, made["office_link"])
    await page.goto(address(server, made, "earlier"))
    await page.get_by_role("textbox", name="Kirjoittamalla").fill("Uusi pysäkki | Kaupunki\nVanha silta")
    await page.locator("section", has=page.get_by_role("heading", name="Kirjoittamalla")).get_by_role("button").click()
    await expect(page.get_by_role("heading", name="2 tointa löytyi")).to_be_visible()
    await sound(page, 24)
    await page.get_by_label("Tila: Vanha silta").select_option("done")
    await page.get_by_role("radio", name="Kulttuuri ja luovat alat").check()
    await page.get_by_role("button", name="Tuo huoneisiin").click()
    await expect(page.get_by_text("2 tointa tuotiin.")).to_be_visible()
    async with facilitator(server, made["rooms"][1]) as leading:
        items = leading.seen.shown()["earlier"]["items"]
        assert [(one["what"], one["who"], one["status"]) for one in items] == [
            ("Uusi pysäkki", "Kaupunki", "not_started"),
            ("Vanha silta", "", "done"),
        ]


async def test_the_office_works_without_scripts(
    server: Talkoot, made: Made, page: Page, browser: Browser, desk: Facilitator
) -> None:
    state: Any = await page.context.storage_state()
    context = await browser.new_context(java_script_enabled=False, storage_state=state, locale="fi-FI")
    plain = await context.new_page()
    await plain.goto(address(server, made, "tower"))
    assert "Päivitä sivu nähdäksesi uudet." in await plain.locator("main").inner_text()
    await expect(plain.locator('[data-cell="clock_says"]').first).to_have_text("ei ajastinta")
    await plain.get_by_label("Viesti", exact=True).fill("Ilman skriptiä")
    await plain.get_by_role("button", name="Lähetä").click()
    await desk.seen.until_so(lambda: (desk.seen.shown()["message"] or {}).get("text") == "Ilman skriptiä")
    await context.close()


async def test_these_pages_are_sound_in_every_language_on_phones_and_desktops(
    server: Talkoot, made: Made, page: Page, browser: Browser, desk: Facilitator
) -> None:
    await desk.post("Yöbussit", "Yksi lupaluukku")
    await desk.go("writing")
    await desk.do("SendMessage", message=new_id(), text="Kahvi on salissa", lang="fi")
    state: Any = await page.context.storage_state()
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark", "light", "dark")
    for lang, scheme in zip(LANGUAGES, schemes, strict=True):
        context = await browser.new_context(color_scheme=scheme, storage_state=state, locale=lang)
        await context.clear_cookies(name="lang")
        tab = await context.new_page()
        for path in ("tower", "plenary", "earlier"):
            await tab.set_viewport_size({"width": 1440, "height": 900})
            await tab.goto(address(server, made, path))
            await expect(tab.locator("html")).to_have_attribute("lang", lang)
            await sound(tab, 24)
            for width in (1920, 1100, 768):
                await tab.set_viewport_size({"width": width, "height": 900})
                await sound(tab, 24)
            await tab.set_viewport_size({"width": 320, "height": 568})
            await sound(tab, 44)
        await context.close()
