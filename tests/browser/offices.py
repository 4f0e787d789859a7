"""The office in a real browser, entered by its link as organisers do."""

from __future__ import annotations

from playwright.async_api import BrowserContext, Page


async def enter(page: Page, link: str) -> None:
    """Open the office's link; its secret is traded for a cookie, and the page is there."""
    await page.goto(link)
    await page.wait_for_selector("html[data-view=office]")


async def office(context: BrowserContext, link: str) -> Page:
    """An organiser at a desktop."""
    page = await context.new_page()
    await page.set_viewport_size({"width": 1440, "height": 900})
    await enter(page, link)
    return page
