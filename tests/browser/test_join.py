"""Joining in a real browser: by code, in one's own language, without a name, and without scripts."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from rooms.texts import LANGUAGES
from tests.browser.checks import sound
from tests.talkoot import Talkoot

pytestmark = pytest.mark.browser

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.fixture
async def server(own_server: Talkoot) -> Talkoot:
    """A server of each test's own: wrong codes are counted for all of it."""
    return own_server


@pytest.fixture
async def workshop(server: Talkoot) -> dict[str, Any]:
    return await server.new("lappeenranta-2023", "fi")


@pytest.fixture
async def page(context: BrowserContext) -> Page:
    return await context.new_page()


async def type_code(page: Page, url: str, typed: str) -> None:
    await page.goto(url)
    await page.locator("#code").fill(typed)
    await page.locator("#code").press("Enter")


async def test_a_code_opens_its_room_however_it_is_typed(server: Talkoot, workshop: dict[str, Any], page: Page) -> None:
    room = workshop["rooms"][1]
    code = room["code"]
    for typed in (code.lower(), f"  {code[:4]} {code[4:]} ", f"{code[:4]}-{code[4:]}", room["join_link"]):
        await type_code(page, server.url, typed)
        await expect(page).to_have_url(f"{server.url}/{code}")
        await expect(page.locator(".chosen")).to_have_text(room["title"])


async def test_a_wrong_code_keeps_what_was_typed_and_says_what_to_do(
    server: Talkoot, workshop: dict[str, Any], page: Page
) -> None:
    await type_code(page, server.url, "K7PM 3XHT")
    field = page.locator("#code")
    await expect(field).to_have_value("K7PM 3XHT")
    await expect(field).to_be_focused()
    await expect(field).to_have_attribute("aria-invalid", "true")
    await expect(page.locator("#problem")).to_contain_text("I, L eikä O")
    await sound(page)


async def test_joining_asks_for_no_name_and_ends_in_the_room(
    server: Talkoot, workshop: dict[str, Any], page: Page
) -> None:
    room = workshop["rooms"][1]
    await page.goto(room["join_link"])
    assert await page.locator("input:not([type=radio]):not([type=hidden])").count() == 0
    await page.get_by_role("radio", name="Etänä").check()
    await page.get_by_role("button", name="Liity huoneeseen").click()
    await expect(page).to_have_url(f"{server.url}/rooms/{room['room']}")
    assert await page.evaluate("() => localStorage.getItem('place')") == "remote"
    cookies = {cookie["name"]: cookie for cookie in await page.context.cookies()}
    assert set(cookies) == {"talkoot", "lang"}
    assert all(cookie["httpOnly"] and cookie["sameSite"] == "Lax" for cookie in cookies.values())


async def test_joining_works_without_scripts(server: Talkoot, workshop: dict[str, Any], browser: Browser) -> None:
    context = await browser.new_context(java_script_enabled=False, locale="sv-SE")
    page = await context.new_page()
    first, other = workshop["rooms"][1], workshop["rooms"][3]
    await type_code(page, server.url, first["code"])
    await page.get_by_text("Byt", exact=True).click()
    await page.get_by_text("Kultur och kreativa branscher").check()
    await page.get_by_role("button", name="Gå in i rummet").click()
    await expect(page).to_have_url(f"{server.url}/rooms/{other['room']}")
    await context.close()


async def test_the_list_of_rooms_shows_the_chosen_one_also_when_folded(workshop: dict[str, Any], page: Page) -> None:
    await page.goto(workshop["rooms"][1]["join_link"])
    await page.locator("summary").click()
    await page.get_by_role("radio", name="Teollisuus").check()
    await page.locator("summary").click()
    await expect(page.locator(".chosen")).to_have_text("Teollisuus")


async def test_another_language_keeps_the_room_and_the_place(workshop: dict[str, Any], page: Page) -> None:
    await page.goto(workshop["rooms"][1]["join_link"])
    await page.locator("summary").click()
    await page.get_by_role("radio", name="Rakentaminen").check()
    await page.get_by_role("radio", name="Etänä").check()
    await page.get_by_role("link", name="Slovenščina").click()
    await expect(page.locator("html")).to_have_attribute("lang", "sl")
    await expect(page.locator(".chosen")).to_have_text("Gradbeništvo")
    await expect(page.get_by_role("radio", name="Na daljavo")).to_be_checked()
    await page.goto(workshop["rooms"][2]["join_link"])
    await expect(page.locator("html")).to_have_attribute("lang", "sl")


async def test_every_text_on_the_page_says_which_language_it_is_in(
    server: Talkoot, workshop: dict[str, Any], page: Page
) -> None:
    await page.goto(workshop["rooms"][1]["join_link"])
    tongues = page.locator(".tongues a")
    assert await tongues.evaluate_all("(links) => links.map((link) => link.lang)") == list(LANGUAGES)
    await expect(page.locator("h1")).to_have_attribute("lang", "fi")


