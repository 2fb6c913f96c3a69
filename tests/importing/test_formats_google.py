"""Google Contacts: both generations, their mixtures, and what stands in their cells."""

from pathlib import Path

import pytest

from importing.formats import sniff
from importing.records import Record
from tests.importing.reading_helpers import entries, mapped, problems, records, warnings, written

NEW = (
    "First Name,Middle Name,Last Name,Name Prefix,Nickname,File As,Organization Name,"
    "Organization Title,Birthday,Notes,Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,"
    "E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value,Website 1 - Label,"
    "Website 1 - Value"
)


def one(folder: Path, header: str, row: str, encoding: str = "utf-8") -> Record:
    (record,) = records(written(folder, f"{header}\n{row}\n", encoding))
    return record


def test_a_person_of_the_new_generation_is_read_whole(tmp_path: Path) -> None:
    row = (
        'Mirela,,Oduya-Brandt,Dr.,Miri,,Tidewell,Head of Data, --04-12,"met at the harbour\n'
        'second line",https://example.org/p.jpg,Mentors ::: * myContacts ::: * starred,Home,'
        "m.ob@example.net,* Work,mirela@example.com ::: mo@example.org,Mobile,"
        "+44 7700 900123 ::: 020 7946 0011,LinkedIn,https://www.linkedin.com/in/zz-mirela"
    )

    record = one(tmp_path, NEW, row)

    assert (record.display, record.prefix, record.nickname) == (
        "Mirela Oduya-Brandt",
        "Dr.",
        "Miri",
    )
    assert (record.company, record.title) == ("Tidewell", "Head of Data")
    assert (record.birthday, record.notes) == ("--04-12", "met at the harbour\nsecond line")
    assert [tuple(each) for each in record.emails] == [
        ("mirela@example.com", "work"),
        ("mo@example.org", "work"),
        ("m.ob@example.net", "home"),
    ]
    assert [tuple(each) for each in record.phones] == [
        ("+44 7700 900123", "mobile"),
        ("020 7946 0011", "mobile"),
    ]
    assert record.linkedin == "https://www.linkedin.com/in/zz-mirela"
    assert (record.tags, record.starred, record.has_photo) == (["Mentors"], True, True)
    assert (record.urls, warnings(record)) == ([], [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
def test_the_old_generation_is_read_in_its_encodings(tmp_path: Path, encoding: str) -> None:
    header = (
        "Name,Given Name,Additional Name,Family Name,Yomi Name,Birthday,Notes,Group Membership,"
        "E-mail 1 - Type,E-mail 1 - Value,Organization 1 - Name,Organization 1 - Title"
    )
    row = (
        "架空 宗一郎,宗一郎,,架空,,1961-02-28,,* myContacts ::: 友達,* Other,s@example.org,"
        "架空商事,部長"
    )

    record = one(tmp_path, header, row, encoding)

    assert (record.display, record.given, record.family) == ("架空 宗一郎", "宗一郎", "架空")
    assert (record.company, record.title) == ("架空商事", "部長")
    assert (record.tags, record.birthday) == (["友達"], "1961-02-28")


@pytest.mark.parametrize(
    "header",
    [
        "Name,Given Name,Family Name,Labels,E-mail 1 - Value",
        "Name,First Name,Last Name,Group Membership,E-mail 1 - Value",
        "Given Name,Family Name,Labels,Phone 1 - Value,E-mail 1 - Type,E-mail 1 - Value",
    ],
)
def test_mixtures_of_both_generations_are_known_by_their_names(tmp_path: Path, header: str) -> None:
    found = sniff(written(tmp_path, f"{header}\nAda,Ada,Ficta,x,y,z\n"))

    assert found.format == "google"
    assert set(mapped(found).values()) >= {"given", "family", "tags", "email"}


def test_every_group_keeps_its_own_label_and_address(tmp_path: Path) -> None:
    header = (
        "First Name,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value,"
        "Address 1 - Label,Address 1 - Formatted,Address 1 - Street,Address 1 - City,"
        "Address 2 - Label,Address 2 - Formatted,Address 2 - Street,Address 2 - City"
    )
    row = (
        "Ada,Work Fax,020 7946 0012,Boat,020 7946 0011,Home,ignored,1 Quay ::: 2 Quay,"
        'Portfict ::: Ville,Work,"12 Rue\nVille",,'
    )

    record = one(tmp_path, header, row)

    assert [tuple(each) for each in record.phones] == [
        ("020 7946 0012", "fax"),
        ("020 7946 0011", "Boat"),
    ]
    assert [(each.label, each.street, each.city) for each in record.addresses] == [
        ("home", "1 Quay", "Portfict"),
        ("home", "2 Quay", "Ville"),
        ("work", "12 Rue\nVille", ""),
    ]


def test_dates_and_fields_with_names_of_their_own_are_kept(tmp_path: Path) -> None:
    header = (
        "First Name,E-mail 1 - Value,Event 1 - Label,Event 1 - Value,Event 2 - Label,"
        "Event 2 - Value,Custom Field 1 - Label,Custom Field 1 - Value,Relation 1 - Label,"
        "Relation 1 - Value,Notes"
    )
    row = "Ada,,Anniversary,2014-03-10,First day,2020-01-01,Boat,dinghy,Spouse,Bo,rowing"

    record = one(tmp_path, header, row)

    assert record.anniversary == "2014-03-10"
    assert record.notes == "rowing\nFirst day: 2020-01-01\nBoat: dinghy\nSpouse: Bo"


@pytest.mark.parametrize(
    ("row", "display"),
    [
        (",,,,,,Tidewell,,,,,,,,,,,,,", "Tidewell"),
        (",,,,,,,,,,,,* Work,ada@example.org,,,,,,", "ada@example.org"),
        (",,,,Miri,,Tidewell,,,,,,,,,,,,,", "Miri"),
    ],
)
def test_somebody_without_a_name_is_kept(tmp_path: Path, row: str, display: str) -> None:
    assert one(tmp_path, NEW, row).display == display


def test_a_row_of_groups_alone_is_nobody(tmp_path: Path) -> None:
    found = entries(written(tmp_path, f"{NEW}\n,,,,,,,,,,,* myContacts,,,,,,,,\n"))

    assert problems(found) == [(2, "NO_IDENTITY")]


def test_a_number_that_a_spreadsheet_has_damaged_is_left_out(tmp_path: Path) -> None:
    record = one(tmp_path, NEW, "Ada,,,,,,,,,,,,,,,,Mobile,4.47701E+11,,")

    assert (record.phones, warnings(record)) == ([], [("phones", "BAD_PHONE")])


def test_several_values_of_any_group_are_told_apart(tmp_path: Path) -> None:
    header = (
        "First Name,E-mail 1 - Value,Event 1 - Label,Event 1 - Value,Event 2 - Label,"
        "Event 2 - Value,Relation 1 - Label,Relation 1 - Value,Custom Field 1 - Label,"
        "Custom Field 1 - Value"
    )
    row = (
        "Ada,,Anniversary, --03-10 ::: 2014-03-10,Boat,2019-01-01 ::: 2020-01-01,Child,Bo ::: Cy,"
        "X,1"
    )

    record = one(tmp_path, header, row)

    assert (record.anniversary, warnings(record)) == ("--03-10", [])
    assert record.notes == "Boat: 2019-01-01\nBoat: 2020-01-01\nChild: Bo\nChild: Cy\nX: 1"


@pytest.mark.parametrize(
    ("labels", "kinds"),
    [
        ("* Arbeit,Privat,Mobil,Jahrestag", ["work", "home", "mobile"]),
        ("Trabajo,* Casa,Móvil,Aniversario", ["home", "work", "mobile"]),
        ("Travail,Domicile,Portable,Anniversaire de mariage", ["work", "home", "mobile"]),
        ("Lavoro,Abitazione,Cellulare,Anniversario", ["work", "home", "mobile"]),
        ("Praca,Dom,Komórka,Rocznica", ["work", "home", "mobile"]),
        ("Рабочий,Домашний,Мобильный,Годовщина", ["work", "home", "mobile"]),
        ("勤務先,自宅,携帯,記念日", ["work", "home", "mobile"]),
        ("Boat,Quay,Ship,Anniversary", ["Boat", "Quay", "Ship"]),
    ],
)
def test_labels_in_other_languages_mean_the_same(
    tmp_path: Path, labels: str, kinds: list[str]
) -> None:
    work, home, mobile, event = labels.split(",")
    header = (
        "First Name,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,"
        "Phone 1 - Label,Phone 1 - Value,Event 1 - Label,Event 1 - Value"
    )
    row = f"Ada,{work},w@example.org,{home},h@example.org,{mobile},07700 900123,{event},2014-03-10"

    record = one(tmp_path, header, row)

    assert [each.label for each in (*record.emails, *record.phones)] == kinds
    assert record.anniversary == "2014-03-10"


def test_of_the_columns_of_both_generations_those_count_in_which_anything_stands(
    tmp_path: Path,
) -> None:
    header = "Name,First Name,Given Name,Last Name,Family Name,E-mail 1 - Value"

    record = one(tmp_path, header, "Ada Ficta,,Ada,Ficta,Other,ada@example.org")

    assert (record.given, record.family) == ("Ada", "Ficta")
