"""A recorded conversation, played on a real server, arrives as it was written and voted."""

from __future__ import annotations

import csv
import os
import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.load import texts
from tests.servers import redis_server
from tests.talkoot import ROOT, Talkoot, talkoot

REAL = Path(os.environ.get("TALKOOT_SHARED") or ROOT.parent / "shared") / "data" / "bg2050"
PEOPLE, COMMENTS, VOTES = 60, 90, 2_400  # of the one that is made up; the real one is about three times as large


@pytest.fixture(params=["sqlite", pytest.param("redis", marks=pytest.mark.redis)])
async def either(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Talkoot]:
    """A server on each home of the log."""
    if request.param == "sqlite":
        async with talkoot(tmp_path) as server:
            yield server
    else:
        async with redis_server(tmp_path) as redis, talkoot(tmp_path / "talkoot", redis_url=redis.url) as server:
            yield server


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """The real conversation of 126 people where its folder lies beside the project, else one that is made up."""
    return REAL if REAL.is_dir() else made_up(tmp_path / "recording")


def made_up(folder: Path) -> Path:
    """People who write, agree, disagree, and think better of it; some comments are not shown."""
    folder.mkdir()
    chance = random.Random(2050)
    with (folder / "comments.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["timestamp", "comment-id", "author-id", "moderated", "comment-body"])
        for number in range(COMMENTS):
            shown = -1 if number % 7 == 3 else 1
            out.writerow([1000 * number, number, chance.randrange(PEOPLE), shown, texts.real().nth(number)])
    with (folder / "votes.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["timestamp", "comment-id", "voter-id", "vote"])
        for number in range(VOTES):
            vote = chance.choice((1, 1, 0, -1))
            out.writerow([100 * number, chance.randrange(COMMENTS), chance.randrange(PEOPLE), vote])
    return folder


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return sorted(csv.DictReader(file), key=lambda row: int(row["timestamp"]))


async def test_a_recorded_conversation_is_exported_as_it_was_written_and_voted(
    either: Talkoot, recording: Path
) -> None:
    comments, votes = rows(recording / "comments.csv"), rows(recording / "votes.csv")
    shown = {row["comment-id"] for row in comments if row["moderated"] == "1"}
    last = {(row["voter-id"], row["comment-id"]): row["vote"] for row in votes}
    agreed = [at for at, vote in last.items() if vote == "1"]
    dots = [(voter, comment) for voter, comment in agreed if comment in shown]
    people = {row["author-id"] for row in comments} | {row["voter-id"] for row in votes}

    code, out, errors = await either.command("rehearse", "--recording", str(recording), "--url", either.url)
    assert code == 0, out + errors
    assert f"{len(shown):,} notes are in the organiser's export" in out
    voters = len({voter for voter, _ in dots})
    assert f"{len(dots):,} dots of {voters} people are counted on {len(shown):,} lines" in out
    assert f"{len(people) + 2:,} screens hold the very same board" in out, "desk and wall, too"
    assert f"{len(agreed) - len(dots):,} agreements are with comments that were not shown" in out
