"""The control tower, the way to the plenary and last year's actions, on real servers: what they tell and do."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.browser.phones import Facilitator
from tests.organiser import Made, Organiser, organiser, values
from tests.servers import redis_server
from tests.talkoot import Talkoot, talkoot
from tests.viewer import Viewer, entered, joined, new_id, post, viewer

FIVE = 5 * 60_000


@pytest.fixture(scope="module")
async def shared(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Talkoot]:
    async with talkoot(tmp_path_factory.mktemp("tower") / "talkoot") as running:
        yield running


@pytest.fixture
async def made(shared: Talkoot) -> Made:
    found: Made = await shared.new("lappeenranta-2023")
    return found


@pytest.fixture
async def office(shared: Talkoot, made: Made) -> AsyncIterator[Organiser]:
    async with organiser(made, shared.url) as signed_in:
        yield signed_in


class People(AsyncExitStack):
    """Desks and phones of one test."""

    async def desk(self, server: Talkoot, room: Made) -> Facilitator:
        return Facilitator(await self._enter(server, room, "desk", await entered(room["desk_link"], server.url)))

    async def phone(self, server: Talkoot, room: Made, **query: Any) -> Viewer:
        return await self._enter(server, room, "phone", await joined(server.url, room["code"]), **query)

    async def _enter(self, server: Talkoot, room: Made, audience: str, cookie: str, **query: Any) -> Viewer:
        return await self.enter_async_context(viewer(server.url, room["room"], audience, cookie, **query))


async def vote(desk: Facilitator, phones: list[Viewer], dots: list[list[int]], wanted: int = 2) -> list[str]:
    """Four notes, and a closed round on them; `dots`: of each phone, the places of the notes it votes for."""
    notes = await desk.post("Buses at night", "One window for permits", "Light in the park", "A fair every month")
    await desk.go("voting")
    round_ = await desk.open_round(budget=2, cap=1, wanted=wanted)
    for phone, places in zip(phones, dots, strict=True):
        wish = {notes[place]: 1 for place in places}
        await phone.done("PlaceDots", round=round_, dots=wish, tab="tab", change=1)
    await desk.do("CloseRound", round=round_)
    return [round_, *notes]


async def test_the_tower_is_closed_to_strangers_and_says_nothing(
    shared: Talkoot, made: Made, office: Organiser
) -> None:
    cookie = await joined(shared.url, made["rooms"][1]["code"])
    for path in ("tower", "tower.json", "plenary", "earlier"):
        answer = await office.client.get(f"{office.office}/{path}", headers={"Cookie": cookie})
        assert answer.status_code == 403
        assert made["rooms"][1]["title"] not in answer.text


async def test_rooms_stand_in_the_programmes_order_with_their_phase(made: Made, office: Organiser) -> None:
    rows = (await office.figures())["rows"]
    assert [row["id"] for row in rows] == [room["room"] for room in made["rooms"]]
    assert all(row["phase"] == "Gathering" and row["step"] == 0 for row in rows)
    assert all(row["needs"] == [] for row in rows), "before anything has begun, nobody is missed"


async def test_a_room_is_told_as_it_is(shared: Talkoot, made: Made, office: Organiser) -> None:
    room = made["rooms"][1]
    async with People() as people:
        desk = await people.desk(shared, room)
        await people.phone(shared, room)
        await people.phone(shared, room, place="remote")
        await desk.post("One", "Two")
        await desk.go("writing")
        row = await office.until(room, lambda row: bool(row["people"] == "2"))
        assert (row["phase"], row["notes"], row["places"]) == ("Silent writing", "2", "1 remote")
        assert row["screens"] == "1 desk · 0 walls"
        assert row["ends_at"] is not None
        assert row["needs"] == []


async def test_a_room_without_desk_or_people_says_who_is_missing(
    shared: Talkoot, made: Made, office: Organiser
) -> None:
    room = made["rooms"][1]
    async with People() as people:
        async with People() as leaving:
            desk = await leaving.desk(shared, room)
            await desk.go("writing")
        await office.until(room, lambda row: bool(len(row["needs"]) == 2))
        await people.phone(shared, room)
        row = await office.until(room, lambda row: bool(row["people"] == "1"))
        assert row["needs"] == ["No facilitator’s desk is connected"]
        assert "1 room needs somebody" in (await office.figures())["summary"]


async def test_while_a_round_is_blind_only_totals_are_told(shared: Talkoot, made: Made, office: Organiser) -> None:
    room = made["rooms"][1]
    async with People() as people:
        desk = await people.desk(shared, room)
        phones = [await people.phone(shared, room) for _ in range(3)]
        notes = await desk.post("Buses at night", "One window for permits", "Light in the park", "A fair every month")
        await desk.go("voting")
        round_ = await desk.open_round(budget=2, cap=1)
        for phone in phones[:2]:
            await phone.done("PlaceDots", round=round_, dots={notes[0]: 1, notes[1]: 1}, tab="tab", change=1)
        row = await office.until(room, lambda row: bool(row["people"] == "3"))
        assert (row["dots"], row["given"], row["voters"]) == ("4", "/6", "2 of 3 have voted")
        told = json.dumps(await office.figures()) + await office.page("/tower") + await office.page("/plenary")
        assert [note for note in notes if note in told] == []
        assert "Buses at night" not in told


async def test_a_tie_across_the_cut_needs_somebody_until_it_is_settled(
    shared: Talkoot, made: Made, office: Organiser
) -> None:
    room = made["rooms"][1]
    async with People() as people:
        desk = await people.desk(shared, room)
        phones = [await people.phone(shared, room) for _ in range(2)]
        round_, *_ = await vote(desk, phones, [[0, 1], [0, 2]])
        assert (await office.row(room))["needs"] == [], "nobody knows of a tie before the result is shown"
        await desk.do("RevealRound", round=round_)
        assert (await office.row(room))["needs"] == ["A tie waits to be settled"]
        assert "A tie is open" in await office.page("/plenary")
        await desk.do("SettleTie", round=round_, way="all")
        assert (await office.row(room))["needs"] == []


async def test_what_has_not_changed_is_not_sent_again(made: Made, office: Organiser) -> None:
    address = f"{office.office}/tower.json"
    for room in made["rooms"]:
        await office.until(room, lambda row: bool(row["people"] == "0"))
    first = await office.client.get(address)
    again = await office.client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert int(again.headers["Talkoot-Now"]) >= int(first.headers["Talkoot-Now"])


async def until_said(viewer: Viewer, text: str) -> None:
    """Wait until this message stands on a screen; empty: none."""
    await viewer.until_so(lambda: (viewer.shown()["message"] or {"text": ""})["text"] == text)


async def test_a_message_reaches_every_room_and_is_taken_away(shared: Talkoot, made: Made, office: Organiser) -> None:
    async with People() as people:
        phones = [await people.phone(shared, room) for room in made["rooms"][:2]]
        (id_, *_) = values(await office.page("/tower"), "message")
        for _ in range(2):
            sent = await office.send("/tower/message", message=id_, room="all", lang="en", text="Coffee in the hall")
            assert sent.status_code == 303
        for phone in phones:
            await until_said(phone, "Coffee in the hall")
        assert "Coffee in the hall" in await office.page("/tower")
        await office.send("/tower/message", message=id_, room="all", lang="en", away="yes")
        for phone in phones:
            await until_said(phone, "")


async def test_a_message_to_one_room_stays_there_and_keeps_anothers(made: Made, office: Organiser) -> None:
    one, two = made["rooms"][1:3]
    await office.send("/tower/message", message=new_id(), room="all", lang="en", text="To everybody")
    (all_id, *_) = values(await office.page("/tower"), "message")
    await office.send("/tower/message", message=new_id(), room=one["room"], lang="en", text="To one")
    await office.send("/tower/message", message=all_id, room="all", lang="en", away="yes")
    page = await office.page("/tower")
    assert "To one" in page
    assert "To everybody" not in page
    assert two["title"] in page


@pytest.mark.parametrize(("text", "says"), [(" ", "Write a message"), ("x" * 281, "at most 280")])
async def test_a_message_that_cannot_be_sent_says_why(office: Organiser, text: str, says: str) -> None:
    answer = await office.send("/tower/message", message=new_id(), room="all", lang="en", text=text)
    assert answer.status_code == 422
    assert says in answer.text


async def test_every_room_with_a_timer_gets_five_minutes_more_and_they_are_taken_back(
    shared: Talkoot, made: Made, office: Organiser
) -> None:
    async with People() as people:
        running, standing, off, closed = [await people.desk(shared, room) for room in made["rooms"][:4]]
        await running.go("writing")
        ends_at = running.seen.shown()["timer"]["ends_at"]
        await standing.do("SetTimer", version=standing.seen.shown()["timer"]["version"], left_ms=60_000)
        await closed.go("closed")
        answer = await office.send("/tower/time")
        told = answer.headers["location"].partition("time=")[2]
        assert "5 min more in 2 rooms" in await office.page(f"/tower?time={told}")
        await running.seen.until_so(lambda: running.seen.shown()["timer"]["ends_at"] == ends_at + FIVE)
        await standing.seen.until_so(lambda: standing.seen.shown()["timer"]["left_ms"] == 60_000 + FIVE)
        assert off.seen.shown()["timer"]["ends_at"] is None
        await standing.do("SetTimer", version=standing.seen.shown()["timer"]["version"], left_ms=30_000)
        answer = await office.send("/tower/time", back=told)
        assert answer.headers["location"].endswith("time=taken")
        await running.seen.until_so(lambda: running.seen.shown()["timer"]["ends_at"] == ends_at)
        assert standing.seen.shown()["timer"]["left_ms"] == 30_000, "its desk has decided since"
        answer = await office.send("/tower/time", back=told)
        assert answer.headers["location"].endswith("time=kept"), "nothing is taken twice"


async def test_time_that_has_run_out_begins_again_and_no_timer_anywhere_is_said(
    shared: Talkoot, made: Made, office: Organiser
) -> None:
    answer = await office.send("/tower/time")
    assert "No room has a timer" in await office.page("/tower?time=" + answer.headers["location"].partition("time=")[2])
    async with People() as people:
        desk = await people.desk(shared, made["rooms"][1])
        await desk.do("SetTimer", version=0, ends_at=1)
        row = await office.row(made["rooms"][1])
        assert row["ends_at"] == 1
        before = int(time.time() * 1000)  # as whole as the server tells it
        await office.send("/tower/time")
        assert (await office.row(made["rooms"][1]))["ends_at"] >= before + FIVE


@pytest.mark.parametrize("told", ["x", "..", "a-", "-1", "<b>-1x", "a-99999999999999"])
async def test_nobody_is_taken_time_by_words_that_nobody_can_read(office: Organiser, told: str) -> None:
    assert "Take the extra time back" not in await office.page(f"/tower?time={told}")
    assert (await office.send("/tower/time", back=told)).headers["location"].endswith("time=kept")


async def test_two_nodes_tell_the_same_of_all_rooms(tmp_path: Path) -> None:
    async with (
        redis_server(tmp_path) as redis,
        talkoot(tmp_path / "one", redis_url=redis.url) as one,
        talkoot(tmp_path / "two", redis_url=redis.url) as two,
        People() as people,
    ):
        made = await one.new("lappeenranta-2023")
        room = made["rooms"][1]
        first = await people.enter_async_context(organiser(made, one.url))
        second = await people.enter_async_context(organiser(made, two.url))
        desk = await people.desk(one, room)
        await people.phone(one, room)
        await people.phone(two, room, place="remote")
        await desk.post("One")
        await desk.go("writing")
        for office in (first, second):
            row = await office.until(room, lambda row: row["people"] == "2" and row["notes"] == "1")
            assert row["phase"] == "Silent writing"
            assert row["screens"].startswith("1 desk")
        sent = await second.send("/tower/message", message=new_id(), room="all", lang="en", text="From the other node")
        assert sent.status_code == 303
        await until_said(desk.seen, "From the other node")


async def test_a_log_that_is_away_is_told_and_figures_come_back(tmp_path: Path) -> None:
    async with redis_server(tmp_path) as redis, talkoot(tmp_path / "node", redis_url=redis.url) as node:
        made = await node.new("idea-workshop")
        async with organiser(made, node.url) as office:
            await office.figures()
            redis.pause()
            answer = await office.client.get(f"{office.office}/tower.json")
            assert answer.status_code == 503
            kept = await office.send("/tower/message", message=new_id(), room="all", lang="en", text="Kept text")
            assert kept.status_code == 503
            assert "Kept text" in kept.text
            redis.resume()
            while (await office.client.get(f"{office.office}/tower.json")).status_code == 503:
                pass
            assert (await office.figures())["rows"]


async def test_what_rooms_chose_comes_to_the_plenary_once(shared: Talkoot, made: Made, office: Organiser) -> None:
    hall, room, other = made["rooms"][:3]
    async with People() as people:
        desk = await people.desk(shared, room)
        phones = [await people.phone(shared, room) for _ in range(3)]
        round_, *_ = await vote(desk, phones, [[0, 1], [0, 1], [0]])
        assert "Buses at night" not in await office.page("/plenary")
        await desk.do("RevealRound", round=round_)
        page = await office.page("/plenary")
        assert "Buses at night" in page
        assert "Light in the park" not in page
        assert f'name="room-{other["room"]}"' not in page
        plenary = await people.desk(shared, hall)
        form = {"wanted": "0", "column": "c2", f"room-{room['room']}": "on"}
        first = await office.send("/plenary", **form)
        assert "brought=2" in first.headers["location"]
        again = await office.send("/plenary", **form)
        assert "brought=0" in again.headers["location"]
        await plenary.seen.until_so(lambda: len(plenary.seen.shown()["notes"]) == 2)
        notes = sorted(plenary.seen.shown()["notes"].values(), key=lambda note: note["order"])
        assert [note["text"] for note in notes] == ["Buses at night", "One window for permits"]
        origin = notes[0]["origin"]
        assert (origin["room"], origin["rank"], origin["dots"], origin["ballots"]) == (room["room"], 1, 3, 3)
        assert {note["column"] for note in notes} == {"c2"}
        assert "in the plenary already" in await office.page("/plenary")


async def test_how_many_come_can_be_chosen_and_equals_come_together(
    shared: Talkoot, made: Made, office: Organiser
) -> None:
    room = made["rooms"][1]
    async with People() as people:
        desk = await people.desk(shared, room)
        phones = [await people.phone(shared, room) for _ in range(3)]
        round_, *_ = await vote(desk, phones, [[0, 1], [0, 2], [0]], wanted=1)
        await desk.do("RevealRound", round=round_)
        assert _lines(await office.page("/plenary")) == ["Buses at night"]
        assert _lines(await office.page("/plenary?wanted=2")) == [
            "Buses at night",
            "One window for permits",
            "Light in the park",
        ]
        assert _lines(await office.page("/plenary?wanted=1")) == ["Buses at night"]


def _lines(page: str) -> list[str]:
    offers = page.partition('id="offers"')[2].partition('id="there"')[0]
    return re.findall(r'<li><span class="rank">[^<]*</span><span><span lang="[a-z]+">([^<]*)</span>', offers)


async def test_a_practice_round_and_a_void_one_bring_nothing(shared: Talkoot, made: Made, office: Organiser) -> None:
    room = made["rooms"][1]
    async with People() as people:
        desk = await people.desk(shared, room)
        phone = await people.phone(shared, room)
        round_, *_ = await vote(desk, [phone], [[0, 1]])
        await desk.do("RevealRound", round=round_)
        assert _lines(await office.page("/plenary"))
        await desk.do("VoidRound", round=round_, reason="The wrong question")
        assert _lines(await office.page("/plenary")) == []
        practice = await desk.open_round(budget=1, cap=1, practice=True, texts=["Tea", "Coffee"])
        await desk.do("CloseRound", round=practice)
        await desk.do("RevealRound", round=practice)
        assert _lines(await office.page("/plenary")) == []


async def test_a_workshop_without_plenary_says_so(shared: Talkoot) -> None:
    made = await shared.new("idea-workshop")
    async with organiser(made, shared.url) as office:
        assert "This workshop has no plenary" in await office.page("/plenary")
        assert (await office.send("/plenary", column="c1")).status_code == 422


async def year_before(people: People, server: Talkoot) -> Made:
    """A workshop with two actions in its first industry's room."""
    made: Made = await server.new("lappeenranta-2023")
    desk = await people.desk(server, made["rooms"][1])
    await desk.go("actions")
    for what in ("A calendar of rooms", "A light path of permits"):
        await desk.do("StartAction", action=new_id(), what=what, lang="en")
    return made


