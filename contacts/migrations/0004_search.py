"""Searching for people by a name with a slip in it, and in what is noted of them."""

from django.db import migrations

from core.role_names import APP, SYSTEM
from core.roles import ME

# As contacts_search: the operators are not leakproof, so the functions run as the tables' owner.
# The first line loads the library that the threshold belongs to.
SEARCH_SQL = f"""
SELECT public.similarity('a', 'a');
CREATE OR REPLACE FUNCTION contacts_search(words text[]) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH wanted AS MATERIALIZED (  -- folded once, not for each row
    SELECT array_agg(relcrm_fold(word) ORDER BY place) AS words
      FROM unnest(words) WITH ORDINALITY AS word (word, place))
  SELECT id FROM contacts_contact
   WHERE owner_id = {ME} AND deleted_at IS NULL
     AND search LIKE (SELECT wanted.words[1] FROM wanted)
     AND (cardinality($1) = 1 OR search LIKE ALL ((SELECT wanted.words FROM wanted)::text[]))
$$;
CREATE FUNCTION contacts_similar(name text, most int) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
SET pg_trgm.word_similarity_threshold = 0.3 AS $$
  SELECT id FROM contacts_contact
   WHERE owner_id = {ME} AND deleted_at IS NULL AND relcrm_fold(name) <% search
   ORDER BY word_similarity(relcrm_fold(name), sort_name || ' ' || relcrm_fold(nickname)) DESC, id
   LIMIT most
$$;
CREATE FUNCTION contacts_words(facts text, how_met text, where_met text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT to_tsvector('public.relcrm_words', facts || ' ' || how_met || ' ' || where_met)
$$;
CREATE INDEX contact_words ON contacts_contact
  USING gin (owner_id, contacts_words(facts, how_met, where_met)) WHERE deleted_at IS NULL;
CREATE FUNCTION contacts_noted(words text, most int) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH found AS MATERIALIZED (
    SELECT id, sort_name FROM contacts_contact
     WHERE owner_id = {ME} AND deleted_at IS NULL
       AND contacts_words(facts, how_met, where_met)
           @@ to_tsquery('public.relcrm_words', words))
  SELECT id FROM found ORDER BY sort_name, id LIMIT most
$$;
REVOKE ALL ON FUNCTION contacts_similar(text, int), contacts_noted(text, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION contacts_similar(text, int), contacts_noted(text, int)
  TO {APP}, {SYSTEM};
"""
UNDO_SQL = """
DROP FUNCTION contacts_noted(text, int);
DROP INDEX contact_words;
DROP FUNCTION contacts_words(text, text, text);
DROP FUNCTION contacts_similar(text, int);
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0003_words"), ("contacts", "0003_former_ids")]
    operations = [migrations.RunSQL(SEARCH_SQL, UNDO_SQL)]
