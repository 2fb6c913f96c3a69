"""Google Contacts as CSV: "Google CSV" until 2024 and the one since, and mixtures of both.

Columns are known by their names; how many groups `E-mail n`, `Phone n` … there are depends on
the person with the most. Several values in one cell are joined by ` ::: `.
"""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from importing import tabular
from importing.headers import aliases
from importing.records import Entry
from importing.schemes import Scheme
from importing.sniffing import Options, Sample, Sniffed

NAME = "google"
LABEL = _("Google Contacts")

COLUMNS = aliases(
    {
        "display": "Name",
        "given": "Given Name;First Name",
        "middle": "Additional Name;Middle Name",
        "family": "Family Name;Last Name",
        "prefix": "Name Prefix",
        "suffix": "Name Suffix",
        "nickname": "Nickname",
        "company": "Organization Name;Organization 1 - Name",
        "title": "Organization Title;Organization 1 - Title",
        "department": "Organization Department;Organization 1 - Department",
        "birthday": "Birthday",
        "notes": "Notes",
        "tags": "Labels;Group Membership",
        "photo": "Photo",
    }
)
IN_GROUP = {
    ("email", "value"): "email",
    ("phone", "value"): "phone",
    ("website", "value"): "url",
    ("event", "value"): "event",
    ("customfield", "value"): "named_note",
    ("relation", "value"): "named_note",
    ("im", "value"): "named_note",
    ("address", "formatted"): "address",
    ("address", "street"): "street",
    ("address", "extendedaddress"): "street",
    ("address", "pobox"): "street",
    ("address", "city"): "city",
    ("address", "region"): "region",
    ("address", "postalcode"): "postal_code",
    ("address", "country"): "country",
}
GROUP = re.compile(r"(email|phone|website|event|customfield|relation|im|address)(\d{1,3})([a-z]+)")
LABEL_PARTS = ("service", "label", "type")  # the best first: of an IM the service says more


def knows(key: str) -> bool:
    return _field_for(key) is not None


def recognise(sample: Sample) -> float:
    groups = {match[1] + match[3] for key in sample.keys if (match := GROUP.fullmatch(key))}
    if groups & {"emailvalue", "phonevalue"}:
        return 0.9
    return 0.7 if {"groupmembership", "familyname"} <= set(sample.keys) else 0.0


def describe(sample: Sample) -> Sniffed:
    return tabular.describe(sample, SCHEME)


def read(sample: Sample, options: Options) -> Iterator[Entry]:
    return tabular.read(sample, options, SCHEME)


def _field_for(key: str) -> str | None:
    match = GROUP.fullmatch(key)
    return IN_GROUP.get((match[1], match[3])) if match else COLUMNS.get(key)


def _fields_for(keys: list[str], _rows: list[list[str]]) -> list[str | None]:
    return [_field_for(key) for key in keys]


def _labels_for(keys: list[str]) -> dict[int, int]:
    """The columns of one group share the column that says what it is."""
    at = {key: index for index, key in reversed(list(enumerate(keys)))}
    found = {}
    for index, key in enumerate(keys):
        if match := GROUP.fullmatch(key):
            names = (f"{match[1]}{match[2]}{part}" for part in LABEL_PARTS)
            label = next((at[name] for name in names if name in at), None)
            if label is not None and label != index:
                found[index] = label
    return found


SCHEME = Scheme(NAME, LABEL, _fields_for, labels_for=_labels_for, tag_separators="\n")
