"""Reading JavaScript as far as joining its modules needs: what is code, and what is comment, text or pattern."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple


class Unreadable(Exception):
    """A script that is not read safely; the text says where and why."""


class Token(NamedTuple):
    """`kind`: word, text (a string, a pattern, or a piece of a template), mark, space or comment."""

    kind: str
    text: str
    depth: int
    """Brackets of any kind around it; 0 is the top level of the script."""


_PIECE = re.compile(
    r"""(?P<space>\s+)
    |(?P<comment>//[^\n]*|/\*.*?\*/)
    |(?P<word>[\w$]+)
    |(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<mark>[^"'\w$\s])""",
    re.VERBOSE | re.DOTALL,
)
_PATTERN = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")
_TEMPLATE = re.compile(r"[`}](?:[^`\\$]|\\.|\$(?!\{))*(?:`|\$\{)", re.DOTALL)
_CLOSES = {")": ("(",), "]": ("[",), "}": ("{", "${")}
_LINE = "\n"
_KEPT = re.compile(r"/\*!|@license|@preserve")
_BEFORE_PATTERN = frozenset(
    ["return", "typeof", "instanceof", "in", "of", "new", "delete", "void", "throw", "case", "do", "else"]
)


def tokens(source: str) -> Iterator[Token]:
    """The whole script, piece by piece; joined again they are the source.

    A slash after `)`, `]` or `}` is taken for a division, which patterns after `if (…)` are not: tests hold every
    script that is served against a real parser. Raises: `Unreadable`.
    """
    at, before = 0, ""
    opened: list[str] = []
    while at < len(source):
        template = source[at] == "`" or (source[at] == "}" and opened[-1:] == ["${"])
        found = _TEMPLATE.match(source, at) if template else _piece(source, at, before)
        if not found:
            raise Unreadable(f"line {source.count(_LINE, 0, at) + 1}: {source[at : at + 20]!r} does not end")
        text = found[0]
        kind = "text" if template else found.lastgroup or "text"
        closes = text[0] if template or kind == "mark" else ""
        if closes in _CLOSES and (not opened or opened.pop() not in _CLOSES[closes]):
            raise Unreadable(f"line {source.count(_LINE, 0, at) + 1}: {closes} closes nothing")
        yield Token(kind, text, len(opened))
        if template and text.endswith("${"):
            opened.append("${")
        elif kind == "mark" and text in "([{":
            opened.append(text)
        if kind not in ("space", "comment"):
            before = text[-1] if template else text
        at += len(text)
    if opened:
        raise Unreadable(f"{opened[-1]} is not closed")


def _piece(source: str, at: int, before: str) -> re.Match[str] | None:
    """One piece that is no template. `before`: the code before it, which tells a pattern from a division."""
    found = _PIECE.match(source, at)
    if not found or found[0] != "/":
        return found
    if source.startswith("/*", at):
        return None  # a comment that does not end
    value = before in (")", "]", "}", "`") or before[-1:] in "\"'" or re.fullmatch(r"[\w$]+", before)
    divides = bool(before) and bool(value) and before not in _BEFORE_PATTERN
    return found if divides else _PATTERN.match(source, at)


def stripped(script: Iterator[Token]) -> Iterator[Token]:
    """The script without comments, indentation and empty lines; line ends stay, for they may end a statement.

    Comments that state a licence stay.
    """
    gap = ""
    for token in script:
        comment = token.kind == "comment" and not _KEPT.search(token.text)
        if comment or token.kind == "space":
            # A comment of several lines ends a line, and any comment parts what it stands between.
            gap = "\n" if gap == "\n" or "\n" in token.text else " "
            continue
        if gap:
            yield Token("space", gap, token.depth)
        gap = ""
        yield token
