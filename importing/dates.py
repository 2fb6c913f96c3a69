"""Dates as people's exports write them."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Literal

Order = Literal["dmy", "mdy", "ymd"]
ORDERS: tuple[Order, ...] = ("dmy", "mdy", "ymd")

NO_YEAR = 1604  # Apple's year of a birthday without one
# Where the month comes first; everywhere else it is the day, or the year.
MONTH_FIRST = frozenset("US PR GU VI AS MP UM FM MH PW PH".split())
LONGEST = 100  # letters of a date, with its time
FIRST_YEAR, LAST_YEAR = 1800, 2199
MONTHS = """
january januar jänner janvier enero gennaio janeiro januari stycznia styczeń siječnja siječanj
ledna leden ocak января январь ιανουαρίου ianuarie tammikuuta jaanuar sausio janvāris січня січень
január;
february februar février febrero febbraio fevereiro februari lutego luty veljače veljača února
únor şubat февраля февраль φεβρουαρίου helmikuuta veebruar vasario februāris лютого лютий február;
march mrz mrt märz mars marzo março maart marca marzec ožujka ožujak března březen mart марта
μαρτίου március maaliskuuta märts kovo marts березня березень marec martie;
april avril abril aprile kwietnia kwiecień travnja travanj dubna duben nisan апреля απριλίου
április huhtikuuta aprill balandžio aprīlis квітня квітень apríl aprilie;
may mai mayo maggio maio mei maj maja svibnja svibanj května květen mayıs мая май μαΐου május
toukokuuta gegužės maijs травня травень máj;
june juni juin junio giugno junho czerwca czerwiec lipnja lipanj června červen haziran июня июнь
ιουνίου iunie június kesäkuuta juuni birželio jūnijs червня червень jún junij;
july juli juillet julio luglio julho lipca lipiec srpnja srpanj července červenec temmuz июля июль
ιουλίου iulie július heinäkuuta juuli liepos jūlijs липня липень júl julij;
august août agosto augustus augusti sierpnia sierpień kolovoza kolovoz srpna srpen ağustos августа
αυγούστου augusztus elokuuta rugpjūčio augusts серпня серпень avgust avgusta;
september septembre septiembre settembre setembro września wrzesień rujna rujan září eylül
сентября σεπτεμβρίου szeptember syyskuuta rugsėjo septembris вересня вересень;
october oktober octobre octubre ottobre outubro października październik listopada_hr října říjen
ekim октября οκτωβρίου octombrie lokakuuta oktoober spalio oktobris жовтня жовтень október;
november novembre noviembre novembro listopada studenoga studeni listopadu kasım ноября νοεμβρίου
noiembrie lapkričio novembris листопада листопад;
december dezember décembre diciembre dicembre dezembro desember grudnia grudzień prosinca prosinac
prosince aralık декабря δεκεμβρίου joulukuuta detsember gruodžio decembris грудня грудень
"""

TIME = re.compile(
    r"[T ,]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?"
    r"\s*(?:[ap]\.?m\.?)?\s*(?:z|utc|gmt|[+-]\d\d:?\d\d)?$",
    re.IGNORECASE,
)
BETWEEN = r"(?:\s*[-./]\s*|\s+)"
ZERO = re.compile(rf"0+(?:{BETWEEN}0+){{2}}|(?:0?1[-./]){{2}}4501|4501-01-01")  # of Outlook
YEARLESS = re.compile(r"--(\d\d)-?(\d\d)")
COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
YEAR_FIRST = re.compile(rf"(\d{{4}}){BETWEEN}(\d{{1,2}}){BETWEEN}(\d{{1,2}})\.?")
NUMBERS = re.compile(rf"(\d{{1,2}}){BETWEEN}(\d{{1,2}})(?:{BETWEEN}(\d{{4}}|\d\d))?\.?")
LETTERS = r"([^\W\d_]{3,})\.?"
DAY = r"(\d{1,2})(?:st|nd|rd|th|er|\.|º|ª)?"
DAY_MONTH = re.compile(rf"{DAY}[\s/-]*{LETTERS}(?:[\s/,-]*(\d{{4}}|\d\d))?\.?")
MONTH_DAY = re.compile(rf"{LETTERS}[\s/-]*{DAY}(?:[\s/,-]+(\d{{4}}|\d\d))?")
YEAR_MONTH_DAY = re.compile(rf"(\d{{4}})[\s/,.-]*{LETTERS}[\s/-]*{DAY}")


def read_date(text: str, order: Order = "dmy", today: date | None = None) -> str | None:
    """YYYY-MM-DD, or --MM-DD without a year; "" for "no date"; None for what is not a date.

    A date that makes sense in one order only is read in that one. With `today`, two digits of a
    year never mean a later one.
    """
    return _read_date(text[:LONGEST], order, today)


@lru_cache(maxsize=4096)
def _read_date(text: str, order: Order, today: date | None) -> str | None:
    plain = _plain(text)
    if not plain or ZERO.fullmatch(plain):
        return ""
    if match := YEARLESS.fullmatch(plain):
        return _iso(None, int(match[1]), int(match[2]))
    if match := YEAR_FIRST.fullmatch(plain) or COMPACT.fullmatch(plain):
        return _iso(int(match[1]), int(match[2]), int(match[3]))
    if match := NUMBERS.fullmatch(plain):
        return _numbers(match, order, today)
    return _named(plain, today)


def guess_order(texts: Iterable[str]) -> tuple[Order | None, bool]:
    """The order of day, month and year that these dates prove, and whether they leave it open."""
    seen = {_evidence(_plain(text)) for text in texts}
    proven: list[Order] = [order for order in ORDERS if order in seen and order != "ymd"]
    if len(proven) == 1:
        return proven[0], False
    if proven or "unclear" in seen:
        return None, True
    return ("ymd" if "ymd" in seen else None), False


def are_dates(rows: Iterable[list[str]]) -> bool:
    """Whether the only cell of each row is a date, if there is anything in it."""
    values = [cell for row in rows for cell in row if cell.strip()]
    return bool(values) and all(read_date(value) for value in values)


def usual_order(region: str) -> Order | None:
    """How dates are written in a country; None for an unknown one."""
    if not region:
        return None
    return "mdy" if region in MONTH_FIRST else "dmy"


def earliest_order(*orders: Order | None) -> Order:
    """The first that is known; without any, the day comes first, as in most of the world."""
    return next((order for order in orders if order), "dmy")


def _evidence(plain: str) -> str:
    if YEAR_FIRST.fullmatch(plain):
        return "ymd"
    match = NUMBERS.fullmatch(plain)
    if match is None or ZERO.fullmatch(plain):
        return "none"
    first, second = int(match[1]), int(match[2])
    if 12 < first <= 31 and second <= 12:
        return "dmy"
    if 12 < second <= 31 and first <= 12:
        return "mdy"
    return "none" if first == second else "unclear"


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).strip(" \t\"'")
    plain = re.sub(r"(\d)\s*[年月년월]\s*", r"\1-", plain)
    return TIME.sub("", re.sub(r"(\d)\s*[日일]", r"\1", plain)).strip(" ,")


def _numbers(match: re.Match[str], order: Order, today: date | None) -> str | None:
    first, second, last = int(match[1]), int(match[2]), match[3]
    if order == "ymd" and last is not None and len(last) == 2:
        return _iso(_year(match[1].zfill(2), today), second, int(last))
    year = _year(last, today)
    straight, turned = _iso(year, second, first), _iso(year, first, second)
    return (turned or straight) if order == "mdy" else (straight or turned)


def _named(plain: str, today: date | None) -> str | None:
    plain = re.sub(r"\s+(?:de|del|of)\s+", " ", plain, flags=re.IGNORECASE)
    plain = re.sub(r"^[^\W\d_]+day,?\s+", "", plain, flags=re.IGNORECASE)
    if match := DAY_MONTH.fullmatch(plain):
        day, name, year = match.groups()
    elif match := MONTH_DAY.fullmatch(plain):
        name, day, year = match.groups()
    elif match := YEAR_MONTH_DAY.fullmatch(plain):
        year, name, day = match.groups()
    else:
        return None
    month = NAMES.get(_folded(name))
    return _iso(_year(year, today), month, int(day)) if month else None


def _year(digits: str | None, today: date | None) -> int | None:
    if digits is None or len(digits) == 4:
        return int(digits) if digits else None
    latest = today.year if today else 2068
    return next(year for year in (2000 + int(digits), 1900 + int(digits)) if year <= latest)


def _iso(year: int | None, month: int, day: int) -> str | None:
    known = year not in (None, NO_YEAR)
    if known and not FIRST_YEAR <= (year or 0) <= LAST_YEAR:
        return None
    try:
        found = date(year if known and year else 2000, month, day)  # 2000 has a 29 February
    except ValueError:
        return None
    return found.isoformat() if known else f"--{found:%m-%d}"


def _folded(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _month_names() -> dict[str, int]:
    """Every month's name, and every beginning of three letters or more of one month only."""
    whole: dict[str, set[int]] = {"sept": {9}, "marraskuuta": {11}}
    begun: dict[str, set[int]] = {}
    for month, names in enumerate(MONTHS.split(";"), start=1):
        for name in map(_folded, re.sub(r"_\w+", "", names).split()):
            whole.setdefault(name, set()).add(month)
            for end in range(3, len(name)):
                begun.setdefault(name[:end], set()).add(month)
    found = {**begun, **whole}
    return {name: months.pop() for name, months in found.items() if len(months) == 1}


NAMES = _month_names()
