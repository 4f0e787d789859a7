"""Voting on the phone in a real browser, on a real server: dots, rounds of every kind, results."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.browser.checks import sound
from tests.browser.phones import Facilitator, cut, dead_line, phone
from tests.talkoot import Talkoot
from tests.viewer import new_id

pytestmark = pytest.mark.browser

Room = dict[str, Any]
ROUND = "round-of-the-test"


@pytest.fixture
async def room(server: Talkoot) -> Room:
    links = await server.new("two-hours", "fi")
    found: Room = links["rooms"][-1]
    return found


async def ready(desk: Facilitator, *texts: str) -> list[str]:
    """Notes on the board and the room before a vote: the notes' ids."""
    await desk.go("reading")
    ids = await desk.post(*texts)
    await desk.go("voting")
    return ids


async def vote(desk: Facilitator, **settings: Any) -> None:
    await desk.do("OpenRound", **{"round": ROUND, "budget": 2, "cap": 1, "wanted": 1} | settings)


async def reveal(desk: Facilitator, round_: str = ROUND) -> None:
    await desk.do("CloseRound", round=round_)
    await desk.do("RevealRound", round=round_)


def line(page: Page, text: str) -> Any:
    return page.locator(".ballot > li", has=page.get_by_text(text, exact=True))


def row(page: Page, text: str) -> Any:
    return page.locator(".ranking > li", has=page.get_by_text(text, exact=True))


