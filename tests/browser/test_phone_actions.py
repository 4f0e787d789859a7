"""Actions, commitments and the closing question on the phone, in a real browser, on a real server."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.browser.checks import sideways, sound
from tests.browser.phones import Facilitator, cut, go_along, phone
from tests.talkoot import Talkoot

pytestmark = pytest.mark.browser

Room = dict[str, Any]


@pytest.fixture
async def room(server: Talkoot) -> Room:
    links = await server.new("two-hours", "fi")
    found: Room = links["rooms"][-1]
    return found


async def chosen(desk: Facilitator) -> list[str]:
    """A vote that chose the first of three notes, by paper: the notes' ids."""
    await desk.go("reading")
    notes = await desk.post("Tilat yhteiskäyttöön", "Luvat yhdeltä luukulta", "Verkostoaamu")
    await desk.go("voting")
    await desk.do("OpenRound", round="r", budget=1, cap=1, wanted=1)
    await desk.do("EnterPaper", round="r", paper="p", dots={notes[0]: 1})
    await desk.do("CloseRound", round="r")
    await desk.do("RevealRound", round="r")
    await desk.do("AcceptRound", round="r")
    return notes


async def test_with_letters_twice_as_large_a_new_action_is_typed_in_sight_and_the_way_on_is_no_wider_than_the_page(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await chosen(desk)
    await desk.go("actions")
    page = await phone(context, room)
    await page.set_viewport_size({"width": 195, "height": 422})
    await page.locator("main").get_by_role("button", name="Aloita toimi").click()
    await expect(page.locator("#new-what")).to_be_focused()
    clear = """() => document.querySelector('.bar').getBoundingClientRect().top
        - document.activeElement.getBoundingClientRect().bottom"""
    assert await page.evaluate(clear) > 0
    await page.keyboard.type("Yhteinen kalenteri")
    await desk.go("commitments")
    await expect(page.get_by_role("button", name="Siirry sitoutumiseen")).to_be_visible()
    assert await sideways(page) == 0


async def two_actions(desk: Facilitator) -> None:
    await desk.go("results")
    await desk.do("StartAction", action="first", what="Tilat samaan kalenteriin", lang="fi")
    await desk.do("StartAction", action="second", what="Luvat yhdestä paikasta", lang="fi")


def field(page: Page, name: str) -> Any:
    return page.locator(f"#deed-{name}")


def saved(page: Page) -> Any:
    return page.locator(".saved", has_text="Tallessa")


async def until_field(desk: Facilitator, name: str, text: str, action: int = 0) -> None:
    """Wait until the room has that text in a field of an action."""

    def so() -> bool:
        actions = desk.seen.shown()["actions"]
        return len(actions) > action and actions[action][name] == text

    await desk.seen.until_so(so)


async def test_an_action_grows_from_a_chosen_line_and_two_write_on_it(
    context: BrowserContext, other: BrowserContext, room: Room, desk: Facilitator
) -> None:
    [note, *_] = await chosen(desk)
    await desk.go("actions")
    page, second = await phone(context, room), await phone(other, room)
    await expect(page.locator(".sources li")).to_have_count(1)
    await page.locator(".sources button").click()
    await expect(page.locator(".source")).to_contain_text("Tilat yhteiskäyttöön")
    await page.locator("#new-what").fill("Tyhjät tilat samaan kalenteriin")
    await page.locator(".bar button[type=submit]").click()
    await field(page, "who").fill("Kulttuuripalvelut")
    await second.locator(".deed-card .open").click()
    await expect(field(second, "who")).to_have_value("Kulttuuripalvelut")
    await field(second, "why").fill("Tiloja on, mutta niitä ei löydä")
    await second.get_by_text("Teemme itse").click()
    await expect(field(page, "why")).to_have_value("Tiloja on, mutta niitä ei löydä")
    await expect(page.locator("input[value=act]")).to_be_checked()
    await expect(page.locator(".saved")).to_contain_text("Tallessa, 4/8")
    assert desk.seen.shown()["actions"][0]["source"] == note
    await page.get_by_role("button", name="Luetteloon").click()
    await expect(page.locator(".deed-card")).to_contain_text("4/8 täytetty")
    await expect(page.locator(".sources")).to_have_count(0)


async def test_two_who_write_in_one_field_keep_both_texts_and_choose(
    context: BrowserContext, other: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await two_actions(desk)
    await desk.go("actions")
    page, second = await phone(context, room), await phone(other, room)
    for one in (page, second):
        await one.locator(".deed-card .open").first.click()
    for text, button, stays in (
        ("Minun perusteluni", "Pidä omani", "Minun perusteluni"),
        ("Uusi ajatus", "Ota toisen", "Toisen uusi perustelu"),
    ):
        await cut(context)
        await field(page, "why").fill(text)
        await expect(page.locator(".saved")).not_to_contain_text("Tallennetaan", timeout=20_000)
        theirs = "Toisen perustelu" if button == "Pidä omani" else "Toisen uusi perustelu"
        await field(second, "why").fill(theirs)
        await until_field(desk, "why", theirs)
        await context.set_offline(False)
        await expect(page.locator(".both q")).to_have_text(theirs, timeout=30_000)
        await expect(field(page, "why")).to_have_value(text)
        await page.get_by_role("button", name=button).click()
        await expect(page.locator(".both")).to_have_count(0)
        await expect(field(page, "why")).to_have_value(stays)
        await until_field(desk, "why", stays)
        await expect(field(second, "why")).to_have_value(stays)


async def test_what_was_typed_offline_is_there_after_a_reload_and_is_sent(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await two_actions(desk)
    await desk.go("actions")
    page = await phone(context, room)
    await page.locator(".deed-card .open").first.click()
    await cut(context)
    await field(page, "first_step").fill("Soitto maanantaina")
    await expect(page.locator(".saved")).to_contain_text("Odottaa lähetystä", timeout=20_000)
    address = page.url
    await page.close()
    await context.set_offline(False)
    again = await context.new_page()
    await again.goto(address)
    await until_field(desk, "first_step", "Soitto maanantaina")
    await again.locator(".deed-card .open").first.click()
    await expect(field(again, "first_step")).to_have_value("Soitto maanantaina")


async def test_a_text_stays_as_it_is_typed_while_it_is_saved(
    context: BrowserContext, other: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await two_actions(desk)
    await desk.go("actions")
    page, second = await phone(context, room), await phone(other, room)
    for one in (page, second):
        await one.locator(".deed-card .open").first.click()
    await field(page, "why").press_sequentially("Koska ")
    await expect(saved(page)).to_be_visible()
    await expect(field(page, "why")).to_have_value("Koska ")
    await field(second, "who").fill("Joku muu")
    await expect(field(page, "who")).to_have_value("Joku muu")
    await field(page, "why").press_sequentially("näin")
    await expect(field(page, "why")).to_have_value("Koska näin")
    await until_field(desk, "why", "Koska näin")


async def test_who_is_already_in_a_field_is_not_taken_out_of_it(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await two_actions(desk)
    await desk.go("actions")
    page = await phone(context, room)
    stays = await page.evaluate(
        """async () => {
            const frame = () => new Promise(requestAnimationFrame);
            document.querySelector(".deed-card .open").click();
            await frame();
            document.querySelector("#deed-why").focus();
            for (let n = 0; n < 5; n += 1) await frame();
            return document.activeElement.id;
        }"""
    )
    assert stays == "deed-why"


async def test_a_new_action_in_writing_survives_a_reload(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await desk.go("actions")
    page = await phone(context, room)
    await page.locator(".bar button").click()
    await page.locator("#new-what").fill("Kesken jäänyt toimi")
    await page.reload()
    await expect(page.locator("#new-what")).to_have_value("Kesken jäänyt toimi")
    await page.get_by_role("button", name="Luetteloon").click()
    await page.get_by_role("button", name="Jatka uutta tointa").click()
    await page.locator(".bar button[type=submit]").click()
    await expect(field(page, "what")).to_have_value("Kesken jäänyt toimi")
    await until_field(desk, "what", "Kesken jäänyt toimi")


async def test_an_accepted_action_is_locked_and_can_still_be_joined(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await two_actions(desk)
    await desk.go("actions")
    page = await phone(context, room)
    await page.locator(".deed-card .open").first.click()
    await desk.do("AcceptAction", action="first", accepted=True)
    await expect(page.locator("main .message")).to_contain_text("lukittu")
    await expect(page.locator("textarea")).to_have_count(0)
    await page.locator(".part .join").click()
    await page.locator("#part-name").fill("Teatteriyhdistys")
    await page.locator("#part-name").press("Enter")
    await expect(page.locator(".part .names li")).to_have_text("Teatteriyhdistys")


async def test_an_action_that_is_taken_off_leaves_ones_unsaved_words(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await two_actions(desk)
    await desk.go("actions")
    page = await phone(context, room)
    await page.locator(".deed-card .open").first.click()
    await cut(context)
    await field(page, "measure").fill("Sata varausta kuussa")
    await expect(page.locator(".saved")).to_contain_text("Odottaa lähetystä", timeout=20_000)
    await desk.do("RemoveAction", action="first")
    await context.set_offline(False)
    await expect(page.locator("main h1")).to_have_text("Toimi poistettiin luettelosta", timeout=30_000)
    await expect(page.locator("main")).to_contain_text("Sata varausta kuussa")
    await page.get_by_role("button", name="Luetteloon").click()
    await expect(page.locator(".deed-card")).to_have_count(1)
    await page.reload()
    await expect(page.locator(".deed-card")).to_have_count(1)


async def test_one_takes_part_by_name_and_takes_it_back_and_the_name_is_remembered(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await two_actions(desk)
    await desk.go("commitments")
    page = await phone(context, room)
    await page.locator(".part .join").click()
    await expect(page.locator("#part-name-hint")).to_contain_text("Kaikki näkevät sen")
    await page.locator("#part-name").fill("Maija Virtanen")
    await page.locator(".part .name-form button[type=submit]").click()
    await expect(page.locator(".own-part")).to_contain_text("Olet mukana nimellä Maija Virtanen")
    await expect(page.locator(".part .names li")).to_have_text("Maija Virtanen")
    await page.get_by_role("button", name="Peru").click()
    await expect(page.locator(".part .names")).to_have_count(0)
    await page.get_by_role("button", name="Seuraava").click()
    await page.locator(".part .join").click()
    await expect(page.locator("#part-name")).to_have_value("Maija Virtanen")


async def test_commitments_follow_the_spotlight_until_one_turns_the_pages(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await two_actions(desk)
    await desk.go("commitments")
    page = await phone(context, room)
    heading = page.locator("main h1")
    await expect(heading).to_have_text("Tilat samaan kalenteriin")
    await desk.do("Spotlight", target="second")
    await expect(heading).to_have_text("Luvat yhdestä paikasta")
    await expect(page.locator(".which")).to_contain_text("Nyt seinällä")
    await page.get_by_role("button", name="Edellinen").click()
    await expect(heading).to_have_text("Tilat samaan kalenteriin")
    await expect(heading).to_be_focused()
    await expect(page.locator(".bar-message")).to_contain_text("Huone lukee nyt: Luvat yhdestä paikasta")
    await page.get_by_role("button", name="Siirry siihen").click()
    await expect(heading).to_have_text("Luvat yhdestä paikasta")
    await desk.do("Spotlight", target="first")
    await expect(heading).to_have_text("Tilat samaan kalenteriin")


async def test_an_objection_is_seen_by_all_without_a_name_and_is_taken_back(
    context: BrowserContext, other: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await two_actions(desk)
    await desk.go("commitments")
    page, second = await phone(context, room), await phone(other, room)
    await page.locator(".object").click()
    await expect(page.locator("#objection")).to_be_focused()
    await page.locator("#objection").fill("Kalenteri on jo olemassa")
    await page.reload()
    await page.locator(".object").click()
    await expect(page.locator("#objection")).to_have_value("Kalenteri on jo olemassa")
    await page.locator(".objections button[type=submit]").click()
    await expect(page.locator(".objections .own")).to_contain_text("Kalenteri on jo olemassa")
    await expect(second.locator(".objections li")).to_have_text("Kalenteri on jo olemassa")
    await page.locator(".objections").get_by_role("button", name="Peru").click()
    await expect(second.locator(".objections li")).to_have_count(0)
    await desk.do("AcceptAction", action="first", accepted=True)
    await expect(page.locator(".object")).to_have_count(0)


async def test_an_objection_that_can_no_longer_be_sent_stays_in_view_to_be_copied_or_put_away(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await two_actions(desk)
    await desk.go("commitments")
    await context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = await phone(context, room)
    await page.locator(".object").click()
    await page.locator("#objection").fill("Kalenteri on jo olemassa")
    late = page.locator(".unsent")
    for accepted in (True, False):  # locked under one's hands; open again, it can be gone on with
        await desk.do("AcceptAction", action="first", accepted=accepted)
        await expect(late).to_have_count(int(accepted))
        if accepted:
            await expect(late).to_contain_text("Kalenteri on jo olemassa")
            await expect(late).to_contain_text("Ei lähetetty. Toimi on hyväksytty ja lukittu.")
            await expect(page.locator("#unsent-objections")).to_be_focused()
    await page.locator(".object").click()
    await expect(page.locator("#objection")).to_have_value("Kalenteri on jo olemassa")

    await desk.go("closed")
    await go_along(page, "Siirry loppuun", page.locator(".feedback"))
    for _ in range(2):
        await expect(late).to_contain_text("Tilat samaan kalenteriin")
        await expect(late).to_contain_text("Kalenteri on jo olemassa")
        await expect(late).to_contain_text("Ei lähetetty. Tämä ei onnistu tässä vaiheessa.")
        await page.reload()
    await expect(late).to_be_visible()
    await sound(page)
    await late.get_by_role("button", name="Kopioi").click()
    await page.wait_for_function("async () => await navigator.clipboard.readText() === 'Kalenteri on jo olemassa'")
    await late.get_by_role("button", name="Hylkää").click()
    await expect(late).to_have_count(0)
    await expect(page.locator("main h1")).to_be_focused()
    await page.reload()
    await page.locator(".feedback").wait_for()
    await expect(late).to_have_count(0)


async def test_an_objection_that_came_too_late_is_told_also_by_the_next_tab(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await two_actions(desk)
    await desk.go("commitments")
    page = await phone(context, room)
    await cut(context)
    await page.locator(".object").click()
    await page.locator("#objection").fill("Kalenteri on jo olemassa")
    await page.locator(".objections button[type=submit]").click()
    await expect(page.locator(".objections .own")).to_contain_text("Kalenteri on jo olemassa")
    address = page.url
    await page.close()
    await desk.do("RemoveAction", action="first")
    await desk.go("closed")
    await context.set_offline(False)
    again = await context.new_page()
    await again.goto(address)
    await expect(again.locator(".unsent")).to_contain_text("Kalenteri on jo olemassa")
    await expect(again.locator(".unsent")).to_contain_text("Ei lähetetty. Toimea ei enää ole.")


async def test_a_vote_in_the_commitments_is_what_one_sees_while_it_is_open(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await chosen(desk)
    await two_actions(desk)
    await desk.go("commitments")
    page = await phone(context, room)
    await expect(page.locator("main h1")).to_have_text("Tilat samaan kalenteriin")
    await desk.do("OpenRound", round="final", budget=1, cap=1, wanted=1)
    await page.locator(".toggle").first.click()
    await desk.until_dots(1)
    await desk.do("CloseRound", round="final")
    await expect(page.locator("main h1")).to_have_text("Äänestys on suljettu")
    await desk.do("RevealRound", round="final")
    await expect(page.locator("main h1")).to_have_text("Tilat samaan kalenteriin")
    await expect(page.locator(".earlier-round .mine")).to_be_visible()


async def test_the_closing_question_is_answered_with_the_keyboard_and_changed(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await two_actions(desk)
    await desk.go("closed")
    page = await phone(context, room)
    await expect(page.locator(".deeds li")).to_have_count(2)
    send = page.locator(".feedback button[type=submit]")
    await send.click(force=True)
    await expect(page.locator(".feedback .message")).to_contain_text("Valitse ensin numero")
    await expect(page.locator(".score input").first).to_be_focused()
    await page.keyboard.press("Space")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Tab")
    await page.keyboard.type("Hyvä tahti")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator(".feedback .message")).to_contain_text("Kiitos")
    await desk.seen.until_so(
        lambda: desk.seen.shown()["feedback"] == {"scores": [0, 0, 0, 1, 0], "texts": ["Hyvä tahti"]}
    )
    await page.reload()
    await expect(page.locator("#feedback-text")).to_have_value("Hyvä tahti")
    await page.locator(".score").last.click()
    await send.click()
    await desk.seen.until_so(lambda: desk.seen.shown()["feedback"]["scores"] == [0, 0, 0, 0, 1])


@pytest.mark.parametrize(
    ("lang", "scheme", "width"),
    [("fi", "light", 320), ("sv", "dark", 360), ("sl", "dark", 320), ("en", "light", 1440)],
)
async def test_actions_commitments_and_the_end_are_sound(
    browser: Browser, room: Room, desk: Facilitator, lang: str, scheme: Any, width: int
) -> None:
    context = await browser.new_context(viewport={"width": width, "height": 780}, color_scheme=scheme)
    await chosen(desk)
    await desk.go("actions")
    page = await phone(context, room, lang)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    await sound(page)
    await page.locator(".sources button").click()
    await page.locator("#new-what").fill("Tapahtumanjärjestäjän lupakäytäntöjen yhteensovittamissuunnitelma")
    await sound(page)
    await page.locator(".bar button[type=submit]").click()
    await until_field(desk, "what", "Tapahtumanjärjestäjän lupakäytäntöjen yhteensovittamissuunnitelma")
    await sound(page)
    await page.locator(".part .join").click()
    await sound(page)
    await page.locator("#part-name").fill("Maija Virtanen")
    await page.locator("#part-name").press("Enter")
    await page.locator(".own-part").wait_for()
    await page.locator(".bar button").click()
    await page.locator(".deed-card").wait_for()
    await sound(page)
    await desk.do("StartAction", action="second", what="Toinen", lang="fi")
    await desk.go("commitments")
    await page.locator(".which").wait_for()
    await desk.do("Spotlight", target="second")
    await page.locator(".which .now-dot").wait_for()
    await page.locator(".pages button").first.click()
    await page.locator(".bar-message").wait_for()
    await page.locator(".object").click()
    await page.locator("#objection").fill("Sana")
    await sound(page)
    await page.locator(".objections button[type=submit]").click()
    await page.locator(".objections .own").wait_for()
    await sound(page)
    await desk.do("AcceptAction", action="second", accepted=True)
    await desk.go("closed")
    await page.locator(".feedback").wait_for()
    await page.locator(".score").nth(2).click()
    await page.locator("#end-result summary").click()
    await sound(page)
    assert errors == []
    await context.close()
