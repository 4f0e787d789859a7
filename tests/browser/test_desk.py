"""The facilitator's desk in a real browser: a room led from end to end, its clock, its keys and links."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.desks import Room, note, press, tab_to
from tests.browser.phones import cut
from tests.viewer import new_id

pytestmark = pytest.mark.browser


async def test_a_room_is_led_from_lobby_to_end_by_keyboard_alone(hall: Room) -> None:
    phone = await hall.phone()
    page = await hall.page()
    onward, phase = page.locator(".next"), page.locator(".time h2")

    async def advance(words: str) -> None:
        await expect(onward).to_contain_text(words)
        await tab_to(page, onward)
        await press(page, "Enter")

    await advance("Start writing")
    await expect(page.locator(".clock time")).to_be_visible()
    first, second, third = await hall.post(phone, "Late buses", "No night buses", "Dark streets")
    await press(page, "n")
    await page.keyboard.type("Said aloud")
    await press(page, "Control+Enter")
    await expect(page.locator("#note-text")).to_have_value("")
    await press(page, "Escape")
    await expect(page.locator(".silent .figure").first).to_have_text("4")

    await advance("Open the notes")
    await expect(note(page, first)).to_be_visible()
    await advance("Start grouping")
    await expect(phase).to_have_text("Grouping")
    await tab_to(page, note(page, first))
    await press(page, "x", "ArrowDown", "x")
    await expect(page.locator(".selection b")).to_have_text("2 chosen")
    await press(page, "g")
    await expect(page.locator(".group .fold")).to_contain_text("Late buses")
    await hall.comes(lambda: hall.groups() == {"Late buses": {"Late buses", "No night buses"}})

    await expect(note(page, second)).to_be_focused()
    await press(page, "ArrowUp", "ArrowUp", "r")
    await page.keyboard.type("Buses")
    await press(page, "Enter")
    await expect(page.locator(".group .fold")).to_contain_text("Buses")

    await press(page, "End", "ArrowUp")
    await expect(note(page, third)).to_be_focused()
    await press(page, "h")
    await expect(page.locator(".hidden summary").first).to_contain_text("Hidden (1)")
    await press(page, "Control+z")
    await expect(page.locator(".told")).to_contain_text("Undone: hiding")
    await expect(page.locator(".hidden summary")).to_have_count(0)
    await press(page, "End", "ArrowUp")
    await expect(note(page, third)).to_be_focused()
    await press(page, "m")
    await expect(page.locator("#dialog")).to_be_visible()
    await press(page, "Space", "Enter")
    await expect(page.locator(".column").nth(1)).to_contain_text("Dark streets")
    await expect(note(page, third)).to_be_focused()

    await advance("Go to the voting")
    await advance("Open the voting")
    await expect(page.locator(".turnout .figure").first).to_have_text("0/1")
    line = hall.board["round"]["lines"][0]["id"]
    await phone.done("PlaceDots", round=hall.board["round"]["id"], dots={line: 1}, tab=new_id(), change=1)
    await expect(page.locator(".turnout .figure").first).to_have_text("1/1")
    await advance("Close the voting")
    await advance("Show the result")
    await expect(page.locator(".tally tbody tr").first).to_contain_text("Buses")
    await advance("Accept the result")
    await expect(page.locator("#dialog")).to_be_visible()
    await press(page, "Enter")
    await hall.comes(lambda: hall.board["round"]["state"] == "accepted")
    await advance("Close the room")
    await expect(page.locator("#dialog")).to_be_visible()
    await press(page, "Enter")
    await expect(phase).to_have_text("Closed")


async def test_texts_stay_folded_while_people_write_until_they_are_asked_for(hall: Room) -> None:
    phone = await hall.phone()
    page = await hall.page()
    await hall.go("writing")
    await hall.post(phone, "Only mine so far")
    await expect(page.locator(".silent .figure").first).to_have_text("1")
    await expect(page.get_by_text("Only mine so far")).to_have_count(0)
    await page.get_by_role("button", name="Show the texts").click()
    await expect(page.locator(".note .pick")).to_have_text("Only mine so far")


async def test_a_desk_that_was_overtaken_is_told_so_in_its_own_language(hall: Room) -> None:
    page = await hall.page("sv")
    await cut(page.context)
    await page.locator(".next").click()
    await expect(page.locator(".strip")).to_contain_text("1 ändring väntar")
    await hall.go("sorting")
    await page.context.set_offline(False)
    await expect(page.locator(".time h2")).to_have_text("Vi grupperar")
    await expect(page.locator(".told")).to_be_visible()
    await expect(page.locator(".strip")).to_have_count(0)


async def test_closing_asks_first_while_somebody_has_not_voted(hall: Room) -> None:
    phone = await hall.phone()
    await hall.phone()
    page = await hall.page()
    await hall.go("writing")
    await hall.post(phone, "Alpha", "Beta", "Gamma")
    await hall.go("voting")
    await expect(page.locator(".next")).to_contain_text("Open the voting")
    await page.locator(".next").click()
    await expect(page.locator(".turnout .figure").first).to_have_text("0/2")
    for step in await page.locator("button.step").all():
        await expect(step).to_have_attribute("aria-disabled", "true")
    await page.locator(".next").click()
    await page.locator("#dialog").get_by_role("button", name="Cancel").click()
    await expect(page.locator(".next")).to_be_focused()
    assert hall.board["round"]["state"] == "open"
    await page.locator(".next").click()
    await page.locator("#dialog").get_by_role("button", name="Close the voting").click()
    await expect(page.locator(".next")).to_contain_text("Show the result")
    await hall.comes(lambda: hall.board["round"]["state"] == "closed")


async def test_a_tie_across_the_number_wanted_is_told_with_its_ways_out(hall: Room) -> None:
    phones = [await hall.phone() for _ in range(2)]
    page = await hall.page()
    await hall.go("writing")
    ids = await hall.post(phones[0], "Alpha", "Beta", "Gamma", "Delta", "Epsilon")
    await hall.go("voting")
    await hall.desk.done("OpenRound", round=(round_ := new_id()), columns=[], budget=2, cap=1, wanted=2)
    for phone, picks in zip(phones, ((0, 1), (0, 2)), strict=True):
        dots = {ids[pick]: 1 for pick in picks}
        await phone.done("PlaceDots", round=round_, dots=dots, tab=new_id(), change=1)
    await expect(page.locator(".turnout .figure").first).to_have_text("2/2")
    await hall.desk.done("CloseRound", round=round_)
    await expect(page.locator(".next")).to_contain_text("Show the result")
    await page.locator(".next").click()
    await expect(page.get_by_role("heading", name="Rank 2 is a tie")).to_be_visible()
    await expect(page.locator(".ways").get_by_role("radio")).to_have_count(4)
    await expect(page.locator(".next")).to_have_attribute("aria-disabled", "true")
    assert await page.locator(".tally tbody tr.tied td:first-child").all_inner_texts() == ["=2", "=2"]
    assert await page.locator(".tally tbody td.n").all_inner_texts() == [
        "2",
        "2",
        "1",
        "1",
        "1",
        "1",
        "0",
        "0",
        "0",
        "0",
    ]


async def test_two_fast_presses_on_the_clock_both_count(hall: Room) -> None:
    page = await hall.page()
    await hall.go("writing")
    await expect(page.locator(".clock time")).to_be_visible()
    before = hall.board["timer"]["ends_at"]
    longer = page.get_by_role("button", name="+2 min")
    await longer.evaluate("(one) => { one.click(); one.click(); }")
    await expect(page.locator(".told")).to_contain_text("Another facilitator")  # and no refusal
    await page.get_by_role("button", name="Stop the clock").click()
    await expect(page.get_by_role("button", name="Start the clock")).to_be_visible()
    await page.get_by_role("button", name="Start the clock").click()
    await expect(page.get_by_role("button", name="Stop the clock")).to_be_visible()
    await hall.comes(lambda: abs((hall.board["timer"]["ends_at"] or 0) - before - 4 * 60_000) < 10_000)


async def test_no_key_in_the_help_lies_on_what_it_does(hall: Room) -> None:
    page = await hall.page()
    await press(page, "?")
    await expect(page.locator("#dialog .keys").first).to_be_visible()
    over = """() => [...document.querySelectorAll(".keys > div")].filter((row) => {
      const [key, words] = ["kbd", "dd"].map((part) => row.querySelector(part).getBoundingClientRect());
      return key.right > words.left;
    }).map((row) => row.textContent)"""
    assert await page.evaluate(over) == []


async def test_letter_keys_can_be_switched_off(hall: Room) -> None:
    page = await hall.page()
    await press(page, "?")
    await page.get_by_role("checkbox", name="Use letter keys").uncheck()
    await press(page, "Escape", "n")
    await expect(page.locator("#dialog")).to_be_hidden()
    await page.reload()
    await expect(page.locator(".runsheet")).to_be_visible()
    await press(page, "n")
    await expect(page.locator("#dialog")).to_be_hidden()


async def test_the_wall_s_key_is_shown_when_asked_for_and_never_in_the_address_bar(hall: Room) -> None:
    page = await hall.page()
    secret = hall.room["wall_link"].partition("#")[2]
    assert secret
    assert "#" not in page.url
    assert secret not in await page.locator("#page").inner_html()
    await page.get_by_role("button", name="Code and links").click()
    await expect(page.locator("#wall-link")).to_have_value(hall.room["wall_link"])
    await expect(page.locator("#join-link")).to_have_value(hall.room["join_link"])
    async with page.context.expect_page() as opening:
        await page.get_by_role("link", name="Open the wall").click()
    wall = await opening.value
    await wall.wait_for_url(lambda url: "#" not in url)
