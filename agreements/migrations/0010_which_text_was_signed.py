"""Agreements that were signed in Mainstay name the text both sides signed. One that was a draft again before it came into
force was signed elsewhere and names none.
"""

from django.db import migrations

FORWARD = """
UPDATE agreements_agreement AS agreement
SET signed_text_id = signed.text_id
FROM (
    SELECT text.agreement_id, max(text.id) AS text_id
    FROM agreements_agreementtext AS text
    WHERE (SELECT count(*) FROM agreements_signature AS signature WHERE signature.text_id = text.id) = 2
    GROUP BY text.agreement_id
) AS signed
WHERE signed.agreement_id = agreement.id
    AND agreement.status NOT IN ('draft', 'out_for_signature')
    AND (
        SELECT earlier.status
        FROM agreements_historicalagreement AS earlier
        WHERE earlier.id = agreement.id AND earlier.status IN ('draft', 'out_for_signature')
        ORDER BY earlier.history_id DESC
        LIMIT 1
    ) = 'out_for_signature'
"""


class Migration(migrations.Migration):
    dependencies = [("agreements", "0009_signed_text_and_person_complained_about")]

    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
