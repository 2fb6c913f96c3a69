"""LinkedIn's Connections.csv in all its ages, and what spreadsheets make of it."""

from datetime import date
from pathlib import Path

import pytest

from importing.credentials import split_credentials, without_emoji
from importing.formats import read, sniff
from importing.records import Problem, Record
from tests.importing.reading_helpers import (
    HEADER,
    entries,
    mapped,
    names,
    problems,
    records,
    warnings,
    written,
)

PREAMBLE = """Notes:
"When exporting your connection data, you may notice that some of the ""fields"" are empty,
see https://www.example.com/help, please."

"""
ROW = (
    "Mirela,Oduya-Brandt,https://www.linkedin.com/in/zz-mirela,m@example.org,Tidewell,Head,"
    "07 Mar 2024"
)


def one(folder: Path, row: str, header: str = HEADER) -> Record:
    """The only person of a file with one row."""
    (record,) = records(written(folder, f"{header}\n{row}\n"))
    return record


@pytest.mark.parametrize(
    ("preamble", "line"),
    [("", 1), (PREAMBLE, 5), ("Notes:\nShort.\n\n", 4), ("\n\n", 3), ("Notes:\n" * 13, 14)],
)
def test_the_header_is_found_behind_any_preamble(tmp_path: Path, preamble: str, line: int) -> None:
    path = written(tmp_path, f"{preamble}{HEADER}\n{ROW}\n")

    assert sniff(path).header_line == line
    assert names(entries(path)) == [(line + 1, "Mirela Oduya-Brandt")]


def test_the_columns_of_today_are_mapped(tmp_path: Path) -> None:
    found = sniff(written(tmp_path, f"{HEADER}\n{ROW}\n"))

    assert found.format == "linkedin"
    assert mapped(found) == {
        "First Name": "given",
        "Last Name": "family",
        "URL": "linkedin",
        "Email Address": "email",
        "Company": "company",
        "Position": "title",
        "Connected On": "connected_on",
    }


def test_an_export_from_before_the_url_column_is_read(tmp_path: Path) -> None:
    header = "First Name,Last Name,Email Address,Company,Position,Connected On"

    record = one(tmp_path, 'Ada,Ficta,ada@example.org,Tide,Head,"1/23/18, 10:04 AM"', header)

    assert (record.display, record.title, record.source_id) == ("Ada Ficta", "Head", "")
    assert record.connected_on == date(2018, 1, 23)


def test_an_export_from_before_2014_is_read_like_outlook_but_known_as_linkedin(
    tmp_path: Path,
) -> None:
    header = (
        '"Title","First Name","Middle Name","Last Name","Suffix","E-mail Address",'
        '"E-mail 2 Address","Business Street","Company","Department","Job Title",'
        '"Mobile Phone","Web Page","Personal Web Page"'
    )
    row = (
        '"Dr.","Ada","M.","Ficta","","ada@example.org","","12 Quay","Tide","R&D","Head",'
        '"+44 7700 900123","https://www.linkedin.com/in/zz-ada",""'
    )
    path = written(tmp_path, f"{header}\r\n{row}\r\n")

    (record,) = records(path)

    assert sniff(path).format == "linkedin"
    assert (record.prefix, record.title, record.middle) == ("Dr.", "Head", "M.")
    assert record.linkedin == record.source_id == "https://www.linkedin.com/in/zz-ada"
    assert [tuple(each) for each in record.phones] == [("+44 7700 900123", "mobile")]
    assert [(each.label, each.street) for each in record.addresses] == [("work", "12 Quay")]


