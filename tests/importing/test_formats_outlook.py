"""Outlook's contacts: classic, new, and in other languages."""

from pathlib import Path

import pytest

from importing.formats import sniff
from importing.records import Record
from tests.importing.reading_helpers import entries, mapped, problems, records, warnings, written

CLASSIC = (
    '"Title","First Name","Middle Name","Last Name","Suffix","Company","Department","Job Title",'
    '"Business Street","Business Street 2","Business City","Business Phone","Business Fax",'
    '"Mobile Phone","Anniversary","Birthday","Categories","E-mail Address","E-mail Type",'
    '"E-mail Display Name","E-mail 2 Address","Notes","Spouse","Web Page"'
)
GERMAN = (
    "Anrede;Vorname;Weitere Vornamen;Nachname;Suffix;Firma;Abteilung;Position;"
    "Straße geschäftlich;Ort geschäftlich;Postleitzahl geschäftlich;Land/Region geschäftlich;"
    "Fax geschäftlich;Telefon geschäftlich;Telefon privat;Mobiltelefon;Jahrestag;Geburtstag;"
    "Kategorien;E-Mail-Adresse;E-Mail 2: Adresse;Notizen;Webseite"
)
FRENCH = (
    "Titre,Prénom,Deuxième prénom,Nom,Suffixe,Société,Service,Profession,Rue (bureau),"
    "Ville (bureau),Code postal (bureau),Pays/Région (bureau),Téléphone (bureau),Tél. mobile,"
    "Anniversaire,Anniversaire de mariage ou fête,Catégories,Adresse de messagerie,Notes,Page Web"
)


def one(folder: Path, header: str, row: str, encoding: str = "utf-8") -> Record:
    path = written(folder, f"{header}\r\n{row}\r\n", encoding)
    assert sniff(path).format == "outlook"
    (record,) = records(path)
    return record


def test_a_person_of_the_classic_export_is_read_whole(tmp_path: Path) -> None:
    row = (
        '"Dr.","Mirela","","Oduya-Brandt","III","Tidewell","R&D","Head of Data","12 Quay",'
        '"Floor 2","Portfict","(020) 7946-0011","020 7946 0012","+44 7700 900123","0/0/00",'
        '"4/13/1979","Mentors;Board, past","mirela@example.com","SMTP",'
        '"Mirela (mirela@example.com)","mo@example.org","line one\nline two","Bo",'
        '"www.linkedin.com/in/zz-mirela"'
    )

    record = one(tmp_path, CLASSIC, row)

    assert (record.prefix, record.suffix, record.title) == ("Dr.", "III", "Head of Data")
    assert (record.display, record.department) == ("Mirela Oduya-Brandt", "R&D")
    assert (record.birthday, record.anniversary) == ("1979-04-13", "")
    assert record.tags == ["Mentors", "Board, past"]
    assert [each.value for each in record.emails] == ["mirela@example.com", "mo@example.org"]
    assert [tuple(each) for each in record.phones] == [
        ("(020) 7946-0011", "work"),
        ("020 7946 0012", "fax"),
        ("+44 7700 900123", "mobile"),
    ]
    assert record.notes == "line one\nline two\nSpouse: Bo"
    assert record.linkedin == "https://www.linkedin.com/in/zz-mirela"
    assert [(each.label, each.street, each.city) for each in record.addresses] == [
        ("work", "12 Quay\nFloor 2", "Portfict")
    ]
    assert warnings(record) == []


def test_an_address_of_an_exchange_server_is_none(tmp_path: Path) -> None:
    cells = ["", "Séan", "", "O'Fictional"] + [""] * 13
    cells += ["/o=Fict/ou=Recipients/cn=sean", "EX", "Séan O'Fictional", "", "", "", ""]

    record = one(tmp_path, CLASSIC, ",".join(f'"{cell}"' for cell in cells), "cp1252")

    assert (record.display, record.emails) == ("Séan O'Fictional", [])
    assert warnings(record) == [("emails", "BAD_EMAIL")]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig", "utf-16"])
