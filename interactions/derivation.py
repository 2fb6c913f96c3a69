"""What a contact's history says: last contact, last attempt, what is planned.

One statement for a set of contacts, then contacts.derivation. Every writer of interactions ends
here.
"""

import uuid
from collections.abc import Iterable
from datetime import date

from django.db import connection

from contacts import derivation
from interactions.enums import GATHERING

# A planned meeting asks *did it happen?* for three days after its own; then it counts as no.
HISTORY = f"""
SELECT c.id,
       max(p.occurred_on) FILTER (
         WHERE done AND p.occurred_on <= %(on)s AND (i.headcount <= {GATHERING} OR p.talked)
           AND (k.effect = 'talk' OR (k.effect = 'contact' AND c.counts = 'any'))
       ) AS last_contact_on,
       max(p.occurred_on) FILTER (
         WHERE done AND p.occurred_on <= %(on)s AND k.effect = 'attempt'
       ) AS last_attempt_on,
       min(p.occurred_on) FILTER (
         WHERE i.status = 'planned' AND p.occurred_on >= %(on)s - 3
       ) AS planned_on,
       least(
         min(p.occurred_on) FILTER (
           WHERE i.status = 'planned' AND p.occurred_on >= %(on)s - 3) + 4,
         min(p.occurred_on) FILTER (WHERE done AND p.occurred_on > %(on)s)
       ) AS wake_on
  FROM contacts_contact c
  LEFT JOIN interactions_participant p ON p.contact_id = c.id
  LEFT JOIN interactions_interaction i
         ON i.id = p.interaction_id AND i.deleted_at IS NULL
  LEFT JOIN interactions_interactionkind k ON k.id = i.kind_id
 CROSS JOIN LATERAL (SELECT i.status = 'done' AS done) AS s
 WHERE {{which}}
 GROUP BY c.id
"""

# And how often one wrote since the last contact; most people have no such attempt.
COUNTED = f"""
SELECT h.*,
       CASE WHEN last_attempt_on > coalesce(last_contact_on, '-infinity') THEN least(99, (
         SELECT count(*) FROM interactions_participant p
           JOIN interactions_interaction i ON i.id = p.interaction_id
           JOIN interactions_interactionkind k ON k.id = i.kind_id
          WHERE p.contact_id = h.id AND i.deleted_at IS NULL AND i.status = 'done'
            AND k.effect = 'attempt' AND p.occurred_on <= %(on)s
            AND p.occurred_on > coalesce(h.last_contact_on, '-infinity'))) ELSE 0 END AS attempts
  FROM ({HISTORY}) h
"""

CHANGED = """
(c.last_contact_on, c.last_attempt_on, c.attempts, c.planned_on, c.wake_on)
  IS DISTINCT FROM (h.last_contact_on, h.last_attempt_on, h.attempts, h.planned_on, h.wake_on)
"""

# Suggestions are counted since the last contact, so a newer one starts the count anew.
UPDATE = f"""
WITH h AS MATERIALIZED ({COUNTED.format(which="c.id = ANY(%(ids)s)")})
UPDATE contacts_contact c
   SET last_contact_on = h.last_contact_on, last_attempt_on = h.last_attempt_on,
       attempts = h.attempts, planned_on = h.planned_on, wake_on = h.wake_on,
       suggestions = CASE WHEN h.last_contact_on > coalesce(c.last_contact_on, '-infinity')
                          THEN 0 ELSE c.suggestions END
  FROM h
 WHERE c.id = h.id AND c.id = ANY(%(ids)s) AND {CHANGED}
"""

DRIFT = f"""
WITH h AS MATERIALIZED ({COUNTED.format(which="c.owner_id = %(owner)s")})
SELECT c.id FROM contacts_contact c JOIN h ON h.id = c.id
 WHERE {CHANGED} AND coalesce(c.rederive_on > %(on)s, true)
"""


def rederive(contact_ids: Iterable[uuid.UUID], on: date) -> None:
    """Set all derived dates of these contacts as of `on`, the owner's local date.

    Two statements for any number of contacts. May be repeated.
    """
    ids = list(contact_ids)
    with connection.cursor() as cursor:
        cursor.execute(UPDATE, {"ids": ids, "on": on})
    derivation.rederive(ids, on)


def drifted(owner_id: uuid.UUID, on: date) -> set[uuid.UUID]:
    """Contacts whose stored dates differ from what their history says; always none."""
    with connection.cursor() as cursor:
        cursor.execute(DRIFT, {"owner": owner_id, "on": on})
        own = {row[0] for row in cursor.fetchall()}
    return own | set(derivation.drifted(owner_id, on))
