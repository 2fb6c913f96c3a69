"""The tags that every screen draws with."""

import re

import pytest
from django import forms
from django.template import Context, Template

from core.templatetags import ui
from tests.frontend.sample import STATES, filled_form


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ana Kovač", "AK"),
        ("Dr. Wilhelmina Oosterhuis-van den Bergh", "WB"),
        ("ana", "A"),
        ("陈思远", "陈"),
        ("김서연 (Kim Seo-yeon)", "김"),
        ("فاطمة الزهراء بنعلي", "ف"),
        ("Юлія Гончаренко", "ЮГ"),
        ("O'Brien", "O"),
        ("<img onerror>", "IO"),
        ("Dr.", "D"),
        ("🙂", "·"),
        ("", "·"),
    ],
)
def test_initials_are_one_or_two_letters_in_any_script(name: str, letters: str) -> None:
    assert ui.initials(name) == letters


def test_the_tone_of_a_face_stays_whatever_the_state() -> None:
    faces = [ui.face("Ana Kovač", state) for state in STATES]

    assert len({tone for face in faces for tone in re.findall(r"tone-\d", face)}) == 1


def test_different_people_have_different_tones() -> None:
    faces = "".join(ui.face(f"Person {number}") for number in range(40))

    assert set(re.findall(r"tone-\d", faces)) == {f"tone-{tone}" for tone in range(1, 7)}


@pytest.mark.parametrize(
    ("left", "length"), [(1, "138.2"), (0.5, "69.1"), (7, "138.2"), (0.25, "34.6")]
)
def test_the_ring_is_the_share_of_time_left(left: float, length: str) -> None:
    assert f'stroke-dasharray="{length} 138.2"' in ui.face("Ana", "fresh", left)


@pytest.mark.parametrize("left", [None, 0, -3])
def test_no_time_left_is_no_ring(left: float | None) -> None:
    assert 'class="arc"' not in ui.face("Ana", "due", left)


def test_a_name_in_a_face_is_text() -> None:
    assert "<b>" not in ui.face("<b>", "fresh")


@pytest.mark.parametrize("state", STATES)
def test_each_state_has_a_glyph_and_a_word(state: str) -> None:
    badge = ui.warmth(state)

    assert "<svg" in badge
    assert str(ui.STATE_WORDS[state]) in badge


def test_each_band_has_its_own_shape() -> None:
    assert len({ui.phase(state) for state in ui.MOONS}) == 5


def test_the_week_is_as_many_orbs_as_the_budget() -> None:
    week = ui.orbs(2, 5)

    assert [orb["done"] for orb in week] == [True, True, False, False, False]
    assert (week[0]["x"], week[-1]["x"], week[2]["y"]) == ("22.0", "238.0", "20.0")


def test_a_week_of_one_person_is_one_orb() -> None:
    assert ui.orbs(0, 1) == [{"done": False, "x": "22.0", "y": "46.0", "r": "12.5"}]


@pytest.mark.parametrize(
    ("days", "mark"), [(0, "10.0"), (45, "170.0"), (60, "230.0"), (90, "340.0"), (9999, "588.0")]
)
def test_the_meter_marks_the_day_within_its_band(days: int, mark: str) -> None:
    assert ui.meter(days, 60, 480)["mark"] == mark


def test_an_unknown_key_gets_the_plain_picture() -> None:
    assert ui.picture("nonsense", "kind") == "message-circle"
    assert ui.picture(None, "type") == "bookmark"


def test_a_control_keeps_the_typed_text_and_names_its_error() -> None:
    html = ui.control(filled_form()["birthday"], "w-40!")

    assert 'value="31/02"' in html
    assert 'class="input w-40!"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_birthday_error"' in html


def test_a_control_is_described_by_its_help_and_its_error() -> None:
    form = filled_form()

    described = [
        ui.control(form["name"]),
        ui.control(form["birthday"], "", "As on the passport"),
        ui.control(form["cadence"]),
    ]

    assert [re.findall(r'aria-describedby="([^"]*)"', html) for html in described] == [
        ["id_name_helptext"],
        ["id_birthday_helptext id_birthday_error"],
        [],
    ]


def test_a_control_keeps_the_class_that_its_form_gave_it() -> None:
    class Form(forms.Form):
        on = forms.DateField(widget=forms.DateInput(attrs={"class": "num"}))

    assert 'class="input num"' in ui.control(Form()["on"])


def test_a_menu_without_a_label_names_itself_to_screen_readers() -> None:
    html = Template(
        '{% load ui %}{% menu "" image="ellipsis" name="Actions" %}<a>x</a>{% endmenu %}'
    ).render(Context())

    assert 'aria-label="Actions"' in html
    assert html.endswith('<div class="pop-body"><a>x</a></div></details>')
