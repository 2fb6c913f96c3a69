"""Whether two names can be one person's, and which mailboxes are nobody's own."""

import re
from collections.abc import Callable
from enum import IntEnum
from typing import NamedTuple

from rapidfuzz.distance import OSA

from importing.spelling import same_given, skeleton

WORDS = re.compile(r"[^\W\d_]+")
APOSTROPHES = re.compile(r"['’ʼ`´]")
ROLES = frozenset(
    """
    abuse account accounts accueil achats acquisti admin administracion administratie
    administration administrator amministrazione anfrage anfragen anmeldung asiakaspalvelu
    assistenza atencion atendimento bestellingen bestellung bestellungen bewerbung bilgi billing
    biuro boekhouding bogholderi bonjour booking bookings buchhaltung bugs buhgalteria bureau
    careers clientes comercial commande commandes commercial committee community compliance
    compras comptabilite concierge contact contacto contato customercare customers
    customerservice desk destek direction direzione donations editor editorial einkauf ekonomi
    empfang empleo enquire enquiries enquiry events everybody everyone facturacion facturation
    fakturace famiglia familia familie famille family faturamento feedback finance financeiro
    forsaljning frontdesk geschaeftsfuehrung groups guests hello help helpdesk hi hola
    hostmaster hr iletisim inbox info information inkoop inquiries inquiry invoices jobs kadry
    kancelar kanzlei klantenservice kontakt kontor ksiegowosc kundendienst kundenservice
    kundeservice kundtjanst laskutus legal letters lists logistics mail mailbox management
    marketing media members membership mitglieder moderator muhasebe myynti nabava newsletter no
    noreply notifications obchod obitelj objednavky office operations orders ordini ordre otdel
    partners payments payroll pedidos people podpora podrska pomoc postmaster praxis
    prenotazioni prensa press presse privacy procurement prodaja purchasing racunovodstvo
    recepcao recepce recepcija recepcion recepcja receptie reception rechnung rechnungen
    recruiting recrutement redaktion registrar registration regnskab rekrutacja rental rentals
    reply research reservas reservation reservations returns rrhh sac sales salg satis
    secretaria secretariaat secretariat security segreteria sekretar sekretariat service
    services shipping shop siparis sklep soporte sprzedaz staff stampa store studio subscribe
    suporte support tajnistvo talent team tech technik termin termine tickets toimisto tourism
    training travel ucetni ufficio uprava ured vagas vendas vendite ventas verkauf verkoop
    vertrieb verwaltung volunteers vorstand warehouse webmaster welcome zakaz zamowienia
    zentrale
    """.split()
)


# Words beside a name, and those that tell father from son.
TITLES = frozenset("bsc cfa cpa dipl dr llm mba mr mrs msc phd pmp prof sir".split())
GENERATIONS = {"sr": 1, "senior": 1, "jr": 2, "junior": 2, "ii": 2, "iii": 3, "iv": 4}
SHORTEST_TYPO = 4  # letters of a word in which one may be wrong


class Names(NamedTuple):
    """What somebody is called, in words that can be compared; empty if nobody said."""

    words: frozenset[str]
    given: str = ""
    generation: int = 0  # 1 the elder, 2 the younger …; 0 if nobody said


class Fit(IntEnum):
    """How well two names fit, the best last."""

    NOT = 0
    UNKNOWN = 1  # one has none, or they can't be compared
    GIVEN = 2  # the same given name, another family name
    TYPO = 3
    INITIAL = 4  # an initial, or a part left out
    NICKNAME = 5
    SAME = 6


def names_of(display: str, given: str, family: str, suffix: str = "", not_names: str = "") -> Names:
    """The words of a name. `not_names`: what a display name may hold instead, as an address."""
    shown = "" if display == not_names else display
    words = _words(f"{given} {family}" if given or family else shown)
    first = _words(given) or words
    generation = _generation([*_words(suffix), *words[2:], *_words(shown)[2:]])
    ends = [word for word in words[2:] if word not in GENERATIONS]
    plain = [word for word in [*words[:2], *ends] if word not in TITLES]
    if len(plain) > 1:
        words = plain
    first = [word for word in first if word in words] or first
    return Names(frozenset(words), first[0] if first else "", generation)


def _words(text: str) -> list[str]:
    return [skeleton(word) for word in WORDS.findall(APOSTROPHES.sub("", text))]


def _generation(words: list[str]) -> int:
    return next((GENERATIONS[word] for word in words if word in GENERATIONS), 0)


def compatible(one: Names, other: Names) -> bool:
    """Whether both can name one person, known to have one mailbox of their own.

    So are a name and no name, the same words in another order or alphabet, a longer form of the
    shorter one, short forms, initials, and a given name with another family name; but never
    father and son.
    """
    if one.generation and other.generation and one.generation != other.generation:
        return False
    return fit(one, other) not in (Fit.NOT, Fit.TYPO)


def fit(one: Names, other: Names) -> Fit:
    """How well two names fit. Father and son fit: see `Names.generation`."""
    if not one.words or not other.words or _alphabets_differ(one, other):
        return Fit.UNKNOWN
    if one.words == other.words:
        return Fit.SAME
    shorter, longer = sorted((one.words, other.words), key=len)
    left, right = shorter - longer, longer - shorter
    if _pairs(left, right, same_given):
        return Fit.NICKNAME if left else Fit.INITIAL
    if _pairs(left, right, _is_initial):
        return Fit.INITIAL
    if one.given and _is_given(one.given, other.given):
        return Fit.TYPO if _pairs(left, right, _is_typo) else Fit.GIVEN
    return Fit.TYPO if _is_misspelt(one, other, left, right) else Fit.NOT


def _alphabets_differ(one: Names, other: Names) -> bool:
    """Of a name in an alphabet that we can't read into ours nobody can tell."""
    return any(map(str.isascii, one.words)) != any(map(str.isascii, other.words))


def _is_given(one: str, other: str) -> bool:
    return len(one) > 1 and len(other) > 1 and same_given(one, other)


def _pairs(
    words: frozenset[str], others: frozenset[str], alike: Callable[[str, str], bool]
) -> bool:
    """Whether each word is like another one of the others."""
    left = sorted(others)
    for word in sorted(words):
        match = next((each for each in left if alike(word, each)), None)
        if match is None:
            return False
        left.remove(match)
    return True


def _is_initial(one: str, other: str) -> bool:
    return 1 in (len(one), len(other)) and one[0] == other[0]


def _is_misspelt(one: Names, other: Names, left: frozenset[str], right: frozenset[str]) -> bool:
    """One wrong letter in one word, the others alike; Paul and Paula are two given names."""
    if not (len(left) == len(right) == 1 and one.words & other.words):
        return False
    [word], [instead] = left, right
    differ_at_the_end = word[:-2] == instead[:-2] or word[:-1] == instead or instead[:-1] == word
    return _is_typo(word, instead) and not differ_at_the_end


def _is_typo(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= SHORTEST_TYPO and OSA.distance(one, other) == 1


def is_shared(email: str) -> bool:
    """A mailbox of a role, such as info@ or sales.london@: it says nothing about who reads it."""
    words = WORDS.findall(email.partition("@")[0].casefold())
    return bool(words) and not ROLES.isdisjoint({words[0], words[-1], "".join(words)})
