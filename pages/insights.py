"""What Insights says: a few figures that are true, each leading to whom or what it counts.

Every count comes from the queryset that the list behind its link shows (pages.insight_lists, or
the list of people), so that the two cannot differ.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from contacts.enums import State
from contacts.models import Contact
from pages.figures import BANDS
from pages.happenings import Favours, InTouch, Talks, Warmth, favours, in_touch, talks, warmth
from pages.introductions import Introductions, introductions
from pages.network import Balance, Employers, Reconnect, balance, employers, reconnect
from pages.periods import Span
from pages.warmth_history import BANDS as RECKONED_BANDS

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Insights:
    span: Span
    touch: InTouch
    balance: Balance
    talks: Talks
    warmth: Warmth
    favours: Favours
    employers: Employers
    reconnect: Reconnect
    introductions: Introductions

    @property
    def spans(self) -> list[dict[str, Any]]:
        here = reverse("pages:insights")
        return [
            {"label": span.label, "url": f"{here}?span={span.value}", "on": span is self.span}
            for span in Span
        ]

    @property
    def bands(self) -> tuple[State, ...]:
        return BANDS

    @property
    def reckoned_bands(self) -> tuple[State, ...]:
        return RECKONED_BANDS

    @property
    def nobody(self) -> bool:
        """Whether there is nothing to look at yet."""
        return not (self.balance.filled or self.talks.total or self.introductions.groups)


def insights(user: "User", span: Span, on: date) -> Insights:
    """The whole page, in the same few queries for any number of people."""
    people = Contact.objects.for_user(user).kept()
    return Insights(
        span=span,
        touch=in_touch(user, span, on),
        balance=balance(user, on),
        talks=talks(user, span, on),
        warmth=warmth(user, on),
        favours=favours(user, span, on),
        employers=employers(user, on),
        reconnect=reconnect(user, on, people.in_states([State.DORMANT], on).count()),
        introductions=introductions(user, on),
    )
