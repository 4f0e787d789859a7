"""Every page in every language, light and dark: axe, a narrow screen, its own language, its own server, its own policy.

One workshop and one browser that holds all its rights; each page is opened once a language and seen in both themes.
What a page does in its other states is for the tests of that page.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, BrowserContext, Page

from rooms.texts import LANGUAGES
from tests.browser.checks import axe, bare_keys, sideways
from tests.browser.phones import Facilitator, phone
from tests.talkoot import Talkoot
from tests.viewer import Viewer, entered, joined, new_id, viewer

pytestmark = pytest.mark.browser

WIDE = (1440, 900)
NARROW = (320, 640)

REPORT_POLICY = """addEventListener('securitypolicyviolation', (event) =>
  console.error(`policy: ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`))"""

# The rest of what axe looks for is the same in the dark.
COLOURS = """async () => (await axe.run({runOnly: ['color-contrast', 'link-in-text-block']})).violations
  .flatMap(({id, nodes}) => nodes.map(({html}) => `${id}: ${html.slice(0, 120)}`))"""

# What must be on a room's page before it is looked at.
SIGNS = {
    "writing": {"phone": ".mine, .note", "wall": ".figure", "desk": ".silent .figure"},
    "sorting": {"phone": ".group", "wall": ".groups h2", "desk": ".group"},
    "voting": {"phone": ".plus", "wall": ".sum b", "desk": ".turnout"},
    "results": {"phone": ".dotrow", "wall": ".rank-list li", "desk": ".tally"},
}

NOTES = (
    "Harjoitustiloja, jotka saa varata iltaisin ja viikonloppuisin yhdestä paikasta",
    "Korjaamon vanha maalaamo elokuvien kuvauspaikaksi",
    "Työhuoneiden vuokratukijärjestelmäuudistusehdotus luonnosteltava yhdessä yhdistysten kanssa",
    "Kirjastojen lavat paikallisille muusikoille",
    "Hakulomakkeet selkokielellä\nja myös englanniksi",
)


@pytest.fixture
async def server(own_server: Talkoot) -> Talkoot:
    """A server of its own: the office shows every workshop there is."""
    return own_server


@dataclass
class Everywhere:
    """The browser with all rights, the room's people, and all that went wrong on any page."""

    server: Talkoot
    workshop: dict[str, Any]
    context: BrowserContext
    desk: Facilitator
    phones: list[Viewer]
    wrong: list[str] = field(default_factory=list)

    def listen(self) -> None:
        """Write down every error of a script, every breach of the policy, and every request to another server."""
        self.context.on("request", lambda request: self._asked(request.url))
        self.context.on("weberror", lambda error: self.wrong.append(f"error: {error.error}"))
        self.context.on("console", lambda said: self._said(said.type, said.text, said.location["url"]))

    def _asked(self, url: str) -> None:
        if urlsplit(url).netloc != urlsplit(self.server.url).netloc:
            self.wrong.append(f"another server: {url}")

    def _said(self, kind: str, text: str, url: str) -> None:
        # The browser says so of every page that is answered with 403 or 404, as the pages for that are.
        expected = re.search(r"status of (403|404)", text) and "/static/" not in url
        if kind in ("error", "warning") and not expected:
            self.wrong.append(f"{kind}: {text} at {url}")

    async def look(self, page: Page, address: str, sign: str) -> None:
        """Open the page in each language and look at it in both themes, wide and narrow."""
        for lang in LANGUAGES:
            await page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
            await page.goto(f"{address}{'&' if '?' in address else '?'}lang={lang}")
            await page.locator(sign).first.wait_for()
            faults = []
            if (spoken := await page.locator("html").get_attribute("lang")) != lang:
                faults.append(f"says its language is {spoken}")
            await page.emulate_media(color_scheme="light", reduced_motion="reduce")
            faults += [f"light: {fault}" for fault in await axe(page)]
            await page.emulate_media(color_scheme="dark", reduced_motion="reduce")
            faults += [f"dark: {fault}" for fault in await page.evaluate(COLOURS)]
            await page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
            if over := await sideways(page):
                faults.append(f"scrolls sideways by {over} px")
            faults += [f"bare key {key}" for key in await bare_keys(page)]
            self.wrong += [f"{address} in {lang}: {fault}" for fault in faults]

    async def look_at_room(self, phase: str) -> None:
        """Look at the room's phone, wall and desk side by side."""
        address = f"{self.server.url}/rooms/{self.workshop['rooms'][1]['room']}"
        paths = {"phone": address, "wall": f"{address}/wall", "desk": f"{address}/desk"}
        async with asyncio.TaskGroup() as together:
            for view, sign in SIGNS[phase].items():
                together.create_task(self._look_anew(paths[view], sign))

    async def _look_anew(self, address: str, sign: str) -> None:
        page = await self.context.new_page()
        await self.look(page, address, sign)
        await page.close()


