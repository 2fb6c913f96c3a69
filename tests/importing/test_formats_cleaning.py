"""What is taken from the text of a cell, and what must survive."""

import pytest

from importing.cleaning import (
    canonical_linkedin,
    clean_line,
    clean_note,
    has_visible,
    split_emails,
    split_phones,
    split_tags,
    split_urls,
    unescape,
)
from importing.headers import header_key, number_repeated


@pytest.mark.parametrize(
    "name",
    [
        "Null",
        "None",
        "NaN",
        "true",
        "N/A",
        "-",
        "O'Brien",
        "d'Ærø",
        "von der Leyen",
        "Nguyễn",
        "架空 宗一郎",
        "שלום בדיוני",
        "نگار می‌خواهم",
        "👩‍👩‍👧‍👦 Family",
        "Z̴̢͝a̵l̶g̷o̸",
        "ﬁ ligature",
        "ＦＵＬＬ ｗｉｄｅ",
        "=2+5",
        "+cmd|'/c calc'!A0",
        "Robert'); DROP TABLE x;--",
        "<img src=x onerror=alert(1)>",
        "{{7*7}}",
        "%s%s%n",
    ],
)
def test_a_name_stays_as_it_is_written(name: str) -> None:
    assert clean_line(name) == name


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  Ada   Ficta ", "Ada Ficta"),
        ("Ada\u00a0\u3000Ficta\t", "Ada Ficta"),
        ("Ada\nFicta\r\n", "Ada Ficta"),
        ("Zoe\u0301", "Zoé"),
        ("\u202eevoli", "evoli"),
        ("\u200bzero\u200bwidth", "zerowidth"),
        ("a\u2067b\u2069", "ab"),
        ("\ufeffAda", "Ada"),
        ("A\x00\x07\x9fda", "Ada"),
        ("A\ud800da", "A\ufffdda"),
        ("e" + "\u0301" * 50, "é" + "\u0301" * 7),
    ],
)
def test_what_can_not_be_shown_is_taken_away(text: str, cleaned: str) -> None:
    assert clean_line(text) == cleaned


def test_a_megabyte_of_combining_marks_takes_no_time() -> None:
    marks = "a" + "\u0315\u0300\u05ae\u0300\u0062" * 200_000

    assert len(clean_line(marks)) <= len(marks)
    assert len(clean_line("a" + "\u0315\u0300" * 500_000)) < 20


def test_a_note_keeps_its_lines() -> None:
    assert clean_note(" one\r\ntwo\rthree\n\n\tfour\x0b  \n") == "one\ntwo\nthree\n\n\tfour"


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("'=2+5", "=2+5"),
        ("'+44 7700 900123", "+44 7700 900123"),
        ("'@home", "@home"),
        ("'\tx", "\tx"),
        ("'＝x", "＝x"),
        ("'s-Gravenhage", "'s-Gravenhage"),
        ("O'Brien", "O'Brien"),
        ("one_x000D_\ntwo", "one\ntwo"),
        ('="+44 7700 900123"', "+44 7700 900123"),
        ('="00123"', "00123"),
        ('=A1&"x"', '=A1&"x"'),
        ('\'="1"', '="1"'),
    ],
)
def test_what_an_export_put_in_front_is_taken_off(cell: str, meant: str) -> None:
    assert unescape(cell) == meant


@pytest.mark.parametrize("text", ["", " ", "\u200d", "\u0301", "\u00ad\u200e"])
def test_there_is_nothing_to_see_in_marks_and_joiners_alone(text: str) -> None:
    assert not has_visible(text)


