"""What an operator should know before the day: small looks at a setup, each with its own plain sentence."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct


class Finding(Struct, frozen=True):
    """What one look came to. `do` says what to do about it; only a problem makes the check fail."""

    look: str
    state: Literal["good", "hint", "problem"]
    text: str
    do: str = ""


def good(look: str, text: str) -> Finding:
    """All is well."""
    return Finding(look, "good", text)


def hint(look: str, text: str, do: str) -> Finding:
    """It works, but somebody should know, or could not be seen from here."""
    return Finding(look, "hint", text, do)


def problem(look: str, text: str, do: str) -> Finding:
    """The day would suffer."""
    return Finding(look, "problem", text, do)
