"""No way round A32: the database itself refuses to end a place by exclusion without the procedure.

Whoever writes rows (a form, an import, the admin, the shell, raw SQL) meets the same three refusals:

- an enrolment may carry an end that is the provider's doing only if the decision is recorded in `tracking_exclusion`;
- a decision is recorded only if all four notices of its incident are proven by what proves them (an e-mail that was sent
  and has not come back, a call in which somebody was spoken to), its same-day clock is settled, and its meeting was held;
  afterwards it is neither exchanged nor deleted;
- a logged call is never changed or deleted.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION tracking_exclusion_follows_procedure() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    incident tracking_incident%ROWTYPE;
    proven integer;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (NEW.incident_id, NEW.enrolment_id, NEW.meeting_id, NEW.kind)
            IS DISTINCT FROM (OLD.incident_id, OLD.enrolment_id, OLD.meeting_id, OLD.kind) THEN
            RAISE EXCEPTION 'A recorded exclusion is never turned into another one.' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    SELECT * INTO incident FROM tracking_incident WHERE id = NEW.incident_id FOR NO KEY UPDATE;
    IF incident.enrolment_id IS DISTINCT FROM NEW.enrolment_id THEN
        RAISE EXCEPTION 'The exclusion and its incident are not about the same place.' USING ERRCODE = 'check_violation';
    END IF;
    SELECT count(*) INTO proven
        FROM tracking_noticeslot slot
        LEFT JOIN notifications_message message ON message.id = slot.message_id
        LEFT JOIN tracking_phonecall call ON call.id = slot.call_id
        WHERE slot.incident_id = NEW.incident_id
            AND slot.proven_at IS NOT NULL
            AND (
                (slot.channel = 'email' AND message.state = 'sent')
                OR (slot.channel = 'phone' AND call.outcome = 'spoke' AND call.incident_id = NEW.incident_id)
            );
    IF proven <> 4 OR NOT EXISTS (
        SELECT FROM deadlines_deadline
        WHERE duty_code = 'same_day_notice' AND subject_uuid = incident.uuid AND state IN ('met', 'waived')
    ) THEN
        RAISE EXCEPTION 'No exclusion before key worker and key contact were told by phone and e-mail.'
            USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (
        SELECT FROM tracking_professionalsmeeting
        WHERE id = NEW.meeting_id AND incident_id = NEW.incident_id AND held_at <= NEW.decided_at
    ) THEN
        RAISE EXCEPTION 'No exclusion before the professionals meeting was held.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER exclusion_follows_procedure BEFORE INSERT OR UPDATE ON tracking_exclusion
    FOR EACH ROW EXECUTE FUNCTION tracking_exclusion_follows_procedure();

CREATE FUNCTION tracking_enrolment_ended_by_provider_is_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM tracking_exclusion
        WHERE enrolment_id = NEW.id
            AND kind = CASE NEW.end_reason WHEN 'permanently_excluded' THEN 'permanent_exclusion' ELSE 'termination' END
    ) THEN
        RAISE EXCEPTION 'A place is ended by the provider only through a recorded decision.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER enrolment_ended_by_provider_is_decided BEFORE INSERT OR UPDATE ON learners_enrolment
    FOR EACH ROW WHEN (NEW.end_reason IN ('permanently_excluded', 'course_terminated'))
    EXECUTE FUNCTION tracking_enrolment_ended_by_provider_is_decided();

CREATE FUNCTION tracking_exclusion_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM learners_enrolment
        WHERE id = OLD.enrolment_id AND end_reason IN ('permanently_excluded', 'course_terminated')
    ) THEN
        RAISE EXCEPTION 'A decision that ended a place is never deleted.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN OLD;
END
$$;
CREATE TRIGGER exclusion_stays BEFORE DELETE ON tracking_exclusion
    FOR EACH ROW EXECUTE FUNCTION tracking_exclusion_stays();

CREATE FUNCTION tracking_call_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A logged call is never changed or deleted.' USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER call_append_only BEFORE UPDATE OR DELETE ON tracking_phonecall
    FOR EACH ROW EXECUTE FUNCTION tracking_call_is_append_only();
"""

BACKWARD = """
DROP TRIGGER call_append_only ON tracking_phonecall;
DROP FUNCTION tracking_call_is_append_only();
DROP TRIGGER exclusion_stays ON tracking_exclusion;
DROP FUNCTION tracking_exclusion_stays();
DROP TRIGGER enrolment_ended_by_provider_is_decided ON learners_enrolment;
DROP FUNCTION tracking_enrolment_ended_by_provider_is_decided();
DROP TRIGGER exclusion_follows_procedure ON tracking_exclusion;
DROP FUNCTION tracking_exclusion_follows_procedure();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("tracking", "0001_initial"),
        ("learners", "0001_initial"),
        ("notifications", "0001_initial"),
        ("deadlines", "0002_learner_and_agreement"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
