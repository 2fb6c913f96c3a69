import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.ids
import core.ownership
from core.roles import protect


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0003_former_ids"),
        ("importing", "0003_statistics"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DuplicatePair",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("certainty", models.FloatField()),
                ("reasons", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "open"), ("different", "not the same")],
                        default="open",
                        max_length=9,
                    ),
                ),
                ("put_off_at", models.DateTimeField(null=True)),
                (
                    "one",
                    core.ownership.LinkField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="pairs_as_one",
                        to="contacts.contact",
                    ),
                ),
                (
                    "other",
                    core.ownership.LinkField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="pairs_as_other",
                        to="contacts.contact",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["owner", "-certainty", "id"],
                        name="pair_open",
                    ),
                    models.Index(fields=["other"], name="pair_other"),
                ],
                "constraints": [
                    core.ownership.OwnedBy(name="importing_duplicatepair_owner"),
                    models.UniqueConstraint(
                        fields=("owner", "id"), name="importing_duplicatepair_owner_id_key"
                    ),
                    core.ownership.SameOwner(
                        field="one",
                        name="importing_duplicatepair_one_same_owner",
                        on_delete="CASCADE",
                    ),
                    core.ownership.SameOwner(
                        field="other",
                        name="importing_duplicatepair_other_same_owner",
                        on_delete="CASCADE",
                    ),
                    models.UniqueConstraint(fields=("owner", "one", "other"), name="pair_once"),
                    models.CheckConstraint(
                        condition=models.Q(("one__lt", models.F("other"))), name="pair_order"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("gone_id", models.UUIDField()),
                ("name", models.CharField(max_length=255)),
                ("by_itself", models.BooleanField(default=False)),
                ("reasons", models.JSONField(default=list)),
                ("before", models.JSONField()),
                ("at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "survivor",
                    core.ownership.LinkField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="merges",
                        to="contacts.contact",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["owner", "-at"], name="merge_newest"),
                    models.Index(fields=["survivor"], name="merge_survivor"),
                ],
                "constraints": [
                    core.ownership.OwnedBy(name="importing_merge_owner"),
                    models.UniqueConstraint(
                        fields=("owner", "id"), name="importing_merge_owner_id_key"
                    ),
                    core.ownership.SameOwner(
                        field="survivor",
                        name="importing_merge_survivor_same_owner",
                        on_delete="CASCADE",
                    ),
                ],
            },
        ),
        protect("importing_duplicatepair"),
        protect("importing_merge"),
    ]
