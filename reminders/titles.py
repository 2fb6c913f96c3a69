"""Whether two job titles say the same in other letters: pure, and bounded."""

import re
import unicodedata

LONGEST = 300
# What people shorten; each is one meaning whatever stands around it.
SHORT = {
    "asst": "assistant",
    "assoc": "associate",
    "avp": "assistant vice president",
    "ceo": "chief executive officer",
    "cfo": "chief financial officer",
    "cio": "chief information officer",
    "cmo": "chief marketing officer",
    "coo": "chief operating officer",
    "cpo": "chief product officer",
    "cto": "chief technology officer",
    "dev": "developer",
    "dir": "director",
    "eng": "engineer",
    "engr": "engineer",
    "evp": "executive vice president",
    "exec": "executive",
    "gm": "general manager",
    "hr": "human resources",
    "intl": "international",
    "jr": "junior",
    "md": "managing director",
    "mgr": "manager",
    "mktg": "marketing",
    "ops": "operations",
    "prof": "professor",
    "qa": "quality assurance",
    "rep": "representative",
    "snr": "senior",
    "sr": "senior",
    "svp": "senior vice president",
    "swe": "software engineer",
    "sw": "software",
    "tech": "technology",
    "vp": "vice president",
}
EMPTY = {"a", "an", "and", "at", "for", "in", "of", "the", "to"}
LEGAL = {"ab", "ag", "bv", "co", "corp", "gmbh", "inc", "llc", "ltd", "plc", "sa", "se", "the"}


def similar_titles(one: str, other: str) -> bool:
    """True if a new spelling is all that changed: "Sr. Engineer" and "senior engineer"."""
    return _meaning(one) == _meaning(other)


def similar_companies(one: str, other: str) -> bool:
    """True if the names differ in case, punctuation or legal form alone."""
    return _name(one) == _name(other)


def _meaning(title: str) -> list[str]:
    words = " ".join(SHORT.get(word, word) for word in _words(title)).split()
    return sorted(word for word in words if word not in EMPTY)


def _name(company: str) -> list[str]:
    words = _words(company)
    return [word for word in words if word not in LEGAL] or words


def _words(text: str) -> list[str]:
    """Without case, accents and punctuation; "V.P." is one word."""
    plain = unicodedata.normalize("NFKD", text[:LONGEST].casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    plain = re.sub(r"(?<=\b\w)\.(?=\w\b)", "", plain)
    return re.findall(r"\w+", plain)