@pytest.mark.parametrize(
    ("header", "day"),
    [
        ("Vorname,Nachname,URL,E-Mail-Adresse,Unternehmen,Position,Verbunden am", "7. März 2024"),
        ("Prénom,Nom,URL,Adresse e-mail,Entreprise,Poste,Connecté le", "7 mars 2024"),
        ("Nombre,Apellidos,URL,Correo,Empresa,Cargo,Fecha de conexión", "7 de mar. de 2024"),
        (
            "First Name,Last Name,URL,Email Address,Company,Position,Connected On,More",
            "07 Mar 2024",
        ),
        ("first_name,last_name,url,email_address,company,position,connected_on", "2024-03-07"),
    ],
)
def test_an_export_in_another_language_or_with_more_columns_is_known(
    tmp_path: Path, header: str, day: str
) -> None:
    path = written(tmp_path, f"{header}\nAda,Ficta,linkedin.com/in/zz-ada,,Tide,Head,{day}\n")

    (record,) = [entry for entry in entries(path) if isinstance(entry, Record)]

    assert sniff(path).format == "linkedin"
    assert (record.display, record.company, record.title) == ("Ada Ficta", "Tide", "Head")
    assert record.source_id == "https://www.linkedin.com/in/zz-ada"
    assert record.connected_on == date(2024, 3, 7)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_file_that_went_through_a_spreadsheet_is_read(
    tmp_path: Path, delimiter: str, encoding: str, newline: str
) -> None:
    ends = delimiter * 6
    lines = [
        f"Notes:{ends}",
        f'"When exporting, some ""fields"" are empty; so it is"{ends}',
        ends,
        HEADER.replace(",", delimiter),
        "Zoé;Ficté;https://de.linkedin.com/in/Zoé;;Été;Leitung;07.03.2024".replace(";", delimiter),
        ends,
    ]
    path = written(tmp_path, newline.join(lines) + newline, encoding)

    (record,) = records(path)

    assert (record.line, record.display, record.company) == (5, "Zoé Ficté", "Été")
    assert record.linkedin == "https://www.linkedin.com/in/zoé"
    assert record.connected_on == date(2024, 3, 7)


@pytest.mark.parametrize(
    ("written_as", "meant"),
    [
        ("01 Jan 2024", date(2024, 1, 1)),
        ("01-Jan-24", date(2024, 1, 1)),
        ("1. Jan 24", date(2024, 1, 1)),
        ("13-févr-25", date(2025, 2, 13)),
        ("13 mrt 2025", date(2025, 3, 13)),
        ("2024-01-01", date(2024, 1, 1)),
        ("13/2/2024", date(2024, 2, 13)),
        ("2/13/2024", date(2024, 2, 13)),
        ("1/23/18, 10:04 AM", date(2018, 1, 23)),
    ],
)
def test_the_day_of_connecting_is_read_however_it_is_written(
    tmp_path: Path, written_as: str, meant: date
) -> None:
    record = one(tmp_path, f'Ada,Ficta,,,,,"{written_as}"')

    assert record.connected_on == meant
    assert warnings(record) == []


@pytest.mark.parametrize("bad", ["31 Feb 2021", "someday", "45387", "Mar 2024", "01 Jan 2999"])
def test_a_wrong_day_of_connecting_is_left_out_and_the_person_kept(
    tmp_path: Path, bad: str
) -> None:
    record = one(tmp_path, f"Ada,Ficta,,,,,{bad}")

    assert record.connected_on is None
    assert warnings(record) == [("connected_on", "BAD_DATE")]


def test_one_day_decides_the_order_of_a_whole_column(tmp_path: Path) -> None:
    rows = "Ada,Ficta,,,,,2/3/2024\nBo,Ficta,,,,,2/13/2024\n"
    path = written(tmp_path, f"{HEADER}\n{rows}")

    found = sniff(path)

    assert (found.date_order, found.dates_unclear) == ("mdy", False)
    assert [record.connected_on for record in records(path)] == [
        date(2024, 2, 3),
        date(2024, 2, 13),
    ]


def test_days_that_leave_their_order_open_say_so_and_follow_the_user(tmp_path: Path) -> None:
    path = written(tmp_path, f"{HEADER}\nAda,Ficta,,,,,2/3/2024\n")
    found = sniff(path)

    american = list(read(path, format="linkedin", date_order="mdy"))
    other = list(read(path, format="linkedin"))

    assert (found.date_order, found.dates_unclear) == (None, True)
    assert isinstance(american[0], Record)
    assert american[0].connected_on == date(2024, 2, 3)
    assert isinstance(other[0], Record)
    assert other[0].connected_on == date(2024, 3, 2)


