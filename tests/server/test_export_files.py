"""The files of an export: read back equal, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.texts import LANGUAGES
from server.export.as_csv import FIELDS, Table, read_csv, to_csv
from server.export.as_json import NotAnExport, read_json, schema, to_json
from server.export.model import (
    ActionPart,
    ColumnPart,
    CountPart,
    EarlierPart,
    FeedbackPart,
    GroupPart,
    LinePart,
    NotePart,
    Report,
    ResultPart,
    RoomPart,
    RoundPart,
    TiePart,
    WorkshopPart,
)
from tests.talkoot import ROOT

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


TABLES: tuple[Table, ...] = ("notes", "actions")


def made(room: str, column: str, group: str, notes: list[tuple[str, str | None]], action: str = "a") -> Report:
    """An export of one room with notes of these texts, in the group or not, and an action that says this everywhere."""
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
                tuple(
                    NotePart(f"n{place}", "c1", text, "en", where, None, None)
                    for place, (text, where) in enumerate(notes)
                ),
                (GroupPart("g1", group, "c1", ()),),
                (),
                (),
                (
                    ActionPart(
                        "a1",
                        None,
                        "en",
                        *(action, action, action, action, "lobby", action, action, action),
                        True,
                        (action,),
                        (action,),
                        (),
                    ),
                ),
                FeedbackPart((0, 0, 0, 0, 0), ()),
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


@given(texts, texts)
def test_a_table_of_actions_reads_back_as_it_was_written(room: str, text: str) -> None:
    (row,) = read_csv(to_csv(made(room, "", "", [], text), "en", "actions"), "actions")
    said = {field: cell for field, cell in row.items() if field not in ("workshop", "room", "lever", "accepted", "id")}
    assert set(said.values()) == {text}
    assert (row["room"], row["lever"], row["accepted"], row["id"]) == (room, "We lobby for it", "yes", "a1")


@pytest.mark.parametrize("table", TABLES)
@given(texts)
def test_no_cell_of_a_table_can_be_taken_for_a_formula(table: Table, text: str) -> None:
    data = to_csv(made(text, text, text, [(text, "g1")], text), "en", table).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(data, newline=""), delimiter=";"):
        assert not any(cell.lstrip("\0 \n\r").startswith(tuple("=+-@\t\r\0＝＋－＠")) for cell in row)


@given(texts, st.lists(st.tuples(texts, groups), max_size=4))
def test_json_reads_back_equal(title: str, notes: list[tuple[str, str | None]]) -> None:
    report = made(title, title, title, notes)
    assert read_json(to_json(report)) == report


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_table_opens_in_a_spreadsheet_with_headings_of_its_language(lang: str, table: Table) -> None:
    data = to_csv(made("Hall", "Ideas", "", [("a", None)]), lang, table)
    assert data.startswith(b"\xef\xbb\xbf")
    lines = data.decode("utf-8-sig").split("\r\n")
    assert (lines[0].count(";"), lines[-1]) == (len(FIELDS[table]) - 1, "")
    assert "export." not in lines[0]
    assert "common." not in "".join(lines)


def test_a_table_of_one_kind_is_not_read_as_one_of_another() -> None:
    with pytest.raises(ValueError, match="not a table of actions"):
        read_csv(to_csv(made("Hall", "Ideas", "", []), "en"), "actions")


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"{}", to_json(made("a", "b", "c", [])).replace(b'"talkoot": 1', b'"talkoot": 2'), b"\xff"],
)
def test_a_file_that_is_no_export_of_this_version_is_refused(data: bytes) -> None:
    with pytest.raises(NotAnExport):
        read_json(data)


PARTS = (
    *(Report, WorkshopPart, RoomPart, NotePart, GroupPart, ColumnPart, RoundPart, LinePart, ResultPart, CountPart),
    *(TiePart, EarlierPart, ActionPart, FeedbackPart),
)


def test_the_description_names_every_field_that_is_written() -> None:
    described = (ROOT / "server/export/SCHEMA.md").read_text(encoding="utf-8")
    for part in PARTS:
        for field in part.__struct_fields__:
            assert f"`{field}`" in described, f"{part.__name__}.{field}"
    for fields in FIELDS.values():
        assert all(field in described for field in fields)


def test_the_schema_names_every_field_that_is_written() -> None:
    described = str(schema())
    for part in PARTS:
        for field in part.__struct_fields__:
            assert f"'{field}'" in described
