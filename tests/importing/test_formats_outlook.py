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


# Form of address, given, family, company, department, job, street and city of work, three numbers,
# two addresses, birthday, anniversary, categories, notes; the code page of the language.
HEADERS = {
    "pl cp1250": "Tytuł;Imię;Nazwisko;Firma;Dział;Stanowisko;Adres służbowy - ulica;"
    "Adres służbowy - miejscowość;Telefon służbowy;Telefon domowy;Telefon komórkowy;Adres e-mail;"
    "Adres e-mail 2;Urodziny;Rocznica;Kategorie;Notatki",
    "cs cp1250": "Titul;Jméno;Příjmení;Společnost;Oddělení;Funkce;Ulice (zam.);Město (zam.);"
    "Telefon (zam.);Telefon domů;Mobilní telefon;E-mailová adresa;E-mailová adresa 2;Narozeniny;"
    "Výročí;Kategorie;Poznámky",
    "hu cp1250": "Cím;Utónév;Vezetéknév;Cég;Osztály;Beosztás;Munkahely címe;Város (hivatal);"
    "Hivatali telefon;Otthoni telefon;Mobiltelefon;E-mail cím;2. e-mail cím;Születésnap;Évforduló;"
    "Kategóriák;Feljegyzések",
    "hr cp1250": "Titula;Ime;Prezime;Tvrtka;Odjel;Poslovna titula;Službena adresa - ulica;"
    "Službena adresa - grad;Službeni telefon;Kućni telefon;Mobitel;Adresa e-pošte;"
    "Adresa e-pošte 2;Rođendan;Obljetnica;Kategorije;Bilješke",
    "pt cp1252": "Título;Primeiro nome;Apelido;Empresa;Departamento;Cargo;Rua da empresa;"
    "Localidade da empresa;Telefone da empresa;Telefone da residência;Telemóvel;"
    "Endereço de correio electrónico;Endereço do correio electrónico 2;Data de nascimento;"
    "Aniversário;Categorias;Notas",
    "es cp1252": "Tratamiento;Nombre;Apellidos;Organización;Departamento;Puesto;"
    "Calle del trabajo;Ciudad de trabajo;Teléfono del trabajo;Particular;Móvil;"
    "Dirección de correo electrónico;Dirección de correo electrónico 2;Cumpleaños;Aniversario;"
    "Categorías;Notas",
    "sv cp1252": "Titel;Förnamn;Efternamn;Företag;Avdelning;Befattning;Gatuadress, arbete;"
    "Ort, arbete;Arbete;Hem;Mobiltelefon;E-postadress;E-postadress 2;Födelsedag;Årsdag;"
    "Kategorier;Anteckningar",
    "da cp1252": "Titel;Fornavn;Efternavn;Firma;Afdeling;Stilling;Gade (arbejde);By (arbejde);"
    "Telefon (arbejde);Telefon (privat);Mobiltelefon;E-mail-adresse;E-mail 2-adresse;Fødselsdag;"
    "Mærkedag;Kategorier;Notater",
    "nb cp1252": "Tittel;Fornavn;Etternavn;Firma;Avdeling;Stilling;Adresse, arb.: Gate/vei;"
    "Adresse, arb.: Poststed;Telefon, arb.;Telefon, priv.;Mobiltelefon;E-postadresse;"
    "E-postadresse 2;Fødselsdag;Merkedag;Kategorier;Notater",
    "ru cp1251": "Обращение;Имя;Фамилия;Организация;Отдел;Должность;Улица (раб. адрес);"
    "Город (раб. адрес);Рабочий телефон;Домашний телефон;Телефон переносной;Адрес эл. почты;"
    "Адрес 2 эл. почты;День рождения;Годовщина;Категории;Заметки",
    "uk cp1251": "Звернення;Ім'я;Прізвище;Організація;Відділ;Посада;Вулиця (роб. адреса);"
    "Місто (роб. адреса);Робочий телефон;Домашній телефон;Телефон мобільний;Адреса ел. пошти;"
    "Адреса 2 ел. пошти;День народження;Річниця;Категорії;Нотатки",
    "tr cp1254": "Unvan;İlk Adı;Soyadı;Şirket;Bölüm;İş Unvanı;İş-Cadde;İş-Şehir;İş Telefon No;"
    "Ev Telefonu;Cep Telefonu;Elektronik Posta Adresi;Elektronik Posta 2 Adres;Doğum günü;"
    "Yıldönümü;Kategoriler;Notlar",
    "ja cp932": "肩書き;名;姓;会社名;部署;役職;番地 (会社);市町村 (会社);会社電話;自宅電話;"
    "携帯電話;電子メール アドレス;電子メール 2 アドレス;誕生日;記念日;分類;メモ",
    "ko cp949": "호칭(영문);이름;성;회사;부서;직함;근무지 주소 번지;근무지 구/군/시;근무처 전화;"
    "집 전화 번호;휴대폰;전자 메일 주소;전자 메일 2 주소;생일;결혼 기념일;범주 항목;메모",
    "zh gb18030": "英文称谓;名;姓;单位;部门;职务;商务地址 街道;商务地址 市/县;商务电话;住宅电话;"
    "移动电话;电子邮件地址;电子邮件 2 地址;生日;纪念日;类别;附注",
    "tw big5": "頭銜;名字;姓氏;公司;部門;職稱;商務 - 街;商務 - 市/鎮;商務電話;住家電話;行動電話;"
    "電子郵件地址;電子郵件 2 地址;生日;紀念日;類別;記事",
}


