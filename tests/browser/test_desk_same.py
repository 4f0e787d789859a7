"""Notes that may say the same, at the desk in a real browser."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.checks import sound
from tests.browser.desks import Room, drawn_board, press
from tests.viewer import new_id

pytestmark = pytest.mark.browser


async def test_twins_are_grouped_or_put_away_with_one_key_each(day: Room) -> None:
    page, phone, ids = await drawn_board(day)
    await phone.done("SaySame", note=ids[2], other=ids[3])
    await expect(page.get_by_role("button", name="Same? 2")).to_be_visible()
    await press(page, "t")
    pairs = page.locator(".pair")
    await expect(pairs.first).to_contain_text("1 participant says so")
    await expect(pairs.first).to_be_focused()
    await press(page, "ArrowDown", "ArrowUp", "Delete")
    await expect(pairs).to_have_count(1)
    await expect(pairs.first).to_contain_text("Nearly the same words")
    await expect(pairs.first).to_be_focused()
    await press(page, "Enter")
    await expect(page.locator(".same")).to_contain_text("No more pairs")
    await day.comes(lambda: day.groups() == {"No night buses": {"No night buses", "There are no night buses"}})
    await page.reload()
    await expect(page.locator(".group")).to_have_count(1)
    await expect(page.get_by_role("button", name="Same?")).to_have_count(0)  # what was put away stays away


async def test_twins_join_the_group_that_one_of_them_has(day: Room) -> None:
    page, _, ids = await drawn_board(day)
    await day.desk.done("GroupNotes", group=new_id(), notes=[ids[0], ids[2]], title="Nights")
    await page.get_by_role("button", name="Same? 1").click()
    await page.locator(".pair").get_by_role("button", name="Group together").click()
    await day.comes(lambda: day.groups() == {"Nights": {"No night buses", "There are no night buses", "Dark streets"}})


async def test_notes_that_say_exactly_the_same_are_grouped_at_once_and_come_apart_at_once(day: Room) -> None:
    phone = await day.phone()
    page = await day.page()
    await day.go("writing")
    ids = await day.post(phone, "Night buses", "night buses!", "Free fruit", "No night buses")
    await day.go("sorting")
    await page.get_by_role("button", name="Same?").click()
    await expect(page.locator(".pair").first).to_be_visible()
    at_once = page.get_by_role("button", name="that say exactly the same")
    await expect(at_once).to_have_count(0)  # one such pair has a button of its own
    ids += await day.post(phone, "FREE  FRUIT", "Free fruit.")
    await expect(at_once).to_have_text("Group 5 notes that say exactly the same")
    await at_once.click()
    dialog = page.locator("#dialog")
    await expect(dialog.get_by_role("heading")).to_have_text("Group 5 notes that say exactly the same?")
    await expect(dialog).to_contain_text("They will stand in 2 groups")
    assert day.board["groups"] == {}  # nothing is done before it was said
    await dialog.get_by_role("button", name="Group them").click()
    together = {
        "Night buses": {"Night buses", "night buses!"},
        "Free fruit": {"Free fruit", "FREE  FRUIT", "Free fruit."},
    }
    await day.comes(lambda: day.groups() == together)
    await expect(page.locator(".told")).to_contain_text("5 notes grouped")
    await expect(at_once).to_have_count(0)
    await press(page, "Control+z")
    await day.comes(lambda: day.groups() == {})
    await expect(at_once).to_be_visible()
    small = await day.page("fi", 320, 700, has_touch=True, is_mobile=True)
    await small.get_by_role("button", name="Samaa?").tap()
    await expect(small.get_by_role("button", name="Ryhmitä 5 sanasta sanaan samaa lappua")).to_be_visible()
    await sound(small)
    await sound(page, 24)
