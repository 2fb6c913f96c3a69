"""Rows from delimited text: delimiters, headers, physical lines, broken quotes."""

from pathlib import Path

import pytest

from importing.delimited import Broken, Row, Rows, find_table, split_loosely
from importing.formats import is_known_header, read, sniff
from importing.reading import Line
from importing.records import Problem, Refused
from tests.importing.reading_helpers import (
    entries,
    mapped,
    names,
    problems,
    records,
    refusal,
    warnings,
    written,
)


def lines(text: str) -> list[Line]:
    return [Line(n, f"{each}\n") for n, each in enumerate(text.split("\n"), start=1)]


def rows(text: str, width: int = 3) -> list[tuple[int, list[str] | str]]:
    """Line and cells of each row; line and text of what is broken."""
    return [
        (each.line, each.cells if isinstance(each, Row) else each.text)
        for each in Rows(lines(text), ",", width)
    ]


def test_a_row_stands_on_the_line_where_it_starts() -> None:
    text = 'a,"b\nb\n\nb",c\n\nd,e,f\n'

    assert rows(text) == [(1, ["a", "b\nb\n\nb", "c"]), (6, ["d", "e", "f"])]


def test_an_unclosed_quote_costs_its_own_row_only() -> None:
    text = 'a,b,"c\nd,e,f\ng,h,i\n'

    assert rows(text) == [(1, 'a,b,"c'), (2, ["d", "e", "f"]), (3, ["g", "h", "i"])]


def test_an_unclosed_quote_is_found_out_by_the_next_quote() -> None:
    text = 'a,b,"c\nd,e,"f, g"\nh,"i\ni",j\n'

    assert rows(text) == [(1, 'a,b,"c'), (2, ["d", "e", "f, g"]), (3, ["h", "i\ni", "j"])]


def test_the_lines_of_a_broken_note_are_not_taken_for_rows() -> None:
    text = 'a,b,"he said "well\nand then, nothing\nmore\nd,e,f\n'

    assert rows(text) == [
        (1, 'a,b,"he said "well\nand then, nothing\nmore'),
        (4, ["d", "e", "f"]),
    ]


def test_a_quote_inside_a_quoted_cell_is_kept() -> None:
    text = '"Robert "Bob" Ficta",b@example.org,"say \\"hi\\""\nd,e,f\n'

    assert rows(text) == [
        (1, ['Robert "Bob" Ficta', "b@example.org", 'say \\"hi\\"']),
        (2, ["d", "e", "f"]),
    ]


def test_a_quote_that_does_not_start_a_cell_is_a_letter() -> None:
    assert rows('a,5" disk,c\nd,e,f\n') == [(1, ["a", '5" disk', "c"]), (2, ["d", "e", "f"])]


def test_a_carriage_return_inside_a_line_does_not_end_it() -> None:
    assert rows("a,b\rb,c\nd,e,f\r\r\n") == [(1, ["a", "b\rb", "c"]), (2, ["d", "e", "f"])]


def test_a_line_ended_by_a_carriage_return_among_others_is_two_rows() -> None:
    text = 'a,"b",c\r"d",e,"f"\ng,h,i\rj,k\nl,"m\rm",n\n'

    assert rows(text) == [
        (1, ["a", "b", "c"]),
        (1, ["d", "e", "f"]),
        (2, "g,h,i\rj,k"),
        (3, ["l", "m\rm", "n"]),
    ]


def test_a_backslash_before_a_quote_is_no_end_of_the_cell() -> None:
    text = 'a,b,"say \\"hi\\", ok"\nd,e,f\n'

    assert rows(text) == [(1, ["a", "b", 'say "hi", ok']), (2, ["d", "e", "f"])]


def test_a_blank_before_a_quote_does_not_count() -> None:
    text = '"a", "b", "c, c"\n"d", "e "e" e", f\n'

    assert rows(text) == [(1, ["a", "b", "c, c"]), (2, ["d", 'e "e" e', " f"])]


def test_splitting_loosely_gives_nothing_for_an_open_quote() -> None:
    assert split_loosely('a,"b,c', ",") == []
    assert split_loosely('a,"b "b" b",', ",") == ["a", 'b "b" b', ""]


