"""The phone through a whole day: last year's actions, tables, twins, what is on the screen, and other rooms."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from server.words import library
from tests.browser.checks import sideways, small_targets
from tests.browser.phones import Facilitator, cut, facilitator, phone, write
from tests.talkoot import Talkoot

pytestmark = pytest.mark.browser

Room = dict[str, Any]
NAMES = {key: str(name) for key, name in library().words["fi"].items() if key.startswith("phase.")}


@pytest.fixture
async def room(server: Talkoot) -> Room:
    links = await server.new("two-hours", "fi")
    found: Room = links["rooms"][0]
    return found


def pressed(page: Page, name: str) -> Locator:
    return page.locator("[aria-pressed=true]", has_text=name)


def note(page: Page, text: str) -> Locator:
    return page.locator(".board > .stack .note", has=page.locator("> p").get_by_text(text, exact=True))


async def heard(page: Page) -> None:
    """Write down from now on what a screen reader would hear."""
    await page.evaluate(
        """() => { window.heard = []; new MutationObserver(() => {
            const text = document.getElementById('status').textContent.trim();
            if (text) window.heard.push(text);
        }).observe(document.getElementById('status'), {childList: true, characterData: true, subtree: true}); }"""
    )


# The day and the question


async def test_the_agenda_shows_where_the_room_is(context: BrowserContext, room: Room, desk: Facilitator) -> None:
    page = await phone(context, room)
    await expect(page.locator("main h1")).to_have_text("Aloitamme pian")
    await desk.go("agenda")
    await expect(page.locator(".sheet [aria-current=step]")).to_contain_text("Päivän kulku")
    await expect(page.locator(".sheet [aria-current=step]")).to_contain_text("5 min")
    await expect(page.locator(".secret")).to_contain_text("ilman nimeä")


async def test_gathering_in_the_middle_of_the_day_does_not_say_that_we_start(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    page = await phone(context, room)
    await desk.go("agenda")
    await desk.go("lobby")
    await expect(page.locator("main h1")).to_have_text("Jatkamme pian")
    await expect(page.locator("main .lead")).to_contain_text("Seuraavaksi: Päivän kulku")
    await expect(page.locator("main .lead")).to_contain_text("tulee tähän itsestään")


async def test_the_question_is_large_with_its_headings(context: BrowserContext, room: Room, desk: Facilitator) -> None:
    await desk.go("question")
    page = await phone(context, room)
    await expect(page.locator(".questions h2")).to_have_text(["Mikä toimii?", "Mikä ei toimi?", "Mitä tehdään?"])
    await expect(page.locator(".questions p").last).to_have_text("Mitä tekisimme ensimmäiseksi?")
    column = desk.columns[2]
    await desk.do("EditColumn", column=column, title={"fi": "Mitä nyt?"}, prompt={"fi": "Mitä tehdään heti?"})
    await expect(page.locator(".questions p").last).to_have_text("Mitä tehdään heti?")


# Last year's actions


async def test_a_judgement_and_a_comment_are_saved_as_given_and_taken_back(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await desk.earlier("Lava kunnostetaan", "Kalenteri")
    await desk.go("review")
    page = await phone(context, room)
    first = page.locator(".earlier > li").first
    await expect(first).to_contain_text("Ei aloitettu")
    await first.get_by_role("button", name="Muutetaan").click()
    await first.get_by_role("button", name="Kommentoi").click()
    await expect(first.locator("textarea")).to_be_focused()
    await page.keyboard.type("Varaukset ")
    await expect(first.locator(".state")).to_contain_text("Tallessa")
    await page.keyboard.type("mukaan")  # the room keeps no space at the end, the field does
    await expect(first.locator("textarea")).to_have_value("Varaukset mukaan")
    await desk.seen.until_so(lambda: desk.seen.shown()["earlier"]["items"][0]["comments"] == ["Varaukset mukaan"])
    await page.reload()
    await expect(pressed(page, "Muutetaan")).to_have_count(1)
    await expect(page.locator(".earlier textarea")).to_have_value("Varaukset mukaan")
    await page.locator(".earlier textarea").fill("")
    await page.locator(".earlier textarea").blur()
    await pressed(page, "Muutetaan").click()
    await expect(page.locator(".earlier textarea")).to_have_count(0)
    await page.reload()
    await page.locator(".earlier").wait_for()
    await expect(page.locator("[aria-pressed=true]")).to_have_count(0)
    await expect(page.locator(".earlier textarea")).to_have_count(0)


async def test_a_comment_written_offline_is_kept_and_sent(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    [earlier] = await desk.earlier("Lava kunnostetaan")
    await desk.go("review")
    page = await phone(context, room)
    await cut(context)
    await page.get_by_role("button", name="Jatketaan").click()
    await page.get_by_role("button", name="Kommentoi").click()
    await expect(page.locator(".earlier textarea")).to_be_focused()
    await page.keyboard.type("Yhteys poikki")
    await expect(page.locator(".earlier .state")).to_contain_text("Odottaa")
    await context.set_offline(False)
    await expect(page.locator(".earlier .state")).to_contain_text("Tallessa", timeout=20_000)
    items = desk.seen.shown()["earlier"]["items"]
    await desk.seen.until_so(lambda: desk.seen.shown()["earlier"]["items"][0]["comments"] == ["Yhteys poikki"])
    assert items[0]["id"] == earlier


async def test_two_dots_say_what_to_talk_about_and_the_order_by_votes_shows_counts(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await desk.earlier("Ensimmäinen", "Toinen", "Kolmas")
    await desk.go("review")
    page = await phone(context, room)
    talk = page.locator(".earlier .toggle")
    await talk.nth(1).click()
    await talk.nth(2).click()
    await expect(page.locator(".bar")).to_contain_text("0 täplää jäljellä")
    await talk.nth(0).click(force=True)
    await expect(page.locator(".bar-message")).to_contain_text("Molemmat täpläsi")
    await talk.nth(1).click()
    await expect(page.locator(".bar")).to_contain_text("1 täplä jäljellä")
    await expect(page.locator(".tally")).to_have_count(0)
    await desk.seen.until_so(lambda: desk.seen.shown()["earlier"]["items"][1]["tally"]["talk"] == 0)
    await desk.do("OrderEarlier", by_votes=True)
    await expect(page.locator(".earlier h2")).to_have_text(["Kolmas", "Ensimmäinen", "Toinen"])
    await expect(page.locator(".tally")).to_contain_text("1 haluaa puhua, sinäkin")


# Tables


async def test_a_table_sees_its_own_notes_and_picks_three(
    context: BrowserContext, other: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await desk.go("writing")
    page = await phone(context, room)
    for text in ("Yksi", "Kaksi", "Kolme"):
        await write(page, text)
    await expect(page.locator(".note[data-state=saved]")).to_have_count(3)
    await page.locator("#text").blur()
    await desk.go("tables")
    await expect(page.locator("main h1")).to_have_text("Missä pöydässä istut?")
    await page.locator(".numbers .button").nth(6).click()
    await expect(page.locator(".at-table")).to_contain_text("Pöytä 7")
    mate = await phone(other, room)
    await mate.locator("#table").fill("7")
    await mate.locator("#table").press("Enter")
    await expect(mate.locator(".at-table")).to_contain_text("2 henkilöä")
    await mate.locator(".new-note").click()
    await write(mate, "Neljä")
    await expect(page.locator(".note")).to_have_count(4)
    for place in range(3):
        await mate.locator(".pick").nth(place).click()
    await expect(page.locator(".bar")).to_contain_text("3/3 valittu")
    await page.locator(".pick").nth(3).press("Enter")
    await expect(page.locator(".bar-message")).to_contain_text("kolme parasta on jo valittu")
    await page.reload()
    await expect(page.locator(".at-table")).to_contain_text("Pöytä 7")
    await expect(pressed(page, "Valittu")).to_have_count(3)
    await desk.go("reading")
    await expect(note(page, "Yksi")).to_contain_text("Pöydän 7 valinta")


async def test_a_table_can_be_changed_and_ones_notes_come_along(
    context: BrowserContext, other: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await desk.go("tables")
    page, mate = await phone(context, room), await phone(other, room)
    await page.locator(".numbers .button").nth(0).click()
    await mate.locator(".numbers .button").nth(1).click()
    await page.locator(".new-note").click()
    await write(page, "Oma lappu mukana")
    await expect(page.locator(".note")).to_have_count(1)
    await expect(mate.locator(".note")).to_have_count(0)
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Vaihda pöytää").click()
    await expect(page.locator(".numbers [aria-current=true]")).to_contain_text("1")
    await page.locator(".numbers .button").nth(1).click()
    await expect(mate.locator(".note")).to_contain_text("Oma lappu mukana")


# Reading and grouping


async def test_what_is_new_waits_while_one_has_scrolled_into_the_list(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await desk.go("reading")
    await desk.post(*(f"Lappu numero {n} jossa on vähän enemmän luettavaa" for n in range(12)))
    page = await phone(context, room)
    await expect(page.locator(".board .note")).to_have_count(12)
    await page.mouse.wheel(0, 900)
    await page.wait_for_function("() => scrollY > 500")
    where = "() => Math.round(document.querySelectorAll('.board .note')[8].getBoundingClientRect().top)"
    before = await page.evaluate(where)
    await desk.post("Uusi yksi", "Uusi kaksi")
    await expect(page.locator(".fresh")).to_contain_text("2 uutta lappua")
    box = await page.locator(".fresh").bounding_box()
    head = await page.locator(".head").bounding_box()
    assert box is not None
    assert head is not None
    assert box["y"] >= head["y"] + head["height"]
    assert abs(await page.evaluate(where) - before) <= 60, "only the bar itself may take room"
    await page.locator(".fresh").click()
    await expect(page.locator(".board .note")).to_have_count(14)
    await expect(note(page, "Uusi yksi")).to_contain_text("Uusi")
    await expect(note(page, "Uusi yksi")).to_be_in_viewport()


async def test_two_notes_are_said_to_be_the_same_with_the_keyboard_and_taken_back(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await desk.go("reading")
    a, b = await desk.post("Kirjasto auki sunnuntaisin", "Sunnuntaiksi kirjasto auki")
    await desk.post("Muuta")
    page = await phone(context, room)
    await note(page, "Kirjasto auki sunnuntaisin").locator(".same").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".pairing")).to_contain_text("Kirjasto auki sunnuntaisin")
    await page.keyboard.press("Escape")
    await expect(page.locator(".pairing")).to_have_count(0)
    await expect(note(page, "Kirjasto auki sunnuntaisin").locator(".same")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(note(page, "Sunnuntaiksi kirjasto auki").locator(".same")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(note(page, "Sunnuntaiksi kirjasto auki")).to_contain_text("Ehdotit samaksi")
    await desk.seen.until_so(lambda: [{one["a"], one["b"]} for one in desk.seen.shown()["same"]] == [{a, b}])
    await page.reload()
    await note(page, "Kirjasto auki sunnuntaisin").get_by_role("button", name="Peru").click()
    await expect(page.locator(".said-same")).to_have_count(0)
    await desk.seen.until_so(lambda: desk.seen.shown()["same"] == [])


async def test_a_pair_can_be_in_two_columns(context: BrowserContext, room: Room, desk: Facilitator) -> None:
    await desk.go("reading")
    await desk.post("Ensimmäisessä")
    await desk.post("Toisessa", column=1)
    page = await phone(context, room)
    await note(page, "Ensimmäisessä").locator(".same").click()
    await page.locator(".tab").nth(1).click()
    await note(page, "Toisessa").locator(".same").click()
    await desk.seen.until_so(lambda: len(desk.seen.shown()["same"]) == 1)
    await expect(note(page, "Toisessa")).to_contain_text("Ensimmäisessä")


async def test_likely_twins_are_asked_about_one_pair_at_a_time(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await desk.go("reading")
    await desk.post("Kirjasto auki myös sunnuntaisin", "Kirjasto sunnuntaisin auki", "Bussivuoro illalla")
    page = await phone(context, room)
    await expect(page.locator(".twins")).to_have_count(0)
    await desk.go("sorting")
    card = page.locator(".twins")
    await expect(card.locator(".note")).to_have_count(2)
    await expect(card).to_contain_text("Kirjasto sunnuntaisin auki")
    await card.get_by_role("button", name="Kyllä").click()
    await desk.seen.until_so(lambda: len(desk.seen.shown()["same"]) == 1)
    await expect(card).to_contain_text("Kiitos")
    await page.reload()
    await page.locator(".board").wait_for()
    await expect(page.locator(".twins .note")).to_have_count(0)


# What stands across every step


async def test_a_message_to_all_is_said_once_and_stays_until_it_is_put_away(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    page = await phone(context, room)
    await heard(page)
    await desk.do("SendMessage", message="m1", text="Kahvi on katettu", lang="fi")
    await expect(page.locator(".to-all")).to_contain_text("Kahvi on katettu")
    await expect(page.locator("#status")).to_have_text("")
    await desk.go("agenda")
    await expect(page.locator("#status")).to_contain_text("päivän kulun")
    await expect(page.locator(".to-all")).to_contain_text("Kahvi on katettu")
    said = await page.evaluate("() => window.heard")
    assert sum("Kahvi" in one for one in said) == 1, said
    await page.locator(".to-all button").click()
    await expect(page.locator(".to-all")).to_have_count(0)
    await page.reload()
    await page.locator(".sheet").wait_for()
    await expect(page.locator(".to-all")).to_have_count(0)
    await desk.do("SendMessage", message="m2", text="Jatkamme kello 14.15", lang="fi")
    await expect(page.locator(".to-all")).to_contain_text("14.15")
    await desk.do("SendMessage", message="m2", text="", lang="fi")
    await expect(page.locator(".to-all")).to_have_count(0)


async def test_what_is_lit_on_the_wall_is_one_tap_away(context: BrowserContext, room: Room, desk: Facilitator) -> None:
    await desk.go("reading")
    [lit] = await desk.post("Valokeilaan nostettu ajatus")
    page = await phone(context, room)
    await desk.do("Spotlight", target=lit)
    await expect(page.locator(".on-screen")).to_contain_text("Valokeilaan nostettu")
    await page.locator(".on-screen").click()
    await expect(page.locator("main h1")).to_be_focused()
    await expect(page.locator(".note.lit")).to_contain_text("Valokeilaan nostettu ajatus")
    await desk.do("Spotlight", target="")
    await expect(page.locator(".screen")).to_contain_text("1 lappu")
    await desk.do("HideNotes", notes=[lit])
    await page.locator(".bar .button").click()
    await expect(page.locator(".on-screen")).to_have_count(0)
    await expect(page.locator(".board")).to_be_visible()


async def test_the_screen_on_the_phone_tells_no_count_per_line_while_voting_is_blind(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await desk.go("reading")
    await desk.post("Punainen rivi", "Sininen rivi")
    await desk.go("voting")
    round_ = await desk.open_round(budget=1, cap=1, wanted=1)
    page = await phone(context, room)
    await page.locator(".toggle").first.click()
    await desk.until_dots(1)
    await page.locator(".where").click()
    await page.get_by_role("button", name="Näytä seinän näkymä").click()
    await expect(page.locator(".screen")).to_contain_text("1 täplä annettu")
    await expect(page.locator(".screen")).not_to_contain_text("rivi")
    await desk.do("CloseRound", round=round_)
    await desk.do("RevealRound", round=round_)
    await expect(page.locator(".ranks tbody tr")).to_have_count(2)


async def test_the_browsers_own_way_back_leads_from_such_a_page_to_the_step_and_not_out_of_the_room(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await desk.go("writing")
    page = await phone(context, room)
    there = page.url
    for _ in range(2):  # the second time, nothing is left of the first
        await page.locator(".where").click()
        await page.get_by_role("button", name="Näytä seinän näkymä").click()
        await expect(page.locator(".screen")).to_be_visible()
        await page.go_back()
        await expect(page.locator("#text")).to_be_visible()
        assert page.url == there
    await page.locator(".where").click()
    await page.locator(".bar .button").click()
    await expect(page.locator("#text")).to_be_visible()
    await page.go_back()
    await expect(page.locator("form[action='/join']")).to_be_visible()


# Rooms


async def test_another_room_is_reachable_at_all_times_and_the_way_home_is_known(
    context: BrowserContext, server: Talkoot
) -> None:
    rooms = (await server.new("lappeenranta-2023", "fi"))["rooms"]
    hall, mine = rooms[0], rooms[1]
    page = await phone(context, mine)
    async with facilitator(server, mine) as desk:
        await desk.go("writing")
        await page.locator("#text").wait_for()
        await page.locator(".where").click()
        await expect(page.locator("main h1")).to_be_focused()
        await expect(page.locator(".places li")).to_have_count(len(rooms))
        await expect(page.locator(".place[aria-current=page]")).to_contain_text("Olet täällä")
        await page.locator(".place", has_text="Kaikille yhteinen").click()
        await page.wait_for_url(f"**/rooms/{hall['room']}")
        await page.locator(".where").click()
        await page.locator(".place", has_text="Oma huoneesi").click()
        await page.wait_for_url(f"**/rooms/{mine['room']}")
        await expect(page.locator("#text")).to_be_visible()


async def test_leaving_an_open_vote_asks_first_and_gives_the_dots_back(
    context: BrowserContext, server: Talkoot
) -> None:
    rooms = (await server.new("lappeenranta-2023", "fi"))["rooms"]
    mine, next_ = rooms[1], rooms[2]
    async with facilitator(server, mine) as desk:
        await desk.go("reading")
        await desk.post("A", "B", "C")
        await desk.go("voting")
        await desk.open_round(budget=2, cap=1)
        page = await phone(context, mine)
        await page.locator(".toggle").nth(0).click()
        await page.locator(".toggle").nth(1).click()
        await desk.until_dots(2)
        await page.locator(".where").click()
        way = page.locator(f".place[href='/rooms/{next_['room']}']")
        await way.click()
        await expect(page.locator(".leaving")).to_contain_text("2 täplää")
        await expect(page.locator(".leaving h2")).to_be_focused()
        await page.get_by_role("button", name="Pysy täällä").click()
        await expect(page.locator(".leaving")).to_have_count(0)
        assert desk.seen.shown()["round"]["dots"] == 2
        await way.click()
        await page.get_by_role("button", name="Ota täplät ja siirry").click()
        await page.wait_for_url(f"**/rooms/{next_['room']}")

        await desk.until_dots(0)
        await page.go_back()
        await expect(page.locator("[aria-pressed=true]")).to_have_count(0)
        await expect(page.locator(".left")).to_contain_text("2 täplää jäljellä")


async def test_with_letters_twice_as_large_nothing_is_beside_the_screen(
    browser: Browser, room: Room, desk: Facilitator
) -> None:
    """A phone of 360 px with text at 200 % has the room of one half as wide."""
    context = await browser.new_context(viewport={"width": 180, "height": 390}, locale="fi-FI")
    page = await phone(context, room)
    await desk.earlier("Yhteinen tapahtumakalenteri kaikille yhdistyksille")
    for phase in ("agenda", "review", "question", "writing", "tables", "reading", "sorting", "voting"):
        await desk.go(phase)
        if phase == "reading":
            await desk.post("Tapahtumanjärjestäjälle nimetty yhteyshenkilö", "Kirjasto auki")
        if phase == "voting":
            await desk.open_round(budget=3, cap=3)
            await page.locator(".plus").first.wait_for()
        await expect(page.locator(".phase")).to_contain_text(NAMES[f"phase.{phase}"])
        assert await sideways(page) == 0, phase
        assert await small_targets(page, 44) == [], phase
    await context.close()


_STUCK = """() => [...document.querySelectorAll(".head, .bar")]
  .filter((found) => ["sticky", "fixed"].includes(getComputedStyle(found).position))
  .reduce((sum, found) => sum + found.getBoundingClientRect().height, 0) / innerHeight"""

_HIDDEN = """() => {
  const bar = document.querySelector(".bar")?.getBoundingClientRect(), found = document.activeElement;
  const box = found.getBoundingClientRect();
  return !found.closest(".bar") && (box.bottom <= 0 || box.top >= (bar?.top ?? innerHeight)) ? found.outerHTML : "";
}"""


@pytest.mark.parametrize(("width", "most"), [(360, 0.25), (320, 0.3)])
async def test_with_letters_twice_as_large_what_sticks_leaves_three_quarters_of_the_page_and_hides_no_focus(
    browser: Browser, room: Room, desk: Facilitator, width: int, most: float
) -> None:
    context = await browser.new_context(viewport={"width": width, "height": 780}, locale="fi-FI")
    page = await phone(context, room)
    await page.evaluate("() => document.documentElement.style.setProperty('font-size', '200%')")
    text, send = page.locator("#text"), page.locator(".composer button[type=submit]")
    for phase in ("writing", "reading", "actions", "voting"):
        await desk.go(phase)
        if phase == "writing":
            await desk.post("Tapahtumanjärjestäjälle nimetty yhteyshenkilö", "Kirjasto auki")
        if phase == "voting":
            await desk.open_round(budget=3, cap=3)
            await page.locator(".plus").first.wait_for()
        await expect(page.locator(".phase")).to_contain_text(NAMES[f"phase.{phase}"])
        assert await page.evaluate(_STUCK) <= most, phase
        assert await sideways(page) == 0, phase
        assert await small_targets(page, 44) == [], phase
        for _ in range(12):
            await page.keyboard.press("Tab")
            assert await page.evaluate(_HIDDEN) == "", phase
        if phase == "writing":
            await expect(text).to_be_in_viewport(ratio=1)
            await text.fill("Tapahtumanjärjestäjälle nimetty yhteyshenkilö")
            await expect(send).to_be_in_viewport(ratio=1)
            await send.click()
            await expect(page.locator(".note")).to_have_count(1)
            await text.blur()
    await context.close()
