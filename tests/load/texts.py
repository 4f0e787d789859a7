"""What people write: real notes where the data folder has them, else made-up ones of the same lengths."""

from __future__ import annotations

import csv
import os
from functools import cache
from pathlib import Path
from typing import NamedTuple

from rooms.texts import NOTE_CHARS
from tests.talkoot import ROOT

_LENGTHS = (25, 42, 47, 52, 61, 70, 77, 84, 94, 110, 115, 121, 128, 133, 138)  # spread as in the real notes
_WORDS = "more trees along the main street and a bus that runs also on sunday evening so that nobody has to drive home"


class Texts(NamedTuple):
    """Notes in their order; `source` says whose they are."""

    source: str
    notes: tuple[str, ...]

    def nth(self, number: int) -> str:
        """Any number has a text; beyond the last they begin again."""
        return self.notes[number % len(self.notes)]


@cache
def real() -> Texts:
    """The notes of `bg2050` (TALKOOT_SHARED, or `shared` beside the project), or made-up ones."""
    for folder in (os.environ.get("TALKOOT_SHARED"), ROOT.parent / "shared"):
        path = Path(folder) / "data" / "bg2050" / "comments.csv" if folder else None
        if path and path.is_file():
            with path.open(encoding="utf-8", newline="") as file:
                found = [row["comment-body"].strip()[:NOTE_CHARS] for row in csv.DictReader(file)]
            return Texts("real notes (bg2050)", tuple(text for text in found if text))
    made_up = tuple((_WORDS * 2)[at : at + length] for at, length in enumerate(_LENGTHS))
    return Texts("made-up notes of real lengths", made_up)
