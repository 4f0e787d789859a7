"""Suggested twins: what is found, what is left alone, and on which boards it stays quick."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.similar import ALIKE, Text, Twin, twins
from tests.talkoot import ROOT

PAIRS = tomllib.loads(Path(__file__).with_name("similar_pairs.toml").read_text(encoding="utf-8"))
LANGUAGES = sorted(PAIRS)


def board(*langs: str) -> tuple[list[Text], set[frozenset[str]]]:
    """Every note of these languages' pairs, and which of them are the same by their label."""
    notes: dict[str, Text] = {}
    same = set()
    for lang in langs:
        for kind in ("same", "unseen", "different"):
            for pair in PAIRS[lang][kind]:
                notes |= {f"{lang} {text}": Text(f"{lang} {text}", text, lang) for text in pair}
                if kind != "different":
                    same.add(frozenset(f"{lang} {text}" for text in pair))
    return list(notes.values()), same


def measured(*langs: str) -> tuple[float, float]:
    """Precision over all that is suggested, and recall of the labelled pairs."""
    notes, same = board(*langs)
    found = [frozenset((twin.a, twin.b)) for twin in twins(notes, most=10_000)]
    right = sum(pair in same for pair in found)
    return right / len(found), right / len(same)


def alike(one: str, other: str, lang: str, *rest: str, other_lang: str = "") -> bool:
    """Whether two notes are suggested on a board that has these others, too."""
    texts = [Text("one", one, lang), Text("other", other, other_lang or lang)]
    texts += [Text(str(n), text, lang) for n, text in enumerate(rest)]
    return ("one", "other") in {(twin.a, twin.b) for twin in twins(texts)}


# --- quality ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_enough_pairs_are_labelled_to_measure_by(lang: str) -> None:
    assert len(PAIRS[lang]["same"]) >= 25
    assert len(PAIRS[lang]["different"]) >= 40


@pytest.mark.parametrize(
    ("lang", "least_precision", "least_recall"),
    [("fi", 0.97, 0.92), ("sv", 0.94, 0.94), ("sl", 0.94, 0.94), ("en", 0.97, 0.94)],
)
def test_pairs_of_each_language_are_found_and_near_misses_left_alone(
    lang: str, least_precision: float, least_recall: float
) -> None:
    precision, recall = measured(lang)
    assert precision >= least_precision
    assert recall >= least_recall


def test_on_a_board_of_four_languages_nearly_every_suggestion_is_right() -> None:
    precision, recall = measured(*LANGUAGES)
    assert precision >= 0.93
    assert recall >= 0.94


def test_three_hundred_notes_give_few_suggestions_and_the_plain_ones_first() -> None:
    planted = {
        "We need a covered market hall by the river": "A covered market hall at the river is what we need",
        "Ferries to the islands on winter weekends": "winter weekends: ferries to the islands",
        "Rehearsal rooms for bands in the old brewery": "Old brewery: rehearsal rooms for the bands!",
    }
    unlike = [(text, lang) for lang in LANGUAGES for pair in PAIRS[lang]["different"] for text in pair]
    said = [*dict.fromkeys(unlike), *((text, "en") for pair in planted.items() for text in pair)]
    found = twins([Text(str(number), text, lang) for number, (text, lang) in enumerate(said)])
    pairs = [(said[int(twin.a)][0], said[int(twin.b)][0]) for twin in found]
    assert len(said) >= 300
    assert set(pairs[:6]) >= set(planted.items())
    assert len(pairs) <= 12


# --- what counts as the same ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "lang"),
    [
        ("pysäköintipaikat keskustaan", "lisää parkkipaikkoja keskustaan", "fi"),  # a compound's other half
        ("Ajojää", "ajo jää", "fi"),  # one word or two
        ("Pääkäsittelijät", "paakasittelijat", "fi"),  # without marks
        ("tila nuorille", "tiloja nuorille", "fi"),  # a stem that changes
        ("Bibliotekets öppettider", "öpettider på biblioteket", "sv"),  # a slip
        ("čiščenje pločnikov", "ciscenje plocnika", "sl"),
        ("vrtec v vasi", "vaški vrtci in vas", "sl"),  # the e that comes and goes
        ("Park", "A great new park", "en"),  # words that say little
        ("Tickets online", "ONLINE TICKET!!!", "en"),
        ("The library, open on Sundays", "Sundays: open library", "en"),
        ("ÅÄÖ", "åäö", "sv"),
        ("🎉🎉", " 🎉🎉 ", "en"),
    ],
)
def test_another_form_of_the_same_words_is_a_twin(one: str, other: str, lang: str) -> None:
    assert alike(one, other, lang)


@pytest.mark.parametrize(
    ("one", "other", "lang"),
    [
        ("More cars in the old town", "Fewer cars in the old town", "en"),
        ("Uusi kauppakeskus", "Ei uutta kauppakeskusta", "fi"),
        ("Fler bilar i centrum", "Färre bilar i centrum", "sv"),
        ("Več avtomobilov v mestu", "Manj avtomobilov v mestu", "sl"),
    ],
)
def test_a_wish_and_its_opposite_are_never_twins(one: str, other: str, lang: str) -> None:
    assert not alike(one, other, lang)


