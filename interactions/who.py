"""The field that says who was there: people picked, and names typed where nothing was picked."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from contacts.models import Contact
from core.ids import ids_of
from interactions import naming, selectors
from interactions.naming import Named

if TYPE_CHECKING:
    from accounts.models import User


class Who:
    """For components/people_field.html. What is settled becomes a chip, the rest stays typed."""

    def __init__(
        self,
        data: QueryDict | None,
        *,
        owner: "User",
        people: Sequence[Contact] = (),
        typed: str = "",
    ) -> None:
        self.owner, self.error = owner, ""
        self.people, self.typed, self.named = list(people), typed, Named()
        if data is not None:
            self._read(data)

    def _read(self, data: QueryDict) -> None:
        typed = data.get("who", "")
        matches, unknown = naming.read_typed(typed, selectors.lookup_of(self.owner))
        self.named = naming.settle(matches, unknown, data)
        open_names = [match.text for match in self.named.doubts]
        self.typed = ", ".join([*open_names, *self.named.unknown, *self.named.names])
        ticked = ids_of(data.getlist("people"))
        self.people = naming.people_of(self.owner, [*ticked, *self.named.ids])

    @property
    def doubts(self) -> list[dict[str, Any]]:
        """Names that may be several people, each with its choices."""
        return [naming.doubt(match) for match in self.named.doubts]

    @property
    def chips(self) -> list[dict[str, str]]:
        """Those who were chosen."""
        return [{"id": str(person.pk), "name": person.display} for person in self.people]

    @property
    def new_names(self) -> list[str]:
        """Names to add: those ticked, and those that nobody has."""
        return [*self.named.names, *self.named.unknown]

    @property
    def count(self) -> int:
        return len(self.people) + len(self.named.names)

    def is_valid(self) -> bool:
        self.error = self._problem()
        return not self.error

    def _problem(self) -> str:
        if self.named.doubts:
            return _("Which one do you mean?")
        if self.named.unknown:
            return _("Not in your list yet. Save to add them, or mend the name.")
        return "" if self.count else _("Who was it with?")
