"""The wall in a real browser, before a real server: a desk and phones make things happen, the wall is looked at."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import msgpack
import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.checks import bare_keys
from tests.browser.hall import FAULTS, NOTES, Hall, Plain, every_page, hall_of, whole_day
from tests.browser.town_notes import RECORDING, made_up, recorded
from tests.talkoot import Talkoot
from tests.viewer import entered, new_id, viewer

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PROJECTORS = [(1920, 1080), (1280, 720), (1024, 768), (3840, 2160)]

# Sizes at 1920 of what the back row needs.
SMALLEST = """(selector) => Math.min(
  ...[...document.querySelectorAll(selector)].map((part) => parseFloat(getComputedStyle(part).fontSize)))"""

# Texts smaller than housekeeping may be, but for the address, what the one beside the screen presses, and texture.
TINY = """() => {
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const walk = document.createTreeWalker(document.getElementById('page'), 4);
  const found = [];
  while (walk.nextNode()) {
    const part = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || part.closest('.sr, .tools, .addr, .texture, button')) continue;
    const size = parseFloat(getComputedStyle(part).fontSize) / rem;
    if (size < 1.75 - 0.01) found.push(`${size.toFixed(2)} ${part.className} ${walk.currentNode.data.slice(0, 30)}`);
  }
  return found;
}"""


@pytest.fixture
async def hall(server: Talkoot, browser: Browser) -> AsyncIterator[Hall]:
    """A room of two hours with a desk and two phones."""
    async with AsyncExitStack() as stack:
        yield await hall_of(server, browser, stack)


async def test_nothing_is_cut_nothing_overlaps_and_nothing_scrolls_on_any_projector(hall: Hall) -> None:
    """In every phase, on every page, in Finnish and Slovenian, with words of fifty letters."""
    walls = [
        await hall.wall(PROJECTORS[0]),
        await hall.wall(PROJECTORS[1], lang="sl"),
        await hall.wall(PROJECTORS[2], "&lang2=sl"),
        await hall.wall(PROJECTORS[3], "&lang2=en&theme=dark", lang="sl"),
    ]
    async for state in whole_day(hall, *walls):
        for wall in walls:
            assert await every_page(wall) == [], (state, wall.viewport_size)
            assert await bare_keys(wall) == [], state


async def test_three_hundred_real_notes_are_all_shown_and_none_is_cut(hall: Hall) -> None:
    texts = [text for text, _ in (recorded() if RECORDING.is_file() else made_up())]
    wall = await hall.wall((1280, 720))
    await hall.go("writing", wall)
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
        "agenda": ".agenda .steps, .agenda time",
        "review": ".score .figure, .score h2",
        "review by votes": ".earlier h2, .earlier .sum, .earlier .who",
        "question": ".ask-each h2, .ask-each p",
        "writing": ".asked h1, .asked h2, .figure, .cap",
        "tables": ".asked h1, .figure, .cap",
        "reading": ".piles .note:not(:has(.from))",
        "a note in the spotlight": ".spot .note, .prompt, .kin",
        "sorting": ".groups h2",
        "sorting above a message": ".strip",
        "freeze": ".asked h1, .terms li, .ballot li",
        "voting": ".asked h1, .sum span, .note-line",
        "results with a tie": ".rank-list .rank, .rank-list .sum, .rank-list .who, .head h1, .below-rows",
        "live": ".rank-list .sum, .head h1, .head .below",
        "run-off": ".asked h1, .tie .which",
        "commitments": ".deed h1, .deed dl, .deed .lever, .foot-of-deed",
        "closed": ".lead, .follow b, .follow .code, .figures",
    }
    async for state in whole_day(hall, wall):
        assert await wall.evaluate(TINY) == [], state
        if state in needed:
            size = await wall.evaluate(SMALLEST, needed.pop(state))
            assert 44 <= size < 1000, state
    assert not needed


@pytest.mark.parametrize(("theme", "lang"), [("light", "sv"), ("dark", "en")])
async def test_no_axe_violation_in_any_phase(hall: Hall, theme: str, lang: str) -> None:
    """Projected in the light, and as a page on a phone in the dark."""
    size = (1280, 720) if theme == "light" else (320, 640)
    walls = [await hall.wall(size, f"&lang2=sl&theme={theme}", lang=lang)]
    if theme == "dark":
        walls.append(await hall.wall((1280, 720), "&theme=dark", lang=lang))
    source = AXE.read_text(encoding="utf-8")
    for wall in walls:
        await wall.evaluate(source)
    async for state in whole_day(hall, *walls):
        for wall in walls:
            result = await wall.evaluate("async () => (await axe.run()).violations")
            assert [(one["id"], one["nodes"][0]["html"][:200]) for one in result] == [], state


async def test_on_a_phone_it_is_a_page_that_scrolls_down_only_and_hides_nothing(hall: Hall) -> None:
    wall = await hall.wall((320, 640))
    async for state in whole_day(hall, wall):
        assert await wall.evaluate("() => document.scrollingElement.scrollWidth") <= 320, state
        if state == "reading":
            await expect(wall.locator(".piles .note")).to_have_count(sum(len(texts) for texts in NOTES.values()) + 1)
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
    await wall.wait_for_function("() => document.querySelector('img.qr').naturalWidth > 0")
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
    await hall.do("CloseRound", round=round_)
    await expect(wall.locator(".note-line")).to_contain_text("suljettu")
    assert "rivi" not in await wall.locator("main").inner_text()


async def four_lines(hall: Hall, wall: Page) -> tuple[str, list[str]]:
    """A vote among four lines whose result is shown: two of them share place 2, of two wanted."""
    await hall.go("writing", wall)
    await hall.post({"c1": ["Ensimmäinen", "Toinen", "Kolmas", "Neljäs"]})
    await hall.go("voting", wall)
    round_, lines = await hall.vote()
    await hall.close_and_reveal(round_)
    await hall.go("results", wall)
    await expect(wall.locator(".rank-list li")).to_have_count(3)
    return round_, lines


async def test_a_shared_rank_of_two_figures_stands_in_one_line_beside_its_words(hall: Hall) -> None:
    wall = await hall.wall(reduced_motion="reduce")
    await hall.go("writing", wall)
    await hall.post({"c1": [f"Ajatus numero {number}" for number in range(12)]})
    await hall.go("voting", wall)
    round_, lines = await hall.open(budget=12, cap=1, wanted=10)
    for phone, given in zip(hall.phones, (lines[:10], lines), strict=True):
        await phone.done("PlaceDots", round=round_, dots=dict.fromkeys(given, 1), tab="firsttab", change=1)
    await hall.close_and_reveal(round_)
    await hall.go("results", wall)
    last = wall.locator(".rank-list li").last
    while await last.locator(".rank", has_text="=11").count() == 0:
        await wall.keyboard.press("ArrowRight")
    tall, right = await last.locator(".rank").evaluate(
        """rank => {
          const range = document.createRange();
          range.selectNodeContents(rank.lastChild);
          const box = range.getBoundingClientRect();
          return [box.height / parseFloat(getComputedStyle(rank).fontSize), box.right];
        }"""
    )
    assert tall < 1.6
    assert right < await last.locator("h2").evaluate("words => words.getBoundingClientRect().left")


async def test_a_tie_lies_on_shade_with_what_happens_next_and_figures_stand_in_text(hall: Hall) -> None:
    wall = await hall.wall(reduced_motion="reduce")
    await four_lines(hall, wall)
    await expect(wall.locator(".rank-list .unseen")).to_have_count(0)
    await expect(wall.locator(".rank-list .tied .rank")).to_have_text(["jaettu sija =2", "jaettu sija =2"])
    await expect(wall.locator(".below-rows")).to_contain_text("Sija 2 on jaettu")
    await expect(wall.locator(".below-rows")).to_contain_text("1 rivi jäi ilman täpliä")
    await expect(wall.locator(".rank-list li").first.locator("circle")).to_have_count(3)
    await expect(wall.locator(".rank-list li").first.locator(".sum")).to_contain_text("3 täplää")
    await expect(wall.locator(".head .below")).to_have_text("2/2 äänesti, 5 täplää")
    await expect(wall.locator(".picked")).to_have_count(0)


async def counted(hall: Hall, dots: list[int], wanted: int) -> str:
    """A closed round of so many lines, with dots on each as given, from paper."""
    await hall.go("writing")
    await hall.post({"c1": [f"Harjoitustiloja myös iltaisin, numero {number}" for number in range(len(dots))]})
    await hall.go("voting")
    round_, lines = await hall.open(budget=len(dots), cap=1, wanted=wanted)
    for ballot in range(max(dots)):
        given = {line: 1 for line, count in zip(lines, dots, strict=True) if count > ballot}
        await hall.do("EnterPaper", round=round_, paper=new_id(), dots=given)
    await hall.do("CloseRound", round=round_)
    return round_


async def result_pages(wall: Page) -> list[tuple[list[str], str]]:
    """The ranks on each page of the result that is shown, and what stands below them; none of it is cut off."""
    pager = wall.locator(".pager p [aria-hidden]")
    pages = int((await pager.inner_text()).split("/")[1]) if await pager.count() else 1
    await wall.keyboard.press("Space")  # no page turns by itself any more
    found = []
    for page in range(1, pages + 1):
        if pages > 1:
            await expect(pager).to_have_text(f"{page}/{pages}")
        assert await wall.evaluate(FAULTS) == []
        ranks = await wall.locator(".rank-list .rank").evaluate_all("all => all.map((one) => one.lastChild.data)")
        found.append((ranks, " | ".join(await wall.locator(".below-rows p").all_inner_texts())))
        await wall.keyboard.press("ArrowRight")
    return found


SIZES = [(1920, 1080), (1280, 720), (1080, 1920)]


@pytest.mark.parametrize("size", SIZES)
async def test_lines_that_tie_stand_on_one_page_of_the_wall_wherever_one_holds_them(
    hall: Hall, size: tuple[int, int]
) -> None:
    wall = await hall.wall(size, reduced_motion="reduce")
    dots = [9, 8, 7, 7, 7, 6, 6, 5, 4, 4, 4, 3, 3, 2, 2, 1, 1, 1]
    round_ = await counted(hall, dots, wanted=3)
    await hall.do("RevealRound", round=round_)
    await hall.go("results", wall)
    await expect(wall.locator(".rank-list .unseen")).to_have_count(0)
    pages = await result_pages(wall)
    assert len(pages) > 1
    assert [rank for ranks, _ in pages for rank in ranks] == [
        f"{'=' if dots.count(count) > 1 else ''}{dots.index(count) + 1}" for count in dots
    ]
    for place, (ranks, _) in enumerate(pages[1:], 1):
        assert ranks[0] not in pages[place - 1][0]
    assert all("jakaa" not in below for _, below in pages)
    (told,) = [(ranks, below) for ranks, below in pages if "=3" in ranks]
    assert "Sija 3 on jaettu" in told[1]


async def test_a_tie_that_no_page_holds_says_on_each_of_its_pages_where_it_goes_on(hall: Hall) -> None:
    wall = await hall.wall(reduced_motion="reduce")
    round_ = await counted(hall, [9, *[5] * 9, 4, 3], wanted=4)
    await hall.do("RevealRound", round=round_)
    await hall.go("results", wall)
    await expect(wall.locator(".below-rows")).to_contain_text("9 riviä jakaa sijan 2: sivut 1–")
    pages = await result_pages(wall)
    of_tie = [place for place, (ranks, _) in enumerate(pages, 1) if "=2" in ranks]
    assert len(of_tie) > 1
    for place, (_, below) in enumerate(pages, 1):
        assert (f"9 riviä jakaa sijan 2: sivut {of_tie[0]}–{of_tie[-1]}" in below) == (place in of_tie), place
        assert ("Sija 2 on jaettu" in below) == (place in of_tie), place


async def test_a_cut_between_two_pages_of_the_wall_is_drawn_and_said_where_it_lies(hall: Hall) -> None:
    wall = await hall.wall(reduced_motion="reduce")
    round_ = await counted(hall, [9, 8, 7, 4, 4, 4, 1, 1, 1], wanted=3)
    await hall.do("RevealRound", round=round_)
    await hall.go("results", wall)
    below = wall.locator(".below-rows")
    thickness = "one => parseFloat(getComputedStyle(one).borderTopWidth)"
    await expect(below).to_contain_text("Valitut tähän asti.")
    await expect(wall.locator(".rank-list .chosen")).to_have_count(3)
    await expect(wall.locator(".rank-list li")).to_have_count(3)
    await wall.keyboard.press("Space")  # no page turns by itself any more
    cut = await below.evaluate(thickness)
    await wall.keyboard.press("ArrowRight")
    await expect(wall.locator(".rank-list .chosen")).to_have_count(0)
    await expect(below).not_to_contain_text("Valitut")
    assert await below.evaluate(thickness) < cut


async def test_a_result_of_several_pages_is_revealed_from_the_last_chosen_line_to_the_first(hall: Hall) -> None:
    wall = await hall.wall()
    round_ = await counted(hall, [9, 8, 8, 8, 3, 3, 3], wanted=2)
    await hall.go("results", wall)
    await wall.evaluate(
        """() => {
          window.came = [];
          new MutationObserver(() => {
            const page = document.querySelector('.pager p [aria-hidden]')?.textContent;
            const shown = document.querySelectorAll('.rank-list li:not(.unseen)').length;
            if (document.querySelector('.rank-list') && page) window.came.push(`${page} ${shown}`);
          }).observe(document.getElementById('page'), {subtree: true, childList: true, attributes: true});
        }"""
    )
    await hall.do("RevealRound", round=round_)
    await expect(wall.locator(".pager p [aria-hidden]")).to_have_text("2/3")
    await expect(wall.locator(".pager p [aria-hidden]")).to_have_text("1/3")
    came = list(dict.fromkeys(await wall.evaluate("() => window.came")))
    assert came == ["2/3 0", "2/3 1", "2/3 2", "2/3 3", "1/3 1"]


async def test_a_settled_tie_says_how_and_why_and_marks_what_was_chosen(hall: Hall) -> None:
    wall = await hall.wall(reduced_motion="reduce")
    round_, lines = await four_lines(hall, wall)
    await hall.do("SettleTie", round=round_, way="decided", lines=[lines[2]], reason="Toinen on jo rahoitettu.")
    await expect(wall.locator(".below-rows")).to_contain_text("Päätettiin yhdessä. Toinen on jo rahoitettu.")
    await expect(wall.locator(".chosen h2")).to_have_text(["Ensimmäinen", "Kolmas"])
    await hall.do("AcceptRound", round=round_)
    await expect(wall.locator(".chosen h2")).to_have_text(["Ensimmäinen", "Kolmas"])


async def test_a_run_off_says_which_tie_it_is_about_and_ends_it(hall: Hall) -> None:
    wall = await hall.wall(reduced_motion="reduce")
    round_, _ = await four_lines(hall, wall)
    run_off, tied = await hall.open(budget=1, cap=1, wanted=1, run_off_of=round_)
    await expect(wall.locator(".tie .which")).to_contain_text("Sija 2 on jaettu. Näistä valitaan 1.")
    await expect(wall.locator(".tie li")).to_have_text(["Toinen", "Kolmas"])
    await hall.phones[0].done("PlaceDots", round=run_off, dots={tied[1]: 1}, tab="firsttab", change=1)
    await hall.close_and_reveal(run_off)
    await expect(wall.locator(".head h1")).to_have_text("Uusintaäänestyksen tulos")
    await wall.keyboard.press("ArrowRight")
    await expect(wall.locator(".head h1")).to_have_text("Näin huone valitsi")
    await expect(wall.locator(".below-rows")).to_contain_text("Uusintaäänestys ratkaisi.")
    await expect(wall.locator(".chosen h2")).to_have_text(["Ensimmäinen", "Kolmas"])


async def test_a_void_round_says_why_and_the_last_result_stays_to_be_seen(hall: Hall) -> None:
    wall = await hall.wall(reduced_motion="reduce")
    await four_lines(hall, wall)
    again, _ = await hall.open()
    await hall.do("VoidRound", round=again, reason="Puolet ei päässyt verkkoon.")
    await expect(wall.locator(".quiet-page")).to_contain_text("Puolet ei päässyt verkkoon.")
    await wall.keyboard.press("ArrowRight")
    await expect(wall.locator(".head h1")).to_have_text("Näin huone valitsi")


async def test_paper_is_counted_and_told_as_paper(hall: Hall) -> None:
    wall = await hall.wall(reduced_motion="reduce")
    await hall.go("writing", wall)
    await hall.post({"c1": ["Ensimmäinen", "Toinen", "Kolmas", "Neljäs"]})
    await hall.go("voting", wall)
    round_, lines = await hall.vote()
    await hall.do("EnterPaper", round=round_, paper=new_id(), dots={lines[3]: 2})
    await expect(wall.locator(".sum")).to_contain_text("kaikkiaan 9")
    await hall.close_and_reveal(round_)
    await expect(wall.locator(".head .below")).to_have_text("3/3 äänesti, joista 1 paperilla, 7 täplää")


async def test_lines_grouped_after_the_vote_are_told_to_be_counted_again(hall: Hall) -> None:
    wall = await hall.wall(reduced_motion="reduce")
    await hall.go("writing", wall)
    notes = await hall.post({"c1": ["Ensimmäinen", "Toinen", "Kolmas", "Neljäs"]})
    await hall.go("voting", wall)
    round_, _ = await hall.vote()
    await hall.close_and_reveal(round_)
    await expect(wall.locator(".below-rows")).to_contain_text("Sija 2 on jaettu")
    await hall.do("GroupNotes", group=new_id(), notes=notes[1:3], title="Samaa")
    await expect(wall.locator(".below-rows")).to_contain_text("Laskettu uudelleen")
    await expect(wall.locator(".chosen h2")).to_have_text(["Ensimmäinen", "Samaa"])


async def test_live_counts_are_called_live_and_blind_ones_are_not_there(hall: Hall) -> None:
    wall = await hall.wall()
    await hall.go("writing", wall)
    await hall.post({"c1": ["Ensimmäinen", "Toinen", "Kolmas", "Neljäs"]})
    await hall.go("voting", wall)
    await hall.vote(live=True)
    await expect(wall.locator(".head h1")).to_contain_text("Live")
    await expect(wall.locator(".rank-list .sum").first).to_contain_text("3 täplää")


async def test_two_languages_stand_side_by_side_each_marked_as_its_own(hall: Hall) -> None:
    wall = await hall.wall(query="&lang2=en")
    await hall.go("writing", wall)
    await expect(wall.locator(".asked")).to_contain_text("Mikä toimii")
    english = wall.locator(".asked [lang=en]")
    await expect(english).to_have_count(3)
    await expect(english.first).to_contain_text("What works")


async def test_the_desk_chooses_light_languages_and_the_page(hall: Hall) -> None:
    wall = await hall.wall(lang="fi")
    page = wall.locator("html")
    await hall.go("writing", wall)
    await hall.do("SetWall", theme="dark", languages=["sl", "sv"], paused=False, page=0)
    await expect(page).to_have_attribute("data-theme", "dark")
    await expect(page).to_have_attribute("lang", "sl")
    first, second = wall.locator(".asked li").first.locator("h2"), wall.locator(".asked li").first.locator("p")
    await expect(first).to_contain_text("Kaj zdaj")
    await expect(second).to_contain_text("Vad fungerar")
    await expect(second).to_have_attribute("lang", "sv")
    sizes = [await one.evaluate("(part) => getComputedStyle(part).fontSize") for one in (first, second)]
    assert sizes[0] == sizes[1]
    await expect(wall.locator(".phase")).to_contain_text("Tiho pišemo")
    await expect(wall.locator(".phase")).to_contain_text("Tyst")
    await hall.do("SetWall", theme="light", languages=[], paused=False, page=0)
    await expect(page).to_have_attribute("data-theme", "light")
    await expect(page).to_have_attribute("lang", "fi")
    await hall.post({"c1": ["Yksi"], "c2": ["Kaksi"], "c3": ["Kolme"]})
    await hall.go("reading", wall)
    await hall.do("SetWall", theme="auto", languages=[], paused=True, page=2)
    await expect(wall.locator(".piles .note")).to_have_text("Kolme")
    await expect(page).not_to_have_attribute("data-theme", "light")
    await wall.keyboard.press("ArrowRight")
    await expect(wall.locator(".pager p [aria-hidden]")).to_have_text("3/3")
    await hall.do("SetWall", theme="auto", languages=[], paused=False, page=2)
    await wall.keyboard.press("ArrowRight")
    await expect(wall.locator(".piles .note")).to_have_text("Yksi")


async def test_the_spotlight_goes_before_the_phase_but_not_before_an_open_vote(hall: Hall) -> None:
    wall = await hall.wall(query="&theme=dark")
    await hall.go("writing", wall)
    ids = await hall.post({"c1": ["Ensimmäinen", "Toinen", "Kolmas", "Neljäs"]})
    await hall.do("Spotlight", target=ids[0])
    await expect(wall.locator(".figure").last).to_have_text("4")  # nobody sees notes yet, not this way either
    assert "Ensimmäinen" not in await wall.content()
    await hall.go("voting", wall)
    await hall.do("Spotlight", target=ids[1])
    note = wall.locator(".spot .note")
    await expect(note).to_have_text("Toinen")
    paper, ground = [
        await part.evaluate("(one) => getComputedStyle(one).backgroundColor") for part in (note, wall.locator("body"))
    ]
    light = [sum(int(part) for part in colour[4:-1].split(",")) for colour in (paper, ground)]
    assert light[0] > 600 > 150 > light[1]  # the lamp is on the note
    await hall.vote()
    await expect(wall.locator(".sum b")).to_have_text("5")
    await expect(note).to_have_count(0)


async def test_a_message_stands_until_it_is_taken_away_and_covers_nothing(hall: Hall) -> None:
    wall = await hall.wall((1280, 720))
    message = new_id()
    text = "Tauko jatkuu vartin yli kahteen. " * 8
    await hall.do("SendMessage", message=message, text=text, lang="fi")
    await expect(wall.locator(".strip")).to_contain_text("Tauko jatkuu")
    assert await wall.evaluate(FAULTS) == []
    async for state in short_day(hall, wall):
        await expect(wall.locator(".strip")).to_have_count(1)
        assert await every_page(wall) == [], state
    await wall.reload()
    await expect(wall.locator(".strip")).to_contain_text("Tauko jatkuu")
    await hall.do("SendMessage", message=message, text="", lang="fi")
    await expect(wall.locator(".strip")).to_have_count(0)


async def short_day(hall: Hall, wall: Page) -> AsyncIterator[str]:
    """Every phase once, with some matter in it."""
    await hall.last_year()
    for phase in ("agenda", "review", "question", "writing"):
        await hall.go(phase, wall)
        yield phase
    await hall.post({"c1": NOTES["c1"], "c2": NOTES["c2"]})
    for phase in ("tables", "reading", "sorting", "freeze", "voting"):
        await hall.go(phase, wall)
        yield phase
    round_, _ = await hall.vote()
    yield "vote"
    await hall.close_and_reveal(round_)
    await expect(wall.locator(".rank-list .unseen")).to_have_count(0)
    await hall.go("results", wall)
    yield "results"
    await hall.act("Tyhjät liiketilat samaan varauskalenteriin", who="Kulttuuripalvelut", lever="act")
    for phase in ("actions", "commitments", "closed"):
        await hall.go(phase, wall)
        yield phase


async def test_nothing_private_reaches_a_wall_or_stands_on_it(hall: Hall, server: Talkoot) -> None:
    """All that a wall hears, and all that it draws, through the whole day."""
    wall = await hall.wall()
    cookie = await entered(hall.wall_link)
    private_keys = {"yours", "comments", "feedback", "paper_ballots", "raw", "own", "hidden", "author", "acts", "same"}
    private = ["Salainen mielipide", "Salainen palaute", "Piilotettu lappu", "firsttab"]
    async with viewer(server.url, hall.room, "wall", cookie) as listener:
        async for state in whole_day(hall, wall):
            content = await wall.content()
            assert [text for text in (*private, "Salainen vastaväite") if text in content] == [], state
            await expect(wall.locator("canvas")).to_have_count(0)
            if state == "sorting":
                hidden = (await hall.post({"c2": ["Piilotettu lappu"]}))[0]
                await hall.do("HideNotes", notes=[hidden])
        await listener.until(hall.desk.seq)
        # A note that was hidden had been there to be seen: what matters is the board that a wall gets now.
        heard = [frame for frame in listener.frames if frame["kind"] not in ("beat", "people")]
        assert not private_keys & set(keys_of([{**frame, "events": without_notes(frame)} for frame in heard]))
        for text in ("Salainen mielipide", "Salainen palaute", "firsttab"):
            assert text.encode() not in msgpack.packb(heard), text
    async with viewer(server.url, hall.room, "wall", cookie) as late:
        board = late.welcome["board"]
        assert not private_keys & set(keys_of(board))
        assert [text for text in private if text in json.dumps(board, ensure_ascii=False)] == []


def without_notes(frame: Plain) -> list[Plain]:
    """A frame's events, without those that tell of notes by name alone."""
    return [event for event in frame.get("events", ()) if event["kind"] != "NotesRemoved"]


