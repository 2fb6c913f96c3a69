"""LinkedIn's Connections.csv: of today, from before the URL column, and from before 2014."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from importing import tabular
from importing.credentials import split_credentials, without_emoji
from importing.drafts import Draft, has_identity
from importing.headers import aliases
from importing.records import Entry, Record
from importing.schemes import Scheme
from importing.sniffing import Options, Sample, Sniffed

NAME = "linkedin"
LABEL = _("LinkedIn connections")

COLUMNS = aliases(
    {
        "given": "First Name",
        "middle": "Middle Name",
        "family": "Last Name",
        "suffix": "Suffix",
        "linkedin": "URL;Profile URL",
        "email": "Email Address;E-mail Address;E-mail 2 Address;E-mail 3 Address",
        "company": "Company",
        "department": "Department",
        "title": "Position;Job Title",
        "connected_on": "Connected On",
        "prefix": "Title",  # before 2014, beside Job Title
        "url": "Web Page;Personal Web Page",
        "birthday": "Birthday",
        "notes": "Notes",
        "phone_mobile": "Mobile Phone",
        "phone_work": "Business Phone;Business Phone 2;Company Main Phone",
        "phone_home": "Home Phone;Home Phone 2",
        "phone": "Other Phone;Primary Phone",
    }
)
SINCE_2014 = {"firstname", "lastname", "connectedon"}
BEFORE_2014 = ["title", "firstname", "middlename", "lastname", "suffix", "emailaddress"]
PLACEHOLDERS = {"linkedin member", "membre linkedin", "linkedin mitglied"}


def knows(key: str) -> bool:
    return key in COLUMNS


def recognise(sample: Sample) -> float:
    if set(sample.keys) >= SINCE_2014:
        return 0.95
    return 0.9 if sample.keys[:6] == BEFORE_2014 else 0.0


def describe(sample: Sample) -> Sniffed:
    return tabular.describe(sample, SCHEME)


def read(sample: Sample, options: Options) -> Iterator[Entry]:
    return tabular.read(sample, options, SCHEME)


def _fields_for(keys: list[str], _rows: list[list[str]]) -> list[str | None]:
    return [COLUMNS.get(key) for key in keys]


def _settle(draft: Draft) -> None:
    """People put degrees, stars and pronouns into their names; those are not the name."""
    record = draft.record
    parts = split_credentials(record.family)
    record.given = without_emoji(record.given)
    record.family = parts.name
    record.suffix = record.suffix or parts.suffix
    record.pronouns = record.pronouns or parts.pronouns
    record.source_id = record.linkedin


def _is_person(record: Record) -> bool:
    """A closed account is called LinkedIn Member; a company alone is nobody here."""
    if record.display.casefold() in PLACEHOLDERS:
        return False
    named = record.given or record.family or record.emails or record.phones or record.linkedin
    return bool(named) and has_identity(record)


SCHEME = Scheme(NAME, LABEL, _fields_for, _settle, _is_person)
