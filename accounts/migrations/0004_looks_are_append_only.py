"""Who has looked is evidence: the database refuses to change or delete a row."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION accounts_look_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The record of who looked is never changed or deleted.' USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER look_append_only BEFORE UPDATE OR DELETE ON accounts_look
    FOR EACH ROW EXECUTE FUNCTION accounts_look_is_append_only();
"""

BACKWARD = """
DROP TRIGGER look_append_only ON accounts_look;
DROP FUNCTION accounts_look_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_invitations_delegations_looks")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
