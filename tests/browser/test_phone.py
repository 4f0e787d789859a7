"""The phone page in a real browser, on a real server."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.browser.checks import axe, sideways, small_targets
from tests.browser.phones import PHASES, Facilitator, cut, facilitator, phone, write
from tests.talkoot import Talkoot

pytestmark = pytest.mark.browser

Room = dict[str, Any]


def saved(page: Page) -> Any:
    return page.locator(".note[data-state=saved]")


async def test_a_note_is_saved_and_there_after_a_reload(context: BrowserContext, room: Room, desk: Facilitator) -> None:
    await desk.go("writing")
    page = await phone(context, room)
    await write(page, "Edullisia harjoitustiloja")
    await expect(saved(page)).to_contain_text("Edullisia harjoitustiloja")
    await expect(page.locator("#text")).to_have_value("")
    await expect(page.locator("#text")).to_be_focused()
    await page.reload()
    await expect(saved(page)).to_contain_text("Edullisia harjoitustiloja")


async def test_a_draft_is_kept_by_column_through_reload_and_language(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await desk.go("writing")
    page = await phone(context, room)
    await page.locator("#text").fill("Kesken jäänyt")
    if await page.locator(".tab").count():
        await page.locator(".tab").nth(1).click()
        await expect(page.locator("#text")).to_have_value("")
        await page.locator(".tab").nth(0).click()
    await page.reload()
    await expect(page.locator("#text")).to_have_value("Kesken jäänyt")
    await page.locator(".tongues a[lang=sv]").click()
    await expect(page.locator("html")).to_have_attribute("lang", "sv")
    await expect(page.locator("#text")).to_have_value("Kesken jäänyt")


async def test_what_is_written_offline_waits_and_is_sent_once(
    context: BrowserContext, other: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await desk.go("writing")
    page = await phone(context, room)
    await cut(context)
    await write(page, "Ensimmäinen tunnelista")
    await write(page, "Toinen tunnelista")
    await expect(page.locator(".note[data-state=waiting]")).to_have_count(2)
    await expect(page.locator(".offline")).to_contain_text("2 lappua odottaa")
    await context.set_offline(False)
    await expect(saved(page)).to_have_count(2, timeout=20_000)
    await expect(page.locator(".offline")).to_contain_text("2 lappua lähetetty")
    await desk.go("reading")
    witness = await phone(other, room)
    await expect(witness.locator(".board .note")).to_have_count(2)


async def test_a_note_that_came_too_late_keeps_its_text_in_view(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await desk.go("writing")
    await desk.post("A", "B")
    page = await phone(context, room)
    await cut(context)
    await write(page, "Tämä ei ehtinyt mukaan")
    await page.locator("#text").blur()
    await desk.go("voting")
    await desk.open_round(budget=1, cap=1)
    await context.set_offline(False)
    late = page.locator(".note[data-state=refused]")
    await expect(late).to_contain_text("Tämä ei ehtinyt mukaan", timeout=20_000)
    await expect(late).to_contain_text("Ei lähetetty")
    if await page.locator(".asking").count():
        await page.locator(".asking button").click()
    await expect(page.locator(".ballot")).to_be_visible()
    await expect(late).to_contain_text("Tämä ei ehtinyt mukaan")
    await late.get_by_role("button", name="Hylkää").click()
    await expect(late).to_have_count(0)


async def test_what_waits_in_a_closed_tab_is_sent_by_the_next(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await desk.go("writing")
    page = await phone(context, room)
    await cut(context)
    await write(page, "Kirjoitettu ennen sulkemista")
    await expect(page.locator(".note[data-state=waiting]")).to_have_count(1)
    address = page.url
    await page.close()
    await context.set_offline(False)
    again = await context.new_page()
    await again.goto(address)
    await expect(saved(again)).to_contain_text("Kirjoitettu ennen sulkemista")


async def test_a_writer_is_asked_before_the_next_step_is_shown(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await desk.go("writing")
    page = await phone(context, room)
    await page.locator("#text").fill("Puolikas aja")
    await desk.go("reading")
    await expect(page.locator(".asking")).to_be_visible()
    await expect(page.locator("#text")).to_be_focused()
    await page.keyboard.type("tus")
    await expect(page.locator("#text")).to_have_value("Puolikas ajatus")
    await page.locator(".asking button").click()
    await expect(page.locator(".asking")).to_have_count(0)
    await expect(page.locator("main h1")).to_be_focused()
    await page.locator(".new-note").click()
    await expect(page.locator("#text")).to_have_value("Puolikas ajatus")


async def test_somebody_who_does_not_write_goes_along_at_once(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    page = await phone(context, room)
    await desk.go("writing")
    await expect(page.locator("#text")).to_be_visible()
    await desk.go("reading")
    await expect(page.locator(".board")).to_be_visible()


async def test_one_reads_others_notes_and_changes_only_ones_own(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await desk.go("writing")
    page = await phone(context, room)
    await write(page, "Minun lappuni")
    await expect(saved(page)).to_have_count(1)
    await desk.post("Muiden lappu")
    await expect(page.get_by_text("Muiden lappu")).to_have_count(0)
    await page.locator("#text").blur()
    await desk.go("reading")
    await expect(page.locator(".board .note")).to_have_count(2)
    await expect(page.get_by_role("button", name="Muokkaa")).to_have_count(1)
    await page.get_by_role("button", name="Muokkaa").click()
    await page.locator("#edit").fill("Minun parempi lappuni")
    await page.locator(".editor button[type=submit]").click()
    await expect(page.locator(".board")).to_contain_text("Minun parempi lappuni")


async def test_a_list_under_a_finger_holds_what_is_new(context: BrowserContext, room: Room, desk: Facilitator) -> None:
    await desk.go("reading")
    await desk.post("Jo luettavana", "Tämäkin")
    page = await phone(context, room)
    await expect(page.locator(".board .note")).to_have_count(2)
    await page.locator(".board .note").first.click()
    [_, hidden] = await desk.post("Uusi", "Toinen uusi")
    await expect(page.locator(".fresh")).to_contain_text("2 uutta lappua")
    await expect(page.locator(".board .note")).to_have_count(2)
    await desk.do("HideNotes", notes=[hidden])
    await page.locator(".fresh").click()
    await expect(page.locator(".board .note")).to_have_count(3)
    await expect(page.locator(".fresh")).to_have_count(0)


async def test_a_note_that_is_hidden_leaves_a_held_list_at_once(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await desk.go("reading")
    [bad, _] = await desk.post("Asiaton", "Asiallinen")
    page = await phone(context, room)
    await page.locator(".board .note").last.click()
    await desk.do("HideNotes", notes=[bad])
    await expect(page.get_by_text("Asiaton")).to_have_count(0)


async def test_two_edits_of_one_note_keep_both_texts(context: BrowserContext, room: Room, desk: Facilitator) -> None:
    await desk.go("writing")
    page = await phone(context, room)
    await write(page, "Alku")
    await expect(saved(page)).to_have_count(1)
    tab = await context.new_page()
    await tab.goto(page.url)
    await expect(saved(tab)).to_have_count(1)
    await cut(context)
    for one, text in ((page, "Ensimmäisen muutos"), (tab, "Toisen muutos")):
        await one.locator(".note button").click()
        await one.locator("#edit").fill(text)
        await one.locator(".editor button[type=submit]").click()
    await context.set_offline(False)
    shown = {asyncio.ensure_future(one.locator(".theirs").wait_for(timeout=20_000)): one for one in (page, tab)}
    [first], others = await asyncio.wait(shown, return_when=asyncio.FIRST_COMPLETED)
    for waiting in others:
        waiting.cancel()
    await first
    refused = shown[first]
    await expect(refused.locator(".note")).to_contain_text("Ensimmäisen muutos")
    await expect(refused.locator(".note")).to_contain_text("Toisen muutos")
    mine = await refused.locator(".theirs").inner_text()
    await refused.get_by_role("button", name="Tallenna omani").click()
    await expect(refused.locator(".theirs")).to_have_count(0)
    await expect(saved(refused)).to_contain_text(mine.splitlines()[-1])


async def test_a_deletion_asks_first_and_then_is_done(context: BrowserContext, room: Room, desk: Facilitator) -> None:
    await desk.go("writing")
    page = await phone(context, room)
    await write(page, "Poistettava")
    await expect(saved(page)).to_have_count(1)
    await page.locator(".note button").click()
    await page.locator(".editor").get_by_role("button", name="Poista").click()
    await expect(page.locator(".sure")).to_be_focused()
    await page.locator(".sure").click()
    await expect(page.locator(".note")).to_have_count(0)


@pytest.mark.parametrize(("width", "height"), [(360, 340), (195, 422)], ids=["keyboard open", "text twice as large"])
async def test_where_little_of_the_page_is_seen_the_way_on_stays_in_sight_of_whoever_types(
    context: BrowserContext, room: Room, desk: Facilitator, width: int, height: int
) -> None:
    await desk.go("writing")
    page = await phone(context, room)
    await page.set_viewport_size({"width": width, "height": height})
    for number in range(6):
        await write(page, f"Ajatus {number}")
    await page.locator("#text").fill("Kesken")
    await page.evaluate("() => scrollTo(0, 500)")
    await desk.go("reading")
    await expect(page.locator(".asking .button")).to_be_in_viewport(ratio=1)
    await page.locator(".asking .button").click()
    await expect(page.locator(".board")).to_be_visible()


async def test_a_change_that_was_begun_waits_behind_its_note_through_a_reload_and_a_slip_onto_delete(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await desk.go("writing")
    page = await phone(context, room)
    await write(page, "Alkuperäinen")
    await expect(saved(page)).to_have_count(1)
    await page.locator(".note").get_by_role("button", name="Muokkaa").click()
    await page.locator("#edit").fill("Puoliksi muutettu")
    await page.reload()
    await page.get_by_role("button", name="Jatka muokkausta").click()
    await expect(page.locator("#edit")).to_have_value("Puoliksi muutettu")
    await page.locator(".editor").get_by_role("button", name="Poista").click()
    await page.get_by_role("button", name="Säilytä").click()
    await expect(page.locator("#edit")).to_have_value("Puoliksi muutettu")
    await expect(page.locator("#edit")).to_be_focused()
    await page.locator(".editor").get_by_role("button", name="Peruuta").click()
    await expect(page.get_by_role("button", name="Muokkaa")).to_be_focused()


async def test_a_change_gone_on_with_after_the_note_was_changed_elsewhere_shows_both_texts_and_asks(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await desk.go("writing")
    page = await phone(context, room)
    await write(page, "Alku")
    await expect(saved(page)).to_have_count(1)
    tab = await context.new_page()
    await tab.goto(page.url)
    for choice, theirs, stays in (
        ("Pidä tallennettu", "Toisaalla muutettu", "Toisaalla muutettu"),
        ("Tallenna omani", "Toisaalla taas muutettu", "Minun muutokseni"),
    ):
        await page.locator(".note").get_by_role("button", name="Muokkaa").click()
        await page.locator("#edit").fill("Minun muutokseni")
        await page.reload()
        await tab.locator(".note").get_by_role("button", name="Muokkaa").click()
        await tab.locator("#edit").fill(theirs)
        await tab.locator(".editor button[type=submit]").click()
        await expect(page.locator("article.note > p")).to_have_text(theirs)
        await page.get_by_role("button", name="Jatka muokkausta").click()
        await expect(page.locator("#edit")).to_have_value("Minun muutokseni")
        await expect(page.locator("#edit")).to_have_accessible_description(re.compile(f"muuttunut toisaalla.*{theirs}"))
        await page.locator("#edit").press("Control+Enter")  # saves where there is nothing to choose
        await expect(page.locator(".editor .mine")).to_be_focused()
        await page.get_by_role("button", name=choice).click()
        await expect(page.locator("article.note > p")).to_have_text(stays)
        await expect(tab.locator("article.note > p")).to_have_text(stays)


@pytest.mark.parametrize(
    ("lang", "scheme", "width"),
    [("fi", "light", 320), ("sv", "dark", 360), ("sl", "dark", 320), ("en", "light", 1440)],
)
async def test_every_phase_is_accessible(browser: Browser, server: Talkoot, lang: str, scheme: Any, width: int) -> None:
    room = (await server.new("two-hours", "fi"))["rooms"][0]
    context = await browser.new_context(viewport={"width": width, "height": 780}, color_scheme=scheme)
    async with facilitator(server, room) as desk:
        page = await phone(context, room, lang)
        errors: list[str] = []
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        await desk.earlier("Kesäteatterin lava kunnostetaan", "Yhteinen tapahtumakalenteri kaikille yhdistyksille")
        for phase in PHASES:
            if phase != "lobby":
                await desk.go(phase)
            await _live_through(page, desk, phase)
            await _check(page, phase)
        assert errors == []
    await context.close()


async def _live_through(page: Page, desk: Facilitator, phase: str) -> None:
    """Do what a phase is for, and look at every page of it but the last."""
    match phase:
        case "agenda":
            await page.locator(".where").click()
            await page.locator(".places").wait_for()
            await _check(page, "rooms")
            await page.locator(".way-on button").click()
            await _check(page, "screen")
            await page.locator(".bar button").click()
        case "review":
            await page.locator(".switch").nth(1).click()
            await page.locator(".comment").first.click()
            await page.locator(".earlier textarea").first.fill("Varaukset mukaan")
            await page.locator(".earlier textarea").first.blur()
            await page.locator(".toggle").first.click()
            await _check(page, "review answered")
            await desk.do("OrderEarlier", by_votes=True)
            await page.locator(".tally").first.wait_for()
        case "writing":
            await write(page, "Tapahtumanjärjestäjälle nimetty yhteyshenkilö ja lupien yhteisneuvottelukäytäntö")
            await expect(saved(page)).to_have_count(1)
            await page.locator("#text").blur()
        case "tables":
            await _check(page, "no table")
            await page.locator(".numbers .button").first.click()
            await page.locator(".pick").click()
            await expect(page.locator(".pick")).to_have_attribute("aria-pressed", "true")
        case "sorting":
            notes = await desk.post("Yksi", "Kaksi")
            await desk.do("GroupNotes", group="g1", notes=notes, title="Ryhmä, jolla on pitkähkö otsikko")
            await desk.post("Kolmas", "Neljäs")
            await expect(page.locator(".group")).to_be_visible()
            await desk.do("Spotlight", target="g1")
            await desk.do("SendMessage", message="m", text="Kahvi on katettu aulaan. Jatkamme kello 14.15.", lang="fi")
            await page.locator(".to-all").wait_for()
            await page.locator(".same").last.click()
            await _check(page, "same as")
            await page.locator(".pairing button").click()
            await page.locator(".on-screen").click()
            await _check(page, "lit")
            await page.locator(".bar button").click()
            await page.locator(".to-all button").click()
        case "voting":
            round_ = await desk.open_round(budget=2, cap=2)
            await page.locator(".plus").first.click()
            await _check(page, "voting open")
            await desk.do("CloseRound", round=round_)
            await _check(page, "voting closed")
            await desk.do("RevealRound", round=round_)


async def _check(page: Page, when: str) -> None:
    await page.locator("main h1").wait_for()
    assert await axe(page) == [], when
    assert await sideways(page) == 0, when
    assert await small_targets(page, 44) == [], when


async def test_a_room_can_be_gone_through_with_the_keyboard_alone(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await desk.go("writing")
    page = await phone(context, room)
    await _tab_to(page, "#text")
    await page.keyboard.type("Näppäimillä kirjoitettu")
    await page.keyboard.press("Enter")
    await expect(saved(page)).to_have_count(1)
    await page.keyboard.press("Shift+Tab")
    await _tab_to(page, ".note button", back=True)
    await page.keyboard.press("Enter")
    await expect(page.locator("#edit")).to_be_focused()
    await page.keyboard.press("End")
    await page.keyboard.type(" ja muokattu")
    await page.keyboard.press("Control+Enter")
    await expect(saved(page)).to_contain_text("Näppäimillä kirjoitettu ja muokattu")
    await expect(page.locator(".note button")).to_be_focused()
    await desk.post("Toinen")
    await desk.go("voting")
    await expect(page.locator("main h1")).to_have_text("Äänestys avataan pian")
    await expect(page.locator("main h1")).to_be_focused()
    await desk.open_round(budget=1, cap=1)
    await expect(page.locator("main h1")).to_have_text("Anna täpläsi tärkeimmille")
    await expect(page.locator("main h1")).to_be_focused()
    await _tab_to(page, ".toggle")
    await page.keyboard.press("Space")
    await expect(page.locator(".toggle").first).to_have_attribute("aria-pressed", "true")
    await expect(page.locator(".toggle").first).to_be_focused()
    await _tab_to(page, ".bar button")
    await page.keyboard.press("Enter")
    await expect(page.locator("main h1")).to_have_text("Täpläsi on annettu")
    await expect(page.locator("main h1")).to_be_focused()


async def test_what_changes_is_said_once_and_politely(context: BrowserContext, room: Room, desk: Facilitator) -> None:
    page = await phone(context, room)
    await page.evaluate(
        """() => { window.heard = []; new MutationObserver(() => {
            const text = document.getElementById('status').textContent.trim();
            if (text) window.heard.push(text);
        }).observe(document.getElementById('status'), {childList: true, characterData: true, subtree: true}); }"""
    )
    await desk.go("writing")
    await page.locator("#text").wait_for()
    await write(page, "Kuuluuko")
    await expect(saved(page)).to_have_count(1)
    await page.wait_for_function("() => window.heard.join(' ').includes('Tallessa')")
    heard = await page.evaluate("() => window.heard")
    assert "Kirjoittaminen on alkanut." in heard[0]
    assert len(heard) <= 3, heard
    assert await page.locator("[aria-live=assertive], [role=alert]").count() == 0


async def _tab_to(page: Page, selector: str, back: bool = False) -> None:
    """Press Tab until the focus is on what the selector finds."""
    for _ in range(40):
        if await page.evaluate("(s) => document.activeElement.matches(s)", selector):
            return
        await page.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError(f"the keyboard never comes to {selector}")
