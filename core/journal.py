"""Writes to owned rows that can be taken back exactly, however much later.

A journal notes each write as plain JSON: which columns said what before and say what now, which
rows went. Taking it back goes through the notes from the last to the first. What was changed
again since then stays as it is, so that nothing the user did afterwards is lost.
"""

import uuid
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import QuerySet

from core.ownership import SameOwner

Note = dict[str, Any]
Plain = dict[str, Any]


class Journal:
    """Writes to rows of one owner and notes them. Works inside acting_for, in a transaction."""

    def __init__(self, owner_id: uuid.UUID, notes: list[Note] | None = None) -> None:
        self._owner_id = owner_id
        self.notes: list[Note] = notes or []

    def change(self, row: models.Model, **columns: Any) -> None:
        """Set these columns; noted if any of them is another now."""
        before = plain(row)
        for column, value in columns.items():
            setattr(row, column, value)
        row.save(update_fields=list(columns))
        self.note_change(row, before)

    def note_change(self, row: models.Model, before: Plain) -> None:
        """Somebody else wrote to the row, which said `before`."""
        now = plain(row)
        changed = {name for name, value in before.items() if value != now[name]}
        if changed:
            self._note(
                "change",
                row,
                pk=str(row.pk),
                was={name: before[name] for name in changed},
                now={name: now[name] for name in changed},
            )

    def move(self, rows: QuerySet[Any], field: str, to: uuid.UUID) -> None:
        """Let a link of all these rows, which have one target now, lead elsewhere."""
        column: Any = rows.model._meta.get_field(field)
        pairs = list(rows.values_list("pk", column.attname))
        if not pairs:
            return
        rows.filter(pk__in=[pk for pk, _ in pairs]).update(**{column.attname: to})
        pks = [str(pk) for pk, _ in pairs]
        said = {"column": column.attname, "was": str(pairs[0][1]), "now": str(to)}
        self.notes.append({"did": "move", "model": rows.model._meta.label, "pks": pks, **said})

    def add(self, row: models.Model) -> None:
        row.save(force_insert=True)
        self._note("add", row, pk=str(row.pk))

    def remove(self, row: models.Model) -> None:
        """Delete a row with all that hangs on it."""
        for field, on_delete in links_to(type(row)):
            for each in _rows(field.model, self._owner_id).filter(**{field.name: row.pk}):
                if on_delete == "SET NULL":
                    self.change(each, **{field.attname: None})
                else:
                    self.remove(each)
        self._note("remove", row, row=plain(row))
        _rows(type(row), self._owner_id).filter(pk=row.pk).delete()

    def _note(self, did: str, row: models.Model, /, **said: Any) -> None:
        self.notes.append({"did": did, "model": row._meta.label, **said})

    # --- and back ------------------------------------------------------------------------

    def take_back(self) -> None:
        """Undo every write, except where something was written since."""
        for note in reversed(self.notes):
            model = apps.get_model(note["model"])
            match note["did"]:
                case "change":
                    self._unchange(model, note)
                case "move":
                    self._unmove(model, note)
                case "add":
                    self._unadd(model, note)
                case "remove":
                    self._unremove(model, note)

    def _unchange(self, model: type[models.Model], note: Note) -> None:
        row = _rows(model, self._owner_id).filter(pk=note["pk"]).first()
        if row is None:
            return
        now = plain(row)
        untouched = {name for name, value in note["now"].items() if now[name] == value}
        was = {name: value for name, value in note["was"].items() if name in untouched}
        columns = _values(model, was)
        if columns and _targets_exist(model, was, self._owner_id):
            _rows(model, self._owner_id).filter(pk=row.pk).update(**columns)

    def _unmove(self, model: type[models.Model], note: Note) -> None:
        moved = {"pk__in": note["pks"], note["column"]: note["now"]}
        _rows(model, self._owner_id).filter(**moved).update(**{note["column"]: note["was"]})

    def _unadd(self, model: type[models.Model], note: Note) -> None:
        _rows(model, self._owner_id).filter(pk=note["pk"]).delete()

    def _unremove(self, model: type[models.Model], note: Note) -> None:
        if _targets_exist(model, note["row"], self._owner_id):
            model._base_manager.bulk_create([model(**_values(model, note["row"]))])


def plain(row: models.Model) -> Plain:
    """All columns of a row as JSON holds them."""
    return {
        field.attname: (
            None if field.value_from_object(row) is None else field.value_to_string(row)
        )
        for field in row._meta.concrete_fields
    }


def _values(model: type[models.Model], said: Plain) -> dict[str, Any]:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return {
        name: None if value is None else fields[name].to_python(value)
        for name, value in said.items()
        if name in fields
    }


def _rows(model: type[models.Model], owner_id: uuid.UUID) -> QuerySet[Any]:
    return model._base_manager.filter(owner_id=owner_id)


def links_to(model: type[models.Model]) -> list[tuple[Any, str]]:
    """Every link of an owned table that leads to rows of `model`, and what happens to it when
    such a row is deleted, as in SameOwner."""
    relations = model._meta.get_fields(include_hidden=True)
    fields = [
        relation.remote_field  # type: ignore[union-attr]
        for relation in relations
        if relation.auto_created and not relation.concrete
    ]
    return [(field, _on_delete(field)) for field in fields]


def _on_delete(field: Any) -> str:
    constraints = field.model._meta.constraints
    return next(
        each.on_delete
        for each in constraints
        if isinstance(each, SameOwner) and each.field == field.name
    )


def _targets_exist(model: type[models.Model], said: Plain, owner_id: uuid.UUID) -> bool:
    """Whether all rows are still there to which a row that says this would lead."""
    fields: list[Any] = list(model._meta.concrete_fields)
    links = {field.attname: field.related_model for field in fields if field.is_relation}
    return all(
        _rows(links[name], owner_id).filter(pk=pk).exists()
        for name, pk in said.items()
        if pk is not None and name in links and name != "owner_id"
    )
