"""Fixtures for every test that wants a server or a browser."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import hypothesis
import pytest
from playwright.async_api import Browser, BrowserContext, async_playwright

from tests.chromium import launched
from tests.talkoot import Talkoot, talkoot

# Time is never what a test is about: on a busy machine the first example of a run waits for catalogues to load.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures that tests recorded with `record_property("figures", …)`, whichever process ran them."""
    for report in terminalreporter.getreports("passed"):
        for name, text in report.user_properties:
            if name == "figures":
                terminalreporter.write_line(str(text))


@pytest.fixture(scope="session")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Talkoot]:
    """A server on the embedded log, one for the whole run; every test makes workshops of its own there."""
    async with talkoot(tmp_path_factory.mktemp("talkoot")) as running:
        yield running


@pytest.fixture
async def own_server(tmp_path: Path) -> AsyncIterator[Talkoot]:
    """A server of the test's own, on the embedded log: to kill it, to read what it says, to count all that is there."""
    async with talkoot(tmp_path / "talkoot") as running:
        yield running


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Debian's Chromium, one for the whole run; every test opens contexts of its own."""
    async with async_playwright() as playwright:
        browser = await launched(playwright)
        yield browser
        await browser.close()


@pytest.fixture
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A fresh browser profile of a phone's size."""
    context = await browser.new_context(viewport={"width": 360, "height": 780}, locale="fi-FI")
    yield context
    await context.close()
