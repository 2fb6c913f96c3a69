"""Views of the list under a name of the user's own."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from contacts.folding import tidy
from contacts.models import SavedView

if TYPE_CHECKING:
    from accounts.models import User

VIEW = "contacts.view"  # what undo calls a change of one
MOST = 30
NEW = "new"  # stands in an address where a view's slug would
Before = dict[str, Any]


@transaction.atomic
def save_view(owner: "User", *, name: str, query: str) -> SavedView:
    """Keep a list under a name. ValidationError beyond 30 of them, or for a name that is taken."""
    own = SavedView.objects.for_user(owner)
    if own.count() >= MOST:
        raise ValidationError(_("Thirty views are enough. Take one away first."))
    name = _free_name(owner, name)
    return SavedView.objects.create(owner=owner, name=name, slug=_slug(owner, name), query=query)


@transaction.atomic
def change_view(view: SavedView, *, name: str, query: str | None = None) -> Before:
    """Another name, and another list if one is given; its address stays. What undo needs."""
    before = _standing(view)
    if tidy(name) != view.name:
        view.name = _free_name(view.owner, name)
    if query is not None:
        view.query = query
    view.save(update_fields=["name", "query"])
    return before


def delete_view(view: SavedView) -> Before:
    """Take a view away, nobody in it changes; what undo needs."""
    before = _standing(view)
    view.delete()
    return before


def put_view_back(*, owner: "User", before: Before, **_said: Any) -> None:
    """Let a view stand as before it was changed or taken away, beside one of its name."""
    others = SavedView.objects.for_user(owner).others(before["id"])
    begin = before["name"][: SavedView.LONGEST - len(" (99)")]
    names = (before["name"], *(f"{begin} ({number})" for number in range(2, MOST + 3)))
    free = next(name for name in names if not others.filter(name=name).exists())
    SavedView.objects.update_or_create(
        owner=owner,
        pk=before["id"],
        defaults={
            "name": free,
            "query": before["query"],
            "slug": before["slug"]
            if not others.filter(slug=before["slug"]).exists()
            else _slug(owner, free),
        },
    )


def _standing(view: SavedView) -> Before:
    return {"id": str(view.pk), "name": view.name, "slug": view.slug, "query": view.query}


def _free_name(owner: "User", name: str) -> str:
    name = tidy(name)[: SavedView.LONGEST]
    if not name:
        raise ValidationError(_("Give it a name."))
    if SavedView.objects.for_user(owner).filter(name=name).exists():
        raise ValidationError(_("You have a view of this name."))
    return name


def _slug(owner: "User", name: str) -> str:
    """A word for the address that no other view has."""
    base = slugify(name)[:60] or "view"
    taken = set(SavedView.objects.for_user(owner).values_list("slug", flat=True)) | {NEW}
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (base, *numbered) if slug not in taken)
