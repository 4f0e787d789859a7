"""A room with people in it, a desk beside the page under test, and that page."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import msgpack
from playwright.async_api import Browser, Error, Locator, Page, WebSocketRoute, expect

from tests.talkoot import Talkoot
from tests.viewer import Viewer, entered, joined, new_id, viewer

LOCALES = {"fi": "fi-FI", "sv": "sv-SE", "sl": "sl-SI", "en": "en-GB"}
OPENING_MS = 20_000  # a page of many modules, opened for the first time on a machine that is busy with other tests
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

    async def phone(self) -> Viewer:
        """Let one more person come in by phone."""
        (found,) = await self.people(1)
        return found

    async def page(self, lang: str = "en", width: int = 1440, height: int = 900, **more: Any) -> Page:
        """The desk as its link opens it."""
        size: Any = {"width": width, "height": height}
        context = await self.browser.new_context(viewport=size, locale=LOCALES[lang], **more)
        self.stack.push_async_callback(context.close)
        page = await context.new_page()
        page.on("pageerror", self._erred)
        await page.goto(self.room["desk_link"])
        await expect(page.locator(".runsheet")).to_be_visible(timeout=OPENING_MS)
        return page

    def _erred(self, error: Error) -> None:
        self.wrong.append(str(error))

    async def go(self, phase: str) -> None:
        """Go to the step of that phase."""
        answer = await self.desk.done("ChangePhase", from_step=self.board["step"], step=self.steps[phase])
        await self.desk.until(answer["seq"])

    async def ideas(self, *texts: str) -> dict[str, str]:
        """Notes in the last column, written by the first phone: text to id."""
        await self.go("writing")
        return dict(zip(texts, await self.post(self.phones[0], *texts, column="c3"), strict=True))

    async def post(self, by: Viewer, *texts: str, column: str = "c1") -> list[str]:
        """Notes by one of the phones: their ids."""
        ids = [new_id() for _ in texts]
        for id_, text in zip(ids, texts, strict=True):
            await by.done("PostNote", note=id_, column=column, text=text, lang="en")
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

    @property
    def steps(self) -> dict[str, int]:
        """Where each phase is on the run sheet."""
        return {step["phase"]: place for place, step in enumerate(self.board["steps"])}

    def groups(self) -> dict[str, set[str]]:
        """Texts of the notes of each group, by its title."""
        titles = {group["id"]: group["title"] for group in self.board["groups"].values()}
        found: dict[str, set[str]] = {title: set() for title in titles.values()}
        for note in self.board["notes"].values():
            if note["group"]:
                found[titles[note["group"]]].add(note["text"])
        return found


class LateLine:
    """A page's line on which, while it is held, answers come at once and what has happened comes late."""

    def __init__(self) -> None:
        self._held: list[Callable[[], None]] = []
        self._holds = False
        self._answered = asyncio.Event()

    @classmethod
    async def of(cls, page: Page) -> LateLine:
        """Opens the page anew on such a line."""
        line = cls()
        await page.route_web_socket(re.compile("^ws"), line._through)
        await page.reload()
        return line

    def _through(self, route: WebSocketRoute) -> None:
        def heard(frame: bytes | str) -> None:
            kind = msgpack.unpackb(frame)["kind"] if isinstance(frame, bytes) else ""
            if self._holds and kind == "events":
                self._held.append(lambda: route.send(frame))
                return
            route.send(frame)
            if kind == "ack":
                self._answered.set()

        route.connect_to_server().on_message(heard)

    def hold(self) -> None:
        """Let nothing that happens through."""
        self._holds = True
        self._answered.clear()

    async def answer(self, page: Page) -> None:
        """Wait until the next thing that the page asked has been answered, and the page is drawn after that."""
        async with asyncio.timeout(20):
            await self._answered.wait()
        self._answered.clear()
        await page.evaluate("() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")

    def release(self) -> None:
        """Let all of it through, and what comes after."""
        self._holds = False
        for send in self._held:
            send()
        self._held.clear()


@asynccontextmanager
async def opened(
    server: Talkoot, browser: Browser, template: str = "two-hours", people: int = 3
) -> AsyncIterator[Room]:
    """The first room of a workshop, with that many people."""
    workshop = await server.new(template, "en")
    room = workshop["rooms"][0]
    async with AsyncExitStack() as stack:
        cookie = await entered(room["desk_link"])
        desk = await stack.enter_async_context(viewer(server.url, room["room"], "desk", cookie))
        found = Room(server, room, desk, browser, stack)
        await found.people(people)
        yield found


def note(page: Page, id_: str) -> Locator:
    """A note on the desk's board."""
    return page.locator(f"#n-{id_}")


async def press(page: Page, *keys: str) -> None:
    """Press keys, one after the other."""
    for key in keys:
        await page.keyboard.press(key)


async def tab_to(page: Page, target: Locator) -> None:
    """Reach something by Tab alone."""
    for _ in range(80):
        if await target.evaluate("(one) => one === document.activeElement"):
            return
        await page.keyboard.press("Tab")
    raise AssertionError("Tab does not lead there")


async def drawn_board(day: Room) -> tuple[Page, Viewer, list[str]]:
    """A page in the grouping step with four notes of a phone: two of them alike."""
    phone = await day.phone()
    page = await day.page()
    await day.go("writing")
    ids = await day.post(phone, "No night buses", "There are no night buses", "Dark streets", "Free fruit")
    await day.go("sorting")
    await expect(note(page, ids[0])).to_be_visible()
    return page, phone, ids
