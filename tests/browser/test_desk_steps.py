"""What a desk does beside notes and votes, in a real browser: walls, messages, headings, last year, tables, answers."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.browser.desks import LateLine, Room, drawn_board, note, press

pytestmark = pytest.mark.browser


async def test_the_spotlight_walks_along_a_column_and_goes_out(day: Room) -> None:
    page, _, ids = await drawn_board(day)
    await note(page, ids[0]).focus()
    await press(page, "s")
    lit = page.locator(".lit")
    await expect(lit).to_contain_text("On the wall now: No night buses")
    await press(page, "PageDown")
    await expect(lit).to_contain_text("There are no night buses")
    await lit.get_by_role("button", name="Next on the wall").click()
    await expect(lit).to_contain_text("Dark streets")
    await press(page, "ArrowLeft")
    await day.comes(lambda: day.board["spotlight"] == ids[1])
    await lit.get_by_role("button", name="Take off the wall").click()
    await expect(lit).to_have_count(0)
    await note(page, ids[2]).locator("..").locator("[data-do=menu]").click()
    await page.locator("#menu").get_by_role("button", name="Show on the wall").click()
    await day.comes(lambda: day.board["spotlight"] == ids[2])


async def test_a_message_stands_for_all_until_any_desk_takes_it_away(day: Room) -> None:
    phone = await day.phone()
    page = await day.page()
    await page.get_by_role("button", name="Message to all").click()
    await page.keyboard.type("Back at a quarter past two")
    await page.get_by_role("button", name="Send").click()
    await expect(page.locator(".standing")).to_contain_text("Back at a quarter past two")
    await phone.until_so(lambda: (phone.shown()["message"] or {}).get("text") == "Back at a quarter past two")
    other = await day.page()
    await other.locator(".standing").get_by_role("button", name="Take it away").click()
    await expect(page.locator(".standing")).to_have_count(0)
    await phone.until_so(lambda: phone.shown()["message"] is None)


async def test_a_choice_for_walls_stays_ticked_while_what_came_of_it_is_on_its_way(day: Room) -> None:
    page = await day.page()
    line = await LateLine.of(page)
    await page.get_by_role("button", name="No wall open").click()
    swedish = page.locator("#dialog").get_by_role("checkbox", name="Svenska")
    await expect(swedish).to_be_visible()
    line.hold()
    await swedish.click()
    await line.answer(page)
    assert await swedish.is_checked()
    line.release()
    await day.desk.done("SetWall", languages=["sl"])  # nothing is held on to once it has come
    await expect(swedish).not_to_be_checked()


async def test_walls_are_set_from_the_desk_at_once(day: Room) -> None:
    page = await day.page()
    await page.get_by_role("button", name="No wall open").click()
    dialog = page.locator("#dialog")
    await dialog.get_by_role("radio", name="Dark").check()
    await dialog.get_by_role("checkbox", name="Svenska").check()
    await dialog.get_by_role("checkbox", name="Suomi").check()
    await expect(dialog.get_by_role("checkbox", name="English")).to_be_disabled()
    await dialog.get_by_role("button", name="Hold the page").click()
    await dialog.get_by_role("button", name="Next page").click()
    await expect(dialog).to_contain_text("Page 2 stays on the wall")
    wanted = {"theme": "dark", "languages": ["sv", "fi"], "paused": True, "page": 1}
    await day.comes(lambda: day.board["wall"] == wanted)


async def test_headings_are_changed_in_each_language_until_the_writing_begins(day: Room) -> None:
    page = await day.page()
    await page.get_by_role("button", name="Edit the heading: What works?").click()
    await page.locator("#title-en").fill("What is good?")
    await page.locator("#prompt-sl").fill("Kaj je dobro?")
    await page.get_by_role("button", name="Save").click()
    await expect(page.locator(".column h2").first).to_have_text("What is good?")
    column = day.board["columns"][0]
    assert (column["title"]["en"], column["title"]["fi"], column["prompt"]["sl"]) == (
        "What is good?",
        "Mikä toimii?",
        "Kaj je dobro?",
    )
    await day.go("writing")
    await expect(page.locator("[data-do=heading]")).to_have_count(0)


async def test_last_year_s_actions_are_kept_judged_and_ordered_by_votes(day: Room) -> None:
    phone = await day.phone()
    page = await day.page()
    await day.go("review")
    await expect(page.locator(".earlier")).to_contain_text("Type them in here")
    await page.get_by_role("button", name="Add an action").click()
    for what in ("Night bus", "Bike path"):
        await page.locator("#earlier-what").fill(what)
        await page.get_by_role("radio", name="Under way").check()
        await page.keyboard.press("Control+Enter")
        await expect(page.locator("#earlier-what")).to_have_value("")
        await expect(page.locator("#earlier-what")).to_be_focused()
    await page.get_by_role("button", name="Done", exact=True).click()
    rows = page.locator(".earlier ol > li")
    await expect(rows).to_have_count(2)
    ids = [one["id"] for one in day.board["earlier"]["items"]]
    await phone.done("JudgeEarlier", earlier=ids[1], verdict="change", comment="Wider")
    await phone.done("TalkAbout", earlier=[ids[1]])
    await expect(rows.nth(1)).to_contain_text("1 comment")
    await page.get_by_role("checkbox", name="Order by votes").check()
    await expect(rows.first).to_contain_text("Bike path")
    await phone.until_so(lambda: phone.shown()["earlier"]["by_votes"])
    await rows.first.get_by_role("button", name="Show on the wall").click()
    await expect(page.locator(".lit")).to_contain_text("Bike path")
    await rows.first.get_by_role("button", name="Edit: Bike path").click()
    await page.get_by_role("radio", name="Done").check()
    await page.get_by_role("button", name="Save").click()
    await expect(rows.first).to_contain_text("Done")
    await rows.nth(1).get_by_role("button", name="Edit: Night bus").click()
    await page.get_by_role("button", name="Take off the list").click()
    await expect(rows).to_have_count(1)
    await page.locator(".tools .undo").click()
    await expect(rows).to_have_count(2)


async def test_the_desk_sees_the_tables_and_who_is_at_none(day: Room) -> None:
    phones = [await day.phone() for _ in range(3)]
    page = await day.page()
    await day.go("writing")
    (id_,) = await day.post(phones[0], "Mine")
    await day.go("tables")
    await expect(page.locator(".tables-none")).to_be_visible()
    for phone in phones[:2]:
        await phone.done("JoinTable", table=4)
    await phones[0].done("PickNote", note=id_, picked=True)
    await expect(page.locator(".tables li")).to_have_text(
        re.compile(r"Table 4\s+2 participants\s+1/3 picked"), use_inner_text=True
    )
    await expect(page.locator(".tables")).to_contain_text("1 participant is not at a table yet.")
    await expect(page.get_by_text("Mine")).to_have_count(0)


async def test_a_closed_room_shows_what_people_answered(day: Room) -> None:
    phone = await day.phone()
    page = await day.page()
    await day.go("closed")
    await expect(page.locator(".feedback")).to_contain_text("Nobody has answered")
    await phone.done("GiveFeedback", score=4, text="Good pace")
    await expect(page.locator(".feedback")).to_contain_text("1 answer. Average 4.0")
    await expect(page.locator(".feedback section")).to_contain_text("Good pace")
