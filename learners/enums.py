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


class CarerKind(models.TextChoices):
    """How somebody looks after a young person day by day."""

    FOSTER = "foster", "Foster carer"
    KINSHIP = "kinship", "Family or friend who is carer"
    RESIDENTIAL = "residential", "Residential home"
    SUPPORTED = "supported", "Supported lodgings"
    STAYING_PUT = "staying_put", "Former foster carer (staying put)"
    PARENT = "parent", "Parent"
    OTHER = "other", "Somebody else"


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


class ConsentPurpose(models.TextChoices):
    """What may be shared, asked one by one (P8, A11)."""

    EDUCATION = "education", "My education plan and how I am doing, with my school or college"
    SAFEGUARDING = "safeguarding", "What people need to know to keep me safe, with my school or college"
    PANEL = "panel", "My record, with the partners of the panel that helps me into work or learning"
    SUPPORT = "support", "My record, with the Virtual School where I study"
    FAMILY = "family", "What my parents or somebody else close to me ask about me"
    OUTSIDE = "outside", "What the police, probation, employers or other services ask about me"


#: What is told to people outside Mainstay, request by request, and shared with no agency in it.
TOLD_OUTSIDE = frozenset({ConsentPurpose.FAMILY, ConsentPurpose.OUTSIDE})


class ConsentDecision(models.TextChoices):
    GIVEN = "given", "Given"
    REFUSED = "refused", "Refused"
    WITHDRAWN = "withdrawn", "Withdrawn"


class ConsentHow(models.TextChoices):
    SIGNED_FORM = "signed_form", "On a signed form"
    IN_WRITING = "in_writing", "In writing: a letter, an e-mail or a text message"
    SPOKEN = "spoken", "Spoken, face to face"
    BY_PHONE = "by_phone", "Spoken, by phone"


class ConsentSaidBy(models.TextChoices):
    """Who may decide: at 18 the young person alone."""

    YOUNG_PERSON = "young_person", "The young person"
    PARENT = "parent", "A parent or another person with parental responsibility"
    LOCAL_AUTHORITY = "local_authority", "The local authority, which has parental responsibility"


class OverrideGround(models.TextChoices):
    """When confidentiality may be broken (P19f)."""

    CHILD_PROTECTION = "child_protection", "To protect a child from harm"
    THREAT_TO_LIFE = "threat_to_life", "Somebody’s life is in danger"
    URGENT_TREATMENT = "urgent_treatment", "Urgent medical treatment is needed"
    SERIOUS_CRIME = "serious_crime", "To prevent or solve a serious crime"
    BENEFITS = "benefits", "Where the law on benefits requires it"


class Basis(models.TextChoices):
    """Why something may be shared with an agency."""

    RESPONSIBLE = "responsible", "Their own authority is responsible for them"
    DUTY = "duty", "The agreement requires it: names of contacts and what the provider itself records"
    CONSENT = "consent", "Consent"
    NOT_REFUSED = "not_refused", "The young person has not said no"
    OVERRIDE = "override", "Shared without consent, on a ground"
    LAW = "law", "The law asks for it, of every authority"


class DisclosureKind(models.TextChoices):
    LINK = "link", "Record opened to an agency"
    MESSAGE = "message", "Message"
    EXPORT = "export", "Downloaded list"
    FILE = "file", "File"
    RELEASE = "release", "Released to who asked"


class SupportState(models.TextChoices):
    ASKED = "asked", "Asked"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"
    ENDED = "ended", "Ended"


class HandOverPart(models.TextChoices):
    """What somebody who leaves passes on."""

    KEY_WORKER = "key_worker", "Key worker"
    KEY_WORKER_COVER = "key_worker_cover", "Cover of a key worker"
    MENTOR = "mentor", "Mentor"
    POST = "post", "Post of the agency"
    POST_COVER = "post_cover", "Cover of a post"
    NAMED = "named", "Named on a restricted record"


class Asker(models.TextChoices):
    """Who asks for information about a young person (P19b to P19d)."""

    PARENT = "parent", "A parent or guardian"
    POLICE = "police", "The police"
    PROBATION = "probation", "The probation service"
    SOCIAL_SERVICES = "social_services", "Social services of another authority"
    EMPLOYMENT_SERVICE = "employment_service", "A jobcentre or benefits office"
    EMPLOYER = "employer", "An employer"
    OTHER_SERVICE = "other_service", "Another careers or leaving-care service that takes over, for the record"
    OTHER = "other", "Somebody else"


class InformationRequestState(models.TextChoices):
    OPEN = "open", "Open"
    RELEASED = "released", "Released"
    REFUSED = "refused", "Refused"
    WITHDRAWN = "withdrawn", "No longer wanted"


class NumberFound(models.TextChoices):
    """Where the number was found on which somebody rang back. What the caller said proves nothing."""

    OWN_RECORD = "own_record", "In the young person’s record"
    DIRECTORY = "directory", "In a public directory or on the organisation’s own website"
    SWITCHBOARD = "switchboard", "Through the organisation’s main switchboard"
    KNOWN = "known", "We have rung it before"
    CALLER = "caller", "Only from the caller"


class ReleaseHow(models.TextChoices):
    PHONE = "phone", "By phone, on the call back"
    POST = "post", "By post"
    SECURE_EMAIL = "secure_email", "By secure e-mail"
    BY_HAND = "by_hand", "Handed over in person"
