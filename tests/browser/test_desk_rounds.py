"""A vote led from the desk in a real browser: prepared, practised, watched, on paper, shown, settled, accepted."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from rooms.texts import LANGUAGES
from tests.browser.checks import sound
from tests.browser.desks import IDEAS, Room, opened
from tests.talkoot import Talkoot
from tests.viewer import new_id

pytestmark = pytest.mark.browser


@pytest.fixture
async def room(server: Talkoot, browser: Browser) -> AsyncIterator[Room]:
    async with opened(server, browser) as room:
        await room.ideas(*IDEAS)
        yield room
        assert room.wrong == []


def onward(page: Page) -> Locator:
    return page.locator(".next")


def setting(page: Page, name: str) -> Locator:
    return page.locator(".settings > div", has=page.locator("dt", has_text=re.compile(f"^{name}")))


async def test_a_vote_is_led_with_the_large_button_alone(room: Room) -> None:
    page = await room.page()
    await room.go("freeze")
    for words in ("Show the ballot", "Open the voting", "Close the voting", "Show the result"):
        await expect(onward(page)).to_contain_text(words)
        if words.startswith("Close"):
            await room.comes(lambda: room.board["round"] is not None and room.board["round"]["state"] == "open")
            await room.vote({"Late buses": 1}, {"Late buses": 1}, {"Empty halls": 1})
            await expect(page.locator(".turnout .figure").first).to_have_text("3/3")
        await onward(page).click()
    await expect(page.locator(".tie-head h2")).to_have_text("2 lines are chosen")
    await expect(page.locator(".tally .in th")).to_contain_text(["Late buses", "Empty halls"])
    await onward(page).click()
    await expect(page.locator("#dialog")).to_contain_text("nobody can find out whose a ballot was")
    await page.locator("#dialog").get_by_role("button", name="Accept the result").click()
    await expect(onward(page)).to_contain_text("Go to the actions")
    assert room.board["round"]["state"] == "accepted"


async def test_who_votes_while_the_desk_is_asked_to_close_counts_in_the_question(room: Room) -> None:
    page = await room.page()
    await room.go("voting")
    await room.open_round()
    await room.vote({"Late buses": 1}, {"Late buses": 1})
    await expect(page.locator(".turnout .figure").first).to_have_text("2/3")
    await onward(page).click()
    question = page.locator("#dialog")
    await expect(question).to_contain_text("Not everybody has voted")
    await expect(question).to_contain_text("2 of 3 have voted")
    lines = {line["title"]: line["id"] for line in room.board["round"]["lines"]}
    wish = {"round": room.board["round"]["id"], "dots": {lines["Empty halls"]: 1}, "tab": "tab", "change": 1}
    await room.phones[2].done("PlaceDots", **wish)
    await expect(question).to_contain_text("3 of 3 have voted")
    await expect(question).not_to_contain_text("Not everybody has voted")
    await expect(question.get_by_role("button", name="Close the voting")).to_be_focused()
    await page.keyboard.press("Enter")
    await room.comes(lambda: room.board["round"]["state"] == "closed")


async def test_the_shown_ballot_is_the_same_at_every_desk_and_changes_with_its_settings(room: Room) -> None:
    page, other = await room.page(), await room.page()
    await room.go("freeze")
    await setting(page, "Dots for each").get_by_role("button", name="More").click()
    await onward(page).click()
    await expect(setting(other, "Dots for each").locator(".figure")).to_have_text("2")
    await setting(other, "At most on a line").get_by_role("button", name="More").click()
    await room.comes(lambda: room.board["draft"]["cap"] == 2)
    await expect(setting(page, "At most on a line").locator(".figure")).to_have_text("2")
    await other.locator(".more summary").click()
    await other.get_by_label("With names").check()
    await room.comes(lambda: room.board["draft"]["named"])
    await page.locator(".deeds").get_by_role("button", name="Take the ballot off").click()
    await room.comes(lambda: room.board["draft"] is None)
    await expect(setting(page, "At most on a line").locator(".figure")).to_have_text("2")


async def test_lines_are_ticked_one_by_one_and_an_unticked_one_is_not_voted_on(room: Room) -> None:
    page = await room.page()
    await room.go("freeze")
    line = page.locator("label.ballot-line", has_text="Dark streets")
    await line.locator("input").uncheck()
    await expect(setting(page, "Lines").locator("dd")).to_have_text("3/4")
    await onward(page).click()
    await expect(onward(page)).to_contain_text("Open the voting")
    await onward(page).click()
    await room.comes(lambda: room.board["round"] is not None)
    assert [one["title"] for one in room.board["round"]["lines"]] == [one for one in IDEAS if one != "Dark streets"]


async def test_a_vote_on_groups_only_leaves_single_notes_out_and_says_before_how_many_lines_there_are(
    room: Room,
) -> None:
    page, other = await room.page(), await room.page()
    await room.go("freeze")
    everything = page.get_by_role("radio", name="Groups and single notes")
    groups = page.get_by_role("radio", name="Groups only")
    await expect(everything).to_be_checked()
    await expect(page.locator("label", has=groups)).to_contain_text("There are no groups yet.")
    await expect(groups).to_be_disabled()
    notes = [note["id"] for note in room.board["notes"].values()]
    await room.desk.done("GroupNotes", group=new_id(), notes=notes[:2], title="In the evening")
    await expect(page.locator("label", has=everything)).to_contain_text("3 lines")
    await expect(page.locator("label", has=groups)).to_contain_text("1 line")
    await room.desk.done("GroupNotes", group=new_id(), notes=notes[2:], title="By day")
    alone = await room.ideas("Left over")
    await room.go("freeze")
    await expect(page.locator("label", has=everything)).to_contain_text("3 lines")
    await expect(page.locator("label", has=groups)).to_contain_text("2 lines")
    await groups.check()
    await expect(setting(page, "Lines").locator("dd")).to_have_text("2")
    await expect(page.locator("label.ballot-line[data-out]")).to_contain_text("Left over")
    await onward(page).click()
    await room.comes(lambda: room.board["draft"] is not None)
    assert [line["title"] for line in room.board["draft"]["lines"]] == ["In the evening", "By day"]
    await expect(other.get_by_role("radio", name="Groups only")).to_be_checked()
    await other.locator("label.ballot-line", has_text="Left over").locator("input").check()
    await room.comes(lambda: len(room.board["draft"]["lines"]) == 3)
    await expect(everything).to_be_checked()
    await groups.check()
    await room.comes(lambda: room.board["draft"]["groups_only"])
    await sound(page, 24)
    await expect(onward(page)).to_contain_text("Open the voting")
    await onward(page).click()
    await room.comes(lambda: room.board["round"] is not None)
    assert all(list(alone.values()) != line["notes"] for line in room.board["round"]["lines"])
    await expect(page.locator(".told-figures")).to_contain_text("Groups only")


async def test_groups_only_is_refused_plainly_when_the_last_group_is_gone(room: Room) -> None:
    page = await room.page()
    await room.go("freeze")
    group = new_id()
    notes = [note["id"] for note in room.board["notes"].values()]
    await room.desk.done("GroupNotes", group=group, notes=notes[:2], title="In the evening")
    groups = page.get_by_role("radio", name="Groups only")
    await groups.check()
    await expect(page.locator("#why")).to_contain_text("at least two groups")
    await expect(onward(page)).to_be_disabled()
    await room.desk.done("UngroupNotes", notes=notes[:2])
    await expect(page.locator("label", has=groups)).to_contain_text("There are no groups yet.")
    await expect(groups).to_be_checked()
    assert (await room.desk.ask("PrepareRound", round=new_id(), groups_only=True))["code"] == "no-groups"
    await page.get_by_role("radio", name="Groups and single notes").check()
    await expect(groups).to_be_disabled()
    await expect(onward(page)).to_contain_text("Show the ballot")


async def test_a_board_that_has_gone_on_is_told_and_what_opens_is_what_the_desk_shows(room: Room) -> None:
    page = await room.page()
    await room.go("freeze")
    await expect(onward(page)).to_contain_text("Show the ballot")
    await onward(page).click()
    await expect(onward(page)).to_contain_text("Open the voting")
    notes = [note["id"] for note in room.board["notes"].values()][:2]
    await room.desk.done("GroupNotes", group="g" * 20, notes=notes, title="Together")
    await expect(page.locator(".panel")).to_contain_text("The board has changed")
    await onward(page).click()
    await room.comes(lambda: room.board["round"] is not None)
    assert [one["title"] for one in room.board["round"]["lines"]] == ["Together", *IDEAS[2:]]
    assert all(len(one["merged"]) == 1 for one in room.board["round"]["lines"])


async def test_practice_counts_for_nothing_and_leaves_the_prepared_ballot(room: Room) -> None:
    page = await room.page()
    await room.go("freeze")
    await expect(onward(page)).to_contain_text("Show the ballot")
    await onward(page).click()
    await page.get_by_role("button", name="Practice round").click()
    await expect(page.locator(".panel .strong")).to_contain_text("counts for nothing")
    await room.comes(lambda: room.board["round"] is not None)
    await room.vote({"A walk in the forest": 1})
    for words in ("End the practice", "Show how it looks", "Put the practice away"):
        await expect(onward(page)).to_contain_text(words)
        await onward(page).click()
    await expect(onward(page)).to_contain_text("Open the voting")
    assert room.board["round"]["state"] == "void"
    assert len(room.board["draft"]["lines"]) == len(IDEAS)
    assert room.board["rounds"] == []


async def test_nothing_in_the_middle_changes_with_a_vote_while_it_is_blind(room: Room) -> None:
    page = await room.page()
    await room.go("voting")
    await room.open_round()
    ballot = page.locator(".ballot")
    await expect(ballot.locator("li")).to_have_count(len(IDEAS))
    await expect(ballot).to_contain_text("The lines are locked")
    before = await ballot.inner_html()
    await room.vote({"Late buses": 1}, {"Late buses": 1}, {"Dark streets": 1})
    await expect(page.locator(".turnout .figure").first).to_have_text("3/3")
    assert await ballot.inner_html() == before
    await onward(page).click()
    await expect(onward(page)).to_contain_text("Show the result")
    after = await ballot.inner_text()
    assert "dot" not in after
    assert [line for line in after.splitlines() if line.isdigit()] == ["1", "2", "3", "4"]


async def test_a_live_vote_says_so_and_shows_its_counts(room: Room) -> None:
    page = await room.page()
    await room.go("voting")
    await room.open_round(live=True)
    await expect(page.locator(".panel")).to_contain_text("Live: everybody sees")
    await room.vote({"Dark streets": 1})
    await expect(page.locator(".ballot li", has_text="Dark streets")).to_contain_text("1 dot")


async def test_everybody_has_voted_offers_to_close_and_a_pause_holds_the_vote(room: Room) -> None:
    page = await room.page()
    await room.go("voting")
    await room.open_round()
    await page.get_by_role("button", name="Pause the voting").click()
    await expect(onward(page)).to_contain_text("Go on with the voting")
    assert room.board["round"]["state"] == "paused"
    await onward(page).click()
    await expect(onward(page)).to_contain_text("Close the voting")
    await room.vote({"Late buses": 1}, {"Late buses": 1}, {"Late buses": 1})
    await page.get_by_role("button", name="Close the voting now").click()
    await room.comes(lambda: room.board["round"]["state"] == "closed")


async def test_paper_ballots_are_entered_by_keyboard_alone_and_can_be_removed(room: Room) -> None:
    page = await room.page()
    await room.go("voting")
    await room.open_round(budget=3, cap=2)
    await page.get_by_role("button", name="Paper ballots").press("Enter")
    dialog = page.locator("#dialog")
    await expect(dialog.locator("h2")).to_have_text("Paper ballot 1")
    await page.keyboard.type("1 3x2")
    await expect(dialog).to_contain_text("3 of 3 dots")
    await page.keyboard.press("Enter")
    await expect(dialog.locator("h2")).to_have_text("Paper ballot 2")
    await expect(dialog.locator("#paper-lines")).to_be_focused()
    await expect(dialog.locator("#paper-lines")).to_have_value("")
    for typed, told in (
        ("9", "There is no line 9"),
        ("2x3", "Line 2 has too many dots"),
        ("1x2 2x2", "Too many dots: 4"),
    ):
        await page.keyboard.type(typed)
        await page.keyboard.press("Enter")
        await expect(dialog).to_contain_text(told)
        await dialog.locator("#paper-lines").fill("")
    await page.keyboard.type("4")
    await page.keyboard.press("Enter")
    await room.comes(lambda: room.board["round"]["papers"] == 2)
    assert [one["dots"] for one in room.board["round"]["paper_ballots"]] == [3, 1]
    await dialog.locator(".entered summary").press("Enter")
    await dialog.get_by_role("button", name=re.compile("Remove.*Ballot 1")).press("Enter")
    await room.comes(lambda: room.board["round"]["papers"] == 1)
    await page.keyboard.press("Escape")
    await expect(setting(page, "Of these on paper").locator("dd")).to_have_text("1")


async def test_paper_dots_can_be_set_with_minus_and_plus(room: Room) -> None:
    page = await room.page()
    await room.go("voting")
    await room.open_round(budget=2, cap=2)
    await page.get_by_role("button", name="Paper ballots").click()
    dialog = page.locator("#dialog")
    await dialog.get_by_role("button", name="More: Empty halls").click()
    await dialog.get_by_role("button", name="More: Empty halls").click()
    await expect(dialog.locator("#paper-lines")).to_have_value("3x2")
    await dialog.get_by_role("button", name="Less: Empty halls").click()
    await dialog.get_by_role("button", name="Save and next").click()
    await room.comes(lambda: room.board["round"]["papers"] == 1)


async def test_a_named_vote_takes_no_paper_and_shows_who_is_behind_a_line(room: Room) -> None:
    page = await room.page()
    await room.go("voting")
    await room.open_round(named=True)
    await expect(page.locator(".panel")).to_contain_text("everybody says their own name")
    await expect(page.get_by_role("button", name="Paper ballots")).to_have_count(0)
    await room.vote({"Late buses": 1}, name="Elli")
    await room.shown()
    await expect(page.locator(".tally .in th")).to_contain_text("Elli")


async def test_a_line_is_reworded_from_the_list_while_people_vote(room: Room) -> None:
    page = await room.page()
    await room.go("voting")
    await room.open_round()
    await page.get_by_role("button", name=re.compile("Reword.*Late buses")).click()
    await page.get_by_label("Words of the line").fill("Night buses")
    await page.get_by_role("button", name="Save").click()
    await room.comes(lambda: room.board["round"]["lines"][0]["title"] == "Night buses")
    await expect(page.locator(".ballot li").first).to_contain_text("Night buses")


async def test_a_void_round_says_why_and_another_can_be_opened(room: Room) -> None:
    page = await room.page()
    await room.go("voting")
    await room.open_round()
    await page.get_by_role("button", name="Make the round void").click()
    await page.get_by_label("Why").fill("The wall was dark")
    await page.get_by_role("button", name="Make it void").click()
    await room.comes(lambda: room.board["round"]["state"] == "void")
    await expect(page.locator(".panel")).to_contain_text("The wall was dark")
    await expect(onward(page)).to_contain_text("Open the voting")


async def tied(room: Room, cap: int = 1) -> None:
    """A vote whose third place is shared by two lines; with a cap of 2, one of them has more supporters."""
    await room.go("voting")
    await room.open_round(wanted=1, budget=4, cap=2)
    if cap == 1:
        await room.vote({"Late buses": 1}, {"Dark streets": 1})
    else:
        await room.vote({"Late buses": 2}, {"Dark streets": 1}, {"Dark streets": 1})
    await room.shown()


def way(page: Page, words: str) -> Locator:
    return page.locator(".tie .choice", has=page.get_by_text(words, exact=True)).locator("input")


async def outcome(room: Room) -> dict[str, Any]:
    await room.comes(lambda: bool((room.board["round"]["outcome"] or {}).get("chosen")))
    found: dict[str, Any] = room.board["round"]["outcome"]
    return found


def chosen(room: Room) -> list[str]:
    round_ = room.board["round"]
    titles = {line["id"]: line["title"] for line in round_["lines"]}
    return [titles[line] for line in round_["outcome"]["chosen"]]


async def test_the_next_step_waits_while_a_tie_is_open_and_says_why(room: Room) -> None:
    page = await room.page()
    await tied(room)
    await expect(page.locator(".tie-head h2")).to_have_text("Rank 1 is a tie")
    await expect(onward(page)).to_have_attribute("aria-disabled", "true")
    await expect(page.locator("#why")).to_contain_text("The tie is still open")
    await expect(page.locator(".tally tr.tied")).to_have_count(2)


async def test_a_ties_ways_out_are_in_sight_however_many_lines_there_are_and_the_page_itself_stays(room: Room) -> None:
    page = await room.page()
    await room.ideas(*(f"Idea {number}" for number in range(40)))
    await tied(room)
    settle = page.locator(".tie .button.big")
    await expect(settle).to_be_in_viewport(ratio=1)
    await expect(page.locator(".tally tr.tied").last).to_be_in_viewport()
    over = "document.documentElement.scrollHeight - document.documentElement.clientHeight"
    assert await page.evaluate(over) == 0
    await page.locator(".outcome").evaluate("place => place.scrollTo(0, place.scrollHeight)")
    await expect(page.locator(".tally tr").last).to_be_in_viewport()
    assert await page.evaluate(over) == 0


async def test_a_tie_is_ended_by_taking_all_and_otherwise_until_it_is_accepted(room: Room) -> None:
    page = await room.page()
    await tied(room)
    await way(page, "Take all").check()
    await page.locator(".tie").get_by_role("button", name="Take all").click()
    assert (await outcome(room))["way"] == "all"
    await page.get_by_role("button", name="Settle the tie otherwise").click()
    await way(page, "Decide by talking").check()
    decide = page.locator(".tie").get_by_role("button", name="Decide so")
    await expect(decide).to_have_attribute("aria-disabled", "true")
    await page.get_by_label("Dark streets").check()
    await expect(page.locator("#hindrance")).to_have_text("Write the reason first.")
    await page.get_by_role("textbox", name="Reason").fill("Nobody else can do it")
    await decide.click()
    await room.comes(lambda: room.board["round"]["outcome"]["way"] == "decided")
    assert chosen(room) == ["Dark streets"]
    await expect(page.locator(".tie-head")).to_contain_text("Nobody else can do it")


async def test_breadth_ends_a_tie_only_where_it_differs(room: Room) -> None:
    page = await room.page()
    await tied(room, cap=2)
    await way(page, "Broader support decides").check()
    await expect(page.locator(".tie .choice", has_text="Broader")).to_contain_text("Voters 1 – 2: Dark streets.")
    await page.locator(".tie").get_by_role("button", name="Let breadth decide").click()
    assert (await outcome(room))["way"] == "breadth"
    assert chosen(room) == ["Dark streets"]


async def test_breadth_that_does_not_decide_says_so(room: Room) -> None:
    page = await room.page()
    await tied(room)
    await way(page, "Broader support decides").check()
    await expect(page.locator("#hindrance")).to_contain_text("equally broad")
    await expect(page.locator(".tie .button.big")).to_have_attribute("aria-disabled", "true")


async def test_a_run_off_is_held_among_the_tied_with_a_dot_and_ninety_seconds_and_decides(room: Room) -> None:
    page = await room.page()
    await tied(room)
    first = room.board["round"]["id"]
    await page.locator(".tie").get_by_role("button", name="Open the run-off").click()
    await room.comes(lambda: room.board["round"]["run_off_of"] == first)
    run_off = room.board["round"]
    assert (run_off["budget"], run_off["cap"], run_off["wanted"], len(run_off["lines"])) == (1, 1, 1, 2)
    await expect(page.locator(".clock time")).to_have_text(re.compile(r"1:(30|2\d)"))
    await expect(page.locator(".tie-head h2")).to_have_text("The run-off is under way")
    await room.vote({"Late buses": 1}, {"Late buses": 1}, {"Dark streets": 1})
    await expect(page.locator(".turnout .figure").first).to_have_text("3/3")
    await onward(page).click()
    await expect(onward(page)).to_contain_text("Show the run-off")
    await onward(page).click()
    await expect(page.locator(".tie-head")).to_contain_text("A run-off decided.")
    await expect(page.locator(".tally tr.in th").first).to_contain_text("Late buses")
    await onward(page).click()
    await page.locator("#dialog").get_by_role("button", name="Accept the result").click()
    await room.comes(lambda: all(one["state"] == "accepted" for one in (*room.board["rounds"], room.board["round"])))


async def test_grouping_after_the_vote_counts_again_beside_the_first_count_and_says_when_it_decides(room: Room) -> None:
    page = await room.page()
    await room.go("voting")
    await room.open_round(wanted=1, budget=2)
    await room.vote({"Late buses": 1, "Dark streets": 1}, {"Dark streets": 1, "Empty halls": 1}, {"Empty halls": 1})
    await room.desk.done("CloseRound", round=room.board["round"]["id"])
    await room.go("results")
    notes = {note["text"]: note["id"] for note in room.board["notes"].values()}
    await room.desk.done("RevealRound", round=room.board["round"]["id"])
    await room.desk.done(
        "GroupNotes", group="g" * 20, notes=[notes["Late buses"], notes["Empty halls"]], title="Evenings"
    )
    row = page.locator(".tally tr", has_text="Evenings")
    await expect(row.locator("td.n").nth(0)).to_have_text("3")
    await expect(row.locator("td.was")).to_have_text("1 + 2")
    await expect(row).to_contain_text("2 lines count as one: “Late buses” 1 dot; “Empty halls” 2 dots")
    await expect(page.locator(".outcome")).to_contain_text("Later grouping has changed who is above the line")
    await page.get_by_role("button", name="Prepare a run-off among these lines").click()
    await room.comes(lambda: room.board["draft"] is not None)
    assert [line["title"] for line in room.board["draft"]["lines"]] == ["Evenings", "Dark streets"]
    await expect(onward(page)).to_contain_text("Open the voting")


async def test_earlier_rounds_can_be_looked_at_again(room: Room) -> None:
    page = await room.page()
    await room.go("voting")
    await room.open_round(wanted=1)
    await room.vote({"Late buses": 1})
    await room.shown()
    await room.open_round(wanted=1)
    await room.vote({"Dark streets": 1})
    await room.shown()
    await expect(page.locator(".tally tr.in th")).to_contain_text("Dark streets")
    await page.get_by_role("button", name="Round 1").click()
    await expect(page.locator(".tally tr.in th")).to_contain_text("Late buses")
    await page.get_by_role("button", name="Back to the result").click()
    await expect(page.locator(".tally tr.in th")).to_contain_text("Dark streets")


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_every_state_of_a_vote_is_accessible_and_in_words_in_every_language(room: Room, lang: str) -> None:
    page = await room.page(lang)
    await room.go("freeze")
    await page.locator(".more summary").click()
    await sound(page, 24)
    await onward(page).click()
    await expect(page.locator(".deeds button").first).to_be_visible()
    await page.locator(".deeds button").nth(1).click()
    await expect(page.locator(".panel .strong")).to_be_visible()
    await sound(page, 24)
    await room.desk.done("VoidRound", round=room.board["round"]["id"], reason="")
    await expect(page.locator("label.ballot-line").first).to_be_visible()
    await tied(room)
    await expect(page.locator(".tie")).to_be_visible()
    for place in range(4):
        await page.locator(".tie .ways input").nth(place).check()
        await sound(page, 24)


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1024, 768), (360, 740)])
async def test_a_vote_fits_windows_of_every_size(room: Room, width: int, height: int) -> None:
    page = await room.page("fi", width, height)
    await room.go("voting")
    await room.open_round(budget=3, cap=2)
    await expect(page.locator(".ballot li")).to_have_count(len(IDEAS))
    await sound(page, 24)
    await page.locator(".deeds button").first.click()
    await expect(page.locator("#dialog")).to_be_visible()
    await sound(page, 24)
    await page.keyboard.press("Escape")
    await room.vote({"Late buses": 1}, {"Dark streets": 1})
    await room.shown()
    await expect(page.locator(".tally")).to_be_visible()
    await sound(page, 24)
