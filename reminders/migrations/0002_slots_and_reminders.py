import django.db.models.deletion
from django.db import migrations, models

import core.ownership


class Migration(migrations.Migration):
    dependencies = [
        ("interactions", "0001_initial"),
        ("reminders", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="planslot",
            name="interaction",
            field=core.ownership.LinkField(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="slots",
                to="interactions.interaction",
            ),
        ),
        migrations.AddConstraint(
            model_name="planslot",
            constraint=core.ownership.SameOwner(
                field="interaction",
                name="reminders_planslot_interaction_same_owner",
                on_delete="SET NULL",
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="what",
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.RemoveConstraint(model_name="reminder", name="reminder_once"),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                fields=("owner", "kind", "contact", "subject_id", "due_on"), name="reminder_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind__in", ["thank", "report_back"]), ("state", "open")),
                fields=("owner", "contact", "kind"),
                name="reminder_one_open",
            ),
        ),
    ]
