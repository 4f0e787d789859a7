"""The facilitator's desk in a real browser: a whole room by keyboard, dragging, undo, and what a desk may not know."""

from __future__ import annotations

import asyncio
import itertools
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import msgpack
import pytest
from playwright.async_api import Browser, Error, Locator, Page, WebSocketRoute, expect

from rooms.phases import Phase
from rooms.texts import LANGUAGES
from tests.browser.checks import bare_keys, sideways, small_targets, sound
from tests.talkoot import Talkoot
from tests.viewer import Viewer, entered, joined, new_id, viewer

pytestmark = pytest.mark.browser

OPENING_MS = 20_000  # a page of many modules, opened for the first time on a machine that is busy with other tests
LOCALES = {"fi": "fi-FI", "sv": "sv-SE", "sl": "sl-SI", "en": "en-GB"}
STEPS = {"lobby": 0, "writing": 1, "reading": 2, "sorting": 3, "voting": 4, "results": 5, "closed": 6}


@dataclass
class Hall:
    """A room with a desk of its own beside the one in the browser, and what tests do in it."""

    server: Talkoot
    room: dict[str, Any]
    desk: Viewer
    browser: Browser
    stack: AsyncExitStack
    steps: dict[str, int]
    wrong: list[str] = field(default_factory=list)

    async def phone(self) -> Viewer:
        cookie = await joined(self.server.url, self.room["code"])
        return await self.stack.enter_async_context(viewer(self.server.url, self.room["room"], "phone", cookie))

    async def page(self, lang: str = "en", width: int = 1440, height: int = 900, **more: Any) -> Page:
        """The desk as its link opens it."""
        size: Any = {"width": width, "height": height}
        context = await self.browser.new_context(viewport=size, locale=LOCALES[lang], **more)
        self.stack.push_async_callback(context.close)
        page = await context.new_page()
        page.on("pageerror", self._erred)
        await page.goto(self.room["desk_link"])
        await expect(page.locator(".runsheet")).to_be_visible(timeout=OPENING_MS)
        return page

    def _erred(self, error: Error) -> None:
        self.wrong.append(str(error))

    async def go(self, phase: str) -> None:
        await self.desk.done("ChangePhase", from_step=self.board["step"], step=self.steps[phase])

    async def post(self, by: Viewer, *texts: str, column: str = "c1") -> list[str]:
        ids = [new_id() for _ in texts]
        for id_, text in zip(ids, texts, strict=True):
            await by.done("PostNote", note=id_, column=column, text=text, lang="en")
        return ids

    async def comes(self, so: Callable[[], bool]) -> None:
        """Wait until the room, as the desk beside the page hears it, is so."""
        await self.desk.until_so(so)

    @property
    def board(self) -> dict[str, Any]:
        return self.desk.shown()

    def groups(self) -> dict[str, set[str]]:
        """Texts of the notes of each group, by its title."""
        titles = {group["id"]: group["title"] for group in self.board["groups"].values()}
        found: dict[str, set[str]] = {title: set() for title in titles.values()}
        for note in self.board["notes"].values():
            if note["group"]:
                found[titles[note["group"]]].add(note["text"])
        return found


@asynccontextmanager
async def opened(server: Talkoot, browser: Browser, template: str) -> AsyncIterator[Hall]:
    workshop = await server.new(template, "en")
    room = workshop["rooms"][0]
    async with AsyncExitStack() as stack:
        cookie = await entered(room["desk_link"])
        desk = await stack.enter_async_context(viewer(server.url, room["room"], "desk", cookie))
        steps = {step["phase"]: place for place, step in enumerate(desk.shown()["steps"])}
        yield Hall(server, room, desk, browser, stack, steps)


@pytest.fixture
async def hall(server: Talkoot, browser: Browser) -> AsyncIterator[Hall]:
    async with opened(server, browser, "idea-workshop") as hall:
        assert hall.steps == STEPS, "these tests name their steps by phase"
        yield hall


@pytest.fixture
async def day(server: Talkoot, browser: Browser) -> AsyncIterator[Hall]:
    """A room that goes through every phase there is."""
    async with opened(server, browser, "two-hours") as hall:
        assert list(hall.steps) == list(Phase)
        yield hall


def note(page: Page, id_: str) -> Locator:
    return page.locator(f"#n-{id_}")


async def press(page: Page, *keys: str) -> None:
    for key in keys:
        await page.keyboard.press(key)


