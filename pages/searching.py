"""Searching everywhere: people, companies, conversations, what is noted of people, and actions.

Plain values, ready to be shown, and never many: each group says where all of it stands.
"""

import uuid
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from contacts.folding import fold
from contacts.keyset import cursor
from contacts.models import Company, Contact
from contacts.selectors import role_of, time_left
from contacts.spelling import is_slip_of
from contacts.wording import about_day
from core.direction import isolated
from core.templatetags.ui import picture
from core.words import Piece, pieces, tidy
from interactions.models import Interaction, Participant
from pages import acting
from pages.acting import Act

if TYPE_CHECKING:
    from accounts.models import User

# Of each group, as you type and on the page.
FEW, MANY = 5, 20
LOOKALIKES = 60
SHORT = 2  # letters that nearly every name has somewhere
ACTED_ON = 3  # people that an action is offered for
RECENT = 5


@dataclass(frozen=True)
class Face:
    """What is drawn beside a person."""

    name: str
    state: str
    left: float


@dataclass(frozen=True)
class Hit:
    """Something that was found, and where it leads."""

    label: str
    url: str
    sub: str = ""
    image: str = ""
    face: Face | None = None
    snippet: tuple[Piece, ...] = ()
    act: Act | None = None


@dataclass(frozen=True)
class Group:
    key: str
    title: str
    hits: list[Hit]
    all_url: str = ""


@dataclass(frozen=True)
class Search:
    """One search of one user. `most`: how many of each group."""

    user: "User"
    text: str
    on: date
    most: int = FEW

    @cached_property
    def groups(self) -> list[Group]:
        """What there is, in the order in which it is shown; empty groups are left out."""
        text = tidy(self.text)
        verb, rest = acting.verb_of(text)
        parts = [self._doing(verb, rest)] if verb else []
        parts += self._found(text) if text else self._start()
        return [group for group in parts if group.hits]

    @property
    def count(self) -> int:
        return sum(len(group.hits) for group in self.groups)

    # --- while nothing is typed ------------------------------------------------------------

    def _start(self) -> list[Group]:
        acts = [_acting(act) for act in acting.places("")]
        people = Contact.objects.for_user(self.user).kept().present().lately_talked_with()
        recent = people.for_rows()[:RECENT]
        return [
            Group("acts", _("Actions"), acts[: acting.FIRST]),
            Group("recent", _("Talked with lately"), [self._person(one) for one in recent]),
            Group("places", _("Go to"), acts[acting.FIRST :]),
        ]

    # --- what is found ------------------------------------------------------------

    def _found(self, text: str) -> list[Group]:
        people = self._people(text)
        acts = Group("acts", _("Actions"), [_acting(act) for act in acting.places(text)])
        return [people, acts, self._companies(text), self._talks(text), self._notes(text)]

    def _people(self, text: str) -> Group:
        found = self.named(text, self.most + 1)
        query = urlencode({"q": text})
        more = f"{reverse('contacts:list')}?{query}" if len(found) > self.most else ""
        hits = [self._person(contact) for contact in found[: self.most]]
        return Group("people", _("People"), hits, more)

    def named(self, text: str, most: int) -> list[Contact]:
        """People by names, company, title and addresses; if there is nobody, those whose name
        is only a slip of the finger away."""
        own = Contact.objects.for_user(self.user).kept().for_rows()
        # The same answer as below, without ranking everybody who has these letters somewhere.
        if len(text) <= SHORT:
            begun = list(own.whose_name_begins(text).best_first(text)[:most])
            if len(begun) == most:
                return begun
        if found := list(own.matching(text).best_first(text)[:most]):
            return found
        like = own.similar_to(text, LOOKALIKES)
        return [
            contact
            for contact in like.order_by("sort_name", "pk")
            if is_slip_of(text, contact.display) or is_slip_of(text, contact.nickname)
        ][:most]

    def _companies(self, text: str) -> Group:
        own = Company.objects.for_user(self.user).beginning(fold(text)).with_people()
        hits = [
            Hit(
                label=company.name,
                url=f"{reverse('contacts:list')}?company={company.pk}",
                image="building-2",
            )
            for company in own[: self.most]
        ]
        return Group("companies", _("Companies"), hits)

    def _talks(self, text: str) -> Group:
        there = Participant.objects.for_user(self.user).select_related("contact")
        found = Interaction.objects.for_user(self.user).kept().saying(text, self.most)
        rows = found.select_related("kind").prefetch_related(
            Prefetch("participants", queryset=there)
        )
        return Group("talks", _("Conversations"), [self._talk(row) for row in rows])

    def _talk(self, row: Interaction) -> Hit:
        people = [part.contact for part in row.participants.all()]
        shown = sorted((p for p in people if p.deleted_at is None), key=lambda p: p.sort_name)
        names = ", ".join(isolated(person.display) for person in shown)
        what = _("%(what)s with %(who)s") if names else "%(what)s"
        when = about_day(row.occurred_on, row.precision, self.on)
        sealed = _("sensitive, not shown here")
        return Hit(
            label=what % {"what": row.kind, "who": names},
            url=_in_timeline(shown[0], row)
            if shown
            else reverse("interactions:edit", args=[row.pk]),
            sub=f"{when} · {sealed}" if row.sensitive else when,
            image=picture(row.kind.key, "kind"),
            snippet=() if row.sensitive else tuple(pieces(row.headline)),  # type: ignore[attr-defined]
        )

    def _notes(self, text: str) -> Group:
        people = Contact.objects.for_user(self.user).kept().for_rows()
        hits = [
            self._person(contact, snippet=contact.headline)  # type: ignore[attr-defined]
            for contact in people.noted(text, self.most)
        ]
        return Group("notes", _("Noted of people"), hits)

    def _person(self, contact: Contact, *, snippet: str = "") -> Hit:
        state = str(contact.state_on(self.on))
        return Hit(
            label=contact.display,
            url=contact.get_absolute_url(),
            sub=role_of(contact),
            face=Face(contact.display, state, time_left(contact, self.on)),
            snippet=tuple(pieces(snippet)) if snippet else (),
        )

    # --- what is to be done ------------------------------------------------------------

    def _doing(self, verb: str, rest: str) -> Group:
        name, day = acting.name_and_day(verb, rest, self.on)
        people = self.named(name, ACTED_ON) if name else []
        acts = (act for one in people for act in acting.with_person(verb, one, day, self.on))
        return Group("doing", _("Do"), [_acting(act) for act in acts])


def _acting(act: Act) -> Hit:
    return Hit(label=act.label, url=act.url, image=act.image, act=act)


def _in_timeline(contact: Contact, row: Interaction) -> str:
    """The person's page, from this conversation on."""
    before = uuid.UUID(int=row.pk.int + 1)  # newest first: the place just above it
    query = urlencode({"after": cursor([row.occurred_on, before])})
    return f"{contact.get_absolute_url()}?{query}#entry-{row.pk}"