@pytest.mark.parametrize(
    "row",
    [
        ",,,,,,15 Aug 2019",
        "LinkedIn,Member,,,,,30 May 2025",
        "Użytkownik,LinkedIn,,,,,30 May 2025",
        "LinkedIn-medlem,,,,,,30 May 2025",
        ",,,,Tide,Head,15 Aug 2019",
    ],
)
def test_a_closed_account_is_nobody(tmp_path: Path, row: str) -> None:
    found = entries(written(tmp_path, f"{HEADER}\n{row}\n{ROW}\n"))

    assert problems(found) == [(2, "NO_IDENTITY")]
    assert names(found) == [(3, "Mirela Oduya-Brandt")]


def test_a_person_without_a_name_is_kept_by_their_address(tmp_path: Path) -> None:
    record = one(tmp_path, ",,https://www.linkedin.com/in/zz-ada/,,,,")

    assert (record.display, record.source_id) == ("zz-ada", "https://www.linkedin.com/in/zz-ada")


@pytest.mark.parametrize(
    ("family", "name", "suffix", "pronouns"),
    [
        ("Terzi, MBA", "Terzi", "MBA", ""),
        ("Terzi, MBA ⭐", "Terzi", "MBA", ""),
        ("Terzi, Ph.D., PMP®", "Terzi", "Ph.D., PMP®", ""),
        ("Terzi MBA, CFA", "Terzi MBA", "CFA", ""),
        ("Terzi PhD", "Terzi", "PhD", ""),
        ("Terzi (she/her)", "Terzi", "", "she/her"),
        ("Terzi, PhD (they/them) 🌍", "Terzi", "PhD", "they/them"),
        ("⭐ Terzi ⭐⭐", "Terzi", "", ""),
        ("Terzi 👩🏽‍💻", "Terzi", "", ""),
        ("Md", "Md", "", ""),
        ("MD", "MD", "", ""),
        ("Hasan Md", "Hasan Md", "", ""),
        ("Terzi II", "Terzi II", "", ""),
        ("Terzi – MBA", "Terzi", "MBA", ""),
        ("Terzi | CFA", "Terzi", "CFA", ""),
        ("Terzi -", "Terzi -", "", ""),
        ("TERZI MBA", "TERZI MBA", "", ""),
        ("Terzi (Oduya)", "Terzi (Oduya)", "", ""),
        ("von der Leyen", "von der Leyen", "", ""),
        ("می‌خواهم", "می‌خواهم", "", ""),
        ("⭐", "⭐", "", ""),
        ("", "", "", ""),
    ],
)
def test_what_stands_behind_a_name_is_taken_off(
    family: str, name: str, suffix: str, pronouns: str
) -> None:
    assert split_credentials(family) == (name, suffix, pronouns)


def test_a_name_of_nothing_but_symbols_stays() -> None:
    assert without_emoji("⭐⭐") == "⭐⭐"


def test_the_original_name_is_kept_beside_the_cleaned_one(tmp_path: Path) -> None:
    record = one(tmp_path, '⭐ Joaquín,"Terzi, MBA ⭐",,,,,')

    assert (record.given, record.family, record.suffix) == ("Joaquín", "Terzi", "MBA")
    assert record.display == "Joaquín Terzi"
    assert record.raw[:2] == ["⭐ Joaquín", "Terzi, MBA ⭐"]


@pytest.mark.parametrize(
    "company", ["@home", "+more", "=Equal", "-minus", '"Q" Labs', "Tidewell, Ltd.", "1+1"]
)
def test_a_company_that_looks_like_a_formula_is_a_company(tmp_path: Path, company: str) -> None:
    quoted = company.replace('"', '""')

    assert one(tmp_path, f'Ada,Ficta,,,"{quoted}",,').company == company


def test_the_same_row_twice_is_one_person_and_says_where(tmp_path: Path) -> None:
    found = entries(written(tmp_path, f"{HEADER}\n{ROW}\n\n{ROW},,\n"))

    assert names(found) == [(2, "Mirela Oduya-Brandt")]
    (problem,) = [entry for entry in found if isinstance(entry, Problem)]
    assert (problem.line, str(problem.code)) == (4, "DUPLICATE_IN_FILE")
    assert problem.reason == "The same row stands on line 2."


