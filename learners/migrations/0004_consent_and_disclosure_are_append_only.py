"""What was said about sharing, what was shared, and what was handed over are evidence: the database refuses to change or
delete a row.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION learners_evidence_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A row of % is never changed or deleted.', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER consent_append_only BEFORE UPDATE OR DELETE ON learners_consent
    FOR EACH ROW EXECUTE FUNCTION learners_evidence_is_append_only();
CREATE TRIGGER disclosure_append_only BEFORE UPDATE OR DELETE ON learners_disclosure
    FOR EACH ROW EXECUTE FUNCTION learners_evidence_is_append_only();
CREATE TRIGGER hand_over_step_append_only BEFORE UPDATE OR DELETE ON learners_handoverstep
    FOR EACH ROW EXECUTE FUNCTION learners_evidence_is_append_only();
"""

BACKWARD = """
DROP TRIGGER hand_over_step_append_only ON learners_handoverstep;
DROP TRIGGER disclosure_append_only ON learners_disclosure;
DROP TRIGGER consent_append_only ON learners_consent;
DROP FUNCTION learners_evidence_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("learners", "0003_consent_cover_and_broken_glass")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
