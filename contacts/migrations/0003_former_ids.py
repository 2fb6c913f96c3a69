import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.ids
import core.ownership
from core.roles import protect


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0002_contact_photo"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FormerId",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "contact",
                    core.ownership.LinkField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="former_ids",
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
                "indexes": [models.Index(fields=["contact"], name="formerid_contact")],
                "constraints": [
                    core.ownership.OwnedBy(name="contacts_formerid_owner"),
                    models.UniqueConstraint(
                        fields=("owner", "id"), name="contacts_formerid_owner_id_key"
                    ),
                    core.ownership.SameOwner(
                        field="contact",
                        name="contacts_formerid_contact_same_owner",
                        on_delete="CASCADE",
                    ),
                ],
            },
        ),
        protect("contacts_formerid"),
    ]
