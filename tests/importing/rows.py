"""Rows of any model, made from its fields alone, so that a model that is new is met too."""

import uuid
from datetime import UTC, date, datetime, time
from typing import Any

from django.apps import apps
from django.db import models

from accounts.models import User
from contacts.derivation import reindex
from contacts.models import Contact
from core.journal import Plain, plain
from core.ownership import Owned
from interactions.derivation import rederive

WHEN = datetime(2026, 11, 2, 9, 30, 12, 345678, tzinfo=UTC)


def owned_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if issubclass(model, Owned)]


def snapshot(owner: User) -> dict[str, dict[str, Plain]]:
    """Every row of an account in every table."""
    return {
        model._meta.label: {
            str(row.pk): plain(row) for row in model._base_manager.filter(owner_id=owner.pk)
        }
        for model in owned_models()
    }


def make_row(model: type[models.Model], owner: User, **links: Any) -> models.Model:
    """A row with something in each column that needs it; other rows it needs are made too."""
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if field.primary_key or field.name == "owner" or field.name in links:
            continue
        if field.has_default() or field.has_db_default() or field.null or field.blank:
            continue
        values[field.name] = _value(field, owner)
    row = model(owner=owner, **values, **links)
    _in_order(row)
    row.save(force_insert=True)
    return row


def _in_order(row: models.Model) -> None:
    """Of a pair of people the older one stands first."""
    people = [field for field in row._meta.concrete_fields if field.related_model is Contact]
    pairs = sorted(getattr(row, field.attname) for field in people if len(people) > 1)
    for field, pk in zip(people, pairs, strict=False):
        setattr(row, field.attname, pk)


def _value(field: Any, owner: User) -> Any:
    if field.is_relation:
        return make_row(field.related_model, owner)
    if field.choices:
        return field.flatchoices[0][0]
    made = {
        models.CharField: lambda: uuid.uuid4().hex[: field.max_length],
        models.TextField: lambda: "x",
        models.UUIDField: uuid.uuid4,
        models.DateField: lambda: date(2026, 11, 2),
        models.DateTimeField: lambda: WHEN,
        models.TimeField: lambda: time(9, 30),
        models.JSONField: dict,
        models.BinaryField: lambda: b"\0\1",
        models.BooleanField: lambda: True,
        models.FloatField: lambda: 0.5,
    }
    for kind in type(field).__mro__:
        if kind in made:
            value: Any = made[kind]
            return value()
    return 1


def make_person(owner: User, display: str) -> Contact:
    return Contact.objects.create(owner=owner, display=display)


def derive_all(owner: User, on: date) -> None:
    """As the services leave people whenever they have written."""
    ids = list(Contact.objects.for_user(owner).values_list("pk", flat=True))
    reindex(ids)
    rederive(ids, on)
