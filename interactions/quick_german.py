"""The quick line in German, beside English, which is always understood: days, kinds and the small
words between them.

Days are told to the readers of quick_dates in English words.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from interactions import quick_dates as dates
from interactions.enums import Direction
from interactions.enums import KindKey as K
from interactions.quick_dates import Reader
from interactions.quick_kinds import Word, compiled
from interactions.quick_words import ENGLISH, Language

# --- days ------------------------------------------------------------

DAYS = {
    **{"heute": "today", "gestern": "yesterday", "vorgestern": "day before yesterday"},
    **{"morgen": "tomorrow", "übermorgen": "day after tomorrow", "eben": "just now"},
}
WEEKDAYS = dict(
    zip(
        ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"),
        dates.WEEKDAYS,
        strict=True,
    )
) | {"sonnabend": "saturday"}
MONTHS = dict(
    zip(
        (
            *("januar", "februar", "märz", "april", "mai", "juni", "juli"),
            *("august", "september", "oktober", "november", "dezember"),
        ),
        dates.MONTHS,
        strict=True,
    )
)
SHORT_MONTHS = {name[:3]: said for name, said in MONTHS.items()} | {"jänner": "january"}
SEASONS = {"winter": "winter", "frühling": "spring", "frühjahr": "spring"} | {
    "sommer": "summer",
    "herbst": "autumn",
}
NUMBERS = dict(
    zip(
        (
            *("eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn"),
            *("elf", "zwölf"),
        ),
        dates.NUMBERS,
        strict=True,
    )
) | dict.fromkeys(("ein", "eine", "einem", "einer", "einen"), "one")
VAGUE = {"ein paar": "a few", "einige": "some", "einigen": "some", "mehreren": "several"}
UNITS = {"tag": "day", "woche": "week", "monat": "month", "jahr": "year"}
WHICH = {"letzte": "last", "vergangene": "last", "vorige": "last", "diese": "this"} | {
    "nächste": "next",
    "kommende": "next",
    "am": "the",
}


def _any(words: Any) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_which = rf"(?:{_any(word for word in WHICH if word != 'am')})(?:[nmrs])?"
_unit = r"(?P<unit>tag|woche|monat|jahr)(?:e?n|e|s)?"
_number = rf"(?P<number>\d{{1,3}}|{_any([*NUMBERS, *VAGUE])})"
_month = _any([*MONTHS, *SHORT_MONTHS])
_maybe_year = r"(?:\s(?P<year>(?:19|20)\d\d)\b)?"
_lead = rf"(?:am\s)?(?:{_any(WEEKDAYS)},?\s)?(?:dem\s|den\s)?"
GRAMMAR: list[tuple[str, Reader]] = [
    (
        rf"(?P<word>{_any(DAYS)})(?:\s(?:früh|morgen|vormittag|mittag|nachmittag|abend|nacht))?",
        dates.shifted,
    ),
    (rf"vor\s{_number}\s{_unit}", dates.ago),
    (rf"in\s{_number}\s{_unit}", dates.in_some),
    (rf"(?:am\s)?(?:(?P<which>{_which})\s)?(?P<day>{_any(WEEKDAYS)})", dates.on_weekday),
    (rf"(?P<which>am|{_which})\swochenende", dates.weekend),
    (
        rf"{_lead}(?P<day>\d{{1,2}})\.?\s(?P<month>{_month})\b\.?{_maybe_year}",
        dates.day_and_month,
    ),
    (r"(?:am|zum|den|dem)\s(?P<day>\d{1,2})\.(?!\s?\d)", dates.the_nth),
    (rf"(?:im\s)?(?P<which>{_which})?\s?(?P<month>{_any(MONTHS)})\b{_maybe_year}", dates.in_month),
    (
        rf"(?:im\s)?(?P<which>{_which})?\s?(?P<season>{_any(SEASONS)})\b{_maybe_year}",
        dates.in_season,
    ),
    (
        r"(?:zum\s)?ende\s(?:der|des|dieser|dieses)\s(?P<unit>woche|monat|jahr)(?:e?s)?",
        dates.end_of,
    ),
    (rf"(?P<which>{_which})\s(?P<unit>woche|monat|jahr)", dates.around),
    (r"(?:im\sjahr(?:e)?\s)(?P<year>(?:19|20)\d\d)", dates.in_year),
]


TABLES: dict[str, dict[str, str]] = {
    "word": DAYS,
    "number": NUMBERS | VAGUE,
    "unit": UNITS,
    "day": WEEKDAYS,
    "month": MONTHS | SHORT_MONTHS,
    "season": SEASONS,
    "which": WHICH,
}


@dataclass(frozen=True)
class Told:
    """Reads a German match by an English reader: its parts are given in English."""

    reads: Reader

    def __call__(self, said: re.Match[str], on: date, ahead: bool) -> dates.Read:
        parts = {name: _english(name, text) for name, text in said.groupdict().items()}
        return self.reads({"year": None, "which": None, **parts}, on, ahead)


def _english(part: str, said: str | None) -> str | None:
    if said is None:
        return None
    table, word = TABLES.get(part, {}), said.lower()
    stem = word if word in table or part != "which" else word[:-1]
    return table.get(stem, word)


DATES = dates.compiled((pattern, Told(reader)) for pattern, reader in GRAMMAR)


# --- kinds ------------------------------------------------------------

OUT, IN = Direction.OUT.value, Direction.IN.value
KINDS = [
    Word(r"(?:e-?)?mails?\s(?:bekommen|erhalten)", K.EMAIL, direction=IN),
    Word(r"(?:nachricht|antwort)(?:en)?\s(?:bekommen|erhalten)", K.MESSAGE, direction=IN),
    Word(r"(?:e-?)?mails?\sgeschrieben|gemailt", K.WROTE, direction=OUT, also=(K.EMAIL,)),
    Word(
        r"(?:nachricht(?:en)?\s)?(?:geschrieben|geschickt)|angeschrieben",
        K.WROTE,
        direction=OUT,
        also=(K.MESSAGE, K.EMAIL),
    ),
    Word(r"bedankt|dankeschön|dankesbrief", K.THANKS, direction=OUT),
    Word(r"gratuliert|glückwünsche?|glückwunsch", K.CONGRATULATION, direction=OUT),
    Word(r"nachrichten?|sms", K.MESSAGE),
    Word(r"geantwortet|zurückgeschrieben", K.MESSAGE, direction=IN),
    Word(r"video(?:anruf|telefonat|gespräch|konferenz)|geskypt|gezoomt", K.VIDEO),
    Word(r"telefonate?|telefoniert|telefon|angerufen|anruf", K.CALL),
    Word(r"kaffee(?:\s?trinken|\sgetrunken|pause)?|tee", K.COFFEE),
    Word(
        r"(?:mittag|abend)s?\s?(?:essen|gegessen)|frühstück|gefrühstückt|essen|gegessen|brotzeit"
        r"|bier|wein|drinks?",
        K.MEAL,
    ),
    Word(
        r"(?:(?:auf|bei|zu)\s(?:der|einer|dem|einem)\s)?(?:konferenz|tagung|messe|feier|hochzeit"
        r"|veranstaltung|fest)",
        K.EVENT,
    ),
    Word(r"treffen|besprechung|termin|spaziergang|spazieren", K.MEETING),
    Word(r"(?:eine\s)?notiz(?:en)?(?:\s(?:zu|über))?", K.NOTE),
    Word(r"getroffen|gesehen|besucht|treffe|begegnet", K.MEETING, strong=False),
    Word(r"gesprochen|geredet|unterhalten|geplaudert|gespräch|unterhaltung", K.TALK, strong=False),
]
COMPILED = compiled(KINDS)

# --- small words ------------------------------------------------------------

GERMAN = Language(
    withs=ENGLISH.withs | {"mit"},
    joins=ENGLISH.joins | {"und", "sowie"},
    places=ENGLISH.places | {"bei", "im", "am"},
    leads=ENGLISH.leads | {"an", "von"},
    leads_of_notes=ENGLISH.leads_of_notes | {"über", "zu"},
    note=ENGLISH.note
    | frozenset(
        "über wegen betreffs sie er es ihr ihre sein seine dass weil da wo als wenn ob".split()
    ),
    telling=ENGLISH.telling
    | frozenset("gesprochen geredet erzählt gefragt gesagt versprochen besprochen".split()),
    opening=ENGLISH.opening
    | frozenset(
        "ich wir habe haben hatte hatten war waren ein eine einen kurz kurzer kurzes langer langes"
        " netter nettes schöner schönes noch wieder dann mich uns der die das geplant plane"
        " gemacht beim getroffen gehabt".split()
    ),
    closing=ENGLISH.closing
    | frozenset("ein eine der die das den dem für am im an von zu mit bei zum zur".split()),
    plan=re.compile(
        rf"{ENGLISH.plan.pattern}|\b(?:plane|geplant|verabredet|werden?|vereinbart)\b",
        re.IGNORECASE,
    ),
    dates=DATES,
    kinds=COMPILED,
)
