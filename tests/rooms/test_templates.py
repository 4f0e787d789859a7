"""The built-in workshops: whole, runnable, and said in every language."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

import rooms.templates
from rooms.errors import Unknown
from rooms.phases import Phase
from rooms.room import open_room
from rooms.templates import Template, check, template, template_ids
from rooms.texts import LANGUAGES, TITLE_CHARS, Words, checked, graphemes

REAL = ("lappeenranta-2023", "lappeenranta-2024", "sormland-2020", "ljubljana-2017", "northern-central-finland-2020")
FOLDER = Path(rooms.templates.__file__).parent

PLAIN = """
languages = ["en"]
title.en = "Plain"
about.en = "Plain"
[[rooms]]
title.en = "Room"
[[rooms.columns]]
title.en = "What?"
"""


def read(text: str) -> Template:
    return check(msgspec.toml.decode(text, type=Template))


def texts(found: Template) -> Iterator[Words]:
    """Every text of a template that somebody will see; those that may be empty only where they say something."""
    yield from (found.title, found.about)
    yield from (item.title for item in found.programme)
    for room in found.rooms:
        yield room.title
        for column in found.columns_of(room):
            yield from (column.title, column.prompt)
        for step in found.steps_of(room):
            yield from (said for said in (step.title, step.prompt, step.instruction) if said)
    if found.when:
        yield found.when


def test_the_five_real_workshops_a_plain_one_and_a_whole_arc_are_built_in() -> None:
    assert set(template_ids()) == {*REAL, "idea-workshop", "two-hours"}


@pytest.mark.parametrize("name", template_ids())
def test_every_text_of_a_template_is_said_in_every_language(name: str) -> None:
    for said in texts(template(name)):
        assert sorted(said) == sorted(LANGUAGES), said
        assert all(text == checked(text, 200) for text in said.values()), said


@pytest.mark.parametrize("name", template_ids())
def test_titles_fit_where_people_could_have_typed_them(name: str) -> None:
    found = template(name)
    titles = [found.title, *(room.title for room in found.rooms)]
    assert all(graphemes(text) <= TITLE_CHARS for title in titles for text in title.values())


@pytest.mark.parametrize("name", template_ids())
def test_every_room_of_a_template_can_be_opened_and_ends_closed(name: str) -> None:
    found = template(name)
    for number, room in enumerate(found.rooms):
        opened = open_room(f"room{number}", "w", room.title, found.columns_of(room), found.steps_of(room))
        phases = [step.phase for step in opened.steps]
        assert (phases[0], phases[-1]) == (Phase.LOBBY, Phase.CLOSED)
        assert phases.index(Phase.VOTING) < phases.index(Phase.RESULTS)


@pytest.mark.parametrize("name", template_ids())
def test_columns_of_one_room_differ_in_colour(name: str) -> None:
    found = template(name)
    for room in found.rooms:
        colors = [column.color for column in found.columns_of(room)]
        assert len(set(colors)) == len(colors)


def test_lappeenranta_2023_has_six_industries_beside_the_hall() -> None:
    found = template("lappeenranta-2023")
    assert [room.plenary for room in found.rooms] == [True] + [False] * 6
    assert len(found.columns_of(found.rooms[1])) == 3


def test_lappeenranta_2024_gives_its_workshop_75_minutes_after_last_years_goals() -> None:
    found = template("lappeenranta-2024")
    steps = found.steps_of(found.rooms[1])
    assert [item.at for item in found.programme] == ["13:00", "13:30", "13:50", "13:55", "14:15", "15:30"]
    assert sum(step.minutes for step in steps[3:]) == 75
    assert sum(step.minutes for step in steps[:3]) == 45


def test_sormland_asks_the_same_four_questions_on_both_days_and_gathers_both_after() -> None:
    found = template("sormland-2020")
    first, second, both = found.rooms
    assert both.plenary
    assert found.steps_of(first) == found.steps_of(second)
    assert found.columns_of(first) == found.columns_of(second)
    assert len(found.columns_of(first)) == 4
    assert found.languages[0] == "sv"


def test_ljubljana_speaks_slovenian_and_english_over_two_days() -> None:
    found = template("ljubljana-2017")
    assert found.languages == ("sl", "en")
    assert len(found.rooms) == 2


def test_northern_central_finland_has_one_room_within_three_hours() -> None:
    found = template("northern-central-finland-2020")
    assert len(found.rooms) == 1
    assert sum(step.minutes for step in found.steps_of(found.rooms[0])) <= 180


def test_the_readme_beside_the_templates_names_each_of_them() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert [name for name in template_ids() if f"| `{name}` |" not in readme] == []


def test_the_readme_beside_the_templates_names_every_field() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    shown = set(Template.__struct_fields__) - {"id"}
    assert [name for name in shown if f"`{name}`" not in readme] == []


def test_a_template_that_nobody_made_is_unknown() -> None:
    with pytest.raises(Unknown, match="unknown-template"):
        template("../secrets")


def test_a_room_without_steps_has_the_plain_seven() -> None:
    found = read(PLAIN)
    phases = ["lobby", "writing", "reading", "sorting", "voting", "results", "closed"]
    assert [step.phase for step in found.steps_of(found.rooms[0])] == phases


def test_the_whole_arc_goes_through_every_phase_once() -> None:
    found = template("two-hours")
    assert [step.phase for step in found.steps_of(found.rooms[0])] == list(Phase)


@pytest.mark.parametrize("name", REAL)
def test_the_criteria_are_said_before_every_vote(name: str) -> None:
    found = template(name)
    for room in found.rooms:
        steps = found.steps_of(room)
        for before, step in pairwise(steps):
            if step.phase == Phase.VOTING:
                assert before.phase == Phase.FREEZE
                assert before.prompt


@pytest.mark.parametrize("name", REAL)
def test_a_room_that_waits_in_the_middle_of_the_day_sees_the_day(name: str) -> None:
    found = template(name)
    for room in found.rooms:
        steps = found.steps_of(room)
        assert all(step.phase != Phase.LOBBY for step in steps[1:])
        assert all(step.minutes for step in steps[1:-1]), "or the room would count as late by the waiting"


def test_a_column_without_a_prompt_asks_by_its_title() -> None:
    found = read(PLAIN)
    (column,) = found.columns_of(found.rooms[0])
    assert column.prompt == {"en": "What?"}
    assert column.color


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('["en"]', '["xx"]'),
        ('["en"]', "[]"),
        ("[[rooms.columns]]", "[[rooms.colums]]"),
        ('[[rooms.columns]]\ntitle.en = "What?"', ""),
        ('title.en = "What?"', 'title.en = "What?"\ncolor = "red"'),
        ('title.en = "Room"', 'title.en = "Room"\nsteps = [{phase = "lunch"}]'),
    ],
    ids=["language", "no language", "slip of the pen", "no columns", "colour", "phase"],
)
def test_a_template_that_could_not_be_run_is_refused(before: str, after: str) -> None:
    assert before in PLAIN
    with pytest.raises((ValueError, msgspec.ValidationError)):
        read(PLAIN.replace(before, after))
