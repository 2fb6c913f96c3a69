"""HubSpot contacts: the columns of a view by their labels, or by their internal names."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from importing import tabular
from importing.drafts import Draft
from importing.formats import plain_csv
from importing.headers import aliases
from importing.records import Entry
from importing.schemes import Scheme
from importing.sniffing import Options, Sample, Sniffed

NAME = "hubspot"
LABEL = _("HubSpot contacts")

COLUMNS = aliases(
    {
        "source_id": "Record ID;hs_object_id;Contact ID",
        "company": "Company Name;Company",
        "title": "Job Title",
        "tags": "Lifecycle Stage;Lead Status;hs_lead_status",
        "email": "Email;Additional email addresses;hs_additional_emails",
        "linkedin": "LinkedIn URL;hs_linkedin_url;hs_linkedinbio",
    }
)
IDS = ("recordid", "hsobjectid")


def recognise(sample: Sample) -> float:
    return 0.9 if sample.keys[:1] and sample.keys[0] in IDS else 0.0


def describe(sample: Sample) -> Sniffed:
    return tabular.describe(sample, SCHEME)


def read(sample: Sample, options: Options) -> Iterator[Entry]:
    return tabular.read(sample, options, SCHEME)


def knows(key: str) -> bool:
    return key in COLUMNS


def _fields_for(keys: list[str], rows: list[list[str]]) -> list[str | None]:
    """As any table, but for HubSpot's own; an associated company only without a company."""
    found = [
        COLUMNS.get(key, plain)
        for key, plain in zip(keys, plain_csv.fields_for(keys, rows), strict=True)
    ]
    own = any(COLUMNS.get(key) == "company" for key in keys)
    return [
        None if own and key == "associatedcompany" else name
        for key, name in zip(keys, found, strict=True)
    ]


def _settle(draft: Draft) -> None:
    """HubSpot compares addresses without case, and keeps them in whatever case they came."""
    emails = draft.record.emails
    emails[:] = [each._replace(value=each.value.lower()) for each in emails]


SCHEME = Scheme(NAME, LABEL, _fields_for, _settle)