async def test_last_years_actions_come_from_a_file_to_the_room_of_the_same_name_once(
    shared: Talkoot, made: Made, office: Organiser
) -> None:
    async with People() as people:
        before = await year_before(people, shared)
        async with organiser(before, shared.url) as earlier_office:
            export = (await earlier_office.client.get(f"{earlier_office.office}/export.json")).content
        found = await office.client.post(
            f"{office.office}/earlier/look", files={"file": ("all.json", export, "application/json")}
        )
        assert found.status_code == 200
        items = values(found.text, r"item-\d+")
        assert [json.loads(item)["what"] for item in items] == ["A calendar of rooms", "A light path of permits"]
        form = {f"item-{place}": item for place, item in enumerate(items)} | {"status-0": "done", "to": "name"}
        first = await office.send("/earlier", **form)
        assert "brought=2" in first.headers["location"]
        assert "brought=0" in (await office.send("/earlier", **form)).headers["location"]
        desk = await people.desk(shared, made["rooms"][1])
        other = await people.desk(shared, made["rooms"][2])
        said = [(one["what"], one["status"]) for one in desk.seen.shown()["earlier"]["items"]]
        assert said == [("A calendar of rooms", "done"), ("A light path of permits", "not_started")]
        assert other.seen.shown()["earlier"]["items"] == []


