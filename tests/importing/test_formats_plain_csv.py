"""Any table of people: proposals for its columns, and what becomes of its cells."""

from pathlib import Path

import pytest

from importing.formats import all_formats, read, sniff
from importing.formats.fields import ALL, FIELDS, IDENTIFYING, choices
from importing.records import Record, Refused
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


def proposed(folder: Path, headers: str, row: str = "x,x,x,x,x,x,x,x") -> dict[str, str]:
    return mapped(sniff(written(folder, f"{headers}\n{row}\n")))


def one(folder: Path, headers: str, row: str) -> Record:
    (record,) = records(written(folder, f"{headers}\n{row}\n"))
    return record


@pytest.mark.parametrize(
    ("headers", "fields"),
    [
        ("Vorname,Nachname,E-Mail,Firma,Telefon,Geburtstag,Notizen", "given family email company "
         "phone birthday notes"),
        ("Prénom,Nom,Courriel,Société,Poste,Téléphone,Anniversaire", "given family email company "
         "title phone birthday"),
        ("Nombre,Apellidos,Correo electrónico,Empresa,Cargo,Móvil,Cumpleaños", "given family "
         "email company title phone_mobile birthday"),
        ("Nome,Cognome,Email,Azienda,Ruolo,Cellulare,Note", "given family email company title "
         "phone_mobile notes"),
        ("Ime,Prezime,E-pošta,Tvrtka,Telefon,Rođendan,Bilješke", "given family email company "
         "phone birthday notes"),
        ("Imię,Nazwisko,Adres e-mail,Firma,Stanowisko,Telefon,Notatki", "given family email "
         "company title phone notes"),
        ("Имя,Фамилия,Почта,Компания,Должность,Телефон,Заметки", "given family email company "
         "title phone notes"),
        ("姓,名,会社名,役職,メールアドレス,電話番号", "family given company title email phone"),
        ("full_name,work_email,personal_email,mobile_phone,job_title,company_name,linkedin_url",
         "display email_work email_home phone_mobile title company linkedin"),
        ("FirstName,LastName,EmailAddress,HomePhone,BusinessPhone,JobTitle,Company",
         "given family email phone_home phone_work title company"),
        ("First Name,Last Name,Email (work),Phone - Mobile,Fax,Work City,Home Street",
         "given family email_work phone_mobile phone_fax work_city home_street"),
        ("Nome,Sobrenome,Telefone Comercial,Celular,Telefone Residencial,Aniversário",
         "given family phone_work phone_mobile phone_home birthday"),
        ("Imię,Nazwisko,Telefon służbowy,Telefon komórkowy,Telefon domowy,Urodziny",
         "given family phone_work phone_mobile phone_home birthday"),
        ("Jméno,Příjmení,Telefon (zaměstnání),Mobilní telefon,Telefon (domů),E-mailová adresa",
         "given family phone_work phone_mobile phone_home email"),
        ("Ad,Soyadı,Şirket,İş Telefonu,Cep Telefonu,Ev Telefonu,E-posta Adresi,Doğum Günü",
         "given family company phone_work phone_mobile phone_home email birthday"),
        ("Имя,Фамилия,Рабочий телефон,Мобильный телефон,Адрес эл. почты",
         "given family phone_work phone_mobile email"),
        ("Vorname,Nachname,Primäre E-Mail-Adresse,Sekundäre E-Mail-Adresse,Tel. dienstlich,"
         "Mobil-Tel.-Nr.", "given family email email phone_work phone_mobile"),
        ("Etunimi,Sukunimi,Sähköpostiosoite,Yritys,Matkapuhelin,Syntymäpäivä",
         "given family email company phone_mobile birthday"),
        ("Ім'я,Прізвище,Ел. пошта,Компанія,Посада,Телефон,День народження",
         "given family email company title phone birthday"),
        ("Όνομα,Επώνυμο,Email,Εταιρεία,Θέση,Κινητό,Ημερομηνία γέννησης",
         "given family email company title phone_mobile birthday"),
        ("שם פרטי,שם משפחה,דואר אלקטרוני,חברה,תפקיד,טלפון",
         "given family email company title phone"),
        ("الاسم الأول,اسم العائلة,البريد الإلكتروني,الشركة,الهاتف",
         "given family email company phone"),
        ("Họ,Tên,Email,Công ty,Chức vụ,Điện thoại",
         "family given email company title phone"),
        ("이름,성,회사,이메일,전화", "given family company email phone"),
        ("名字,姓氏,公司,邮箱,电话", "given family company email phone"),
        ("Nume,Prenume,E-mail,Telefon", "family given email phone"),
        ("Name,E\xadmail", "display email"),
        ("name,company_name,custom_fields_emails,custom_fields_phones",
         "display company email phone"),
        ("Name,E-mail 1,E-mail 2,Phone 1,Phone 2,Tags,Website", "display email email phone phone "
         "tags url"),
    ],
)  # fmt: skip
def test_columns_are_known_by_their_names_in_many_languages(
    tmp_path: Path, headers: str, fields: str
) -> None:
    assert list(proposed(tmp_path, headers).values()) == fields.split()


