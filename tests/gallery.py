"""Take the pictures of the gallery: `python -m tests.gallery [FOLDER]`.

Two hours of one room are played in real browsers, with a picture of phone, wall and desk in each phase; `gallery.md`
beside them shows all of them in order.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

from playwright.async_api import Page, async_playwright

from server.words import Words
from tests.browser import two_hours
from tests.chromium import launched
from tests.talkoot import ROOT, talkoot

FOLDER = ROOT / "deploy" / "gallery"
LANG = "fi"
SIZES = {"phone": 200, "wall": 480, "desk": 480}
"""Widths in the page, px."""

CAPTIONS = {
    "01-lobby": "phase.lobby",
    "02-agenda": "phase.agenda",
    "03-review": "phase.review",
    "04-question": "phase.question",
    "05-writing": "phase.writing",
    "06-tables": "phase.tables",
    "07-reading": "phase.reading",
    "08-sorting": "phase.sorting",
    "08-sorting-twins": "phase.sorting",
    "09-practice": "desk.practice",
    "10-freeze": "phase.freeze",
    "11-voting": "phase.voting",
    "11-voting-paper": "phase.voting",
    "12-tie": "phase.results",
    "13-run-off": "desk.run_off",
    "14-result": "phase.results",
    "15-actions": "phase.actions",
    "16-commitments": "phase.commitments",
    "17-closed": "phase.closed",
}


def page(taken: dict[str, list[str]]) -> str:
    """The page that shows the pictures: one heading a phase, phone, wall and desk side by side."""
    words = Words("en")
    parts = ["# Two hours of one room", "", "Drawn from the running product in Finnish: `make screenshots`.", ""]
    shown = ""
    for name, views in taken.items():
        caption = words.t(CAPTIONS[name])
        if caption != shown:
            parts += [f"## {caption}", ""]
        shown = caption
        pictures = [
            f'<img src="{name}-{view}.png" width="{SIZES[view]}" alt="{caption}: the {view}">' for view in views
        ]
        parts += [" ".join(pictures), ""]
    return "\n".join(parts)


def main(folder: Path) -> None:
    """Play, and keep the pictures in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    (folder / "gallery.md").write_text(page(asyncio.run(take(folder))), encoding="utf-8")


async def take(folder: Path) -> dict[str, list[str]]:
    """Take every picture; their names and views in order."""
    taken: dict[str, list[str]] = {}

    async def shot(name: str, pages: dict[str, Page]) -> None:
        taken[name] = list(pages)
        for view, seen in pages.items():
            await seen.evaluate("() => document.fonts.ready.then(() => undefined)")
            await seen.wait_for_function("() => [...document.images].every((image) => image.complete)")
            await seen.screenshot(path=folder / f"{name}-{view}.png")

    with tempfile.TemporaryDirectory() as data:
        async with talkoot(Path(data)) as server, async_playwright() as playwright, AsyncExitStack() as stack:
            browser = await launched(playwright)
            await two_hours.play(server, browser, stack, LANG, shot, small=True)
            await stack.aclose()
            await browser.close()
    return taken


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
