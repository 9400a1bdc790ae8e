"""The record of attempts is evidence: the database refuses to change or delete a row."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION notifications_delivery_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A recorded delivery attempt is never changed or deleted.' USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER delivery_append_only BEFORE UPDATE OR DELETE ON notifications_delivery
    FOR EACH ROW EXECUTE FUNCTION notifications_delivery_is_append_only();
"""

BACKWARD = """
DROP TRIGGER delivery_append_only ON notifications_delivery;
DROP FUNCTION notifications_delivery_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
