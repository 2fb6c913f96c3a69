"""Dates as exports write them."""

from datetime import date

import pytest

from importing.dates import (
    Order,
    are_dates,
    earliest_order,
    guess_order,
    read_date,
    usual_order,
)

TODAY = date(2026, 11, 1)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1979-04-12", "1979-04-12"),
        ("1979/4/12", "1979-04-12"),
        ("1979.04.12", "1979-04-12"),
        ("19790412", "1979-04-12"),
        (" 1979-04-12 ", "1979-04-12"),
        ("12.04.1979", "1979-04-12"),
        ("12. 4. 1979", "1979-04-12"),
        ("12.4.79", "1979-04-12"),
        ("31/12/2024", "2024-12-31"),
        ("12/31/2024", "2024-12-31"),
        ("12 April 1979", "1979-04-12"),
        ("12. April 1979", "1979-04-12"),
        ("12-Apr-79", "1979-04-12"),
        ("April 12, 1979", "1979-04-12"),
        ("Apr 12th, 1979", "1979-04-12"),
        ("Thursday, April 12, 1979", "1979-04-12"),
        ("12 avril 1979", "1979-04-12"),
        ("1er août 1979", "1979-08-01"),
        ("12 de abril de 1979", "1979-04-12"),
        ("12 kwietnia 1979", "1979-04-12"),
        ("1979 Apr 12", "1979-04-12"),
        ("12 Nisan 1979", "1979-04-12"),
        ("3 Şubat 1979", "1979-02-03"),
        ("12 апреля 1979", "1979-04-12"),
        ("12 Απριλίου 1979", "1979-04-12"),
        ("12 kwiecień 1979", "1979-04-12"),
        ("5. červen 1979", "1979-06-05"),
        ("5. července 1979", "1979-07-05"),
        ("1979. április 12.", "1979-04-12"),
        ("1979. 4. 12.", "1979-04-12"),
        ("1979年4月12日", "1979-04-12"),
        ("12 huhtikuuta 1979", "1979-04-12"),
        ("12 квітня 1979", "1979-04-12"),
        ("12. aprill 1979", "1979-04-12"),
        ("12 Mar 1979", "1979-03-12"),
        ("12 mars 1979", "1979-03-12"),
        ("１９７９－０４－１２", "1979-04-12"),
        ("2024-05-02T09:14:05.000Z", "2024-05-02"),
        ("2024-05-02 09:14", "2024-05-02"),
        ("2024-05-02 09:14:05 UTC", "2024-05-02"),
        ("1/23/18, 10:04 AM", "2018-01-23"),
        ("1979-04-12T00:00:00+02:00", "1979-04-12"),
    ],
)
def test_a_date_is_read_however_it_is_written(text: str, meant: str) -> None:
    assert read_date(text, "dmy", TODAY) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("--04-12", "--04-12"),
        (" --0412", "--04-12"),
        ("--02-29", "--02-29"),
        ("1604-04-12", "--04-12"),
        ("16040412", "--04-12"),
        ("12 April", "--04-12"),
        ("April 12", "--04-12"),
        ("12.4.", "--04-12"),
        ("12 4", "--04-12"),
    ],
)
def test_a_year_is_never_invented(text: str, meant: str) -> None:
    assert read_date(text, "dmy", TODAY) == meant


@pytest.mark.parametrize(
    "text",
    ["", "  ", "0/0/00", "00.00.0000", "0000-00-00", "0/0/0000", "1/1/4501", "01.01.4501"],
)
def test_no_date_is_no_mistake(text: str) -> None:
    assert read_date(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "1979-02-30",
        "1979-02-29",
        "31/04/1979",
        "2024-13-01",
        "13/13/2024",
        "45387",
        "99999",
        "-5",
        "yesterday",
        "1979",
        "1979-04",
        "April 1979",
        "---12",
        "9999-01-01",
        "0001-01-01",
        "12 Foo 1979",
        "circa 1961",
        "########",
        "#NAME?",
        "n/a",
        "1" * 5000,
        "٣٠/٠٢/١٩٧٩",
    ],
)
def test_what_is_no_date_is_called_so(text: str) -> None:
    assert read_date(text, "dmy", TODAY) is None


def test_the_order_decides_what_could_be_meant_either_way() -> None:
    orders: list[Order] = ["dmy", "mdy", "ymd"]

    assert [read_date("2/3/2024", order) for order in orders] == [
        "2024-03-02",
        "2024-02-03",
        "2024-03-02",
    ]
    assert [read_date("02-03-04", order, TODAY) for order in orders] == [
        "2004-03-02",
        "2004-02-03",
        "2002-03-04",
    ]


def test_two_digits_of_a_year_never_lie_ahead() -> None:
    assert read_date("1.1.26", "dmy", TODAY) == "2026-01-01"
    assert read_date("1.1.27", "dmy", TODAY) == "1927-01-01"


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["1/2/2024", "13/2/2024"], ("dmy", False)),
        (["1/2/2024", "2/13/2024"], ("mdy", False)),
        (["1/2/2024"], (None, True)),
        (["13/2/2024", "2/13/2024"], (None, True)),
        (["2024-01-02", "2024-12-31"], ("ymd", False)),
        (["3/3/2024", "", "0/0/00", "12 Apr 2024", "junk"], (None, False)),
        ([], (None, False)),
    ],
)
def test_a_column_proves_its_order_or_leaves_it_open(
    texts: list[str], found: tuple[Order | None, bool]
) -> None:
    assert guess_order(texts) == found


def test_without_any_hint_the_day_comes_first() -> None:
    assert earliest_order(None, None) == "dmy"
    assert earliest_order(None, "mdy") == "mdy"


def test_the_order_of_a_country_is_that_in_which_its_people_write() -> None:
    assert [usual_order(region) for region in ("US", "DE", "")] == ["mdy", "dmy", None]


def test_a_column_is_of_dates_if_all_that_stands_in_it_is_one() -> None:
    assert are_dates([["7 mar 2024"], [""], ["2024-03-07"], []])
    assert not are_dates([["7 mar 2024"], ["soon"]])
    assert not are_dates([[""], []])
