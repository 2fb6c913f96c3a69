"""What all formats of delimited text share: describing a file, and reading it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from accounts.regions import region_of
from importing.cleaning import clean_line
from importing.dates import Order, usual_order
from importing.delimited import Row, Table
from importing.headers import are_numbered, number_repeated
from importing.limits import MAX_COLUMNS, MAX_DELIMITED_BYTES, MB, SAMPLE_CELL, SAMPLE_ROWS
from importing.records import Entry, Refused
from importing.row_reader import RowReader
from importing.schemes import ColumnOrders, Scheme, names_people, propose, usable
from importing.sniffing import Mapping, Options, Sample, Sniffed


def describe(sample: Sample, scheme: Scheme) -> Sniffed:
    """What the preview shows, or the sentence why this table can't be read."""
    table = sample.table
    refused = _refusal(sample.size, table)
    if refused or table is None:
        return Sniffed(refused=refused)
    rows = [row.cells for row in table.rows]
    mapping = usable(sample.options.mapping) or propose(table.headers, rows, scheme)
    orders = ColumnOrders(sample.rows, mapping)
    known = names_people(mapping)
    return Sniffed(
        format=scheme.name,
        scheme=scheme.name,
        label=str(scheme.label),
        encoding=sample.encoding,
        delimiter=table.delimiter,
        header_line=table.header_line,
        headers=[header[:SAMPLE_CELL] for header in number_repeated(table.headers)],
        rows=[_shown(cells) for cells in rows[:SAMPLE_ROWS]],
        mapping=mapping,
        uncertain=_guessed(sample.keys, mapping, scheme),
        date_order=_order(sample.options, orders),
        dates_unclear=orders.are_unclear,
        hint="" if known else _choose_columns(),
        refused=None if known else _not_a_table(table),
    )


def _guessed(keys: list[str], mapping: Mapping, scheme: Scheme) -> list[int]:
    """The columns of which it is not certain what they hold."""
    if are_numbered(keys):
        return [at for at, name in mapping.items() if name]
    return [at for at, key in enumerate(keys) if key in scheme.ambiguous]


def _order(options: Options, orders: ColumnOrders) -> Order | None:
    """As the user says; else as the dates prove; else as people write them where the user is."""
    usual = usual_order(region_of(options.zone)) if orders.are_unclear else None
    return options.date_order or orders.overall or usual


def read(sample: Sample, options: Options, scheme: Scheme) -> Iterator[Entry]:
    """The rows under the header, one by one; the first one may raise Refused."""
    mapping = usable(options.mapping)
    if not names_people(mapping):
        raise Refused(_choose_columns())
    rows = sample.all_rows(options)
    header = next(rows, None)
    if not isinstance(header, Row):
        raise Refused(_("The header of this file can't be read."))
    if len(header.cells) > MAX_COLUMNS:
        raise Refused(_too_wide(len(header.cells)))
    orders = ColumnOrders(sample.rows, mapping).chosen(options.date_order)
    reader = RowReader(header.cells, mapping, scheme, orders, options.today)
    yield from reader.entries(rows)


def _refusal(size: int, table: Table | None) -> str | None:
    if size > MAX_DELIMITED_BYTES:
        return _too_large(size)
    if table is None:
        return _("This file is empty.")
    if len(table.headers) > MAX_COLUMNS:
        return _too_wide(len(table.headers))
    return None


def _shown(cells: list[str]) -> list[str]:
    return [clean_line(cell[:SAMPLE_CELL]) for cell in cells[:MAX_COLUMNS]]


def _not_a_table(table: Table) -> str | None:
    """None if the user can still choose the columns by hand."""
    if len(table.headers) == 1:
        return _one_column(table)
    if table.consistency < 0.8 or not table.rows:
        return _(
            "This does not look like a list of people: none of its columns is known, "
            "and its rows are of different widths."
        )
    return None


def _one_column(table: Table) -> str:
    for other in (";", ",", "|"):
        if other != table.delimiter and other in table.headers[0]:
            return _("1 column found, did you mean “%s”?") % other
    if "\t" in table.headers[0]:
        return _("1 column found, did you mean TAB?")
    return _("1 column found, and nothing in it says who the people are.")


def _choose_columns() -> str:
    return _("No column is known here. Choose which one holds the name or the e-mail address.")


def _too_large(size: int) -> str:
    return _("This file has %(size)d MB; at most %(limit)d MB can be read. Divide it.") % {
        "size": -(-size // MB),
        "limit": MAX_DELIMITED_BYTES // MB,
    }


def _too_wide(columns: int) -> str:
    return _("This file has %(columns)d columns; at most %(limit)d can be read.") % {
        "columns": columns,
        "limit": MAX_COLUMNS,
    }
