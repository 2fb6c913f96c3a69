"""The table of people that Relcrm itself writes (pages.table_out): read back as it was."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from importing import tabular
from importing.formats import google
from importing.headers import aliases
from importing.records import Entry
from importing.schemes import Scheme
from importing.sniffing import Options, Sample, Sniffed

NAME = "relcrm"
LABEL = _("Table of Relcrm")
ID = "relcrmid"

COLUMNS = aliases(
    {
        "source_id": "Relcrm ID",
        "display": "Full name",
        "prefix": "Form of address",
        "given": "First name",
        "middle": "Middle name",
        "family": "Last name",
        "suffix": "After the name",
        "nickname": "Nickname",
        "pronouns": "Pronouns",
        "company": "Company",
        "department": "Department",
        "title": "Job title",
        "birthday": "Birthday",
        "anniversary": "Anniversary",
        "connected_on": "Connected on",
        "linkedin": "LinkedIn",
        "tags": "Tags",
        "notes": "Notes",
    }
)


def knows(key: str) -> bool:
    return key in COLUMNS


def recognise(sample: Sample) -> float:
    return 0.99 if ID in sample.keys else 0.0


def describe(sample: Sample) -> Sniffed:
    return tabular.describe(sample, SCHEME)


def read(sample: Sample, options: Options) -> Iterator[Entry]:
    return tabular.read(sample, options, SCHEME)


def _fields_for(keys: list[str], rows: list[list[str]]) -> list[str | None]:
    groups = google.SCHEME.fields_for(keys, rows)
    return [COLUMNS.get(key, group) for key, group in zip(keys, groups, strict=True)]


SCHEME = Scheme(NAME, LABEL, _fields_for, labels_for=google.SCHEME.labels_for, tag_separators="\n")
