"""The office in a real browser: a workshop made, its links handed out and renewed, its files taken home."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any, Literal

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from rooms.templates import template_ids
from rooms.texts import LANGUAGES
from tests.browser.checks import sound
from tests.browser.offices import enter, office
from tests.talkoot import Talkoot

pytestmark = pytest.mark.browser


@pytest.fixture
async def server(own_server: Talkoot) -> Talkoot:
    """A server of each test's own: the office shows every workshop there is."""
    return own_server


def master_link(server: Talkoot) -> str:
    """The organiser's link, as the server prints it when it starts."""
    found = re.search(r"http\S+/office#\S+", server.printed())
    assert found, server.printed()
    return found[0]


@pytest.fixture
async def page(context: BrowserContext, server: Talkoot) -> Page:
    return await office(context, master_link(server))


async def make(page: Page, server: Talkoot, name: str = "idea-workshop") -> str:
    """Make a workshop by the form as it stands; returns the address of its page."""
    await page.goto(f"{server.url}/office/new/{name}")
    await page.get_by_role("button", name="Tee työpaja").click()
    await page.wait_for_url(re.compile(r"/office/[a-z0-9]{8}$"))
    return page.url


async def test_the_office_opens_by_its_link_only_and_hides_the_secret(server: Talkoot, page: Page) -> None:
    assert page.url == f"{server.url}/office"
    stranger = await page.context.browser.new_page() if page.context.browser else page
    answer = await stranger.goto(f"{server.url}/office")
    assert answer is not None
    assert answer.status == 403
    await expect(stranger.locator("html")).to_have_attribute("data-view", "join")
    await stranger.close()


async def test_an_empty_office_says_how_to_begin_and_offers_every_template(page: Page) -> None:
    await expect(page.get_by_text("Työpajoja ei vielä ole")).to_be_visible()
    links = page.get_by_role("link", name="Käytä tätä")
    addresses = await links.evaluate_all("(found) => found.map((link) => link.getAttribute('href').split('/').pop())")
    assert sorted(addresses) == template_ids()
    assert addresses[0] == "idea-workshop"


async def test_a_workshop_is_made_in_the_chosen_languages_with_its_own_name(server: Talkoot, page: Page) -> None:
    await page.get_by_role("link", name=re.compile("Käytä tätä ?: Ideatyöpaja")).click()
    for lang in ("sl", "en"):
        await page.locator(f"[name=lang-{lang}]").uncheck()
        await expect(page.locator(f"#title-{lang}")).to_be_hidden()
    await page.locator("#title-fi").fill("Kyläilta  <b>2026</b>")
    await page.locator("#title-sv").fill("Byakväll 2026")
    await page.locator("#when-fi").fill("to klo 18")
    await page.locator("#host").fill("Kylä & yhdistys")
    await page.get_by_role("button", name="Tee työpaja").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Kyläilta <b>2026</b>")
    await expect(page.get_by_text("Kylä & yhdistys · to klo 18")).to_be_visible()
    await expect(page.get_by_text("Suomi, Svenska", exact=True)).to_be_visible()
    await page.goto(f"{server.url}/office?lang=sv")
    await expect(page.get_by_role("link", name="Byakväll 2026")).to_be_visible()


async def test_a_form_that_lacks_something_keeps_all_texts_and_says_what(server: Talkoot, page: Page) -> None:
    await page.goto(f"{server.url}/office/new/ljubljana-2017")
    await page.locator("#title-sl").fill("")
    await page.locator("#title-en").fill("x" * 121)
    await page.locator("#host").fill("Mesto")
    await page.get_by_role("button", name="Tee työpaja").click()
    await expect(page.locator("#title-en-problem")).to_contain_text("120")
    await expect(page.locator("#title-en")).to_have_value("x" * 121)
    await expect(page.locator("#host")).to_have_value("Mesto")
    await sound(page, 24)
    for lang in LANGUAGES:
        await page.locator(f"[name=lang-{lang}]").set_checked(False)
    await page.get_by_role("button", name="Tee työpaja").click()
    await expect(page.locator("#languages-problem")).to_be_visible()