@pytest.mark.parametrize(
    ("one", "other"), [("Bus 5", "Bus 10"), ("!!!", "???"), ("🎉", "🔥"), ("", "a"), ("koti", "kota")]
)
def test_short_notes_that_differ_are_left_alone(one: str, other: str) -> None:
    assert not alike(one, other, "fi")


def test_a_word_that_half_the_board_uses_makes_no_twins() -> None:
    rest = [f"library {word}" for word in ("cinema", "garden", "harbour", "museum", "pavement", "quarry", "rainbow")]
    assert twins([Text(text, text, "en") for text in rest]) == []


def test_giving_reasons_does_not_hide_a_wish() -> None:
    reasons = "We need safe bike lanes because my children ride to school"
    assert alike("Safe bike lanes", reasons, "en", "Ice rink", "Cheaper food", "Street music", "Trees on the market")


def test_words_are_believed_before_the_language_of_the_page() -> None:
    assert alike("Prostori za mlade in starejše v vasi", "prostor za mlade ali starejše vasi", "en", other_lang="sl")


def test_a_language_that_we_do_not_know_is_compared_by_its_letters() -> None:
    assert alike("Mehr Fahrradwege", "Fahrradwege mehr!", "de")


# --- the list ---------------------------------------------------------------------------------------------------------


def test_of_equal_notes_each_is_paired_with_the_first_only() -> None:
    notes = [Text(name, "Kirjasto auki", "fi") for name in "abcd"]
    assert twins(notes) == [Twin("a", "b", 1.0), Twin("a", "c", 1.0), Twin("a", "d", 1.0)]


def test_the_best_come_first_and_no_more_than_asked() -> None:
    notes, _ = board(*LANGUAGES)
    found = twins(notes, most=20)
    likeness = [twin.likeness for twin in found]
    place = {note.id: index for index, note in enumerate(notes)}
    assert len(found) == 20
    assert likeness == sorted(likeness, reverse=True)
    assert all(ALIKE <= twin.likeness <= 1 and place[twin.a] < place[twin.b] for twin in found)
    assert found == twins(notes, most=1000)[:20]


def test_nothing_and_one_note_have_no_twins() -> None:
    assert twins([]) == []
    assert twins([Text("a", "Kirjasto auki", "fi")]) == []


def test_two_runs_of_the_server_suggest_the_same() -> None:
    ask = (
        "from tests.server.test_similar import *; notes, _ = board(*LANGUAGES);"
        "print([tuple(twin) for twin in twins(notes, most=1000)])"
    )
    one, other = (
        subprocess.run(
            [sys.executable, "-c", ask],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            timeout=60,
        ).stdout
        for seed in ("1", "2")
    )
    assert one == other
    assert len(one) > 1000


def test_the_libraries_are_loaded_only_when_someone_asks() -> None:
    ask = "import sys, server.similar; print({'Stemmer', 'rapidfuzz'} & set(sys.modules))"
    out = subprocess.run([sys.executable, "-c", ask], cwd=ROOT, check=True, capture_output=True, text=True, timeout=60)
    assert out.stdout.strip() == "set()"


# --- any text, any board ----------------------------------------------------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.one_of(st.text(max_size=280), st.text(alphabet="aä1 -'", max_size=280), st.sampled_from(["", "ß", "ﬀ"])),
            st.sampled_from(["fi", "sv", "sl", "en", "de", ""]),
        ),
        max_size=12,
    )
)
def test_any_text_is_taken(written: list[tuple[str, str]]) -> None:
    notes = [Text(str(index), text, lang) for index, (text, lang) in enumerate(written)]
    found = twins(notes)
    assert len({(twin.a, twin.b) for twin in found}) == len(found)
    assert all(ALIKE <= twin.likeness <= 1 and int(twin.a) < int(twin.b) for twin in found)


def noise(rng: random.Random, letters: str, longest: int) -> str:
    return "".join(rng.choices(letters, k=rng.randint(2, longest)))


WORDS = [word for note in board(*LANGUAGES)[0] for word in note.text.split()]
BOARDS: dict[str, Callable[[random.Random, int], str]] = {
    "a hall's notes": lambda rng, _: " ".join(rng.choices(WORDS, k=6)),
    "long noise": lambda rng, _: " ".join(noise(rng, "aeioukstnlrp", 12) for _ in range(36))[:280],
    "the same beginning": lambda rng, _: " ".join("aaaa" + noise(rng, "ab", 12) for _ in range(24))[:280],
    "twenty words": lambda rng, _: " ".join(rng.sample(WORDS[:20], 10)),
    "one letter": lambda _, n: "a" * (n % 280 + 1),
    "one text": lambda _, n: "Kirjasto auki",
}


@pytest.mark.parametrize("name", BOARDS)
def test_the_work_on_any_board_is_bounded(name: str) -> None:
    """Five times what it takes, for busy machines; comparing all pairs, or all near words, takes far longer."""
    rng = random.Random(3000)
    notes = [Text(str(n), BOARDS[name](rng, n), "fi") for n in range(3000)]
    start = time.process_time()
    twins(notes)
    assert time.process_time() - start < 15
