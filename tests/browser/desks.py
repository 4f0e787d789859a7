"""A room of two full hours with people in it, a desk beside the page under test, and that page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Browser, Error, Page, expect

from tests.talkoot import Talkoot
from tests.viewer import Viewer, entered, joined, new_id, viewer

LOCALES = {"fi": "fi-FI", "sv": "sv-SE", "sl": "sl-SI", "en": "en-GB"}
IDEAS = ("Late buses", "Dark streets", "Empty halls", "One counter for permits")


@dataclass
class Room:
    """What tests do in a room; `wrong` gathers errors of pages."""

    server: Talkoot
    room: dict[str, Any]
    desk: Viewer
    browser: Browser
    stack: AsyncExitStack
    phones: list[Viewer] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    async def people(self, count: int) -> list[Viewer]:
        """Let that many more people come in by phone."""
        for _ in range(count):
            cookie = await joined(self.server.url, self.room["code"])
            live = viewer(self.server.url, self.room["room"], "phone", cookie)
            self.phones.append(await self.stack.enter_async_context(live))
        return self.phones[-count:]

    async def page(self, lang: str = "en", width: int = 1440, height: int = 900, **more: Any) -> Page:
        """The desk as its link opens it."""
        size: Any = {"width": width, "height": height}
        context = await self.browser.new_context(viewport=size, locale=LOCALES[lang], **more)
        self.stack.push_async_callback(context.close)
        page = await context.new_page()
        page.on("pageerror", self._erred)
        await page.goto(self.room["desk_link"])
        await expect(page.locator(".runsheet")).to_be_visible(timeout=20_000)
        return page

    def _erred(self, error: Error) -> None:
        self.wrong.append(str(error))

    async def go(self, phase: str) -> None:
        """Go to the step of that phase."""
        steps = [step["phase"] for step in self.board["steps"]]
        answer = await self.desk.done("ChangePhase", from_step=self.board["step"], step=steps.index(phase))
        await self.desk.until(answer["seq"])

    async def ideas(self, *texts: str) -> dict[str, str]:
        """Notes in the last column, written by the first phone: text to id."""
        await self.go("writing")
        ids = {text: new_id() for text in texts}
        for text, id_ in ids.items():
            await self.phones[0].done("PostNote", note=id_, column="c3", text=text, lang="en")
        return ids

    async def vote(self, *ballots: dict[str, int], name: str = "") -> None:
        """Each phone's dots by the words of lines, in the round that is open."""
        round_ = self.board["round"]
        lines = {line["title"]: line["id"] for line in round_["lines"]}
        for phone, ballot in zip(self.phones, ballots, strict=False):
            dots = {lines[title]: count for title, count in ballot.items()}
            wish = {"round": round_["id"], "dots": dots, "tab": new_id(), "change": 1}
            await phone.done("PlaceDots", **wish, **({"name": name} if name else {}))

    async def open_round(self, **settings: Any) -> None:
        """Open a round from the desk beside the page."""
        await self.desk.done("OpenRound", round=new_id(), **settings)
        await self.desk.until_so(lambda: bool(self.board["round"]) and self.board["round"]["state"] == "open")

    async def shown(self) -> None:
        """Close the round and show its result, from the desk beside the page."""
        await self.desk.done("CloseRound", round=self.board["round"]["id"])
        if self.board["steps"][self.board["step"]]["phase"] == "voting":
            await self.go("results")
        await self.desk.done("RevealRound", round=self.board["round"]["id"])

    async def comes(self, so: Any) -> None:
        """Wait until the room, as the desk beside the page hears it, is so."""
        await self.desk.until_so(so)

    @property
    def board(self) -> dict[str, Any]:
        return self.desk.shown()


@asynccontextmanager
async def opened(server: Talkoot, browser: Browser, people: int = 3) -> AsyncIterator[Room]:
    """A room of the two hours with that many people."""
    workshop = await server.new("two-hours", "en")
    room = workshop["rooms"][0]
    async with AsyncExitStack() as stack:
        cookie = await entered(room["desk_link"])
        desk = await stack.enter_async_context(viewer(server.url, room["room"], "desk", cookie))
        found = Room(server, room, desk, browser, stack)
        await found.people(people)
        yield found
