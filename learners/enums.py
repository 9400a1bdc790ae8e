"""Words of the learners app."""

from django.db import models


class CareStatus(models.TextChoices):
    """Leaving-care status (Children Act 1989 and the 2010 care planning and care leavers regulations; domain facts §2)."""

    LOOKED_AFTER = "looked_after", "Looked after"
    ELIGIBLE = "eligible", "Eligible child"
    RELEVANT = "relevant", "Relevant child"
    FORMER_RELEVANT = "former_relevant", "Former relevant child"
    QUALIFYING = "qualifying", "Qualifying"
    NONE = "none", "No current eligibility"


class Purpose(models.TextChoices):
    """Why an agency is linked to a young person."""

    HOME_VIRTUAL_SCHOOL = "home_virtual_school", "Home Virtual School"
    SOCIAL_CARE = "social_care", "Social care"
    PROVIDER = "provider", "Education or training provider"
    HOST_VIRTUAL_SCHOOL = "host_virtual_school", "Host Virtual School"
    PANEL_PARTNER = "panel_partner", "Panel partner"


class KeyWorkerKind(models.TextChoices):
    """Who may be a key worker (A9)."""

    SOCIAL_WORKER = "social_worker", "Social worker"
    PERSONAL_ADVISER = "personal_adviser", "Personal adviser"
    FOSTER_CARER = "foster_carer", "Foster carer"
    RESIDENTIAL_WORKER = "residential_worker", "Residential worker"
    OTHER = "other", "Other suitable adult"


class Level(models.TextChoices):
    ENTRY = "entry", "Entry level"
    LEVEL_1 = "1", "Level 1"
    LEVEL_2 = "2", "Level 2"
    LEVEL_3 = "3", "Level 3"
    LEVEL_4_PLUS = "4+", "Level 4 or above"
    NONE = "none", "No level"


class EndReason(models.TextChoices):
    """Why an enrolment ended. The last two are the provider's doing and have a service of their own (A32)."""

    COMPLETED = "completed", "Completed the course"
    WITHDREW = "withdrew", "Left by their own choice"
    TRANSFERRED = "transferred", "Moved to another provider"
    DID_NOT_START = "did_not_start", "Did not start"
    CASE_CLOSED = "case_closed", "Case closed"
    DIED = "died", "Died"
    PERMANENTLY_EXCLUDED = "permanently_excluded", "Permanently excluded"
    COURSE_TERMINATED = "course_terminated", "Course ended by the provider"


#: Never set by ending an enrolment, only by the exclusion service, which checks the proof (A32).
PROVIDER_INITIATED = frozenset({EndReason.PERMANENTLY_EXCLUDED, EndReason.COURSE_TERMINATED})


class StartItem(models.TextChoices):
    """What a provider must know before a young person starts (A12, A26). The values are fields of `Enrolment`."""

    DESIGNATED_PERSON_KNOWS_KEY_WORKER = (
        "designated_person_knows_key_worker_on",
        "The designated person knows the key worker",
    )
    PROVIDER_KNOWS_CONTACTS = (
        "provider_knows_contacts_on",
        "The provider knows the key worker and the Virtual School key contact",
    )


class LifeEvent(models.TextChoices):
    """What happens to a young person and closes clocks (`learners.rules`)."""

    ENROLMENT_ENDED = "enrolment_ended", "The enrolment ended"
    TRANSFERRED = "transferred", "The young person moved to another provider"
    CASE_CLOSED = "case_closed", "The case was closed"
    DIED = "died", "The young person died"
