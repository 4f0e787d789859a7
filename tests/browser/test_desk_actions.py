"""Actions at the desk in a real browser: made of chosen lines, filled in place, read back, accepted."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from rooms.texts import LANGUAGES
from tests.browser.checks import sound
from tests.browser.desks import IDEAS, LateLine, Room, opened
from tests.talkoot import Talkoot
from tests.viewer import new_id

pytestmark = pytest.mark.browser


@pytest.fixture
async def room(server: Talkoot, browser: Browser) -> AsyncIterator[Room]:
    """A room whose vote has chosen two lines, in the step of the actions."""
    async with opened(server, browser) as room:
        await room.ideas(*IDEAS)
        await room.go("voting")
        await room.open_round(wanted=2)
        await room.vote({"Late buses": 1}, {"Late buses": 1}, {"Empty halls": 1})
        await room.shown()
        await room.go("actions")
        yield room
        assert room.wrong == []


def actions(room: Room) -> list[dict[str, Any]]:
    found = room.board["actions"]
    return list(found.values()) if isinstance(found, dict) else list(found)


async def started(room: Room, *whats: str) -> list[str]:
    ids = [new_id() for _ in whats]
    for id_, what in zip(ids, whats, strict=True):
        answer = await room.desk.done("StartAction", action=id_, what=what, lang="en")
        await room.desk.until(answer["seq"])
    return ids


async def test_before_the_room_is_closed_it_is_said_what_is_not_accepted_yet(room: Room) -> None:
    page = await room.page()
    ids = await started(room, "Night buses", "Lights", "Halls")
    await room.go("commitments")
    await room.desk.done("AcceptAction", action=ids[0], accepted=True)
    await page.locator(".next", has_text="Close the room").click()
    question = page.locator("#dialog")
    await expect(question).to_contain_text("2 actions are not accepted yet.")
    await room.desk.done("AcceptAction", action=ids[1], accepted=True)
    await expect(question).to_contain_text("1 action is not accepted yet.")
    await room.desk.done("AcceptAction", action=ids[2], accepted=True)
    await expect(question).not_to_contain_text("not accepted")


async def test_a_chosen_line_becomes_an_action_once_and_the_caret_waits_for_who_leads_it(room: Room) -> None:
    page = await room.page()
    await expect(page.locator(".sources h2")).to_have_text("2 chosen lines wait for their action")
    await page.locator(".sources button").first.click()
    await room.comes(lambda: len(actions(room)) == 1)
    (action,) = actions(room)
    assert (action["what"], action["source"]) == ("Late buses", room.board["round"]["lines"][0]["id"])
    await expect(page.locator(f"#f-{action['id']}-who")).to_be_focused()
    await expect(page.locator(".sources li").first).to_contain_text("is an action")
    await expect(page.locator(".sources button")).to_have_count(1)
    await page.get_by_label("Another action: what is done?").fill("Ask the young")
    await page.keyboard.press("Enter")
    await room.comes(lambda: [one["what"] for one in actions(room)] == ["Late buses", "Ask the young"])


async def test_a_field_is_saved_as_it_is_typed_and_what_is_missing_is_named(room: Room) -> None:
    page = await room.page()
    (action,) = await started(room, "Late buses")
    await page.locator(f"#f-{action}-who").press_sequentially("The city")
    await room.comes(lambda: actions(room)[0]["who"] == "The city")
    missing = page.locator(".card header .meta")
    await expect(missing).to_have_text("Missing: why, partners, lever, first step, by when, how we know it worked")
    await page.get_by_role("button", name="We lobby for it").click()
    await room.comes(lambda: actions(room)[0]["lever"] == "lobby")
    await expect(missing).not_to_contain_text("lever")
    await page.locator("main .undo").click()
    await room.comes(lambda: actions(room)[0]["lever"] == "")


async def test_a_space_before_the_next_word_stays_although_the_room_keeps_none(room: Room) -> None:
    page = await room.page()
    (action,) = await started(room, "Buses")
    field = page.locator(f"#f-{action}-why")
    await field.press_sequentially("Because ")
    await room.comes(lambda: actions(room)[0]["why"] == "Because")
    await expect(page.locator("main .undo")).to_be_visible()  # the page has heard that it is saved, too
    await page.keyboard.type("it rains")
    await room.comes(lambda: actions(room)[0]["why"] == "Because it rains")
    await expect(field).to_have_value("Because it rains")


async def test_what_is_done_may_be_emptied_while_it_is_put_in_other_words(room: Room) -> None:
    page = await room.page()
    (action,) = await started(room, "Buses")
    field = page.locator(f"#f-{action}-what")
    await field.fill("")
    await page.evaluate("() => new Promise((later) => setTimeout(later, 1_000))")  # behind the pause that saves
    await expect(field).to_have_value("")
    await page.keyboard.type("Night buses")
    await room.comes(lambda: actions(room)[0]["what"] == "Night buses")
    await field.fill("")
    await page.keyboard.press("Tab")
    await expect(field).to_have_value("Night buses")


async def test_two_who_write_in_one_field_see_both_texts_and_choose(room: Room) -> None:
    page = await room.page()
    (action,) = await started(room, "Late buses")
    phone = room.phones[0]
    for choice, left in (("Keep mine", "Ours"), ("Take theirs", "Theirs 1")):
        was = actions(room)[0]["who"]
        await page.locator(f"#f-{action}-who").press_sequentially("x")
        await room.comes(lambda was=was: actions(room)[0]["who"] == f"{was}x")
        theirs = "Theirs 0" if choice == "Keep mine" else "Theirs 1"
        # What is typed before the page has its answer would be saved with it, and not wait.
        await page.wait_for_function("() => !Object.keys(localStorage).some((key) => key.startsWith('unsent/'))")
        # The page hears of the other's text while its own is still being typed.
        await page.evaluate(
            """([id, text]) => { const type = () => { const field = document.getElementById(id); field.value = text;
               field.dispatchEvent(new InputEvent("input", {bubbles: true})); };
               type(); globalThis.typing = setInterval(type, 50); }""",
            [f"f-{action}-who", "Ours"],
        )
        await phone.done("EditAction", action=action, field="who", text=theirs, was=f"{was}x")
        await expect(page.locator(".clash blockquote")).to_have_text(theirs)
        await page.evaluate("() => clearInterval(globalThis.typing)")
        await expect(page.locator(f"#f-{action}-who")).to_have_value("Ours")
        await page.get_by_role("button", name=choice).click()
        await room.comes(lambda left=left: actions(room)[0]["who"] == left)
        await expect(page.locator(".clash")).to_have_count(0)
        await expect(page.locator(f"#f-{action}-who")).to_have_value(left)


async def test_a_removed_action_comes_back_by_undoing(room: Room) -> None:
    page = await room.page()
    await started(room, "Late buses", "Empty halls")
    await page.locator(".card").first.get_by_role("button", name="Remove").click()
    await expect(page.locator(".card")).to_have_count(1)
    await page.locator(".told").get_by_role("button", name="Undo").click()
    await expect(page.locator(".card")).to_have_count(2)
    await expect(page.locator(".card textarea").first).to_have_value("Late buses")


def whats(room: Room) -> list[str]:
    return [one["what"] for one in actions(room)]


async def top(button: Locator) -> float:
    """Where it is in the window, in px."""
    found: float = await button.evaluate("(button) => button.getBoundingClientRect().top")
    return found


async def stand(page: Page, *wanted: str) -> None:
    """Wait until the cards stand in that order, each with its number."""
    for place, what in enumerate(wanted):
        card = page.locator(".card").nth(place)
        await expect(card.locator('[data-field="what"] textarea')).to_have_value(what)
        await expect(card.locator("header .n")).to_have_text(str(place + 1))


def of(page: Page, action: str, name: str) -> Locator:
    """A button of an action's card."""
    return page.locator(f'.cards [data-key="{action}"]').get_by_role("button", name=name, exact=True)