@pytest.mark.parametrize(
    ("cell", "emails", "bad"),
    [
        ("ada@example.org", ["ada@example.org"], False),
        (" Ada@Example.Org. ", ["Ada@Example.Org"], False),
        ("mailto:ada@example.org", ["ada@example.org"], False),
        ("MAILTO:ada@example.org?subject=x", ["ada@example.org"], False),
        ("Ada Ficta <ada@example.org>", ["ada@example.org"], False),
        ('"Ficta, Ada" <ada@example.org>; Bo <bo@example.org>', None, False),
        ("ada@example.org;bo@example.org", None, False),
        ("ada@example.org, bo@example.org", None, False),
        ("ada@example.org bo@example.org", None, False),
        ("ada@example.org ::: bo@example.org", None, False),
        ("ada@example.org\nbo@example.org", None, False),
        ("ada@example.org (work)", ["ada@example.org"], False),
        ("Work: ada@example.org, Home: bo@example.org", None, False),
        ("ada＠example．org", ["ada@example.org"], False),
        ("ada.o'brien+crm@sub.example.co.uk", ["ada.o'brien+crm@sub.example.co.uk"], False),
        ("ada@exämple.org", ["ada@exämple.org"], False),
        ("用户@例え.jp", ["用户@例え.jp"], False),
        ("ada@xn--exmple-cua.org", ["ada@xn--exmple-cua.org"], False),
        ("\u202aada@example.org\u202c", ["ada@example.org"], False),
        ("ada@example.org, broken@", ["ada@example.org"], True),
        ("not-an-email", [], True),
        ("n/a", [], True),
        ("nobody at example.com", [], True),
        ("@example.com", [], True),
        ("user@@example", [], True),
        ("user@example", [], True),
        ("/o=Fict/ou=Recipients/cn=sean", [], True),
        ("a" * 300 + "@example.org", [], True),
        ("<>", [], True),
        (";", [], True),
    ],
)
def test_addresses_are_found_in_a_cell(cell: str, emails: list[str] | None, bad: bool) -> None:
    assert split_emails(cell) == (
        ["ada@example.org", "bo@example.org"] if emails is None else emails,
        bad,
    )


@pytest.mark.parametrize(
    ("cell", "phones", "bad"),
    [
        ("+44 7700 900123", ["+44 7700 900123"], False),
        ("(020) 7946-0011", ["(020) 7946-0011"], False),
        ("+44 7700 900123 x1", ["+44 7700 900123 x1"], False),
        ("+1 203 555 0134, ext 12", ["+1 203 555 0134, ext 12"], False),
        ("+447700900123, 020 7946 0011", ["+447700900123", "020 7946 0011"], False),
        ("+44 7700 900123 ::: 020 7946 0011", ["+44 7700 900123", "020 7946 0011"], False),
        ("\u202a+44 7700 900123\u202c", ["+44 7700 900123"], False),
        ("tel:+44-7700-900123;ext=4", ["+44-7700-900123;ext=4"], False),
        ("447700900123.0", ["447700900123"], False),
        ("089/12 34 56", ["089/12 34 56"], False),
        ("+49 (0)171/1234567", ["+49 (0)171/1234567"], False),
        ("+44 7700 900123 / 020 7946 0011", ["+44 7700 900123", "020 7946 0011"], False),
        ("٠٢٠٧٩٤٦٠٠١١", ["٠٢٠٧٩٤٦٠٠١١"], False),
        ("4.47701E+11", [], True),
        ("4,47701E+11", [], True),
        ("########", [], True),
        ("#NAME?", [], True),
        ("n/a", [], True),
        ("ada2@example22.org", [], True),
        ("1" * 200, [], True),
        (" ; ", [], False),
    ],
)
def test_numbers_are_found_in_a_cell(cell: str, phones: list[str], bad: bool) -> None:
    assert split_phones(cell) == (phones, bad)


