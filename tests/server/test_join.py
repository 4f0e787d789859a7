"""What counts as a code, and what becomes of wrong ones."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from starlette.applications import Starlette

from rooms.templates import template
from rooms.workshop import RoomCard
from server.access import Access
from server.gathering import CODE_LETTERS, Gathering
from server.log.sqlite import SqliteLog
from server.pages import join
from server.pages.join import Guesses, readings, typed_code
from server.settings import Settings
from server.site import Site

WRONG = "22222222"


@dataclass
class Door:
    """The join pages of a site with one workshop, hearing few wrong codes."""

    client: httpx2.AsyncClient
    card: RoomCard
    qr: str

    async def status(self, path: str) -> int:
        return (await self.client.get(path)).status_code


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    log = SqliteLog(tmp_path / "log")
    settings = Settings(url="http://hall.example")
    access = await Access.load(log, settings)
    workshop = await Gathering(log).create(template("idea-workshop"))
    site = Site(log, settings, access)
    app = Starlette(routes=[*site.assets.routes(), *join.routes(site, Guesses(per_second=0.001, burst=3))])
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://hall.example") as client:
        card = workshop.rooms[0]
        yield Door(client, card, "/" + access.qr_link(card).rpartition("/")[2])
    await log.close()


@pytest.mark.parametrize(
    "typed",
    [
        "K7PM3XHT",
        "k7pm 3xht",
        " k7pm-3xht\n",
        "K7PM–3XHT",
        "Ｋ７ＰＭ ３ＸＨＴ",
        "http://hall.example/K7PM3XHT",
        "HTTP://HALL.EXAMPLE/K7PM3XHT/",
        "hall.example/k7pm3xht?lang=sv",
        "http://hall.example/K7PM%203XHT",
    ],
)
def test_a_code_is_understood_however_it_is_typed_or_pasted(typed: str) -> None:
    assert typed_code(typed) == ("K7PM3XHT", "")


@pytest.mark.parametrize("typed", ["K7PM3XHT-AB12CD34", "http://hall.example/k7pm3xht-ab12cd34"])
def test_the_voucher_of_a_qr_is_kept_apart_from_the_code(typed: str) -> None:
    assert typed_code(typed) == ("K7PM3XHT", "AB12CD34")


@pytest.mark.parametrize("typed", ["", "-", "/", "K7PM", "x" * 5000, "\x00", "💡" * 8, "http://[", "//"])
def test_what_is_no_code_is_taken_without_complaint(typed: str) -> None:
    assert len(typed_code(typed)[0]) != 8 or typed_code(typed)[1] == ""


def test_a_letter_that_no_code_has_is_read_as_those_it_is_mistaken_for() -> None:
    assert readings("K7PMOXHT") == ["K7PMQXHT", "K7PMDXHT"]
    assert all(letter in CODE_LETTERS for code in readings("1ABCDEFG") for letter in code)


def test_two_odd_letters_are_not_guessed_at() -> None:
    assert readings("O7PMOXHT") == ["O7PMOXHT"]


async def test_wrong_codes_are_slowed_for_all_but_the_holders_of_a_qr(door: Door) -> None:
    assert await door.status(f"/{door.card.code}") == 200
    statuses = [await door.status(f"/{WRONG}") for _ in range(6)]
    assert statuses == [404, 404, 404, 429, 429, 429]
    slowed = await door.client.get(f"/?code={door.card.code}")
    assert slowed.status_code == 429
    assert int(slowed.headers["retry-after"]) > 1
    assert await door.status(door.qr) == 200
    assert await door.status(door.qr.lower()) == 200


async def test_a_forged_voucher_is_counted_as_a_wrong_code(door: Door) -> None:
    statuses = [await door.status(f"/{WRONG}-AAAAAAAA") for _ in range(6)]
    assert statuses[-1] == 429


async def test_right_codes_cost_nothing(door: Door) -> None:
    assert {await door.status(f"/{door.card.code}") for _ in range(20)} == {200}


async def test_what_is_not_even_shaped_like_a_code_costs_nothing(door: Door) -> None:
    assert {await door.status(path) for path in ("/robots.txt", "/wp-login.php", "/abc") * 4} == {404}
    assert await door.status(f"/{door.card.code}") == 200


async def test_who_opened_the_page_in_time_may_join_while_others_are_slowed(door: Door) -> None:
    page = (await door.client.get(door.qr)).text
    ticket = page.split('name="code" value="')[1].split('"')[0]
    for _ in range(6):
        await door.status(f"/{WRONG}")
    answer = await door.client.post("/join", data={"code": ticket, "lang": "fi", "place": "hall"})
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/rooms/{door.card.id}"


async def test_joining_again_keeps_the_same_session(door: Door) -> None:
    for _ in range(2):
        answer = await door.client.post("/join", data={"code": door.card.code, "lang": "fi"})
        assert answer.status_code == 303
    sessions = {(cookie.value or "").split(".")[0] for cookie in door.client.cookies.jar if cookie.name == "talkoot"}
    assert len(sessions) == 1


async def test_nothing_that_was_typed_can_become_markup(door: Door) -> None:
    page = await door.client.get("/", params={"code": '"><script>alert(1)</script>'})
    assert "<script>alert" not in page.text


async def test_a_form_without_a_code_is_answered_like_a_wrong_one(door: Door) -> None:
    assert (await door.client.post("/join", data={})).status_code == 404
    assert (await door.client.post("/join", content=b"\xff" * 9000)).status_code == 404


async def test_a_voucher_in_letters_of_elsewhere_is_merely_wrong(door: Door) -> None:
    assert await door.status(f"/{door.card.code}-ÄÖ") == 200
    assert await door.status(f"/{WRONG}-ÄÖ") == 404


@pytest.mark.parametrize("sender", [{"sec-fetch-site": "cross-site"}, {"origin": "http://evil.example"}])
async def test_a_page_of_somebody_else_cannot_take_away_ones_session(door: Door, sender: dict[str, str]) -> None:
    # The browser would not send its cookie along, and a new one would replace it.
    answer = await door.client.post("/join", data={"code": door.card.code}, headers=sender)
    assert answer.headers["location"] == f"/{door.card.code}"
    assert "set-cookie" not in answer.headers


async def test_a_file_is_kept_for_ever_only_under_its_own_name(door: Door) -> None:
    page = (await door.client.get(door.qr)).text
    sheet = page.split('rel="stylesheet" href="')[1].split('"')[0]
    other = "/static/0123456789ab/" + sheet.split("/", 3)[3]
    assert "immutable" in (await door.client.get(sheet)).headers["cache-control"]
    assert (await door.client.get(other)).headers["cache-control"] == "no-store"
