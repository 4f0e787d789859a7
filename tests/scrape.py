"""What a server's `/metrics` says, as Prometheus would read it."""

from __future__ import annotations

import asyncio
import http.client
from collections.abc import Callable
from urllib.parse import urlsplit

from prometheus_client.parser import text_string_to_metric_families

TOKEN = "token-of-this-test"

Figures = dict[str, float]
"""`name` or `name{label="value"}` to its value."""


def get(url: str, **headers: str) -> tuple[int, str]:
    """Status and text of a page; `_` in a header's name stands for `-`."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    try:
        connection.request("GET", parts.path, headers={name.replace("_", "-"): held for name, held in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


async def scraped(url: str, token: str = TOKEN) -> Figures:
    """Every sample of the server at `url`."""
    status, text = await asyncio.to_thread(get, f"{url}/metrics", Authorization=f"Bearer {token}")
    assert status == 200, text
    found: Figures = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = ",".join(f'{name}="{value}"' for name, value in sorted(sample.labels.items()))
            found[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
    return found


async def scraped_when(url: str, so: Callable[[Figures], bool]) -> Figures:
    """The server's samples as soon as something holds of them."""
    async with asyncio.timeout(20):
        while True:
            found = await scraped(url)
            if so(found):
                return found
            await asyncio.sleep(0.05)