@pytest.mark.parametrize(
    ("cell", "urls", "bad"),
    [
        ("https://www.example.org/ada", ["https://www.example.org/ada"], False),
        ("example.org", ["example.org"], False),
        ("www.example.org/a?b=c#d", ["www.example.org/a?b=c#d"], False),
        ("https://a.example.org ::: https://b.example.org", None, False),
        ("https://a.example.org; https://b.example.org", None, False),
        ("javascript:alert(1)", [], True),
        ("JavaScript :alert(document.cookie)", [], True),
        ("data:text/html,<b>", [], True),
        ("vbscript:x.y", [], True),
        ("file:///etc/passwd", [], True),
        ("java\u200bscript:alert(1.2)", [], True),
        ("ftp://example.org", [], True),
        ("mailto:ada@example.org", [], True),
        ("no link", [], True),
        ("https://example.org/" + "x" * 3000, [], True),
    ],
)
def test_links_are_found_in_a_cell(cell: str, urls: list[str] | None, bad: bool) -> None:
    both = ["https://a.example.org", "https://b.example.org"]

    assert split_urls(cell) == (both if urls is None else urls, bad)


@pytest.mark.parametrize(
    "address",
    [
        "https://www.linkedin.com/in/zz-joaquín",
        "https://www.linkedin.com/in/zz-joaqu%C3%ADn",
        "https://www.linkedin.com/in/ZZ-Joaqu%c3%adn/",
        "http://linkedin.com/in/zz-joaquín",
        "linkedin.com/in/zz-joaquín",
        "de.linkedin.com/in/zz-joaquín?trk=abc",
        "HTTPS://WWW.LINKEDIN.COM/IN/ZZ-JOAQUÍN#about",
        "https://www.linkedin.com/in/zz-joaquín/details/experience/",
        "https://www.linkedin.com/in/zz-joaqui\u0301n",
        "//m.linkedin.com/mwlite/in/zz-joaquín",
        " https://www.linkedin.com/in/zz-joaquín ",
    ],
)
def test_one_profile_has_one_address(address: str) -> None:
    assert canonical_linkedin(address) == "https://www.linkedin.com/in/zz-joaquín"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://www.linkedin.com/company/tidewell",
        "https://www.linkedin.com/in/",
        "https://www.linkedin.com/",
        "https://linkedin.com.example.org/in/ada",
        "https://notlinkedin.com/in/ada",
        "https://example.org/linkedin.com/in/ada",
        "https://[::1/in/ada",
        "x-apple:ada",
        "zz-ada",
    ],
)
def test_what_is_no_profile_has_none(address: str) -> None:
    assert canonical_linkedin(address) == ""


def test_a_bare_handle_is_a_profile_where_one_is_expected() -> None:
    assert canonical_linkedin("zz-Ada", handles=True) == "https://www.linkedin.com/in/zz-ada"
    assert canonical_linkedin("@zz-ada", handles=True) == "https://www.linkedin.com/in/zz-ada"
    assert canonical_linkedin("in/zz-ada", handles=True) == "https://www.linkedin.com/in/zz-ada"
    assert canonical_linkedin("/in/zz-ada/", handles=True) == "https://www.linkedin.com/in/zz-ada"
    assert canonical_linkedin("not a handle", handles=True) == ""
    assert canonical_linkedin("n/a", handles=True) == ""


def test_a_slug_that_is_not_utf_8_stays_encoded() -> None:
    assert canonical_linkedin("linkedin.com/in/ada%E9") == "https://www.linkedin.com/in/ada%e9"


def test_tags_are_divided_and_the_lists_of_google_left_out() -> None:
    assert split_tags("mentor, board;Alumni") == ["mentor", "board", "Alumni"]
    assert split_tags("a, b ::: * myContacts ::: myContacts ::: * Friends", "\n") == ["a, b"]


def test_headers_are_compared_without_case_accents_and_punctuation() -> None:
    same = [
        "E-Mail Address*",
        "email_address",
        "EmailAddress",
        "\ufeffE-mail  Address",
        '"Email address"',
    ]

    assert {header_key(each) for each in same} == {"emailaddress"}
    assert header_key("Prénom") == header_key("PRENOM")


def test_repeated_headers_are_numbered() -> None:
    assert number_repeated(["Email", "email", "", "", "Email"]) == [
        "Email",
        "email (2)",
        "",
        "",
        "Email (3)",
    ]
