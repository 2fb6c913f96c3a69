"""The formats that can be read. Each is one module in this folder that has

NAME, LABEL             how it is stored, and shown
recognise(sample)       how sure it is that a file is its own, from 0 to 1
describe(sample)        what the preview shows of it
read(sample, options)   its records and problems, one by one

and, if it reads columns, `knows(key)`: whether a header is one of its own; and, if its files have
fixed names in a ZIP archive, `MEMBERS`: those names, in small letters. Of any other archive the
largest file is read that a format is sure of.
"""

import pkgutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import cache, lru_cache
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from importing.archives import Member, is_archive, is_document, members_of
from importing.dates import Order
from importing.headers import header_key
from importing.kinds import not_readable
from importing.records import Entry, Refused
from importing.sniffing import Mapping, Options, Sample, Sniffed, as_found

SURE = 0.5  # from here on a format's own word counts more than a signature
READABLE = (".vcf", ".vcard", ".ics", ".csv", ".tsv", ".json", ".txt")  # worth a look in an archive
LOOKED_INTO = 20  # files of an archive
NAMED = 3  # of those that are not read


class Format(Protocol):
    """What each module of this folder offers."""

    NAME: str
    LABEL: str | Promise

    def recognise(self, sample: Sample) -> float: ...
    def describe(self, sample: Sample) -> Sniffed: ...
    def read(self, sample: Sample, options: Options) -> Iterator[Entry]: ...


@cache
def all_formats() -> dict[str, Format]:
    """Every module of this folder that has a NAME, by that name."""
    modules = [
        import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)
    ]
    return {module.NAME: cast(Format, module) for module in modules if hasattr(module, "NAME")}


def is_known_header(header: str) -> bool:
    """Whether any format has a column of this name."""
    return _is_known_key(header_key(header))


@lru_cache(maxsize=4096)
def _is_known_key(key: str) -> bool:
    return any(module.knows(key) for module in all_formats().values() if hasattr(module, "knows"))


def sniff(
    path: Path,
    *,
    format: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    header_line: int | None = None,
    mapping: Mapping | None = None,
    date_order: Order | None = None,
    zone: str = "UTC",
    me: tuple[str, ...] = (),
    name: str = "",
    answers: dict[str, str] | None = None,
) -> Sniffed:
    """What a file is and how it would be read, from its first megabyte.

    What is given counts: the user corrects the encoding, the delimiter, the header or the
    mapping, and looks again.
    """
    try:
        options = Options(
            encoding,
            delimiter,
            header_line,
            mapping,
            date_order,
            zone=zone,
            me=me,
            name=name,
            answers=answers or {},
        )
        return _sniff(path, options, format)
    except Refused as refusal:
        return Sniffed(refused=str(refusal))


def _sniff(path: Path, options: Options, format: str | None) -> Sniffed:
    sample = _sample(path, options, format)
    if sample.size == 0:
        return Sniffed(refused=_("This file is empty."))
    found = _described(sample, format)
    return replace(found, unread=found.unread or _unread(sample.path, found.along))


def _described(sample: Sample, format: str | None) -> Sniffed:
    if format is not None:
        return _format(format).describe(sample)
    found = max(all_formats().values(), key=lambda each: each.recognise(sample))
    confidence = found.recognise(sample)
    refused = not_readable(sample) if confidence < SURE else None
    if refused or not confidence:
        return Sniffed(refused=refused or _("Nothing in this file looks like a list of people."))
    return found.describe(sample)


def read(
    path: Path,
    *,
    format: str,
    encoding: str | None = None,
    delimiter: str | None = None,
    header_line: int | None = None,
    mapping: Mapping | None = None,
    date_order: Order | None = None,
    today: date | None = None,
    now: datetime | None = None,
    zone: str = "UTC",
    me: tuple[str, ...] = (),
    name: str = "",
    answers: dict[str, str] | None = None,
) -> Iterator[Entry]:
    """The records and problems of a file, one by one, in bounded memory.

    What is not given is found out as by `sniff`. Raises Refused, with a sentence for the user,
    before the first entry or where a limit is passed.
    """
    reader = _format(format)
    given = Options(
        encoding,
        delimiter,
        header_line,
        mapping,
        date_order,
        today,
        now,
        zone,
        me,
        name,
        answers or {},
    )
    sample = _sample(path, given, format)
    found = reader.describe(sample)
    if found.refused:
        raise Refused(found.refused)
    options = replace(
        given,
        encoding=found.encoding,
        delimiter=found.delimiter,
        header_line=found.header_line,
        mapping=found.mapping,
        date_order=found.date_order,
        answers={ask.name: ask.value for ask in found.asks},
    )
    yield from reader.read(sample, options)


def _sample(path: Path, options: Options, format: str | None) -> Sample:
    """The head of a file; of an archive, that of the member which a format reads."""
    sample = Sample(path, is_known_header, options)
    if not is_archive(sample.head):
        return sample
    members = members_of(path)
    found = {member.base: member for member in reversed(members)}
    readers = [_format(format)] if format else list(all_formats().values())
    samples = [
        (reader.recognise(inner), inner)
        for reader in readers
        for name in getattr(reader, "MEMBERS", ())
        if name in found
        for inner in [Sample(found[name], is_known_header, options)]
    ]
    confidence, inner = max(samples, key=lambda pair: pair[0], default=(0.0, sample))
    if confidence or is_document(members):
        return inner
    other = _largest_known(members, options)
    return Sample(other, is_known_header, options) if other else inner


def _largest_known(members: list[Member], options: Options) -> Member | None:
    """The largest file of an archive that a format is sure of; a file that is alone may be any
    table. The same whatever the user corrected."""
    shown = [member for member in members if not member.is_hidden]
    least = SURE if len(shown) > 1 else 0.01
    plain = as_found(options)
    likely = sorted(filter(_is_likely, shown), key=lambda member: -member.unpacked)[:LOOKED_INTO]
    for member in likely:
        sample = Sample(member, is_known_header, plain)
        if is_archive(sample.head):
            continue
        if any(each.recognise(sample) >= least for each in all_formats().values()):
            return member
    return None


def _is_likely(member: Member) -> bool:
    return member.base.endswith(READABLE)


def _unread(path: Path | Member, along: list[str]) -> str:
    """What else lies in the archive, in a sentence; what could be read stands first."""
    if not isinstance(path, Member):
        return ""
    read = {path.name, *along}
    members = (each for each in members_of(path.archive) if not each.is_hidden)
    left = sorted((each for each in members if each.name not in read), key=_likely_first)
    names = ", ".join(f"“{each.title}”" for each in left[:NAMED])
    more = len(left) - NAMED
    if more > 0:
        return ngettext(
            "Not read from this archive: %(names)s and one more file.",
            "Not read from this archive: %(names)s and %(more)d more files.",
            more,
        ) % {"names": names, "more": more}
    return _("Not read from this archive: %(names)s.") % {"names": names} if left else ""


def _likely_first(member: Member) -> bool:
    return not member.base.endswith((".vcf", ".ics"))


def _format(name: str) -> Format:
    if name not in all_formats():
        raise Refused(_("The format “%s” is not known.") % name)
    return all_formats()[name]
