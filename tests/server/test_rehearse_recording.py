"""A real conversation of 126 people, played on a real server, arrives as it was written and voted."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.rehearse.recording import read_recording
from tests.servers import redis_server
from tests.talkoot import ROOT, Talkoot, talkoot

RECORDING = Path(os.environ.get("TALKOOT_SHARED") or ROOT.parent / "shared") / "data" / "bg2050"

pytestmark = pytest.mark.skipif(
    not RECORDING.is_dir(),
    reason="the recording bg2050 is not here: set TALKOOT_SHARED to the folder that has data/bg2050",
)


@pytest.fixture(params=["sqlite", pytest.param("redis", marks=pytest.mark.redis)])
async def either(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Talkoot]:
    """A server on each home of the log."""
    if request.param == "sqlite":
        async with talkoot(tmp_path) as server:
            yield server
    else:
        async with redis_server(tmp_path) as redis, talkoot(tmp_path / "talkoot", redis_url=redis.url) as server:
            yield server


def test_the_recording_is_the_one_that_we_know() -> None:
    play = read_recording(RECORDING)
    assert (len(play.people), len(play.notes), len(play.taps), play.budget) == (126, 316, 9715, 291)
    assert sum(sum(ballot.values()) for ballot in play.ballots().values()) == 9705


async def test_a_recorded_conversation_is_exported_as_it_was_written_and_voted(either: Talkoot) -> None:
    code, out, errors = await either.command("rehearse", "--recording", str(RECORDING), "--url", either.url)
    assert code == 0, out + errors
    assert "316 notes are in the organiser's export" in out
    assert "9,705 dots of 123 people are counted on 316 lines" in out
    assert "128 screens hold the very same board" in out
    assert "301 agreements are with comments that were not shown" in out