@pytest.mark.parametrize("language", HEADERS)
def test_an_export_in_any_language_of_outlook_is_known(tmp_path: Path, language: str) -> None:
    row = (
        "Dr.;Ada;Ficta;Tide;IT;Head;1 Quay;Port;020 7946 0011;020 7946 0012;07700 900123;"
        "a@example.org;b@example.org;13.4.1979;00.00.00;A, B;C"
    )

    ada = one(tmp_path, HEADERS[language], row, language.split()[1])

    assert (ada.prefix, ada.given, ada.family, ada.company) == ("Dr.", "Ada", "Ficta", "Tide")
    assert (ada.department, ada.title, ada.notes) == ("IT", "Head", "C")
    assert [(each.label, each.street, each.city) for each in ada.addresses] == [
        ("work", "1 Quay", "Port")
    ]
    assert [each.label for each in ada.phones] == ["work", "home", "mobile"]
    assert [each.value for each in ada.emails] == ["a@example.org", "b@example.org"]
    assert (ada.birthday, ada.anniversary, ada.tags) == ("1979-04-13", "", ["A, B"])
    assert warnings(ada) == []


@pytest.mark.parametrize(
    ("header", "row", "prefix", "title"),
    [
        ("Titre,Prénom,Nom,Titre,Téléphone (bureau)", "Mme,Ada,F,Cheffe,1234567", "Mme", "Cheffe"),
        ("Titre,Prénom,Nom,Téléphone (bureau)", "Cheffe,Ada,F,1234567", "", "Cheffe"),
        ("Titre,Prénom,Nom,Téléphone (bureau)", "Mme,Ada,F,1234567", "Mme", ""),
        ("Titre,Prénom,Nom,Profession,Rue (bureau)", "Dr,Ada,F,Cheffe,1", "Dr", "Cheffe"),
    ],
)
def test_the_two_titles_of_a_french_export_are_told_apart(
    tmp_path: Path, header: str, row: str, prefix: str, title: str
) -> None:
    ada = one(tmp_path, header, row, "cp1252")

    assert (ada.prefix, ada.title) == (prefix, title)


def test_a_table_that_others_know_better_is_not_outlooks(tmp_path: Path) -> None:
    header = "Display Name,First Name,Last Name,Email Home,Email Work,Business Phone,Work City"

    found = sniff(written(tmp_path, f"{header}\nAda F,Ada,F,a@x.example,b@x.example,1,Port\n"))

    assert found.format == "csv"
    assert [name for name in found.mapping.values() if name] == (
        "display given family email_home email_work phone_work work_city".split()
    )


def test_what_google_writes_for_outlook_is_outlooks(tmp_path: Path) -> None:
    header = (
        "First Name,Middle Name,Last Name,Title,Suffix,Initials,Web Page,Gender,Birthday,"
        "Anniversary,Location,Language,Internet Free Busy,Notes,E-mail Address,E-mail 2 Address,"
        "Primary Phone,Mobile Phone,Home Address,Home Street,Home City,Company Main Phone,"
        "Business Phone,Company,Job Title,Profession,Account,Business Address,Business Street,"
        "Business Country,User 1,Keywords,Mileage,Sensitivity,Priority,Private,Categories"
    )
    row = (
        "Ada,,Ficta,Dr.,III,AF,,Female,1979-04-13,,Zagreb,en,,note,a@example.org,,020 7946 0011,,"
        '"1 Quay\nPort",1 Quay,Port,,020 7946 0012,Tide,Head,Sailor,,,,,u,k,,Normal,Normal,no,A;B'
    )

    ada = one(tmp_path, header, row)

    assert (ada.prefix, ada.suffix, ada.title, ada.tags) == ("Dr.", "III", "Head", ["A", "B"])
    assert [(each.label, each.street, each.city) for each in ada.addresses] == [
        ("home", "1 Quay", "Port")
    ]
    assert [each.label for each in ada.phones] == ["other", "work"]
    assert (ada.notes, warnings(ada)) == ("note", [])


def test_a_column_that_outlook_has_besides_counts_where_its_own_is_missing(tmp_path: Path) -> None:
    header = "Vorname;Nachname;Beruf;Ort;Telefon geschäftlich;E-Mail-Adresse"

    ada = one(tmp_path, header, "Ada;Ficta;Chefin;Köln;0221 1234567;a@example.org")

    assert (ada.title, [each.city for each in ada.addresses]) == ("Chefin", ["Köln"])


def test_an_address_of_several_lines_stays_whole(tmp_path: Path) -> None:
    cells = ["", "Ada", "", "Ficta", "", "", "", "", "12 Quay\nFloor 2", "Back door", "Portfict"]
    row = ",".join(f'"{cell}"' for cell in [*cells, *[""] * 13])

    record = one(tmp_path, CLASSIC, row)

    assert [(each.street, each.city) for each in record.addresses] == [
        ("12 Quay\nFloor 2\nBack door", "Portfict")
    ]
