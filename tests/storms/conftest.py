"""What storms have in common."""

from __future__ import annotations

import pytest

from tests.talkoot import Talkoot


@pytest.fixture
async def server(own_server: Talkoot) -> Talkoot:
    """A server of each test's own: here servers are killed, filled, flooded and measured."""
    return own_server