@pytest.mark.parametrize(
    ("headers", "row", "fields"),
    [
        ("Title,Name,Email", "Dr.,Ada,ada@example.org", "prefix display email"),
        ("Title,Name,Email", "Head of Data,Ada,ada@example.org", "title display email"),
        ("Title,Job Title,Name", "Head,Head,Ada", "prefix title display"),
        ("Vorname,Name,E-Mail", "Ada,Ficta,ada@example.org", "given family email"),
        ("Nom,Courriel", "Ada Ficta,ada@example.org", "display email"),
        ("Nome,Email", "Ada Ficta,ada@example.org", "display email"),
        ("Nombre,Cumpleaños,Aniversario", "Ada,1,2", "display birthday anniversary"),
        ("Nome,Aniversário", "Ada,1", "display birthday"),
        ("First Name,Last Name,Name", "Ada,Ficta,Ada Ficta", "given family display"),
        ("Name,Birth Year,Birth Month,Birth Day", "A,1,2,3", "display birth_year birth_month "
         "birth_day"),
        ("Name,Company,Company 2,Company", "A,B,C,D", "display company"),
    ],
)  # fmt: skip
def test_a_name_that_means_several_things_is_decided_by_its_neighbours(
    tmp_path: Path, headers: str, row: str, fields: str
) -> None:
    assert list(proposed(tmp_path, headers, row).values()) == fields.split()


def test_a_guess_is_marked_as_one(tmp_path: Path) -> None:
    found = sniff(written(tmp_path, "Title,Name,Email\nDr.,Ada,ada@example.org\n"))

    assert found.uncertain == [0, 1]


@pytest.mark.parametrize(
    "header", ["id", "ID", "pk", "owner", "owner_id", "user_id", "user", "is_staff", "password",
               "is_superuser", "uid", "created_at", "contact owner", "account id"],
)  # fmt: skip
def test_a_column_that_could_stand_for_a_row_of_ours_is_never_mapped(
    tmp_path: Path, header: str
) -> None:
    assert proposed(tmp_path, f"{header},Name,Email") == {"Name": "display", "Email": "email"}


def test_no_field_of_the_mapping_screen_can_name_a_row_or_its_owner() -> None:
    forbidden = {"id", "pk", "owner", "owner_id", "user", "user_id", "uid"}

    assert forbidden & set(FIELDS) == set()
    assert [name for name, _label in choices()] == ["", *(field.name for field in ALL)]
    assert all(str(label) for _name, label in choices())
    assert set(FIELDS) >= IDENTIFYING


def test_the_user_has_the_last_word_on_the_mapping(tmp_path: Path) -> None:
    path = written(tmp_path, "A,B,C\nFicta,Ada,Tide\n")

    (record,) = read(path, format="csv", mapping={0: "family", 1: "given", 2: None})

    assert isinstance(record, Record)
    assert (record.display, record.company) == ("Ada Ficta", "")