async def test_bringing_again_keeps_what_a_desk_has_said_since(shared: Talkoot, made: Made, office: Organiser) -> None:
    room = made["rooms"][1]
    found = await office.client.post(
        f"{office.office}/earlier/look", files={"lines": (None, "New stop | The city\n\n  new  STOP \nOld bridge")}
    )
    items = [json.loads(item) for item in values(found.text, r"item-\d+")]
    assert [(item["what"], item["who"]) for item in items] == [("New stop", "The city"), ("Old bridge", "")]
    form = {f"item-{place}": json.dumps(item) for place, item in enumerate(items)} | {"to": room["room"]}
    await office.send("/earlier", **form)
    async with People() as people:
        desk = await people.desk(shared, room)
        one = desk.seen.shown()["earlier"]["items"][0]
        await desk.do("SetEarlier", earlier=one["id"], what=one["what"], status="under_way", lang="en")
        await office.send("/earlier", **form)
        items_now = desk.seen.shown()["earlier"]["items"]
        assert len(items_now) == 2
        await desk.seen.until_so(lambda: desk.seen.shown()["earlier"]["items"][0]["status"] == "under_way")


async def test_another_workshops_actions_are_shown_only_to_whoever_may_enter_it(
    shared: Talkoot, made: Made, office: Organiser
) -> None:
    async with People() as people:
        before = await year_before(people, shared)
        assert "A calendar of rooms" not in await office.page("/earlier")
        closed = await office.client.get(f"{office.office}/earlier?from={before['workshop']}")
        assert closed.status_code == 403
        both = await _entered_both(shared, made, before)
        opened = await office.client.get(f"{office.office}/earlier?from={before['workshop']}", headers={"Cookie": both})
        assert "A calendar of rooms" in opened.text


