import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.ids
import core.ownership
from core.roles import protect


class Migration(migrations.Migration):
    dependencies = [
        ("importing", "0008_plurals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PreviewRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("created", "new"),
                            ("updated", "updated"),
                            ("unchanged", "unchanged"),
                            ("skipped", "left out"),
                            ("error", "problem"),
                        ],
                        max_length=9,
                    ),
                ),
                ("is_person", models.BooleanField()),
                ("is_notable", models.BooleanField()),
                ("shown", models.JSONField()),
                (
                    "job",
                    core.ownership.LinkField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="preview_rows",
                        to="importing.importjob",
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
                    models.Index(fields=["job", "number"], name="previewrow_number"),
                    models.Index(
                        fields=["job", "outcome", "is_person", "number"], name="previewrow_outcome"
                    ),
                    models.Index(
                        condition=models.Q(("is_notable", True)),
                        fields=["job", "number"],
                        name="previewrow_notable",
                    ),
                ],
                "constraints": [
                    core.ownership.OwnedBy(name="importing_previewrow_owner"),
                    models.UniqueConstraint(
                        fields=("owner", "id"), name="importing_previewrow_owner_id_key"
                    ),
                    core.ownership.SameOwner(
                        field="job", name="importing_previewrow_job_same_owner", on_delete="CASCADE"
                    ),
                ],
            },
        ),
        protect("importing_previewrow"),
    ]
