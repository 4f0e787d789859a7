"""The wall in a real browser, before a real server: a desk and phones make things happen, the wall is looked at."""

from __future__ import annotations

import csv
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.talkoot import Talkoot
from tests.viewer import Viewer, entered, joined, new_id, viewer

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PROJECTORS = [(1920, 1080), (1280, 720), (1024, 768), (3840, 2160)]

NOTES = {
    "c1": [
        "Edullisia harjoitustiloja myös iltaisin ja viikonloppuisin",
        "Esitystekniikka yhteiskäyttöön: äänentoisto, valot ja siirrettävä lava",
        "Koulujen salit käyttöön kesäkuukausiksi",
        "Tapahtumanjärjestäjälle nimetty yhteyshenkilö",
        "Pienhankinnat pilkottava niin, että yksinyrittäjäkin voi tarjota",
    ],
    "c2": ["Kellaritilojen äänieristys on retuperällä", "Ulkoilmatapahtuman meluilmoitusta ei ymmärrä kukaan"],
    "c3": ["Yksi lomake kaikkiin tapahtumalupiin", "W" * 280, "a\n" * 130 + "a"],
}

# What lies outside the picture, what is cut off, and whether anything scrolls. Two lines of texture may end in "…".
FAULTS = """() => {
  const found = [];
  for (const part of document.querySelectorAll('#page *')) {
    if (part.closest('svg, .sr')) continue;
    const box = part.getBoundingClientRect();
    if (!box.width || !box.height) continue;
    const name = `${part.tagName}.${part.className} ${(part.textContent ?? '').slice(0, 30)}`;
    if (box.right > innerWidth + 1 || box.left < -1 || box.bottom > innerHeight + 1 || box.top < -1) {
      found.push(`outside: ${name}`);
    }
    const clips = getComputedStyle(part).overflow !== 'visible' && !part.closest('.texture');
    if (clips && (part.scrollHeight > part.clientHeight + 2 || part.scrollWidth > part.clientWidth + 2)) {
      found.push(`cut: ${name}`);
    }
  }
  const sheet = document.scrollingElement;
  if (sheet.scrollWidth > innerWidth || sheet.scrollHeight > innerHeight) found.push('the page scrolls');
  return found;
}"""

# Sizes at 1920 of what the back row needs.
SMALLEST = """(selector) => Math.min(
  ...[...document.querySelectorAll(selector)].map((part) => parseFloat(getComputedStyle(part).fontSize)))"""


@dataclass
class Hall:
    """A room with a desk, phones, and a link for walls."""

    desk: Viewer
    phones: list[Viewer]
    room: str
    code: str
    wall_link: str
    browser: Browser
    left: AsyncExitStack

    async def wall(self, size: tuple[int, int] = (1920, 1080), query: str = "", **options: Any) -> Page:
        """A wall of that size that shows the room."""
        context = await self.browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="fi-FI", **options
        )
        self.left.push_async_callback(context.close)
        page = await context.new_page()
        address, secret = self.wall_link.split("#")
        await page.goto(f"{address}?lang=fi{query}#{secret}")
        await page.wait_for_selector("#page:not([data-phase=opening])")
        return page

    async def go(self, phase: str, *walls: Page) -> None:
        """Go to the next step of that phase, and wait until these walls show it."""
        board = self.desk.shown()
        step = next(place for place, one in enumerate(board["steps"]) if one["phase"] == phase)
        answer = await self.desk.done("ChangePhase", from_step=board["step"], step=step)
        await self.desk.until(answer["seq"])
        for wall in walls:
            await wall.wait_for_selector(f"#page[data-phase={phase}]")

    async def post(self, notes: dict[str, list[str]]) -> list[str]:
        """Post these notes by column: their ids."""
        ids = []
        for column, texts in notes.items():
            for text in texts:
                ids.append(new_id())
                await self.desk.done("PostNote", note=ids[-1], column=column, text=text, lang="fi")
        return ids

    async def vote(self, *, budget: int = 3) -> tuple[str, list[str]]:
        """Open a round and let the phones vote: the round and its lines."""
        round_ = new_id()
        answer = await self.desk.done("OpenRound", round=round_, columns=[], budget=budget, cap=2, wanted=2)
        await self.desk.until(answer["seq"])
        lines = [line["id"] for line in self.desk.shown()["round"]["lines"]]
        wishes = [{lines[0]: 2, lines[1]: 1}, {lines[0]: 1, lines[2]: 1}]
        for phone, dots in zip(self.phones, wishes, strict=True):
            await phone.done("PlaceDots", round=round_, dots=dots, tab="firsttab", change=1)
        return round_, lines


