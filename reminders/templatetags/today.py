"""The words of reminders.wording as filters: {{ row|milestone:today }}."""

from datetime import date
from typing import Any

from django import template
from django.urls import reverse

from interactions.enums import PromiseBy, PromiseState
from interactions.models import Promise
from reminders import wording

register = template.Library()

register.filter("promised", wording.promised)
register.filter("asked", wording.asked)
register.filter("talked", wording.talked)
register.filter("milestone", wording.milestone)
register.filter("follow_up", wording.follow_up)
register.filter("reached", wording.reached)
register.filter("rest", wording.rest)
register.filter("dormant", wording.dormant)
register.filter("when", wording.when)


@register.filter
def promise_row(promise: Promise, on: date) -> dict[str, Any]:
    """What components/promise_row.html shows."""
    return {
        "id": promise.pk,
        "what": promise.text,
        "who": wording.promise_with(promise),
        "when": wording.promise_when(promise, on),
        "kept": promise.state == PromiseState.KEPT,
        "toggle_url": reverse("interactions:promise_toggle", args=[promise.pk]),
        "edit_url": reverse("interactions:promise_edit", args=[promise.pk]),
    }


@register.filter
def mine(promises: list[Promise]) -> list[Promise]:
    """What the user promised."""
    return [promise for promise in promises if promise.by == PromiseBy.ME]


@register.filter
def theirs(promises: list[Promise]) -> list[Promise]:
    return [promise for promise in promises if promise.by == PromiseBy.THEM]
