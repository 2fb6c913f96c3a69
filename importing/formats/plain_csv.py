"""Any table of people: columns are proposed by their names, and the user has the last word."""

from collections.abc import Iterator
from itertools import product

from django.utils.translation import gettext_lazy as _

from importing import tabular
from importing.contents import fields_by_content
from importing.formats.fields import FIELDS
from importing.headers import aliases, are_numbered, header_key, without_number
from importing.outlook_columns import NAMES
from importing.records import Entry
from importing.schemes import Scheme
from importing.sniffing import Options, Sample, Sniffed

NAME = "csv"
LABEL = _("Table (CSV)")

# Names by which columns are known, without blanks, accents and punctuation when compared.
# There is no name here for a column that could stand for a row of ours: id, pk, owner, user.
ALIASES = {
    "display": "full name;display name;contact name;contact;person;people;fn;vollständiger name;"
    "anzeigename;nom complet;nombre completo;nome completo;volledige naam;naam;navn;namn;"
    "nombre y apellidos;ime i prezime;imię i nazwisko;jméno a příjmení;nev;氏名;名前;姓名;이름;"
    "имя и фамилия;фио;ονοματεπώνυμο;ad soyad;повне ім'я;nume complet;họ và tên;ชื่อ นามสกุล;"
    "الاسم الكامل;الاسم;שם מלא;täysi nimi;nimi;täisnimi;vardas pavardė;성명",
    "given": "first name;given name;forename;fname;vorname;prénom;nombres;voornaam;"
    "fornavn;förnamn;etunimi;imię;jméno;křestní jméno;keresztnév;prenume;имя;όνομα;ad;名;"
    "vardas;vārds;eesnimi;κύριο όνομα;tên",
    "middle": "middle name;additional name;second name;weitere vornamen;zweiter vorname;"
    "deuxième prénom;segundo nombre;segundo nome;secondo nome;middelste naam;drugie imię;"
    "druhé jméno;ikinci ad;отчество",
    "family": "last name;surname;family name;lname;nachname;familienname;nom de famille;"
    "apellido;apellidos;primer apellido;cognome;sobrenome;apelido;achternaam;etternavn;"
    "efternavn;efternamn;sukunimi;prezime;nazwisko;příjmení;vezetéknév;nume de familie;фамилия;"
    "επώνυμο;soyad;soyadı;姓;"
    "perekonnanimi;pavardė;uzvārds;επίθετο;اللقب;họ;นามสกุล",
    "prefix": "prefix;name prefix;honorific;salutation;anrede;civilité;tratamiento;titre;"
    "tratamento;oslovení;обращение;unvan",
    "suffix": "suffix;name suffix;namenszusatz;suffixe;sufijo;sufixo;achtervoegsel;sufiks;přípona;"
    "sonek;суффикс",
    "nickname": "nickname;nick name;alias;goes by;preferred name;spitzname;surnom;apodo;"
    "soprannome;bijnaam;nadimak;přezdívka",
    "pronouns": "pronouns;pronomen;pronoms;pronombres",
    "company": "company;company name;organisation;organization;organization name;employer;"
    "current company;account name;associated company;org;workplace;business;firma;unternehmen;"
    "arbeitgeber;société;entreprise;organisme;empresa;compañía;azienda;società;bedrijf;"
    "bedrijfsnaam;organisatie;företag;virksomhed;firmanavn;yritys;tvrtka;poduzeće;společnost;cég;"
    "companie;компания;организация;şirket;会社;会社名;公司;회사;ettevõte;įmonė;uzņēmums;εταιρεία;"
    "εταιρία;підприємство;компанія;công ty;บริษัท",
    "department": "department;dept;division;team;abteilung;service;département;departamento;"
    "reparto;afdeling;avdelning;odjel;oddělení;dział;bölüm;отдел;部署;部门",
    "title": "job title;position;role;occupation;headline;current position;current title;"
    "profession;function;jobtitel;arbeitstitel;beruf;stelle;funktion;berufsbezeichnung;poste;"
    "fonction;intitulé du poste;puesto;cargo;posición;posizione;qualifica;ruolo;profissão;functie;"
    "functietitel;stilling;befattning;yrkestitel;radno mjesto;stanowisko;pozice;beosztás;pozisyon;"
    "iş unvanı;görev;должность;役職;职位;ametinimetus;pareigos;amats;θέση;ιδιότητα;funcție;"
    "funcţie;chức vụ;ตำแหน่ง;ตำแหน่งงาน;المسمى الوظيفي;الوظيفة;pozycja",
    "email": "email;e mail;mail;email address;e mail address;emails;email addresses;"
    "additional email addresses;emailadresse;e mail adresse;adresse e mail;adresse mail;"
    "adresse de messagerie;courriel;correo;correo electrónico;correo e;dirección de correo;"
    "email indirizzo;indirizzo email;posta elettronica;endereço de email;e mailadres;e post;epost;"
    "epostadresse;sähköposti;adres e mail;eposta;e posta;e posta adresi;e mailová adresa;почта;"
    "эл почта;электронная почта;адрес эл почты;адрес электронной почты;メール;メールアドレス;邮箱;"
    "电子邮件;이메일;meiliaadress;el paštas;el pašto adresas;e pasts;e pasta adrese;"
    "ηλεκτρονικό ταχυδρομείο;ел пошта;електронна пошта;email адрес;имейл;البريد الإلكتروني;"
    "דואר אלקטרוני;מייל;อีเมล;ที่อยู่อีเมล;e posta adresa;e posti",
    "phone": "phone;telephone;tel;phone number;phone numbers;phones;telefon;telefonnummer;"
    "rufnummer;téléphone;numéro de téléphone;teléfono;telefono;telefone;telefoon;telefoonnummer;"
    "puhelin;numer telefonu;телефон;電話;電話番号;电话;전화;τηλέφωνο;telefonas;tālrunis;"
    "номер телефону;điện thoại;số điện thoại;โทรศัพท์;الهاتف;رقم الهاتف;טלפון;telefón;telefonszám;"
    "전화번호",
    "phone_mobile": "mobile;mobile phone;mobile number;cell;cell phone;cellphone;handy;"
    "handynummer;mobil tel nr;mobil;mobiltelefon;mobilnummer;portable;téléphone portable;"
    "tél mobile;móvil;celular;cellulare;telemóvel;mobiel;matkapuhelin;mobitel;komórka;携帯;"
    "携帯電話;手机;핸드폰;κινητό;κινητό τηλέφωνο;mobiiltelefon;mobilusis telefonas;"
    "mobilais tālrunis;мобільний;мобільний телефон;мобильный;di động;โทรศัพท์มือถือ;มือถือ;الجوال;"
    "נייד;휴대전화;モバイル",
    "phone_work": "work telephone;telefon geschäftlich;téléphone bureau;téléphone professionnel",
    "phone_home": "home telephone;telefon privat;téléphone domicile",
    "phone_fax": "fax;fax number;fax nummer;faxnummer;telefax;work fax;business fax;home fax;"
    "fax geschäftlich",
    "linkedin": "linkedin;linkedin url;linkedin profile;linkedin profile url;linkedin address;"
    "profile url;profile;person linkedin url;hs linkedin url;linkedinprofil;profil linkedin",
    "url": "website;url;web;web page;webpage;web site;homepage;website url;personal website;blog;"
    "webseite;internetseite;site web;page web;sitio web;página web;sito web;sito;webbplats;"
    "nettsted;kotisivu;strona internetowa;web stránka;webová stránka;webpagina;"
    "strona sieci web;página da web;web sayfası;сайт;веб страница",
    "birthday": "birthday;birth date;birthdate;date of birth;dob;bday;geburtstag;geburtsdatum;"
    "anniversaire;date de naissance;cumpleaños;fecha de nacimiento;compleanno;data di nascita;"
    "data de nascimento;verjaardag;geboortedatum;fødselsdag;fødselsdato;födelsedag;rođendan;"
    "datum rođenja;urodziny;data urodzenia;narozeniny;datum narození;születésnap;день рождения;"
    "дата рождения;doğum günü;誕生日;生日;sünnipäev;gimtadienis;dzimšanas diena;γενέθλια;"
    "ημερομηνία γέννησης;дата народження;ngày sinh;วันเกิด;data nașterii;data naşterii;"
    "dátum narodenia;születési dátum;datum rojstva;生年月日;생년월일;出生日期",
    "birth_year": "birth year;year of birth;geburtsjahr",
    "birth_month": "birth month;geburtsmonat",
    "birth_day": "day of birth",
    "anniversary": "anniversary;wedding anniversary;jahrestag;hochzeitstag;"
    "anniversaire de mariage ou fête;anniversaire de mariage;rocznica;výročí;speciale datum",
    "connected_on": "connected on;connected at;connection date",
    "tags": "tags;tag;labels;label;groups;group;group membership;categories;category;lists;"
    "lifecycle stage;lead status;schlagwörter;kategorien;kategorie;gruppen;étiquettes;catégories;"
    "groupes;etiquetas;categorías;grupos;etichette;categorie;gruppi;oznake;kategorier;"
    "categorieën;categorias;kategoriler;категории;"
    "мітки;теги;метки;etykiety;štítky;címkék;etichete;태그;タグ;グループ;标签;分组;標籤;群組",
    "notes": "notes;note;comments;comment;description;about;remarks;bio;notizen;bemerkungen;"
    "kommentar;kommentare;beschreibung;anmerkungen;remarques;commentaires;notas;comentarios;"
    "descripción;observaciones;annotazioni;commenti;opmerkingen;notities;anteckningar;notater;"
    "bilješke;napomene;notatki;uwagi;poznámky;megjegyzés;anotações;notlar;заметки;примечания;備考;"
    "メモ;备注;märkmed;pastabos;piezīmes;σημειώσεις;ghi chú;บันทึก;หมายเหตุ;observații;ملاحظات;"
    "הערות;비고;備註",
    "street": "street;street address;address;address 1;address line 1;mailing street;straße;"
    "anschrift;adresse;adres;rue;calle;dirección;indirizzo;straat;endereço;ulica;住所;地址",
    "city": "city;town;mailing city;ort;stadt;wohnort;ville;ciudad;città;cidade;plaats;stad;"
    "grad;miasto;město;город;市",
    "region": "state;region;province;state region;county;mailing state;bundesland;région;"
    "provincia;provincie;estado",
    "postal_code": "zip;zip code;zipcode;postal code;postcode;plz;postleitzahl;code postal;"
    "código postal;cap;cep;poštanski broj;kod pocztowy;psč;індекс;郵便番号;邮编",
    "country": "country;country region;mailing country;land;pays;país;paese;država;kraj;země;"
    "страна;国",
}
PLACES = {
    "work": "work;business;office;company;geschäftlich;dienstlich;bureau;travail;professionnel;"
    "trabajo;del trabajo;trabalho;comercial;profissional;lavoro;ufficio;werk;op werk;zakelijk;"
    "arbete;arbejde;arbeid;posao;służbowy;praca;zaměstnání;práce;iş;рабочий;рабочая",
    "home": "home;personal;private;privat;domicile;personnel;casa;del domicilio;particular;"
    "residencial;pessoal;abitazione;personale;thuis;privé;hem;hjem;kuća;domowy;domů;ev;домашний;"
    "личный;личная",
    "other": "other",
}
EMAIL_WORDS = (
    *("email", "e mail", "mail", "email address", "e mail address", "e mail adresse", "correo"),
    *("correo electrónico", "courriel", "e posta", "почта"),
)
PHONE_WORDS = (
    *("phone", "telephone", "tel", "phone number", "telefon", "telefonnummer", "téléphone"),
    *("teléfono", "telefone", "telefono", "telefoon", "telefonu", "телефон"),
)
MOBILE_WORDS = (
    *("mobile", "cell", "mobil", "portable", "móvil", "celular", "cellulare", "mobiele"),
    *("komórkowy", "mobilní", "cep", "мобильный"),
)
OWN_FIELDS = "customfields"  # in front of the columns that users add to some programs
LESS_PLAIN = (
    "primary;main;preferred;secondary;alternate;alternative;additional;other;second;primäre;"
    "sekundäre;weitere;principale;secondaire;"
)
FORMS_OF_ADDRESS = """
dr mr mrs ms miss mx prof professor sir madam herr frau m mme mlle sr sra srta ing mag dipling rev
hon
"""
HONORIFICS = frozenset(FORMS_OF_ADDRESS.split())


