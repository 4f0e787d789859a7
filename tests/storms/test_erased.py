"""A workshop that was erased is gone from every open screen and from every byte that the log keeps."""

from __future__ import annotations

import json
from contextlib import AsyncExitStack

import httpx2
import pytest
import redis.asyncio as redis_client
from websockets.exceptions import InvalidStatus

from server.log.open import open_log
from tests.storms.test_two_nodes import to_phase
from tests.storms.test_untied import Home, kept, until, voted
from tests.viewer import entered, joined, viewer

__all__ = ["kept"]  # the fixture: an embedded log and a Redis, with all their files

TITLE = "Only in the workshop that goes"
STAYS = "Written where nothing is erased"
GOES = "Written by somebody who wants to be forgotten"
NAME = "Aino Virtanen"


async def without_text(home: Home, *texts: str) -> bool:
    """Whether no file of the log holds any of these."""
    return await without(home, *(text.encode() for text in texts))


async def without(home: Home, *parts: bytes) -> bool:
    """The same of bytes; not yet so while a rewrite is just removing a file."""
    try:
        dump = home.dump()
    except FileNotFoundError:
        return False
    return not any(part in dump for part in parts)


async def keep_plain(home: Home) -> None:
    """Let Redis write texts as they are, so that they could be found."""
    if home.redis is not None:
        async with redis_client.Redis.from_url(home.redis.url) as client:
            await client.config_set("rdbcompression", "no")


async def key_of(home: Home, room: str, round_: str) -> bytes:
    """The key of a round that is open or waits to be accepted."""
    log = await open_log(home.server.environ.get("REDIS_URL"), home.server.data)
    try:
        return await log.secret(f"round/{room}/{round_}")
    finally:
        await log.close()


async def test_an_erased_workshop_leaves_screens_doors_keys_and_every_byte_of_the_log(kept: Home) -> None:
    server = kept.server
    await keep_plain(kept)
    code, printed, _ = await server.command("new", "idea-workshop", "--title", TITLE, "--lang", "en", "--json")
    assert code == 0
    made, other = json.loads(printed), await server.new()
    card = made["rooms"][0]
    async with AsyncExitStack() as stack:
        desk_link = await entered(card["desk_link"])
        desk = await stack.enter_async_context(viewer(server.url, card["room"], "desk", desk_link))
        cookies = [await joined(server.url, card["code"]) for _ in range(3)]
        phones = [
            await stack.enter_async_context(viewer(server.url, card["room"], "phone", cookie)) for cookie in cookies
        ]
        there = await stack.enter_async_context(
            viewer(server.url, other["rooms"][0]["room"], "desk", await entered(other["rooms"][0]["desk_link"]))
        )
        await there.done("PostNote", note="stays000", column=there.shown()["columns"][0]["id"], text=STAYS, lang="en")
        round_, _ = await voted(desk, phones)
        assert not await without_text(kept, TITLE)
        assert not await without_text(kept, "Idea 0")
        key = await key_of(kept, card["room"], round_)
        assert not await without(kept, key)

        code, printed, errors = await server.command("erase", made["workshop"], "--yes", "--json")
        assert (code, errors) == (0, "")
        assert json.loads(printed)["erased"] == {"rooms": len(made["rooms"]), "notes": 3, "rounds": 1, "actions": 0}
        for screen in (desk, *phones):
            assert await screen.until_closed() == 4500
        for role, cookie in (("desk", desk_link), ("phone", cookies[0])):
            with pytest.raises(InvalidStatus, match="404"):
                async with viewer(server.url, card["room"], role, cookie):
                    raise AssertionError("an erased room let somebody in")
        async with httpx2.AsyncClient(base_url=server.url, headers={"Cookie": desk_link}) as client:
            for path in (f"/{card['code']}", f"/rooms/{card['room']}", f"/office/{made['workshop']}"):
                assert (await client.get(path)).status_code == 404, path

        gone = [text.encode() for text in (TITLE, "Idea 0", "Idea 1", "Idea 2")]
        await until(without, kept, *gone, key)  # by itself: nobody rewrites or vacuums here
        assert there.shown()["notes"]["stays000"]["text"] == STAYS
    await server.stop()
    await kept.settle()
    assert await without(kept, *gone, key)
    assert not await without_text(kept, STAYS)
    assert not server.erred(), server.printed()


