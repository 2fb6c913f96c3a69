"""Dex. No export of it has been seen; its fields are known, in Title Case or snake_case."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from importing import tabular
from importing.formats import plain_csv
from importing.records import Entry
from importing.schemes import Scheme
from importing.sniffing import Options, Sample, Sniffed

NAME = "dex"
LABEL = _("Dex")

SIGNATURE = {"lastseenat", "nextreminderat"}


def recognise(sample: Sample) -> float:
    return 0.8 if SIGNATURE & set(sample.keys) and "firstname" in sample.keys else 0.0


def describe(sample: Sample) -> Sniffed:
    return tabular.describe(sample, SCHEME)


def read(sample: Sample, options: Options) -> Iterator[Entry]:
    return tabular.read(sample, options, SCHEME)


SCHEME = Scheme(NAME, LABEL, plain_csv.fields_for)
