"""The one derivation: when somebody is due (product.md, section 2).

Every writer ends here. The statement reads the contact's own columns, its relationships and the
owner's holidays; staleness itself is never stored, so nothing must run for a page to be right.
"""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection

from contacts.models import FORMER_CADENCE

# A return (from a pause, an archive, to a shorter cadence) is eased: due within this many days.
EASE_DAYS = 7

# What the derivation writes, in the order of DERIVED's columns after the id.
COLUMNS = (
    "cadence_days",
    "next_check_in_on",
    "soon_on",
    "overdue_on",
    "dormant_on",
    "waiting_until",
    "silent_until",
    "rederive_on",
)

# r = 1 + (today - next) / C: soon from r 0.75, overdue from 1.5; dormant from
# r·C >= clamp(8·C, 180, 1095) days, once suggested three times since the last contact.
DERIVED = f"""
WITH people AS (
  SELECT c.*, u.holidays, %(on)s::date AS today
    FROM contacts_contact c JOIN accounts_user u ON u.id = c.owner_id
   WHERE {{which}}
), ties AS MATERIALIZED (
  SELECT r.contact_id,
         min(t.cadence_days) FILTER (WHERE begun AND NOT ended) AS shortest,
         bool_or(begun) AS any_begun,
         max(greatest(r.starts_on, r.added_on)) FILTER (WHERE begun AND NOT ended) AS added,
         least(min(r.starts_on) FILTER (WHERE NOT begun),
               min(r.ends_on) FILTER (WHERE NOT ended)) AS changes_on
    FROM contacts_relationship r
    JOIN contacts_relationshiptype t ON t.id = r.type_id
    JOIN people p ON p.id = r.contact_id
   CROSS JOIN LATERAL (SELECT coalesce(r.starts_on <= p.today, true) AS begun,
                              coalesce(r.ends_on <= p.today, false) AS ended) AS s
   GROUP BY r.contact_id
), cadences AS (
  SELECT p.*, ties.added, ties.changes_on,
         coalesce(p.cadence_override, ties.shortest,
                  CASE WHEN ties.any_begun
                            AND NOT EXISTS (SELECT FROM contacts_relationship r
                                             WHERE r.contact_id = p.id
                                               AND coalesce(r.starts_on <= p.today, true)
                                               AND coalesce(r.ends_on > p.today, true))
                       THEN {FORMER_CADENCE} END) AS c,
         1 + relcrm_spread(p.id, {EASE_DAYS}) AS ease,
         coalesce(p.paused_from <= p.today, false)
           AND coalesce(p.paused_until > p.today, true) AS pausing,
         coalesce(p.paused_until <= p.today, false) AS pause_over,
         coalesce(p.last_contact_on, p.triaged_on) AS since,
         p.chosen_on IS NOT NULL
           AND coalesce(p.last_contact_on < p.chosen_set_on, true) AS chosen
    FROM people p LEFT JOIN ties ON ties.contact_id = p.id
), stopped AS (
  SELECT k.*,
         CASE WHEN pause_over THEN greatest(0, paused_until - greatest(paused_from, since))
              ELSE 0 END
         + (SELECT coalesce(sum(greatest(0, upper(h) - greatest(lower(h), since))), 0)
                   - coalesce(sum(greatest(0, least(upper(h), paused_until)
                                              - greatest(lower(h), paused_from, since)))
                              FILTER (WHERE pause_over), 0)
              FROM unnest(holidays) h WHERE lower(h) <= today)::int
         + CASE WHEN coalesce(last_contact_on < paused_from, true) THEN paused_days ELSE 0 END
           AS days
    FROM cadences k
), terms AS (
  SELECT s.*,
         coalesce(last_contact_on + c,
                  first_due_on, triaged_on + least(c, 14)) + days AS base,
         CASE WHEN coalesce(last_attempt_on > last_contact_on, last_attempt_on IS NOT NULL)
              THEN last_attempt_on + greatest(1, least(14, c / 3)) END AS attempt,
         greatest(not_before,
                  CASE WHEN coalesce(last_contact_on < added, true) THEN added + ease END,
                  CASE WHEN pause_over AND coalesce(last_contact_on < paused_until, true)
                       THEN paused_until + ease END) AS eased
    FROM stopped s
), due AS (
  SELECT t.*,
         CASE WHEN archived_on IS NOT NULL OR died OR triaged_on IS NULL
                   OR regular_touch OR pausing THEN NULL
              WHEN chosen THEN chosen_on
              WHEN c IS NOT NULL THEN greatest(base, attempt, eased) END AS next
    FROM terms t
)
SELECT id, c AS cadence_days,
       next AS next_check_in_on,
       next - coalesce(c, 0) / 4 AS soon_on,
       next + (c + 1) / 2 AS overdue_on,
       CASE WHEN suggestions >= 3
            THEN next + greatest(least(greatest(8 * c, 180), 1095) - c, (c + 1) / 2)
       END AS dormant_on,
       CASE WHEN NOT chosen AND attempt = next AND attempt > greatest(base, eased)
            THEN next END AS waiting_until,
       CASE WHEN planned_on IS NOT NULL
            THEN least(planned_on + 4, next + coalesce((c + 1) / 2, planned_on + 4 - next))
       END AS silent_until,
       least(wake_on, changes_on,
             CASE WHEN paused_from > today THEN paused_from END,
             CASE WHEN paused_until > today THEN paused_until END,
             (SELECT min(lower(h)) FROM unnest(holidays) h WHERE lower(h) > today)) AS rederive_on
  FROM due
"""