async def test_dots_that_came_too_late_are_given_back_with_the_reason(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await desk.go("reading")
    await desk.post("A", "B", "C")
    await desk.go("voting")
    round_ = await desk.open_round(budget=1, cap=1)
    page = await phone(context, room)
    await cut(context)
    await page.locator(".toggle").first.click()
    await expect(page.locator(".toggle").first).to_have_attribute("aria-pressed", "true")
    await desk.do("CloseRound", round=round_)
    await context.set_offline(False)
    await expect(page.locator("main h1")).to_have_text("Äänestys on suljettu", timeout=20_000)
    await expect(page.locator(".told")).to_contain_text("Täplä palasi sinulle")
    await expect(page.locator(".chosen")).to_have_count(0)


async def test_dots_are_given_taken_back_and_kept_even_if_the_page_is_loaded_anew_in_the_same_moment(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await desk.go("reading")
    await desk.post("A", "B", "C", "D")
    await desk.go("voting")
    page = await phone(context, room)
    await expect(page.locator("main h1")).to_have_text("Äänestys avataan pian")
    await desk.open_round(budget=3, cap=2)
    plus, minus = page.locator(".plus"), page.locator(".minus")
    await plus.nth(0).click()
    await plus.nth(0).click()
    await plus.nth(1).click()
    await expect(page.locator(".left")).to_contain_text("0 täplää jäljellä")
    await plus.nth(2).click(force=True)
    await expect(page.locator(".bar-message")).to_contain_text("Kaikki täpläsi on jo annettu")
    await minus.nth(0).click()
    await expect(page.locator(".left")).to_contain_text("1 täplä jäljellä")
    await dead_line(page)
    await plus.nth(2).evaluate("(button) => { button.click(); location.reload(); }")
    await expect(page.locator(".ballot .dots i.on")).to_have_count(3)
    await page.locator(".bar button").click()
    await expect(page.locator(".chosen li")).to_have_count(3)
    tab = await context.new_page()
    await tab.goto(page.url)
    await expect(tab.locator(".ballot .dots i.on")).to_have_count(3)


async def test_with_a_cap_of_one_a_dot_is_a_switch(context: BrowserContext, room: Room, desk: Facilitator) -> None:
    await desk.go("reading")
    await desk.post("A", "B", "C")
    await desk.go("voting")
    await desk.open_round(budget=1, cap=1)
    page = await phone(context, room)
    switch = page.locator(".toggle").first
    await switch.click()
    await expect(switch).to_have_attribute("aria-pressed", "true")
    await expect(page.locator(".toggle").nth(1)).to_have_attribute("aria-disabled", "true")
    await switch.press("Enter")
    await expect(switch).to_have_attribute("aria-pressed", "false")


async def test_dots_given_offline_reach_the_tally(context: BrowserContext, room: Room, desk: Facilitator) -> None:
    await desk.go("reading")
    await desk.post("A", "B", "C")
    await desk.go("voting")
    round_ = await desk.open_round(budget=2, cap=2)
    page = await phone(context, room)
    await cut(context)
    await page.locator(".plus").nth(0).click()
    await page.locator(".plus").nth(0).click()
    await page.locator(".minus").nth(0).click()
    await context.set_offline(False)
    await desk.until_dots(1)
    await desk.do("CloseRound", round=round_)
    await expect(page.locator("main h1")).to_have_text("Äänestys on suljettu")
    await expect(page.locator(".chosen li")).to_have_count(1)


async def test_dots_that_wait_are_not_called_placed_to_whoever_is_done(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await desk.go("reading")
    await desk.post("A", "B", "C")
    await desk.go("voting")
    await desk.open_round(budget=2, cap=2)
    page = await phone(context, room)
    await page.locator(".plus").first.click()
    await desk.until_dots(1)
    await cut(context)
    await page.locator(".plus").first.click()
    await expect(page.locator(".offline")).to_contain_text("Ei yhteyttä")
    await page.locator(".bar button").click()
    await expect(page.locator("main h1")).to_have_text("Odottaa lähetystä")
    await context.set_offline(False)
    await expect(page.locator("main h1")).to_have_text("Täpläsi on annettu")


async def test_lines_stand_in_an_order_of_ones_own_that_stays(
    context: BrowserContext, other: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await desk.go("reading")
    texts = [f"Rivi {n}" for n in range(12)]
    await desk.post(*texts)
    await desk.go("voting")
    await desk.open_round(budget=2, cap=1)
    mine, theirs = await phone(context, room), await phone(other, room)
    first = await mine.locator(".ballot h3").all_inner_texts()
    assert sorted(first) == sorted(texts)
    assert first != await theirs.locator(".ballot h3").all_inner_texts()
    await mine.reload()
    await mine.locator(".ballot").wait_for()
    assert await mine.locator(".ballot h3").all_inner_texts() == first


async def test_the_result_counts_dots_and_tells_ties_and_ones_own(
    context: BrowserContext, other: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await desk.go("reading")
    await desk.post("A", "B", "C", "D")
    await desk.go("voting")
    round_ = await desk.open_round(budget=2, cap=1, wanted=1)
    for page in (await phone(context, room), await phone(other, room)):
        for line in ("A", "B"):
            await page.locator(".ballot > li", has=page.get_by_text(line, exact=True)).locator(".toggle").click()
    page = context.pages[0]
    await desk.until_dots(4)
    await desk.do("CloseRound", round=round_)
    await desk.do("RevealRound", round=round_)
    await expect(page.locator(".rank").first).to_contain_text("=1")
    await expect(page.locator(".ranking").first.locator("li")).to_have_count(2)
    await expect(page.locator(".dotrow").first.locator("circle")).to_have_count(2)
    await expect(page.locator(".sum").first).to_contain_text("2 täplää")
    await expect(page.locator(".mine").first).to_contain_text("sinun")
    await expect(page.locator("main .message")).to_contain_text("on jaettu")


async def test_the_order_of_the_lines_stays_when_the_first_dot_is_given(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    page = await phone(context, room)
    await ready(desk, *[f"Rivi {n}" for n in range(12)])
    await vote(desk)
    await expect(page.locator(".ballot h3")).to_have_count(12)
    first = await page.locator(".ballot h3").all_inner_texts()
    assert first != [f"Rivi {n}" for n in range(12)]
    await page.locator(".toggle").first.click()
    await desk.until_dots(1)
    await expect(page.locator(".ballot h3")).to_have_text(first)


async def test_dots_of_a_line_that_is_taken_off_come_back_with_a_word(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    [a, *_] = await ready(desk, "A", "B", "C")
    await vote(desk, cap=2)
    page = await phone(context, room)
    await line(page, "A").locator(".plus").click()
    await desk.until_dots(1)
    await desk.do("HideNotes", notes=[a])
    await expect(page.locator(".bar-message")).to_contain_text("1 täplä palasi sinulle")
    await expect(page.locator(".left")).to_contain_text("2 täplää jäljellä")
    await expect(page.locator(".ballot .taken")).to_have_text("Otettu pois näytöiltä")
    await expect(page.locator(".ballot .plus")).to_have_count(2)


async def test_a_wish_for_a_line_that_has_gone_does_not_lose_the_others(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    [a, *_] = await ready(desk, "A", "B", "C")
    await vote(desk, budget=3)
    page = await phone(context, room)
    await cut(context)
    for text in ("C", "A", "B"):  # the first may already be on its way, by itself
        await line(page, text).locator(".toggle").click()
    await desk.do("HideNotes", notes=[a])
    await context.set_offline(False)
    await desk.until_dots(2)
    await expect(line(page, "B").locator(".toggle")).to_have_attribute("aria-pressed", "true")
    await expect(page.locator(".bar-message")).to_contain_text("Muut täpläsi on annettu", timeout=20_000)


async def test_lines_put_together_hold_the_sum_of_ones_dots(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    notes = await ready(desk, "A", "B", "C")
    await vote(desk, budget=4, cap=2)
    page = await phone(context, room)
    await line(page, "A").locator(".plus").click()
    await line(page, "A").locator(".plus").click()
    await line(page, "B").locator(".plus").click()
    await desk.until_dots(3)
    await desk.do("GroupNotes", group="together", notes=notes[:2], title="A ja B", forced=True)
    await expect(page.locator(".ballot > li")).to_have_count(2)
    await expect(line(page, "A ja B").locator("i.on")).to_have_count(2)
    await expect(page.locator(".left")).to_contain_text("2 täplää jäljellä")
    await expect(page.locator(".bar-message")).to_contain_text("palasi sinulle")


async def test_while_a_vote_is_paused_no_dot_moves_and_then_it_goes_on(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await ready(desk, "A", "B", "C")
    await vote(desk)
    page = await phone(context, room)
    await desk.do("PauseRound", round=ROUND, paused=True)
    await expect(page.locator("main .message")).to_contain_text("Äänestys on tauolla")
    await page.locator(".toggle").first.click(force=True)
    await expect(page.locator(".bar-message")).to_contain_text("Äänestys on tauolla")
    await expect(page.locator(".toggle[aria-pressed=true]")).to_have_count(0)
    await desk.do("PauseRound", round=ROUND, paused=False)
    await expect(page.locator("main .message")).to_have_count(0)
    await page.locator(".toggle").first.click()
    await desk.until_dots(1)


async def test_a_dot_that_met_a_pause_is_placed_when_it_is_over(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await ready(desk, "A", "B", "C")
    await vote(desk)
    page = await phone(context, room)
    await cut(context)
    await page.locator(".toggle").first.click()
    await desk.do("PauseRound", round=ROUND, paused=True)
    await context.set_offline(False)
    await expect(page.locator("main .message")).to_contain_text("Äänestys on tauolla", timeout=20_000)
    await expect(page.locator(".toggle[aria-pressed=true]")).to_have_count(1)
    await desk.do("PauseRound", round=ROUND, paused=False)
    await desk.until_dots(1)
    await expect(page.locator(".toggle[aria-pressed=true]")).to_have_count(1)


async def test_a_vote_by_name_asks_once_says_so_and_shows_names(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await ready(desk, "A", "B", "C")
    await vote(desk, named=True)
    page = await phone(context, room)
    await expect(page.locator(".ballot")).to_have_count(0)
    await expect(page.locator("#voter-hint")).to_contain_text("kaikki näkevät, kuka äänesti")
    await page.locator("#voter").fill("Maija Virtanen")
    await page.locator("#voter").press("Enter")
    await line(page, "A").locator(".toggle").click()
    await expect(page.locator(".secret")).to_contain_text("Äänestät nimellä Maija Virtanen")
    await desk.until_dots(1)
    await page.reload()
    await expect(page.locator(".ballot")).to_be_visible()
    await page.locator(".rename").click()
    await page.locator("#voter").fill("Maija V.")
    await page.locator("#voter").press("Enter")
    await expect(page.locator(".secret")).to_contain_text("Äänestät nimellä Maija V.")
    await expect(page.locator(".toggle[aria-pressed=true]")).to_have_count(1)
    await line(page, "B").locator(".toggle").click()  # each phone has an order of its own
    await desk.until_dots(2)
    await reveal(desk)
    await expect(row(page, "A").locator(".names")).to_have_text("Maija V.")
    await vote(desk, round="second-by-name", named=True)
    await expect(page.locator("#voter")).to_have_value("Maija V.")


async def test_a_ballot_that_must_be_full_says_when_it_does_not_count(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await ready(desk, "A", "B", "C")
    await vote(desk, must_spend=True)
    page = await phone(context, room)
    await expect(page.locator("main")).to_contain_text("Äänesi lasketaan, kun kaikki täpläsi on annettu")
    await line(page, "A").locator(".toggle").click()
    await page.locator(".bar button").click()
    await expect(page.locator("main h1")).to_have_text("Ääntäsi ei vielä lasketa")
    await page.locator(".bar button").click()
    await line(page, "B").locator(".toggle").click()
    await page.locator(".bar button").click()
    await expect(page.locator("main h1")).to_have_text("Täpläsi on annettu")


async def test_practice_is_marked_as_such_and_is_in_no_result(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await desk.go("reading")
    await desk.post("A", "B", "C")
    await desk.go("freeze")
    page = await phone(context, room)
    await vote(desk, practice=True, texts=["Kahvi", "Tee"])
    await expect(page.locator(".kind")).to_have_text("Harjoitus")
    await line(page, "Tee").locator(".toggle").click()
    await expect(line(page, "Tee").locator(".toggle")).to_have_attribute("aria-pressed", "true")
    await desk.until_dots(1)
    await reveal(desk)
    await expect(page.locator("main")).to_contain_text("Tämä oli harjoitus")
    await expect(page.locator(".preview h3")).to_have_count(3)
    await desk.go("results")
    await expect(page.locator(".kind")).to_have_text("Harjoitus")
    await vote(desk, round="the-real-one")
    await desk.do("CloseRound", round="the-real-one")
    await desk.do("RevealRound", round="the-real-one")
    await expect(page.locator("main h1")).to_have_text("Näin huone valitsi")
    await expect(page.get_by_text("Kahvi")).to_have_count(0)


@pytest.mark.parametrize("live", [True, False])
async def test_counts_stand_beside_the_lines_of_a_live_vote_only(
    context: BrowserContext, other: BrowserContext, room: Room, desk: Facilitator, live: bool
) -> None:
    await ready(desk, "A", "B", "C")
    await vote(desk, live=live)
    page, second = await phone(context, room), await phone(other, room)
    await line(page, "A").locator(".toggle").click()
    await line(second, "A").locator(".toggle").click()
    await desk.until_dots(2)
    if live:
        await expect(line(page, "A").locator(".so-far")).to_have_text("2 täplää tähän mennessä")
        await expect(page.locator(".live-notice")).to_contain_text("kaikki näkevät luvut")
    else:
        await expect(page.locator(".so-far, .live-notice")).to_have_count(0)
        await expect(page.locator(".secret")).to_contain_text("kunnes tulos on hyväksytty")


async def test_where_the_clock_ends_a_vote_no_dot_moves_after_it(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await ready(desk, "A", "B", "C")
    await vote(desk, hard_end=True)
    page = await phone(context, room)
    await expect(page.locator(".lead")).to_contain_text("kunnes aika loppuu")
    timer = desk.seen.shown()["timer"]
    await desk.do("SetTimer", version=timer["version"], ends_at=1)
    await expect(page.locator("main .message")).to_contain_text("Aika loppui")
    await page.locator(".toggle").first.click(force=True)
    await expect(page.locator(".toggle[aria-pressed=true]")).to_have_count(0)


async def test_a_run_off_is_seen_at_once_and_says_which_tie_it_decides(
    context: BrowserContext, other: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await ready(desk, "A", "B", "C")
    await vote(desk)
    page, second = await phone(context, room), await phone(other, room)
    await line(page, "A").locator(".toggle").click()
    await line(second, "B").locator(".toggle").click()
    await desk.until_dots(2)
    await reveal(desk)
    await desk.go("results")
    await expect(page.locator("main .message")).to_contain_text("Sija 1 on jaettu: 2 riviä. 1 niistä jatkaa.")
    await desk.do("OpenRound", round="run-off", run_off_of=ROUND, budget=1, cap=1, wanted=1)
    await expect(page.locator(".kind")).to_have_text("Uusintaäänestys")
    await expect(page.locator("main h1")).to_have_text("Mikä näistä saa sijan 1?")
    await expect(page.locator(".ballot > li")).to_have_count(2)
    await line(page, "B").locator(".toggle").click()
    await desk.until_dots(1)
    await reveal(desk, "run-off")
    await expect(page.locator("main .message")).to_contain_text("Uusintaäänestys ratkaisi")
    await expect(page.locator(".ranking").first.locator("h3")).to_have_text("B")
    await expect(page.locator(".ranking").first.locator(".chosen-mark")).to_have_text("Valittu")


async def test_a_vote_that_is_set_aside_says_why(context: BrowserContext, room: Room, desk: Facilitator) -> None:
    await ready(desk, "A", "B", "C")
    await vote(desk)
    page = await phone(context, room)
    await desk.do("VoidRound", round=ROUND, reason="Rivi puuttui")
    await expect(page.locator("main h1")).to_have_text("Äänestys mitätöitiin")
    await expect(page.locator("main")).to_contain_text("Syy: Rivi puuttui")


async def test_ones_own_dots_stay_beside_a_result_that_is_accepted(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await ready(desk, "A", "B", "C")
    await vote(desk)
    page = await phone(context, room)
    await line(page, "B").locator(".toggle").click()
    await desk.until_dots(1)
    await reveal(desk)
    await expect(row(page, "B").locator(".mine")).to_be_visible()
    await desk.do("AcceptRound", round=ROUND)
    await expect(page.locator("main")).to_contain_text("Kukaan ei voi enää selvittää")
    await expect(row(page, "B").locator(".mine")).to_be_visible()
    await page.reload()
    await expect(row(page, "B").locator(".mine")).to_be_visible()
    await vote(desk, round="the-next")
    await expect(page.locator(".ballot")).to_be_visible()
    await reveal(desk, "the-next")
    await page.locator(".earlier-round summary").click()
    await expect(page.locator(".earlier-round .mine")).to_be_visible()


async def test_lines_put_together_after_the_vote_are_told_to_be_counted_again(
    context: BrowserContext, other: BrowserContext, room: Room, desk: Facilitator
) -> None:
    notes = await ready(desk, "A", "B", "C")
    await vote(desk)
    page, second = await phone(context, room), await phone(other, room)
    for voter in (page, second):
        await line(voter, "C").locator(".toggle").click()
    await line(page, "A").locator(".toggle").click()
    await line(second, "B").locator(".toggle").click()
    await desk.until_dots(4)
    await reveal(desk)
    await desk.do("GroupNotes", group="together", notes=notes[:2], title="A ja B")
    await expect(row(page, "A ja B")).to_contain_text("2 riviä laskettu yhtenä")
    await expect(row(page, "A ja B").locator(".sum")).to_contain_text("2 täplää")
    await expect(page.locator("main")).to_contain_text("laskettiin uudelleen")
    await expect(page.locator("main")).to_contain_text("Se muutti kärkeä")


async def test_the_result_tells_how_many_of_how_many_voted_and_paper_apart(
    context: BrowserContext, other: BrowserContext, room: Room, desk: Facilitator
) -> None:
    [a, *_] = await ready(desk, "A", "B", "C")
    await vote(desk)
    page, _ = await phone(context, room), await phone(other, room)
    await line(page, "A").locator(".toggle").click()
    await desk.until_dots(1)
    await desk.do("EnterPaper", round=ROUND, paper="paper-1", dots={a: 1})
    await reveal(desk)
    await expect(page.locator(".lead").first).to_contain_text("2 äänesti, paikalla 3. Heistä 1 paperilla.")


async def test_before_the_vote_one_sees_the_lines_the_dots_and_who_will_know(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await desk.go("reading")
    await desk.post("A", "B", "C", "D")
    await desk.go("freeze")
    page = await phone(context, room)
    await expect(page.locator("main h1")).to_have_text("Mikä vaikuttaa eniten ja on meidän käsissämme?")
    await expect(page.locator(".preview h3")).to_have_count(4)
    await desk.do("PrepareRound", round=ROUND, budget=3, cap=2, must_spend=True)
    await expect(page.locator("main .message")).to_contain_text("Saat 3 täplää. Samalle riville voi antaa enintään 2.")
    await expect(page.locator(".secret")).to_contain_text("Vetäjä ja muut eivät näe")
    await expect(page.locator(".plus, .toggle")).to_have_count(0)
    await desk.do("PrepareRound", round=ROUND, budget=2, cap=1, named=True)
    await expect(page.locator(".secret")).to_contain_text("Tässä äänestetään nimellä")


async def test_where_groups_only_are_voted_on_the_phone_says_so_and_has_no_line_for_a_single_note(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await desk.go("reading")
    notes = await desk.post("A", "B", "C", "D", "Yksinäinen")
    for place, title in ((0, "Illalla"), (2, "Päivällä")):
        await desk.do("GroupNotes", group=new_id(), notes=notes[place : place + 2], title=title)
    await desk.go("freeze")
    page = await phone(context, room)
    await expect(page.locator(".preview h3")).to_have_count(3)
    await desk.do("PrepareRound", round=ROUND, budget=1, groups_only=True)
    await expect(page.locator(".preview h3")).to_have_count(2)
    await expect(page.locator(".order")).to_contain_text("2 riviä.")
    await expect(page.locator(".order")).to_contain_text("Äänestetään vain ryhmistä.")
    await desk.go("voting")
    await desk.do("OpenRound", round=ROUND)
    await expect(page.locator(".ballot > li")).to_have_count(2)
    await expect(page.locator("main")).to_contain_text("Illalla")
    await expect(page.locator("main")).not_to_contain_text("Yksinäinen")


@pytest.mark.parametrize(
    ("lang", "scheme", "width"),
    [("fi", "light", 320), ("sv", "dark", 360), ("sl", "dark", 320), ("en", "light", 1440)],
)
async def test_every_state_of_a_round_is_sound(
    browser: Browser, room: Room, desk: Facilitator, lang: str, scheme: Any, width: int
) -> None:
    context = await browser.new_context(viewport={"width": width, "height": 780}, color_scheme=scheme)
    await desk.go("reading")
    notes = await desk.post(
        "Tapahtumanjärjestäjälle nimetty yhteyshenkilö ja lupien yhteisneuvottelukäytäntö",
        "Työhuoneiden vuokratuki",
        "C",
    )
    await desk.go("freeze")
    await desk.do("PrepareRound", round=ROUND, budget=2, cap=2, wanted=1, live=True, must_spend=True)
    page = await phone(context, room, lang)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    await sound(page)
    await desk.do("OpenRound", round="practice", practice=True, texts=["A", "B"], budget=1, cap=1)
    await page.locator(".kind").wait_for()
    await sound(page)
    await desk.do("VoidRound", round="practice", reason="")
    await desk.go("voting")
    await vote(desk, cap=2, live=True, must_spend=True)
    await page.locator(".plus").nth(0).click()
    await page.locator(".plus").nth(1).click()
    await desk.until_dots(2)
    await sound(page)
    await desk.do("HideNotes", notes=[notes[2]])
    await page.locator(".ballot .taken").wait_for()
    await desk.do("PauseRound", round=ROUND, paused=True)
    await page.locator("main .message").wait_for()
    await sound(page)
    await desk.do("EnterPaper", round=ROUND, paper="p1", dots={notes[0]: 2})
    await desk.do("EnterPaper", round=ROUND, paper="p2", dots={notes[1]: 2})
    await reveal(desk)
    await desk.go("results")
    await page.locator(".ranking").first.wait_for()
    await sound(page)
    if desk.seen.shown()["round"]["outcome"]["tied"]:
        await desk.do("OpenRound", round="run-off", run_off_of=ROUND, budget=1, cap=1, wanted=1)
        await page.locator(".kind").wait_for()
        await sound(page)
        await desk.do("EnterPaper", round="run-off", paper="p3", dots={notes[0]: 1})
        await reveal(desk, "run-off")
        await page.locator("#run-off").wait_for()
        await sound(page)
    await vote(desk, round="by-name", named=True)
    await page.locator("#voter").wait_for()
    await sound(page)
    await page.locator("#voter").fill("Maija Virtanen")
    await page.locator("#voter").press("Enter")
    await page.locator(".rename").wait_for()
    await sound(page)
    await desk.do("VoidRound", round="by-name", reason="Rivi puuttui")
    await page.locator(".ranking").first.wait_for()
    await sound(page)
    assert errors == []
    await context.close()
