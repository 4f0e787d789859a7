"""What becomes of texts that people write: RULES N2."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.errors import Invalid, OverLimit
from rooms.texts import NOTE_CHARS, TITLE_CHARS, checked, clean, graphemes, in_language, title_from

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
ODD = st.sampled_from(
    [*"aä e\u0301\u202e\u2066\u200b\u200d\n\r\t\x00\x0b\u2028\x85\ufeff\uffff\u3164\u0958\u1100\u1161", FAMILY]
)
any_text = st.text(st.characters() | st.characters(categories=["Mn", "Cf", "Cs"])) | st.lists(ODD).map("".join)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  hei  ", "hei"),
        ("a\r\nb\rc\u2028d\x85e", "a\nb\nc\nd\ne"),
        ("a\n\n\n\nb", "a\n\nb"),
        ("a  \n \n \t \n  b", "a\n\n  b"),
        ("one\ttwo", "one two"),
        ("A\u030a", "\u00c5"),
        ("e\u202e\u0301", "\u00e9"),
        ("abc\u202edef\u2066", "abcdef"),
        ("nul\x00 bell\x07 esc\x1b[31m", "nul bell esc[31m"),
        ("lone \ud83d half", "lone  half"),
        ("not a character \uffff\ufdd0\U0001ffff", "not a character"),
        (FAMILY, FAMILY),
        ("Zoë ja Šárka", "Zoë ja Šárka"),
    ],
)
def test_a_text_is_kept_in_one_clean_form(written: str, kept: str) -> None:
    assert clean(written) == kept  # N2


@given(any_text)
def test_a_clean_text_is_clean_and_stays_as_it_is(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    cleaned.encode("utf-8")  # nothing that could not be packed or written to a file
    assert not any(unicodedata.category(c) == "Cc" and c != "\n" for c in cleaned)
    assert "\n\n\n" not in cleaned


@pytest.mark.parametrize(
    "text", ["", "  \n ", "\x00", "\u200b\u200d\ufeff", "\u0301\ufe0f", "\u3164", "\u2800 \u00a0", "\ud800"]
)
def test_a_text_with_nothing_to_see_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="empty-text"):
        checked(text, NOTE_CHARS)  # N2


@pytest.mark.parametrize("text", ["!", "1", "ä", "😀", "🫨", "한", "ก็", "€"])
def test_one_visible_character_is_enough_for_a_note(text: str) -> None:
    assert checked(text, NOTE_CHARS) == text


def test_length_is_counted_as_readers_count_it() -> None:
    assert graphemes(FAMILY * 3) == 3
    assert checked(FAMILY * 280, NOTE_CHARS) == FAMILY * 280  # N2
    for long in ("x" * 281, FAMILY * 281):
        with pytest.raises(OverLimit, match="text-too-long") as refused:
            checked(long, NOTE_CHARS)
        assert refused.value.facts == {"limit": 280}


def test_five_thousand_marks_on_a_letter_become_eight() -> None:
    assert len(clean("a" + "\u0332" * 5000 + "b")) == 10  # N2
    assert clean("a" + "\u0332" * 5000 + "b").endswith("b")


def test_an_endless_chain_of_joined_emoji_is_too_long() -> None:
    with pytest.raises(OverLimit):
        checked("\U0001f468" + "\u200d\U0001f468" * 3000, NOTE_CHARS)


@given(st.text(min_size=1))
def test_a_title_from_a_note_fits_and_would_be_accepted(text: str) -> None:
    try:
        text = checked(text, NOTE_CHARS)
    except (Invalid, OverLimit):
        return
    title = title_from(text)
    assert "\n" not in title
    assert graphemes(title) <= TITLE_CHARS
    assert clean(title)


def test_a_long_first_line_is_cut_at_a_word() -> None:
    assert title_from("first line\nsecond") == "first line"
    assert title_from("word " * 40) == ("word " * 23).strip() + "…"
    assert title_from("x" * 200) == "x" * 119 + "…"
    assert title_from(FAMILY * 130) == FAMILY * 119 + "…"
    assert title_from("\u200b\nthen words") == "then words"


@pytest.mark.parametrize(
    ("words", "said"),
    [({"fi": "huone", "sv": "rum"}, "rum"), ({"fi": "huone"}, "huone"), ({"sv": "", "sl": "soba"}, "soba"), ({}, "")],
)
def test_words_missing_in_a_language_come_in_the_first_there_is(words: dict[str, str], said: Any) -> None:
    assert in_language(words, "sv") == said