async def test_towns_are_named_in_the_office_asked_when_joining_and_counted_in_the_tower(
    server: Talkoot, page: Page, browser: Browser
) -> None:
    await page.goto(f"{server.url}/office/new/idea-workshop")
    towns = page.get_by_role("textbox", name="Paikkakunnat")
    await towns.fill("Nurmes")
    await page.get_by_role("button", name="Tee työpaja").click()
    await expect(page.locator("#sites-problem")).to_be_visible()
    await towns.fill("Nurmes\n\n Kitee ")
    await page.get_by_role("button", name="Tee työpaja").click()
    await expect(page.get_by_text("Nurmes, Kitee")).to_be_visible()
    await page.goto(f"{page.url}/tower")
    await expect(page.locator('[data-cell="people"]')).to_have_text("0")
    await page.goto(page.url.removesuffix("/tower"))
    code = await page.locator("button[data-copy]").first.get_attribute("data-copy")
    context = await browser.new_context(locale="fi-FI", viewport={"width": 320, "height": 640})
    phone = await context.new_page()
    await phone.goto(f"{code}")
    await expect(phone.get_by_role("radio", name="Paikalla")).to_have_count(0)
    await sound(phone)
    await phone.get_by_role("radio", name="Kitee").check()
    await phone.get_by_role("button", name="Liity huoneeseen").click()
    await phone.wait_for_selector("html[data-view=phone]")
    await page.goto(f"{page.url}/tower")
    await expect(page.locator('[data-cell="places"]')).to_have_text("Nurmes 0, Kitee 1, 0 etänä")
    await phone.goto(f"{code}")
    await expect(phone.get_by_role("radio", name="Kitee")).to_be_checked()
    await context.close()


async def test_every_template_can_be_made_and_shows_all_its_rooms(server: Talkoot, page: Page) -> None:
    for name in template_ids():
        await make(page, server, name)
        assert await page.locator(".room").count() >= 1
        await expect(page.locator(".room .state").first).to_contain_text("0 lappua")
    await page.goto(f"{server.url}/office")
    assert await page.locator(".gatherings > li").count() == len(template_ids())


async def test_the_organiser_opens_desk_and_wall_without_their_links(server: Talkoot, page: Page) -> None:
    await make(page, server)
    for role, name in (("desk", "Avaa pöytä"), ("wall", "Avaa seinä")):
        async with page.expect_popup() as opened:
            await page.get_by_role("link", name=name).click()
        other = await opened.value
        await expect(other.locator("html")).to_have_attribute("data-view", role)
        await other.close()


async def test_a_copied_link_opens_the_desk_in_another_browser(server: Talkoot, page: Page, browser: Browser) -> None:
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await make(page, server)
    await page.get_by_role("button", name=re.compile("Kopioi linkki ?: Vetäjän pöytä")).click()
    await expect(page.locator("#copied")).to_have_text("Linkki kopioitu")
    link = await page.evaluate("() => navigator.clipboard.readText()")
    stranger = await browser.new_page()
    await stranger.goto(link)
    await stranger.wait_for_selector("html[data-view=desk]")
    assert "#" not in stranger.url
    await stranger.close()


async def test_where_no_clipboard_is_the_link_is_shown_to_copy_by_hand(server: Talkoot, page: Page) -> None:
    await page.add_init_script(
        "Object.defineProperty(navigator, 'clipboard', {value: undefined}); document.execCommand = () => false"
    )
    await make(page, server)
    await page.get_by_role("button", name=re.compile("Kopioi linkki ?: Seinä")).click()
    await expect(page.get_by_role("dialog", name="Kopioi linkki tästä")).to_be_visible()
    assert "/wall#" in await page.locator("#by-hand input").input_value()
    await sound(page, 24)
    await page.get_by_role("button", name="Sulje").click()
    await expect(page.get_by_role("dialog")).to_be_hidden()


async def test_a_renewed_link_ends_the_old_one_after_asking(server: Talkoot, page: Page, browser: Browser) -> None:
    await make(page, server)
    old = await page.locator("button[data-copy*='/desk#']").get_attribute("data-copy")
    assert old
    await page.get_by_role("link", name=re.compile("Uusi linkki ?: Vetäjän pöytä")).click()
    await expect(page.get_by_text("lakkaavat toimimasta")).to_be_visible()
    await page.get_by_role("button", name="Tee uusi linkki").click()
    await expect(page.get_by_role("status").filter(has_text="Vetäjän linkki on uusittu")).to_be_visible()
    new = await page.locator("button[data-copy*='/desk#']").get_attribute("data-copy")
    assert new != old
    stranger = await browser.new_page()
    await stranger.goto(old)
    await expect(stranger.locator("#wrong")).to_be_visible()
    await stranger.goto(f"{new}")
    await stranger.wait_for_selector("html[data-view=desk]")
    await stranger.close()


