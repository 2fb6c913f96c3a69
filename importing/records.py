"""What a reader hands on: a person or a conversation as the file tells it, or why there is none."""

from dataclasses import dataclass, field
from datetime import date, datetime
from datetime import time as clock_time
from typing import NamedTuple

from importing.enums import ProblemCode, WarningCode
from interactions.enums import KindKey


class Refused(Exception):
    """The whole file can't be taken; the message is a sentence for the user."""


class Labelled(NamedTuple):
    """An e-mail address, phone number or link; label: work, home, mobile, fax, other, own text."""

    value: str
    label: str = "other"


class RowWarning(NamedTuple):
    """What was not taken as it stood; `field` is a name of Record, or * for the whole row."""

    field: str
    code: WarningCode


@dataclass(slots=True)
class Address:
    """A postal address."""

    label: str = "other"
    street: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.street or self.city or self.region or self.postal_code or self.country)


@dataclass(slots=True)
class Record:
    """One person. Empty text means that the file says nothing; every text is cleaned and cut.

    `mentioned`: the file only says who took part in a conversation. Such a record is found by
    an address or profile alone and changes nobody who is known.
    """

    line: int  # the physical line on which the row starts
    raw: list[str] = field(default_factory=list)
    source_id: str = ""
    prefix: str = ""
    given: str = ""
    middle: str = ""
    family: str = ""
    suffix: str = ""
    nickname: str = ""
    pronouns: str = ""
    display: str = ""
    company: str = ""
    department: str = ""
    title: str = ""
    emails: list[Labelled] = field(default_factory=list)
    phones: list[Labelled] = field(default_factory=list)
    urls: list[Labelled] = field(default_factory=list)
    linkedin: str = ""
    birthday: str = ""  # YYYY-MM-DD, or --MM-DD when the year is unknown
    anniversary: str = ""
    addresses: list[Address] = field(default_factory=list)
    notes: str = ""
    tags: list[str] = field(default_factory=list)
    connected_on: date | None = None
    starred: bool = False
    died: bool = False
    archived_on: date | None = None  # of somebody new; who is known stays where they are
    has_photo: bool = False
    photo: bytes = b""  # small and re-encoded, see contacts.pictures
    fingerprint: bytes = b""  # equal for equal rows, in every run
    mentioned: bool = False
    warnings: list[RowWarning] = field(default_factory=list)

    def warn(self, name: str, code: WarningCode) -> None:
        """Note once that `name` was not taken as it stood."""
        warning = RowWarning(name, code)
        if warning not in self.warnings:
            self.warnings.append(warning)


@dataclass(slots=True)
class Conversation:
    """Something that happened with people. They stand in the file before it, as records.

    `with_whom` are their `source_id`s; `key` is what the source knows the conversation by, equal
    in every export. `at` is the moment, if it is known; `occurred_on` its day where the user is.
    """

    line: int
    key: str
    occurred_on: date
    with_whom: list[str]
    kind: KindKey = KindKey.MEETING
    at: datetime | None = None
    time: clock_time | None = None
    text: str = ""
    direction: str = ""
    raw: list[str] = field(default_factory=list)
    warnings: list[RowWarning] = field(default_factory=list)


@dataclass(slots=True)
class Problem:
    """One row that became neither a person nor a conversation, and why."""

    line: int
    code: ProblemCode
    reason: str
    raw: list[str] = field(default_factory=list)


Entry = Record | Conversation | Problem
