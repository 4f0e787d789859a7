"""What people see while nothing can be saved: a sentence at the desk and in the office, and on phones that wait."""

from __future__ import annotations

import resource

from playwright.async_api import Browser, BrowserContext, expect

from tests.browser.checks import axe, sound
from tests.browser.offices import enter
from tests.browser.phones import facilitator, phone, write
from tests.talkoot import Talkoot

DESK = "Nothing can be saved right now: the server does not reach its storage."
PHONE = "Tallennus ei juuri nyt onnistu."


async def test_while_nothing_can_be_saved_desk_phone_and_office_say_so_and_what_waits_is_sent(
    own_server: Talkoot, context: BrowserContext, browser: Browser
) -> None:
    made = await own_server.new("two-hours")
    room = made["rooms"][0]
    at_desk = await browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    async with facilitator(own_server, room) as leading:
        await leading.go("writing")
        page = await phone(context, room)
        desk = await at_desk.new_page()
        await desk.goto(room["desk_link"])
        await expect(desk.locator(".runsheet")).to_be_visible(timeout=20_000)
        office = await at_desk.new_page()
        await enter(office, made["office_link"])
        await expect(office.get_by_text(DESK)).to_have_count(0)
        assert own_server.process is not None
        before = resource.prlimit(own_server.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(own_server.process.pid, resource.RLIMIT_FSIZE, (1000, before[1]))
        await write(page, "Linja-auto illalla")
        await expect(desk.get_by_text(DESK)).to_be_visible(timeout=20_000)
        await expect(page.get_by_text(PHONE)).to_be_visible(timeout=20_000)
        for width, least in ((1440, 24), (320, 44)):
            await office.set_viewport_size({"width": width, "height": 800})
            await office.reload()
            told = office.get_by_role("status").filter(has_text=DESK)
            await expect(told).to_be_visible()
            heading = await office.locator("h1").bounding_box()
            strip = await told.bounding_box()
            assert heading is not None
            assert strip is not None
            assert strip["y"] + strip["height"] + 8 <= heading["y"], "the strip touches the page's name"
            await sound(office, least)
        assert await axe(desk) == []
        assert await axe(page) == []
        resource.prlimit(own_server.process.pid, resource.RLIMIT_FSIZE, before)
        await expect(desk.get_by_text(DESK)).to_have_count(0, timeout=20_000)
        await office.reload()
        await expect(office.get_by_text(DESK)).to_have_count(0)
        await expect(page.get_by_text(PHONE)).to_have_count(0, timeout=20_000)
        await leading.seen.until_so(lambda: len(leading.seen.shown()["notes"]) == 1)
    await at_desk.close()