def test_an_unknown_or_absent_target_is_left_out(tmp_path: Path) -> None:
    path = written(tmp_path, "A,B\nAda,Tide\n")

    (record,) = read(path, format="csv", mapping={0: "display", 1: "owner_id", 9: "company"})

    assert isinstance(record, Record)
    assert (record.display, record.company) == ("Ada", "")


def test_unknown_columns_are_put_to_the_user_instead_of_being_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "Foo,Bar,Baz\nAda,Ficta,1\nBo,Ficta,2\n")

    found = sniff(path)

    assert found.refused is None
    assert found.mapping == {0: None, 1: None, 2: None}
    assert found.hint.startswith("No column is known here.")
    with pytest.raises(Refused, match="No column is known here"):
        next(read(path, format="csv"))


def test_a_header_can_be_corrected(tmp_path: Path) -> None:
    path = written(tmp_path, "People,of\nthe,list\nWer,Wo\nAda,Tide\n")

    found = sniff(path, header_line=3)

    assert (found.headers, found.rows) == (["Wer", "Wo"], [["Ada", "Tide"]])
    assert names(list(read(path, format="csv", header_line=3, mapping={0: "display"}))) == [
        (4, "Ada")
    ]


def test_all_that_a_row_says_is_kept(tmp_path: Path) -> None:
    headers = (
        "sep=;\nFull Name;E-Mail;Mobile;Company;Department;Role;Tags;Birthday;Notes;LinkedIn;"
        "Website;Work Street;Work City;Anniversary"
    )
    row = (
        'Mirela Oduya-Brandt;mirela@example.com, mo@example.net;+44 7700 900123;"Tidewell; Marine";'
        'R&D;Head of Data;mentor, board;12.04.1979;"says ""ahoy""\nand more";zz-mirela;'
        "https://example.org;12 Quay;Portfict;2014-03-10"
    )

    record = one(tmp_path, headers, row)

    assert record.display == "Mirela Oduya-Brandt"
    assert [tuple(each) for each in record.emails] == [
        ("mirela@example.com", "other"),
        ("mo@example.net", "other"),
    ]
    assert [tuple(each) for each in record.phones] == [("+44 7700 900123", "mobile")]
    assert (record.company, record.department) == ("Tidewell; Marine", "R&D")
    assert (record.title, record.tags) == ("Head of Data", ["mentor", "board"])
    assert (record.birthday, record.anniversary) == ("1979-04-12", "2014-03-10")
    assert record.notes == 'says "ahoy"\nand more'
    assert record.linkedin == "https://www.linkedin.com/in/zz-mirela"
    assert [tuple(each) for each in record.urls] == [("https://example.org", "other")]
    assert [(each.label, each.street, each.city) for each in record.addresses] == [
        ("work", "12 Quay", "Portfict")
    ]
    assert warnings(record) == []


@pytest.mark.parametrize(
    ("headers", "row", "warning"),
    [
        ("Name,Email", "Ada,not-an-email", ("emails", "BAD_EMAIL")),
        ("Name,Phone", "Ada,4.47701E+11", ("phones", "BAD_PHONE")),
        ("Name,Website", "Ada,javascript:alert(1)", ("urls", "BAD_URL")),
        ("Name,LinkedIn", "Ada,no such thing", ("linkedin", "BAD_URL")),
        ("Name,Birthday", "Ada,30.02.1979", ("birthday", "BAD_DATE")),
        ("Name,Birthday", "Ada,2026-11-02", ("birthday", "BAD_DATE")),
        ("Name,Company", f"Ada,{'x' * 300}", ("company", "TOO_LONG")),
        ("Name,Tags", f"Ada,{'x' * 100}", ("tags", "TOO_LONG")),
        ("Name,Notes", f"Ada,{'x' * 100_001}", ("notes", "TOO_LONG")),
        ("Name,City", f"Ada,{'x' * 300}", ("addresses", "TOO_LONG")),
        ("Name,Birth Month,Birth Year", "Ada,4,1979", ("birthday", "BAD_DATE")),
    ],
)
def test_a_bad_value_is_left_out_or_cut_and_the_person_kept(
    tmp_path: Path, headers: str, row: str, warning: tuple[str, str]
) -> None:
    record = one(tmp_path, headers, row)

    assert record.display == "Ada"
    assert warnings(record) == [warning]


