"""Files of people with known truth: vCards of three versions, workbooks and old tables, in many
languages, with quirks in any combination. Everything follows from a seed."""

import base64
import io
import random
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import openpyxl

from tests.factories import picture

Truth = dict[str, Any]
Person = dict[str, Any]
NAMES = """
Kovač,Ana;Šimić,Đorđe;架空,宗一郎;رضایی,فاطمه;Ærø,Søren;O'Brien-Ng,Zoë;Петров,Иван;Ñandú,José;None,Null;
Lee,👩‍👩‍👧;כהן,נועה;Żak,Łucja;Παππά,Ελένη;Văn A,Nguyễn;von der Leyen,Inès;D'Ærø;Cruz,Mª;Çelik,Işıl
""".replace("\n", "").split(";")
COMPANIES = (
    "Tide, Marine & Co.",
    "Brückenbau GmbH",
    "架空商事",
    "Кит; Море",
    '"Q" Labs',
    "@home",
    "",
)
TITLES = ("Head of Data", "VP, People", "部長", "Geschäftsführer", "")
NOTES = (
    "",
    "tea; not coffee, ever",
    "line one\nline two",
    "100% = all\\some",
    "é漢😀" * 30,
    "a:b,c;d",
)
TAGS = ("Mentors", "board, past", "crew", "日本")
CITIES = (
    ("12 Quay Lane, Flat 2", "Portfict", "North", "PF1 2CT", "Nowhere"),
    ("Musterweg 3", "", "", "12345", ""),
)
TYPES = {"work": "WORK", "home": "HOME", "mobile": "CELL", "fax": "FAX", "other": ""}


def _draw(draw: random.Random, number: int) -> Person:
    """One person, as a correct importer makes them."""
    family, given = draw.choice(NAMES).partition(",")[::2]
    person: Person = {
        "family": family.strip(),
        "given": given,
        "display": f"{given} {family}".strip(),
        "company": draw.choice(COMPANIES),
        "title": draw.choice(TITLES),
        "notes": draw.choice(NOTES),
        "source_id": draw.choice(["", f"urn:uuid:{number:08}-0000-4000-8000-000000000000"]),
        "birthday": draw.choice(["", "1979-04-12", "--02-29", "1604", "bad"]),
        "emails": [
            {"value": f"p{number}{label[0]}@example.com", "label": label}
            for label in draw.sample(["work", "home", "other"], draw.randint(0, 2))
        ],
        "phones": [
            {"value": f"+44 7700 9{number:03}{at:02}", "label": label}
            for at, label in enumerate(draw.sample(sorted(TYPES), draw.randint(1, 3)))
        ],
        "tags": draw.sample(TAGS, draw.randint(0, 2)),
        "linkedin": draw.choice(["", f"https://www.linkedin.com/in/zz-{number}"]),
        "has_photo": draw.random() < 0.2,
    }
    if draw.random() < 0.4:
        names = ("street", "city", "region", "postal_code", "country")
        parts = dict(zip(names, draw.choice(CITIES), strict=True))
        person["addresses"] = [{"label": "home", **{k: v for k, v in parts.items() if v}}]
    return person


def _expected(person: Person, line: int) -> Truth:
    warnings: list[dict[str, str]] = []
    truth = {**person, "line": line, "warnings": warnings}
    if person["birthday"] == "bad":
        warnings.append({"field": "birthday", "reason": "BAD_DATE"})
    if person["birthday"] == "1604":
        truth["birthday"] = "--11-05"
    elif person["birthday"] == "bad":
        truth["birthday"] = ""
    return truth


# --- vCards -----------------------------------------------------------------------------------