@pytest.fixture
async def hall(server: Talkoot, browser: Browser) -> AsyncIterator[Hall]:
    """A room of the idea workshop with a desk and two phones."""
    made = (await server.new())["rooms"][0]
    async with AsyncExitStack() as stack:
        cookie = await entered(made["desk_link"])
        desk = await stack.enter_async_context(viewer(server.url, made["room"], "desk", cookie))
        phones = []
        for place in ("hall", "remote"):
            cookie = await joined(server.url, made["code"])
            phones.append(
                await stack.enter_async_context(viewer(server.url, made["room"], "phone", cookie, place=place))
            )
        yield Hall(desk, phones, made["room"], made["code"], made["wall_link"], browser, stack)


async def each_phase(hall: Hall, *walls: Page) -> AsyncIterator[str]:
    """The whole life of a room on these walls; yields when each of them shows the next state."""
    yield "lobby"
    await hall.go("writing", *walls)
    ids = await hall.post(NOTES)
    for wall in walls:
        await expect(wall.locator(".figure").last).to_have_text(str(len(ids)))
    yield "writing"
    await hall.go("reading", *walls)
    yield "reading"
    await hall.go("sorting", *walls)
    await hall.desk.done("GroupNotes", group=new_id(), notes=ids[:4], title="Tilat ja välineet yhteiskäyttöön")
    await hall.desk.done("GroupNotes", group=new_id(), notes=ids[5:7], title="Hyvin pitkä otsikko, joka " * 4)
    for wall in walls:
        await expect(wall.locator(".sorting h1")).to_contain_text("2 ryhmää")
    yield "sorting"
    await hall.go("voting", *walls)
    yield "before the vote"
    round_, _ = await hall.vote()
    for wall in walls:
        await expect(wall.locator(".sum b")).to_have_text("5")
    yield "voting"
    await hall.desk.done("CloseRound", round=round_)
    for wall in walls:
        await expect(wall.locator(".note-line")).to_contain_text("suljettu")
    yield "closed round"
    await hall.desk.done("RevealRound", round=round_)
    await hall.go("results", *walls)
    for wall in walls:
        await expect(wall.locator(".rank-list li").first).to_be_visible()
        await expect(wall.locator(".rank-list .unseen")).to_have_count(0)
    yield "results"
    await hall.go("closed", *walls)
    yield "closed"


async def test_nothing_is_cut_and_nothing_scrolls_on_any_projector(hall: Hall) -> None:
    walls = [await hall.wall(size) for size in PROJECTORS]
    walls.append(await hall.wall(PROJECTORS[1], "&lang2=en&theme=dark"))
    async for phase in each_phase(hall, *walls):
        for wall in walls:
            assert await every_page(wall) == [], (phase, wall.viewport_size)


async def every_page(wall: Page) -> list[str]:
    """Faults on each page of what the wall shows now."""
    found: list[str] = await wall.evaluate(FAULTS)
    pager = wall.locator(".pager p [aria-hidden]")
    if await pager.count() == 0:
        return found
    here, pages = (int(figure) for figure in (await pager.inner_text()).split("/"))
    for _ in range(pages):
        await wall.keyboard.press("ArrowRight")
        here = here % pages + 1
        await expect(pager).to_have_text(f"{here}/{pages}")
        found += await wall.evaluate(FAULTS)
    return found


async def test_three_hundred_real_notes_are_all_shown_and_none_is_cut(hall: Hall) -> None:
    folder = Path(os.environ.get("TALKOOT_SHARED", ROOT.parent / "shared")) / "data" / "bg2050"
    if not folder.is_dir():
        pytest.skip(f"no notes of bg2050 in {folder}; TALKOOT_SHARED names the folder above data/")
    with (folder / "comments.csv").open(encoding="utf-8", newline="") as file:
        texts = [row["comment-body"].strip()[:280] for row in csv.DictReader(file)]
    wall = await hall.wall((1280, 720))
    await hall.go("writing", wall)
    texts = [text for text in texts if text][:300]
    await hall.post({column: texts[place::3] for place, column in enumerate(("c1", "c2", "c3"))})
    await hall.go("reading", wall)
    shown = 0
    pager = wall.locator(".pager p [aria-hidden]")
    pages = int((await pager.inner_text()).split("/")[1])
    for page in range(1, pages + 1):
        await expect(pager).to_have_text(f"{page}/{pages}")
        shown += await wall.locator(".piles .note").count()
        assert await wall.evaluate(FAULTS) == []
        await wall.keyboard.press("ArrowRight")
    assert shown == 300