def test_a_link_in_the_column_of_linkedin_stays_a_link(tmp_path: Path) -> None:
    record = one(tmp_path, "Name,LinkedIn", "Ada,https://www.linkedin.com/company/tidewell")

    assert record.linkedin == ""
    assert [each.value for each in record.urls] == ["https://www.linkedin.com/company/tidewell"]


def test_what_was_cut_stands_whole_in_the_notes(tmp_path: Path) -> None:
    record = one(tmp_path, "Name,Notes", f"X{'y' * 999},short")

    assert record.display == f"X{'y' * 254}"
    assert record.notes == f"short\nX{'y' * 999}"


def test_ten_thousand_addresses_of_one_person_are_cut_to_fifty(tmp_path: Path) -> None:
    many = " ".join(f"a{n}@example.org" for n in range(10_000))

    record = one(tmp_path, "Name,Email", f"Ada,{many}")

    assert len(record.emails) == 50
    assert warnings(record) == [("emails", "TOO_LONG")]


def test_values_are_not_carried_over_from_the_row_before(tmp_path: Path) -> None:
    path = written(tmp_path, "Name,Email,Company,Notes\nAda,ada@example.org,Tide,note\nBo,,,\nCy\n")

    _ada, bo, cy = records(path)

    assert (bo.emails, bo.company, bo.notes) == ([], "", "")
    assert (cy.emails, cy.company, cy.notes) == ([], "", "")


@pytest.mark.parametrize(
    ("row", "display"),
    [
        (",,,ada@example.org,", "ada@example.org"),
        (",,Tide,ada@example.org,", "Tide"),
        (",,,,+44 7700 900123", "+44 7700 900123"),
        ("Ada,,Tide,,", "Ada"),
    ],
)
def test_somebody_without_a_name_is_shown_by_the_next_best(
    tmp_path: Path, row: str, display: str
) -> None:
    record = one(tmp_path, "First name,Last name,Company,Email,Phone", row)

    assert record.display == display


@pytest.mark.parametrize("row", [",,only a note,", ",,,tag", "\u200d,,,", ",not-an-email,,"])
def test_a_row_that_names_nobody_is_reported(tmp_path: Path, row: str) -> None:
    found = entries(written(tmp_path, f"Name,Email,Notes,Tags\n{row}\nAda,,,\n"))

    assert problems(found) == [(2, "NO_IDENTITY")]
    assert names(found) == [(3, "Ada")]


def test_equal_rows_have_equal_fingerprints_in_any_encoding_and_quoting(tmp_path: Path) -> None:
    (first,) = records(written(tmp_path, "Name,Company\nZoé,Été\n"))
    (second,) = records(written(tmp_path, 'Name;Company\n"Zoé ";"Été"\n', "utf-16"))
    (other,) = records(written(tmp_path, "Name,Company\nZoé,\n"))

    assert first.fingerprint == second.fingerprint
    assert first.fingerprint != other.fingerprint


def test_an_unsafe_number_of_columns_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    header = "Name," + ",".join(f"c{n}" for n in range(100_000))

    assert refusal(written(tmp_path, f"{header}\nAda\n")) == (
        "This file has 100001 columns; at most 2000 can be read."
    )


def test_every_format_has_all_that_a_format_must_have() -> None:
    assert set(all_formats()) >= {"csv", "google", "linkedin", "outlook"}
    for name, module in all_formats().items():
        assert name == module.NAME
        assert str(module.LABEL)
        assert all(callable(getattr(module, each)) for each in ("recognise", "describe", "read"))


def test_a_column_that_proves_an_order_tells_it_of_one_that_does_not(tmp_path: Path) -> None:
    row = "Ada,4/13/1979,2/3/2014"

    record = one(tmp_path, "Name,Birthday,Anniversary", row)

    assert (record.birthday, record.anniversary) == ("1979-04-13", "2014-02-03")