def cards(seed: int) -> tuple[bytes, Truth]:
    """A file of vCards of all versions, and what it says."""
    draw = random.Random(seed)
    encoding = draw.choice(["utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
    end = draw.choice(["\r\n", "\n", "\r"])
    lines: list[bytes] = []
    contacts, bad = [], []
    for number in range(40):
        begin, quirk = len(lines) + 1, draw.random()
        if quirk < 0.05:
            lines += [b"BEGIN:VCARD", b"VERSION:3.0", b"N:;;;;", b"FN:", b"END:VCARD"]
            bad.append({"line": begin, "reason": "NO_IDENTITY"})
        elif quirk < 0.1:
            lines += [b"BEGIN:VCARD", b"VERSION:3.0", b"FN:Cut"]
            bad.append({"line": begin, "reason": "MALFORMED_CARD"})
        elif quirk < 0.15:
            lines += [b"BEGIN:VCARD", b"VERSION:4.0", b"KIND:group", b"FN:Crew", b"END:VCARD"]
            bad.append({"line": begin, "reason": "NOT_A_PERSON"})
        elif quirk < 0.2 and lines[-1:] == [b"END:VCARD"]:
            lines += [b"", b"END:VCARD", b"trailing garbage"]
        else:
            person = _draw(draw, number)
            lines += _Card(draw, person).lines()
            contacts.append(_expected(person, begin))
    if draw.random() < 0.5 and lines[-1] != b"END:VCARD":
        lines.append(b"")
    text = b"\n".join([*lines, b"BEGIN:VCARD", b"FN:Zed", b"END:VCARD"]).decode()
    contacts.append({"line": len(lines) + 1, "display": "Zed"})
    return text.replace("\n", end).encode(encoding), {"contacts": contacts, "bad_rows": bad}


class _Card:
    """One person as some program would write them."""

    def __init__(self, draw: random.Random, person: Person) -> None:
        self._draw = draw
        self._person = person
        self._version = draw.choice(["2.1", "3.0", "4.0"])
        self._groups = 0

    def lines(self) -> list[bytes]:
        """From BEGIN to END, physical lines."""
        found = [b"BEGIN:VCARD", f"VERSION:{self._version}".encode()]
        body = [self._name(), *self._ways(), *self._rest()]
        self._draw.shuffle(body)
        for logical in body:
            found += logical
        return [*found, b"END:VCARD"]

    def _name(self) -> list[bytes]:
        person = self._person
        parts = [_escaped(person["family"]), _escaped(person["given"]), "", "", ""]
        lines = self._text("N", ";".join(parts))
        return [*lines, *self._text("FN", _escaped(person["display"]))]

    def _ways(self) -> list[list[bytes]]:
        person = self._person
        ways = [("EMAIL", each) for each in person["emails"]]
        ways += [("TEL", each) for each in person["phones"]]
        return [[line for name, each in ways for line in self._way(name, each)]]

    def _way(self, name: str, each: dict[str, str]) -> list[bytes]:
        kind = TYPES[each["label"]]
        value = each["value"]
        if not kind:
            return [f"{name}:{value}".encode()]
        if self._version == "2.1":
            return [f"{name};{kind}:{value}".encode()]
        style = self._draw.randrange(4)
        if style == 0 and kind in ("WORK", "HOME"):
            self._groups += 1
            label = f"_$!<{kind.title()}>!$_"
            group = f"item{self._groups}"
            return [f"{group}.{name}:{value}".encode(), f"{group}.X-ABLabel:{label}".encode()]
        styles = (f"TYPE={kind}", f"type={kind.lower()};type=VOICE", f'TYPE="{kind},voice"')
        return [f"{name};{styles[style % 3]}:{value}".encode()]

    def _rest(self) -> list[list[bytes]]:
        person = self._person
        found = [self._text("UID", person["source_id"])] if person["source_id"] else []
        if person["company"]:
            tail = self._draw.choice(["", ";"])
            found.append(self._text("ORG", _escaped(person["company"]) + tail))
        if person["title"]:
            found.append(
                self._text(self._draw.choice(["TITLE", "ROLE"]), _escaped(person["title"]))
            )
        if person["notes"]:
            found.append(self._text("NOTE", _escaped(person["notes"])))
        if person["tags"]:
            found.append(self._text("CATEGORIES", ",".join(map(_escaped, person["tags"]))))
        if person["linkedin"]:
            found.append([self._draw.choice(PROFILES).format(person["linkedin"]).encode()])
        if person["birthday"]:
            found.append([self._draw.choice(BIRTHDAYS[person["birthday"]]).encode()])
        for each in person.get("addresses", []):
            names = ("street", "city", "region", "postal_code", "country")
            parts = ["", "", *(_escaped(each.get(name, "")) for name in names)]
            bare = "ADR;HOME" if self._version == "2.1" else "ADR;TYPE=home"
            found.append(self._text(bare, ";".join(parts)))
        if person["has_photo"]:
            found.append(self._photo())
        return found

    def _photo(self) -> list[bytes]:
        encoded = base64.b64encode(picture(size=(9, 9))).decode()
        rows = re.findall(".{1,60}", encoded)
        if self._version == "4.0":
            return _folded(f"PHOTO:data:image/png;base64,{encoded}".encode(), 60)
        if self._version == "2.1":
            return [b"PHOTO;ENCODING=BASE64;PNG:", *(f"{row}".encode() for row in rows), b""]
        return [
            f"PHOTO;ENCODING=b;TYPE=PNG:{rows[0]}".encode(),
            *(f" {r}".encode() for r in rows[1:]),
        ]

    def _text(self, name: str, value: str) -> list[bytes]:
        """Folded anywhere, letters too; in 2.1 perhaps quoted-printable, in some charset."""
        if self._version == "2.1" and not value.isascii():
            return self._quoted(name, value)
        width = self._draw.choice([75, 75, 20, 1000])
        line = f"{name}:{value}".encode()
        # The file is text in the end, so a fold never stands within a letter here.
        return _folded(line, width)

    def _quoted(self, name: str, value: str) -> list[bytes]:
        charset = "UTF-8"
        raw = value.replace("\\n", "\r\n").encode()
        if self._draw.random() < 0.5 and _fits(value, "latin-1"):
            charset, raw = "ISO-8859-1", value.replace("\\n", "\r\n").encode("latin-1")
        codes = [b"=%02X" % byte for byte in raw]
        size = self._draw.choice([20, 7, 1000])
        rows = [b"".join(codes[at : at + size]) for at in range(0, len(codes), size)]
        head = f"{name};CHARSET={charset};ENCODING=QUOTED-PRINTABLE:".encode()
        if charset == "UTF-8" and self._draw.random() < 0.3:
            head = f"{name};ENCODING=QUOTED-PRINTABLE:".encode()
        rows[0] = head + rows[0]
        return [*(row + b"=" for row in rows[:-1]), rows[-1]]


PROFILES = (
    "URL:{}",
    "URL;TYPE=linkedin:{}/",
    "X-SOCIALPROFILE;type=linkedin:{}?trk=x",
    "item9.URL;type=pref:{}",
)
BIRTHDAYS = {
    "1979-04-12": ("BDAY:19790412", "BDAY;VALUE=date:1979-04-12", "BDAY:1979-04-12T00:00:00Z"),
    "--02-29": ("BDAY:--0229", "BDAY:--02-29", "BDAY;X-APPLE-OMIT-YEAR=1604:1604-02-29"),
    "1604": ("BDAY:1604-11-05", "BDAY;VALUE=date:16041105"),
    "bad": ("BDAY:19790230", "BDAY:1979", "BDAY;VALUE=text:in spring", "BDAY:1979-13-01"),
}


def _escaped(text: str) -> str:
    return re.sub(r"([\\;,])", r"\\\1", text).replace("\n", "\\n")


def _fits(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _folded(line: bytes, width: int) -> list[bytes]:
    """Pieces that begin with a blank, each of whole letters."""
    text = line.decode()
    pieces = [text[at : at + width] for at in range(0, len(text), width)]
    return [pieces[0].encode(), *(f" {piece}".encode() for piece in pieces[1:])]


# --- workbooks --------------------------------------------------------------------------------

HEADERS: dict[str, tuple[str, ...]] = {
    "given": ("First name", "Vorname", "Prénom", "Nombres", "名"),
    "family": ("Last name", "Nachname", "Nom de famille", "Apellidos", "姓"),
    "email": ("E-mail", "E-Mail-Adresse", "Courriel", "Correo electrónico", "メールアドレス"),
    "phone": ("Phone", "Telefon", "Téléphone", "Teléfono", "電話番号"),
    "company": ("Company", "Firma", "Société", "Empresa", "会社名"),
    "title": ("Job title", "Funktion", "Poste", "Puesto", "役職"),
    "birthday": ("Birthday", "Geburtstag", "Date de naissance", "Cumpleaños", "誕生日"),
    "notes": ("Notes", "Notizen", "Remarques", "Notas", "メモ"),
}
DAYS: dict[str, tuple[Any, ...]] = {
    "1979-04-12": (datetime(1979, 4, 12), 28957, "1979-04-12"),  # noqa: DTZ001
    "--02-29": ("--02-29",),
    "1604": ("1604-11-05",),
    "bad": ("soon", 1979),
}


def workbook(seed: int) -> tuple[bytes, Truth]:
    """A workbook in one of five languages, and what it says."""
    draw = random.Random(seed)
    language = seed % 5
    columns = list(HEADERS)
    draw.shuffle(columns)
    book = openpyxl.Workbook()
    book.active.title = "hidden"  # type: ignore[union-attr]
    book.active.append(["First name", "Old"])  # type: ignore[union-attr]
    sheet: Any = book.create_sheet("people")
    book["hidden"].sheet_state = "hidden"
    for _row in range(draw.randint(0, 3)):
        sheet.append(draw.choice([["My people"], [], ["as of", "today"]]))
    sheet.append([HEADERS[name][language] for name in columns])
    line = sheet.max_row
    contacts, bad = [], []
    for number in range(30):
        line += 1
        person = _draw(draw, number)
        quirk = draw.random()
        if quirk < 0.1:
            continue  # an empty row
        if quirk < 0.2:
            sheet.cell(line, columns.index("notes") + 1, "stray note")
            bad.append({"line": line, "reason": "NO_IDENTITY"})
            continue
        truth = _row_truth(draw, person, line)
        for at, name in enumerate(columns, start=1):
            if (value := _cell(draw, truth, name, person)) not in (None, ""):
                sheet.cell(line, at, value)
        contacts.append(truth)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue(), {"contacts": contacts, "bad_rows": bad}


def _row_truth(draw: random.Random, person: Person, line: int) -> Truth:
    kept = ("given", "family", "display", "company", "notes", "title", "birthday")
    truth = _expected({name: person[name] for name in kept}, line)
    truth["notes"] = person["notes"].replace("\r", "")
    truth["phones"] = [{"value": f"44770090{line:04}", "label": "other"}]
    truth["emails"] = [{"value": f"r{line}@example.com", "label": "other"}]
    if draw.random() < 0.2:
        truth["title"] = ""
        truth["warnings"].append({"field": "title", "reason": "FORMULA_NO_VALUE"})
    return truth


def _cell(draw: random.Random, truth: Truth, name: str, person: Person) -> Any:
    if name == "title" and not truth["title"]:
        told = {each["reason"] for each in truth["warnings"]}
        return "=UPPER(A1)" if "FORMULA_NO_VALUE" in told else ""
    if name == "birthday":
        return draw.choice(DAYS[person["birthday"]]) if person["birthday"] else ""
    if name == "phone":
        value = truth["phones"][0]["value"]
        return draw.choice([value, float(value), int(value)])
    if name == "email":
        return truth["emails"][0]["value"]
    return truth[name]


# --- tables of old programs ---------------------------------------------------------------------

# Header, whole names and companies as they stand in files of one language and its code pages.
LANGUAGES = (
    ("cp1250 iso8859_2", "Jméno,Příjmení,Společnost,E-mailová adresa,Mobilní telefon,Narozeniny",
     "Jiří Dvořák;Božena Nováková;Tomáš Černý", "Moře, s.r.o.;Šťastný kůň"),
    ("cp1250", "Ime,Prezime,Tvrtka,E-pošta,Mobitel,Rođendan",
     "Đorđe Šimić;Ana Kovač;Ivan Babić", "More d.o.o.;Čačak, Žito"),
    ("cp1250", "Imię,Nazwisko,Firma,Adres e-mail,Telefon komórkowy,Urodziny",
     "Łukasz Żak;Małgorzata Dąbrowska", "Morze Sp. z o.o.;Łódź"),
    ("cp1254", "Ad,Soyadı,Şirket,E-posta Adresi,Cep Telefonu,Doğum Günü",
     "Işıl Çelik;Ayşe Yılmaz;Gülşen Öztürk", "Deniz A.Ş.;Ağaç İş"),
    ("cp1251 koi8_r", "Имя,Фамилия,Организация,Адрес эл. почты,Мобильный телефон,День рождения",
     "Иван Петров;Анна Щербакова", "Море и небо;ООО Волна"),
    ("cp1252 mac_roman", "Vorname,Nachname,Firma,E-Mail-Adresse,Mobiltelefon,Geburtstag",
     "Jürgen Groß;Käthe Müller;Zoë Ærø", "Brücken – Söhne;Café, Été"),
    ("cp1252", "Nome,Sobrenome,Empresa,Endereço de e-mail,Celular,Aniversário",
     "João Gonçalves;Conceição Simões", "Mar e Sertão;Ação, S.A."),
    ("cp932", "名,姓,会社名,メールアドレス,携帯電話,誕生日",
     "宗一郎 架空;花子 鈴木", "架空商事;ソニー"),
    ("gb18030", "名,姓,公司,邮箱,手机,生日", "伟 王;丽 张", "虚构公司;海浪科技"),
)  # fmt: skip
FILLED = ("given", "family", "company", "email", "phone", "birthday")


def old_table(seed: int) -> tuple[bytes, Truth]:
    """A CSV in a language's own code page, with preamble, delimiter and line ends drawn."""
    draw = random.Random(seed)
    code_pages, header, names, companies = LANGUAGES[seed % len(LANGUAGES)]
    delimiter, end = draw.choice(",;\t"), draw.choice(["\n", "\r\n"])
    lines = draw.choice([[], ["sep=" + delimiter], ["", "2024", ""]])
    lines = [*lines, delimiter.join(header.split(","))]
    contacts = []
    for number in range(20):
        given, family = draw.choice(names.split(";")).split(" ")
        company, day = draw.choice(companies.split(";")), draw.choice(["12.04.1979", "29.2.2000"])
        cells = [given, family, company, f"p{number}@example.org", f"+4477009001{number:02}", day]
        lines.append(delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in cells))
        contacts.append(
            {
                **dict(zip(FILLED[:3], cells[:3], strict=True)),
                "line": len(lines),
                "display": f"{given} {family}",
                "emails": [{"value": cells[3], "label": "other"}],
                "phones": [{"value": cells[4], "label": "mobile"}],
                "birthday": "1979-04-12" if day.startswith("12") else "2000-02-29",
            }
        )
    content = end.join([*lines, ""]).encode(draw.choice(code_pages.split()))
    return content, {"contacts": contacts, "bad_rows": []}


MAKERS: tuple[Callable[[int], tuple[bytes, Truth]], ...] = (cards, workbook, old_table)
