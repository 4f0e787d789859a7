"""A whole hall joins at once from one address, and everybody gets in."""

from __future__ import annotations

import pytest

from tests.load.hall import JOIN_SECONDS, PEERS, hall
from tests.talkoot import Talkoot


async def test_a_hall_of_150_behind_one_address_gets_in(server: Talkoot, capsys: pytest.CaptureFixture[str]) -> None:
    figures = await hall(server, 150)
    with capsys.disabled():
        print(f"\n{figures.line()}\n{PEERS}")
    assert figures.inside == 150
    assert figures.seconds < JOIN_SECONDS
