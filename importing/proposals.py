"""Who a new person may be to the user, and why: said in one short sentence, never done.

The first rule that fits wins: what the user said (a tag), what they did (others at the same
company), whose e-mail domain they share, what a job title tells.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.enums import MethodKind, TypeKey
from contacts.folding import fold
from contacts.models import Contact, ContactMethod, ContactTag, Relationship, RelationshipType

if TYPE_CHECKING:
    from accounts.models import User

SEVERAL = 2  # others at a company who are the same to the user
# Where everybody may have a mailbox, so that sharing the domain says nothing.
OPEN_TO_ALL = frozenset(
    """
    aol.com fastmail.com free.fr gmail.com gmx.at gmx.ch gmx.de gmx.net googlemail.com hey.com
    hotmail.com icloud.com laposte.net libero.it live.com mac.com mail.com mail.ru mailbox.org
    me.com msn.com naver.com orange.fr outlook.com pm.me posteo.de proton.me protonmail.com qq.com
    seznam.cz t-online.de wanadoo.fr web.de yahoo.com yahoo.co.jp yahoo.de yahoo.fr yandex.ru
    163.com
    """.split()
)
TAGS = {
    TypeKey.MENTOR: "mentor mentors mentorin coach adviser advisor".split(),
    TypeKey.CLIENT: "client clients customer customers kunde kunden cliente clientes".split(),
    TypeKey.PEER: "peer peers colleague colleagues kollege kollegen collegue collegues".split(),
    TypeKey.MANAGER: "manager boss chef chefin jefe lead".split(),
    TypeKey.MENTEE: "mentee mentees".split(),
    TypeKey.INDUSTRY: "industry conference press investor recruiter branche".split(),
}
TITLES = {
    TypeKey.MENTOR: "mentor coach professor emeritus adviser advisor".split(),
    TypeKey.MENTEE: "student intern trainee apprentice werkstudent praktikant stagiaire".split(),
    TypeKey.CLIENT: "procurement purchasing buyer einkauf einkaufer einkauferin".split(),
    TypeKey.INDUSTRY: "recruiter recruiting sourcer headhunter investor journalist".split(),
}
LEADING = frozenset("ceo cto cfo coo chief director head lead manager president vp".split())


class Proposal(NamedTuple):
    type_id: uuid.UUID
    why: str


@dataclass(frozen=True)
class Known:
    """What is known of some new people and of the user, for all of them at once."""

    types: dict[str, RelationshipType]  # offered, by key and by folded name
    own_domain: str
    domains: dict[uuid.UUID, list[str]]
    tags: dict[uuid.UUID, list[str]]
    at_company: dict[uuid.UUID, tuple[RelationshipType, int]]


def proposals(user: "User", people: Sequence[Contact], *, on: date) -> dict[uuid.UUID, Proposal]:
    """For whom there is one. `people` have their company fetched. Four queries for any number."""
    known = _known(user, people, on)
    found = ((person.pk, _propose(person, known)) for person in people)
    return {pk: proposal for pk, proposal in found if proposal is not None}


def _propose(person: Contact, known: Known) -> Proposal | None:
    rules = (_by_tag, _by_company, _by_domain, _by_title)
    return next((found for rule in rules if (found := rule(person, known))), None)


def _by_tag(person: Contact, known: Known) -> Proposal | None:
    for tag in known.tags.get(person.pk, ()):
        type = known.types.get(fold(tag)) or _of_word(TAGS, fold(tag).split(), known)
        if type:
            return _because(type, _("you tagged them “%(tag)s”") % {"tag": tag})
    return None


def _by_company(person: Contact, known: Known) -> Proposal | None:
    if person.company is None or person.company.pk not in known.at_company:
        return None
    type, count = known.at_company[person.company.pk]
    said = ngettext(
        "%(count)s other person at %(company)s is one",
        "%(count)s others at %(company)s are",
        count,
    )
    return _because(type, said % {"count": count, "company": person.company.name})


def _by_domain(person: Contact, known: Known) -> Proposal | None:
    if not known.own_domain or known.own_domain not in known.domains.get(person.pk, ()):
        return None
    words = {"domain": known.own_domain, "title": person.title}
    manager, peer = known.types.get(TypeKey.MANAGER), known.types.get(TypeKey.PEER)
    if manager and not LEADING.isdisjoint(fold(person.title).split()):
        said = _("they are %(title)s and write from %(domain)s, as you do")
        return _because(manager, said % words)
    return _because(peer, _("they write from %(domain)s, as you do") % words) if peer else None


def _by_title(person: Contact, known: Known) -> Proposal | None:
    words = fold(person.title).replace(",", " ").split()
    type = _of_word(TITLES, words, known)
    return _because(type, _("their title is %(title)s") % {"title": person.title}) if type else None


def _of_word(
    table: dict[TypeKey, list[str]], words: Iterable[str], known: Known
) -> RelationshipType | None:
    said = set(words)
    keys = (key for key, telling in table.items() if not said.isdisjoint(telling))
    return next((known.types[key] for key in keys if key in known.types), None)


def _because(type: RelationshipType, why: str) -> Proposal:
    return Proposal(type.pk, _("Perhaps %(type)s: %(why)s.") % {"type": type, "why": why})


# --- what is known ------------------------------------------------------------------------


def _known(user: "User", people: Sequence[Contact], on: date) -> Known:
    types = list(RelationshipType.objects.for_user(user).active())
    by_name = {fold(str(type)): type for type in types}
    ids = [person.pk for person in people]
    return Known(
        types={**by_name, **{type.key: type for type in types if type.key}},
        own_domain=_own_domain(user),
        domains=_domains(user, ids),
        tags=_tags(user, ids),
        at_company=_at_company(user, people, types, on),
    )


def _own_domain(user: "User") -> str:
    domain = user.email.rpartition("@")[2].casefold()
    return "" if domain in OPEN_TO_ALL else domain


def _domains(user: "User", ids: list[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    found = defaultdict(list)
    rows = ContactMethod.objects.for_user(user).filter(contact__in=ids, kind=MethodKind.EMAIL)
    for pk, address in rows.values_list("contact", "normalised"):
        found[pk].append(address.rpartition("@")[2])
    return found


def _tags(user: "User", ids: list[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    found = defaultdict(list)
    rows = ContactTag.objects.for_user(user).filter(contact__in=ids).order_by("tag__folded")
    for pk, name in rows.values_list("contact", "tag__name"):
        found[pk].append(name)
    return found


def _at_company(
    user: "User", people: Sequence[Contact], types: list[RelationshipType], on: date
) -> dict[uuid.UUID, tuple[RelationshipType, int]]:
    """What most of those are whom the user has sorted already, where they are several."""
    new = Contact.objects.for_user(user).by_ids(person.pk for person in people)
    companies = new.exclude(company=None).values("company")
    ties = Relationship.objects.for_user(user).current(on).filter(contact__company__in=companies)
    counts: defaultdict[uuid.UUID, Counter[uuid.UUID]] = defaultdict(Counter)
    for company, type_id in ties.values_list("contact__company", "type"):
        counts[company][type_id] += 1
    offered = {type.pk: type for type in types}
    most = {company: counted.most_common(1)[0] for company, counted in counts.items()}
    return {
        company: (offered[type_id], count)
        for company, (type_id, count) in most.items()
        if count >= SEVERAL and type_id in offered
    }