async def test_joining_by_keyboard_alone(server: Talkoot, workshop: dict[str, Any], page: Page) -> None:
    room = workshop["rooms"][1]
    await page.goto(room["join_link"])
    seen: list[str] = []
    for _ in range(30):
        await page.keyboard.press("Tab")
        seen.append(await page.evaluate("() => document.activeElement?.textContent?.trim() ?? ''"))
        if "Liity huoneeseen" in seen[-1]:
            break
    assert "Liity huoneeseen" in seen[-1], seen
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(f"{server.url}/rooms/{room['room']}")


async def test_focus_is_never_under_the_bar(workshop: dict[str, Any], page: Page) -> None:
    await page.set_viewport_size({"width": 320, "height": 568})
    await page.goto(workshop["rooms"][1]["join_link"])
    await page.locator("summary").click()
    for _ in range(12):
        await page.keyboard.press("Tab")
        hidden = await page.evaluate(
            """() => {
              const found = document.activeElement, bar = document.querySelector(".bar");
              if (!found || found === document.body || bar.contains(found)) return "";
              const box = (found.closest("label") ?? found).getBoundingClientRect();
              return box.top >= bar.getBoundingClientRect().top ? found.outerHTML : "";
            }"""
        )
        assert hidden == ""


async def test_the_page_asks_only_its_own_server(server: Talkoot, workshop: dict[str, Any], page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(workshop["rooms"][1]["join_link"])
    await page.wait_for_load_state("networkidle")
    assert len(asked) > 3
    assert [url for url in asked if not url.startswith(server.url)] == []


async def test_joining_is_sound_on_the_smallest_phone_in_every_language(
    server: Talkoot, workshop: dict[str, Any], browser: Browser
) -> None:
    room = workshop["rooms"][1]
    for lang, scheme in zip(LANGUAGES, SCHEMES * 2, strict=True):
        context = await browser.new_context(viewport={"width": 320, "height": 568}, locale=lang, color_scheme=scheme)
        page = await context.new_page()
        for address in (server.url, room["desk_link"].split("#")[0], f"{server.url}/no/page", room["join_link"]):
            await page.goto(address)
            assert await page.locator("html").get_attribute("lang") == lang
            await sound(page)
        await page.locator("summary").click()
        await sound(page)
        await context.close()


async def test_nothing_is_lost_when_text_is_twice_as_large(workshop: dict[str, Any], page: Page) -> None:
    await page.set_viewport_size({"width": 320, "height": 568})
    await page.goto(workshop["rooms"][1]["join_link"])
    await page.evaluate("() => { document.documentElement.style.setProperty('font-size', '200%') }")
    await sound(page)
    await page.get_by_role("button", name="Liity huoneeseen").scroll_into_view_if_needed()
    await expect(page.get_by_role("button", name="Liity huoneeseen")).to_be_in_viewport()


async def test_a_link_trades_its_secret_for_the_right_and_leaves_no_secret_in_the_address(
    server: Talkoot, workshop: dict[str, Any], page: Page
) -> None:
    link = workshop["rooms"][1]["desk_link"]
    await page.goto(link.split("#")[0])
    await expect(page.get_by_text("vetäjän linkillä")).to_be_visible()
    await page.goto(link)
    await page.wait_for_selector("html[data-view=desk]")
    assert await page.evaluate("() => location.hash") == ""


async def test_a_wrong_link_says_that_it_was_renewed(workshop: dict[str, Any], page: Page) -> None:
    await page.goto(workshop["rooms"][1]["desk_link"][:-3] + "xyz")
    await expect(page.locator("#wrong")).to_be_visible()
    await expect(page.locator("#wrong")).to_contain_text("uusittu")
    await expect(page.locator("#missing")).to_be_hidden()
    assert await page.evaluate("() => location.hash") == ""
    await sound(page)


async def test_a_link_that_cannot_reach_the_server_can_be_tried_again(workshop: dict[str, Any], page: Page) -> None:
    link = workshop["rooms"][1]["wall_link"]
    await page.route("**/enter", lambda route: route.abort())
    await page.goto(link)
    again = page.get_by_role("button", name="Yritä uudelleen")
    await expect(again).to_be_visible()
    await page.unroute("**/enter")
    await again.click()
    await page.wait_for_selector("html[data-view=wall]")


async def test_a_page_that_is_not_there_says_so_in_the_readers_language(server: Talkoot, page: Page) -> None:
    answer = await page.goto(f"{server.url}/rooms/nothing")
    assert answer is not None
    assert answer.status == 404
    await expect(page.get_by_role("heading", level=1)).to_have_text("Sivua ei löydy")
