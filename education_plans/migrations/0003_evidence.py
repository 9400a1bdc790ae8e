"""What was agreed, and what a month was like, is evidence: the database refuses to change or delete a row."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION education_plans_evidence_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A row of % is never changed or deleted.', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER plan_version_append_only BEFORE UPDATE OR DELETE ON education_plans_planversion
    FOR EACH ROW EXECUTE FUNCTION education_plans_evidence_is_append_only();
CREATE TRIGGER completion_append_only BEFORE UPDATE OR DELETE ON education_plans_completionsnapshot
    FOR EACH ROW EXECUTE FUNCTION education_plans_evidence_is_append_only();
"""

BACKWARD = """
DROP TRIGGER completion_append_only ON education_plans_completionsnapshot;
DROP TRIGGER plan_version_append_only ON education_plans_planversion;
DROP FUNCTION education_plans_evidence_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("education_plans", "0002_plans")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
