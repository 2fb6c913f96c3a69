"""{% capacity user as found %}: what all cadences ask for in a week, beside the budget."""

from typing import TYPE_CHECKING

from django import template

from contacts.models import Contact

if TYPE_CHECKING:
    from accounts.models import User

register = template.Library()


@register.simple_tag
def capacity(user: "User") -> dict[str, int]:
    """One query. `rate` is zero while nobody is tracked."""
    rate = Contact.objects.for_user(user).kept().check_ins_a_week()
    return {"rate": round(rate), "budget": user.budget}