async def test_an_action_is_moved_by_a_button_that_keeps_focus_and_spot_and_says_which_place_it_has(room: Room) -> None:
    page = await room.page()
    *_, last = await started(room, "Buses", "Lights", "Halls", "Permits")
    up = of(page, last, "Move up")
    await up.scroll_into_view_if_needed()
    # Not every browser holds a page that changes by itself.
    await page.locator("div.actions").evaluate("(list) => list.style.setProperty('overflow-anchor', 'none')")
    stood = await top(up)
    await up.click()
    await expect(page.locator("#status")).to_have_text("“Permits” is now number 3 of 4.")
    await stand(page, "Buses", "Lights", "Permits", "Halls")
    await expect(up).to_be_focused()
    assert abs(await top(up) - stood) < 2
    await room.comes(lambda: whats(room) == ["Buses", "Lights", "Permits", "Halls"])
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")  # counts from where the press before has put it, also before the room has that
    await room.comes(lambda: whats(room) == ["Permits", "Buses", "Lights", "Halls"])
    await expect(up).to_be_focused()
    await expect(up).to_have_attribute("aria-disabled", "true")
    await page.locator(".told").get_by_role("button", name="Undo").click()
    await room.comes(lambda: whats(room) == ["Buses", "Permits", "Lights", "Halls"])
    await stand(page, "Buses", "Permits", "Lights", "Halls")
    await expect(page.locator(".told")).to_contain_text("Undone: moving an action")
    await page.locator(".told").get_by_role("button", name="Redo").click()
    await room.comes(lambda: whats(room) == ["Permits", "Buses", "Lights", "Halls"])


