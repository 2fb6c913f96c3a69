"""A way for the app's role to have statistics made after it has written much.

Only a table's owner may ANALYZE it, and autovacuum comes a minute later. Until then the planner
believes that the tables are empty, and reads all of a user's people to find one of them.
"""

from django.db import migrations

from core.role_names import APP, SYSTEM

ANALYZE_SQL = f"""
CREATE FUNCTION importing_analyze() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  ANALYZE contacts_contact, contacts_company, contacts_contactmethod, contacts_contacttag,
          contacts_tag, contacts_importantdate, importing_importrow, importing_importkey;
END $$;
REVOKE ALL ON FUNCTION importing_analyze() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION importing_analyze() TO {APP}, {SYSTEM};
"""


class Migration(migrations.Migration):
    dependencies = [("importing", "0002_keys_that_remember")]
    operations = [migrations.RunSQL(ANALYZE_SQL, "DROP FUNCTION importing_analyze()")]
