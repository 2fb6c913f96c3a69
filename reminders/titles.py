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
# Forms of companies in many countries, as `_words` leaves them, and what joins their names.
LEGAL = frozenset(
    """
    ab ag aktiengesellschaft and aps as asa bt bv co company corp corporation dd doo ead eg et ev
    eireli gbr gmbh inc incorporated jdoo kft kg kgaa kk limited llc llp ltd ltda mbh nv nyrt ohg
    ood oy oyj plc pte pty pvt sa sarl sas sasu sca se sl slu snc spa srl sro sti the ug und zrt
    ао зао ип оао ооо пао тов αε επε
    """.split()
)
POLISH = re.compile(r"\bsp(?:olka)? z oo\b")
EASTERN = re.compile(
    "株式会社|有限会社|合同会社|\\(株\\)|有限责任公司|股份有限公司|有限公司|주식회사|\\(주\\)"
)


def similar_titles(one: str, other: str) -> bool:
    """True if a new spelling is all that changed: "Sr. Engineer" and "senior engineer"."""
    return _meaning(one) == _meaning(other)


def similar_companies(one: str, other: str) -> bool:
    """True if the names differ in case, punctuation or legal form alone."""
    return company_words(one) == company_words(other)


def _meaning(title: str) -> list[str]:
    words = " ".join(SHORT.get(word, word) for word in _words(title)).split()
    return sorted(word for word in words if word not in EMPTY)


def company_words(company: str) -> list[str]:
    """The words of a company's name without its legal form; all, if there are no others."""
    words = _words(EASTERN.sub(" ", unicodedata.normalize("NFKC", company[:LONGEST])))
    name = POLISH.sub(" ", " ".join(words)).split()
    return [word for word in name if word not in LEGAL] or words or _words(company)


def _words(text: str) -> list[str]:
    """Without case, accents and punctuation; "V.P." is one word."""
    plain = unicodedata.normalize("NFKD", text[:LONGEST].casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    plain = re.sub(r"(?<=\b\w)\.(?=\w\b)", "", plain)
    return re.findall(r"\w+", plain)
