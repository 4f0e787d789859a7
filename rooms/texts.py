"""Texts that people write, and words that come in several languages."""

from __future__ import annotations

import re
import unicodedata

import regex  # the only package here beside msgspec: grapheme clusters follow Unicode tables that change every year

from rooms.errors import Invalid, OverLimit

LANGUAGES = ("fi", "sv", "sl", "en")
NOTE_CHARS = 280
TITLE_CHARS = 120

# A character may be built of any number of code points (joined emoji); this many each is more than any text needs.
_CODE_POINTS_PER_CHAR = 8

Words = dict[str, str]
"""The same thing said in several languages: language code to text."""

_GRAPHEME = regex.compile(r"\X")
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_BLANK_LINES = re.compile(r"\n{3,}")
# No script piles more than a handful of marks on a letter; a tower of them would cover the notes above.
_TOWER_OF_MARKS = regex.compile(r"(\p{M}{8})\p{M}+")
# Control characters (but for newlines), halves of surrogate pairs, what is no character, and overrides of direction.
_LEFT_OUT = regex.compile(r"(?V1)[[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\u202a-\u202e\u2066-\u2069]--\n]")
# Letters and symbols by category, and yet nothing to see: fillers of Hangul and the empty Braille cell.
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def in_language(words: Words, language: str) -> str:
    """The text in `language`, else in the first language that has one, else empty."""
    return words.get(language) or next((text for text in words.values() if text), "")


def graphemes(text: str) -> int:
    """How many characters a reader would count."""
    return len(_GRAPHEME.findall(text))


def clean(text: str) -> str:
    """The text as it is stored, the same however often it is cleaned: NFC, line ends as newlines, tabs as spaces.

    Control and direction-override characters are left out, and what no XML file could hold; so are spaces at the end of
    a line, a second empty line, and combining marks beyond the eighth on one letter. Source: RULES N2.
    """
    text = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    text = unicodedata.normalize("NFC", _LEFT_OUT.sub("", text))
    text = _TOWER_OF_MARKS.sub(r"\1", text)
    return _BLANK_LINES.sub("\n\n", "\n".join(line.rstrip() for line in text.split("\n"))).strip()


def checked(text: str, limit: int) -> str:
    """`clean(text)`, provided that there is something to see and that it fits.

    Raises: `Invalid` empty-text, `OverLimit` text-too-long. Source: RULES N2.
    """
    text = clean(text)
    if not _to_see(text):
        raise Invalid("empty-text")
    if len(text) > limit and (len(text) > limit * _CODE_POINTS_PER_CHAR or graphemes(text) > limit):
        raise OverLimit("text-too-long", limit=limit)
    return text


def title_from(text: str) -> str:
    """A title that a text gives: its first line with something to see, cut at a word to fit."""
    line = next((line for line in text.split("\n") if _to_see(line)), "")
    characters = _GRAPHEME.findall(line)
    if len(characters) <= TITLE_CHARS:
        return line
    return "".join(characters[: TITLE_CHARS - 1]).rsplit(" ", 1)[0].rstrip() + "…"


def _to_see(text: str) -> bool:
    """Whether anything would be drawn: not only spaces, marks without a letter, or characters that only steer."""
    return any(
        c not in _BLANKS and unicodedata.category(c)[0] not in "ZM" and unicodedata.category(c) != "Cf" for c in text
    )
