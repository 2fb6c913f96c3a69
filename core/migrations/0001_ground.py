"""What every table rests on: extensions, functions, and the roles' rights."""

from django.db import migrations

from core.ids import SPREAD_SQL, UUID7_SQL
from core.role_names import APP, SYSTEM
from core.roles import GRANT_FUTURE_TABLES

EXTENSIONS = """
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE EXTENSION IF NOT EXISTS unaccent;
"""

# unaccent() is only STABLE because its dictionary could change; naming the dictionary makes the
# promise that an index needs.
FOLD_SQL = """
CREATE FUNCTION relcrm_fold(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT lower(public.unaccent('public.unaccent', words))
$$
"""

# As Django's createcachetable makes it.
CACHE_SQL = """
CREATE TABLE core_cache (
  cache_key varchar(255) NOT NULL PRIMARY KEY,
  value text NOT NULL,
  expires timestamp with time zone NOT NULL
);
CREATE INDEX core_cache_expires ON core_cache (expires);
"""

RIGHTS = f"""
{GRANT_FUTURE_TABLES}
GRANT SELECT ON ALL TABLES IN SCHEMA public TO {APP}, {SYSTEM};
"""


class Migration(migrations.Migration):
    initial = True
    run_before = [("contenttypes", "0001_initial")]
    dependencies: list[tuple[str, str]] = []
    operations = [
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
        migrations.RunSQL(EXTENSIONS, migrations.RunSQL.noop),
        migrations.RunSQL(UUID7_SQL, "DROP FUNCTION relcrm_uuid7()"),
        migrations.RunSQL(SPREAD_SQL, "DROP FUNCTION relcrm_spread(uuid, int)"),
        migrations.RunSQL(FOLD_SQL, "DROP FUNCTION relcrm_fold(text)"),
        migrations.RunSQL(CACHE_SQL, "DROP TABLE core_cache"),
    ]
