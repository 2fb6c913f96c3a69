"""How much may be read. In one place, so that every page can say it."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _

MB = 1024 * 1024

MAX_DELIMITED_BYTES = 25 * MB
MAX_DOCUMENT_BYTES = 500 * MB  # vCard, JSON, iCalendar and ZIP, which are streamed
MAX_RECORDS = 100_000
MAX_COLUMNS = 2_000
MAX_CELL = 2 * MB  # characters of one cell, and of one quoted record
MAX_UNPACKED = 200 * MB  # of an archive or workbook, counted while it is read
MAX_RATIO = 100  # times a member's packed size, beyond 10 MB
MAX_MEMBERS = 10_000  # files in an archive
MAX_DIRECTORY = 4 * MB  # bytes in which an archive names them
MAX_SHARED_STRINGS = 64 * MB  # bytes of the texts of a workbook, which are kept in memory
MAX_EMPTY_ROWS = 200  # of a sheet; what lies behind them is not read
MAX_PROPERTY_BYTES = 7 * MB  # of one property of a vCard: more than the largest photo, encoded
MAX_PHOTO_BYTES = 5 * MB  # of a photo as it is encoded
MAX_CARD_BYTES = 16 * MB
MAX_PROPERTIES = 20_000  # of one vCard
MAX_DEPTH = 5  # cards within cards
MAX_LOOSE = 50_000  # characters of a line whose quotes are mended

MAX_NAME = 255  # any one-line value: names, company, title, street
MAX_EMAIL = 254
MAX_PHONE = 64
MAX_URL = 2_000
MAX_TAG = 64
MAX_NOTE = 100_000
MAX_VALUES = 50  # e-mails, phones, links, tags of one person
MAX_PARTS = 1_000  # of a cell with several values that are looked at
MAX_MARKS = 8  # combining marks on one letter

SAMPLE_BYTES = MB  # what is looked at to recognise a file
HEADER_WITHIN = 15  # records searched for the header
SAMPLE_ROWS = 20  # rows judged for the delimiter, and shown in the preview
SAMPLE_CELL = 200  # characters of a cell shown in the preview
RESUME_WITHIN = 100  # lines searched for a sound row after a broken one
RAW_CELL = 10_000  # characters of a rejected cell given back

MAX_CALENDAR_BYTES = 5 * MB  # of the calendar at an address
FETCH_SECONDS = 5  # from asking for the server's name to the last byte
READ_SECONDS = 20  # of a worker, for the events of that calendar
MAX_SEEN = 500  # meetings of a calendar that are asked about


def in_words() -> str:
    """What a file may be at most, for whoever chooses one."""
    columns, records = (
        number_format(each, force_grouping=True) for each in (MAX_COLUMNS, MAX_RECORDS)
    )
    return _(
        "Tables (CSV, XLSX) of up to %(table)d MB and %(columns)s columns; vCards, calendars "
        "(ICS), Monica’s JSON and ZIP archives of up to %(document)d MB, unpacked %(unpacked)d MB; "
        "at most %(records)s people or conversations."
    ) % {
        "table": MAX_DELIMITED_BYTES // MB,
        "columns": columns,
        "document": MAX_DOCUMENT_BYTES // MB,
        "unpacked": MAX_UNPACKED // MB,
        "records": records,
    }
