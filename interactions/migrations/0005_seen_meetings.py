import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.ids
import core.ownership
from core.roles import protect


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0007_facts_noted"),
        ("interactions", "0004_count_attempts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SeenMeeting",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.UUIDField(editable=False)),
                ("title", models.CharField(blank=True, max_length=255)),
                ("starts_at", models.DateTimeField()),
                ("occurred_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "not answered"),
                            ("logged", "logged"),
                            ("left", "not logged"),
                        ],
                        default="open",
                        max_length=6,
                    ),
                ),
                (
                    "kind",
                    core.ownership.LinkField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="seen_meetings",
                        to="interactions.interactionkind",
                        verbose_name="what",
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
        ),
        migrations.CreateModel(
            name="SeenPerson",
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
                        related_name="seen_in",
                        to="contacts.contact",
                    ),
                ),
                (
                    "meeting",
                    core.ownership.LinkField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="people",
                        to="interactions.seenmeeting",
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
        ),
        migrations.AddIndex(
            model_name="seenmeeting",
            index=models.Index(
                condition=models.Q(("state", "open")),
                fields=["owner", "occurred_on"],
                name="seenmeeting_open",
            ),
        ),
        migrations.AddIndex(
            model_name="seenmeeting",
            index=models.Index(fields=["owner", "kind"], name="seenmeeting_kind"),
        ),
        migrations.AddConstraint(
            model_name="seenmeeting",
            constraint=core.ownership.OwnedBy(name="interactions_seenmeeting_owner"),
        ),
        migrations.AddConstraint(
            model_name="seenmeeting",
            constraint=models.UniqueConstraint(
                fields=("owner", "id"), name="interactions_seenmeeting_owner_id_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="seenmeeting",
            constraint=core.ownership.SameOwner(
                field="kind", name="interactions_seenmeeting_kind_same_owner", on_delete="CASCADE"
            ),
        ),
        migrations.AddConstraint(
            model_name="seenmeeting",
            constraint=models.UniqueConstraint(
                fields=("owner", "key"), name="seenmeeting_owner_key"
            ),
        ),
        migrations.AddIndex(
            model_name="seenperson",
            index=models.Index(fields=["contact"], name="seenperson_contact"),
        ),
        migrations.AddConstraint(
            model_name="seenperson",
            constraint=core.ownership.OwnedBy(name="interactions_seenperson_owner"),
        ),
        migrations.AddConstraint(
            model_name="seenperson",
            constraint=models.UniqueConstraint(
                fields=("owner", "id"), name="interactions_seenperson_owner_id_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="seenperson",
            constraint=core.ownership.SameOwner(
                field="meeting",
                name="interactions_seenperson_meeting_same_owner",
                on_delete="CASCADE",
            ),
        ),
        migrations.AddConstraint(
            model_name="seenperson",
            constraint=core.ownership.SameOwner(
                field="contact",
                name="interactions_seenperson_contact_same_owner",
                on_delete="CASCADE",
            ),
        ),
        migrations.AddConstraint(
            model_name="seenperson",
            constraint=models.UniqueConstraint(
                fields=("meeting", "contact"), name="seenperson_once"
            ),
        ),
        protect("interactions_seenmeeting"),
        protect("interactions_seenperson"),
    ]
