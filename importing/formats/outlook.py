"""Outlook's contacts as CSV: classic and new, written by Google for it, and in other languages."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from importing import tabular
from importing.formats import plain_csv
from importing.formats.fields import FIELDS
from importing.headers import aliases, without_digits
from importing.outlook_columns import NAMES
from importing.records import Entry
from importing.schemes import Scheme
from importing.sniffing import Options, Sample, Sniffed

NAME = "outlook"
LABEL = _("Outlook contacts")

COLUMNS = aliases(NAMES)
# What Outlook's header has in every language.
NAMED = {key for key, name in COLUMNS.items() if name in ("given", "family")}
OWN_PREFIXES = ("business", "email2address", "emaildisplayname", "emailtype")
# What it has besides, and other tables instead: an address in one piece, a profession for a job.
BESIDES = {"businessaddress", "homeaddress", "otheraddress", "profession", "beruf", "ort"}
FRENCH_TITLE = "titre"  # the form of address, and the job once more


def knows(key: str) -> bool:
    return field_for(key) is not None


def field_for(key: str) -> str | None:
    """The field of one header; the second street and the third address are as the first."""
    name = COLUMNS.get(key) or COLUMNS.get(without_digits(key))
    return name if key in COLUMNS or (name and FIELDS[name].takes_many) else None


def recognise(sample: Sample) -> float:
    """Names, something for work, and nothing that another table would know better."""
    keys = sample.keys
    own = any(key.startswith(OWN_PREFIXES) or _is_for_work(key) for key in keys)
    if not own or len(NAMED & set(keys)) < 2:
        return 0.0
    others = sum(plain_csv.knows(key) for key in keys if key not in BESIDES)
    return 0.85 if sum(map(knows, keys)) >= others else 0.0


def _is_for_work(key: str) -> bool:
    name = field_for(key)
    return name is not None and (name == "phone_work" or name.startswith("work_"))


def describe(sample: Sample) -> Sniffed:
    return tabular.describe(sample, SCHEME)


def read(sample: Sample, options: Options) -> Iterator[Entry]:
    return tabular.read(sample, options, SCHEME)


def _fields_for(keys: list[str], rows: list[list[str]]) -> list[str | None]:
    """As by name; what the French titles are, their number and the other columns tell."""
    found = [field_for(key) for key in keys]
    titles = [at for at, key in enumerate(keys) if key == FRENCH_TITLE]
    if len(titles) > 1:
        found[titles[-1]] = "title"
    for at, key in enumerate(keys):
        instead = plain_csv.field_for(key) if key in BESIDES else None
        found[at] = instead if instead and instead not in found else found[at]
    if titles and "title" not in found and not plain_csv.are_forms_of_address(titles[0], rows):
        found[titles[0]] = "title"
    return found


SCHEME = Scheme(NAME, LABEL, _fields_for, tag_separators=";\n")
