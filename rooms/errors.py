"""Refusals: what a room answers when a command may not be done. A refusal leaves no trace on the board."""

from __future__ import annotations


class Refused(Exception):
    """A command that was not done, with a stable `code` and the figures a sentence about it needs.

    The sentence itself is in the catalogues under `refused.<code>`, in every language.
    """

    def __init__(self, code: str, **facts: int | str) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class NotAllowed(Refused):
    """This person may not do this, or not in this phase."""


class Invalid(Refused):
    """The command contradicts itself or the limits of a room."""


class OverLimit(Refused):
    """More notes, dots or text than fits."""


class Unknown(Refused):
    """What the command names is not there, or not any more."""


class Changed(Refused):
    """Somebody else was faster; look again, then decide."""
