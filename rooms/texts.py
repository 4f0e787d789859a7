"""Texts that people write, and words that come in several languages."""

from __future__ import annotations

import re
import unicodedata

import regex  # the only package here beside msgspec: grapheme clusters follow Unicode tables that change every year

from rooms.errors import Invalid, OverLimit

LANGUAGES = ("fi", "sv", "sl", "en")
NOTE_CHARS = 280
TITLE_CHARS = 120

# A grapheme may carry any number of combining marks; this many code points a character is more than any language needs.
_CODE_POINTS_PER_CHAR = 8

Words = dict[str, str]
"""The same thing said in several languages: language code to text."""

_GRAPHEME = regex.compile(r"\X")
_BLANK_LINES = re.compile(r"\n{3,}")
_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def in_language(words: Words, language: str) -> str:
    """The text in `language`, else in the first language that has one, else empty."""
    return words.get(language) or next((text for text in words.values() if text), "")


def graphemes(text: str) -> int:
    """How many characters a reader would count."""
    return len(_GRAPHEME.findall(text))


def clean(text: str) -> str:
    """The text as it is stored: NFC, line ends as newlines, no control or direction-override characters, trimmed."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = (c for c in text if c == "\n" or (unicodedata.category(c) not in ("Cc", "Cs") and c not in _BIDI_CONTROLS))
    return _BLANK_LINES.sub("\n\n", "".join(kept)).strip()


def checked(text: str, limit: int) -> str:
    """`clean(text)`, provided that something is left and that it fits.

    Raises: `Invalid` empty-text, `OverLimit` text-too-long. Source: RULES N2.
    """
    text = clean(text)
    if not any(not c.isspace() and unicodedata.category(c) != "Cf" for c in text):
        raise Invalid("empty-text")
    if len(text) > limit * _CODE_POINTS_PER_CHAR or graphemes(text) > limit:
        raise OverLimit("text-too-long", limit=limit)
    return text
