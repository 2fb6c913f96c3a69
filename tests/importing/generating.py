"""Files of conversations with known truth: people of many languages, quirks in any combination.

Everything follows from a seed. The truth is as importing.agreement reads it; `stored` is how many
conversations an import stores.
"""

import json
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.importing.monicas import EMAIL, collection, contact, exported, field, inside
from tests.importing.test_formats_messages import GENERATIONS

NOW = datetime(2026, 11, 1, tzinfo=UTC)
FIRST = datetime(2026, 1, 1, 0, 15)  # noqa: DTZ001  local in each zone
OWNER = {
    "name": "Oona Keeper",
    "email": "oona.keeper@example.com",
    "url": "https://www.linkedin.com/in/oona-keeper",
}
NAMES = """
Ana Kovač;Đorđe Šimić;宗一郎 架空;فاطمه رضایی;Søren Ærø;Zoë O'Brien-Ng;Иван Петров;José Ñandú, PhD;
null None;👩‍👩‍👧 Lee;נועה כהן;Łucja Żak;Ελένη Παππά;Nguyễn Văn A
""".replace("\n", "").split(";")
TITLES = [
    "Kaffee",
    "Déjeuner; budget",
    "昼のランチ, plan",
    "Sync: a\\b",
    "",
    "Besprechung mit Ärzten",
]
TEXTS = ["Hvala!", "Grüße, bis bald", "=1+1", 'say "no"', "多行\n文本", "x < y > z", "مرحبا", ""]
ZONES = ["Europe/Zagreb", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe", "UTC"]

Truth = dict[str, Any]


def messages(seed: int) -> tuple[bytes, Truth]:
    """A messages.csv with its delimiter, line ends, encoding and columns drawn."""
    draw = random.Random(seed)
    header = draw.choice(GENERATIONS[:2]).split(",")
    slugs = [f"https://www.linkedin.com/in/p-{number}" for number in range(len(NAMES))]
    end, delimiter = draw.choice(["\n", "\r\n"]), draw.choice([",", ";", "\t"])
    lines, line = [delimiter.join(header)], 2
    told, bad = [], []
    for number in range(40):
        who = draw.randrange(len(NAMES))
        at = NOW - timedelta(minutes=draw.randrange(1, 10**6))
        text, quirk = draw.choice(TEXTS), draw.choice(["", "", "", "DRAFT", "SPAM", "BAD_DATE"])
        out = draw.random() < 0.5
        people = [(OWNER["name"], OWNER["url"]), (NAMES[who], slugs[who])]
        sender, to = people if out else people[::-1]
        row = {
            "CONVERSATION ID": f"t{number}",
            "FROM": sender[0],
            "SENDER PROFILE URL": sender[1] + draw.choice(["", "/", "?x=1"]),
            "TO": to[0],
            "RECIPIENT PROFILE URLS": to[1].replace("www.", draw.choice(["www.", "de.", ""])),
            "DATE": "2024-13-01 00:00:00 UTC"
            if quirk == "BAD_DATE"
            else f"{at:%Y-%m-%d %H:%M:%S} UTC",
            "CONTENT": text,
            "FOLDER": quirk if quirk in ("DRAFT", "SPAM") else "INBOX",
        }
        cells = [_quoted(row.get(name, ""), delimiter) for name in header]
        lines.append(delimiter.join(cells))
        if quirk:
            bad.append({"line": line, "reason": quirk})
        else:
            told.append(
                {
                    "line": line,
                    "occurred_at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
                    "direction": "out" if out else "in",
                    "counterparts": [slugs[who]],
                    "text": text,
                }
            )
        line += 1 + text.count("\n")
    content = end.join([*lines, ""]).encode(draw.choice(["utf-8", "utf-8-sig", "utf-16"]))
    return content, {"contacts": [], "bad_rows": bad, "interactions": told, "stored": len(told)}


def _quoted(cell: str, delimiter: str) -> str:
    plain = not any(char in cell for char in (delimiter, '"', "\n", "\r"))
    return cell if plain else '"' + cell.replace('"', '""') + '"'


def calendar(seed: int) -> tuple[bytes, Truth]:
    """A calendar whose events are drawn: zones, names, folds, series, what was called off."""
    draw = random.Random(seed)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"X-WR-CALNAME:{OWNER['email']}"]
    meetings: list[Truth] = []
    skipped: list[Truth] = []
    for number in range(30):
        begins = len(lines) + 1
        zone = draw.choice(ZONES)
        local = FIRST + timedelta(hours=draw.randrange(24)) + timedelta(days=draw.randrange(280))
        who = draw.sample(range(len(NAMES)), draw.randrange(1, 4))
        title, quirk = draw.choice(TITLES), draw.choice(["", "", "SERIES", "CANCELLED", "DECLINED"])
        event = [
            "BEGIN:VEVENT",
            f"UID:{seed}-{number}",
            _start(draw, local, zone),
            f"SUMMARY:{_escaped(title)}",
            *(_attendee(draw, each) for each in who),
            f"ATTENDEE;PARTSTAT={'DECLINED' if quirk == 'DECLINED' else 'ACCEPTED'}"
            f":mailto:{OWNER['email']}",
        ]
        count = draw.randrange(2, 5) if quirk == "SERIES" else 1
        event += [f"RRULE:FREQ=DAILY;COUNT={count}"] if count > 1 else []
        event += ["STATUS:CANCELLED"] if quirk == "CANCELLED" else []
        lines += [part for each in [*event, "END:VEVENT"] for part in _folded(draw, each)]
        if quirk in ("CANCELLED", "DECLINED"):
            skipped.append({"line": begins, "reason": quirk})
            continue
        for day in range(count):
            at = (local + timedelta(days=day)).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
            meetings.append(
                {
                    "line": begins,
                    "start": f"{at:%Y-%m-%dT%H:%M:%SZ}",
                    "summary": title,
                    "attendees": [f"p{each}@example.org" for each in who],
                }
            )
    content = draw.choice(["\r\n", "\n"]).join([*lines, "END:VCALENDAR", ""])
    truth = {"contacts": [], "bad_rows": [], "skipped": skipped, "meetings": meetings}
    return content.encode("utf-8", "surrogateescape"), {**truth, "stored": len(meetings)}


