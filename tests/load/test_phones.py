"""The load generator tells the truth: what it counts is what a phone of the tests sees on the same real server."""

from __future__ import annotations

import math
from pathlib import Path

from tests.load.measured import room_phones, whole, writing
from tests.load.phones import Commands, crowd
from tests.load.servers import PinnedTalkoot, running
from tests.load.workshops import prepare
from tests.viewer import viewer

PHONES = 6
COMMANDS = 40


async def test_the_load_generator_counts_what_a_phone_sees(tmp_path: Path) -> None:
    server = PinnedTalkoot(tmp_path)
    prepared = await prepare(server, notes=3)
    commands = writing(COMMANDS, 100, lambda k: k % PHONES)
    async with running(server):
        phones = room_phones(server, prepared, PHONES)
        other = prepared.phone_cookies(1)[0]
        async with (
            viewer(server.url, prepared.rooms[0], "phone", other) as seen,
            crowd(phones, commands, 0.5, all_waits=True) as here,
        ):
            assert here.joined["inside"] == PHONES
            figures = await here.run()
            heard = [frame for frame in seen.frames if frame["kind"] == "events"]
            assert len(seen.shown()["notes"]) == 3 + PHONES
            events = sum(len(frame["events"]) for frame in heard)
            acknowledged, waits = here.acknowledged(), sorted(here.waits_us())
    assert whole(figures)
    assert acknowledged == [True] * COMMANDS
    assert figures["events"] == events * PHONES
    assert figures["frames"] == len(heard) * PHONES
    assert len(waits) == figures["seen"] == figures["expected"] == COMMANDS * (PHONES - 1)
    assert math.isclose(figures["seen_ms"]["max"], waits[-1] / 1000)
    for percent in (50, 90, 99):
        exact = waits[len(waits) * percent // 100] / 1000
        assert math.isclose(figures["seen_ms"][f"p{percent}"], exact, rel_tol=1 / 64, abs_tol=0.001)


async def test_the_load_generator_tells_what_was_refused_and_who_does_not_read(tmp_path: Path) -> None:
    server = PinnedTalkoot(tmp_path)
    prepared = await prepare(server)
    commands = Commands()
    commands.add(0.0, 0, kind="PostNote", note="note-0001", column="c1", text="x" * 140, lang="en")
    commands.add(0.1, 1, kind="PostNote", note="note-0002", column="no-such-column", text="a note", lang="en")
    commands.add(0.2, 1, kind="Nonsense")
    async with running(server), crowd(room_phones(server, prepared, 4, stalled=1), commands, 0.3) as here:
        figures = await here.run()
        assert here.acknowledged() == [True, False, False]
    assert figures["answered"] == 3
    assert sum(figures["refused"].values()) == 2
    assert figures["refused"]["malformed"] == 1
    assert figures["seen"] == figures["expected"] == 2  # the sender and the one that does not read are not waited for
