"""RULES.md itself: every rule is cited by a test, and every row of voting's tables has its rule."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "rooms" / "RULES.md").read_text(encoding="utf-8")
RULES = re.findall(r"^\*\*([A-Z]\d+)\*\*", TEXT, re.MULTILINE)


@cache
def cited() -> frozenset[str]:
    """Every rule number that a test names; "C3 to C5" and "C3-C5" name C4 too."""
    found: set[str] = set()
    for path in (ROOT / "tests").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if path != Path(__file__):
            found.update(re.findall(r"\b[A-Z]\d{1,2}\b", text))
        for letter, first, last in re.findall(r"\b([A-Z])(\d{1,2})(?: to |-)\1(\d{1,2})\b", text):
            found.update(f"{letter}{number}" for number in range(int(first), int(last) + 1))
    return frozenset(found)


def test_every_rule_stands_once_and_they_are_numbered_in_order() -> None:
    letters = dict.fromkeys(rule[0] for rule in RULES)
    for letter in letters:
        numbers = [int(rule[1:]) for rule in RULES if rule[0] == letter]
        assert numbers == list(range(1, len(numbers) + 1)), letter


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_is_cited_by_a_test(rule: str) -> None:
    assert rule in cited()


def test_no_code_cites_a_rule_that_is_not_there() -> None:
    for path in (ROOT / "rooms").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for cite in re.findall(r"RULES ([A-Z0-9, to]+)", text):
            for rule in re.findall(r"[A-Z]\d+", cite):
                assert rule in RULES, f"{path.name}: {rule}"


# What good practice of dot voting asks for, and the rule that keeps it

PRACTICE = {
    "lines are groups and ungrouped notes of the chosen columns, frozen at opening": "V1",
    "a budget of a quarter of the lines, at most ten": "V3",
    "a cap of one, up to the budget": "V3",
    "all must be spent, or not": "V11",
    "blind while open, or live and labelled so": "V19",
    "secret, or named": "V18",
    "an order of lines of each participant's own, or the board's": "V22",
    "a facilitator closes, or time does with three seconds of grace": "V20",
    "wanted: the first so many lines": "V15",
    "draft, open, paused, closed, revealed, accepted, or void with a reason": "V7",
    "voting again is a new round": "V7",
    "a practice round is never in the results": "V10",
    "absolute dots, and saying it twice changes nothing": "V5",
    "the server alone keeps budget and cap": "V4",
    "dots move freely until closing": "V5",
    "a reload, a second tab: the same ballot": "V6",
    "paper under the same rules, counted and shown as paper": "V16",
    "grouping before voting is free, ungrouping restores exactly": "G6",
    "grouping while open is forced, and what is above the cap goes back": "V13",
    "grouping after closing counts again from ballots": "V14",
    "ungrouping while open puts dots back on their line": "V13",
    "ungrouping after closing brings the first counts back": "V14",
    "a line hidden or deleted while open gives its dots back": "V12",
    "a line hidden or deleted after closing keeps its counts": "V9",
    "text is edited by a facilitator only while open": "V21",
    "nothing per line is told while a round is blind": "S2",
    "a wall has no ballot": "P1",
    "nobody sees who voted what, and from acceptance on nobody can find out": "S4",
    "same count, same rank": "V8",
    "a tie across the cut is ended in one of four ways": "V15",
    "a room's two hours, row by row": "P7",
}


@pytest.mark.parametrize("practice", PRACTICE)
def test_good_practice_has_its_rule_and_the_rule_its_test(practice: str) -> None:
    assert PRACTICE[practice] in RULES
    assert PRACTICE[practice] in cited()
