"""The words of every page, from the gettext catalogues under `locale/`: sentences by key, in four languages.

Keys such as `phone.saved` stand for sentences; a sentence that counts has one form per plural category of its language.
The same catalogues serve the templates here and, as one module per view and language, the pages' own scripts.
"""

from __future__ import annotations

import hashlib
import json
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Message
from babel.messages.pofile import PoFileError, read_po
from babel.numbers import format_decimal

from rooms.texts import LANGUAGES
from rooms.texts import Words as Texts

LOCALE = Path(__file__).parent / "locale"

VIEWS = ("join", "phone", "wall", "desk", "office")
SHARED = ("common", "refused")
"""Catalogues that every view gets beside its own."""

NAMES = {"fi": "Suomi", "sv": "Svenska", "sl": "Slovenščina", "en": "English"}
"""What each language calls itself."""

PLURALS = {"fi": ("one", "other"), "sv": ("one", "other"), "sl": ("one", "two", "few", "other"), "en": ("one", "other")}
"""Plural categories in the order of a catalogue's forms. Source: CLDR; the order is that of the Plural-Forms header."""

Forms = tuple[str, ...]
Catalogue = dict[str, str | Forms]

_PLACE = re.compile(r"\{([a-z_]+)\}")
_LINE = re.compile(r'(?:#.*|(?:(?:msgid|msgid_plural|msgstr|msgstr\[\d\]) )?"(?:[^"\\]|\\.)*")?\s*')
_WISH = re.compile(r"\s*([A-Za-z]{2,3})(?:-[A-Za-z0-9-]+)?\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*$")


class BrokenCatalogue(Exception):
    """A catalogue that cannot be served; the text names the file and the line."""


class MissingWords(UserWarning):
    """A page asked for a key that no catalogue has."""


def read_catalogue(path: Path, lang: str) -> Catalogue:
    """All sentences of one file. Raises: `BrokenCatalogue`."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        _check_lines(path, lines)  # Babel reads much that is not PO as if it were, and keeps the last of two
        found = read_po(lines, locale=lang, abort_invalid=True)
    except PoFileError as error:
        raise BrokenCatalogue(f"{path}:{error.lineno + 1}: {error.args[0]}: {error.line}") from error
    except UnicodeDecodeError as error:
        raise BrokenCatalogue(f"{path}: not UTF-8: {error}") from error
    if found.num_plurals != len(PLURALS[lang]):
        raise BrokenCatalogue(f"{path}: Plural-Forms says {found.num_plurals}, {lang} has {len(PLURALS[lang])}")
    return {_key(message): _sentence(message, path, lang) for message in found if message.id}


def _check_lines(path: Path, lines: list[str]) -> None:
    seen: set[str] = set()
    for number, line in enumerate(lines, 1):
        if not _LINE.fullmatch(line):
            raise BrokenCatalogue(f"{path}:{number}: not a line of a catalogue: {line}")
        if line.startswith("msgid "):
            if line in seen:
                raise BrokenCatalogue(f"{path}:{number}: {line[6:]} was there already")
            seen.add(line)


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _sentence(message: Message, path: Path, lang: str) -> str | Forms:
    if isinstance(message.string, str):
        if message.string:
            return message.string
    else:
        forms = tuple(message.string or ())
        if all(forms) and len(forms) == len(PLURALS[lang]):
            return forms
    raise BrokenCatalogue(f"{path}:{message.lineno}: {_key(message)} is not wholly translated into {lang}")


@dataclass(frozen=True)
class Library:
    """Every catalogue there is: language → file name without ending → sentences."""

    shelves: Mapping[str, Mapping[str, Catalogue]]
    words: Mapping[str, Catalogue] = field(init=False)

    def __post_init__(self) -> None:
        flat: dict[str, Catalogue] = {}
        for lang, files in self.shelves.items():
            flat[lang] = {}
            for name, sentences in files.items():
                if twice := flat[lang].keys() & sentences.keys():
                    raise BrokenCatalogue(f"{lang}/{name}.po repeats keys of another file: {', '.join(sorted(twice))}")
                flat[lang] |= sentences
        object.__setattr__(self, "words", flat)


@cache
def library(folder: Path = LOCALE) -> Library:
    """Read all catalogues once. Raises: `BrokenCatalogue`."""
    return Library(
        {
            lang: {path.stem: read_catalogue(path, lang) for path in sorted((folder / lang).glob("*.po"))}
            for lang in LANGUAGES
        }
    )


class Words:
    """Sentences in one language.

    A key that is missing is shown as it stands, with a warning: a page with one odd word is better than no page, and
    the tests, to which every warning is an error, stop at it.
    """

    def __init__(self, lang: str, books: Library | None = None) -> None:
        self.lang = lang
        self._words = (books or library()).words[lang]
        self._locale = Locale.parse(lang)

    def t(self, key: str, /, **facts: object) -> str:
        """The sentence, its `{places}` filled in."""
        found = self._words.get(key)
        return self._fill(found, facts) if isinstance(found, str) else self._missing(key)

    def tn(self, key: str, n: int, /, **facts: object) -> str:
        """The sentence in the plural form that `n` asks for; `{count}` is n."""
        found = self._words.get(key)
        if found is None or isinstance(found, str):
            return self._missing(key)
        return self._fill(found[PLURALS[self.lang].index(self._locale.plural_form(n))], {"count": n, **facts})

    def number(self, n: int) -> str:
        """The number as this language writes it, with its own signs between thousands."""
        return str(format_decimal(n, locale=self._locale))

    def _fill(self, sentence: str, facts: Mapping[str, object]) -> str:
        def fact(place: re.Match[str]) -> str:
            value = facts[place[1]]
            return self.number(value) if isinstance(value, int) else str(value)

        return _PLACE.sub(fact, sentence)

    def _missing(self, key: str) -> str:
        warnings.warn(f"no words for {key} in {self.lang}", MissingWords, stacklevel=3)
        return key


def speech(texts: Texts, lang: str) -> str:
    """Which language `in_language` answers in, for a `lang` attribute."""
    return lang if texts.get(lang) else next((code for code, text in texts.items() if text), lang)


def places(sentence: str | Forms) -> set[str]:
    """Names of the `{places}` in a sentence; of a counting one, in all its forms together."""
    return set(_PLACE.findall(sentence if isinstance(sentence, str) else "\n".join(sentence)))


@cache
def script(lang: str, view: str) -> tuple[str, bytes]:
    """The words of a view as a module for its page: path (with a hash of what it holds) and source."""
    shelf = library().shelves[lang]
    words = {key: sentence for name in (*SHARED, view) for key, sentence in shelf.get(name, {}).items()}
    body = json.dumps(
        {"lang": lang, "plural": PLURALS[lang], "words": words}, ensure_ascii=False, separators=(",", ":")
    )
    source = f"export default {body};\n".encode()
    return f"/words/{lang}/{view}.{hashlib.sha256(source).hexdigest()[:12]}.js", source


def choose(accept_language: str, *wishes: str | None, otherwise: str = "en") -> str:
    """The language to speak: the first wish that we have, else what the browser likes best, else `otherwise`."""
    for wish in wishes:
        if wish in LANGUAGES:
            return wish
    asked = (_WISH.match(part) for part in accept_language[:400].split(","))
    liked = [(float(ask[2] or 1), ask[1].lower()) for ask in asked if ask and ask[1].lower() in LANGUAGES]
    best = max(liked, key=lambda one: one[0], default=(0.0, otherwise))
    return best[1] if best[0] > 0 else otherwise