SET = ", ".join(f"{column} = d.{column}" for column in COLUMNS)
OLD = ", ".join(f"o.{column}" for column in COLUMNS)
NEW = ", ".join(f"d.{column}" for column in COLUMNS)

# MATERIALIZED and the second mention of the ids: in a young database, whose statistics know of no
# rows yet, the planner would else derive everybody again for each person.
UPDATE = f"""
WITH d AS MATERIALIZED ({DERIVED.format(which="c.id = ANY(%(ids)s)")})
UPDATE contacts_contact o SET {SET}
  FROM d
 WHERE o.id = d.id AND o.id = ANY(%(ids)s) AND ({OLD}) IS DISTINCT FROM ({NEW})
"""

# A row whose rederive_on has come is not adrift: the day's first tick or request sees to it.
DRIFT = f"""
WITH d AS MATERIALIZED ({DERIVED.format(which="c.owner_id = %(owner)s")})
SELECT o.id FROM contacts_contact o JOIN d ON d.id = o.id
 WHERE ({OLD}) IS DISTINCT FROM ({NEW})
   AND coalesce(o.rederive_on > %(on)s, true)
"""

INDEX = """
UPDATE contacts_contact c
   SET sort_name = left(relcrm_fold(c.display), 255),
       search = left(relcrm_fold(concat_ws(' ', c.display, c.given, c.family, c.nickname,
         (SELECT name FROM contacts_company WHERE id = c.company_id), c.title, c.place,
         (SELECT string_agg(left(value, 255), ' ' ORDER BY kind, position)
            FROM contacts_contactmethod WHERE contact_id = c.id),
         (SELECT string_agg(t.name, ' ' ORDER BY t.folded) FROM contacts_tag t
            JOIN contacts_contacttag ct ON ct.tag_id = t.id WHERE ct.contact_id = c.id))), 20000)
 WHERE c.id = ANY(%(ids)s)
"""


def rederive(contact_ids: Iterable[uuid.UUID], on: date) -> int:
    """Set the derived dates of these contacts as of `on`, the owner's local date.

    One statement; writes only rows that change and says how many. May be repeated.
    """
    return _run(UPDATE, {"ids": list(contact_ids), "on": on})


def reindex(contact_ids: Iterable[uuid.UUID]) -> int:
    """Fold the names and the text that the list sorts and searches by. May be repeated."""
    return _run(INDEX, {"ids": list(contact_ids)})


def drifted(owner_id: uuid.UUID, on: date) -> list[uuid.UUID]:
    """Contacts whose stored dates differ from what `rederive` would say; always none."""
    with connection.cursor() as cursor:
        cursor.execute(DRIFT, {"owner": owner_id, "on": on})
        return [row[0] for row in cursor.fetchall()]


def _run(statement: str, values: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)
