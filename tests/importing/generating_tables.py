"""Exports of LinkedIn, Outlook and Google with known truth, as they are and as spreadsheets leave
them: any language, code page, delimiter, preamble and line end, and rows with any quirk.
Everything follows from a seed."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.importing.test_formats_outlook import HEADERS as OUTLOOK

Truth = dict[str, Any]
Cells = dict[str, str]

# Whole names, companies and job titles that the code pages of a language can write.
PEOPLE = {
    "pl cp1250": "Łukasz Żak;Małgorzata Dąbrowska|Morze Sp. z o.o.;Łódź|Kierownik;Księgowa",
    "cs cp1250": "Jiří Dvořák;Božena Nováková|Moře, s.r.o.;Šťastný kůň|Šéf;Účetní",
    "hu cp1250": "Győző Szűcs;Jenő Rejtő|Tenger Kft.;Őrség|Vezető;Könyvelő",
    "hr cp1250": "Đorđe Šimić;Ana Kovač|More d.o.o.;Čačak|Voditelj;Računovođa",
    "pt cp1252": "João Gonçalves;Conceição Simões|Mar e Sertão;Ação, S.A.|Chefe;Gestão",
    "es cp1252": "Íñigo Gómez;Begoña Núñez|Mar, S.L.;Compañía|Jefe;Diseño",
    "sv cp1252": "Åsa Öberg;Göran Ström|Hav AB;Älv|Chef;Säljare",
    "da cp1252": "Søren Kjær;Åse Bødker|Hav A/S;Ærø|Chef;Sælger",
    "nb cp1252": "Bjørn Ås;Kåre Næss|Hav AS;Sjø|Sjef;Rådgiver",
    "ru cp1251": "Иван Петров;Анна Щербакова|Море и небо;ООО Волна|Глава;Бухгалтер",
    "uk cp1251": "Їржина Ґалаґан;Олексій Шевчук|Море;ТОВ Хвиля|Керівник;Бухгалтер",
    "tr cp1254": "Işıl Çelik;Gülşen Öztürk|Deniz A.Ş.;Ağaç İş|Şef;Müdür",
    "ja cp932": "宗一郎 架空;花子 鈴木|架空商事;ソニー|部長;課長",
    "ko cp949": "민수 김;영희 이|가상회사;바다|부장;과장",
    "zh gb18030": "伟 王;丽 张|虚构公司;海浪科技|经理;会计",
    "tw big5": "建宏 陳;怡君 林|虛構公司;海浪科技|經理;會計",
}
DAYS = {
    "dmy": ("13.04.1979", "1979-04-13"),
    "mdy": ("4/13/1979", "1979-04-13"),
    "ymd": ("1979-04-13", "1979-04-13"),
}
NO_DAY = "0/0/00"
QUIRKS = (
    *("", "", "", "", "blank", "nobody", "again", "short", "wide", "empty cells"),
    *("bad e-mail", "two e-mails", "bad day", "nul", "formula", "mailto", "lines"),
)


@dataclass
class _Table:
    """A file in the making."""

    draw: random.Random
    columns: list[str]  # what each means, see _cells
    delimiter: str
    end: str
    lines: list[str] = field(default_factory=list)
    contacts: list[Truth] = field(default_factory=list)
    bad: list[Truth] = field(default_factory=list)

    def put(self, cells: list[str]) -> int:
        """A row; the physical line on which it stands."""
        line = 1 + sum(text.count("\n") + 1 for text in self.lines)
        self.lines.append(self.delimiter.join(map(self._quoted, cells)))
        return line

    def _quoted(self, cell: str) -> str:
        plain = not any(char in cell for char in (self.delimiter, '"', "\n", "\r"))
        return cell if plain and self.draw.random() < 0.8 else '"' + cell.replace('"', '""') + '"'

    def refuse(self, line: int, reason: str) -> None:
        self.bad.append({"line": line, "reason": reason})

    def content(self, encodings: list[str]) -> bytes:
        text = "\n".join([*self.lines, ""])
        return text.replace("\n", self.end).encode(self.draw.choice(encodings))

    @property
    def truth(self) -> Truth:
        return {"contacts": self.contacts, "bad_rows": self.bad}


def _fill(table: _Table, people: str, order: str, taken: dict[str, str]) -> None:
    """Rows with every quirk. `taken`: for a meaning the field of the truth that it gives."""
    names, companies, titles = (part.split(";") for part in people.split("|"))
    before: list[str] = []
    for number in range(30):
        draw = table.draw
        given, family = draw.choice(names).split(" ")
        shown, day = DAYS[order]
        cells = {
            "given": given,
            "family": family,
            "company": draw.choice(companies),
            "title": draw.choice(titles),
            "email": f"p{number}@example.org",
            "phone": f"+4477009001{number:02}",
            "birthday": draw.choice([shown, ""]),
            "linkedin": f"https://www.linkedin.com/in/zz-{number}/",
            "notes": draw.choice(["", 'says "ahoy"', "a; b, c\td|e"]),
        }
        cells = {name: cell for name, cell in cells.items() if name in table.columns}
        truth = {taken[name]: cell for name, cell in cells.items() if name in taken}
        truth["display"] = f"{given} {family}"
        truth["birthday"] = day if cells.get("birthday") else ""
        quirk = draw.choice(QUIRKS)
        before = _one(table, quirk, cells, truth, before)


def _one(table: _Table, quirk: str, cells: Cells, truth: Truth, before: list[str]) -> list[str]:
    """A row with its quirk; the cells of the last one that is a person."""
    warnings: list[dict[str, str]] = []
    emails = [cells["email"]]
    if quirk == "blank":
        table.put([""] * len(table.columns))
        return before
    if quirk == "nobody":
        line = table.put([NO_DAY if each == "birthday" else "" for each in table.columns])
        if "birthday" in table.columns:
            table.refuse(line, "NO_IDENTITY")
        return before
    if quirk == "again" and before:
        table.refuse(table.put(before), "DUPLICATE_IN_FILE")
        return before
    if quirk == "bad e-mail":
        cells["email"], emails = "not an e-mail", []
        warnings.append({"field": "emails", "reason": "BAD_EMAIL"})
    elif quirk == "two e-mails":
        cells["email"] = f"{emails[0]}; x{emails[0]}"
        emails = [emails[0], f"x{emails[0]}"]
    elif quirk == "mailto":
        cells["email"] = f"{truth['display']} <mailto:{emails[0]}>"
    elif quirk == "formula":
        cells["company"] = truth["company"] = table.draw.choice(["=1+1", "@home", "+more", "-x"])
    elif quirk == "nul":
        cells["company"] = f"\0{cells['company']}"
        warnings.append({"field": "company", "reason": "NUL_REMOVED"})
    elif quirk == "bad day" and "birthday" in cells:
        cells["birthday"], truth["birthday"] = "31/02/1979", ""
        warnings.append({"field": "birthday", "reason": "BAD_DATE"})
    elif quirk == "lines" and "notes" in cells:
        cells["notes"] = truth["notes"] = 'one\n\n"two", three'
    row = [cells.get(each, "") for each in table.columns]
    if quirk == "short" and "" in row:
        row = row[: max(at for at, cell in enumerate(row) if cell) + 1]
    if len(row) < len(table.columns):
        warnings.append({"field": "*", "reason": "SHORT_ROW"})
    if quirk == "wide":
        table.refuse(table.put([*row, "x"]), "TOO_MANY_COLUMNS")
        return before
    line = table.put([*row, "", ""] if quirk == "empty cells" else row)
    more = {
        "line": line,
        "emails": [{"value": each, "label": "other"} for each in emails],
        "phones": [{"value": cells["phone"], "label": "mobile"}] if "phone" in cells else [],
        "warnings": warnings,
    }
    table.contacts.append({**truth, **more})
    return row


TAKEN = {name: name for name in ("given", "family", "company", "title", "notes")}


def outlook(seed: int) -> tuple[bytes, Truth]:
    """An export of the classic Outlook in one of its languages."""
    draw = random.Random(seed)
    language = list(OUTLOOK)[seed % len(OUTLOOK)]
    header = OUTLOOK[language].split(";")
    means = "- given family company - title - - - - phone email - birthday - - notes".split()
    at = [0, *draw.sample(range(1, len(header)), len(header) - 1)]
    table = _Table(
        draw, [means[each] for each in at], draw.choice(",;\t"), draw.choice(["\r\n", "\n"])
    )
    table.put([header[each] for each in at])
    _fill(table, PEOPLE[language], draw.choice(["dmy", "ymd"]), TAKEN)
    return table.content([language.split()[1], "utf-8", "utf-8-sig", "utf-16"]), table.truth


NOTE = 'When exporting, some "fields" are empty; see https://www.example.com, please.'
LINKEDIN = (
    "First Name,Last Name,URL,Email Address,Company,Position,Connected On",
    "Vorname,Nachname,URL,E-Mail-Adresse,Unternehmen,Position,Verbunden am",
    "Prénom,Nom,URL,Adresse e-mail,Entreprise,Poste,Connecté le",
    "Etunimi,Sukunimi,URL,Sähköposti,Yritys,Tehtävänimike,Yhteys luotu",
)


def linkedin(seed: int) -> tuple[bytes, Truth]:
    """Connections.csv, as it is or after a spreadsheet."""
    draw = random.Random(seed)
    language = list(PEOPLE)[seed % len(PEOPLE)]
    header = LINKEDIN[seed % len(LINKEDIN)].split(",")
    columns = "given family linkedin email company title -".split()
    table = _Table(draw, columns, draw.choice(",;\t|"), draw.choice(["\r\n", "\n"]))
    padding = [""] * (len(header) - 1) if draw.random() < 0.5 else []
    for text in draw.choice([[], ["Notes:", NOTE, ""], ["Notes:", f"{NOTE}\n{NOTE}", ""], [""]]):
        table.put([text, *padding])
    table.put(header)
    _fill(table, PEOPLE[language], "ymd", {**TAKEN, "linkedin": "linkedin"})
    for each in table.contacts:
        each["linkedin"] = each["source_id"] = each["linkedin"].rstrip("/")
    encodings = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"]
    return table.content(encodings), table.truth


GOOGLE = (
    "First Name,Last Name,Organization Name,Organization Title,Birthday,Notes,Labels,"
    "E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value",
    "Given Name,Family Name,Organization 1 - Name,Organization 1 - Title,Birthday,Notes,"
    "Group Membership,E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value",
)


def google(seed: int) -> tuple[bytes, Truth]:
    """Google's CSV of both generations, its columns in any order."""
    draw = random.Random(seed)
    language = list(PEOPLE)[seed % len(PEOPLE)]
    header = GOOGLE[seed % len(GOOGLE)].split(",")
    means = "given family company title birthday notes - - email kind phone".split()
    at = draw.sample(range(len(header)), len(header))
    table = _Table(
        draw, [means[each] for each in at], draw.choice(",;"), draw.choice(["\r\n", "\n"])
    )
    table.put([header[each] for each in at])
    _fill(table, PEOPLE[language], "ymd", TAKEN)
    for each in table.contacts:  # without a label a number is of no kind
        each["phones"] = [{**phone, "label": "other"} for phone in each["phones"]]
    return table.content(["utf-8", "utf-16", "utf-16-le", "utf-8-sig"]), table.truth


MAKERS: tuple[Callable[[int], tuple[bytes, Truth]], ...] = (outlook, linkedin, google)
