"""Each kind of file twice: first with Ana, who is known already, and Bob, who is new; then with
news of both and with Cleo too."""

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.factories import picture
from tests.importing.calendars import OWNER, calendar, event
from tests.importing.monicas import EMAIL, LINKEDIN, collection, contact, exported, inside
from tests.importing.monicas import field as reached
from tests.importing.pipeline import table
from tests.importing.test_archives import archive
from tests.importing.test_formats_messages import exported as messages
from tests.importing.test_formats_messages import row
from tests.importing.test_formats_vcard import card
from tests.importing.test_formats_xlsx import workbook

LINKEDIN_COLUMNS = (
    *("First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On"),
)
COLUMNS = ("Name", "E-mail", "Company", "Job title", "Tags", "Birthday", "Notes", "Phone")
GOOGLE = (
    *("First Name", "Last Name", "Organization Name", "Organization Title", "Labels"),
    *("E-mail 1 - Label", "E-mail 1 - Value", "Phone 1 - Label", "Phone 1 - Value", "Birthday"),
)
IN = "https://www.linkedin.com/in/"
WITHOUT = ("", "", "", "")


@dataclass(frozen=True)
class Twice:
    """`talks`: it tells of conversations; `tells_more`: also of people with whom there was none."""

    files: Sequence[bytes]
    answers: dict[str, str] = field(default_factory=dict)
    talks: bool = False
    tells_more: bool = True
    bob: str = "Bob Berg"

    @property
    def first(self) -> bytes:
        return self.files[0]

    @property
    def second(self) -> bytes:
        return self.files[1]


def _linkedin(*rows: Sequence[str]) -> bytes:
    return table(LINKEDIN_COLUMNS, *(("Ana", "Kovač", f"{IN}ana-kova%C4%8D", *rows[0]), *rows[1:]))


CONNECTIONS = [
    _linkedin(
        ("", "Tidewell", "Engineer", "07 Mar 2024"),
        ("Bob", "Berg", f"{IN}bob-berg", "", "Harbour", "Designer", "08 Mar 2024"),
    ),
    _linkedin(
        ("ana@work.example", "Quartz", "Head of Data", "07 Mar 2024"),
        ("Bob", "Berg", f"{IN}bob-berg", "bob@example.net", "Harbour", "Partner", "08 Mar 2024"),
        ("Cleo", "Cruz", f"{IN}cleo", "", "Quartz", "Analyst", "09 Mar 2024"),
    ),
]
PLAIN = [
    [
        ("Ana Kovač", "ana@example.com", "Tidewell", "Engineer", *WITHOUT),
        ("Bob Berg", "bob@example.net", "Harbour", "Designer", "board", "1980-03-04", "tea", ""),
    ],
    [
        (
            *("Ana Kovač", "ana@example.com", "Quartz", "Head of Data", "board, mentors"),
            *("1979-05-06", "likes boats", "+44 7700 900123"),
        ),
        ("Bob Berg", "bob@example.net", "Harbour", "Partner", "crew", "1980-03-04", "coffee", "5"),
        ("Cleo Cruz", "cleo@example.org", "Quartz", "", "new", *WITHOUT[1:]),
    ],
]


def _google(*people: Sequence[str]) -> bytes:
    rows = []
    for name, address, company, title, tags, born, _notes, phone in people:
        first, last = name.split()
        labels = " ::: ".join(["* myContacts", *filter(None, tags.split(", "))])
        rows.append((first, last, company, title, labels, "Home", address, "Mobile", phone, born))
    return table(GOOGLE, *rows)


def _sheet(*people: Sequence[str]) -> bytes:
    file = io.BytesIO()
    workbook(COLUMNS, *people).save(file)
    return file.getvalue()


def _photo(color: int) -> str:
    encoded = base64.b64encode(picture(size=(30 + color, 30))).decode()
    return f"PHOTO;ENCODING=b;TYPE=PNG:{encoded}"


