"""Texts that try to become something else: on every page of a room they stay what somebody wrote."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, ConsoleMessage, Dialog, Error, Page, Request

from rooms.templates import template
from server.access import Access
from server.cli import links_of
from server.gathering import Gathering
from server.log.open import open_log
from server.settings import Settings
from tests.browser.phones import facilitator, phone
from tests.talkoot import Talkoot

pytestmark = pytest.mark.browser

ATTEMPTS = [
    "<script>window.taken = 1</script>",
    "<img src=x onerror=window.taken=1>",
    "<svg onload=window.taken=1>",
    '"><img src=x onerror=window.taken=1>',
    "' autofocus onfocus=window.taken=1 x='",
    '" onmouseover="window.taken=1',
    "</script><script>window.taken=1</script>",
    "</title><script>window.taken=1</script>",
    "<!--<script>window.taken=1//-->",
    "<style>*{display:none}</style>",
    "<iframe srcdoc='<script>parent.taken=1</script>'></iframe>",
    "<a href='javascript:window.taken=1'>javascript:window.taken=1</a>",
    "javascript:window.taken=1",
    "<base href='http://evil.example/'>",
    "<form action='http://evil.example/'><button>send</button></form>",
    "<link rel=stylesheet href=http://evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=http://evil.example/'>",
    "${window.taken=1} {{constructor.constructor('window.taken=1')()}} #{7*7}",
    "&lt;script&gt;window.taken=1&lt;/script&gt;",
    "<template><script>window.taken=1</script></template><x-y is=script>",
    "?lit$123$ <!--?lit$123$--> <?php echo 1 ?>",
    "%3Cscript%3Ewindow.taken=1%3C/script%3E \\u003cscript\\u003e",
]


class Watch:
    """Everything on these pages that a text could have done."""

    def __init__(self) -> None:
        self.wrong: list[str] = []

    def over(self, page: Page) -> None:
        def asked(request: Request) -> None:
            if "127.0.0.1" not in request.url.split("/")[2]:
                self.wrong.append(f"asked {request.url}")

        def said(message: ConsoleMessage) -> None:
            if "Content Security Policy" in message.text or "TrustedHTML" in message.text:
                self.wrong.append(message.text)

        async def dialog(shown: Dialog) -> None:
            self.wrong.append(f"a dialog: {shown.message}")
            await shown.dismiss()

        page.on("request", asked)
        page.on("console", said)
        page.on("dialog", dialog)

        def failed(error: Error) -> None:
            self.wrong.append(str(error))

        page.on("pageerror", failed)

    async def check(self, page: Page) -> None:
        if await page.evaluate("() => 'taken' in window"):
            self.wrong.append(f"{page.url} was taken")
        assert self.wrong == []


async def seen_on(pages: list[Page], signs: str, watch: Watch) -> None:
    """Wait until each page shows one of these, and look what it has done."""
    for page in pages:
        await page.locator(signs).locator("visible=true").first.wait_for()
        await watch.check(page)


async def test_what_people_write_stays_text_on_every_page(server: Talkoot, browser: Browser) -> None:
    log = await open_log(None, server.data)
    access = await Access.load(log, Settings(url=server.url))
    words = {"en": ATTEMPTS[6]}
    made = await Gathering(log).create(
        template("idea-workshop"), title=words, host=ATTEMPTS[3], when={"en": ATTEMPTS[1]}, languages=("en",)
    )
    links = links_of(access, made, "en")
    await log.close()
    room = links["rooms"][0]
    watch = Watch()
    context = await browser.new_context(viewport={"width": 1280, "height": 800}, locale="en")
    context.on("page", watch.over)
    pages = [await phone(context, room, "en")]
    for link in (room["wall_link"], room["desk_link"]):
        pages.append(await context.new_page())
        await pages[-1].goto(link)
    async with facilitator(server, room) as leader:
        await leader.go("sorting")
        notes = await leader.post(*ATTEMPTS)
        # An id is a name, too: this one is that of something every object has.
        await leader.do("PostNote", note="constructor", column=leader.columns[0], text="An odd name", lang="en")
        await leader.do("GroupNotes", group="valueof", notes=notes[:2], title=ATTEMPTS[1])
        await seen_on(pages, ".group, .groups h2", watch)
        shown = await pages[2].locator("body").inner_text()
        assert [text for text in ATTEMPTS[2:] if text not in shown] == []
        await leader.go("voting")
        round_ = await leader.open_round(budget=3, cap=2)
        await seen_on(pages, ".plus, .sum b, .turnout", watch)
        await pages[0].locator(".plus").first.click()
        await leader.until_dots(1)
        await leader.do("CloseRound", round=round_)
        await leader.do("RevealRound", round=round_)
        await leader.go("results")
        await seen_on(pages, ".dotrow, .rank-list li, .tally", watch)
    office = await context.new_page()
    await office.goto(links["office_link"])
    for path in ("", "/codes", "?renewed=desk"):
        await office.goto(f"{server.url}/office/{made.id}{path}")
        await watch.check(office)
    assert len(context.pages) == 4
    await context.close()