async def tab_to(page: Page, target: Locator) -> None:
    """Reach something by Tab alone."""
    for _ in range(80):
        if await target.evaluate("(one) => one === document.activeElement"):
            return
        await page.keyboard.press("Tab")
    raise AssertionError("Tab does not lead there")


async def test_a_room_is_led_from_lobby_to_end_by_keyboard_alone(hall: Hall) -> None:
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
    assert hall.wrong == []


async def test_texts_stay_folded_while_people_write_until_they_are_asked_for(hall: Hall) -> None:
    phone = await hall.phone()
    page = await hall.page()
    await hall.go("writing")
    await hall.post(phone, "Only mine so far")
    await expect(page.locator(".silent .figure").first).to_have_text("1")
    await expect(page.get_by_text("Only mine so far")).to_have_count(0)
    await page.get_by_role("button", name="Show the texts").click()
    await expect(page.locator(".note .pick")).to_have_text("Only mine so far")


async def test_dragging_groups_joins_and_moves_and_escape_calls_it_off(hall: Hall) -> None:
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


async def test_a_press_that_hardly_moves_chooses_and_shift_chooses_the_range(hall: Hall) -> None:
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


async def test_everything_that_was_done_is_undone_step_by_step(hall: Hall) -> None:
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


async def test_a_hidden_note_leaves_the_phones_and_stays_in_the_desk_s_fold(hall: Hall) -> None:
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


async def test_a_desk_that_was_overtaken_is_told_so_in_its_own_language(hall: Hall) -> None:
    page = await hall.page("sv")
    await page.context.set_offline(True)
    await page.locator(".next").click()
    await expect(page.locator(".strip")).to_contain_text("1 ändring väntar")
    await hall.go("sorting")
    await page.context.set_offline(False)
    await expect(page.locator(".time h2")).to_have_text("Vi grupperar")
    await expect(page.locator(".told")).to_be_visible()
    await expect(page.locator(".strip")).to_have_count(0)


async def test_closing_asks_first_while_somebody_has_not_voted(hall: Hall) -> None:
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


async def test_a_tie_across_the_number_wanted_is_told_with_its_ways_out(hall: Hall) -> None:
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


async def test_two_fast_presses_on_the_clock_both_count(hall: Hall) -> None:
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


async def test_a_new_note_draws_itself_and_touches_no_other(hall: Hall) -> None:
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


async def test_the_focus_stays_while_others_change_the_board(hall: Hall) -> None:
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


async def test_a_column_keeps_its_heading_in_sight_while_its_notes_scroll(hall: Hall) -> None:
    page = await hall.page()
    await hall.go("writing")
    ids = await hall.post(await hall.phone(), *(f"Note {number}" for number in range(30)))
    await hall.go("reading")
    await note(page, ids[-1]).scroll_into_view_if_needed()
    await expect(note(page, ids[-1])).to_be_in_viewport()
    await expect(page.locator(".column h2").first).to_be_in_viewport()


async def test_no_key_in_the_help_lies_on_what_it_does(hall: Hall) -> None:
    page = await hall.page()
    await press(page, "?")
    await expect(page.locator("#dialog .keys").first).to_be_visible()
    over = """() => [...document.querySelectorAll(".keys > div")].filter((row) => {
      const [key, words] = ["kbd", "dd"].map((part) => row.querySelector(part).getBoundingClientRect());
      return key.right > words.left;
    }).map((row) => row.textContent)"""
    assert await page.evaluate(over) == []


async def test_letter_keys_can_be_switched_off(hall: Hall) -> None:
    page = await hall.page()
    await press(page, "?")
    await page.get_by_role("checkbox", name="Use letter keys").uncheck()
    await press(page, "Escape", "n")
    await expect(page.locator("#dialog")).to_be_hidden()
    await page.reload()
    await expect(page.locator(".runsheet")).to_be_visible()
    await press(page, "n")
    await expect(page.locator("#dialog")).to_be_hidden()


async def test_the_wall_s_key_is_shown_when_asked_for_and_never_in_the_address_bar(hall: Hall) -> None:
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


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_every_phase_is_sound_in_every_language_wide_and_narrow_light_and_dark(hall: Hall, lang: str) -> None:
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
            await expect(page.locator(".runsheet li").nth(STEPS[phase])).to_have_attribute("aria-current", "step")

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
    assert hall.wrong == []


async def test_a_desk_on_a_small_screen_does_all_of_it_by_touch(hall: Hall) -> None:
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