async def test_the_back_row_can_read_what_it_needs(hall: Hall) -> None:
    wall = await hall.wall()
    needed = {
        "writing": ".asked h1, .asked h2, .figure",
        "sorting": ".groups h2",
        "voting": ".asked h1, .sum span, .note-line",
        "results": ".rank-list .rank, .rank-list .sum, .rank-list .who, .head h1",
    }
    async for phase in each_phase(hall, wall):
        if phase in needed:
            assert await wall.evaluate(SMALLEST, needed[phase]) >= 44, phase
        if phase == "reading":
            assert await wall.evaluate(SMALLEST, ".piles .note") >= 44


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_no_axe_violation_in_any_phase(hall: Hall, theme: str) -> None:
    walls = [
        await hall.wall((1280, 720), f"&theme={theme}"),
        await hall.wall((320, 640), f"&lang2=sl&theme={theme}"),
    ]
    source = AXE.read_text(encoding="utf-8")
    for wall in walls:
        await wall.evaluate(source)
    async for phase in each_phase(hall, *walls):
        for wall in walls:
            result = await wall.evaluate("async () => (await axe.run()).violations")
            assert [(one["id"], one["nodes"][0]["html"][:200]) for one in result] == [], phase


async def test_on_a_phone_it_is_a_page_that_scrolls_down_only_and_hides_nothing(hall: Hall) -> None:
    wall = await hall.wall((320, 640))
    async for phase in each_phase(hall, wall):
        assert await wall.evaluate("() => document.scrollingElement.scrollWidth") <= 320, phase
        if phase == "reading":
            await expect(wall.locator(".piles .note")).to_have_count(sum(len(texts) for texts in NOTES.values()))
        await expect(wall.locator(".pager")).to_have_count(0)


async def test_the_secret_of_the_link_is_nowhere_to_be_seen(hall: Hall) -> None:
    wall = await hall.wall()
    secret = hall.wall_link.split("#")[1]
    assert secret not in wall.url
    assert secret not in await wall.content()
    await wall.goto(wall.url + "#" + secret)
    await wall.reload()
    await wall.wait_for_function("() => location.hash === ''")


async def test_the_lobby_shows_the_code_the_room_and_who_is_here(hall: Hall) -> None:
    wall = await hall.wall()
    await expect(wall.locator(".ways .code [aria-hidden]")).to_have_text(f"{hall.code[:4]} {hall.code[4:]}")
    await expect(wall.locator(".here")).to_contain_text("2 mukana")
    await expect(wall.locator(".here")).to_contain_text("1 etänä")
    qr = wall.locator("img.qr")
    assert await qr.evaluate("(picture) => picture.naturalWidth") > 0
    box = await qr.bounding_box()
    assert box is not None
    assert box["width"] > 640


async def test_while_people_write_the_wall_has_figures_and_no_text_to_copy(hall: Hall) -> None:
    wall = await hall.wall()
    await hall.go("writing", wall)
    await hall.post({"c1": ["Salainen ajatus", "Toinen salainen"]})
    await expect(wall.locator(".figure").last).to_have_text("2")
    assert "Salainen" not in await wall.content()


async def test_keys_and_buttons_turn_the_pages_and_space_stops_them(hall: Hall) -> None:
    wall = await hall.wall()
    await hall.go("writing", wall)
    await hall.post({"c1": ["Yksi"], "c2": ["Kaksi"], "c3": ["Kolme"]})
    await hall.go("reading", wall)
    note = wall.locator(".piles .note")
    await expect(note).to_have_text("Yksi")
    await wall.keyboard.press("ArrowRight")
    await expect(note).to_have_text("Kaksi")
    await wall.keyboard.press("ArrowLeft")
    await expect(note).to_have_text("Yksi")
    await wall.get_by_role("button", name="Seuraava sivu").click()
    await expect(note).to_have_text("Kaksi")
    await wall.locator("body").evaluate("() => document.activeElement.blur()")
    await wall.keyboard.press("Space")
    await expect(wall.get_by_role("button", name="Jatka sivujen vaihtumista")).to_be_visible()


