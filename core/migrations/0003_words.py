"""How text is cut into words for searching: any language, without case and accents."""

from django.db import migrations

# No stemming and no stop words: notes mix languages, and the word that one remembers is typed
# from its beginning.
WORDS_SQL = """
CREATE TEXT SEARCH CONFIGURATION public.relcrm_words (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION public.relcrm_words
  ALTER MAPPING FOR word, hword, hword_part, numword, numhword
  WITH public.unaccent, pg_catalog.simple;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0002_undo")]
    operations = [
        migrations.RunSQL(WORDS_SQL, "DROP TEXT SEARCH CONFIGURATION public.relcrm_words"),
    ]
