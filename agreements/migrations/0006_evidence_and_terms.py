"""Texts, signatures and what was said in a challenge are evidence: the database refuses to change or delete a row. So is a
wording once it is published. And the default terms of four more duties.
"""

from datetime import date

from django.db import migrations

FORWARD = """
CREATE FUNCTION agreements_evidence_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A row of % is never changed or deleted.', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER text_append_only BEFORE UPDATE OR DELETE ON agreements_agreementtext
    FOR EACH ROW EXECUTE FUNCTION agreements_evidence_is_append_only();
CREATE TRIGGER signature_append_only BEFORE UPDATE OR DELETE ON agreements_signature
    FOR EACH ROW EXECUTE FUNCTION agreements_evidence_is_append_only();
CREATE TRIGGER challenge_entry_append_only BEFORE UPDATE OR DELETE ON agreements_challengeentry
    FOR EACH ROW EXECUTE FUNCTION agreements_evidence_is_append_only();
CREATE TRIGGER wording_append_only BEFORE UPDATE OR DELETE ON agreements_wording
    FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION agreements_evidence_is_append_only();
"""

BACKWARD = """
DROP TRIGGER wording_append_only ON agreements_wording;
DROP TRIGGER challenge_entry_append_only ON agreements_challengeentry;
DROP TRIGGER signature_append_only ON agreements_signature;
DROP TRIGGER text_append_only ON agreements_agreementtext;
DROP FUNCTION agreements_evidence_is_append_only();
"""

FROM = date(2020, 9, 1)
DEFAULTS = [
    ("agreement_review", 12, "months", "The wording of the regional agreement"),
    ("challenge_answer", 10, "working_days", "Good practice"),
    ("complaint_acknowledged", 1, "working_days", "Good practice"),
    ("complaint_answered", 20, "working_days", "Good practice"),
]


def load(apps, schema_editor):
    Term = apps.get_model("agreements", "Term")
    for key, amount, unit, reason in DEFAULTS:
        Term.objects.get_or_create(
            agreement=None, key=key, effective_on=FROM, defaults={"amount": amount, "unit": unit, "reason": reason}
        )


class Migration(migrations.Migration):
    dependencies = [("agreements", "0005_lifecycle")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD), migrations.RunPython(load, migrations.RunPython.noop)]
