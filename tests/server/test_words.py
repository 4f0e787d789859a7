"""The catalogues: nothing missing, nothing broken, nothing unused, and plural forms right in number and use."""

import json
import re
import subprocess
from pathlib import Path

import playwright
import pytest

from rooms.texts import LANGUAGES
from server.words import (
    LOCALE,
    PLURALS,
    VIEWS,
    BrokenCatalogue,
    Library,
    MissingWords,
    Words,
    choose,
    library,
    places,
    read_catalogue,
    script,
    speech,
)

ROOT = Path(__file__).parent.parent.parent
NODE = Path(playwright.__file__).parent / "driver" / "node"  # the one that every check here runs on

SOURCES = [
    path
    for folder, endings in (("server", {".py", ".html"}), ("static", {".js"}), ("rooms", {".py"}))
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in endings and "vendor" not in path.parts
]
TEXT = {path: path.read_text(encoding="utf-8") for path in SOURCES}

# t("a.key") or tn('a.key', …), whatever stands before the t; and a key that is put together from a beginning.
ASKED = re.compile(r"\b(tn?)\(\s*[\"'`]([a-z]+\.[\w.-]+)[\"'`]\s*[,)]")
BEGUN = re.compile(r"[\"'`]([a-z]+\.[\w.-]*)[\"']?\s*(?:~|\+|\$\{)|f\"([a-z]+\.[\w.-]*)\{")
QUOTED = re.compile(r"[\"'`]([a-z]+\.[\w.-]+)[\"'`]")


def head(lang: str) -> str:
    return (LOCALE / lang / "join.po").read_text(encoding="utf-8").split("\n\n", 1)[0]


def catalogue(folder: Path, lang: str, body: str) -> Path:
    path = folder / "some.po"
    path.write_text(f"{head(lang)}\n\n{body}\n", encoding="utf-8")
    return path