async def test_an_erased_participant_leaves_screens_and_every_byte_while_the_room_goes_on(kept: Home) -> None:
    server = kept.server
    await keep_plain(kept)
    made = await server.new()
    card = made["rooms"][0]
    async with AsyncExitStack() as stack:
        desk_link = await entered(card["desk_link"])
        desk = await stack.enter_async_context(viewer(server.url, card["room"], "desk", desk_link))
        one, other = [await joined(server.url, card["code"]) for _ in range(2)]
        mine = await stack.enter_async_context(viewer(server.url, card["room"], "phone", one))
        theirs = await stack.enter_async_context(viewer(server.url, card["room"], "phone", other))
        await to_phase(desk, "writing")
        column = desk.shown()["columns"][0]["id"]
        for viewing, note, text in (
            (mine, "own00000", GOES),
            (mine, "own00001", f"{GOES} too"),
            (theirs, "els00000", STAYS),
        ):
            await viewing.done("PostNote", note=note, column=column, text=text, lang="en")
        await to_phase(desk, "sorting")
        await desk.done("GroupNotes", group="group000", notes=["own00000", "els00000"], act="act00000")

        code, _, errors = await server.command("erase", made["workshop"], "--yes", "--person", "Written")
        assert (code, errors) == (1, "Error: notes of 2 people have these words; give more of them\n")
        code, _, errors = await server.command("erase", made["workshop"], "--yes", "--person", "never written")
        assert (code, errors) == (1, "Error: no note has these words\n")
        code, printed, errors = await server.command(
            "erase", made["workshop"], "--yes", "--json", "--person", GOES.upper() + " TOO"
        )
        assert (code, errors) == (0, "")
        assert json.loads(printed)["erased"] == {"participants": 1, "notes": 2, "names": 0}
        for screen in (desk, mine, theirs):
            assert await screen.until_closed() == 4500
        back = await stack.enter_async_context(viewer(server.url, card["room"], "desk", desk_link, **desk.stands()))
        assert [note["text"] for note in back.shown()["notes"].values()] == [STAYS]
        assert GOES not in json.dumps(back.shown())
        again = await stack.enter_async_context(viewer(server.url, card["room"], "phone", one))
        assert again.yours["notes"] in ([], {})
        answer = await again.ask("EditNote", note="own00000", text=f"{GOES} again", version=1)
        assert answer["kind"] == "refused"
        await back.done("PostNote", note="new00000", column=column, text="The room goes on", lang="en")
        await until(without, kept, GOES.encode())
    await server.stop()
    await kept.settle()
    assert await without_text(kept, GOES)
    assert not await without_text(kept, STAYS)
    assert not server.erred(), server.printed()


async def test_the_name_under_which_somebody_voted_goes_with_them_and_stays_with_everybody_else(kept: Home) -> None:
    server = kept.server
    await keep_plain(kept)
    made = await server.new()
    card = made["rooms"][0]
    async with AsyncExitStack() as stack:
        desk_link = await entered(card["desk_link"])
        desk = await stack.enter_async_context(viewer(server.url, card["room"], "desk", desk_link))
        phones = [
            await stack.enter_async_context(viewer(server.url, card["room"], "phone", cookie))
            for cookie in [await joined(server.url, card["code"]) for _ in range(3)]
        ]
        await to_phase(desk, "writing")
        column = desk.shown()["columns"][0]["id"]
        for phone, note, text in zip(phones, ("note000a", "note000b", "note000c"), (GOES, STAYS, STAYS), strict=True):
            await phone.done("PostNote", note=note, column=column, text=text, lang="en")
        await to_phase(desk, "voting")
        for round_, names, goes_on in (
            ("final000", (NAME, "Bine Novak", "Cilla Ek"), ("CloseRound", "RevealRound", "AcceptRound")),
            ("open0000", (NAME, NAME, "Cilla Ek"), ()),
        ):
            await desk.done("OpenRound", round=round_, columns=[], budget=1, cap=1, wanted=1, named=True)
            for phone, name in zip(phones, names, strict=True):
                dots = {"round": round_, "dots": {"note000b": 1}, "tab": "tab00000", "change": 1}
                await phone.done("PlaceDots", name=name, **dots)
            for kind in goes_on:
                await desk.done(kind, round=round_)

        code, printed, errors = await server.command("erase", made["workshop"], "--yes", "--person", GOES)
        assert (code, errors) == (0, "")
        assert printed.startswith("Erased: 1 participant, 1 note, 2 names.")  # S10
        assert "2 names may stand that they typed nowhere else" in printed
        assert await desk.until_closed() == 4500
        desk = await stack.enter_async_context(viewer(server.url, card["room"], "desk", desk_link, **desk.stands()))
        await desk.done("CloseRound", round="open0000")
        await desk.until((await desk.done("RevealRound", round="open0000"))["seq"])
        results = [round_["results"][0] for round_ in (*desk.shown()["rounds"], desk.shown()["round"])]
        assert [(one["supporters"], one["names"]) for one in results] == [
            (3, ["Bine Novak", "Cilla Ek"]),  # S10: final, and the name that they typed elsewhere
            (3, [NAME, "Cilla Ek"]),  # S10: theirs goes, and nobody else's who is called so
        ]

        code, _, errors = await server.command("erase", made["workshop"], "--yes", "--name", "Nobody's")
        assert (code, errors) == (1, "Error: nobody votes or takes part under this name; give it as it was typed\n")
        code, printed, errors = await server.command(
            "erase", made["workshop"], "--yes", "--json", "--name", NAME.lower(), "--name", "Bine Novak"
        )
        assert (code, errors) == (0, "")
        assert json.loads(printed)["erased"] == {"participants": 0, "notes": 0, "names": 2}
        assert await desk.until_closed() == 4500
        await until(without, kept, NAME.encode(), b"Bine Novak")
    await server.stop()
    await kept.settle()
    assert await without_text(kept, NAME, GOES)
    assert not await without_text(kept, "Cilla Ek")
    assert not server.erred(), server.printed()
