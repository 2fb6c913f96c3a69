"""What happened over time: conversations, with how many people, favours, and warmth."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.utils.dates import MONTHS
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.enums import State
from core.days import written
from core.templatetags.ui import STATE_WORDS, band
from interactions.enums import Effect, MarkVerb, MarkWhat
from interactions.models import Interaction, Mark, Participant
from pages import charts
from pages.figures import Cell, Line, address, cell
from pages.periods import Period, Span, begins, buckets, month_back, month_end
from pages.warmth_history import BANDS as RECKONED_BANDS
from pages.warmth_history import bands_at

if TYPE_CHECKING:
    from accounts.models import User

# With more periods than this, a phone shows every second label.
MANY = 6


@dataclass(frozen=True)
class Talks:
    """Conversations of each month, or of each year."""

    periods: list[Period]
    counts: list[tuple[int, int]]  # talks, messages
    whole: Period
    yearly: bool

    @property
    def total(self) -> int:
        return sum(map(sum, self.counts))

    @property
    def url(self) -> str:
        return talks_url(self.whole)

    @property
    def busiest(self) -> str:
        """The period with the most, by its full name; blank where two have as many."""
        sums = [sum(pair) for pair in self.counts]
        if len(sums) < 2 or sums.count(max(sums)) > 1 or not max(sums):
            return ""
        return self._named(self.periods[sums.index(max(sums))])

    def _named(self, period: Period) -> str:
        if self.yearly or period.first is None:
            return period.label
        return f"{MONTHS[period.first.month]} {period.first.year}"

    @property
    def chart(self) -> dict[str, Any]:
        drawn = charts.upright(self.counts)
        for place, (bar, period) in enumerate(zip(drawn["bars"], self.periods, strict=True)):
            bar |= {
                "label": period.label,
                "url": talks_url(period),
                "says": self._named(period),
                "wide": len(self.periods) > MANY and (len(self.periods) - place) % 2 == 0,
            }
        return drawn

    @property
    def head(self) -> list[str]:
        return [_("Year") if self.yearly else _("Month"), _("Talks"), _("Messages"), _("All")]

    @property
    def table(self) -> list[Line]:
        return [
            Line(
                self._named(period),
                [
                    cell(talks, talks_url(period, Effect.TALK)),
                    cell(messages, talks_url(period, Effect.CONTACT)),
                    cell(talks + messages, talks_url(period)),
                ],
            )
            for period, (talks, messages) in zip(self.periods, self.counts, strict=True)
        ]


def talks_url(period: Period, effect: Effect | None = None) -> str:
    what = f"what={effect.value}" if effect else ""
    return address("pages:insight_talks", period.query, what)


def talks(user: "User", span: Span, on: date) -> Talks:
    logged = Interaction.objects.for_user(user).conversations(on)
    first = begins(span, on)
    months = logged.between(first, None).by_month()
    periods = buckets(span, on, min((month for month, *_ in months), default=None))
    sums: list[dict[str, int]] = [{} for _ in periods]
    for month, effect, count in months:
        place = next(at for at, period in enumerate(periods) if _holds(period, month))
        sums[place][effect] = sums[place].get(effect, 0) + count
    return Talks(
        periods=periods,
        counts=[(found.get(Effect.TALK, 0), found.get(Effect.CONTACT, 0)) for found in sums],
        whole=Period(first, None),
        yearly=span is Span.ALL,
    )


def _holds(period: Period, day: date) -> bool:
    return (period.first is None or period.first <= day) and (
        period.last is None or day <= period.last
    )


@dataclass(frozen=True)
class InTouch:
    """With how many people there was contact, and with how many in the time before."""

    now: int
    before: int | None
    period: Period
    earlier: Period | None

    @property
    def said(self) -> Cell:
        return cell(self.now, touch_url(self.period))

    @property
    def said_before(self) -> Cell | None:
        if not self.before or self.earlier is None:
            return None
        return cell(self.before, touch_url(self.earlier))


def touch_url(period: Period) -> str:
    return address("pages:insight_people", period.query)


def in_touch(user: "User", span: Span, on: date) -> InTouch:
    """The months of the span, and as many before them: up to the same day of the month."""
    parts = Participant.objects.for_user(user).in_touch(on)
    first = begins(span, on)
    if first is None:
        now = parts.aggregate(now=Count("contact", distinct=True))["now"]
        return InTouch(now, None, Period(None, None), None)
    start = month_back(on, 2 * int(span) - 1)
    # As far into its last month as today is into this one, so that like is set against like.
    end = min(month_back(on, int(span)) + timedelta(days=on.day - 1), first - timedelta(days=1))
    recent, earlier = Q(occurred_on__gte=first), Q(occurred_on__gte=start, occurred_on__lte=end)
    found = parts.aggregate(
        now=Count("contact", distinct=True, filter=recent),
        before=Count("contact", distinct=True, filter=earlier),
    )
    return InTouch(found["now"], found["before"], Period(first, None), Period(start, end))


FAVOURS = {
    MarkWhat.ADVICE: gettext_lazy("Advice"),
    MarkWhat.INTRODUCTION: gettext_lazy("Introductions"),
    MarkWhat.REFERRAL: gettext_lazy("Referrals"),
    MarkWhat.REFERENCE: gettext_lazy("References"),
    MarkWhat.READING: gettext_lazy("Things to read"),
    MarkWhat.HELP: gettext_lazy("Help"),
}


@dataclass(frozen=True)
class Favours:
    """What was given and received, by kind."""

    counts: dict[tuple[str, str], int]
    period: Period

    def _of(self, verb: MarkVerb, what: MarkWhat | None = None) -> int:
        kinds = [what] if what else list(MarkWhat)
        return sum(self.counts.get((verb.value, kind.value), 0) for kind in kinds)

    def _cell(self, verb: MarkVerb, what: MarkWhat | None = None) -> Cell:
        return cell(self._of(verb, what), favours_url(self.period, verb, what))

    @property
    def any(self) -> bool:
        return bool(self.counts)

    @property
    def given(self) -> Cell:
        return self._cell(MarkVerb.GAVE)

    @property
    def received(self) -> Cell:
        return self._cell(MarkVerb.RECEIVED)

    @property
    def asked(self) -> Cell:
        return self._cell(MarkVerb.ASKED)

    @property
    def kinds(self) -> list[MarkWhat]:
        return [what for what in MarkWhat if any(self._of(verb, what) for verb in MarkVerb)]

    @property
    def chart(self) -> dict[str, Any]:
        pairs = [
            (self._of(MarkVerb.GAVE, what), self._of(MarkVerb.RECEIVED, what))
            for what in self.kinds
        ]
        drawn = charts.both_ways(pairs)
        for bar, what in zip(drawn["bars"], self.kinds, strict=True):
            bar |= {
                "label": FAVOURS[what],
                "given": self._cell(MarkVerb.GAVE, what),
                "received": self._cell(MarkVerb.RECEIVED, what),
            }
        return drawn

    @property
    def head(self) -> list[str]:
        return [_("Kind"), _("Given"), _("Received"), _("Asked for")]

    @property
    def table(self) -> list[Line]:
        return [
            Line(str(FAVOURS[what]), [self._cell(verb, what) for verb in MarkVerb])
            for what in self.kinds
        ]


def favours_url(period: Period, verb: MarkVerb, what: MarkWhat | None = None) -> str:
    parts = [f"verb={verb.value}", f"what={what.value}" if what else ""]
    return address("pages:insight_favours", *parts, period.query)


def favours(user: "User", span: Span, on: date) -> Favours:
    period = Period(begins(span, on), None)
    marks = Mark.objects.for_user(user).happened(on).between(period.first, None)
    return Favours({(verb, what): count for verb, what, count in marks.by_verb_and_what()}, period)


@dataclass(frozen=True)
class Warmth:
    """The bands at the ends of the last months and today, reckoned (pages.warmth_history)."""

    days: list[date]
    points: list[list[int]]

    @property
    def any(self) -> bool:
        return any(map(sum, self.points))

    @property
    def now(self) -> Cell:
        return self._cell(len(self.days) - 1, 0)

    @property
    def then(self) -> Cell:
        """As many fresh people at the first date of which anything is known."""
        return self._cell(self._begin, 0)

    @property
    def since(self) -> str:
        return written(self.days[self._begin], "F Y")

    @property
    def changed(self) -> bool:
        return self._begin < len(self.days) - 1

    @property
    def _begin(self) -> int:
        return next((at for at, point in enumerate(self.points) if sum(point)), 0)

    def _cell(self, place: int, layer: int) -> Cell:
        return cell(self.points[place][layer], warm_url(self.days[place], RECKONED_BANDS[layer]))

    @property
    def chart(self) -> dict[str, Any]:
        drawn = charts.layers(self.points, [f"f-{band(state)}" for state in RECKONED_BANDS])
        last = len(self.days) - 1
        drawn["ends"] = [
            {
                "y": y,
                "cell": self._cell(last, layer),
                "word": str(STATE_WORDS[RECKONED_BANDS[layer]]).lower(),
            }
            for layer, y in enumerate(drawn["ends"])
        ]
        drawn["months"] = [
            {"x": x, "label": date_format(day, "M"), "wide": (last - at) % 4 == 2}
            for at, (x, day) in enumerate(zip(drawn["months"], self.days, strict=True))
            if (last - at) % 2 == 0
        ]
        return drawn

    @property
    def head(self) -> list[str]:
        return [_("At the end of"), *(str(STATE_WORDS[state]) for state in RECKONED_BANDS)]

    @property
    def table(self) -> list[Line]:
        return [
            Line(
                _("today") if place == len(self.days) - 1 else written(day, "F Y"),
                [self._cell(place, layer) for layer in range(len(RECKONED_BANDS))],
            )
            for place, day in enumerate(self.days)
        ]


def warm_url(day: date, state: State) -> str:
    return address("pages:insight_people", f"on={day.isoformat()}", f"band={state.value}")


def warmth(user: "User", on: date) -> Warmth:
    days = [*(month_end(month_back(on, back)) for back in range(11, 0, -1)), on]
    return Warmth(days=days, points=bands_at(user.pk, days))
