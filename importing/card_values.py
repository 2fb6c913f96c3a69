"""The value of a vCard's property: decoded, unescaped, divided; with its parameters."""

import binascii
import codecs
import quopri
import re
from functools import cached_property
from urllib.parse import unquote, unquote_to_bytes

from django.utils.translation import gettext as _

from contacts.pictures import UnfitPicture
from importing.cleaning import clean_line
from importing.enums import WarningCode
from importing.limits import MAX_NOTE, MAX_PHOTO_BYTES
from importing.reading import decode_western, join_surrogates
from importing.vcards import Property

ESCAPED = re.compile(r"\\(.)", re.DOTALL)
CARET = {"^n": "\n", "^N": "\n", "^^": "^", "^'": '"'}
PARAM = re.compile(r';((?:[^;"]|"[^"]*"?)*)')
ENCODINGS = {"quoted-printable": "q", "base64": "b", "b": "b", "q": "q"}
OTHER_ENCODINGS = {"8bit", "7bit", "binary"}
PLACES = {"url", "uri", "inline", "content-id", "cid"}
MOST = 4 * MAX_NOTE + 1_000_000  # bytes of a text that are decoded
# What a CHARSET may name: text, in a table of letters. Python knows codecs that are neither.
CHARSETS = frozenset(
    codecs.lookup(name).name
    for name in (
        "utf-8 utf-16 utf-16-le utf-16-be utf-32 ascii cp437 cp850 cp852 cp866 koi8-r koi8-u"
        " mac-roman mac-cyrillic mac-latin2 shift_jis cp932 euc-jp iso2022-jp euc-kr cp949"
        " gb2312 gbk gb18030 big5 cp874 tis-620"
        f" {' '.join(f'cp{page}' for page in range(1250, 1259))}"
        f" {' '.join(f'iso8859-{part}' for part in range(1, 17) if part != 12)}"
    ).split()
)
LATIN_1 = {"iso8859-1", "ascii", "cp1252"}  # on the web, and in cards, cp1252 is meant
FIRST_CHOICE, LAST_CHOICE = 1, 101  # of PREF; without one a value comes last


class Value:
    """A property as it can be used. `warnings`: what was not as it should be in its bytes."""

    def __init__(self, prop: Property, encoding: str) -> None:
        self.raw = prop.value
        self.is_cut = prop.is_cut
        self.warnings: list[WarningCode] = []
        self._encoding = encoding
        head = self._decode_head(prop.head)
        name, semicolon, rest = head.partition(";")
        group, _dot, plain = name.strip().rpartition(".")
        self.name, self.group = plain.upper(), group.upper()
        self._params: dict[str, str] = {}
        self.type_list: list[str] = []
        self._transfer = ""
        self._place = ""
        for param in PARAM.findall(semicolon + rest):
            self._take_param(param)

    def _decode_head(self, head: bytes) -> str:
        return head.decode("ascii") if head.isascii() else self._decode(head, "")

    def _take_param(self, param: str) -> None:
        name, equals, value = param.partition("=")
        name = name.strip().upper()
        plain = _without_carets(value.strip().replace('"', ""))
        if not equals:
            self._take_bare(name.lower())
        elif name == "TYPE":
            for each in plain.lower().replace("\\", "").split(","):
                self._take_bare(each.strip())
        elif name == "ENCODING":
            self._transfer = ENCODINGS.get(plain.lower(), self._transfer)
        elif name == "VALUE":
            self._place = plain.lower()
        else:
            self._params.setdefault(name, plain)

    def _take_bare(self, word: str) -> None:
        """2.1 has parameters without a name."""
        if word in ENCODINGS and self.name not in ("EMAIL", "TEL"):
            self._transfer = ENCODINGS[word]
        elif word in PLACES and not self._place and self.name != "URL":
            self._place = word
        elif word and word not in OTHER_ENCODINGS:
            self.type_list.append(word)

    def param(self, name: str) -> str:
        return self._params.get(name, "")

    @cached_property
    def types(self) -> set[str]:
        return set(self.type_list)

    @property
    def preference(self) -> int:
        """Of several values: the less, the sooner."""
        if self.name not in ("EMAIL", "TEL", "URL", "ADR", "IMPP"):
            return 0
        said = self.param("PREF")
        if said.isdigit() and len(said) < 4:
            return min(int(said), LAST_CHOICE)
        return FIRST_CHOICE if "pref" in self.types else LAST_CHOICE

    @property
    def is_place(self) -> bool:
        """Whether the value says where something lies, instead of being it."""
        return self._place in ("uri", "url", "content-id", "cid")

    @cached_property
    def data(self) -> bytes:
        """The bytes, without what they were wrapped in."""
        if self._transfer == "q":
            return quopri.decodestring(self.raw[:MOST])
        if self._transfer == "b" and self.name != "PHOTO":
            return _unwrapped(self.raw[:MOST])
        return self.raw[:MOST]

    @cached_property
    def escaped(self) -> str:
        """The text with its backslashes."""
        text = self._decode(self.data, self.param("CHARSET"))
        if "\x00" in text:
            self._warn(WarningCode.NUL_REMOVED)
        return text.replace("\x00", "")

    def _decode(self, data: bytes, charset: str) -> str:
        if data.isascii() and not charset.lower().startswith(("utf-16", "utf-32", "iso-2022")):
            return data.decode("ascii")
        named = _known_charset(charset)
        if named and named != "utf-8":
            text = _try_decode(data, "cp1252" if named in LATIN_1 else named)
            return decode_western(data) if text is None else text
        if (text := _try_decode(data, "utf-8")) is not None:
            if "\ufffd" in text and self._encoding.startswith(("utf-16", "utf-32")):
                self._warn(WarningCode.LONE_SURROGATE)
            return text
        return self._decode_odd(data)

    def _decode_odd(self, data: bytes) -> str:
        """What should be UTF-8 and is not."""
        try:
            text = data.decode("utf-8", errors="surrogatepass")
        except UnicodeDecodeError:
            pass  # review: ok, not even nearly UTF-8; what it is instead follows
        else:
            self._warn(WarningCode.LONE_SURROGATE)
            return join_surrogates(text)
        if self._encoding.startswith("utf"):
            self._warn(WarningCode.MIXED_ENCODING)
        elif (read := _try_decode(data, self._encoding)) is not None:
            return read
        return decode_western(data)

    def _warn(self, code: WarningCode) -> None:
        if code not in self.warnings:
            self.warnings.append(code)

    @cached_property
    def text(self) -> str:
        """The whole value as text of several lines."""
        return _unescape(self.escaped)

    @cached_property
    def line(self) -> str:
        """The whole value as one line."""
        return clean_line(self.text)

    @cached_property
    def parts(self) -> list[str]:
        """What semicolons divide."""
        return [_unescape(part) for part in _split(self.escaped, ";")]

    @cached_property
    def items(self) -> list[str]:
        """What commas divide."""
        return [_unescape(item) for item in _split(self.escaped, ",")]

    @cached_property
    def version_lists(self) -> list[list[str]]:
        """Parts that may be lists: `Ana,Luz` are two names, but `Ficta, S.A.` is one."""
        return [
            [_unescape(part)] if ", " in part else [_unescape(item) for item in _split(part, ",")]
            for part in _split(self.escaped, ";")
        ]

    @property
    def phone(self) -> str:
        """A number, of a tel: address too, with its extension."""
        text = self.line
        if text[:4].lower() != "tel:":
            return text
        number, *more = unquote(text[4:]).split(";")
        extension = next((part for part in more if part.lower().startswith("ext=")), "")
        return f"{number};{extension}" if extension else number