def all_keys() -> set[str]:
    return set(library().words["en"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_has_every_key(lang: str) -> None:
    for name, english in library().shelves["en"].items():
        assert sorted(library().shelves[lang][name]) == sorted(english), name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sentence_has_the_places_of_the_english_one(lang: str) -> None:
    for key, english in library().words["en"].items():
        found = library().words[lang][key]
        assert isinstance(found, str) == isinstance(english, str), key
        assert places(found) | {"count"} == places(english) | {"count"}, key
        if isinstance(found, str):
            assert places(found) == places(english), key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_counting_sentence_has_as_many_forms_as_its_language(lang: str) -> None:
    counting = [found for found in library().words[lang].values() if not isinstance(found, str)]
    assert counting
    assert {len(forms) for forms in counting} == {4 if lang == "sl" else 2}


def test_no_sentence_shouts_or_stays_english_by_mistake() -> None:
    for lang, words in library().words.items():
        for key, found in words.items():
            for text in (found,) if isinstance(found, str) else found:
                assert "!" not in text, (lang, key)
                assert text == text.strip(), (lang, key)
    same = [
        key
        for key, text in library().words["en"].items()
        if isinstance(text, str) and len(text) > 24 and text == library().words["fi"][key]
    ]
    assert same == []


def test_every_key_that_is_asked_for_exists() -> None:
    asked = [(path.name, how, key) for path, text in TEXT.items() for how, key in ASKED.findall(text)]
    assert len(asked) > 50
    english = library().words["en"]
    assert [one for one in asked if one[2] not in english] == []
    assert [one for one in asked if isinstance(english[one[2]], str) != (one[1] == "t")] == []


def test_every_key_is_used_somewhere() -> None:
    said = {key for text in TEXT.values() for key in QUOTED.findall(text)}
    begun = {a or b for text in TEXT.values() for a, b in BEGUN.findall(text)}
    unused = [key for key in all_keys() - said if not any(key.startswith(beginning) for beginning in begun)]
    assert sorted(unused) == []


def test_the_check_for_keys_would_see_one_that_nobody_made() -> None:
    assert ASKED.findall('{{ t("join.nothing_like_it") }} tn("phone.notes", 3)') == [
        ("t", "join.nothing_like_it"),
        ("tn", "phone.notes"),
    ]
    assert [a or b for a, b in BEGUN.findall('t("phase." ~ phase) t(`refused.${code}`) f"cli.{name}"')] == [
        "phase.",
        "refused.",
        "cli.",
    ]


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 listkov"), (1, "1 listek"), (2, "2 listka"), (3, "3 listki"), (5, "5 listkov"), (101, "101 listek")],
)
def test_slovenian_counts_in_four_forms(count: int, said: str) -> None:
    assert Words("sl").tn("office.note_count", count) == said


def test_thousands_are_written_as_each_language_writes_them() -> None:
    assert Words("fi").tn("office.note_count", 1234).replace("\xa0", " ") == "1 234 lappua"
    assert Words("en").tn("office.note_count", 1234) == "1,234 notes"


def test_facts_are_put_where_the_sentence_has_their_place() -> None:
    assert Words("en").t("join.title_of", room="{host} & Co") == "Join – {host} & Co"


def test_a_fact_that_is_not_given_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        Words("en").t("join.title_of")


def test_a_missing_key_is_shown_and_warned_about() -> None:
    with pytest.warns(MissingWords, match=r"join\.nothing"):
        assert Words("sv").t("join.nothing") == "join.nothing"
    with pytest.warns(MissingWords):
        assert Words("sv").tn("join.nothing", 2) == "join.nothing"


def test_a_broken_catalogue_is_named_with_its_line(tmp_path: Path) -> None:
    path = catalogue(tmp_path, "en", 'msgid "a.b"\nmsgstr nothing')
    line = path.read_text(encoding="utf-8").splitlines().index("msgstr nothing") + 1
    with pytest.raises(BrokenCatalogue, match=rf"some\.po:{line}"):
        read_catalogue(path, "en")


def test_a_key_that_a_file_has_twice_is_refused(tmp_path: Path) -> None:
    path = catalogue(tmp_path, "en", 'msgid "a.b"\nmsgstr "one"\n\nmsgid "a.b"\nmsgstr "two"')
    with pytest.raises(BrokenCatalogue, match="already"):
        read_catalogue(path, "en")


def test_a_key_that_two_files_have_is_refused() -> None:
    with pytest.raises(BrokenCatalogue, match=r"phone.*a\.b"):
        Library({"en": {"desk": {"a.b": "one"}, "phone": {"a.b": "two"}}})


@pytest.mark.parametrize(
    "body",
    [
        'msgid "a.b"\nmsgstr ""',
        'msgid "a.b"\nmsgid_plural "a.b"\nmsgstr[0] "{count} listek"\nmsgstr[1] "{count} listka"',
        'msgid "a.b"\nmsgid_plural "a.b"\nmsgstr[0] "x"\nmsgstr[1] "x"\nmsgstr[2] ""\nmsgstr[3] "x"',
    ],
    ids=["empty", "two forms", "one form empty"],
)
def test_a_sentence_without_all_its_words_is_refused(tmp_path: Path, body: str) -> None:
    with pytest.raises(BrokenCatalogue, match=r"some\.po.*a\.b"):
        read_catalogue(catalogue(tmp_path, "sl", body), "sl")


def test_plural_categories_stand_in_the_order_of_the_catalogues_forms() -> None:
    for lang, categories in PLURALS.items():
        words = Words(lang)
        forms = library().words[lang]["office.note_count"]
        for count, category in ((1, "one"), (2, "two"), (3, "few"), (5, "other")):
            expected = category if category in categories else "other"
            assert words.tn("office.note_count", count) == forms[categories.index(expected)].format(count=count)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("view", VIEWS)
def test_the_words_of_a_view_are_a_module_that_a_browser_can_read(tmp_path: Path, lang: str, view: str) -> None:
    address, source = script(lang, view)
    assert re.fullmatch(rf"/words/{lang}/{view}\.[0-9a-f]{{12}}\.js", address)
    body = json.loads(source.decode().removeprefix("export default ").removesuffix(";\n"))
    assert (body["lang"], tuple(body["plural"])) == (lang, PLURALS[lang])
    assert {key.split(".")[0] for key in body["words"]} <= {view, "common", "phase", "refused"}


def test_browsers_choose_the_same_plural_forms_as_the_server(tmp_path: Path) -> None:
    counts = [*range(30), 100, 101, 102, 103, 104, 111, 1000, 1001]
    select = f"{json.dumps(counts)}.map(n => new Intl.PluralRules(lang).select(n))"
    program = f"{json.dumps(LANGUAGES)}.map(lang => [lang, {select}])"
    done = subprocess.run(
        [NODE, "-p", f"JSON.stringify(Object.fromEntries({program}))"], capture_output=True, text=True, check=True
    )
    for lang, categories in json.loads(done.stdout).items():
        words = Words(lang)
        forms = library().words[lang]["office.note_count"]
        for count, category in zip(counts, categories, strict=True):
            expected = forms[PLURALS[lang].index(category)].replace("{count}", words.number(count))
            assert words.tn("office.note_count", count) == expected


@pytest.mark.parametrize(
    ("accept", "wishes", "chosen"),
    [
        ("sv-FI,sv;q=0.9,fi;q=0.8", (None, None), "sv"),
        ("de-AT,de;q=0.9,sl;q=0.8,en;q=0.7", (), "sl"),
        ("fi", ("sl",), "sl"),
        ("fi", (None, "sv"), "sv"),
        ("fi", ("xx", "en"), "en"),
        ("sl;q=0, de", (), "en"),
        ("", (), "en"),
        ("*;;q=,,fi;q=1.000", (), "fi"),
        ("fi;q=abc", (), "en"),
    ],
)
def test_the_language_is_the_readers_choice_then_the_browsers(
    accept: str, wishes: tuple[str | None, ...], chosen: str
) -> None:
    assert choose(accept, *wishes) == chosen


def test_a_workshops_language_is_spoken_to_who_wishes_for_none_of_ours() -> None:
    assert choose("de", otherwise="sl") == "sl"


def test_a_text_says_which_language_it_is_in() -> None:
    assert speech({"sl": "Soba", "en": "Room"}, "en") == "en"
    assert speech({"sl": "Soba", "en": ""}, "en") == "sl"
