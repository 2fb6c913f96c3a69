"""The second wall: the database keeps accounts apart even where a view forgets."""

from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, ProgrammingError, connection, transaction

from accounts.models import User
from contacts.models import Contact, ContactTag, Relationship, Tag
from core.ownership import Owned, OwnedBy, SameOwner
from core.roles import acting_for, acting_for_all
from tests.factories import make_contact, relate

OWNED = [model for model in apps.get_models() if issubclass(model, Owned)]

# Tables without an owner, each for a reason.
SHARED = {
    "accounts_user",  # is the owner
    "accounts_user_groups",
    "accounts_user_user_permissions",
    "account_emailaddress",  # allauth: looked up before anybody is signed in
    "account_emailconfirmation",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "core_cache",  # limits and counters, keyed by hashes
    "django_admin_log",  # ids, not names
    "django_content_type",
    "django_migrations",
    "django_session",
    "mfa_authenticator",  # allauth: asked for before the second step, when nobody is signed in
    "usersessions_usersession",  # allauth: written while signing in; beside django_session
    "reminders_heartbeat",  # when the machine last worked
}


def rows(sql: str, *values: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


@pytest.mark.django_db
def test_tests_run_on_postgresql_as_the_apps_role() -> None:
    assert connection.vendor == "postgresql"
    assert rows("SELECT current_user") == [("relcrm_app",)]
    assert rows(
        "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolinherit"
        " FROM pg_roles WHERE rolname = 'relcrm_app'"
    ) == [(False, False, False, False, False)]
    assert rows("SELECT count(*) FROM pg_tables WHERE tableowner = 'relcrm_app'") == [(0,)]


@pytest.mark.django_db
def test_every_table_is_owned_or_named_here_with_a_reason() -> None:
    tables = {
        str(row[0]) for row in rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    }
    assert tables == SHARED | {model._meta.db_table for model in OWNED}


@pytest.mark.django_db
@pytest.mark.parametrize("table", sorted(model._meta.db_table for model in OWNED))
def test_every_owned_table_is_forced_under_row_level_security(table: str) -> None:
    assert rows(
        "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = %s::regclass",
        table,
    ) == [(True, True)]
    [(roles, command, using, check)] = rows(
        "SELECT roles::text, cmd, qual, with_check FROM pg_policies"
        " WHERE tablename = %s AND policyname = 'own'",
        table,
    )
    me = "(owner_id = (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid)"
    assert (roles, command, using, check) == ("{relcrm_app}", "ALL", me, me)


@pytest.mark.django_db
@pytest.mark.parametrize("model", OWNED, ids=lambda model: model._meta.db_table)
def test_every_link_between_owned_tables_names_the_owner_too(
    model: type[Owned],
) -> None:
    linked = {
        field.name
        for field in model._meta.get_fields()
        if field.many_to_one and field.name != "owner"
    }
    named = {c.field for c in model._meta.constraints if isinstance(c, SameOwner)}
    assert linked == named
    assert [c for c in model._meta.constraints if isinstance(c, OwnedBy)] != []
    wanted = rows(
        "SELECT count(*) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f'"
        " AND pg_get_constraintdef(oid) LIKE 'FOREIGN KEY (owner_id%%'",
        model._meta.db_table,
    )
    assert wanted == [(len(named) + 1,)]


def test_without_a_user_there_are_no_rows(alice: User) -> None:
    with acting_for(alice.pk):
        make_contact(alice)

    assert rows("SELECT count(*) FROM contacts_contact") == [(0,)]
    with acting_for(alice.pk):
        assert rows("SELECT count(*) FROM contacts_contact") == [(1,)]


def test_a_forgotten_scope_shows_only_ones_own_rows(alice: User, bob: User) -> None:
    for owner in (alice, bob):
        with acting_for(owner.pk):
            make_contact(owner, display=f"Friend of {owner.email}")

    with acting_for(bob.pk):
        names = list(Contact.objects.values_list("display", flat=True))

    assert names == ["Friend of bob@example.org"]


def test_the_system_role_sees_all_and_hands_back(alice: User, bob: User) -> None:
    for owner in (alice, bob):
        with acting_for(owner.pk):
            make_contact(owner)

    with acting_for(bob.pk):
        with acting_for_all():
            assert rows("SELECT count(*) FROM contacts_contact") == [(2,)]
        assert rows("SELECT count(*), current_user FROM contacts_contact") == [(1, "relcrm_app")]


def test_acting_for_a_user_leaves_the_system_role_and_comes_back(alice: User, bob: User) -> None:
    for owner in (alice, bob):
        with acting_for(owner.pk):
            make_contact(owner)

    with acting_for_all():
        with acting_for(bob.pk):
            assert rows("SELECT count(*), current_user FROM contacts_contact") == [
                (1, "relcrm_app")
            ]
        assert rows("SELECT count(*), current_user FROM contacts_contact") == [(2, "relcrm_system")]
    assert rows("SELECT count(*), current_user FROM contacts_contact") == [(0, "relcrm_app")]


def test_a_row_for_somebody_else_is_refused(alice: User, bob: User) -> None:
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        acting_for(bob.pk),
    ):
        Contact.objects.create(owner=alice, display="Planted")


def test_a_link_to_somebody_elses_row_is_refused(alice: User, bob: User) -> None:
    with acting_for(alice.pk):
        hers = make_contact(alice)
    with acting_for(bob.pk):
        tag = Tag.objects.create(owner=bob, name="x", folded="x")
        with pytest.raises(IntegrityError, match="same_owner"), transaction.atomic():
            ContactTag.objects.create(owner=bob, contact=hers, tag=tag)


def test_even_the_system_role_cannot_link_across_accounts(alice: User, bob: User) -> None:
    with acting_for(alice.pk):
        hers = make_contact(alice)
    with acting_for_all():
        tag = Tag.objects.create(owner=bob, name="x", folded="x")
        with pytest.raises(IntegrityError, match="same_owner"), transaction.atomic():
            ContactTag.objects.create(owner=alice, contact=hers, tag=tag)


def test_erasing_a_user_erases_their_rows_and_nobody_elses(alice: User, bob: User) -> None:
    for owner in (alice, bob):
        with acting_for(owner.pk):
            relate(make_contact(owner), "mentor")

    alice.delete()

    with acting_for_all():
        assert set(Contact.objects.values_list("owner_id", flat=True)) == {bob.pk}
        assert set(Relationship.objects.values_list("owner_id", flat=True)) == {bob.pk}


def test_search_finds_only_ones_own_people(alice: User, bob: User) -> None:
    for owner in (alice, bob):
        with acting_for(owner.pk):
            make_contact(owner, display="Žofie Nováková")

    with acting_for(bob.pk):
        found = Contact.objects.matching("zofie nov")

        assert [contact.owner_id for contact in found] == [bob.pk]


def test_search_takes_wildcards_literally(acting_alice: User) -> None:
    make_contact(acting_alice, display="Ana")
    percent = make_contact(acting_alice, display="100% Ana")

    assert list(Contact.objects.matching("%")) == [percent]
    assert list(Contact.objects.matching("_")) == []
