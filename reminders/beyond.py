"""The lists behind the numbers of Today and of the weekly e-mail, each as long as its number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import ngettext

from contacts.filters import ORDERS, Sort
from contacts.keyset import page
from contacts.models import Contact
from contacts.reasons import reason
from contacts.selectors import role_of, time_left
from core.counting import length
from core.counting import said as counted
from interactions.models import Promise
from reminders import digest, selectors
from reminders.models import Reminder
from reminders.recall import LastTime, last_times

if TYPE_CHECKING:
    from accounts.models import User

PROMISES, DAYS = "promises", "days"


@dataclass(frozen=True)
class Beyond:
    """One page of the list."""

    rows: list[dict[str, Any]]
    said: str
    previous_url: str
    next_url: str


def beyond(user: "User", asked: Mapping[str, str], on: date) -> Beyond:
    """Whom Today counts and does not show; or, for `of=mail`, whom an e-mail of this day would.
    `all=1`: whom Today does not show either when it has everything unfolded."""
    kept = {name: asked[name] for name in ("of", "all") if name in asked}
    if kept.get("of") == "mail":
        people = digest.beyond(user, on)
    else:
        people = selectors.today(user, on, everything=kept.get("all") == "1").others
    after, before = asked.get("after", ""), asked.get("before", "")
    shown = people.select_related("company").prefetch_related("relationships__type")
    found = page(shown, ORDERS[Sort.NEXT], after=after, before=before)
    count = length(people)
    words = ngettext("%(count)s person", "%(count)s people", count)
    return Beyond(
        rows=_rows(found.rows, on),
        said=words % {"count": counted(count)},
        previous_url=_address(kept, before=found.before),
        next_url=_address(kept, after=found.after),
    )


@dataclass(frozen=True)
class LeftOut:
    """What an e-mail of this day would count and not name, beside people."""

    promises: list[Promise]
    milestones: Sequence[Reminder]


def left_out(user: "User", what: str, on: date) -> LeftOut:
    """`what`: promises, or the days to congratulate on."""
    contents = digest.weekly(user, on)
    if what == DAYS:
        return LeftOut([], contents.left_milestones)
    return LeftOut(contents.left_promises, ())


def _rows(people: list[Contact], on: date) -> list[dict[str, Any]]:
    last = last_times([contact.pk for contact in people], on)
    rows = []
    for contact in people:
        then = last.get(contact.pk, LastTime())
        rows.append(
            {
                "contact": contact,
                "sub": role_of(contact),
                "state": contact.state_on(on),
                "left": time_left(contact, on),
                "why": reason(contact, then.kind, then.precision, on),
            }
        )
    return rows


def _address(kept: Mapping[str, str], **place: str) -> str:
    if not any(place.values()):
        return ""
    return f"{reverse('reminders:others')}?{urlencode({**kept, **place})}"