def _qualified() -> dict[str, str]:
    """`Work Email`, `Phone (home)`, `Secondary e-mail address`: both orders of both words."""
    names: dict[str, list[str]] = {}
    for place, words in (("_work", PLACES["work"]), ("_home", PLACES["home"]), ("", LESS_PLAIN)):
        for base, nouns in (("email", EMAIL_WORDS), ("phone", PHONE_WORDS)):
            pairs = product(filter(None, words.split(";")), nouns)
            both = (each for word, noun in pairs for each in (f"{word} {noun}", f"{noun} {word}"))
            names.setdefault(f"{base}{place}", []).extend(both)
    mobile = product(MOBILE_WORDS, PHONE_WORDS)
    names["phone_mobile"] = [each for a, b in mobile for each in (f"{a} {b}", f"{b} {a}")]
    return {name: ";".join(each) for name, each in names.items()}


def _placed_addresses() -> dict[str, str]:
    """`Work City`, `Home Street`, `Other Country`, and the other way round."""
    return {
        f"{place}_{part}" if place != "other" else part: ";".join(
            each
            for word, noun in product(PLACES[place].split(";"), ALIASES[part].split(";"))
            for each in (f"{word} {noun}", f"{noun} {word}")
        )
        for place in PLACES
        for part in ("street", "city", "region", "postal_code", "country")
    }


