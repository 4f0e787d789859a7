"""The files of an export: read back equal, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.texts import LANGUAGES
from server.export.as_csv import FIELDS, read_csv, to_csv
from server.export.as_json import NotAnExport, read_json, schema, to_json
from server.export.model import ColumnPart, GroupPart, NotePart, Report, RoomPart, WorkshopPart

TRICKY = (
    "=1+1",
    "+1",
    "-1",
    "@A1",
    "'=1",
    "''@x",
    "'a",
    "\t=1",
    " =1",
    "\x00=",
    "＝1",
    "＋",
    "－",
    "＠",
    '"',
    ";",
    "a\r\nb",
    "",
)
texts = st.one_of(
    st.sampled_from(TRICKY),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    st.text(st.sampled_from("'=+-@\t\r\n\0 ;\"a＝"), max_size=6),
)
groups = st.sampled_from([None, "g1"])


def made(room: str, column: str, group: str, notes: list[tuple[str, str | None]]) -> Report:
    """An export of one room with notes of these texts, in the group or not."""
    return Report(
        1,
        WorkshopPart("w", {"en": "Day"}, "", {}, ("en",), ()),
        (
            RoomPart(
                "r",
                {"en": room},
                False,
                "closed",
                (ColumnPart("c1", {"en": column}, {"en": column}, "yellow", len(notes), 0),),
                tuple(NotePart(f"n{place}", "c1", text, "en", where) for place, (text, where) in enumerate(notes)),
                (GroupPart("g1", group, "c1", ()),),
                (),
                0,
            ),
        ),
    )


@given(texts, texts, texts, st.lists(st.tuples(texts, groups), max_size=4))
def test_a_table_reads_back_as_it_was_written(
    room: str, column: str, group: str, notes: list[tuple[str, str | None]]
) -> None:
    rows = read_csv(to_csv(made(room, column, group, notes), "en"))
    assert [(row["room"], row["column"], row["group"], row["note"]) for row in rows] == [
        (room, column, group if where else "", text) for text, where in notes
    ]


@given(texts)
def test_no_cell_of_a_table_can_be_taken_for_a_formula(text: str) -> None:
    data = to_csv(made(text, text, text, [(text, "g1")]), "en").decode("utf-8-sig")
    for row in csv.reader(io.StringIO(data, newline=""), delimiter=";"):
        assert not any(cell.lstrip("\0 \n\r").startswith(tuple("=+-@\t\r\0＝＋－＠")) for cell in row)


@given(texts, st.lists(st.tuples(texts, groups), max_size=4))
def test_json_reads_back_equal(title: str, notes: list[tuple[str, str | None]]) -> None:
    report = made(title, title, title, notes)
    assert read_json(to_json(report)) == report


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_table_opens_in_a_spreadsheet_with_headings_of_its_language(lang: str) -> None:
    data = to_csv(made("Hall", "Ideas", "", [("a", None)]), lang)
    assert data.startswith(b"\xef\xbb\xbf")
    lines = data.decode("utf-8-sig").split("\r\n")
    assert (lines[0].count(";"), lines[-1]) == (len(FIELDS) - 1, "")
    assert "export." not in lines[0]


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"{}", to_json(made("a", "b", "c", [])).replace(b'"talkoot": 1', b'"talkoot": 2'), b"\xff"],
)
def test_a_file_that_is_no_export_of_this_version_is_refused(data: bytes) -> None:
    with pytest.raises(NotAnExport):
        read_json(data)


def test_the_schema_names_every_field_that_is_written() -> None:
    described = str(schema())
    for part in (Report, WorkshopPart, RoomPart, NotePart, GroupPart, ColumnPart):
        for field in part.__struct_fields__:
            assert f"'{field}'" in described