async def test_alt_and_an_arrow_move_the_action_whose_card_has_the_focus_but_not_where_somebody_writes(
    room: Room,
) -> None:
    page = await room.page()
    first, *_ = await started(room, "Buses", "Lights", "Halls")
    await of(page, first, "Remove").focus()
    await page.keyboard.press("Alt+ArrowDown")
    await room.comes(lambda: whats(room) == ["Lights", "Buses", "Halls"])
    await expect(of(page, first, "Remove")).to_be_focused()
    await page.locator(f"#f-{first}-who").press_sequentially("City")
    await page.keyboard.press("Alt+ArrowDown")
    await room.comes(lambda: any(one["who"] == "City" for one in actions(room)))
    assert whats(room) == ["Lights", "Buses", "Halls"]
    await page.keyboard.press("Shift+Tab")  # out of the field, on what stands before it in the same card
    await of(page, first, "On the wall").focus()
    await page.keyboard.press("Alt+ArrowDown")
    await room.comes(lambda: whats(room) == ["Lights", "Halls", "Buses"])


async def test_the_menu_puts_an_action_first_or_last_and_gives_the_focus_back(room: Room) -> None:
    page = await room.page()
    *_, last = await started(room, "Buses", "Lights", "Halls")
    await of(page, last, "Move…").click()
    await expect(page.locator("#menu button")).to_have_text(["Move up", "Put first"])
    await expect(page.locator("#menu button").first).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await room.comes(lambda: whats(room) == ["Halls", "Buses", "Lights"])
    await expect(of(page, last, "Move…")).to_be_focused()
    await expect(of(page, last, "Move…")).to_be_in_viewport()
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Put last").click()
    await room.comes(lambda: whats(room) == ["Buses", "Lights", "Halls"])


async def test_a_text_typed_on_while_its_beginning_is_on_its_way_back_is_saved_to_its_end(room: Room) -> None:
    page = await room.page()
    line = await LateLine.of(page)
    (action,) = await started(room, "Buses")
    field = page.locator(f"#f-{action}-who")
    await expect(field).to_be_visible()
    line.hold()
    await field.press_sequentially("The ci")
    await line.answer(page)
    await page.keyboard.type("ty")
    await line.answer(page)
    line.release()
    await room.comes(lambda: actions(room)[0]["who"] == "The city")
    await expect(page.locator(".clash")).to_have_count(0)


async def test_a_text_that_is_being_typed_goes_along_when_another_desk_moves_its_action(room: Room) -> None:
    page = await room.page()
    first, _, last = await started(room, "Buses", "Lights", "Halls")
    field = page.locator(f"#f-{last}-who")
    await field.press_sequentially("The ci")
    await room.desk.done("MoveAction", action=last, before=first)
    await stand(page, "Halls", "Buses", "Lights")
    await expect(field).to_be_focused()
    await page.keyboard.type("ty")
    await room.comes(lambda: actions(room)[0]["who"] == "The city")


async def test_the_card_that_is_read_back_stays_when_it_is_moved_or_another_comes_before_it(room: Room) -> None:
    page = await room.page()
    first, second, third = await started(room, "Buses", "Lights", "Halls")
    await room.go("commitments")
    await expect(page.locator(".reading h2")).to_have_text("Buses")
    await room.desk.done("MoveAction", action=third, before=first)
    await expect(page.locator(".reading header .n")).to_have_text("2")
    await expect(page.locator(".reading h2")).to_have_text("Buses")
    await page.locator(".turns").get_by_role("button", name="Accept").click()
    await expect(page.locator(".reading h2")).to_have_text("Lights")
    await page.locator(".progress button").nth(1).click()
    await page.locator(".reading").get_by_role("button", name="Move up").click()
    await room.comes(lambda: whats(room) == ["Buses", "Halls", "Lights"])
    await expect(page.locator(".reading h2")).to_have_text("Buses")
    await expect(page.locator(".reading header .n")).to_have_text("1")
    assert [one["id"] for one in actions(room) if one["accepted"]] == [first]
    assert second == actions(room)[2]["id"]


async def test_wall_and_phone_follow_the_order_and_what_people_look_at_stays(room: Room) -> None:
    first, _, last = await started(room, "Buses", "Lights", "Halls")
    context = await room.browser.new_context(viewport={"width": 1920, "height": 1080}, locale="en-GB")
    room.stack.push_async_callback(context.close)
    wall, phone = await context.new_page(), await context.new_page()
    await wall.goto(room.room["wall_link"])
    await expect(wall.locator(".deeds h2")).to_have_text(["Buses", "Lights"])
    await phone.goto(f"{room.room['join_link']}?lang=en")
    await phone.locator("form[action='/join'] button").click()
    titles = phone.locator(".deeds h3")
    await expect(titles).to_have_text(["Buses", "Lights", "Halls"])
    await room.desk.done("MoveAction", action=last, before=first)
    await expect(wall.locator(".deeds h2")).to_have_text(["Halls", "Buses"])
    await expect(titles).to_have_text(["Halls", "Buses", "Lights"])
    await room.go("commitments")
    for page in (wall, phone):
        await expect(page.locator("main h1")).to_have_text("Halls")
    await room.desk.done("MoveAction", action=last)
    for page in (wall, phone):
        await expect(page.get_by_text("Action 3 of 3")).to_be_visible()
        await expect(page.locator("main h1")).to_have_text("Halls")


