"""What is tapped on a phone is kept, whatever becomes of the tab; two tabs of one person do no harm."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import pytest
from playwright.async_api import BrowserContext, Error, Page, expect

from tests.browser.phones import Facilitator, dead_line, new_line, phone, write

pytestmark = pytest.mark.browser

Room = dict[str, Any]


def notes(page: Page, state: str) -> Any:
    return page.locator(f".note[data-state={state}]")


async def kept(page: Page) -> int:
    """How many unsent commands stand in the browser's two stores, counted together."""
    count: int = await page.evaluate(
        """async () => {
            const asked = indexedDB.open("talkoot");
            const db = await new Promise((resolve) => { asked.onsuccess = () => resolve(asked.result); });
            const all = db.transaction("unsent").objectStore("unsent").getAllKeys();
            const slow = await new Promise((resolve) => { all.onsuccess = () => resolve(all.result); });
            db.close();
            return slow.length + Object.keys(localStorage).filter((key) => key.startsWith("unsent/")).length;
        }"""
    )
    return count


async def until_kept(page: Page, count: int) -> None:
    async with asyncio.timeout(20):
        while await kept(page) != count:  # noqa: ASYNC110 - a store tells nobody
            await asyncio.sleep(0.05)


async def test_what_is_tapped_is_kept_even_if_the_page_never_comes_to_another_line_of_its_script(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await desk.go("writing")
    page = await phone(context, room)
    await dead_line(page)
    await page.locator("#text").fill("Kirjoitettu samalla hetkellä")
    address = page.url
    async with page.expect_console_message(lambda message: message.text == "tapped"):
        tapped = asyncio.create_task(
            page.evaluate(
                """() => {
                    document.querySelector("#text").form.requestSubmit();
                    console.log("tapped");
                    for (;;) {}
                }"""
            )
        )
    await page.close()
    with suppress(Error):
        await tapped
    again = await context.new_page()
    await again.goto(address)
    await expect(notes(again, "saved")).to_contain_text("Kirjoitettu samalla hetkellä")
    await until_kept(again, 0)


async def test_where_the_quick_store_is_full_the_slow_one_keeps_what_waits(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await desk.go("writing")
    page = await phone(context, room)
    await page.evaluate(
        """() => {
            let text = "x".repeat(1 << 20);
            for (let n = 0; text; n += 1) {
                try { localStorage.setItem(`full${n}`, text); } catch { text = text.slice(0, text.length >> 1); }
            }
        }"""
    )
    await dead_line(page)
    await write(page, "Ei mahtunut")
    await until_kept(page, 1)
    address = page.url
    await page.close()
    again = await context.new_page()
    await again.goto(address)
    await expect(notes(again, "saved")).to_contain_text("Ei mahtunut")


async def test_what_two_tabs_of_one_person_both_hold_is_done_once_and_refused_in_neither(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await desk.go("writing")
    page = await phone(context, room)
    await write(page, "Alku")
    await expect(notes(page, "saved")).to_have_count(1)
    await dead_line(page)
    for text in ("Toinen sana", "Viimeinen sana"):
        await page.locator(".note button").click()
        await page.locator("#edit").fill(text)
        await page.locator(".editor button[type=submit]").click()
        await expect(notes(page, "waiting")).to_contain_text(text)
    other = await context.new_page()
    await other.goto(page.url)
    await expect(notes(other, "saved")).to_contain_text("Viimeinen sana")
    await new_line(page)
    await write(page, "Ja vielä yksi")
    await expect(notes(page, "saved")).to_have_count(2)
    await until_kept(page, 0)  # a refused text would be


async def test_what_a_tab_leaves_behind_is_sent_by_one_that_was_open_all_the_time(
    context: BrowserContext, room: Room, desk: Facilitator
) -> None:
    await desk.go("writing")
    other = await phone(context, room)
    page = await context.new_page()
    await page.goto(other.url)
    await page.locator("#text").wait_for()
    await dead_line(page)
    await write(page, "Suljetusta välilehdestä")
    await page.close()
    await expect(notes(other, "saved")).to_have_count(0)
    # What a browser says when one comes back to a tab; without a screen all tabs are in view.
    await other.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    await expect(notes(other, "saved")).to_contain_text("Suljetusta välilehdestä")