def test_a_german_export_is_read(tmp_path: Path, encoding: str) -> None:
    row = (
        "Dr.;Jörg;;Müßig;;Brückenbau;F&E;Leiter;Hafenstraße 1;Köln;50667;Deutschland;;"
        "0221 1234567;;0171 1234567;10.03.2014;12.04.1979;Mentoren;j@example.org;;Notiz;"
    )

    record = one(tmp_path, GERMAN, row, encoding)

    assert (record.display, record.prefix, record.title) == ("Jörg Müßig", "Dr.", "Leiter")
    assert (record.birthday, record.anniversary) == ("1979-04-12", "2014-03-10")
    assert [(each.city, each.country) for each in record.addresses] == [("Köln", "Deutschland")]
    assert [tuple(each) for each in record.phones] == [
        ("0221 1234567", "work"),
        ("0171 1234567", "mobile"),
    ]


def test_in_french_anniversaire_is_the_birthday(tmp_path: Path) -> None:
    row = (
        "M.,Benoît,,Ficté,,Société,Ventes,Vendeur,1 rue,Lyon,69000,France,04 72 00 00 00,"
        "06 39 98 00 01,12/04/1979,10/03/2014,Amis,b@example.org,note,"
    )

    record = one(tmp_path, FRENCH, row, "cp1252")

    assert (record.birthday, record.anniversary) == ("1979-04-12", "2014-03-10")
    assert (record.department, record.title) == ("Ventes", "Vendeur")


def test_the_new_outlook_is_known_without_its_display_names(tmp_path: Path) -> None:
    header = (
        "First Name,Middle Name,Last Name,Title,Suffix,Nickname,E-mail Address,E-mail 2 Address,"
        "Home Phone,Business Phone,Mobile Phone,Job Title,Company,Birthday,Notes,Categories"
    )

    found = sniff(written(tmp_path, f"\ufeff{header}\r\nAda,,Ficta\r\n"))

    assert (found.format, found.encoding) == ("outlook", "utf-8-sig")
    assert mapped(found)["Title"] == "prefix"
    assert mapped(found)["Job Title"] == "title"


def test_a_row_without_anything_but_a_zero_date_is_nobody(tmp_path: Path) -> None:
    row = ",".join(['""'] * 14 + ['"0/0/00"'] + ['""'] * 9)

    found = entries(written(tmp_path, f"{CLASSIC}\r\n{row}\r\n"))

    assert problems(found) == [(2, "NO_IDENTITY")]


def test_a_row_shorter_than_the_header_is_taken(tmp_path: Path) -> None:
    record = one(tmp_path, CLASSIC, '"","Ada","","Ficta"')

    assert (record.display, warnings(record)) == ("Ada Ficta", [("*", "SHORT_ROW")])


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (
            "Titolo;Nome;Cognome;Società;Via (uff.);Città (uff.);CAP (uff.);Ufficio;Cellulare;"
            "Compleanno;Categorie;Indirizzo posta elettronica",
            "Dott.;Ada;Rossi;Tide;Via 1;Roma;00100;06 2345;333 123456;12/04/1979;A, B;a@x.example",
        ),
        (
            "Titel;Voornaam;Achternaam;Bedrijf;Werkadres, straat;Werkadres, plaats;"
            "Werkadres, postcode;Telefoon op werk;Mobiele telefoon;Verjaardag;Categorieën;"
            "E-mailadres",
            "Dott.;Ada;Rossi;Tide;Via 1;Roma;00100;06 2345;333 123456;12-4-1979;A, B;a@example.org",
        ),
    ],
)
def test_an_italian_and_a_dutch_export_are_known(tmp_path: Path, header: str, row: str) -> None:
    path = written(tmp_path, f"{header}\n{row}\n", "cp1252")

    [ada] = records(path)

    assert sniff(path).format == "outlook"
    assert (ada.prefix, ada.given, ada.family, ada.company) == ("Dott.", "Ada", "Rossi", "Tide")
    assert (ada.birthday, ada.tags) == ("1979-04-12", ["A, B"])
    assert [(each.value, each.label) for each in ada.phones] == [
        ("06 2345", "work"),
        ("333 123456", "mobile"),
    ]
    assert [(each.street, each.city, each.postal_code) for each in ada.addresses] == [
        ("Via 1", "Roma", "00100")
    ]
