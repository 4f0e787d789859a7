"""The live socket as a stranger meets it: handshakes, bad input, resuming. Source: server/PROTOCOL.md."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import msgpack
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin, Subprotocol

from tests.talkoot import Talkoot
from tests.viewer import Viewer, entered, joined, new_id, post, viewer, viewers_socket

Made = dict[str, Any]


@pytest.fixture
async def room(server: Talkoot) -> Made:
    made = await server.new("idea-workshop")
    found: Made = made["rooms"][0]
    return found


@pytest.fixture
async def phone(server: Talkoot, room: Made) -> AsyncIterator[Viewer]:
    async with viewer(server.url, room["room"], "phone", await joined(server.url, room["code"])) as seen:
        yield seen


@pytest.fixture
async def desk(server: Talkoot, room: Made) -> AsyncIterator[Viewer]:
    async with viewer(server.url, room["room"], "desk", await entered(room["desk_link"])) as seen:
        yield seen


async def rejected(connection: connect) -> int:
    with pytest.raises(InvalidStatus) as caught:
        async with connection:
            pass
    return caught.value.response.status_code


@pytest.mark.parametrize(
    "origin",
    ["null", "http://evil.example", "http://127.0.0.1.evil.example", "https://127.0.0.1", "http://127.0.0.1:1", None],
)
async def test_a_page_of_another_origin_opens_no_socket(server: Talkoot, room: Made, origin: str | None) -> None:
    cookie = await joined(server.url, room["code"])
    address = f"{server.url.replace('http', 'ws')}/rooms/{room['room']}/live?as=phone"
    asked = connect(
        address,
        subprotocols=[Subprotocol("talkoot.1")],
        origin=Origin(origin) if origin else None,
        additional_headers={"Cookie": cookie},
    )
    assert await rejected(asked) == 403


async def test_nobody_without_a_session_is_let_in(server: Talkoot, room: Made) -> None:
    assert await rejected(viewers_socket(server.url, room["room"], "phone", "")) == 401
    assert await rejected(viewers_socket(server.url, room["room"], "phone", "talkoot=forged.cookie")) == 401


async def test_a_participant_opens_neither_desk_nor_wall(server: Talkoot, room: Made) -> None:
    cookie = await joined(server.url, room["code"])
    for audience in ("desk", "wall"):
        assert await rejected(viewers_socket(server.url, room["room"], audience, cookie)) == 403


async def test_the_desk_link_of_one_room_opens_no_other(server: Talkoot) -> None:
    made = await server.new("lappeenranta-2023")
    cookie = await entered(made["rooms"][1]["desk_link"])
    assert await rejected(viewers_socket(server.url, made["rooms"][2]["room"], "desk", cookie)) == 403


async def test_a_room_that_is_not_there_is_not_found(server: Talkoot, room: Made) -> None:
    cookie = await joined(server.url, room["code"])
    assert await rejected(viewers_socket(server.url, "nosuchroom", "phone", cookie)) == 404
    assert await rejected(viewers_socket(server.url, room["room"], "spectator", cookie)) == 404


async def test_another_subprotocol_is_not_spoken(server: Talkoot, room: Made) -> None:
    cookie = await joined(server.url, room["code"])
    address = f"{server.url.replace('http', 'ws')}/rooms/{room['room']}/live?as=phone"
    asked = connect(address, origin=Origin(server.url), additional_headers={"Cookie": cookie})
    assert await rejected(asked) == 400


async def test_compression_is_offered_and_not_taken(server: Talkoot, room: Made) -> None:
    cookie = await joined(server.url, room["code"])
    asked = connect(
        f"{server.url.replace('http', 'ws')}/rooms/{room['room']}/live?as=phone",
        subprotocols=[Subprotocol("talkoot.1")],
        origin=Origin(server.url),
        additional_headers={"Cookie": cookie},
        compression="deflate",
    )
    async with asked as socket:
        assert socket.response is not None
        assert "Sec-WebSocket-Extensions" not in socket.response.headers


BAD_VALUES: list[Any] = [
    [],
    {},
    7,
    {"n": 1},
    {"n": 1, "do": {}},
    {"n": 1, "do": {"kind": "Nonsense"}},
    {"n": 1, "do": {"kind": "PostNote"}},
    {"n": 1, "do": {"kind": "PostNote", "note": "short but fine", "column": "c1", "text": "x", "lang": "en"}},
    {"n": 1, "do": {"kind": "PostNote", "note": "a" * 12, "column": "c1", "text": 7, "lang": "en"}},
    {"n": 1, "do": {"kind": "PostNote", "note": "a" * 12, "column": "c1", "text": "x", "lang": "en", "more": 1}},
    {"n": 1, "do": {"kind": "PlaceDots", "round": "r" * 12, "dots": {"a": -1}, "tab": "t" * 12, "change": 1}},
    {"n": 1, "do": {"kind": "PlaceDots", "round": "r" * 12, "dots": {"a": True}, "tab": "t" * 12, "change": 1}},
    {"n": 1, "do": {"kind": "PlaceDots", "round": "r" * 12, "dots": {"a": 1.5}, "tab": "t" * 12, "change": 1}},
    {"n": True, "do": {"kind": "CloseRound", "round": "r" * 12}},
    {"__proto__": {"n": 1}},
]


@pytest.mark.parametrize("value", BAD_VALUES, ids=range(len(BAD_VALUES)))
async def test_a_frame_with_wrong_fields_is_refused_as_malformed(phone: Viewer, value: Any) -> None:
    await phone.socket.send(msgpack.packb(value))
    refused = await phone.until_frame("refused")
    assert refused["code"] == "malformed"
    assert refused["text"]


BAD_BYTES = [
    b"",
    b"\xc1",
    b"\x81",
    b"\x81\xa1n\x01\x00",
    b"\x91" * 1000 + b"\x90",
    b"\xdc\xff\xff" * 500,
    b"\xdf\xff\xff\xff\xff",
    b"\xdb\xff\xff\xff\xffx",
    b"\xc7\x08\x05extension",
    b"\xd7\xff\x00\x00\x00\x00\x00\x00\x00\x00",
]


@pytest.mark.parametrize("data", BAD_BYTES, ids=range(len(BAD_BYTES)))
async def test_bytes_that_are_no_messagepack_are_refused_as_malformed(phone: Viewer, data: bytes) -> None:
    await phone.socket.send(data)
    assert (await phone.until_frame("refused"))["code"] == "malformed"
    assert (await phone.ask("PostNote", note=new_id(), column="c1", text="x", lang="en"))["code"] == "wrong-phase"


async def test_the_tenth_unreadable_frame_closes_the_line(phone: Viewer) -> None:
    for _ in range(10):
        await phone.socket.send(b"\xc1")
    assert await phone.until_closed() == 4400


async def test_a_frame_beyond_the_limit_closes_the_line(phone: Viewer) -> None:
    await phone.socket.send(b"\x00" * (16 * 1024 + 1))
    assert await phone.until_closed() == 4413


async def test_a_text_frame_closes_the_line(phone: Viewer) -> None:
    await phone.socket.send("text")
    assert await phone.until_closed() == 1003


async def test_endless_fragments_close_the_line(phone: Viewer) -> None:
    async def crumbs() -> AsyncIterator[bytes]:
        for _ in range(50):
            yield b"\x00"

    with contextlib.suppress(ConnectionClosed):
        await phone.socket.send(crumbs())
    assert await phone.until_closed() == 1008


async def test_a_flood_of_pings_closes_the_line(phone: Viewer) -> None:
    for _ in range(50):
        await phone.socket.ping()
    assert await phone.until_closed() == 1008


async def test_asking_too_fast_is_refused_and_harms_nothing(phone: Viewer, desk: Viewer) -> None:
    await desk.done("ChangePhase", from_step=0, step=1)
    waiting = [
        await phone.start_asking("PostNote", note=new_id(), column="c1", text=f"note {n}", lang="en") for n in range(90)
    ]
    answers = [await answer for answer in waiting]
    stored = sum(answer["kind"] == "ack" for answer in answers)
    slowed = [answer for answer in answers if answer["kind"] == "refused"]
    assert {answer["code"] for answer in slowed} == {"too-fast"}
    assert all(answer["facts"]["retry_ms"] > 0 for answer in slowed)
    await desk.until(answers[0]["seq"])
    await desk.done("ChangePhase", from_step=1, step=2)
    assert len(desk.shown()["notes"]) == stored


async def test_refusals_leave_the_board_as_it_was(phone: Viewer, desk: Viewer) -> None:
    before = desk.shown()
    refusals: dict[str, tuple[str, Made]] = {
        "wrong-phase": ("PostNote", {"note": new_id(), "column": "c1", "text": "too early", "lang": "en"}),
        "wrong-role": ("ChangePhase", {"from_step": 0, "step": 1}),
    }
    for code, (kind, fields) in refusals.items():
        assert (await phone.ask(kind, **fields))["code"] == code
    await desk.done("ChangePhase", from_step=0, step=1)
    for code, text in {"empty-text": " \u200b\n", "text-too-long": "x" * 281}.items():
        answer = await phone.ask("PostNote", note=new_id(), column="c1", text=text, lang="en")
        assert answer["code"] == code
    answer = await phone.ask("PostNote", note=new_id(), column="c9", text="x", lang="en")
    assert answer["code"] == "unknown-column"
    assert desk.shown()["notes"] == before["notes"] == {}


async def test_a_refusal_speaks_the_viewers_language(server: Talkoot, room: Made) -> None:
    texts = set()
    for lang in ("fi", "sv", "sl", "en"):
        cookie = await joined(server.url, room["code"])
        async with viewer(server.url, room["room"], "phone", cookie, lang=lang) as seen:
            texts.add((await seen.ask("ChangePhase", from_step=0, step=1))["text"])
    assert len(texts) == 4


async def test_coming_back_brings_the_gap_and_not_the_board(server: Talkoot, room: Made, desk: Viewer) -> None:
    cookie = await joined(server.url, room["code"])
    async with viewer(server.url, room["room"], "phone", cookie) as first:
        stands = first.stands()
    acked = await desk.done("ChangePhase", from_step=0, step=1)
    async with viewer(server.url, room["room"], "phone", cookie, **stands) as back:
        assert "board" not in back.welcome
        assert [events["seq"] for events in back.welcome["events"]] == [acked["seq"]]


async def test_a_long_gap_travels_packed_and_says_the_same(server: Talkoot, room: Made, desk: Viewer) -> None:
    cookie = await joined(server.url, room["code"])
    phases = [step["phase"] for step in desk.shown()["steps"]]
    await desk.done("ChangePhase", from_step=0, step=phases.index("reading"))
    async with viewer(server.url, room["room"], "phone", cookie) as first:
        stands = first.stands()
    for number in range(30):
        await desk.done("PostNote", note=f"note{number:04}", column="c1", text=f"{number} {'an idea ' * 20}", lang="en")
    async with viewer(server.url, room["room"], "phone", cookie, **stands) as back:
        assert "board" not in back.welcome
        [missed] = back.welcome["events"]
        assert len(missed["events"]) >= 30
        assert back.bytes_heard < 2500, "7,000 bytes of notes"


@pytest.mark.parametrize(("epoch_off", "seq"), [(1, 1), (-1, 1), (0, 99), (0, -1), (0, 2**63)])
async def test_coming_back_from_nowhere_brings_the_whole_board(
    server: Talkoot, room: Made, phone: Viewer, epoch_off: int, seq: int
) -> None:
    cookie = await joined(server.url, room["code"])
    epoch = phone.welcome["epoch"] + epoch_off
    async with viewer(server.url, room["room"], "phone", cookie, epoch=epoch, seq=seq, mark=phone.mark) as back:
        assert back.shown() == phone.shown()


async def test_coming_back_with_another_entry_than_ours_brings_the_whole_board(
    server: Talkoot, room: Made, phone: Viewer
) -> None:
    cookie = await joined(server.url, room["code"])
    for stands in (phone.stands() | {"mark": phone.mark ^ 1}, {"epoch": phone.welcome["epoch"], "seq": phone.seq}):
        async with viewer(server.url, room["room"], "phone", cookie, **stands) as back:
            assert back.welcome["board"]


async def test_opening_the_notes_brings_everybody_the_whole_board(server: Talkoot, phone: Viewer, desk: Viewer) -> None:
    await desk.done("ChangePhase", from_step=0, step=1)
    acked = await phone.done("PostNote", note="mine0000", column="c1", text="an idea", lang="en")
    assert [note["id"] for note in acked["notes"]] == ["mine0000"]
    await phone.until(acked["seq"])
    assert phone.shown()["notes"] == {}
    assert phone.shown()["counts"]["c1"] == 1
    opened = await desk.done("ChangePhase", from_step=1, step=2)
    await phone.until(opened["seq"])
    assert list(phone.shown()["notes"]) == ["mine0000"]


async def test_a_second_tab_hears_of_its_own_notes_and_dots(server: Talkoot, room: Made, desk: Viewer) -> None:
    cookie = await joined(server.url, room["code"])
    await desk.done("ChangePhase", from_step=0, step=1)
    async with (
        viewer(server.url, room["room"], "phone", cookie) as one,
        viewer(server.url, room["room"], "phone", cookie) as two,
    ):
        await one.done("PostNote", note="mine0000", column="c1", text="an idea", lang="en")
        heard = await two.until_frame("yours")
        assert [note["text"] for note in heard["notes"]] == ["an idea"]


async def test_a_renewed_link_ends_the_right_of_the_old_one(server: Talkoot) -> None:
    made = await server.new("idea-workshop")
    found = made["rooms"][0]
    office = await entered(made["office_link"])
    async with viewer(server.url, found["room"], "desk", await entered(found["desk_link"])) as old:
        await old.done("ChangePhase", from_step=0, step=1)
        await renew(server.url, made["workshop"], found["room"], office)
        answer = await old.ask("ChangePhase", from_step=1, step=2)
        assert answer["code"] == "wrong-role"
        assert await old.until_closed() == 4403


async def renew(url: str, workshop: str, room: str, cookie: str) -> None:
    """Press "new desk link" in the office."""
    address = f"{url}/office/{workshop}/renew"
    status, _ = await asyncio.to_thread(post, address, {"role": "desk", "room": room}, cookie)
    assert status == 303


async def test_a_renewed_office_link_ends_the_desk_that_came_by_it(server: Talkoot) -> None:
    made = await server.new("idea-workshop")
    found = made["rooms"][0]
    cookie = await entered(made["office_link"])
    async with viewer(server.url, found["room"], "desk", cookie) as desk:
        await desk.done("ChangePhase", from_step=0, step=1)
        address = f"{server.url}/office/{made['workshop']}/renew"
        assert (await asyncio.to_thread(post, address, {"role": "office", "room": ""}, cookie))[0] == 303
        assert (await desk.ask("ChangePhase", from_step=1, step=2))["code"] == "wrong-role"


async def test_the_organiser_stays_at_a_desk_whose_link_is_renewed(server: Talkoot) -> None:
    made = await server.new("idea-workshop")
    found = made["rooms"][0]
    cookie = await entered(made["office_link"])
    async with viewer(server.url, found["room"], "desk", cookie) as desk:
        await renew(server.url, made["workshop"], found["room"], cookie)
        await desk.done("ChangePhase", from_step=0, step=1)


async def test_asking_for_a_beat_brings_one_and_answering_it_brings_none(phone: Viewer) -> None:
    await phone.socket.send(msgpack.packb({"beat": True}))
    await phone.until_frame("beat")  # which the viewer answers
    await phone.ask("PostNote", note=new_id(), column="c1", text="x", lang="en")
    await phone.ask("PostNote", note=new_id(), column="c1", text="x", lang="en")
    assert [frame["kind"] for frame in phone.frames].count("beat") == 1


async def test_whoever_keeps_asking_too_fast_is_sent_away(phone: Viewer) -> None:
    with contextlib.suppress(ConnectionClosed):
        for _ in range(1000):
            await phone.start_asking("PostNote", note=new_id(), column="c1", text="x", lang="en")
    assert await phone.until_closed() == 4400


@pytest.mark.parametrize("beside", ['odd={"a":1}; ', "half; ", "=; ;; "])
async def test_a_session_is_found_whatever_cookies_stand_beside_it(server: Talkoot, room: Made, beside: str) -> None:
    cookie = beside + await joined(server.url, room["code"])
    async with viewer(server.url, room["room"], "phone", cookie) as seen:
        assert seen.welcome["role"] == "participant"


ODD_HANDSHAKES = {
    "Origin: {origin}\r\nOrigin: http://evil.example\r\n": 403,
    "Origin: {origin}\r\nCookie: {cookie}\r\nCookie: more=1\r\n": 101,
    "Origin: {origin}\r\nCookie: talkoot=\u00e4\u00f6\r\n": 401,
}


@pytest.mark.parametrize("headers", ODD_HANDSHAKES)
async def test_an_odd_handshake_is_answered_and_breaks_nothing(server: Talkoot, room: Made, headers: str) -> None:
    facts = {"origin": server.url, "cookie": await joined(server.url, room["code"])}
    assert (
        await shaken(server, f"/rooms/{room['room']}/live?as=phone", headers.format(**facts))
        == (ODD_HANDSHAKES[headers])
    )
    assert await shaken(server, "//[x/live?as=phone", f"Origin: {server.url}\r\n") == 404
    assert "breaks us" not in server.printed()


async def shaken(server: Talkoot, path: str, headers: str) -> int:
    """The status of the answer to a handshake written by hand."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    try:
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Protocol: talkoot.1\r\n{headers}\r\n".encode()
        )
        async with asyncio.timeout(5):
            return int((await reader.readline()).split()[1])
    finally:
        writer.transport.abort()


async def test_a_secret_in_letters_of_elsewhere_is_merely_wrong(server: Talkoot, room: Made) -> None:
    path = f"/rooms/{room['room']}/desk"
    assert (await asyncio.to_thread(post, f"{server.url}/enter", {"secret": "ÄÖ", "to": path}))[0] == 403
