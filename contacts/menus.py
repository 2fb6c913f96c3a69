"""What stands around the list of people: menus, tabs, links to the next page, the bar below."""

from dataclasses import asdict, replace
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts import facets
from contacts.enums import State
from contacts.facets import Offer
from contacts.filters import Filters, Sort
from contacts.models import SavedView
from contacts.selectors import PeoplePage
from core.counting import said

Context = dict[str, Any]
TABS: tuple[tuple[Any, tuple[State, ...]], ...] = (
    ("everyone", ()),
    ("due", (State.DUE, State.OVERDUE)),
    ("new", (State.NEW,)),
    ("archived", (State.ARCHIVED,)),
)


def list_context(
    found: PeoplePage, filters: Filters, on: date, view: SavedView | None = None
) -> Context:
    """All that the list's templates show; `view`: the saved one whose page this is."""
    here = reverse("contacts:list")
    at = view.get_absolute_url() if view else here
    pages = {
        "previous_url": filters.at(before=found.before) if found.before else None,
        "next_url": filters.at(after=found.after) if found.after else None,
        "last_url": filters.at(last=True) if found.after else None,
    }
    return {
        "found": found,
        "filters": filters,
        "today": on,
        "here": here,
        "view": view,
        "query": filters.query,
        "all_query": filters.at().query,
        "said": _said(found),
        **{name: at + (to.place if view else to.query) if to else "" for name, to in pages.items()},
        "tabs": [*_tabs(filters, here, view), *_views(found, view)],
        "sorts": [(sort.value, sort.label, sort is filters.sort) for sort in Sort],
        "chips": _chips(filters),
        "active": _active(found, filters, here),
        "types": found.choices.offered,
        "actions": _actions(),
    }


def choices_context(name: str, offers: list[Offer], filters: Filters, text: str) -> Context:
    """What one filter offers, for its menu and as a page of links."""
    here = reverse("contacts:list")
    field = facets.FIELDS[name]
    rows = [
        asdict(offer)
        | {
            "said": said(offer.count),
            "url": here + filters.only(field, [offer.value]).query,
            "state": offer.value if name == "state" else "",
        }
        for offer in offers
    ]
    return {
        "name": name,
        "label": _labels()[name],
        "offers": rows,
        "text": text,
        "query": filters.query,
        "all_url": here + filters.only(field, []).query,
    }


def _said(found: PeoplePage) -> str:
    words = {"count": found.count_said}
    return ngettext("%(count)s person", "%(count)s people", found.count) % words


def _tabs(filters: Filters, here: str, view: SavedView | None) -> list[Context]:
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
            "on": view is None and filters.at() == Filters(states=states, sort=filters.sort),
        }
        for key, states in TABS
    ]


def _views(found: PeoplePage, view: SavedView | None) -> list[Context]:
    return [
        {
            "label": saved["name"],
            "url": reverse("contacts:view", args=[saved["slug"]]),
            "on": view is not None and view.slug == saved["slug"],
        }
        for saved in found.views
    ]


def _labels() -> dict[str, str]:
    return {"type": _("Type"), "state": _("Warmth"), "tag": _("Tags"), "company": _("Company")}


def _chips(filters: Filters) -> list[Context]:
    """The filters, each with what is chosen in it; what it offers is fetched when it opens."""
    return [
        {
            "name": name,
            "label": label,
            "chosen": [str(value) for value in getattr(filters, facets.FIELDS[name])],
            "url": reverse("contacts:choices", args=[name]),
        }
        for name, label in _labels().items()
    ]


def _active(found: PeoplePage, filters: Filters, here: str) -> list[Context]:
    """The filters that are on, each with the address of the list without it."""
    names = {type.pk: str(type) for type in found.choices.types}
    tags = {tag.pk: tag.name for tag in found.choices.tags}
    companies = {company.pk: company.name for company in found.choices.companies}
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


def _actions() -> list[Context]:
    """The bar of the ticked people, beside their relationships."""
    return [
        {"label": _("Tag"), "name": "tag", "field": "text", "placeholder": _("A tag")},
        {"label": _("Cadence"), "name": "cadence", "field": "number", "placeholder": _("Days")},
        {"label": _("Pause"), "name": "do", "value": "pause", "image": "circle-pause"},
        {"label": _("Archive"), "name": "do", "value": "archive", "image": "archive"},
    ]
