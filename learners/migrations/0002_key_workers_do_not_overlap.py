"""A young person has one key worker at any moment: the database refuses two whose times overlap (A9).

int8range with one value in it takes the place of an equality, because the embedded PostgreSQL has no btree_gist. An empty time (a key worker who was
replaced before starting) overlaps nothing.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("learners", "0001_initial")]

    operations = [
        migrations.RunSQL(
            sql="""
                ALTER TABLE learners_keyworker ADD CONSTRAINT key_worker_one_at_a_time
                EXCLUDE USING gist (int8range(learner_id, learner_id, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&)
            """,
            reverse_sql="ALTER TABLE learners_keyworker DROP CONSTRAINT key_worker_one_at_a_time",
        ),
    ]
