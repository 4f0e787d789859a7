"""The board at the desk in a real browser: choosing, dragging, hiding, and staying still meanwhile."""

from __future__ import annotations

import itertools

import pytest
from playwright.async_api import Locator, expect

from tests.browser.desks import Room, note, press
from tests.viewer import new_id

pytestmark = pytest.mark.browser


async def test_dragging_groups_joins_and_moves_and_escape_calls_it_off(hall: Room) -> None:
    phone = await hall.phone()
    page = await hall.page()
    await hall.go("writing")
    a, b, c = await hall.post(phone, "Alpha", "Beta", "Gamma")
    await hall.go("sorting")

    async def drag(from_: Locator, to: Locator, *, drop: bool = True) -> None:
        start, end = await from_.bounding_box(), await to.bounding_box()
        assert start is not None
        assert end is not None
        await page.mouse.move(start["x"] + 20, start["y"] + 12)
        await page.mouse.down()
        await page.mouse.move(start["x"] + 40, start["y"] + 30, steps=3)
        await page.mouse.move(end["x"] + 30, end["y"] + end["height"] / 2, steps=6)
        await expect(page.locator(".ghost")).to_be_visible()
        if not drop:
            await press(page, "Escape")
        await page.mouse.up()
        await expect(page.locator(".ghost")).to_have_count(0)

    await drag(note(page, b), note(page, a), drop=False)
    await expect(page.locator(".selection")).to_have_count(0)
    assert hall.groups() == {}

    await drag(note(page, b), note(page, a))
    await expect(page.locator(".group .fold")).to_contain_text("Alpha")
    await drag(note(page, c), page.locator(".group .fold"))
    await expect(page.locator(".group .note")).to_have_count(3)
    await drag(note(page, b), page.locator(".column").nth(2).locator(".stand"))
    await expect(page.locator(".column").nth(2).locator(".note")).to_have_count(1)
    await hall.comes(lambda: hall.groups() == {"Alpha": {"Alpha", "Gamma"}})
    await drag(page.locator(".group .fold"), page.locator(".column").nth(1).locator(".stand"))
    await expect(page.locator(".column").nth(1).locator(".group .note")).to_have_count(2)


async def test_a_press_that_hardly_moves_chooses_and_shift_chooses_the_range(hall: Room) -> None:
    phone = await hall.phone()
    page = await hall.page()
    await hall.go("writing")
    ids = await hall.post(phone, *(f"Note {number}" for number in range(5)))
    await hall.go("reading")
    await note(page, ids[0]).click()
    await note(page, ids[3]).click(modifiers=["Shift"])
    await expect(page.locator(".selection b")).to_have_text("4 chosen")
    await hall.desk.done("HideNotes", notes=[ids[1]])
    await phone.done("DeleteNote", note=ids[2])
    await expect(page.locator(".selection b")).to_have_text("3 chosen")
    await press(page, "Escape")
    await expect(page.locator(".selection")).to_have_count(0)


async def test_a_hidden_note_leaves_the_phones_and_stays_in_the_desk_s_fold(hall: Room) -> None:
    phone = await hall.phone()
    page = await hall.page()
    await hall.go("writing")
    (id_,) = await hall.post(phone, "Not for the wall")
    await hall.go("reading")
    await note(page, id_).focus()
    await press(page, "h")
    await expect(page.locator(".hidden summary")).to_have_text("Hidden (1)")
    await page.locator(".hidden summary").click()
    await expect(note(page, id_)).to_be_visible()
    await phone.until_so(lambda: id_ not in phone.shown()["notes"])
    await page.locator(".hidden [data-do=menu]").click()
    await page.locator("#menu").get_by_role("button", name="Show again").click()
    await expect(page.locator(".stand > ul").locator(f"#n-{id_}")).to_be_visible()


async def test_a_desk_on_a_small_screen_does_all_of_it_by_touch(hall: Room) -> None:
    phone = await hall.phone()
    page = await hall.page("fi", 360, 740, has_touch=True, is_mobile=True)
    await hall.go("writing")
    ids = await hall.post(phone, "Yksi", "Kaksi", "Kolme")
    await hall.go("sorting")
    for id_ in ids[:2]:
        await note(page, id_).tap()
    await page.get_by_role("button", name="Ryhmitä yhteen").tap()
    await expect(page.locator(".group .note")).to_have_count(2)
    grip, target = page.locator(".stand > ul > li > .note .grip").first, page.locator(".group")
    await grip.scroll_into_view_if_needed()
    start, end = await grip.bounding_box(), await target.bounding_box()
    assert start is not None
    assert end is not None
    session = await page.context.new_cdp_session(page)
    x, y = start["x"] + 10, start["y"] + 15
    await session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for part in itertools.chain(range(1, 6)):
        way = {"x": x - 20, "y": y + (end["y"] + 20 - y) * part / 5}
        await session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [way]})
    await session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    await expect(page.locator(".group .note")).to_have_count(3)


async def test_a_new_note_draws_itself_and_touches_no_other(hall: Room) -> None:
    page = await hall.page()
    await hall.go("writing")
    for start in range(0, 90, 30):
        await hall.post(await hall.phone(), *(f"Note {number}" for number in range(start, start + 30)))
    await hall.go("reading")
    await expect(page.locator(".note")).to_have_count(90)
    await page.evaluate(
        """() => {
          window.touched = new Set();
          const note = ({ target }) => (target.parentElement ?? target).closest(".note");
          const seen = (changes) => changes.map(note).forEach((one) => window.touched.add(one));
          const all = {subtree: true, childList: true, attributes: true, characterData: true};
          new MutationObserver(seen).observe(document.getElementById("columns"), all);
        }"""
    )
    await hall.post(await hall.phone(), "One more")
    await expect(page.locator(".note")).to_have_count(91)
    assert await page.evaluate("() => [...window.touched].filter(Boolean).length") == 0


async def test_the_focus_stays_while_others_change_the_board(hall: Room) -> None:
    phone = await hall.phone()
    page = await hall.page()
    await hall.go("writing")
    a, b, c = await hall.post(phone, "Alpha", "Beta", "Gamma")
    await hall.go("sorting")
    await note(page, b).focus()
    await hall.desk.done("MoveNotes", notes=[b], column="c3")
    await expect(page.locator(".column").nth(2).locator(".note")).to_have_count(1)
    await expect(note(page, b)).to_be_focused()
    await hall.desk.done("GroupNotes", group=new_id(), notes=[a, b], title="")
    await expect(page.locator(".group .note")).to_have_count(2)
    await expect(note(page, b)).to_be_focused()
    await note(page, c).focus()
    await phone.done("DeleteNote", note=c)
    await expect(note(page, c)).to_have_count(0)
    assert await page.evaluate("() => document.activeElement.dataset.walk") is not None


async def test_a_column_keeps_its_heading_in_sight_while_its_notes_scroll(hall: Room) -> None:
    page = await hall.page()
    await hall.go("writing")
    ids = await hall.post(await hall.phone(), *(f"Note {number}" for number in range(30)))
    await hall.go("reading")
    await note(page, ids[-1]).scroll_into_view_if_needed()
    await expect(note(page, ids[-1])).to_be_in_viewport()
    await expect(page.locator(".column h2").first).to_be_in_viewport()
