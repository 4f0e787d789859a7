"""A play without a recording: made-up people write what people of a small town write, and vote on it."""

from __future__ import annotations

from random import Random

from rooms.rules.notes import NOTES_PER_ROOM
from rooms.templates import ColumnPlan
from rooms.voting import default_budget
from server.rehearse.play import Play, Tap, Written
from server.rehearse.texts import QUESTIONS, TEXTS, TITLE

WRITING_MS = 120_000
VOTING_MS = 90_000
_FEW = 5  # so few might all write the same one note, and a vote needs two lines


def made_up(people: int, lang: str, seed: int = 1) -> Play:
    """A play of so many people in this language; the same for the same seed."""
    random = Random(seed)  # noqa: S311 - a play, not a secret
    persons = [f"p{number}" for number in range(1, people + 1)]
    notes = _notes(random, persons, lang)
    groups = _same(notes)
    lines = [note.key for note in notes if not any(note.key in group[1:] for group in groups)]
    budget = default_budget(len(lines))
    return Play(
        title=TITLE,
        lang=lang,
        columns=tuple(ColumnPlan(question) for question in QUESTIONS),
        notes=notes,
        groups=groups,
        taps=_taps(random, persons, lines, budget),
        budget=budget,
        cap=1,
        watchers=tuple(persons),
    )


def _notes(random: Random, persons: list[str], lang: str) -> tuple[Written, ...]:
    """One to three notes each, as far as a room holds them, and never the same text twice by one person."""
    texts = [(column, text) for column, texts in enumerate(TEXTS[lang]) for text in texts]
    least = 2 if len(persons) < _FEW else 1
    most = max(least, min(3, NOTES_PER_ROOM // len(persons)))
    written: list[Written] = []
    for person in persons[:NOTES_PER_ROOM]:
        for column, text in random.sample(texts, random.randint(least, most)):
            written.append(Written(f"n{len(written) + 1}", person, text, column, random.randrange(WRITING_MS)))
    return tuple(sorted(written, key=lambda note: note.at))


def _same(notes: tuple[Written, ...]) -> tuple[tuple[str, ...], ...]:
    """Keys of notes that say the same in the same column."""
    found: dict[tuple[int, str], list[str]] = {}
    for note in notes:
        found.setdefault((note.column, note.text), []).append(note.key)
    return tuple(tuple(keys) for keys in found.values() if len(keys) > 1)


def _taps(random: Random, persons: list[str], lines: list[str], budget: int) -> tuple[Tap, ...]:
    """Each places some or all dots, the favourites more often, and one in four takes a dot to another line."""
    weights = [1 / (place + 1) for place in range(len(lines))]
    random.shuffle(weights)
    taps: list[Tap] = []
    for person in persons:
        chosen = list(dict.fromkeys(random.choices(lines, weights, k=budget)))
        times = sorted(random.sample(range(VOTING_MS), len(chosen) + 2))
        taps += [Tap(person, key, 1, at) for key, at in zip(chosen, times, strict=False)]
        left = [key for key in lines if key not in chosen]
        if left and random.random() < 0.25:
            taps += [Tap(person, chosen[0], 0, times[-2]), Tap(person, random.choice(left), 1, times[-1])]
    return tuple(sorted(taps, key=lambda tap: tap.at))
