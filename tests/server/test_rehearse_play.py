"""Plays: what a recording becomes, and what made-up people do."""

from __future__ import annotations

from pathlib import Path

import pytest

from rooms.rules.notes import NOTES_PER_ROOM
from rooms.texts import LANGUAGES, NOTE_CHARS, graphemes
from rooms.voting import default_budget
from server.rehearse.people import made_up
from server.rehearse.play import Tap, most_held, without_pauses
from server.rehearse.recording import Unreadable, read_recording
from server.rehearse.texts import QUESTIONS, TEXTS, TITLE

COMMENTS = """timestamp,comment-id,author-id,agrees,disagrees,moderated,comment-body
2000,1,anna,0,0,1,"Later
"
1000,0,bo,0,0,1,First
1500,2,bo,0,0,-1,Not shown
"""
VOTES = """timestamp,datetime,comment-id,voter-id,vote
10,x,0,anna,1
900000,x,1,anna,1
900500,x,0,anna,-1
901000,x,0,anna,-1
902000,x,2,bo,1
903000,x,1,carl,0
904000,x,0,bo,1
904500,x,0,bo,1
"""


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    (tmp_path / "comments.csv").write_text(COMMENTS, encoding="utf-8")
    (tmp_path / "votes.csv").write_text(VOTES, encoding="utf-8")
    (tmp_path / "summary.csv").write_text('topic,"What next?"\n', encoding="utf-8")
    return tmp_path


def test_shown_comments_become_notes_in_the_order_of_writing(recording: Path) -> None:
    play = read_recording(recording)
    assert [(note.key, note.person, note.text) for note in play.notes] == [
        ("0", "bo", "First"),
        ("1", "anna", "Later\n"),
    ]
    assert play.title == {"en": "What next?"}


def test_only_changes_of_agreement_become_taps_and_the_last_one_counts(recording: Path) -> None:
    play = read_recording(recording)
    assert [(tap.person, tap.key, tap.dots) for tap in play.taps] == [
        ("anna", "0", 1),
        ("anna", "1", 1),
        ("anna", "0", 0),
        ("bo", "0", 1),
    ]
    assert play.ballots() == {"anna": {"1": 1}, "bo": {"0": 1}}
    assert play.budget == 2


def test_a_pause_is_cut_and_the_order_kept(recording: Path) -> None:
    assert [tap.at for tap in read_recording(recording).taps] == [0, 2000, 2500, 4500]


def test_votes_that_cannot_be_dots_are_counted_aloud(recording: Path) -> None:
    remarks = " ".join(read_recording(recording).remarks)
    assert "1 of 3 recorded comments were not shown" in remarks
    assert "1 agreements are with comments that were not shown" in remarks
    assert "2 votes disagree or pass" in remarks


def test_somebody_who_only_passes_is_there_all_the_same(recording: Path) -> None:
    assert set(read_recording(recording).people) == {"anna", "bo", "carl"}


def test_a_folder_without_a_recording_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"comments\.csv cannot be read"):
        read_recording(tmp_path)


def test_a_table_without_the_fields_is_told_in_one_line(recording: Path) -> None:
    (recording / "votes.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(Unreadable, match="has no field comment-id"):
        read_recording(recording)


def test_the_budget_lets_the_keenest_voter_hold_everything_at_once() -> None:
    taps = [Tap("a", "1", 1, 0), Tap("a", "2", 2, 1), Tap("a", "1", 0, 2), Tap("b", "1", 1, 3)]
    assert most_held(taps) == 3


def test_pauses_are_measured_between_neighbours() -> None:
    assert without_pauses([5, 6, 1000, 1001], 10) == [0, 1, 11, 12]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_made_up_texts_are_there_in_every_language_and_fit(lang: str) -> None:
    assert lang in TITLE
    assert all(lang in question for question in QUESTIONS)
    assert [len(texts) for texts in TEXTS[lang]] == [len(texts) for texts in TEXTS["en"]]
    every = [text for texts in TEXTS[lang] for text in texts]
    assert len(set(every)) == len(every)
    assert all(graphemes(text) <= NOTE_CHARS for text in every)


@pytest.mark.parametrize("people", [1, 2, 30, 2500, 5000])
def test_made_up_people_keep_the_rules_of_a_room(people: int) -> None:
    play = made_up(people, "sl")
    lines = len(play.notes) - sum(len(group) - 1 for group in play.groups)
    assert len(play.people) == people
    assert len(play.notes) <= NOTES_PER_ROOM
    assert lines >= 2
    assert play.budget == default_budget(lines)
    assert all(sum(ballot.values()) <= play.budget for ballot in play.ballots().values())
    assert most_held(play.taps) <= play.budget
    grouped = {key for group in play.groups for key in group[1:]}
    assert not grouped & {tap.key for tap in play.taps}
