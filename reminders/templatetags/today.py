"""The words of reminders.wording as filters: {{ row|milestone:today }}."""

from django import template

from interactions.enums import PromiseBy
from interactions.models import Promise
from interactions.selectors import promise_row
from reminders import wording

register = template.Library()

register.filter("promised", wording.promised)
register.filter("promise_row", promise_row)
register.filter("asked", wording.asked)
register.filter("talked", wording.talked)
register.filter("milestone", wording.milestone)
register.filter("follow_up", wording.follow_up)
register.filter("reached", wording.reached)
register.filter("rest", wording.rest)
register.filter("dormant", wording.dormant)
register.filter("when", wording.when)


@register.filter
def mine(promises: list[Promise]) -> list[Promise]:
    """What the user promised."""
    return [promise for promise in promises if promise.by == PromiseBy.ME]


@register.filter
def theirs(promises: list[Promise]) -> list[Promise]:
    return [promise for promise in promises if promise.by == PromiseBy.THEM]