def keys_of(value: object) -> list[str]:
    """Every key anywhere within."""
    if isinstance(value, dict):
        return [*map(str, value), *(key for one in value.values() for key in keys_of(one))]
    return [key for one in value for key in keys_of(one)] if isinstance(value, list) else []


async def test_a_wall_left_alone_for_long_grows_in_nothing(hall: Hall) -> None:
    """Hours of turning pages and hundreds of events leave as many nodes and listeners as there were before."""
    wall = await hall.wall((1280, 720))
    await wall.clock.install()
    await hall.go("writing", wall)
    ids = await hall.post({"c1": NOTES["c1"], "c2": NOTES["c2"]})
    cdp = await wall.context.new_cdp_session(wall)
    await cdp.send("Performance.enable")

    async def measured() -> dict[str, float]:
        await hall.do("Spotlight", target="")
        await hall.go("reading", wall)
        await expect(wall.locator(".piles")).to_have_count(1)
        await cdp.send("HeapProfiler.collectGarbage")
        metrics = {one["name"]: one["value"] for one in (await cdp.send("Performance.getMetrics"))["metrics"]}
        return {name: metrics[name] for name in ("Nodes", "JSEventListeners", "Documents")}

    async def while_away(turns: int) -> None:
        for turn in range(turns):
            await hall.do("Spotlight", target=ids[turn % len(ids)])
            await expect(wall.locator(".spot .note")).to_have_count(1)
            await hall.do("SendMessage", message=f"message-{turn}-{new_id()}"[:30], text=f"Tauko {turn}", lang="fi")
            await hall.clock(1 + turn % 50)
            await hall.go("sorting", wall)
            await hall.do("GroupNotes", group=(group := new_id()), notes=ids[:3], title=f"Ryhmä {group}")
            await wall.clock.fast_forward(600_000)  # ten minutes
            await hall.do("UngroupNotes", notes=ids[:3])
            await hall.go("reading", wall)

    await hall.go("reading", wall)
    await while_away(4)
    before = await measured()
    await while_away(16)
    after = await measured()
    for name, count in before.items():
        assert after[name] <= count * 1.1 + 20, (name, before, after)


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
