"""The phone page as a phone first meets it: bytes over the wire, and seconds until one can write, on a slow line."""

from __future__ import annotations

import shutil
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser, async_playwright

from rooms.phases import Phase
from server.access import COOKIE
from tests.conftest import CHROMIUM_FLAGS
from tests.load import cores
from tests.load.measured import fresh_talkoot
from tests.load.table import Row

BITS_PER_SECOND = 1_600_000
LATENCY_MS = 150
ROUNDS = 3
NOTES = 100

# From the page's own clock, which starts with the request: when the field for a note has been drawn.
WATCH = """
const look = () => requestAnimationFrame(document.querySelector('#text') ? drawn : look);
const drawn = () => { window.usableAt = performance.now(); };
look();
"""


async def rows() -> list[Row]:
    """A cold visit: nothing cached, a session that has just been given."""
    async with fresh_talkoot(notes=NOTES, phase=Phase.WRITING) as (server, prepared), async_playwright() as playwright:
        url = f"{server.url}/rooms/{prepared.rooms[0]}"
        with cores.on(*cores.CORES):
            browser = await playwright.chromium.launch(
                executable_path=shutil.which("chromium"), headless=True, args=CHROMIUM_FLAGS
            )
            try:
                visits = [await _visit(browser, url, prepared.phone_cookies(1)[0]) for _ in range(ROUNDS)]
            finally:
                await browser.close()
    usable = median(seconds for seconds, _, _ in visits)
    received, requests = visits[0][1], visits[0][2]
    return [
        Row(
            "phone page, cold",
            f"at most 60 kB over the wire; usable in 1 s at 1.6 Mbit/s and {LATENCY_MS} ms",
            f"{received / 1000:.1f} kB in {requests} requests; {usable:.2f} s until one can write",
            f"the line alone: {received * 8 / BITS_PER_SECOND:.2f} s for the bytes, {LATENCY_MS} ms a round trip",
            received <= 60_000 and usable <= 1,
        )
    ]


async def _visit(browser: Browser, url: str, cookie: str) -> tuple[float, int, int]:
    """Seconds until a note can be written; bytes of all answers with their headers; requests."""
    context = await browser.new_context(viewport={"width": 360, "height": 780}, locale="fi-FI")
    try:
        parts = urlsplit(url)
        await context.add_cookies(
            [{"name": COOKIE, "value": cookie.partition("=")[2], "url": f"{parts.scheme}://{parts.netloc}"}]
        )
        page = await context.new_page()
        line = await context.new_cdp_session(page)
        received = {"bytes": 0, "requests": 0}

        def finished(event: dict[str, Any]) -> None:
            received["bytes"] += int(event["encodedDataLength"])
            received["requests"] += 1

        line.on("Network.loadingFinished", finished)
        await line.send("Network.enable")
        await line.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": LATENCY_MS,
                "downloadThroughput": BITS_PER_SECOND / 8,
                "uploadThroughput": BITS_PER_SECOND / 8,
            },
        )
        await page.add_init_script(WATCH)
        await page.goto(url, wait_until="commit")
        await page.locator("#text").wait_for(state="visible")
        await page.wait_for_load_state("networkidle")
        usable = float(await page.evaluate("() => window.usableAt")) / 1000
        return usable, received["bytes"], received["requests"]
    finally:
        await context.close()