async def test_pages_turn_by_themselves(hall: Hall) -> None:
    wall = await hall.wall()
    await hall.go("writing", wall)
    await hall.post({"c1": ["Yksi"], "c2": ["Kaksi"]})
    await wall.clock.install()
    await hall.go("reading", wall)
    await expect(wall.locator(".piles .note")).to_have_text("Yksi")
    await wall.clock.fast_forward(12_500)
    await expect(wall.locator(".piles .note")).to_have_text("Kaksi")


async def test_before_the_reveal_no_line_and_no_place_of_a_dot_is_on_the_wall(hall: Hall) -> None:
    wall = await hall.wall()
    await hall.go("writing", wall)
    await hall.post({"c1": ["Ensimmäinen rivi", "Toinen rivi", "Kolmas rivi"]})
    await hall.go("voting", wall)
    round_, _ = await hall.vote()
    await expect(wall.locator(".sum b")).to_have_text("5")
    await expect(wall.locator(".dot-field .on")).to_have_count(5)
    await expect(wall.locator(".dot-field .ring")).to_have_count(6)  # two people with three dots each
    await hall.desk.done("CloseRound", round=round_)
    await expect(wall.locator(".note-line")).to_contain_text("suljettu")
    assert "rivi" not in await wall.locator("main").inner_text()


async def test_a_tie_lies_on_shade_with_what_happens_next_and_figures_stand_in_text(hall: Hall) -> None:
    wall = await hall.wall(reduced_motion="reduce")
    await hall.go("writing", wall)
    await hall.post({"c1": ["Ensimmäinen", "Toinen", "Kolmas", "Neljäs"]})
    await hall.go("voting", wall)
    round_, _ = await hall.vote()
    await hall.desk.done("CloseRound", round=round_)
    await hall.desk.done("RevealRound", round=round_)
    await expect(wall.locator(".rank-list li")).to_have_count(3)
    await expect(wall.locator(".rank-list .unseen")).to_have_count(0)
    await expect(wall.locator(".rank-list .tied .rank")).to_have_text(["jaettu sija =2", "jaettu sija =2"])
    await expect(wall.locator(".cutline")).to_contain_text("Sija 2 on jaettu")
    await expect(wall.locator(".cutline")).to_contain_text("1 rivi jäi ilman täpliä")
    await expect(wall.locator(".rank-list li").first.locator("circle")).to_have_count(3)
    await expect(wall.locator(".rank-list li").first.locator(".sum")).to_contain_text("3 täplää")


async def test_two_languages_stand_side_by_side_each_marked_as_its_own(hall: Hall) -> None:
    wall = await hall.wall(query="&lang2=en")
    await hall.go("writing", wall)
    await expect(wall.locator(".asked")).to_contain_text("Mikä toimii")
    english = wall.locator(".asked [lang=en]")
    await expect(english).to_have_count(3)
    await expect(english.first).to_contain_text("What works")


async def test_a_wall_without_a_line_says_so_and_goes_on_by_itself(hall: Hall, server: Talkoot) -> None:
    wall = await hall.wall()
    await hall.go("writing", wall)
    await server.kill()
    await expect(wall.locator(".says")).to_contain_text("Ei yhteyttä", timeout=20_000)
    await server.start()
    await expect(wall.locator(".says")).to_have_count(0, timeout=20_000)
    assert await wall.evaluate("() => document.getElementById('page').dataset.phase") == "writing"


async def test_the_pointer_and_its_buttons_leave_the_picture_alone_after_a_while(hall: Hall) -> None:
    wall = await hall.wall()
    await wall.clock.install()
    await wall.mouse.move(300, 300)
    await wall.clock.fast_forward(3_100)
    await wall.wait_for_function("() => getComputedStyle(document.body).cursor === 'none'")
    await wall.mouse.move(310, 300)
    await wall.wait_for_function("() => getComputedStyle(document.body).cursor !== 'none'")
