"""Names with degrees, stars and pronouns in them, as people write them in public profiles."""

import re
import unicodedata
from typing import NamedTuple

# Only these are taken from the end of a name without a comma; Md and II are surnames.
KNOWN = """
MBA EMBA MSc BSc PhD PMP CFA CPA CISSP SHRM-CP SHRM-SCP PHR SPHR CSM CSPO LLM JD MPA MPH MEng FRSA
FCCA ACCA CIPD CEng PE RN DBA EdD PharmD DVM DDS Esq
"""
DEGREES = frozenset(KNOWN.split())
SUBJECTS = "she|he|they|ze|xe|any|elle|ella|el|él|il|iel|lei|lui|sie|er|hij|zij|ela|ele|hon|han"
PRONOUNS = re.compile(
    rf"\s*[(\[]\s*((?:she|he|they)|(?:{SUBJECTS})(?:\s*/\s*\w+)+)\s*[)\]]\s*$", re.IGNORECASE
)
SYMBOLS = ("So", "Sk", "Cs", "Co", "Cn")
JOINING = "\u200d\ufe0e\ufe0f\u20e3"
AROUND = " ,|•·–—-/\t"


class NameParts(NamedTuple):
    """A name, and what stood behind it."""

    name: str
    suffix: str = ""
    pronouns: str = ""


def split_credentials(name: str) -> NameParts:
    """`Terzi, MBA ⭐ (he/him)` is Terzi, with a suffix and pronouns."""
    rest, pronouns = split_pronouns(without_emoji(name))
    head, comma, tail = without_emoji(rest).partition(",")
    if comma:
        return NameParts(head.strip(), _joined(tail), pronouns)
    words = rest.split()
    end = len(words) - _degrees_at_the_end(words)
    kept, suffix = " ".join(words[:end]), " ".join(words[end:])
    return NameParts(kept.rstrip(AROUND) if suffix else kept, suffix, pronouns)


def without_emoji(name: str) -> str:
    """Without the symbols around a name; a name of nothing else stays."""
    start, end = 0, len(name)
    while start < end and _is_ornament(name[start]):
        start += 1
    while end > start and _is_ornament(name[end - 1]):
        end -= 1
    if (start, end) == (0, len(name)):
        return name
    return name[start:end].strip(AROUND) or name


def _is_ornament(char: str) -> bool:
    if char in "®™©":
        return False
    return char.isspace() or char in JOINING or unicodedata.category(char) in SYMBOLS


def split_pronouns(name: str) -> tuple[str, str]:
    """`Ada (she/her)` is Ada, with pronouns."""
    match = PRONOUNS.search(name)
    if match is None or not name[: match.start()].strip():
        return name, ""
    return name[: match.start()].rstrip(), match[1]


def _joined(tail: str) -> str:
    return ", ".join(filter(None, (without_emoji(part).strip(AROUND) for part in tail.split(","))))


def _degrees_at_the_end(words: list[str]) -> int:
    """How many of the last words are degrees; a name in capitals throughout has none."""
    count = 0
    while count < len(words) - 1 and words[-1 - count].rstrip("®™") in DEGREES:
        count += 1
    rest = " ".join(words[: len(words) - count])
    return 0 if rest.isupper() and len(rest) > 3 else count
