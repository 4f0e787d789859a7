"""Every pair of colours that meet can be told apart: text at 4.5:1, edges of controls at 3:1 (WCAG 1.4.3, 1.4.11)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parent.parent / "static" / "tokens.css").read_text(encoding="utf-8")
NOTES = [f"note-{name}" for name in ("yellow", "orange", "pink", "violet", "blue", "green")]
PAGES = ("paper", "sheet", "shade")


def colours(selector: str) -> dict[str, str]:
    """The colours that this rule of the tokens names."""
    rule = TOKENS[TOKENS.index(selector) :]
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6})", rule[: rule.index("}")]))


THEMES = {"light": colours(":root, [data-theme"), "dark": colours('[data-theme="dark"]')}


def contrast(one: str, other: str) -> float:
    """The ratio of two colours' luminances, 1 to 21, as WCAG defines it."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", THEMES)
def test_text_is_read_on_every_ground_that_it_stands_on(theme: str) -> None:
    palette = THEMES[theme]
    pairs = [("ink", ground) for ground in (*PAGES, *NOTES)]
    pairs += [("quiet", ground) for ground in PAGES]
    pairs += [("on-ink", "ink"), ("on-dot", "dot")]
    dim = [pair for pair in pairs if contrast(palette[pair[0]], palette[pair[1]]) < 4.5]
    assert dim == []


@pytest.mark.parametrize("theme", THEMES)
def test_edges_and_dots_are_seen_on_every_ground_that_they_stand_on(theme: str) -> None:
    palette = THEMES[theme]
    pairs = [(edge, ground) for edge in ("edge", "dot") for ground in PAGES]
    pairs += [(f"{note}-edge", ground) for note in NOTES for ground in ("paper", note)]
    dim = [pair for pair in pairs if contrast(palette[pair[0]], palette[pair[1]]) < 3]
    assert dim == []


def test_dark_is_the_same_whether_chosen_or_asked_for_by_the_device() -> None:
    assert colours(":root:not([data-theme])") == THEMES["dark"]
    assert THEMES["light"].keys() == THEMES["dark"].keys()


def test_black_on_white_is_twenty_one_to_one() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
