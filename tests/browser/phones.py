"""Phones and a facilitator for browser tests: real pages on a real server, the facilitator as a raw live socket."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import BrowserContext, Locator, Page, expect

from tests.talkoot import Talkoot
from tests.viewer import Viewer, entered, new_id, viewer

PHASES = (
    "lobby",
    "agenda",
    "review",
    "question",
    "writing",
    "tables",
    "reading",
    "sorting",
    "freeze",
    "voting",
    "results",
    "actions",
    "commitments",
    "closed",
)


class Facilitator:
    """Leads one room."""

    def __init__(self, seen: Viewer) -> None:
        self.seen = seen

    @property
    def columns(self) -> list[str]:
        return [column["id"] for column in self.seen.shown()["columns"]]

    async def go(self, phase: str) -> None:
        """Go to the first step of that phase."""
        board = self.seen.shown()
        step = [step["phase"] for step in board["steps"]].index(phase)
        answer = await self.seen.done("ChangePhase", from_step=board["step"], step=step)
        await self.seen.until(answer["seq"])

    async def post(self, *texts: str, column: int = 0) -> list[str]:
        """Enter notes at the desk: their ids."""
        ids = [new_id() for _ in texts]
        for note, text in zip(ids, texts, strict=True):
            await self.seen.done("PostNote", note=note, column=self.columns[column], text=text, lang="fi")
        return ids

    async def open_round(self, budget: int, cap: int, wanted: int = 3, **settings: Any) -> str:
        """Open a round on the whole board, or with other settings of the protocol's `OpenRound`: its id."""
        round_ = new_id()
        await self.seen.done("OpenRound", round=round_, budget=budget, cap=cap, wanted=wanted, **settings)
        return round_

    async def earlier(self, *whats: str, status: str = "not_started") -> list[str]:
        """Put last year's actions on the list: their ids."""
        ids = [new_id() for _ in whats]
        for earlier, what in zip(ids, whats, strict=True):
            await self.seen.done("SetEarlier", earlier=earlier, what=what, status=status, lang="fi")
        return ids

    async def until_dots(self, dots: int) -> None:
        """Wait until that many dots of the round have been counted."""
        await self.seen.until_so(lambda: (self.seen.shown()["round"] or {}).get("dots") == dots)

    async def do(self, kind: str, **fields: Any) -> None:
        """Ask for something that must be granted."""
        await self.seen.done(kind, **fields)


@asynccontextmanager
async def facilitator(server: Talkoot, room: dict[str, Any]) -> AsyncIterator[Facilitator]:
    """A facilitator at the desk of this room."""
    async with viewer(server.url, room["room"], "desk", await entered(room["desk_link"])) as seen:
        yield Facilitator(seen)


async def phone(context: BrowserContext, room: dict[str, Any], lang: str = "fi") -> Page:
    """A phone that has joined the room as people do: the join page, its button, the room."""
    page = await context.new_page()
    await page.goto(f"{room['join_link']}?lang={lang}")
    await page.locator("form[action='/join'] button").click()
    await page.wait_for_url("**/rooms/*")
    await page.locator("main h1").wait_for()
    return page


async def write(page: Page, text: str) -> None:
    """Write a note and send it with the keyboard."""
    await page.locator("#text").fill(text)
    await page.locator("#text").press("Enter")


async def cut(context: BrowserContext) -> None:
    """Take the network from all pages of a context, and wait until it is gone: what they send at once still goes."""
    await context.set_offline(True)
    for page in context.pages:
        await page.evaluate(
            """async () => {
                const there = () => fetch("/healthz", { cache: "no-store" }).then(() => true, () => false);
                while (await there());
            }"""
        )


async def dead_line(page: Page) -> None:
    """Let the page's line take what is sent and carry it nowhere, as one does that is dead although nothing said so."""
    await page.evaluate(
        """() => {
            const real = WebSocket.prototype.send;
            WebSocket.prototype.send = function () {
                window.newLine = () => { WebSocket.prototype.send = real; this.close(); };
            };
        }"""
    )


async def new_line(page: Page) -> None:
    """Let a page that has sent something on a dead line find out, and come back on one that works."""
    await page.evaluate("() => window.newLine()")


async def go_along(phone: Page, invitation: str, sign: Locator) -> None:
    """Go where the room went: a phone on which somebody has just typed asks first."""
    button = phone.get_by_role("button", name=invitation)
    await expect(button.or_(sign).first).to_be_visible()
    if await button.count():
        await button.click()
    await expect(sign).to_be_visible()