# Of Outlook's names those that mean the same in any table.
SHARED = (
    *("given", "middle", "family", "company", "department", "title", "email", "phone_mobile"),
    *("url", "birthday", "anniversary", "notes"),
)


def _of_outlook() -> dict[str, str]:
    """`Etunimi`, `Телефон мобільний`; and `Ulice (zam.)`, `市町村 (会社)`, which are addresses."""
    parts = ("street", "city", "region", "postal_code", "country")
    return {name: NAMES[name] for name in NAMES if name in SHARED or name.endswith(parts)}


COLUMNS = {
    **aliases(_of_outlook()),
    **aliases(_placed_addresses()),
    **aliases(_qualified()),
    **aliases(ALIASES),
}
# Names that mean one thing or another; the other columns decide, and the user is asked.
AMBIGUOUS = frozenset(
    header_key(name)
    for name in (
        *("title", "titel", "titulo", "titolo", "tytuł", "titul", "titlu", "tittel", "titula"),
        *("name", "nom", "nome", "nombre", "ime", "nume", "이름", "名字", "ชื่อ", "aniversario"),
    )
)


def knows(key: str) -> bool:
    return field_for(key) is not None or key in AMBIGUOUS


def field_for(key: str) -> str | None:
    """The field of one header; `Email 2` is another `Email`, but `Company 2` is not a company."""
    if key in COLUMNS:
        return COLUMNS[key]
    name = COLUMNS.get(without_number(key).removeprefix(OWN_FIELDS))
    return name if name and FIELDS[name].takes_many else None


