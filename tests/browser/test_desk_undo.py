"""What was done at desks, in a real browser: told to the others, taken back, done again."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.desks import Room, drawn_board, note, press
from tests.viewer import new_id

pytestmark = pytest.mark.browser


async def test_everything_that_was_done_is_undone_step_by_step(hall: Room) -> None:
    phone = await hall.phone()
    page = await hall.page()
    await hall.go("writing")
    a, b = await hall.post(phone, "Alpha", "Beta")
    c, d = await hall.post(phone, "Gamma", "Delta", column="c2")
    await hall.go("sorting")
    group = new_id()
    await hall.desk.done("GroupNotes", group=group, notes=[a, c], title="Both")
    await expect(page.locator(".group")).to_have_count(1)

    def picture() -> tuple[Any, ...]:
        notes = [(note["id"], note["column"], note["group"], note["hidden"]) for note in hall.board["notes"].values()]
        return sorted(notes), sorted((one["title"], one["column"]) for one in hall.board["groups"].values())

    begun = picture()
    undo = page.locator(".tools").get_by_role("button", name="Undo")
    menu = page.locator(".group [data-do=menu]").first

    async def choose(words: str) -> None:
        await menu.click()
        await page.locator("#menu").get_by_role("button", name=words, exact=True).click()

    await choose("Move to…")
    await page.locator("#dialog").get_by_role("radio", name="What does not?").check()
    await page.locator("#dialog").get_by_role("button", name="Move").click()
    await expect(page.locator(".column").nth(1).locator(".group")).to_have_count(1)
    await choose("Ungroup")
    await expect(page.locator(".group")).to_have_count(0)
    await note(page, b).click()
    await note(page, d).click()
    await page.get_by_role("button", name="Group together").click()
    await expect(page.locator(".group")).to_have_count(1)
    await note(page, a).click()
    await page.locator(".selection").get_by_role("button", name="Hide").click()
    await expect(page.locator(".hidden")).to_have_count(1)
    for what in ("hiding", "grouping", "taking out of a group", "moving a group"):
        await expect(undo).to_contain_text(what)
        await undo.click()
        await expect(page.locator(".told")).to_contain_text(f"Undone: {what}")
    await expect(undo).to_have_count(0)
    await expect(page.locator(".column").nth(0).locator(".group")).to_have_count(1)
    await hall.comes(lambda: picture() == begun)


async def test_what_was_undone_is_done_again_also_after_the_page_was_reloaded(day: Room) -> None:
    page, _, ids = await drawn_board(day)
    for id_ in ids[:2]:
        await note(page, id_).click()
    await press(page, "g")
    await expect(page.locator(".group")).to_have_count(1)
    group = next(iter(day.board["groups"].values()))
    await page.reload()
    await expect(page.locator(".group")).to_have_count(1)
    await press(page, "Control+z")
    await expect(page.locator(".group")).to_have_count(0)
    await press(page, "Control+Shift+Z")
    await expect(page.locator(".told")).to_contain_text("Done again: grouping")
    await day.comes(lambda: list(day.board["groups"].values()) == [group])
    await expect(page.locator(".group")).to_have_count(1)
    await press(page, "Control+z")
    await expect(page.locator(".group")).to_have_count(0)
    await page.locator(".tools .redo").click()
    await expect(page.locator(".group .note")).to_have_count(2)


async def test_a_facilitator_who_takes_over_sees_and_undoes_what_another_did(day: Room) -> None:
    _, _, ids = await drawn_board(day)
    await day.desk.done("GroupNotes", group=new_id(), notes=ids[:2], title="Buses", act=new_id())
    await day.desk.done("HideNotes", notes=[ids[3]], act=new_id())
    page = await day.page()
    await expect(page.locator(".tools .undo")).to_have_count(0)  # nothing was done here yet
    await press(page, "l")
    rows = page.locator(".acts li")
    words = ["Hiding: Free fruit", "Grouping: No night buses and 1 more"]
    await expect(rows.locator(".what")).to_have_text(words, use_inner_text=True)
    done_at = [act["at"] for act in reversed(day.board["acts"])]
    clock = "(ms) => [new Date(ms).getHours(), new Date(ms).getMinutes()]"
    for row, at in enumerate(done_at):
        shown = await rows.nth(row).locator("time").inner_text()
        assert [int(part) for part in shown.split(":")] == await page.evaluate(clock, at)
    await rows.nth(1).get_by_role("button").click()
    await expect(rows.nth(1)).to_contain_text("undone")
    await day.comes(lambda: not day.board["groups"] and day.board["notes"][ids[3]]["hidden"])
    await rows.nth(1).get_by_role("button").click()
    await expect(rows.nth(1)).not_to_contain_text("undone")
    await day.comes(lambda: day.groups() == {"Buses": {"No night buses", "There are no night buses"}})


async def test_the_history_shows_no_notes_while_people_write_in_silence_nor_what_has_gone(day: Room) -> None:
    page, phone, ids = await drawn_board(day)
    await day.desk.done("GroupNotes", group=(group := new_id()), notes=ids[:2], act=new_id())
    await day.desk.done("RenameGroup", group=group, title="Buses", act=new_id())
    await day.desk.done("HideNotes", notes=[ids[3]], act=new_id())
    await press(page, "l")
    acts = page.locator(".acts")
    what = acts.locator(".what")
    full = ["hiding: Free fruit", "renaming: Buses", "grouping: No night buses and 1 more"]
    await expect(what).to_have_text(full)
    await day.go("writing")
    await expect(what).to_have_text(["hiding", "renaming", "grouping, 2 notes"])
    await expect(acts.get_by_role("button", name="fruit")).to_have_count(0)
    await press(page, "Escape")
    await page.get_by_role("button", name="Show the texts").click()
    await press(page, "l")
    await expect(what).to_have_text(full)
    await phone.done("DeleteNote", note=ids[3])
    await expect(what.first).to_have_text("hiding")


async def test_what_somebody_has_built_upon_is_not_undone_and_that_is_said(day: Room) -> None:
    page, _, ids = await drawn_board(day)
    for id_ in ids[:2]:
        await note(page, id_).click()
    await press(page, "g")
    await expect(page.locator(".group")).to_have_count(1)
    (group,) = day.board["groups"]
    await day.desk.done("GroupNotes", group=group, notes=[ids[2]], act=new_id())
    await expect(page.locator(".group .note")).to_have_count(3)
    await press(page, "Control+z")
    await expect(page.locator(".told")).to_contain_text("since")
    assert len(day.groups().popitem()[1]) == 3


async def test_what_was_done_in_one_step_is_no_longer_told_in_the_next(day: Room) -> None:
    page, _, ids = await drawn_board(day)
    await note(page, ids[2]).focus()
    await press(page, "h")
    await expect(page.locator(".told")).to_contain_text("hidden")
    await page.locator(".next").click()
    await expect(page.locator(".time h2")).not_to_have_text("Grouping")
    await expect(page.locator(".told")).to_have_count(0, timeout=3_000)  # by itself it goes after twelve seconds


async def test_what_another_desk_does_is_told_and_takes_nothing_chosen_or_typed(day: Room) -> None:
    page, _, ids = await drawn_board(day)
    await note(page, ids[2]).click()
    await expect(page.locator(".bar")).to_contain_text("2 facilitators")
    await day.desk.done("GroupNotes", group=new_id(), notes=ids[:2], title="Buses", act=(act := new_id()))
    await expect(page.locator(".told")).to_contain_text("Another facilitator: grouping.")
    await day.desk.done("Undo", done=act)
    await expect(page.locator(".told")).to_contain_text("Another facilitator undid: grouping.")
    await expect(page.locator(".selection b")).to_have_text("1 chosen")
    await press(page, "n")
    await page.keyboard.type("Half a thou")
    await day.go("reading")
    await expect(page.locator(".told")).to_contain_text("Another facilitator changed the step: Reading the notes.")
    await page.keyboard.type("ght")
    await expect(page.locator("#note-text")).to_have_value("Half a thought")
    await press(page, "Escape")
    await expect(page.locator(".selection b")).to_have_text("1 chosen")