def _start(draw: random.Random, local: datetime, zone: str) -> str:
    said = f"{local:%Y%m%dT%H%M%S}"
    names: list[Callable[[str], str]] = [str, lambda name: f'"{name}"', lambda name: f"/x/1/{name}"]
    return f"DTSTART;TZID={draw.choice(names)(zone)}:{said}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _attendee(draw: random.Random, who: int) -> str:
    address, name = f"P{who}@Example.org", NAMES[who]
    forms = [
        f'ATTENDEE;CN="{name}":mailto:{address}',
        f"ATTENDEE;CN={name};ROLE=REQ-PARTICIPANT:MAILTO:{address}",
        f"ATTENDEE;EMAIL={address};CN=x:invalid:nomail",
        f"ATTENDEE:{address}",
    ]
    return draw.choice(forms)


def _folded(draw: random.Random, line: str) -> list[str]:
    """Folded by bytes, perhaps inside a letter."""
    data, parts = line.encode(), []
    while len(data) > 60 and draw.random() < 0.9:
        size = draw.randrange(40, 60)
        parts.append(data[:size])
        data = b" " + data[size:]
    return [part.decode("utf-8", "surrogateescape") for part in [*parts, data]]


def monica(seed: int) -> tuple[bytes, Truth]:
    """An export of people of whom some are none, some met, and some called."""
    draw = random.Random(seed)
    people, done, contacts, bad, told = [], [], [], [], []
    stored = 0
    for number, name in enumerate(NAMES):
        given, _blank, family = name.partition(" ")
        uuid, address = f"c-{number}", f"p{number}@example.org"
        met = draw.random() < 0.4
        called = draw.random() < 0.4
        data = [collection(draw.choice(["contact_field", "contact_fields"]), field(EMAIL, address))]
        if met:
            data.append(collection(draw.choice(["activity", "activities"]), f"act-{number}"))
            done.append(inside(f"act-{number}", summary="Lunch", happened_at="2026-03-01"))
        if called:
            data.append(collection("call", inside(f"call-{number}", called_at="2026-02-01")))
        partial = draw.random() < 0.2
        people.append(contact(uuid, given, family, *data, is_partial=partial))
        if partial:
            bad.append({"line": number, "reason": "NOT_A_PERSON"})
        else:
            shown = {"given": given, "family": family, "display": name, "source_id": uuid}
            emails = [{"value": address, "label": "other"}]
            contacts.append({"line": number, **shown, "emails": emails})
        if met:
            told.append({"source_id": f"act-{number}", "occurred_on": "2026-03-01"})
        stored += 0 if partial else met + called
        if called and not partial:
            call = {"source_id": f"call-{number}", "occurred_on": "2026-02-01"}
            told.append({**call, "direction": "out"})
    parts = [collection("contact", *people), collection("activity", *done)]
    draw.shuffle(parts)
    content = exported(*parts, first=draw.random() < 0.5)
    if draw.random() < 0.5:
        content = json.dumps(json.loads(content), ensure_ascii=False, indent=2).encode()
    truth = {"contacts": contacts, "bad_rows": bad, "interactions": told, "stored": stored}
    return content, truth
