"""How often one wrote without an answer, for those who are there already."""

from django.db import migrations

COUNT = """
UPDATE contacts_contact c SET attempts = a.count
  FROM (SELECT p.contact_id, least(99, count(*)) AS count
          FROM interactions_participant p
          JOIN interactions_interaction i ON i.id = p.interaction_id
          JOIN interactions_interactionkind k ON k.id = i.kind_id
          JOIN contacts_contact own ON own.id = p.contact_id
         WHERE i.deleted_at IS NULL AND i.status = 'done' AND k.effect = 'attempt'
           AND p.occurred_on <= own.last_attempt_on
           AND p.occurred_on > coalesce(own.last_contact_on, '-infinity')
         GROUP BY p.contact_id) a
 WHERE a.contact_id = c.id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0006_attempts"),
        ("interactions", "0003_follow_up_days"),
    ]
    operations = [migrations.RunSQL(COUNT, migrations.RunSQL.noop)]
