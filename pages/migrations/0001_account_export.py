import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.ids
import core.ownership
from core.roles import protect


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AccountExport",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("file_key", models.CharField(max_length=32)),
                ("size", models.PositiveBigIntegerField(null=True)),
                ("asked_at", models.DateTimeField()),
                ("made_at", models.DateTimeField(null=True)),
                ("failed", models.BooleanField(default=False)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("lease_until", models.DateTimeField(null=True)),
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
                    models.Index(fields=["owner", "-asked_at"], name="export_newest"),
                    models.Index(
                        condition=models.Q(("failed", False), ("made_at", None)),
                        fields=["asked_at"],
                        name="export_waiting",
                    ),
                ],
                "constraints": [
                    core.ownership.OwnedBy(name="pages_accountexport_owner"),
                    models.UniqueConstraint(
                        fields=("owner", "id"), name="pages_accountexport_owner_id_key"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("failed", False), ("made_at", None)),
                        fields=("owner",),
                        name="export_one_waiting",
                    ),
                ],
            },
        ),
        protect("pages_accountexport"),
    ]