def recognise(sample: Sample) -> float:
    return 0.1 if sample.table else 0.0


def describe(sample: Sample) -> Sniffed:
    return tabular.describe(sample, SCHEME)


def read(sample: Sample, options: Options) -> Iterator[Entry]:
    return tabular.read(sample, options, SCHEME)


def fields_for(keys: list[str], rows: list[list[str]]) -> list[str | None]:
    if are_numbered(keys):
        return fields_by_content(rows, len(keys))
    found = [None if key in AMBIGUOUS else field_for(key) for key in keys]
    if "birth_month" in found:
        found = ["birth_day" if name == "birthday" else name for name in found]
    return [
        _in_context(index, key, found, rows) if key in AMBIGUOUS else found[index]
        for index, key in enumerate(keys)
    ]


def _in_context(
    index: int, key: str, others: list[str | None], rows: list[list[str]]
) -> str | None:
    """`Title` may be Dr. or a job, `Name` the whole or the last name, `Nome` the first."""
    if key == "aniversario":  # in Portuguese a birthday, in Spanish not
        return "anniversary" if "birthday" in others else "birthday"
    if key.startswith(("tit", "tyt")):
        is_prefix = "title" in others or are_forms_of_address(index, rows)
        return "prefix" if is_prefix else "title"
    if key in {"name", "nom", "nume"}:
        return "family" if "given" in others and "family" not in others else "display"
    return "given" if "family" in others else "display"


def are_forms_of_address(index: int, rows: list[list[str]]) -> bool:
    """Whether a column says Dr. or Mme, and nothing else."""
    values = [row[index] for row in rows if index < len(row) and row[index].strip()]
    return bool(values) and all(header_key(value) in HONORIFICS for value in values)


SCHEME = Scheme(NAME, LABEL, fields_for, ambiguous=AMBIGUOUS)
