"""What happened to a deadline is evidence: the database refuses to change or delete an event."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION deadlines_event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'An event of a deadline is never changed or deleted.' USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER deadline_event_append_only BEFORE UPDATE OR DELETE ON deadlines_deadlineevent
    FOR EACH ROW EXECUTE FUNCTION deadlines_event_is_append_only();
"""

BACKWARD = """
DROP TRIGGER deadline_event_append_only ON deadlines_deadlineevent;
DROP FUNCTION deadlines_event_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0002_learner_and_agreement")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
