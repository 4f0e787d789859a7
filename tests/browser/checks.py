"""What holds on every page: no axe violation, no sideways scroll, targets that a finger hits, no words missing."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Page

from server.words import library

_AXE = Path(__file__).parent.parent.parent / "node_modules" / "axe-core" / "axe.min.js"

_TARGETS = """(least) => [...document.querySelectorAll("a, button, input, select, textarea, summary, [role=button]")]
  .map((found) => (found.matches("[type=checkbox], [type=radio]") && found.closest("label")) || found)
  .map((found) => found.closest("label.choice") ?? found)
  .filter((found) => found.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true}))
  .filter((found) => getComputedStyle(found).display !== "inline" || !found.closest("p, li, dd"))
  .map((found) => [found.getBoundingClientRect(), found.outerHTML.slice(0, 120)])
  .filter(([box]) => box.width > 1 && (box.height < least - 0.5 || box.width < least - 0.5))
  .map(([box, html]) => `${Math.round(box.width)}×${Math.round(box.height)} ${html}`)"""


async def axe(page: Page) -> list[str]:
    """What axe finds wrong: rule and the first elements. It is run inside the page, as its policy lets no script in."""
    await page.evaluate(_AXE.read_text(encoding="utf-8"))
    found = await page.evaluate("() => axe.run({resultTypes: ['violations']})")
    return [
        f"{violation['id']}: {' | '.join(node['html'][:120] for node in violation['nodes'][:3])}"
        for violation in found["violations"]
    ]


async def sideways(page: Page) -> int:
    """By how many px the page can be scrolled sideways."""
    over: int = await page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return over


async def small_targets(page: Page, least: int) -> list[str]:
    """Controls that are smaller than `least` px, links inside sentences aside."""
    found: list[str] = await page.evaluate(_TARGETS, least)
    return found


async def bare_keys(page: Page) -> list[str]:
    """Keys of sentences that stand on the page instead of their words."""
    text: str = await page.evaluate("() => document.body.innerText")
    keys = set(library().words["en"])
    return [word for word in text.split() if word in keys]


async def sound(page: Page, least: int = 44) -> None:
    """All of the above at once. Raises: `AssertionError` saying what is wrong."""
    wrong = [*await axe(page), *await small_targets(page, least), *await bare_keys(page)]
    if over := await sideways(page):
        wrong.append(f"scrolls sideways by {over} px")
    if wrong:
        raise AssertionError(f"{page.url}\n" + "\n".join(wrong))
