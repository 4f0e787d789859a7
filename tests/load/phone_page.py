"""The phone page as a phone first meets it: bytes over the wire, and seconds until one can write, on a slow line.

What comes after that (letters, and the views of later steps) is counted apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from urllib.parse import urlsplit

from playwright.async_api import Browser, async_playwright

from rooms.phases import Phase
from server.access import COOKIE
from tests.chromium import launched
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
            browser = await launched(playwright)
            try:
                visits = [await _visit(browser, url, prepared.phone_cookies(1)[0]) for _ in range(ROUNDS)]
            finally:
                await browser.close()
    usable = median(visit.seconds for visit in visits)
    first = median(visit.first_bytes for visit in visits)
    every, requests = median(visit.bytes for visit in visits), median(visit.requests for visit in visits)
    return [
        Row(
            "phone page, cold",
            f"at most 60 kB over the wire; usable in 1 s at 1.6 Mbit/s and {LATENCY_MS} ms",
            f"{first / 1000:.1f} kB and {usable:.2f} s until one can write; "
            f"{every / 1000:.1f} kB in {requests} requests in all",
            f"the line alone: {first * 8 / BITS_PER_SECOND:.2f} s for the first bytes, {LATENCY_MS} ms a round trip",
            first <= 60_000 and usable <= 1,
        )
    ]


@dataclass(frozen=True)
class _Visit:
    seconds: float
    """Until a note can be written: the field and the board are there."""
    first_bytes: int
    """Of answers, with their headers, that had come by then."""
    bytes: int
    """Of all answers."""
    requests: int


async def _visit(browser: Browser, url: str, cookie: str) -> _Visit:
    context = await browser.new_context(viewport={"width": 360, "height": 780}, locale="fi-FI")
    try:
        parts = urlsplit(url)
        await context.add_cookies(
            [{"name": COOKIE, "value": cookie.partition("=")[2], "url": f"{parts.scheme}://{parts.netloc}"}]
        )
        page = await context.new_page()
        line = await context.new_cdp_session(page)
        await page.add_init_script(WATCH)
        asked: list[float] = []
        answers: list[tuple[float, int]] = []
        line.on("Network.requestWillBeSent", lambda event: asked.append(event["timestamp"]))
        line.on(
            "Network.loadingFinished",
            lambda event: answers.append((event["timestamp"] - asked[0], int(event["encodedDataLength"]))),
        )
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
        async with page.expect_event("requestfinished", lambda request: "phone-later" in request.url):
            await page.goto(url, wait_until="commit")
            await page.locator("#text").wait_for(state="visible")
            usable = float(await page.evaluate("() => window.usableAt")) / 1000
        await page.wait_for_load_state("networkidle")
        first = sum(size for at, size in answers if at <= usable)
        return _Visit(usable, first, sum(size for _, size in answers), len(answers))
    finally:
        await context.close()