async def _entered_both(server: Talkoot, one: Made, two: Made) -> str:
    cookie = await entered(one["office_link"], server.url)
    parts = urlsplit(two["office_link"])
    _, cookie = await asyncio.to_thread(
        post, f"{server.url}/enter", {"secret": parts.fragment, "to": parts.path}, cookie
    )
    return cookie


@pytest.mark.parametrize("data", [b"", b"{}", b"not json", b"\xff\xfe", b'{"talkoot": 1, "workshop": {}, "rooms": 3}'])
async def test_a_file_that_is_no_export_is_refused_politely(office: Organiser, data: bytes) -> None:
    answer = await office.client.post(
        f"{office.office}/earlier/look", files={"file": ("x.json", data, "application/json")}
    )
    assert answer.status_code == 422
    assert "did not export this file" in answer.text


async def test_forms_that_nobody_made_are_refused(office: Organiser, made: Made) -> None:
    room = made["rooms"][1]["room"]
    for item in ("{}", "nonsense", '{"id": "NOT AN ID", "what": "x", "who": "", "lang": "en"}'):
        answer = await office.send("/earlier", **{"item-0": item, "to": room})
        assert answer.status_code == 422
    answer = await office.client.post(
        f"{office.office}/tower/message", data={"room": "all", "text": "x"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403
