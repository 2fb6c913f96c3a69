"""Text from files, made fit to keep: controls, names, addresses, links.

What a file says is kept as it is written; only what can't be shown or stored is taken away.
"""

import re
import unicodedata
from urllib.parse import unquote, urlsplit

from importing.limits import MAX_EMAIL, MAX_MARKS, MAX_PARTS, MAX_PHONE, MAX_URL

# C0 and C1 controls but TAB and LF, overrides and isolates of direction, zero-width blanks and
# byte order marks. Joiners stay: Persian and emoji need them.
UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
SURROGATES = re.compile("[\ud800-\udfff]")
EXCEL_CONTROL = re.compile(r"_x000[dD]_\n?")
# What a spreadsheet would take for a formula; apostrophes before it are kept by one more.
FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
ESCAPED = re.compile(f"'(?={FORMULA.pattern})")
# Written so that a spreadsheet leaves a number alone.
AS_TEXT = re.compile(r'="([^"]*)"')

SEVERAL = re.compile(r"\s*:::\s*")
EMAIL = re.compile(
    r"[^\s@<>()\[\],;:\"\\]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_](?:[\w-]{0,61}[^\W_])",
)
NAMED = re.compile(r"(?<![^\s;,|])[^\s:@;,|]{1,20}:(?=\s)")  # as in `work: a@example.org`
FULL_WIDTH = {ord("＠"): "@", ord("．"): "."}
SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE]\+?\d+")
UNSAFE_SCHEME = re.compile(
    r"(?:javascript|data|vbscript|file|blob|about|filesystem)\s*:", re.IGNORECASE
)
WEB_ADDRESS = re.compile(r"(?:https?://)?[^\s/.]+(?:\.[^\s/.]+)+(?:[/?#:]\S*)?", re.IGNORECASE)
LINKEDIN_PATH = re.compile(r"/(?:in|mwlite/in)/([^/?#\s]+)", re.IGNORECASE)
HANDLE = re.compile(r"(?:@|/?in/)?([^\W_][\w.%-]{2,99})/?")


def escape(cell: str) -> str:
    """A cell that no spreadsheet calculates; `unescape` gives it back as it was."""
    return f"'{cell}" if FORMULA.match(cell) else cell


def harmless(raw: str) -> str:
    """A cell of a file as it stood there, that no spreadsheet calculates and that is read again
    as it was read the first time: an apostrophe that stands there already is enough."""
    return raw if raw.startswith("'") else escape(raw)


def unescape(cell: str) -> str:
    """Without the apostrophe that an export of ours put in front, without Excel's _x000D_ and
    the signs around `="0044"`."""
    if ESCAPED.match(cell):
        cell = cell[1:]
    elif match := AS_TEXT.fullmatch(cell):
        cell = match[1]
    return EXCEL_CONTROL.sub("\n", cell) if "_x000" in cell else cell


