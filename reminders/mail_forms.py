"""The one question behind a *Done* link."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import OwnedForm
from interactions.enums import Effect, KindKey
from interactions.models import InteractionKind

if TYPE_CHECKING:
    from accounts.models import User

IN_TOUCH = [Effect.TALK, Effect.CONTACT]
LONGEST_AGO = timedelta(days=365)


class DoneForm(OwnedForm):
    """*We talked*, by kind, or *I wrote, no answer yet*; nothing is chosen beforehand."""

    what = forms.ChoiceField(
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what happened.")},
    )
    occurred_on = forms.DateField(
        label=gettext_lazy("When"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, owner: "User", on: date, **kwargs: Any) -> None:
        super().__init__(*args, owner=owner, initial={"occurred_on": on.isoformat()}, **kwargs)
        self.on = on
        mine = InteractionKind.objects.for_user(owner)
        kinds = [*mine.offered().filter(effect__in=IN_TOUCH), mine.known_as(KindKey.WROTE)]
        self.kinds: dict[str, InteractionKind] = {str(kind.pk): kind for kind in kinds}
        self.wrote = str(kinds[-1].pk)
        what: Any = self.fields["what"]
        what.choices = [(key, str(kind)) for key, kind in self.kinds.items()]

    def clean_what(self) -> InteractionKind:
        chosen: str = self.cleaned_data["what"]
        return self.kinds[chosen]

    def clean_occurred_on(self) -> date:
        day: date = self.cleaned_data["occurred_on"]
        if not self.on - LONGEST_AGO <= day <= self.on:
            raise ValidationError(_("Choose a day of the past year, up to today."))
        return day