async def drawn_board(day: Hall) -> tuple[Page, Viewer, list[str]]:
    """A page in the grouping step with four notes of a phone: two of them alike."""
    phone = await day.phone()
    page = await day.page()
    await day.go("writing")
    ids = await day.post(phone, "No night buses", "There are no night buses", "Dark streets", "Free fruit")
    await day.go("sorting")
    await expect(note(page, ids[0])).to_be_visible()
    return page, phone, ids


async def test_what_was_undone_is_done_again_also_after_the_page_was_reloaded(day: Hall) -> None:
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


async def test_a_facilitator_who_takes_over_sees_and_undoes_what_another_did(day: Hall) -> None:
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


async def test_the_history_shows_no_notes_while_people_write_in_silence_nor_what_has_gone(day: Hall) -> None:
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


async def test_what_somebody_has_built_upon_is_not_undone_and_that_is_said(day: Hall) -> None:
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


async def test_what_was_done_in_one_step_is_no_longer_told_in_the_next(day: Hall) -> None:
    page, _, ids = await drawn_board(day)
    await note(page, ids[2]).focus()
    await press(page, "h")
    await expect(page.locator(".told")).to_contain_text("hidden")
    await page.locator(".next").click()
    await expect(page.locator(".time h2")).not_to_have_text("Grouping")
    await expect(page.locator(".told")).to_have_count(0, timeout=3_000)  # by itself it goes after twelve seconds


async def test_what_another_desk_does_is_told_and_takes_nothing_chosen_or_typed(day: Hall) -> None:
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


async def test_twins_are_grouped_or_put_away_with_one_key_each(day: Hall) -> None:
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


async def test_twins_join_the_group_that_one_of_them_has(day: Hall) -> None:
    page, _, ids = await drawn_board(day)
    await day.desk.done("GroupNotes", group=new_id(), notes=[ids[0], ids[2]], title="Nights")
    await page.get_by_role("button", name="Same? 1").click()
    await page.locator(".pair").get_by_role("button", name="Group together").click()
    await day.comes(lambda: day.groups() == {"Nights": {"No night buses", "There are no night buses", "Dark streets"}})


async def test_notes_that_say_exactly_the_same_are_grouped_at_once_and_come_apart_at_once(day: Hall) -> None:
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


async def test_the_spotlight_walks_along_a_column_and_goes_out(day: Hall) -> None:
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


async def test_a_message_stands_for_all_until_any_desk_takes_it_away(day: Hall) -> None:
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


async def test_a_choice_for_walls_stays_ticked_while_what_came_of_it_is_on_its_way(day: Hall) -> None:
    page = await day.page()
    late: list[Callable[[], None]] = []
    holding, answered = False, asyncio.Event()

    def through(line: WebSocketRoute) -> None:
        def heard(frame: bytes | str) -> None:
            kind = msgpack.unpackb(frame)["kind"] if isinstance(frame, bytes) else ""
            if holding and kind == "events":
                late.append(lambda: line.send(frame))
                return
            line.send(frame)
            if holding and kind == "ack":
                answered.set()

        line.connect_to_server().on_message(heard)

    await page.route_web_socket(re.compile("^ws"), through)
    await page.reload()
    await page.get_by_role("button", name="No wall open").click()
    swedish = page.locator("#dialog").get_by_role("checkbox", name="Svenska")
    await expect(swedish).to_be_visible()
    holding = True
    await swedish.click()
    async with asyncio.timeout(20):
        await answered.wait()
    await page.evaluate("() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    assert await swedish.is_checked()
    holding = False
    for send in late:
        send()
    await day.desk.done("SetWall", languages=["sl"])  # nothing is held on to once it has come
    await expect(swedish).not_to_be_checked()


async def test_walls_are_set_from_the_desk_at_once(day: Hall) -> None:
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


async def test_headings_are_changed_in_each_language_until_the_writing_begins(day: Hall) -> None:
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


async def test_last_year_s_actions_are_kept_judged_and_ordered_by_votes(day: Hall) -> None:
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


async def test_the_desk_sees_the_tables_and_who_is_at_none(day: Hall) -> None:
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


async def test_a_closed_room_shows_what_people_answered(day: Hall) -> None:
    phone = await day.phone()
    page = await day.page()
    await day.go("closed")
    await expect(page.locator(".feedback")).to_contain_text("Nobody has answered")
    await phone.done("GiveFeedback", score=4, text="Good pace")
    await expect(page.locator(".feedback")).to_contain_text("1 answer. Average 4.0")
    await expect(page.locator(".feedback section")).to_contain_text("Good pace")


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_a_whole_day_is_sound_in_every_language_wide_and_narrow(day: Hall, lang: str) -> None:
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
    assert day.wrong == []
