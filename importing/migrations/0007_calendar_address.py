import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.ids
import core.ownership
from core.roles import protect


class Migration(migrations.Migration):
    dependencies = [
        ("importing", "0006_matched_by"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarAddress",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("url", models.CharField(max_length=2000)),
                ("own_email", models.CharField(blank=True, max_length=254)),
                ("etag", models.CharField(blank=True, max_length=200)),
                ("modified", models.CharField(blank=True, max_length=64)),
                ("read_at", models.DateTimeField(null=True)),
                ("asked_at", models.DateTimeField(null=True)),
                ("next_at", models.DateTimeField()),
                ("lease", models.UUIDField(null=True)),
                ("failures", models.PositiveSmallIntegerField(default=0)),
                (
                    "trouble",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("unknown_host", "There is no server of this name."),
                            (
                                "not_public",
                                "This address leads into a private network, which is not allowed.",
                            ),
                            ("no_answer", "The server does not answer."),
                            ("not_secure", "The server could not prove that it is the right one."),
                            ("too_slow", "The server takes too long to answer."),
                            (
                                "leads_on",
                                "This address leads on to another one. Enter that one instead.",
                            ),
                            (
                                "refused",
                                "The server wants a password. Enter the calendar’s private address.",
                            ),
                            ("not_found", "There is nothing at this address any more."),
                            ("busy", "The server has a problem of its own."),
                            ("too_large", "This calendar is too large: at most 5 MB can be read."),
                            ("no_calendar", "What is at this address is not a calendar."),
                            ("too_much", "This calendar is too complicated to be read."),
                        ],
                        max_length=12,
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
                "indexes": [models.Index(fields=["next_at"], name="calendaraddress_due")],
                "constraints": [
                    core.ownership.OwnedBy(name="importing_calendaraddress_owner"),
                    models.UniqueConstraint(
                        fields=("owner", "id"), name="importing_calendaraddress_owner_id_key"
                    ),
                    models.UniqueConstraint(fields=("owner",), name="calendaraddress_once"),
                ],
            },
        ),
        protect("importing_calendaraddress"),
    ]