def clean_line(text: str) -> str:
    """One line of text: no controls, inner blanks single, at most eight marks on a letter."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split()) if "  " in text else text.strip()
    return " ".join(_clean(text).split())


def clean_note(text: str) -> str:
    """Text of several lines: as `clean_line`, but line ends, TABs and blanks stay."""
    return _clean(text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _clean(text: str) -> str:
    text = UNWANTED.sub("", text.replace("\r", "\n"))
    if SURROGATES.search(text):
        text = SURROGATES.sub("\ufffd", text)
    if text.isascii():
        return text
    # Marks first: normalising a long heap of them takes quadratic time.
    return unicodedata.normalize("NFC", _thin_marks(text))


def _thin_marks(text: str) -> str:
    """At most eight combining marks after a letter."""
    kept, marks = [], 0
    for char in text:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= MAX_MARKS:
            kept.append(char)
    return "".join(kept)


def has_visible(text: str) -> bool:
    """Whether there is anything to see in `text`."""
    return any(unicodedata.category(char)[0] not in "CZM" for char in text)


def split_emails(text: str) -> tuple[list[str], bool]:
    """The e-mail addresses in a cell, and whether something in it was none."""
    text = NAMED.sub(" ", _invisible_removed(text).translate(FULL_WIDTH))
    if "<" in text and ">" in text:
        parts = re.findall(r"<([^<>]*)>", text)
    else:
        parts = re.split(r"[;,\s|]+|:::", re.sub(r"\([^()]*\)", " ", text))
    cleaned = [_bare_email(part) for part in parts[:MAX_PARTS]]
    wanted = [part for part in cleaned if part]
    good = [part for part in wanted if len(part) <= MAX_EMAIL and EMAIL.fullmatch(part)]
    return good, len(good) < len(wanted) or not wanted


def _bare_email(part: str) -> str:
    part = part.strip().strip("\"'`.,;:<>[]")
    if part[:7].lower() == "mailto:":
        part = unquote(part[7:].partition("?")[0])
    elif part[:5].lower() == "smtp:":
        part = part[5:]
    return part.strip(" .")


def split_phones(text: str) -> tuple[list[str], bool]:
    """The phone numbers in a cell as they are written, and whether something in it was none."""
    parts = re.split(r":::|;(?!ext=)|[\n|]", _invisible_removed(text), flags=re.IGNORECASE)
    numbers = [number for part in parts for number in _split_commas(part)]
    wanted = [clean for number in numbers[:MAX_PARTS] if (clean := _bare_phone(number))]
    good = [part for part in wanted if _is_phone(part)]
    return good, len(good) < len(wanted)


def _split_commas(text: str) -> list[str]:
    """A comma divides two numbers, but not a number from its extension; nor does a stroke the
    code of a place from its number."""
    for sign, least in ((",", 5), ("/", 7)):
        parts = text.split(sign)
        if len(parts) > 1 and all(_digits(part) >= least for part in parts):
            return parts
    return [text]


def _digits(text: str) -> int:
    return sum(char.isdigit() for char in text)


def _bare_phone(part: str) -> str:
    part = clean_line(part)
    if part[:4].lower() == "tel:":
        part = part[4:]
    return re.sub(r"(?<=\d{6})\.0$", "", part)


def _is_phone(text: str) -> bool:
    if SCIENTIFIC.fullmatch(text) or "@" in text:
        return False
    return 2 <= _digits(text) <= 40 and len(text) <= MAX_PHONE


def split_urls(text: str) -> tuple[list[str], bool]:
    """The web addresses in a cell, and whether something in it was none or is not safe."""
    text = SEVERAL.sub(" ", UNWANTED.sub("", text.replace("\n", " ").replace("\r", " ")))
    if UNSAFE_SCHEME.match(text.strip()):
        return [], True
    parts = [part.rstrip(",;") for part in text.split()[:MAX_PARTS]]
    good = [part for part in parts if is_web_address(part)]
    return good, len(good) < len(parts)


def is_web_address(text: str) -> bool:
    """Whether this can be shown as a link."""
    if len(text) > MAX_URL or UNSAFE_SCHEME.match(text) or "@" in text.partition("/")[0]:
        return False
    return WEB_ADDRESS.fullmatch(text) is not None


def canonical_linkedin(text: str, handles: bool = False) -> str:
    """https://www.linkedin.com/in/<slug> of a profile's address, else "".

    With `handles`, a bare slug is one too.
    """
    text = unicodedata.normalize("NFC", UNWANTED.sub("", text).strip().strip("<>\"'"))
    if handles and (match := HANDLE.fullmatch(text)):
        return "" if "linkedin.com" in text.lower() else _profile(match[1])
    parts = _split_address(text if "//" in text else f"//{text}")
    if parts is None or not re.fullmatch(
        r"(?:[\w-]+\.)*linkedin\.com", parts[0], re.IGNORECASE | re.ASCII
    ):
        return ""
    match = LINKEDIN_PATH.match(parts[1])
    return _profile(match[1]) if match else ""


def _split_address(address: str) -> tuple[str, str] | None:
    try:
        parts = urlsplit(address)
        return parts.hostname or "", parts.path
    except ValueError:
        return None


def _profile(slug: str) -> str:
    decoded = unquote(slug, errors="strict") if _decodes(slug) else slug
    decoded = clean_line(decoded).lower().strip("/")
    return f"https://www.linkedin.com/in/{decoded}" if has_visible(decoded) else ""


def _decodes(slug: str) -> bool:
    try:
        unquote(slug, errors="strict")
    except UnicodeDecodeError:
        return False
    return True


def split_tags(text: str, separators: str = ",;\n|") -> list[str]:
    """The tags in a cell; no lists of Google's own."""
    parts = re.split(rf":::|[{re.escape(separators)}]", text)
    return [
        tag for part in parts[:MAX_PARTS] if (tag := clean_line(part)) and not _is_system_group(tag)
    ]


def _is_system_group(tag: str) -> bool:
    return tag.startswith("* ") or tag.casefold() == "mycontacts"


def _invisible_removed(text: str) -> str:
    """Phone apps wrap numbers in marks of direction; none belongs to a number or address."""
    if text.isascii():
        return text.replace("\x00", "")
    return "".join(char for char in text if unicodedata.category(char) not in ("Cf", "Co"))
