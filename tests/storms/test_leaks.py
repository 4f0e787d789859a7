"""No address of the site tells a participant what the board does not: texts, authors and dots of others.

The addresses are those of the site map itself, so a new one is asked, too.
"""

from __future__ import annotations

import re
from contextlib import AsyncExitStack
from pathlib import Path

import httpx2
from starlette.routing import Route

from server.access import Access
from server.app import make_app
from server.boards import read_board
from server.log.open import open_log
from server.log.sqlite import SqliteLog
from server.settings import Settings
from server.site import Site
from tests.storms.test_two_nodes import Made, to_phase
from tests.talkoot import Talkoot
from tests.viewer import Viewer, entered, joined, viewer

SECRET = "Kokonaan salainen ajatus 4711"
HIDDEN = "Piilotettu ajatus 4712"
LINES = [f"line000{number}" for number in range(4)]
# What an address may say that the others do not; each says it of the whole server and of no room.
OF_THE_SERVER = {"/metrics"}


async def addresses(folder: Path, made: Made) -> list[tuple[str, str]]:
    """Method and path of everything that the site map holds, filled in for this workshop and its first room."""
    room = made["rooms"][0]
    filled = {
        "room": [room["room"], made["rooms"][-1]["room"]],
        "workshop": [made["workshop"]],
        "code": [room["code"]],
        "kind": ["json", "csv", "actions.csv"],
        "template": ["idea-workshop"],
        "tree": ["x"],
        "name": ["phone.js"],
        "lang": ["en"],
    }
    log = SqliteLog(folder / "map")
    settings = Settings()
    routes = make_app(Site(log, settings, await Access.load(log, settings))).routes
    await log.close()
    found = []
    for route in routes:
        assert isinstance(route, Route), f"{route} is of a kind that this test does not know how to ask"
        paths = [re.sub(r":\w+}", "}", route.path)]
        for name in re.findall(r"{(\w+)}", paths[0]):
            assert name in filled, f"say in this test what may stand for {{{name}}} of {route.path}"
            paths = [path.replace(f"{{{name}}}", value) for path in paths for value in filled[name]]
        found += [(method, path) for path in paths for method in sorted(route.methods or ()) if method != "HEAD"]
    assert len(found) > 25
    return found


async def answers(server: Talkoot, cookie: str, asked: list[tuple[str, str]]) -> dict[str, str]:
    """What each address answers whoever has this cookie: headers and all."""
    told = {}
    async with httpx2.AsyncClient(base_url=server.url, headers={"Cookie": cookie}, timeout=30) as client:
        for method, path in asked:
            for query in ("", "?as=phone", "?as=desk", "?as=wall") if path.startswith("/rooms/") else ("",):
                answer = await client.request(method, path + query, data={} if method == "POST" else None)
                assert answer.status_code != 500, f"{method} {path}{query}"
                told[f"{method} {path}{query}"] = f"{dict(answer.headers)}\n{answer.text}"
    return told


NEW_EACH_TIME = re.compile(r"'(date|set-cookie|content-security-policy)': '[^']*'|nonce[-=\"\w+/]*|value=\"[^\"]*\"")


def steady(told: dict[str, str]) -> dict[str, str]:
    """Without what is new each time: the date, keys of one answer, and what is said of the server as a whole."""
    return {
        address: NEW_EACH_TIME.sub("", text)
        for address, text in told.items()
        if not any(path in address for path in OF_THE_SERVER)
    }


async def test_no_address_tells_a_participant_texts_authors_or_dots_of_others(server: Talkoot, tmp_path: Path) -> None:
    made = await server.new("idea-workshop")
    room = made["rooms"][0]
    asked = await addresses(tmp_path, made)
    strangers = {"a participant": await joined(server.url, room["code"]), "nobody": ""}
    async with AsyncExitStack() as stack:

        async def enter(audience: str, cookie: str) -> Viewer:
            return await stack.enter_async_context(viewer(server.url, room["room"], audience, cookie))

        desk = await enter("desk", await entered(room["desk_link"]))
        author = await enter("phone", await joined(server.url, room["code"]))
        other = await enter("phone", strangers["a participant"])
        wall_cookie = await entered(room["wall_link"])
        wall = await enter("wall", wall_cookie)
        strangers["a wall"] = wall_cookie
        screens = {who: cookie for who, cookie in strangers.items() if cookie}

        await to_phase(desk, "writing")
        await author.done("PostNote", note="secret00", column="c1", text=SECRET, lang="fi")
        await author.done("PostNote", note="secret01", column="c1", text=f"{SECRET}!", lang="fi")
        for who, cookie in strangers.items():
            for address, told in (await answers(server, cookie, asked)).items():
                assert SECRET not in told, f"{address} tells {who} a note while people still write"
                assert "secret0" not in told, f"{address} tells {who} of a note while people still write"

        await author.done("PostNote", note="hidden00", column="c1", text=HIDDEN, lang="fi")
        for line in LINES:
            await desk.done("PostNote", note=line, column="c1", text=f"Words of {line}", lang="en")
        await desk.done("HideNotes", notes=["hidden00"])
        await to_phase(desk, "voting")
        opened = await desk.done("OpenRound", round="round0000", budget=3, cap=3, wanted=1)
        await author.until(opened["seq"])
        before = {who: steady(await answers(server, cookie, asked)) for who, cookie in screens.items()}
        await author.done("PlaceDots", round="round0000", dots={LINES[2]: 3}, tab="tab00000", change=1)
        await desk.done("CloseRound", round="round0000")
        for who, cookie in screens.items():
            told_now = steady(await answers(server, cookie, asked))
            for address, told in told_now.items():
                assert told == before[who][address], f"{address} tells {who} something of a blind vote"

        revealed = await desk.done("RevealRound", round="round0000")
        for screen in (author, other, wall):
            await screen.until(revealed["seq"])
        log = await open_log(None, server.data)
        board, _ = await read_board(log, room["room"])
        await log.close()
        assert board.round is not None
        [ballot] = board.round.ballots
        writer = board.notes["secret00"].author
        assert writer
        for address, told in (await answers(server, strangers["a participant"], asked)).items():
            assert writer not in told, f"{address} tells who wrote"
            assert ballot not in told, f"{address} tells who voted"
            assert HIDDEN not in told, f"{address} tells what a facilitator took off the screens"
        for screen in (other, wall):
            heard = repr(screen.frames)
            assert HIDDEN not in heard
            assert writer not in heard
            assert ballot not in heard
