"""What stands around the list of people: menus, tabs, links to the next page, the bar below."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.enums import State
from contacts.filters import Filters, Sort
from contacts.selectors import Choices, PeoplePage
from core.templatetags.ui import picture

Context = dict[str, Any]
BANDS = (State.FRESH, State.SOON, State.DUE, State.OVERDUE, State.DORMANT)
OTHER_STATES = (
    *(State.WAITING, State.PLANNED, State.SNOOZED, State.PAUSED),
    *(State.NEW, State.UNTRACKED, State.ARCHIVED, State.DIED),
)
TABS: tuple[tuple[Any, tuple[State, ...]], ...] = (
    ("everyone", ()),
    ("due", (State.DUE, State.OVERDUE)),
    ("new", (State.NEW,)),
    ("archived", (State.ARCHIVED,)),
)


def list_context(found: PeoplePage, filters: Filters, on: date) -> Context:
    """All that the list's templates show."""
    here = reverse("contacts:list")
    return {
        "found": found,
        "filters": filters,
        "today": on,
        "here": here,
        "query": filters.query,
        "said": _said(found),
        "previous_url": here + filters.at(before=found.before).query if found.before else "",
        "next_url": here + filters.at(after=found.after).query if found.after else "",
        "last_url": here + filters.at(last=True).query if found.after else "",
        "tabs": _tabs(filters, here),
        "sorts": [(sort.value, sort.label, sort is filters.sort) for sort in Sort],
        "menus": _menus(found.choices, filters),
        "active": _active(found, filters, here),
        "actions": _actions(found.choices),
    }


def _said(found: PeoplePage) -> str:
    words = {"count": found.count_said}
    return ngettext("%(count)s person", "%(count)s people", found.count) % words


def _tabs(filters: Filters, here: str) -> list[Context]:
    labels = {
        "everyone": _("Everyone"),
        "due": _("Due"),
        "new": _("To sort"),
        "archived": _("Archived"),
    }
    return [
        {
            "label": labels[key],
            "url": here + Filters(states=states, sort=filters.sort).query,
            "on": set(filters.states) == set(states),
        }
        for key, states in TABS
    ]


def _menus(choices: Choices, filters: Filters) -> Context:
    return {
        "types": [
            {"value": type.pk, "label": str(type), "on": type.pk in filters.types}
            for type in choices.types
            if not type.archived or type.pk in filters.types
        ],
        "states": [
            {"value": state.value, "state": state.value, "on": state in filters.states}
            for state in (*BANDS, *OTHER_STATES)
        ],
        "tags": [
            {"value": tag.pk, "label": tag.name, "on": tag.pk in filters.tags}
            for tag in choices.tags
        ],
    }


def _active(found: PeoplePage, filters: Filters, here: str) -> list[Context]:
    """The filters that are on, each with the address of the list without it."""
    names = {type.pk: str(type) for type in found.choices.types}
    tags = {tag.pk: tag.name for tag in found.choices.tags}
    companies = {company.pk: company.name for company in found.companies}
    chosen = [
        *(("types", pk, names[pk]) for pk in filters.types if pk in names),
        *(("states", state, str(state.label)) for state in filters.states),
        *(("tags", pk, tags.get(pk, _("Tag"))) for pk in filters.tags),
        *(("companies", pk, companies[pk]) for pk in filters.companies if pk in companies),
    ]
    active = [
        {"label": label, "url": here + filters.without(name, value).query}
        for name, value, label in chosen
    ]
    if filters.search:
        everybody = replace(filters.at(), search="")
        active.append({"label": f"“{filters.search}”", "url": here + everybody.query})
    return active


def _actions(choices: Choices) -> list[Context]:
    """The bar of the ticked people."""
    types = [
        {
            "value": type.pk,
            "label": str(type),
            "image": picture(type.key, "type"),
            "when": _every(type.cadence_days),
        }
        for type in choices.offered
    ]
    return [
        {"label": _("Add type"), "name": "type", "choices": types},
        {"label": _("Tag"), "name": "tag", "field": "text", "placeholder": _("A tag")},
        {"label": _("Cadence"), "name": "cadence", "field": "number", "placeholder": _("Days")},
        {"label": _("Pause"), "name": "do", "value": "pause", "image": "circle-pause"},
        {"label": _("Archive"), "name": "do", "value": "archive", "image": "archive"},
    ]


def _every(days: int | None) -> str:
    if not days:
        return ""
    return ngettext("every day", "every %(count)s days", days) % {"count": days}
