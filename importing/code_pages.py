"""Which old code page a text is written in: the one in which its words are words.

A letter alone proves little: ř is ø in another code page, and both are letters. But a word is of
one language, and Dvoøák is of none.
"""

import re
from functools import cache

# Letters beyond a to z of the languages that each code page was made for; the likeliest first.
WESTERN = (
    "äöüß àâæçéèêëîïôœùûüÿ áéíñóúü àçèéíïòóúü àáâãçéêíóôõúü àèéìíîòóùú æøåéê åäöéü äöåšž "
    "àèéëïöüáíóú"
)
ICELANDIC = " áéíóúýþæöð"
EASTERN = "ąćęłńóśźż áčďéěíňóřšťúůýž áäčďéíĺľňóôŕšťúýž čćđšž áéíóöőúüű ăâîşţ äöüß ëç"
CYRILLIC = (
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя абвгґдеєжзиіїйклмнопрстуфхцчшщьюя "
    "абвгдеёжзійклмнопрстуўфхцчшыьэюя абвгдђежзијклљмнњопрстћуфхцчџш "
    "абвгдѓежзѕијклљмнњопрстќуфхцчџш"
)
CODE_PAGES = {
    "cp1252": WESTERN + ICELANDIC,
    "cp1250": EASTERN,
    "mac_roman": WESTERN,
    "cp1254": "çğıi\u0307öşüâîû äöüß",
    "cp1257": "ąčęėįšųūž āčēģīķļņšūž äõöüšž äöüß",
    "iso8859_2": EASTERN,
    "cp1251": CYRILLIC,
    "koi8_r": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "cp1253": "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ",
    "cp1255": "אבגדהוזחטיךכלםמןנסעףפץצקרשת",
    "cp1256": "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهويىپچژگک",
}
# Writings of many signs: where their common ones stand in the table that they come from.
SIGNS = {
    "cp932": ("euc_jp", range(0xA4, 0xD0)),
    "cp949": ("euc_kr", range(0xB0, 0xC9)),
    "gb18030": ("gb2312", range(0xB0, 0xD8)),
    "big5": ("big5", range(0xA4, 0xC7)),
}
WORD = re.compile(r"[^\x00-@\[-`{-\x7f]*[^\x00-\x7f][^\x00-@\[-`{-\x7f]*")
BEFORE, AFTER = "“„‚‘«»¿¡", "“”‘’»«…™®©°ªº€"
# A dash before a capital, an apostrophe as in O’Neill, d’Or and Anna’s; elsewhere both are letters
# of another code page.
DIVIDES = re.compile(
    r"[–—·](?=[^\W\d_a-z]|$)|^[–—·]|(?<=^[^\W\d_])’|(?<=^[^\W\d_]{2})’|’(?=[A-Z]|[st]$)"
)
JAPANESE = "ー々・"
# Letters where they stand in no word.
IMPOSSIBLE = re.compile(r"^ð|[aeiou]æ|aè|[ךםןףץ].", re.IGNORECASE)
# And where one code page alone has them: õ of Simões is ő of Győző, ã of João is ă of Răzvan.
IMPOSSIBLE_IN = {
    "cp1252": re.compile(
        r"õ(?!e)|ã(?![oei]|s?$)|è[aeou]|ñ(?![aeiouáéíóúü])|(?:sz|[glnt]y|zs)û|û(?:z|cs)",
        re.IGNORECASE,
    ),
    "cp1250": re.compile(r"ő[aeiouöüő]", re.IGNORECASE),
}
NEVER = re.compile(r"(?!)")


def guess_code_page(text: bytes) -> str:
    """The code page in which most words are words; of several the likeliest."""
    return max((*CODE_PAGES, *SIGNS), key=lambda name: _words_in(text, name))


def _words_in(text: bytes, code_page: str) -> float:
    fits = _is_of_signs if code_page in SIGNS else _likelihood
    return sum(fits(word, code_page) for word in WORD.findall(text.decode(code_page, "replace")))


def _likelihood(word: str, code_page: str) -> float:
    """From 0 to 1; names begin with a capital, where there are any."""
    word = word.lstrip(BEFORE).rstrip(AFTER)
    return min(_of_a_part(part, code_page) for part in DIVIDES.split(word))


@cache
def _alphabets(code_page: str) -> list[frozenset[str]]:
    return [frozenset(letters) for letters in CODE_PAGES[code_page].split()]


def _of_a_part(part: str, code_page: str) -> float:
    high = frozenset(char for char in part.lower() if char > "\x7f")
    if not any(high <= letters for letters in _alphabets(code_page)):
        return 0.0
    if IMPOSSIBLE.search(part) or IMPOSSIBLE_IN.get(code_page, NEVER).search(part):
        return 0.0
    if not part.isupper() and any(char.isupper() and char > "\x7f" for char in part[1:]):
        return 0.0
    return 0.5 if part[:1].islower() or (part.isupper() and len(part) > 1) else 1.0


def _is_of_signs(word: str, code_page: str) -> float:
    return 1.0 if all(_is_common(sign, code_page) for sign in word) else 0.0


def _is_common(sign: str, code_page: str) -> bool:
    table, rows = SIGNS[code_page]
    try:
        return sign in JAPANESE or sign.encode(table)[0] in rows
    except UnicodeEncodeError:
        return False