async def test_an_organiser_of_one_workshop_sees_no_other_and_stays_in_after_renewing(
    server: Talkoot, page: Page, browser: Browser
) -> None:
    other = await make(page, server, "sormland-2020")
    own = await make(page, server)
    link = await page.locator("#link button[data-copy]").get_attribute("data-copy")
    context = await browser.new_context(locale="fi-FI")
    helper = await context.new_page()
    await enter(helper, f"{link}")
    for closed in (
        f"{server.url}/office",
        other,
        f"{other}/codes",
        f"{other}/export.json",
        f"{other}/renew?role=office",
    ):
        answer = await context.request.get(closed)
        assert answer.status == 403, closed
    await helper.goto(f"{own}/renew?role=office")
    await helper.get_by_role("button", name="Tee uusi linkki").click()
    await expect(helper.get_by_text("Toimiston linkki on uusittu.")).to_be_visible()
    await helper.reload()
    await expect(helper.locator("html")).to_have_attribute("data-view", "office")
    await context.close()


async def test_forms_of_other_sites_change_nothing(server: Talkoot, page: Page) -> None:
    own = await make(page, server)
    for address in (f"{server.url}/office/new/idea-workshop", f"{own}/renew"):
        answer = await page.context.request.post(
            address, form={"role": "office", "lang-fi": "on", "title-fi": "x"}, headers={"Sec-Fetch-Site": "cross-site"}
        )
        assert answer.status == 403
    await page.goto(f"{server.url}/office")
    assert await page.locator(".gatherings > li").count() == 1


async def test_files_are_taken_home_with_the_workshops_name(server: Talkoot, page: Page) -> None:
    await make(page, server)
    for name, ending in (("Kaikki (JSON)", "json"), ("Taulukko (CSV)", "csv")):
        async with page.expect_download() as taking:
            await page.get_by_role("link", name=name).click()
        file = await taking.value
        assert file.suggested_filename == f"Ideatyöpaja.{ending}"
        text = (await file.path()).read_text(encoding="utf-8-sig")
        if ending == "json":
            assert len(json.loads(text)["rooms"]) == 1
        else:
            assert next(csv.reader(io.StringIO(text), delimiter=";"))


async def test_a_sheet_for_each_door_is_printed_with_its_qr_and_code(server: Talkoot, page: Page) -> None:
    own = await make(page, server, "lappeenranta-2023")
    await page.goto(f"{own}/codes")
    assert await page.locator(".door-sheet").count() == 7
    loaded = await page.locator(".qr").evaluate_all("(found) => found.every((image) => image.naturalWidth > 0)")
    assert loaded
    await page.emulate_media(media="print")
    await expect(page.locator(".side")).to_be_hidden()
    await expect(page.get_by_role("button", name="Tulosta")).to_be_hidden()
    assert len(await page.pdf(format="A4")) > 10_000
    pages = (await page.pdf(format="A4")).count(b"/Type /Page\n")
    assert pages == 7


async def test_making_and_renewing_work_without_scripts(server: Talkoot, page: Page, browser: Browser) -> None:
    state: Any = await page.context.storage_state()
    context = await browser.new_context(java_script_enabled=False, storage_state=state, locale="fi-FI")
    plain = await context.new_page()
    await make(plain, server)
    await plain.get_by_role("link", name=re.compile("Uusi linkki ?: Seinä")).click()
    await plain.get_by_role("button", name="Tee uusi linkki").click()
    await expect(plain.get_by_text("Seinän linkki on uusittu.")).to_be_visible()
    await context.close()


async def test_the_office_is_sound_in_every_language_on_phones_and_desktops(
    server: Talkoot, page: Page, browser: Browser
) -> None:
    own = await make(page, server, "lappeenranta-2023")
    state: Any = await page.context.storage_state()
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark", "light", "dark")
    for lang, scheme in zip(LANGUAGES, schemes, strict=True):
        context = await browser.new_context(color_scheme=scheme, storage_state=state, locale=lang)
        await context.clear_cookies(name="lang")
        tab = await context.new_page()
        for path in ("/office", "/office/new/sormland-2020", own, f"{own}/codes", f"{own}/renew?role=office"):
            await tab.set_viewport_size({"width": 1440, "height": 900})
            await tab.goto(path if path.startswith("http") else server.url + path)
            await expect(tab.locator("html")).to_have_attribute("lang", lang)
            await sound(tab, 24)
            await tab.set_viewport_size({"width": 320, "height": 568})
            await sound(tab, 44)
        await context.close()
