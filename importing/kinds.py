"""What a file is when no format here reads it: said by name, not by its ending."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from importing.archives import CONTENT, is_archive, members_of
from importing.sniffing import Sample

SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", gettext_lazy("a PNG picture")),
    (b"\xff\xd8\xff", gettext_lazy("a JPEG picture")),
    (b"GIF8", gettext_lazy("a GIF picture")),
    (b"%PDF", gettext_lazy("a PDF document")),
    (b"\x1f\x8b", gettext_lazy("a gzip archive")),
    (b"Rar!", gettext_lazy("a RAR archive")),
    (b"7z\xbc\xaf", gettext_lazy("a 7-Zip archive")),
    (b"SQLite format 3\x00", gettext_lazy("an SQLite database")),
)
OLE = b"\xd0\xcf\x11\xe0"
BEGINNINGS = (
    ("{", gettext_lazy("a JSON file")),
    ("[", gettext_lazy("a JSON file")),
)
DATABASE = re.compile(
    r"^\s*(?:insert\s+(?:ignore\s+)?into\s|set\s+foreign_key_checks|create\s+table\s|-- mysql dump"
    r"|-- mariadb dump|pragma\s+foreign_keys)",
    re.MULTILINE,
)
PAGES = ("<!doctype html", "<html", "<head", "<body")


def not_readable(sample: Sample) -> str | None:
    """A sentence on a file that is of another kind altogether; None for what may be a table."""
    if not sample.head:
        return _("This file is empty.")
    return _not_text(sample) or _other_text(sample)


def _not_text(sample: Sample) -> str | None:
    for signature, kind in SIGNATURES:
        if sample.head.startswith(signature):
            return _not_people(kind)
    if sample.head.startswith(OLE):
        return _(
            "This is an old or encrypted Excel workbook, which can't be read. "
            "Open it in Excel, save it as CSV, and bring that."
        )
    if is_archive(sample.head):
        return _archive(sample)
    if not sample.encoding:
        return _not_people(_("data without text"))
    return None


def _archive(sample: Sample) -> str:
    names = {member.name.casefold() for member in members_of(sample.path)}
    if CONTENT.casefold() in names:
        return _("This is a document of an office program, but not a workbook (XLSX).")
    if "mimetype" in names or "index/document.iwa" in names:
        return _(
            "This is a document of a kind that can't be read here. If it is a spreadsheet, save "
            "it as XLSX or CSV and bring that."
        )
    return _(
        "There is nothing in this ZIP archive that can be read here: neither LinkedIn’s "
        "Connections.csv nor contacts or a calendar of a kind that is known."
    )


def _other_text(sample: Sample) -> str | None:
    text = sample.text.lower()
    if not text:
        return _("This file is empty.")
    if text.startswith(PAGES):
        return _(
            "This does not look like a list of people: it is a web page. "
            "Perhaps the download needed you to sign in first."
        )
    if DATABASE.search(text):
        return _(
            "This is a dump of a database (SQL), which is not read here. In Monica, choose "
            "“Export to JSON” and bring that file."
        )
    if text.startswith("<?xml"):
        return _not_people(_("an XML file"))
    for beginning, kind in BEGINNINGS:
        if text.startswith(beginning) and not _is_table(sample):
            return _("This is %(kind)s, which is not yet read here.") % {"kind": kind}
    return None


def _is_table(sample: Sample) -> bool:
    """Whether a table with known columns only happens to start like something else."""
    return sample.table is not None and sample.table.hits >= 2


def _not_people(kind: object) -> str:
    return _("This does not look like a list of people: it is %(kind)s.") % {"kind": kind}
