import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.ids
import core.ownership
from core.roles import protect


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="contact",
            name="photo",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=16
            ),
        ),
        migrations.CreateModel(
            name="ContactPhoto",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("image", models.BinaryField()),
                (
                    "contact",
                    core.ownership.LinkField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="photos",
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
                "constraints": [
                    core.ownership.OwnedBy(name="contacts_contactphoto_owner"),
                    models.UniqueConstraint(
                        fields=("owner", "id"), name="contacts_contactphoto_owner_id_key"
                    ),
                    core.ownership.SameOwner(
                        field="contact",
                        name="contacts_contactphoto_contact_same_owner",
                        on_delete="CASCADE",
                    ),
                    models.UniqueConstraint(fields=("contact",), name="photo_contact_once"),
                ],
            },
        ),
        protect("contacts_contactphoto"),
    ]