def test_many_open_quotes_take_time_in_proportion_to_their_number() -> None:
    text = 'a,"b,c\n' * 20_000

    found = list(Rows(lines(text), ",", 3))

    assert {type(each) for each in found} == {Broken}
    assert sum(each.text.count("\n") + 1 for each in found if isinstance(each, Broken)) == 20_000


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_divides_all_rows_alike(
    tmp_path: Path, delimiter: str
) -> None:
    text = (
        "Full Name;E-Mail;Company\n"
        'Ada Ficta;ada@example.org;"a, b; c|d\te"\n'
        "Bo Ficta, MBA;bo@example.org;x, y, z\n"
    ).replace(";", delimiter, 2)
    body = "\n".join(
        line.replace(";", delimiter) if '"' not in line else line.replace(";", delimiter, 2)
        for line in text.splitlines()
    )

    found = sniff(written(tmp_path, body))

    if delimiter == ",":
        assert found.delimiter == ","  # the third row has cells too many, the header decides
    else:
        assert (found.delimiter, len(found.headers)) == (delimiter, 3)


@pytest.mark.parametrize("first", ["sep=;", "SEP=;", '"sep=;"', "sep=;,,"])
def test_the_separator_that_excel_names_is_honoured(tmp_path: Path, first: str) -> None:
    path = written(tmp_path, f"{first}\nFull Name;E-Mail\nFicta, Ada;ada@example.org\n")

    found = sniff(path)

    assert (found.delimiter, found.header_line) == (";", 2)
    assert names(entries(path)) == [(3, "Ficta, Ada")]


def test_a_separator_that_divides_nothing_does_not_count(tmp_path: Path) -> None:
    path = written(tmp_path, "sep=,\nName;Email\nAda;ada@example.org\n")

    assert sniff(path).delimiter == ";"
    assert names(entries(path)) == [(3, "Ada")]


def test_the_separator_named_by_excel_may_be_a_tab(tmp_path: Path) -> None:
    path = written(tmp_path, "sep=\t\nName\tEmail\nAda\tada@example.org\n")

    assert sniff(path).delimiter == "\t"


def test_the_header_is_searched_in_fifteen_rows(tmp_path: Path) -> None:
    body = "Name,Email\nAda,ada@example.org\n"

    near = sniff(written(tmp_path, "My list,,\n" * 14 + body))

    assert near.header_line == 15
    assert mapped(near) == {"Name": "display", "Email": "email"}


def test_repeated_and_empty_headers_are_told_apart_and_all_their_values_kept(
    tmp_path: Path,
) -> None:
    path = written(
        tmp_path,
        "Name,Email,email,Phone,Phone,,\nAda,a@example.org,b@example.org,+44 7700 900123,"
        "+44 7700 900124,x,\n",
    )

    found = sniff(path)
    (record,) = records(path)

    assert found.headers == ["Name", "Email", "email (2)", "Phone", "Phone (2)", "", ""]
    assert [each.value for each in record.emails] == ["a@example.org", "b@example.org"]
    assert [each.value for each in record.phones] == ["+44 7700 900123", "+44 7700 900124"]


def test_a_row_may_have_empty_cells_too_many_but_no_filled_ones(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Name,Email\nAda,ada@example.org,,, \nBo,bo@example.org,x\nCy,cy@example.org,,,x\n",
    )

    found = entries(path)

    assert names(found) == [(2, "Ada")]
    assert problems(found) == [(3, "TOO_MANY_COLUMNS"), (4, "TOO_MANY_COLUMNS")]


def test_a_row_of_a_hundred_thousand_columns_is_one_problem(tmp_path: Path) -> None:
    wide = ",".join(["x"] * 100_000)
    path = written(tmp_path, f"Name,Email\n{wide}\nAda,ada@example.org\n")

    found = entries(path)

    assert problems(found) == [(2, "TOO_MANY_COLUMNS")]
    assert names(found) == [(3, "Ada")]
    (problem,) = [each for each in found if isinstance(each, Problem)]
    assert len(problem.raw) == 2_000


