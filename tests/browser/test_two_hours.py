"""Two whole hours of a hall of six, a desk and a wall, by buttons and keys alone; what they came to is exported."""

from __future__ import annotations

import json
from contextlib import AsyncExitStack

from playwright.async_api import Browser

from tests.browser import two_hours
from tests.browser.two_hours import ACTION, GROUP, NOTES
from tests.talkoot import Talkoot


async def test_two_hours_from_the_lobby_to_the_thanks_come_out_in_the_export(browser: Browser, server: Talkoot) -> None:
    async with AsyncExitStack() as stack:
        room = await two_hours.play(server, browser, stack, "fi")
    code, out, errors = await server.command("export", room.workshop)
    assert code == 0, errors
    (told,) = json.loads(out)["rooms"]
    assert told["phase"] == "closed"
    assert [(one["what"], one["talk"]) for one in told["earlier"]] == [
        (what, talk) for (what, _), talk in zip(two_hours.LAST_YEAR, (3, 3, 0), strict=True)
    ]
    first, run_off = told["rounds"]
    assert (first["state"], run_off["state"]) == ("accepted", "accepted"), "the practice is in no export"
    titles = {result["line"]: result["title"] for result in first["results"]}
    chosen = [titles[result["line"]] for result in first["results"] if result["chosen"]]
    assert chosen == [GROUP, NOTES[1][1], NOTES[2][1]]
    assert (first["ballots"], first["papers"], first["tie"]["way"]) == (7, 1, "run_off")
    assert first["cast"] is not None, "seven ballots that nobody can tie to anybody"
    assert [action["what"] for action in told["actions"]] == chosen
    assert {field: told["actions"][0][field] for field in ACTION} == ACTION
    assert told["actions"][0]["taking_part"] == ["Rytmi ry"]
    assert told["actions"][0]["objections"] == ["Myös kylille, ei vain keskustaan"]
    assert all(action["accepted"] for action in told["actions"])
    assert sum(told["feedback"]["scores"]) == 6
