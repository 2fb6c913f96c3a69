"""Rows that belong to a user: the first wall, and the keys of the second."""

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from core.ids import uuid7

if TYPE_CHECKING:
    from accounts.models import User

Row = TypeVar("Row", bound=models.Model, covariant=True)


class OwnedQuerySet(models.QuerySet[Row]):
    """Reads of owned rows. Every view starts its query at `for_user`."""

    def for_user(self, user: "User") -> Self:
        """Only what `user` owns."""
        return self.filter(owner=user)

    def for_owner_id(self, owner_id: uuid.UUID) -> Self:
        """Only what the user of this id owns."""
        return self.filter(owner_id=owner_id)

    def by_ids(self, ids: Iterable[uuid.UUID]) -> Self:
        return self.filter(pk__in=list(ids))


class Owned(models.Model):
    """A row of one user, with a UUIDv7 key."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,  # the database does it, see OwnedBy
        db_constraint=False,
        db_index=False,
        related_name="+",
        editable=False,
    )

    class Meta:
        abstract = True


class LinkField(models.ForeignKey[Any, Any]):
    """A link between rows of one owner. SameOwner is its constraint and does what is to be
    done on deletion, in the database."""

    def __init__(self, to: Any, on_delete: Any = models.DO_NOTHING, **options: Any) -> None:
        options["db_constraint"] = False
        super().__init__(to, on_delete, **options)


class _ForeignKey(models.BaseConstraint):
    """A foreign key that Django can't spell."""

    def _clause(self, model: type[models.Model], editor: BaseDatabaseSchemaEditor) -> str:
        raise NotImplementedError

    def create_sql(self, model: Any, editor: Any) -> Any:
        # Deferred SQL: within one migration the target's UNIQUE may come later.
        table, name = (
            editor.quote_name(model._meta.db_table),
            editor.quote_name(self.name),
        )
        editor.deferred_sql.append(
            f"ALTER TABLE {table} ADD CONSTRAINT {name} {self._clause(model, editor)}"
        )

    def constraint_sql(self, model: Any, editor: Any) -> Any:
        self.create_sql(model, editor)

    def remove_sql(self, model: Any, editor: Any) -> str:
        table, name = (
            editor.quote_name(model._meta.db_table),
            editor.quote_name(self.name),
        )
        return f"ALTER TABLE {table} DROP CONSTRAINT {name}"

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Nothing to say beyond what the database says."""

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.deconstruct() == other.deconstruct()  # type: ignore[attr-defined]

    def __hash__(self) -> int:
        return hash(self.name)


class OwnedBy(_ForeignKey):
    """FOREIGN KEY (owner_id) REFERENCES user ON DELETE CASCADE: erasing a user is one DELETE."""

    def _clause(self, model: type[models.Model], editor: BaseDatabaseSchemaEditor) -> str:
        user = model._meta.get_field("owner").related_model._meta.db_table  # type: ignore[union-attr]
        return f"FOREIGN KEY (owner_id) REFERENCES {editor.quote_name(user)} (id) ON DELETE CASCADE"


class SameOwner(_ForeignKey):
    """FOREIGN KEY (owner_id, x_id) REFERENCES x (owner_id, id).

    The database refuses a link across accounts. Row-level security alone does not: foreign key
    checks pass it by. `on_delete`: "CASCADE", "RESTRICT", or "SET NULL" of the link alone.
    """

    def __init__(self, *, field: str, name: str, on_delete: str = "CASCADE") -> None:
        super().__init__(name=name)
        self.field = field
        self.on_delete = on_delete

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "field": self.field, "on_delete": self.on_delete}

    def _clause(self, model: type[models.Model], editor: BaseDatabaseSchemaEditor) -> str:
        field: Any = model._meta.get_field(self.field)
        target = field.related_model._meta
        column = editor.quote_name(field.column)
        action = f"SET NULL ({column})" if self.on_delete == "SET NULL" else self.on_delete
        return (
            f"FOREIGN KEY (owner_id, {column})"
            f" REFERENCES {editor.quote_name(target.db_table)} (owner_id, id)"
            f" ON DELETE {action} DEFERRABLE INITIALLY IMMEDIATE"
        )


def owned(table: str, **links: str) -> list[models.BaseConstraint]:
    """The constraints of every owned table: its owner, its key, its links.

    `links` names each link field with what happens when its target goes, as in
    `owned("contacts_position", contact="CASCADE", company="SET NULL")`.
    """
    return [
        OwnedBy(name=f"{table}_owner"),
        models.UniqueConstraint(fields=["owner", "id"], name=f"{table}_owner_id_key"),
        *(
            SameOwner(field=field, name=f"{table}_{field}_same_owner", on_delete=on_delete)
            for field, on_delete in links.items()
        ),
    ]