async def test_cards_are_read_back_one_by_one_with_objections_and_names_and_accepting_locks(room: Room) -> None:
    page = await room.page()
    first, second = await started(room, "Late buses", "Empty halls")
    await room.go("commitments")
    await room.phones[0].done("TakePart", action=first, name="Elli")
    await room.phones[1].done("ObjectTo", action=first, text="Say which buses")
    await expect(page.locator(".progress b")).to_have_text("0 of 2 accepted")
    await expect(page.locator(".reading h2")).to_have_text("Late buses")
    await expect(page.locator(".with")).to_have_text("Taking part: Elli")
    await expect(page.locator(".objections li")).to_have_text("Say which buses")
    await page.locator(".turns").get_by_role("button", name="Accept").click()
    await expect(page.locator(".progress b")).to_have_text("1 of 2 accepted")
    await expect(page.locator(".reading h2")).to_have_text("Empty halls")
    refused = await room.phones[2].ask("ObjectTo", action=first, text="Too late")
    assert refused["code"] == "action-accepted"
    await page.get_by_role("button", name="Previous", exact=True).click()
    await page.get_by_role("button", name="Open again").click()
    await expect(page.locator(".progress b")).to_have_text("0 of 2 accepted")
    await room.comes(lambda: not any(one["accepted"] for one in actions(room)))
    assert second in {one["id"] for one in actions(room)}


async def test_a_wall_that_shows_a_card_turns_with_the_desk(room: Room) -> None:
    page = await room.page()
    first, second = await started(room, "Late buses", "Empty halls")
    await room.go("commitments")
    await page.locator(".reading").get_by_role("button", name="On the wall").click()
    await room.comes(lambda: room.board["spotlight"] == first)
    await page.get_by_role("button", name="Next action").click()
    await room.comes(lambda: room.board["spotlight"] == second)
    await page.locator(".reading").get_by_role("button", name="On the wall").click()
    await room.comes(lambda: room.board["spotlight"] == "")


async def test_a_card_is_changed_in_place_while_it_is_read_back(room: Room) -> None:
    page = await room.page()
    (action,) = await started(room, "Late buses")
    await room.go("commitments")
    await page.get_by_role("button", name="Edit", exact=True).click()
    await page.locator(f"#f-{action}-by_when").fill("1 May")
    await room.comes(lambda: actions(room)[0]["by_when"] == "1 May")
    await page.get_by_role("button", name="Edit", exact=True).click()
    await expect(page.locator('.says [data-field="by_when"] dd')).to_have_text("1 May")


async def test_a_final_vote_can_be_held_once_the_actions_are_read_back(room: Room) -> None:
    page = await room.page()
    await room.go("commitments")
    await page.get_by_role("button", name="Prepare a final vote").click()
    await page.locator(".deeds").get_by_role("button", name="Show the ballot").click()
    await expect(page.locator(".next")).to_contain_text("Open the voting")
    await page.locator(".next").click()
    await room.comes(lambda: room.board["round"]["state"] == "open")


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_actions_are_accessible_and_in_words_in_every_language(room: Room, lang: str) -> None:
    page = await room.page(lang)
    await started(room, "Late buses", "Empty halls")
    await page.locator(".card .places button").last.click()
    await expect(page.locator("#menu")).to_be_visible()
    await sound(page, 24)
    await page.keyboard.press("Escape")
    await room.go("commitments")
    await expect(page.locator(".reading")).to_be_visible()
    await sound(page, 24)


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1024, 768), (360, 740), (320, 640)])
async def test_actions_fit_windows_of_every_size(room: Room, width: int, height: int) -> None:
    page = await room.page("fi", width, height)
    whole = "Kaupunginosayhdistysten tapahtumanjärjestäjäyhteistyöneuvottelukunnan toimintaedellytykset"
    first, _ = await started(room, whole, "Tyhjät salit")
    await of(page, first, "Siirrä alas").click()
    await expect(page.locator(".told")).to_contain_text("on nyt sijalla 2, toimia on 2")
    await sound(page, 24)
    await room.go("commitments")
    await expect(page.locator(".reading")).to_be_visible()
    await sound(page, 24)
