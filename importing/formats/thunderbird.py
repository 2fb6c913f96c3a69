"""Thunderbird's address book as CSV. In other languages it is read as any table."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from importing import tabular
from importing.headers import aliases
from importing.records import Entry
from importing.schemes import Scheme
from importing.sniffing import Options, Sample, Sniffed

NAME = "thunderbird"
LABEL = _("Thunderbird address book")

COLUMNS = aliases(
    {
        "given": "First Name",
        "family": "Last Name",
        "display": "Display Name",
        "nickname": "Nickname",
        "email": "Primary Email;Secondary Email",
        "phone_work": "Work Phone",
        "phone_home": "Home Phone",
        "phone_fax": "Fax Number",
        "phone": "Pager Number",
        "phone_mobile": "Mobile Number",
        "home_street": "Home Address;Home Address 2",
        "home_city": "Home City",
        "home_region": "Home State",
        "home_postal_code": "Home ZipCode",
        "home_country": "Home Country",
        "work_street": "Work Address;Work Address 2",
        "work_city": "Work City",
        "work_region": "Work State",
        "work_postal_code": "Work ZipCode",
        "work_country": "Work Country",
        "title": "Job Title",
        "department": "Department",
        "company": "Organization",
        "url": "Web Page 1;Web Page 2",
        "birth_year": "Birth Year",
        "birth_month": "Birth Month",
        "birth_day": "Birth Day",
        "named_note": "Custom 1;Custom 2;Custom 3;Custom 4",
        "notes": "Notes",
    }
)
SIGNATURE = {"displayname", "primaryemail", "secondaryemail"}


def knows(key: str) -> bool:
    return key in COLUMNS


def recognise(sample: Sample) -> float:
    return 0.9 if set(sample.keys) >= SIGNATURE else 0.0


def describe(sample: Sample) -> Sniffed:
    return tabular.describe(sample, SCHEME)


def read(sample: Sample, options: Options) -> Iterator[Entry]:
    return tabular.read(sample, options, SCHEME)


def _fields_for(keys: list[str], _rows: list[list[str]]) -> list[str | None]:
    return [COLUMNS.get(key) for key in keys]


SCHEME = Scheme(NAME, LABEL, _fields_for)
