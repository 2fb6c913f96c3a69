"""How warm people were at earlier dates, as far as what is stored can tell.

Cadences, pauses and snoozes of the past are not kept. So this reckons with the days since the
last contact at each date, set against the cadence of today; and says so where it is shown.
"""

import uuid
from collections.abc import Sequence
from datetime import date

from django.db import connection

from contacts.enums import State
from interactions.enums import GATHERING

BANDS = (State.FRESH, State.SOON, State.DUE, State.OVERDUE)

# What counts as contact is told in interactions.derivation; the bands' ends in
# contacts.derivation. Each contact is put to the first of the dates that it does not exceed.
RECKONED = """
WITH people AS MATERIALIZED (
  SELECT id, cadence_days AS c, counts, triaged_on
    FROM contacts_contact
   WHERE owner_id = %(owner)s AND deleted_at IS NULL AND archived_on IS NULL AND NOT died
     AND NOT regular_touch AND cadence_days > 0 AND triaged_on IS NOT NULL
), talks AS (
  SELECT p.contact_id, width_bucket(p.occurred_on - 1, %(days)s::date[]) + 1 AS place,
         max(p.occurred_on) AS last
    FROM interactions_participant p
    JOIN people ON people.id = p.contact_id
    JOIN interactions_interaction i ON i.id = p.interaction_id
    JOIN interactions_interactionkind k ON k.id = i.kind_id
   WHERE p.owner_id = %(owner)s AND i.status = 'done' AND i.deleted_at IS NULL
     AND p.occurred_on <= (%(days)s::date[])[cardinality(%(days)s::date[])]
     AND (i.headcount <= %(gathering)s OR p.talked)
     AND (k.effect = 'talk' OR (k.effect = 'contact' AND people.counts = 'any'))
   GROUP BY 1, 2
), reckoned AS (
  SELECT people.id, people.c, people.triaged_on, day, dates.place,
         day - max(last) OVER (PARTITION BY people.id ORDER BY dates.place) AS silent
    FROM people
   CROSS JOIN unnest(%(days)s::date[]) WITH ORDINALITY AS dates (day, place)
    LEFT JOIN talks ON talks.contact_id = people.id AND talks.place = dates.place
), banded AS (
  SELECT id, place,
         CASE WHEN silent < c - c / 4 THEN 'fresh' WHEN silent < c THEN 'soon'
              WHEN silent < c + (c + 1) / 2 THEN 'due' ELSE 'overdue' END AS band
    FROM reckoned
   WHERE silent IS NOT NULL AND triaged_on <= day
)
"""

COUNTED = RECKONED + "SELECT place, band, count(*) FROM banded GROUP BY 1, 2"  # noqa: S608
NAMED = RECKONED + "SELECT id FROM banded WHERE band = %(band)s"  # noqa: S608  constants


def bands_at(owner_id: uuid.UUID, days: Sequence[date]) -> list[list[int]]:
    """For each of these ascending dates, how many of those tracked today were in each of BANDS.

    One statement. Inside acting_for.
    """
    found: list[list[int]] = [[0] * len(BANDS) for _ in days]
    if not days:
        return found
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, {"owner": owner_id, "days": list(days), "gathering": GATHERING})
        for place, band, count in cursor.fetchall():
            found[place - 1][BANDS.index(State(band))] = count
    return found


def ids_at(owner_id: uuid.UUID, day: date, band: State) -> list[uuid.UUID]:
    """Who was in one band at a date: the people behind one number of `bands_at`."""
    with connection.cursor() as cursor:
        cursor.execute(
            NAMED,
            {"owner": owner_id, "days": [day], "band": band.value, "gathering": GATHERING},
        )
        return [row[0] for row in cursor.fetchall()]
