"""A whole hall joins at once from one address, and everybody gets in."""

from __future__ import annotations

from collections.abc import Callable

from tests.load.hall import JOIN_SECONDS, PEERS, hall
from tests.talkoot import Talkoot


async def test_a_hall_of_150_behind_one_address_gets_in(
    server: Talkoot, record_property: Callable[[str, object], None]
) -> None:
    figures = await hall(server, 150)
    record_property("figures", f"{figures.line()}\n{PEERS}")
    assert figures.inside == 150
    assert figures.seconds < JOIN_SECONDS
