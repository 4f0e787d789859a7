"""What people write: real notes where the data folder has them, else made-up ones of the same lengths."""

from __future__ import annotations

import csv
import os
import random
from functools import cache
from pathlib import Path
from typing import NamedTuple

from rooms.texts import NOTE_CHARS
from tests.talkoot import ROOT

_LENGTHS = (25, 42, 47, 52, 61, 70, 77, 84, 94, 110, 115, 121, 128, 133, 138)  # spread as in the real notes
_MADE_UP = 371  # as many as there are real ones
_WORDS = (
    "a and the more trees along main street bus that runs on sunday evening so nobody has to drive home library open "
    "later quiet place for young people bridge lights market hall children safe crossing school rent lower music "
    "outdoors benches winter path cycling ploughed before seven clinic swimming voluntary work neighbours garden tools"
)


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
    chance = random.Random(1)
    words = _WORDS.split()
    made_up = (" ".join(chance.choices(words, k=40))[: _LENGTHS[at % len(_LENGTHS)]].strip() for at in range(_MADE_UP))
    return Texts("made-up notes of real lengths", tuple(made_up))
