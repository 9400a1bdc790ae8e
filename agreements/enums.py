"""Words of the agreements app."""

from django.db import models


class AgreementStatus(models.TextChoices):
    DRAFT = "draft", "Draft"
    IN_FORCE = "in_force", "In force"
    LAPSED = "lapsed", "Lapsed"
    ENDED = "ended", "Ended"


class Side(models.TextChoices):
    """For whom a signatory signs (A1)."""

    VIRTUAL_SCHOOL = "virtual_school", "Virtual School"
    PROVIDER = "provider", "Provider"


class ContactKind(models.TextChoices):
    """Posts that must never be empty: each has a holder and a cover person (A20, A36)."""

    DESIGNATED_PERSON = "designated_person", "Designated person"
    KEY_CONTACT = "key_contact", "Virtual School key contact"


class TrainingSubject(models.TextChoices):
    """What designated people are trained in (P3)."""

    CARE_SYSTEM = "care_system", "How the care system works"
    EFFECT_OF_CARE = "effect_of_care", "What being in care does to education"
    DUTIES = "duties", "What the agreement asks of us"
    SAFEGUARDING = "safeguarding", "Safeguarding"
    OTHER = "other", "Something else"


class TermKey(models.TextChoices):
    """What the terms of an agreement set. Those with a clock have the code of their duty in `agreements.duties`."""

    EDUCATION_PLAN = "education_plan", "Education plan agreed"
    PLAN_REVIEW = "plan_review", "Plan reviewed"
    SAME_DAY_NOTICE = "same_day_notice", "Same-day notice of a risk to the place"
    EMERGENCY_RESPONSE = "emergency_response", "Response to an emergency"
    KEY_WORKER_CHANGE = "key_worker_change", "Provider told that the key worker changed"
    KEY_WORKER_NAMED = "key_worker_named", "Key worker named, when the young person is recorded after Year 11"
    CONSENT_CHECK = "consent_check", "Consent asked again"
    CONTACTS_CONFIRMED = "contacts_confirmed", "People and contacts confirmed as right"
    DATA_PROTECTION = "data_protection", "Data-protection registration renewed"
    STAFF_TRAINING = "staff_training", "Training refreshed"
    MORNING_HOUR = "morning_hour", "Hour of the day at which reminders leave"