def test_two_addresses_of_one_profile_are_the_same_source(tmp_path: Path) -> None:
    rows = (
        "Ada,Ficta,https://www.linkedin.com/in/ZZ-Ada%C3%A9/,,,,\n"
        "Ada,Ficta,http://de.linkedin.com/in/zz-adaé?trk=abc,,,,\n"
    )

    found = records(written(tmp_path, f"{HEADER}\n{rows}"))

    assert {record.source_id for record in found} == {"https://www.linkedin.com/in/zz-adaé"}


def test_messages_are_not_taken_for_people(tmp_path: Path) -> None:
    header = "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,DATE,SUBJECT,CONTENT"

    found = sniff(written(tmp_path, f"{header}\n1,,Ada,,Bo,2024-05-02 09:14:05 UTC,,hi\n"))

    assert (found.format, found.refused) == ("messages", None)


@pytest.mark.parametrize(
    ("header", "day"),
    [
        ("Imię,Nazwisko,URL,Adres e-mail,Firma,Stanowisko,Data nawiązania kontaktu", "7 mar 2024"),
        ("Имя,Фамилия,URL,Эл. почта,Компания,Должность,Контакт с", "07 мар. 2024"),
        ("名,姓,URL,メールアドレス,会社,役職,つながった日", "2024年3月7日"),
        ("名字,姓氏,URL,邮箱,公司,职位,建立好友时间", "2024-03-07"),
        ("Ad,Soyad,URL,E-posta Adresi,Şirket,Pozisyon,Bağlantı Tarihi", "07 Mar 2024"),
        (
            "Etunimi,Sukunimi,URL,Sähköposti,Yritys,Tehtävänimike,Yhteys luotu",
            "7. maaliskuuta 2024",
        ),
        ("Vorname,Nachname,URL,E-Mail,Firma,Position,Irgendwann", "7. März 2024"),
    ],
)
def test_an_export_in_a_language_that_nobody_has_seen_is_known_by_its_profiles(
    tmp_path: Path, header: str, day: str
) -> None:
    row = f"Ada,Ficta,https://www.linkedin.com/in/zz-ada,a@example.org,Tide,Head,{day}"
    path = written(tmp_path, f'Hinweis:\n"a, b"\n\n{header}\n{row}\n')

    (record,) = records(path)

    assert sniff(path).format == "linkedin"
    assert (record.given, record.family, record.title) == ("Ada", "Ficta", "Head")
    assert record.source_id == "https://www.linkedin.com/in/zz-ada"
    assert [each.value for each in record.emails] == ["a@example.org"]
    assert record.connected_on == date(2024, 3, 7)


def test_a_table_with_other_links_is_not_linkedins(tmp_path: Path) -> None:
    header = "Vorname,Nachname,URL,E-Mail,Firma,Position,Seit"
    row = "Ada,Ficta,https://example.org/ada,a@example.org,Tide,Head,7.3.2024"

    found = sniff(written(tmp_path, f"{header}\n{row}\n"))

    assert found.format == "csv"
    assert mapped(found)["URL"] == "url"
    assert "Seit" not in mapped(found)


def test_pronouns_behind_a_first_name_are_no_part_of_it(tmp_path: Path) -> None:
    record = one(tmp_path, "Ada (she/her),Ficta,,,,,")

    assert (record.given, record.display, record.pronouns) == ("Ada", "Ada Ficta", "she/her")


@pytest.mark.parametrize(
    ("zone", "order", "day"),
    [
        ("America/New_York", "mdy", date(2024, 2, 3)),
        ("Europe/Zagreb", "dmy", date(2024, 3, 2)),
        ("UTC", None, date(2024, 3, 2)),
    ],
)
def test_days_that_leave_their_order_open_are_read_as_people_write_where_the_user_is(
    tmp_path: Path, zone: str, order: str | None, day: date
) -> None:
    path = written(tmp_path, f"{HEADER}\nAda,Ficta,,,,,2/3/2024\n")

    found = sniff(path, zone=zone)
    (record,) = read(path, format="linkedin", zone=zone)

    assert (found.date_order, found.dates_unclear) == (order, True)
    assert isinstance(record, Record)
    assert record.connected_on == day