@pytest.fixture
async def everywhere(server: Talkoot, browser: Browser) -> AsyncIterator[Everywhere]:
    """A workshop of two languages in a browser of four, a participant of which also holds a raw socket."""
    workshop = await server.new("lappeenranta-2023", "fi")
    room = workshop["rooms"][1]
    async with AsyncExitStack() as stack:
        context = await browser.new_context(locale="fi-FI")
        stack.push_async_callback(context.close)
        await context.add_init_script(REPORT_POLICY)
        page = await phone(context, room)
        office = re.search(r"http\S+/office#\S+", server.printed())
        assert office is not None
        for link in (room["wall_link"], room["desk_link"], office[0]):
            await page.goto(link)
            await page.wait_for_selector("html:not([data-view=join])")
        await page.close()
        (own,) = [cookie for cookie in await context.cookies() if cookie.get("name") == "talkoot"]

        cookies = [f"talkoot={own.get('value')}", *[await joined(server.url, room["code"]) for _ in range(3)]]
        phones = [
            await stack.enter_async_context(viewer(server.url, room["room"], "phone", cookie)) for cookie in cookies
        ]
        at_desk = viewer(server.url, room["room"], "desk", await entered(room["desk_link"]))
        desk = Facilitator(await stack.enter_async_context(at_desk))
        found = Everywhere(server, workshop, context, desk, phones)
        found.listen()
        yield found


async def test_the_room_is_sound_everywhere_from_writing_to_results(everywhere: Everywhere) -> None:
    desk, phones = everywhere.desk, everywhere.phones
    await desk.go("writing")
    ids = []
    for place, text in enumerate(NOTES):
        ids.append(new_id())
        column = desk.columns[place % 3]
        await phones[place % 2].done("PostNote", note=ids[-1], column=column, text=text, lang="fi")
    await everywhere.look_at_room("writing")

    await desk.go("sorting")
    await desk.do("GroupNotes", group=new_id(), notes=ids[:2], title="Tilat, joita voi käyttää yhdessä")
    await desk.do("HideNotes", notes=ids[4:])
    await everywhere.look_at_room("sorting")

    await desk.go("voting")
    round_ = new_id()
    opened = await desk.seen.done("OpenRound", round=round_, columns=[], budget=2, cap=2, wanted=1)
    await desk.seen.until(opened["seq"])
    lines = [line["id"] for line in desk.seen.shown()["round"]["lines"]]
    for voter, dots in zip(phones, ({lines[0]: 2}, {lines[0]: 1}, {lines[1]: 2}, {lines[1]: 1}), strict=True):
        await voter.done("PlaceDots", round=round_, dots=dots, tab=new_id(), change=1)
    await desk.until_dots(6)
    await everywhere.look_at_room("voting")

    await desk.do("CloseRound", round=round_)
    await desk.do("RevealRound", round=round_)
    await desk.go("results")
    await everywhere.look_at_room("results")
    assert everywhere.wrong == [], "\n".join(everywhere.wrong)


async def test_the_pages_around_the_room_are_sound_everywhere(everywhere: Everywhere, browser: Browser) -> None:
    server, workshop = everywhere.server, everywhere.workshop
    room = workshop["rooms"][1]
    office = f"{server.url}/office/{workshop['workshop']}"
    stranger = await browser.new_context(locale="fi-FI")
    await stranger.add_init_script(REPORT_POLICY)
    outside = Everywhere(server, workshop, stranger, everywhere.desk, [])
    outside.listen()

    async def through(eyes: Everywhere, addresses: list[str]) -> None:
        page = await eyes.context.new_page()
        for address in addresses:
            await eyes.look(page, address, "h1")

    async with asyncio.TaskGroup() as together:
        together.create_task(
            through(
                everywhere,
                [
                    f"{server.url}/office",
                    f"{server.url}/office/new/lappeenranta-2023",
                    office,
                    f"{office}/codes",
                    f"{office}/renew?role=desk&room={room['room']}",
                    f"{office}/erase",
                ],
            )
        )
        together.create_task(
            through(
                outside,
                [
                    f"{server.url}/",
                    f"{server.url}/privacy",
                    f"{server.url}/accessibility",
                    room["join_link"],
                    f"{server.url}/QQQQ-QQQQ",
                    f"{server.url}/no/page",
                    room["desk_link"].split("#")[0],
                ],
            )
        )
    await stranger.close()
    wrong = everywhere.wrong + outside.wrong
    assert wrong == [], "\n".join(wrong)
