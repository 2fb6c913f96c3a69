"""What is typed about a conversation, but for who was there and the rows below it."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from core.forms import DayInput, OwnedForm
from interactions import quick_promises
from interactions.days import day_problem
from interactions.enums import Direction, Precision, Status
from interactions.models import LONGEST_NOTE, InteractionKind
from interactions.quick_languages import language_of

TODAY, YESTERDAY = "today", "yesterday"
# In days; "" is what is usual for the kind.
FOLLOW_UPS = [
    ("", _("after an event, in two days")),
    (0, _("no")),
    (2, _("in two days")),
    (7, _("in a week")),
    (14, _("in two weeks")),
    (30, _("in a month")),
]


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class LogForm(OwnedForm):
    """What happened, or is planned, and when. Who was there stands in `Entry`."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    next = forms.CharField(widget=forms.HiddenInput, max_length=300, required=False)
    kind = forms.ModelChoiceField(
        InteractionKind.objects.none(),
        label=_("What kind"),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose what it was.")},
    )
    status = forms.ChoiceField(
        label=_("Happened or planned?"),
        choices=[(Status.DONE, _("It happened")), (Status.PLANNED, _("It is planned"))],
        initial=Status.DONE,
        widget=forms.RadioSelect,
        required=False,
    )
    when = forms.ChoiceField(
        label=_("When"),
        choices=[(TODAY, _("Today")), (YESTERDAY, _("Yesterday"))],
        initial=TODAY,
        widget=forms.RadioSelect,
        required=False,
    )
    occurred_on = forms.DateField(label=_("Another day"), widget=DayInput, required=False)
    time = forms.TimeField(label=_("Time"), widget=TimeInput, required=False)
    precision = forms.ChoiceField(
        label=_("How sure is the day"),
        choices=Precision.choices,
        initial=Precision.DAY,
        required=False,
    )
    text = forms.CharField(
        label=_("Notes"),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    ask_about = forms.CharField(label=_("Next time, ask about…"), max_length=500, required=False)
    direction = forms.ChoiceField(
        label=_("Who wrote or called"), choices=Direction.choices, required=False
    )
    follow_up_days = forms.TypedChoiceField(
        label=_("Follow up"),
        choices=FOLLOW_UPS,
        coerce=int,
        empty_value=None,
        required=False,
    )
    sensitive = forms.BooleanField(label=_("Sensitive: leave it out of mails"), required=False)

    def __init__(self, *args: Any, on: date, held: InteractionKind | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.on = on
        self.promised: tuple[quick_promises.Promised, ...] = ()  # in lines of the note
        kinds: Any = self.fields["kind"]
        kinds.queryset = InteractionKind.objects.for_user(self.owner).to_choose(held)

    def clean(self) -> None:
        said = self.cleaned_data
        said["status"] = said.get("status") or Status.DONE.value
        said["precision"] = said.get("precision") or Precision.DAY.value
        if "text" in said:
            said["text"], self.promised = quick_promises.take_lines(
                said["text"], self.on, language_of(get_language())
            )
        if "occurred_on" in self.errors:
            return
        said["occurred_on"] = said.get("occurred_on") or self._day_of(said.get("when", ""))
        if problem := self._problem(said["status"], said["occurred_on"]):
            self.add_error("occurred_on", problem)

    def _day_of(self, when: str) -> date:
        return self.on - timedelta(days=1) if when == YESTERDAY else self.on

    def _problem(self, status: str, day: date) -> str:
        if status == Status.PLANNED and day < self.on and not self._is_still(status, day):
            return gettext(
                "That day has passed. Did it happen? Then say so, or choose a coming day."
            )
        return day_problem(status, day, self.on)

    def _is_still(self, status: str, day: date) -> bool:
        """A plan whose day passed may still be edited as it stands."""
        return (self.initial.get("status"), self.initial.get("occurred_on")) == (status, day)

    def values(self) -> dict[str, Any]:
        """For the services."""
        names = ("kind", "status", "occurred_on", "time", "precision", "text", "ask_about")
        more = ("direction", "sensitive", "follow_up_days")
        return {name: self.cleaned_data[name] for name in (*names, *more)}