ANA_CARD = ("UID:a", "FN:Ana Kovač", "EMAIL:ana@example.com")
BOB_CARD = ("UID:b", "FN:Bob Berg", "EMAIL:bob@example.net", "BDAY:1980-03-04", _photo(1))
CARDS = [
    [card(*ANA_CARD, "ORG:Tidewell", "TITLE:Engineer"), card(*BOB_CARD, "ORG:Harbour")],
    [
        card(*ANA_CARD, "ORG:Quartz", "TITLE:Head", "TEL:5551", "NOTE:boats", _photo(2)),
        card(*BOB_CARD, "ORG:Harbour", "TITLE:Partner", "CATEGORIES:crew", "TEL:5552"),
        card("UID:c", "FN:Cleo Cruz", "EMAIL:cleo@example.org", _photo(3)),
    ],
]

ANA = "ATTENDEE;CN=Ana Kovač:mailto:ana@example.com"
BOB = "ATTENDEE;CN=Bob Berg:mailto:bob@example.net"
CLEO = "ATTENDEE;CN=Cleo Cruz:mailto:cleo@example.org"
ME = f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{OWNER}"
CALENDARS = [
    calendar(event("SUMMARY:Coffee", ANA, BOB, ME, uid="coffee")),
    calendar(
        event("SUMMARY:Coffee, at last", ANA, BOB, ME, uid="coffee"),
        event("SUMMARY:Call", ANA, CLEO, ME, uid="call", start="DTSTART:20261105T093000Z"),
    ),
]

OONA, BERG = "Oona Keeper", "Berg, Bob"
FIRST_TALK = (
    row(OONA, ("Ana Kovač",), "Thanks!", when="2026-11-02 10:05:00 UTC"),
    row("Ana Kovač", (OONA,), "Shall we talk?"),
    row(BERG, (OONA,), "Hi", talk="t2", when="2026-10-01 08:00:00 UTC"),
)
MORE_TALK = (
    row("Ana Kovač", (OONA,), "Great", when="2026-11-02 11:00:00 UTC"),
    row(BERG, (OONA,), "Hello again", talk="t2", when="2026-10-03 08:00:00 UTC"),
)
TALKS = [messages(*FIRST_TALK), messages(*MORE_TALK, *FIRST_TALK)]


def _monica(*people: object, coffee: str, **more: str) -> bytes:
    talks = {
        "act": (coffee, "2026-11-10"),
        **{key: (say, "2026-11-12") for key, say in more.items()},
    }
    events = (inside(key, summary=say, happened_at=on) for key, (say, on) in talks.items())
    return exported(collection("contact", *people), collection("activity", *events))


def _fields(*fields: object) -> dict[str, object]:
    return collection("contact_field", *fields)


MET, CALLED = collection("activity", "act"), collection("activity", "act", "call")
ANA_FIELD = reached(EMAIL, "ana@example.com")
BOB_FIELD = reached(LINKEDIN, f"{IN}bob-berg")
MONICA = [
    _monica(
        contact("c-ana", "Ana", "Kovač", MET, _fields(ANA_FIELD), job="Engineer"),
        contact("c-bob", "Bob", "Berg", MET, _fields(BOB_FIELD), tags=["board"], is_active=False),
        coffee="Coffee",
    ),
    _monica(
        contact(
            *("c-ana", "Ana", "Kovač", CALLED, _fields(ANA_FIELD, reached(EMAIL, "ana@w.example"))),
            job="Head of Data",
            company="Quartz",
            is_starred=True,
        ),
        contact("c-bob", "Bob", "Berg", MET, _fields(BOB_FIELD), nickname="Bobby", is_dead=True),
        contact("c-cleo", "Cleo", "Cruz", CALLED),
        coffee="Coffee, at last",
        call="Call",
    ),
]

KINDS = {
    "LinkedIn": Twice(CONNECTIONS),
    "Google": Twice([_google(*people) for people in PLAIN]),
    "table": Twice([table(COLUMNS, *people) for people in PLAIN]),
    "workbook": Twice([_sheet(*people) for people in PLAIN]),
    "vCard": Twice(["".join(cards).encode() for cards in CARDS]),
    "calendar": Twice(CALENDARS, {"owner": OWNER}, talks=True, tells_more=False),
    "messages": Twice(TALKS, talks=True, tells_more=False, bob="Berg, Bob"),
    "Monica": Twice(MONICA, talks=True),
    "archive": Twice(
        [
            archive(("Connections.csv", people), ("messages.csv", talks))
            for people, talks in zip(CONNECTIONS, TALKS, strict=True)
        ],
        talks=True,
    ),
}
