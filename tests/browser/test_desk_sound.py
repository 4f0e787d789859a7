"""Every phase at the desk in a real browser: accessible, nothing cut, in every language, wide and narrow."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from rooms.texts import LANGUAGES
from tests.browser.checks import bare_keys, sideways, small_targets, sound
from tests.browser.desks import Room, note, press
from tests.viewer import new_id

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_every_phase_is_sound_in_every_language_wide_and_narrow_light_and_dark(hall: Room, lang: str) -> None:
    phone = await hall.phone()
    wide = await hall.page(lang, color_scheme="dark" if lang in ("sv", "en") else "light")
    small = await hall.page(lang, 320, 640, has_touch=True, is_mobile=True)

    async def all_sound() -> None:
        await sound(wide, 24)
        assert await sideways(small) == 0
        assert await small_targets(small, 44) == []
        assert await bare_keys(small) == []

    async def arrived(phase: str) -> None:
        for page in (wide, small):
            await expect(page.locator(".runsheet li").nth(hall.steps[phase])).to_have_attribute("aria-current", "step")

    await arrived("lobby")
    await all_sound()
    await hall.go("writing")
    await arrived("writing")
    long = "A needlessly long note about bus connections, bicycle parking and everything else. "
    ids = await hall.post(phone, *(f"{long * 2}{number}" for number in range(5)))
    await expect(small.locator(".silent .figure").first).to_have_text("5")
    await all_sound()
    await hall.go("sorting")
    await arrived("sorting")
    await hall.desk.done("GroupNotes", group=new_id(), notes=ids[:2], title="Wonderful")
    await hall.desk.done("HideNotes", notes=ids[4:])
    for page in (wide, small):
        await note(page, ids[2]).click()
        await expect(page.locator(".selection")).to_be_visible()
    await all_sound()
    for page in (wide, small):
        await page.locator(".group [data-do=menu]").first.click()
        await expect(page.locator("#menu button").first).to_be_focused()
    await all_sound()
    for page in (wide, small):
        await page.locator("#menu button").nth(1).click()
        await expect(page.locator("#dialog")).to_be_visible()
    await all_sound()
    for button in (
        *(f".bar li:nth-last-child({place}) .button" for place in (1, 2, 3)),
        ".bar li .bare",
        ".tools .keys",
    ):
        for page in (wide, small):
            await press(page, "Escape")
            await expect(page.locator("#dialog")).to_be_hidden()
            await page.locator(button).click()
            await expect(page.locator("#dialog")).to_be_visible()
        await all_sound()
    for page in (wide, small):
        await press(page, "Escape")
    await hall.go("voting")
    await arrived("voting")
    await all_sound()
    await wide.locator(".next").click()
    for page in (wide, small):
        await expect(page.locator(".turnout")).to_be_visible()
    await all_sound()
    round_ = hall.board["round"]["id"]
    lines = [line["id"] for line in hall.board["round"]["lines"]]
    await phone.done("PlaceDots", round=round_, dots={lines[0]: 1}, tab=new_id(), change=1)
    await hall.desk.done("CloseRound", round=round_)
    await hall.go("results")
    await hall.desk.done("RevealRound", round=round_)
    for page in (wide, small):
        await expect(page.locator(".tally")).to_be_visible()
    await all_sound()
    await hall.go("closed")
    await arrived("closed")
    await all_sound()


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_a_whole_day_is_sound_in_every_language_wide_and_narrow(day: Room, lang: str) -> None:
    phone = await day.phone()
    await day.phone()
    wide = await day.page(lang, 1280, 720, color_scheme="dark" if lang in ("fi", "sl") else "light")
    small = await day.page(lang, 320, 640, has_touch=True, is_mobile=True)
    pages = (wide, small)

    async def all_sound() -> None:
        await sound(wide, 24)
        assert await sideways(small) == 0
        assert await small_targets(small, 44) == []
        assert await bare_keys(small) == []

    async def sound_in(phase: str, sign: str) -> None:
        await day.go(phase)
        for page in pages:
            await expect(page.locator(".runsheet li").nth(day.steps[phase])).to_have_attribute("aria-current", "step")
            await expect(page.locator(sign).first).to_be_visible()
        await all_sound()

    await sound_in("agenda", ".day tr")
    await sound_in("review", ".earlier .message")
    for number in range(3):
        earlier = new_id()
        await day.desk.done(
            "SetEarlier", earlier=earlier, what=f"Night buses to every village {number}", who="Town", why="Money"
        )
        await phone.done("JudgeEarlier", earlier=earlier, verdict="keep", comment="Please go on with this one")
        await phone.done("TalkAbout", earlier=[earlier])
    await day.desk.done("Spotlight", target=day.board["earlier"]["items"][0]["id"])
    await day.desk.done("SendMessage", message=new_id(), text="Back at two", lang="en")
    for page in pages:
        await expect(page.locator(".earlier ol > li")).to_have_count(3)
        await expect(page.locator(".lit")).to_be_visible()
        await page.locator(".does .square").first.click()
        await expect(page.locator("#earlier-what")).to_be_visible()
    await all_sound()
    for page in pages:
        await press(page, "Escape")
    await sound_in("question", ".column")
    for page in pages:
        await page.locator("[data-do=heading]").first.click()
        await expect(page.locator("#title-sl")).to_be_visible()
    await all_sound()
    for page in pages:
        await press(page, "Escape")
    await day.go("writing")
    ids = await day.post(phone, "No night buses", "There are no night buses", "Dark streets")
    await sound_in("tables", ".tables-none")
    await phone.done("JoinTable", table=1)
    await phone.done("PickNote", note=ids[0], picked=True)
    for page in pages:
        await expect(page.locator(".tables li")).to_be_visible()
    await all_sound()
    await sound_in("reading", ".note")
    await phone.done("SaySame", note=ids[1], other=ids[2])
    await day.desk.done("GroupNotes", group=new_id(), notes=[ids[0], ids[2]], act=new_id())
    for page in pages:
        await page.locator(".either .button").nth(1).click()
        await expect(page.locator(".pair").first).to_be_visible()
    await all_sound()
    for page in pages:
        await page.locator(".tools .history").click()
        await expect(page.locator(".acts li")).to_have_count(1)
    await all_sound()
    for page in pages:
        await press(page, "Escape")
    await phone.close()
    await day.go("closed")
    await expect(wide.locator(".feedback")).to_be_visible()
    again = await day.phone()
    await again.done("GiveFeedback", score=5, text="A calm and clear afternoon")
    for page in pages:
        await expect(page.locator(".feedback section")).to_be_visible()
    await all_sound()