def test_a_short_row_is_taken_and_says_so(tmp_path: Path) -> None:
    (record,) = records(written(tmp_path, "Name,Email,Company\nAda,ada@example.org\n"))

    assert warnings(record) == [("*", "SHORT_ROW")]


def test_a_header_that_ends_in_a_delimiter_makes_no_row_short(tmp_path: Path) -> None:
    (record,) = records(written(tmp_path, "Name,Email,\nAda,ada@example.org\n"))

    assert warnings(record) == []


def test_empty_rows_are_not_reported(tmp_path: Path) -> None:
    path = written(tmp_path, "Name,Email\n\n,\n   , \nAda,ada@example.org\n" + ",\n" * 50)

    assert names(entries(path)) == [(5, "Ada")]
    assert problems(entries(path)) == []


def test_a_header_that_comes_again_is_no_person(tmp_path: Path) -> None:
    path = written(tmp_path, "Name,Email\nAda,ada@example.org\nName,Email\nBo,bo@example.org\n")

    found = entries(path)

    assert names(found) == [(2, "Ada"), (4, "Bo")]
    assert problems(found) == [(3, "BAD_RECORD")]


@pytest.mark.parametrize("again", ["NAME,EMAIL", " name , email ", "\ufeffName,Email"])
def test_a_header_that_comes_again_a_little_different_is_no_person(
    tmp_path: Path, again: str
) -> None:
    found = entries(written(tmp_path, f"Name,Email\nAda,ada@example.org\n{again}\n"))

    assert names(found) == [(2, "Ada")]
    assert problems(found) == [(3, "BAD_RECORD")]


def test_a_note_of_two_megabytes_is_cut_and_its_neighbours_stay(tmp_path: Path) -> None:
    path = written(
        tmp_path, f"Name,Email,Notes\nAda,ada@example.org,{'x' * 1_900_000}\nBo,bo@example.org,y\n"
    )

    ada, bo = records(path)

    assert (len(ada.notes), warnings(ada)) == (100_000, [("notes", "TOO_LONG")])
    assert (bo.line, bo.notes) == (3, "y")


def test_a_quote_that_swallows_more_than_two_megabytes_is_given_up(tmp_path: Path) -> None:
    good = "Bo,bo@example.org,y\n" * 150_000
    path = written(tmp_path, f'Name,Email,Notes\nAda,ada@example.org,"open\n{good[:3_000_000]}\n')

    found = read(path, format="csv")

    first, second = next(found), next(found)
    assert problems([first]) == [(2, "BAD_RECORD")]
    assert names([second]) == [(3, "Bo")]


def test_one_column_asks_for_the_delimiter(tmp_path: Path) -> None:
    path = written(tmp_path, "Name^Email\nAda^ada@example.org\n")

    assert refusal(path) == "1 column found, and nothing in it says who the people are."
    assert sniff(path, delimiter="^").refused is None


def test_a_wrong_delimiter_chosen_by_hand_asks_for_the_right_one(tmp_path: Path) -> None:
    path = written(tmp_path, "Name;Email;Company\nAda;ada@example.org;Tide\n")

    assert sniff(path, delimiter=",").refused == "1 column found, did you mean “;”?"
    assert sniff(path, delimiter=";").refused is None


def test_a_column_of_addresses_alone_is_enough(tmp_path: Path) -> None:
    path = written(tmp_path, "Email\nada@example.org\nbo@example.org\n")

    assert [record.display for record in records(path)] == ["ada@example.org", "bo@example.org"]


@pytest.mark.parametrize("delimiter", ['"', "\n", ",,", "a\n"])
def test_a_delimiter_that_is_none_is_refused(tmp_path: Path, delimiter: str) -> None:
    path = written(tmp_path, "Name,Email\nAda,ada@example.org\n")

    with pytest.raises(Refused):
        list(read(path, format="csv", delimiter=delimiter, mapping={0: "display"}))
    assert sniff(path, delimiter=delimiter).refused is not None


def test_a_table_of_nothing_is_no_table() -> None:
    assert find_table([], is_known_header) is None
    assert find_table(lines("\n \n\n"), is_known_header) is None
