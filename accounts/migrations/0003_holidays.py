"""Any number of holidays in place of one."""

import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
from django.db import migrations

CARRY = """
UPDATE accounts_user SET holidays = ARRAY[daterange(away_from, away_until)]
 WHERE away_from < away_until
"""
BACK = """
UPDATE accounts_user
   SET away_from = lower(holidays[cardinality(holidays)]),
       away_until = upper(holidays[cardinality(holidays)])
 WHERE cardinality(holidays) > 0
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_address_since")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="holidays",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                blank=True,
                default=list,
                editable=False,
                size=None,
            ),
        ),
        migrations.RunSQL(CARRY, BACK),
        migrations.RemoveField(model_name="user", name="away_from"),
        migrations.RemoveField(model_name="user", name="away_until"),
    ]
