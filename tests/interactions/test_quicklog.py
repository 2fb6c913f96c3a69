"""One line of plain words: what it is understood as, sentence by sentence."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interactions import quick_dates, quick_names, quicklog
from interactions.quick_languages import language_of
from interactions.quick_names import Person
from interactions.quick_promises import take_lines
from interactions.quicklog import Understood

ON = date(2026, 11, 16)  # a Monday
PEOPLE = [
    Person("ana", "Ana Kovač", ("Ana", "Kovač")),
    Person("anastasia", "Anastasia Berg", ("Anastasia", "Berg")),
    Person("ben", "Ben Ode", ("Ben", "Ode")),
    Person("ben2", "Ben Smith", ("Ben", "Smith")),
    Person("carla", "Carla Díaz", ("Carla", "Díaz", "Charlie")),
    Person("chen", "陈思远"),
    Person("sean", "Seán O'Brien"),
    Person("april", "April Jones"),
    Person("wil", "Dr. Wilhelmina Oosterhuis-van den Bergh"),
    Person("lukasz", "Łukasz Żak"),
]


def everybody(queries: Sequence[str]) -> list[Person]:
    return PEOPLE


def nobody(queries: Sequence[str]) -> list[Person]:
    return []


def read(line: str, **options: Any) -> Understood:
    return quicklog.parse(line, on=ON, lookup=options.pop("lookup", everybody), **options)


def ids(understood: Understood) -> list[list[str]]:
    return [[person.id for person in match.candidates] for match in understood.people]


# --- whole sentences ------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "kind", "day", "who", "text"),
    [
        (
            "Coffee with Ana Kovač yesterday, talked about her move to Lisbon",
            *("coffee", date(2026, 11, 15), [["ana"]], "talked about her move to Lisbon"),
        ),
        (
            "Coffee with Ana Kovač yesterday — she took the Trondheim lab",
            *("coffee", date(2026, 11, 15), [["ana"]], "she took the Trondheim lab"),
        ),
        (
            "coffee with ana kovac yesterday talked about her move",
            *("coffee", date(2026, 11, 15), [["ana"]], "talked about her move"),
        ),
        ("Yesterday, coffee with Carla", "coffee", date(2026, 11, 15), [["carla"]], ""),
        ("Carla: coffee yesterday", "coffee", date(2026, 11, 15), [["carla"]], ""),
        ("Lunch tomorrow with Carla", "meal", date(2026, 11, 17), [["carla"]], ""),
        (
            "Called ben ode 3 days ago: he has a new job",
            *("call", date(2026, 11, 13), [["ben"]], "he has a new job"),
        ),
        (
            "Had a quick coffee with Carla in Lisbon on Tuesday, great fun",
            *("coffee", date(2026, 11, 10), [["carla"]], "in Lisbon, great fun"),
        ),
        ("met Carla for lunch last Tuesday", "meal", date(2026, 11, 10), [["carla"]], ""),
        (
            "Ran into Carla at the conference last week, asked how the pilot goes",
            *("event", date(2026, 11, 9), [["carla"]], "asked how the pilot goes"),
        ),
        (
            "Coffee with Carla, she moves to Lisbon next month",
            *("coffee", ON, [["carla"]], "she moves to Lisbon next month"),
        ),
        (
            "Coffee with Carla about her trip next month",
            *("coffee", ON, [["carla"]], "about her trip next month"),
        ),
        (
            "Met Carla at Siemens with the CFO yesterday",
            *("meeting", date(2026, 11, 15), [["carla"]], "at Siemens with the CFO"),
        ),
        (
            "Talked about her move with Ana Kovač",
            *("talk", ON, [["ana"]], "about her move with Ana Kovač"),
        ),
        ("Coffee with April in April", "coffee", date(2026, 4, 15), [["april"]], ""),
        ("Note about Carla: likes green tea", "note", ON, [["carla"]], "likes green tea"),
        ("Coffee with Carla. Next time, school", "coffee", ON, [["carla"]], "Next time, school"),
        ("with Carla", "", ON, [["carla"]], ""),
        ("Carla", "", ON, [["carla"]], ""),
        ("coffee", "coffee", ON, [], ""),
        ("yesterday", "", date(2026, 11, 15), [], ""),
        ("", "", ON, [], ""),
    ],
)
def test_a_sentence_is_understood(
    line: str, kind: str, day: date, who: list[list[str]], text: str
) -> None:
    understood = read(line)

    assert (understood.kind_key, understood.occurred_on, ids(understood), understood.text) == (
        *(kind, day, who, text),
    )


# --- what ------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Coffee with Carla", "coffee"),
        ("tea with Carla", "coffee"),
        ("had lunch with Carla", "meal"),
        ("Dinner with Carla", "meal"),
        ("drinks with Carla", "meal"),
        ("met Carla", "meeting"),
        ("Met up with Carla", "meeting"),
        ("1:1 with Carla", "meeting"),
        ("one-on-one with Carla", "meeting"),
        ("Meeting with Carla", "meeting"),
        ("saw Carla", "meeting"),
        ("called Carla", "call"),
        ("phone call with Carla", "call"),
        ("spoke to Carla on the phone", "call"),
        ("Carla called", "call"),
        ("video call with Carla", "video"),
        ("Zoom with Carla", "video"),
        ("met Carla at a meetup", "event"),
        ("bumped into Carla at the trade fair", "event"),
        ("talked to Carla", "talk"),
        ("caught up with Carla", "talk"),
        ("chatted with Carla", "talk"),
        ("exchanged messages with Carla", "message"),
        ("heard from Carla", "message"),
        ("e-mails with Carla", "email"),
        ("got an email from Carla", "email"),
        ("Carla emailed", "email"),
        ("Carla wrote", "message"),
        ("emailed Carla", "wrote"),
        ("wrote to Carla", "wrote"),
        ("texted Carla", "wrote"),
        ("sent Carla a note", "wrote"),
        ("sent an e-mail to Carla", "wrote"),
        ("called Carla, no answer", "wrote"),
        ("called Carla and left a voicemail", "wrote"),
        ("thanked Carla", "thanks"),
        ("thank-you note to Carla", "thanks"),
        ("congratulated Carla", "congratulation"),
        ("congrats to Carla", "congratulation"),
        ("liked Carla", "social"),
        ("commented on Carla", "social"),
        ("note about Carla", "note"),
        ("Carla", ""),
    ],
)
def test_a_kind_is_known_by_its_words(line: str, kind: str) -> None:
    understood = read(line)

    assert (understood.kind_key, ids(understood)) == (kind, [["carla"]])


def test_what_was_sent_may_have_been_answered() -> None:
    assert read("emailed Carla").kind_also == ("email",)
    assert read("called Carla, no answer").kind_also == ("call",)
    assert read("called Carla").kind_also == ()


@pytest.mark.parametrize(
    ("line", "direction"),
    [("emailed Carla", "out"), ("Carla emailed", "in"), ("coffee with Carla", "")],
)
def test_who_wrote_is_known(line: str, direction: str) -> None:
    assert read(line).direction == direction


def test_a_kind_of_ones_own_is_known_by_its_name() -> None:
    own = {"Office hours": "own-1", "Run": "own-2"}

    assert read("office hours with Carla", own_kinds=own).kind_key == "own-1"
    assert read("Run with Carla", own_kinds=own).kind_key == "own-2"
    assert read("Coffee with Carla, run next week", own_kinds=own).kind_key == "coffee"


# --- who ------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "who"),
    [
        ("coffee with Ana Kovač", [["ana"]]),
        ("coffee with ana kovac", [["ana"]]),
        ("coffee with ANA KOVAČ", [["ana"]]),
        ("coffee with Ana", [["ana"]]),  # not Anastasia: it is her whole name
        ("coffee with Anas", [["anastasia"]]),
        ("coffee with Kovač", [["ana"]]),
        ("coffee with Ana K.", [["ana"]]),
        ("coffee with Charlie", [["carla"]]),
        ("coffee with @carla", [["carla"]]),
        ("coffee with Ben", [["ben", "ben2"]]),
        ("coffee with Ben Smith", [["ben2"]]),
        ("coffee with Lukasz", [["lukasz"]]),
        ("coffee with O'Brien", [["sean"]]),
        ("coffee with 陈思远", [["chen"]]),
        ("coffee with Wilhelmina Oosterhuis-van den Bergh", [["wil"]]),
        ("coffee with Dr. Wilhelmina", [["wil"]]),
        ("coffee with Ana and Ben Ode", [["ana"], ["ben"]]),
        ("coffee with Ana and Ben Ode, Carla", [["ana"], ["ben"], ["carla"]]),
        ("coffee with Ana, Ben Ode, and Carla", [["ana"], ["ben"], ["carla"]]),
        ("coffee with Ana & Carla + @lukasz", [["ana"], ["carla"], ["lukasz"]]),
        ("coffee with Carla and the whole team", [["carla"]]),
        ("coffee with Ana, Lisbon is great", [["ana"]]),
        ("coffee with Carla's sister", []),
        ("coffee with the team", []),
        ("coffee with a friend", []),
    ],
)
def test_people_are_known_by_their_names(line: str, who: list[list[str]]) -> None:
    understood = read(line)

    assert (ids(understood), understood.unknown_names) == (who, ())


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("coffee with Zoe Quinn yesterday", ("Zoe Quinn",)),
        ("coffee with mum yesterday", ("mum",)),
        ("coffee with Ana van der Berg", ("Ana van der Berg",)),
        ("called Zoe", ("Zoe",)),
        ("@zoe yesterday", ()),
        ("lunch with Zoe, Max and Lena yesterday", ("Zoe", "Max", "Lena")),
        ("lunch with Zoe and Zoe", ("Zoe",)),
        ("coffee with 王伟", ("王伟",)),
    ],
)
def test_a_name_that_nobody_has_is_offered(line: str, names: tuple[str, ...]) -> None:
    understood = read(line, lookup=nobody)

    assert (understood.people, understood.unknown_names) == ((), names)


def test_another_family_name_may_be_somebody_new() -> None:
    (match,) = read("coffee with Ana Silva").people

    assert (match.text, [p.id for p in match.candidates]) == ("Ana Silva", ["ana"])
    assert (match.new, match.sure) == (True, False)


def test_two_people_of_a_name_leave_a_doubt() -> None:
    understood = read("lunch with Ana and Ben")

    assert [match.text for match in understood.people if not match.sure] == ["Ben"]


def test_only_a_few_names_are_looked_up_for_any_line() -> None:
    asked: list[str] = []

    def lookup(queries: Sequence[str]) -> list[Person]:
        asked.extend(queries)
        return PEOPLE

    read(
        "lunch with " + ", ".join(f"Person{n} Number{n} Of Many" for n in range(60)), lookup=lookup
    )

    assert len(asked) <= quick_names.LONGEST * quicklog.MOST_NAMES


def test_a_line_without_names_looks_nobody_up() -> None:
    def lookup(queries: Sequence[str]) -> list[Person]:
        raise AssertionError(queries)

    assert read("yesterday", lookup=lookup).people == ()


# --- when ------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "day", "precision"),
    [
        ("today", date(2026, 11, 16), "day"),
        ("this morning", date(2026, 11, 16), "day"),
        ("yesterday", date(2026, 11, 15), "day"),
        ("last night", date(2026, 11, 15), "day"),
        ("the day before yesterday", date(2026, 11, 14), "day"),
        ("last Tuesday", date(2026, 11, 10), "day"),
        ("on Tuesday", date(2026, 11, 10), "day"),
        ("on Tue", date(2026, 11, 10), "day"),
        ("Sunday", date(2026, 11, 15), "day"),
        ("on Monday", date(2026, 11, 16), "day"),
        ("last Monday", date(2026, 11, 9), "day"),
        ("on the 14th", date(2026, 11, 14), "day"),
        ("on the 20th", date(2026, 10, 20), "day"),
        ("on the 31st", date(2026, 10, 31), "day"),
        ("3 days ago", date(2026, 11, 13), "day"),
        ("two weeks ago", date(2026, 11, 2), "day"),
        ("a month ago", date(2026, 10, 16), "month"),
        ("2 years ago", date(2024, 11, 16), "season"),
        ("14 Nov", date(2026, 11, 14), "day"),
        ("Nov 14", date(2026, 11, 14), "day"),
        ("November 14th, 2025", date(2025, 11, 14), "day"),
        ("on Tuesday, 10 Nov", date(2026, 11, 10), "day"),
        ("on the 2nd of November", date(2026, 11, 2), "day"),
        ("4 June", date(2026, 6, 4), "day"),
        ("2026-11-02", date(2026, 11, 2), "day"),
        ("14.11.", date(2026, 11, 14), "day"),
        ("14/11/2025", date(2025, 11, 14), "day"),
        ("in spring", date(2026, 4, 15), "season"),
        ("last spring", date(2026, 4, 15), "season"),
        ("in spring 2024", date(2024, 4, 15), "season"),
        ("in autumn", date(2026, 10, 16), "season"),
        ("last autumn", date(2025, 10, 16), "season"),
        ("in winter", date(2026, 1, 15), "season"),
        ("in May", date(2026, 5, 15), "month"),
        ("in May 2024", date(2024, 5, 15), "month"),
        ("last month", date(2026, 10, 15), "month"),
        ("last week", date(2026, 11, 9), "month"),
        ("over the weekend", date(2026, 11, 14), "month"),
        ("in 2024", date(2024, 7, 1), "season"),
    ],
)
def test_a_day_that_was_is_known_by_its_words(words: str, day: date, precision: str) -> None:
    understood = read(f"coffee with Carla {words}, good talk")

    assert (understood.occurred_on, understood.precision) == (day, precision)
    assert (understood.status, understood.text) == ("done", "good talk")


@pytest.mark.parametrize(
    ("words", "day", "precision"),
    [
        ("tomorrow", date(2026, 11, 17), "day"),
        ("next Monday", date(2026, 11, 23), "day"),
        ("this Friday", date(2026, 11, 20), "day"),
        ("in 3 days", date(2026, 11, 19), "day"),
        ("in two weeks", date(2026, 11, 30), "day"),
        ("on 3 Dec", date(2026, 12, 3), "day"),
        ("next week", date(2026, 11, 23), "month"),
        ("in December", date(2026, 12, 15), "month"),
        ("this weekend", date(2026, 11, 21), "month"),
    ],
)
def test_a_day_to_come_makes_it_a_plan(words: str, day: date, precision: str) -> None:
    understood = read(f"coffee with Carla {words}")

    assert (understood.occurred_on, understood.precision) == (day, precision)
    assert understood.status == "planned"


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("plan lunch with Carla on Friday", date(2026, 11, 20)),
        ("will have lunch with Carla on the 14th", date(2026, 12, 14)),
        ("planned coffee with Carla", ON),
    ],
)
def test_a_plan_is_a_plan_whatever_its_day(line: str, day: date) -> None:
    understood = read(line)

    assert (understood.status, understood.occurred_on, ids(understood)) == (
        *("planned", day, [["carla"]]),
    )


@pytest.mark.parametrize(
    "words", ["31 Feb", "2026-13-01", "99 Nov", "May", "1/2 hour", "9999-12-31", "in 9999"]
)
def test_what_is_no_day_stays_in_the_note(words: str) -> None:
    understood = read(f"coffee with Carla, {words}")

    assert (understood.occurred_on, understood.text) == (ON, words)


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ("at 5pm", time(17)),
        ("at 17:30", time(17, 30)),
        ("12 am", time(0)),
        ("at 12:15 pm", time(12, 15)),
    ],
)
def test_a_time_of_day_is_known(words: str, at: time) -> None:
    understood = read(f"coffee with Carla yesterday {words}")

    assert (understood.at_time, understood.text) == (at, "")


@given(st.dates(date(1950, 1, 1), date(2150, 1, 1)), st.booleans())
def test_days_are_near_whatever_today_is(on: date, ahead: bool) -> None:
    words = "on Tuesday, the 31st, 29 Feb, in May, next weekend, last winter, 3 Dec, in 2 months"

    for said in quick_dates.find(words, on, ahead=ahead):
        assert abs((said.day - on).days) <= 366 * 2


# --- promises ------------------------------------------------------------


def test_promises_are_taken_out_of_the_line() -> None:
    understood = read(
        "Coffee with Carla yesterday, good talk !promise send deck by Friday !they share numbers"
    )

    assert [tuple(promise) for promise in understood.promises] == [
        ("me", "send deck", date(2026, 11, 20)),
        ("them", "share numbers", None),
    ]
    assert (understood.text, understood.occurred_on) == ("good talk", date(2026, 11, 15))


@pytest.mark.parametrize(
    ("line", "promise"),
    [
        ("!promise send deck by 27 Nov", ("me", "send deck", date(2026, 11, 27))),
        ("!promise: send deck tomorrow", ("me", "send deck", date(2026, 11, 17))),
        ("! promised send deck", ("me", "send deck", None)),
        ("!promise send deck by end of the month", ("me", "send deck", date(2026, 11, 30))),
        ("!promise by Friday send deck", ("me", "send deck", date(2026, 11, 20))),
        ("!promise she sends the deck by Friday", ("them", "sends the deck", date(2026, 11, 20))),
        ("!she will send the deck", ("them", "will send the deck", None)),
        ("!he sends numbers tomorrow", ("them", "sends numbers", date(2026, 11, 17))),
    ],
)
def test_a_promise_has_its_day(line: str, promise: tuple[str, str, date | None]) -> None:
    assert [tuple(one) for one in read(line).promises] == [promise]


def test_a_promise_of_nothing_is_none_and_its_word_is_kept() -> None:
    understood = read("coffee with Carla !promise")

    assert (understood.promises, understood.text) == ((), "promise")


# --- any text ------------------------------------------------------------

WORDS = st.sampled_from(
    "coffee with Ana Ben Carla @carla and , ; : . — ! ? yesterday tomorrow next Monday 14 Nov the"
    " 14th in spring about she talked !promise !they by Friday 's ’s ( ) \" & + 1:1 5pm 17:30 sent"
    " a note to from heard 陈思远 Zoe de la \u202e \0 \n 31.02. 99/99/9999 999 weeks ago".split(" ")
)


@given(st.text(max_size=300))
def test_no_text_makes_it_fail(line: str) -> None:
    assert read(line).occurred_on is not None


@given(st.lists(WORDS, max_size=40))
def test_no_mixture_of_its_own_words_makes_it_fail(words: list[str]) -> None:
    understood = read(" ".join(words))

    assert understood.status in {"done", "planned"}
    assert len(understood.promises) <= 5


@given(st.lists(WORDS, max_size=12), st.sampled_from(["Trondheim", "謝謝", "née", "x"]))
def test_what_comes_after_the_note_began_is_kept(words: list[str], last: str) -> None:
    text = " ".join(word for word in words if "!" not in word)

    assert read(f"coffee with Carla, she said {text} {last}").text.endswith(last)


@pytest.mark.parametrize("glue", [" ", ""])
def test_a_very_long_line_is_kept_whole(glue: str) -> None:
    understood = read("coffee with Carla, " + f"word{glue}" * 5000)

    assert understood.text.replace(" ", "") == "word" * 5000


# --- promises in a note ---------------------------------------------------------------------------


def test_lines_of_a_note_that_are_promises_are_taken_out_of_it() -> None:
    note = "Good talk!\n!promise send the deck by Friday\n- !they share numbers\nMore soon."
    text, found = take_lines(note, ON)
    assert text == "Good talk!\nMore soon."
    assert [tuple(one) for one in found] == [
        ("me", "send the deck", date(2026, 11, 20)),
        ("them", "share numbers", None),
    ]


@pytest.mark.parametrize(
    "note", ["What a day! She said !promise in the middle", "!promise", "![image](x)", "a!\n\n b"]
)
def test_a_note_without_such_a_line_stays_as_it_is(note: str) -> None:
    assert take_lines(note, ON) == (note, ())


# --- German ------------------------------------------------------------


def german(line: str) -> Understood:
    return read(line, language=language_of("de"))


@pytest.mark.parametrize(
    ("line", "kind", "day", "who", "note"),
    [
        ("Kaffee mit Ana gestern", "coffee", date(2026, 11, 15), [["ana"]], ""),
        (
            "Kaffee mit Ana Kovač gestern, über ihren Umzug nach Lissabon gesprochen",
            *("coffee", date(2026, 11, 15), [["ana"]]),
            "über ihren Umzug nach Lissabon gesprochen",
        ),
        ("Gestern Mittagessen mit Carla", "meal", date(2026, 11, 15), [["carla"]], ""),
        ("Carla vorgestern angerufen", "call", date(2026, 11, 14), [["carla"]], ""),
        (
            "Mit Ana und Carla telefoniert am letzten Dienstag",
            *("call", date(2026, 11, 10), [["ana"], ["carla"]], ""),
        ),
        ("Treffen mit Carla vor zwei Wochen", "meeting", date(2026, 11, 2), [["carla"]], ""),
        ("Videoanruf mit Carla am 14.", "video", date(2026, 11, 14), [["carla"]], ""),
        ("Abendessen mit Carla am 3. Oktober", "meal", date(2026, 10, 3), [["carla"]], ""),
        ("Kaffee mit Carla nächsten Freitag", "coffee", date(2026, 11, 20), [["carla"]], ""),
        ("Kaffee mit Carla übermorgen um 15 Uhr", "coffee", date(2026, 11, 18), [["carla"]], ""),
        ("Coffee with Ana yesterday", "coffee", date(2026, 11, 15), [["ana"]], ""),
    ],
)
def test_a_german_line_is_understood(
    line: str, kind: str, day: date, who: list[list[str]], note: str
) -> None:
    said = german(line)

    assert (said.kind_key, said.occurred_on, ids(said), said.text) == (kind, day, who, note)


@pytest.mark.parametrize(
    ("words", "day", "precision"),
    [
        ("vor drei Tagen", date(2026, 11, 13), "day"),
        ("vor einem Monat", date(2026, 10, 16), "month"),
        ("letzte Woche", date(2026, 11, 9), "month"),
        ("am Wochenende", date(2026, 11, 14), "month"),
        ("im Oktober", date(2026, 10, 15), "month"),
        ("im Frühling 2025", date(2025, 4, 15), "season"),
        ("14.11.2026", date(2026, 11, 14), "day"),
        ("am 5. März 2026", date(2026, 3, 5), "day"),
    ],
)
def test_a_german_day_is_known_by_its_words(words: str, day: date, precision: str) -> None:
    said = german(f"Kaffee mit Carla {words}")

    assert (said.occurred_on, said.precision, said.text) == (day, precision, "")


def test_a_german_promise_has_its_day() -> None:
    said = german("Kaffee mit Carla !versprochen die Folien schicken bis Freitag")

    assert said.promises == (("me", "die Folien schicken", date(2026, 11, 20)),)


def test_german_words_are_no_words_of_an_english_line() -> None:
    said = read("Coffee with Carla at MIT, und so weiter")

    assert (ids(said), said.text) == ([["carla"]], "at MIT, und so weiter")


GERMAN_WORDS = "gestern mit und Ana Kaffee am letzten 14. vor zwei bis !versprochen".split()


@given(st.lists(st.sampled_from(GERMAN_WORDS)))
def test_no_mixture_of_german_words_makes_it_fail(words: list[str]) -> None:
    understood = german(" ".join(words))

    assert understood.status in {"done", "planned"}
    assert len(understood.promises) <= 5