def _try_decode(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _known_charset(name: str) -> str:
    """Python's name of a charset, "" for what is none."""
    try:
        found = codecs.lookup(name.strip()).name if name.strip().isascii() else ""
    except (LookupError, ValueError):
        return ""
    return found if found in CHARSETS else ""


def _unescape(text: str) -> str:
    if "\\" not in text:
        return text
    return ESCAPED.sub(_plain, text)


def _plain(match: re.Match[str]) -> str:
    """`\\n` is a line end; before a sign the backslash goes, before a letter it is one."""
    char = match[1]
    if char in "nN":
        return "\n"
    return match[0] if char.isalnum() else char


def _split(text: str, divider: str) -> list[str]:
    """At each divider that no backslash stands before."""
    if "\\" not in text:
        return text.split(divider)
    return re.findall(rf"((?:[^\\{divider}]|\\.?)*)(?:{divider}|$)", text, re.DOTALL)[
        : _count(text, divider)
    ]


def _count(text: str, divider: str) -> int:
    return ESCAPED.sub("", text).count(divider) + 1


def _without_carets(text: str) -> str:
    """RFC 6868."""
    if "^" not in text:
        return text
    return re.sub(r"\^[nN^']", lambda match: CARET[match[0]], text)


def _unwrapped(raw: bytes) -> bytes:
    """Base64, as far as it is any."""
    try:
        return binascii.a2b_base64(raw)
    except binascii.Error:
        return raw


def picture_in(value: Value) -> bytes | None:
    """The bytes of a picture in a card; None for an address of one, which is never fetched.

    Raises UnfitPicture for what is too large or can't be decoded.
    """
    raw = value.raw.strip()
    if value.is_cut or len(raw) > MAX_PHOTO_BYTES:
        raise UnfitPicture(_("This picture is too large."))
    start = raw[:64].lower()
    if start.startswith(b"data:"):
        return _of_data_address(raw)
    if value.is_place or re.match(rb"[a-z][a-z0-9+.-]*\\?:", start):
        return None
    if value._transfer == "q":
        return value.data
    return _decoded(raw)


def _of_data_address(raw: bytes) -> bytes:
    head, _comma, body = raw.partition(b",")
    body = body.replace(b"\\", b"")
    if b"base64" in head.lower():
        return _decoded(unquote_to_bytes(body) if b"%" in body else body)
    return unquote_to_bytes(body)


def _decoded(raw: bytes) -> bytes:
    try:
        return binascii.a2b_base64(raw)
    except binascii.Error as error:
        raise UnfitPicture(_("This picture is damaged.")) from error
