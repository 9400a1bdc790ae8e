"""Words of the education plans app."""

from django.db import models


class PlanVariant(models.TextChoices):
    """Whose plan it is: what is asked, and who must agree, depends on it."""

    COURSE = "course", "At school, college or a training provider"
    APPRENTICE = "apprentice", "In an apprenticeship"
    WORK = "work", "In work"
    SEEKING = "seeking", "Not in education, employment or training (NEET)"
    CUSTODY = "custody", "In custody"


class SectionCode(models.TextChoices):
    """The parts of an education plan (A13, A27, section E). Safeguarding has a permission, and a consent, of its own."""

    KEY_CONTACTS = "key_contacts", "Key contacts"
    SAFEGUARDING = "safeguarding", "Safeguarding"
    VIEWS = "views", "What the young person says"
    HISTORY = "history", "Education so far"
    COURSE = "course", "Course and timetable"
    EMPLOYER = "employer", "Work and employer"
    SEEKING = "seeking", "Looking for a place"
    RESETTLEMENT = "resettlement", "Release and what comes after"
    ATTENDANCE = "attendance", "Attendance"
    STRENGTHS = "strengths", "Strengths and barriers"
    ASPIRATIONS = "aspirations", "Hopes and next steps"
    HIGHER_EDUCATION = "higher_education", "On the way to higher education"
    TARGETS = "targets", "Targets"
    SUPPORT = "support", "Support"
    FINANCE = "finance", "Entitlements and money"
    CAREERS = "careers", "Careers guidance"
    TRANSITION = "transition", "Changes ahead, and what if"


class SectionState(models.TextChoices):
    NOT_STARTED = "not_started", "Not started"
    IN_PROGRESS = "in_progress", "In progress"
    COMPLETE = "complete", "Complete"
    NOT_APPLICABLE = "not_applicable", "Does not apply"


class Completer(models.TextChoices):
    """Who usually completes a section, unless somebody else is named."""

    KEY_WORKER = "key_worker", "The key worker"
    PROVIDER = "provider", "The provider"


#: Without these two a plan cannot be agreed (A13, A27).
REQUIRED_SECTIONS = frozenset({SectionCode.KEY_CONTACTS, SectionCode.SAFEGUARDING})


class PlanState(models.TextChoices):
    DRAFT = "draft", "Being written"
    AGREED = "agreed", "Agreed"


class PlanParty(models.TextChoices):
    """Who agrees a plan (A13)."""

    YOUNG_PERSON = "young_person", "The young person"
    KEY_WORKER = "key_worker", "The key worker"
    PROVIDER = "provider", "The provider"


class Answer(models.TextChoices):
    """What a party says to a version of the plan."""

    AGREES = "agrees", "Agrees"
    DISAGREES = "disagrees", "Does not agree"


class Through(models.TextChoices):
    """By which way something came in."""

    STAFF = "staff", "Recorded by somebody who works with them"
    OWN_PAGE = "own_page", "From their own page"


class Rag(models.TextChoices):
    GREEN = "green", "Green"
    AMBER = "amber", "Amber"
    RED = "red", "Red"


class QualityOutcome(models.TextChoices):
    RETURNED = "returned", "Returned with comments"
    GOOD = "good", "Good enough"


class Domain(models.TextChoices):
    """Areas of support and of targets (A19, K14)."""

    LEARNING = "learning", "Learning"
    ATTENDANCE = "attendance", "Attendance"
    ACCOMMODATION = "accommodation", "Accommodation"
    TRANSPORT = "transport", "Transport"
    FINANCE = "finance", "Money"
    HEALTH = "health", "Health and wellbeing"
    TECHNOLOGY = "technology", "Devices and internet"
    CHILD_CARE = "child_care", "Child care"
    EMPLOYMENT = "employment", "Getting into work"
    OTHER = "other", "Something else"


class TargetState(models.TextChoices):
    OPEN = "open", "Working on it"
    MET = "met", "Met"
    PARTLY = "partly", "Partly met"
    NOT_MET = "not_met", "Not met"
    DROPPED = "dropped", "No longer a target"


class FundingState(models.TextChoices):
    """A request to spend Pupil Premium Plus (M9)."""

    REQUESTED = "requested", "Requested"
    APPROVED = "approved", "Approved"
    REFUSED = "refused", "Refused"
    WITHDRAWN = "withdrawn", "Withdrawn"


class EntitlementFit(models.TextChoices):
    """How an entitlement looks from what is known: a prompt, never a decision (A23). The likeliest first."""

    LIKELY = "likely", "May be entitled"
    FIND_OUT = "find_out", "Find out"
    LATER = "later", "Later"
    NOT = "not", "Does not fit"


class ClaimState(models.TextChoices):
    """What became of an entitlement (A23)."""

    CLAIMED = "claimed", "Claimed"
    RECEIVED = "received", "Received"
    REFUSED = "refused", "Refused"
    NOT_APPLICABLE = "not_applicable", "Does not apply"


class MeetingKind(models.TextChoices):
    FIRST = "first", "Making the plan"
    REVIEW = "review", "Review of the plan"
    EXTRA = "extra", "Extra meeting"
    PATHWAY = "pathway", "Review of the pathway plan"


class MeetingState(models.TextChoices):
    CALLED = "called", "Called"
    HELD = "held", "Held"
    CANCELLED = "cancelled", "Cancelled"


class Attendance(models.TextChoices):
    INVITED = "invited", "Invited"
    PRESENT = "present", "There"
    APOLOGIES = "apologies", "Sent apologies"
    ABSENT = "absent", "Not there"


class ChangeKind(models.TextChoices):
    """What changed in a young person's life (A17)."""

    ACCOMMODATION = "accommodation", "Where they live"
    CARER = "carer", "Who looks after them"
    HEALTH = "health", "Their health"
    FAMILY = "family", "Their family"
    MONEY = "money", "Their money"
    COURSE = "course", "Their course or timetable"
    OTHER = "other", "Something else"


class EarlyReason(models.TextChoices):
    """Why a review is proposed before its time (A14, A17)."""

    INCIDENT = "incident", "Something put the place at risk"
    ATTENDANCE = "attendance", "Attendance fell below the limit"
    CHANGE = "change", "Something changed in their life"
    YOUNG_PERSON = "young_person", "The young person asked for it"
    DISAGREES = "disagrees", "Somebody does not agree with the plan"


class EventKind(models.TextChoices):
    """Occasions at a provider to which key workers and young people are invited (A16, A22)."""

    VISIT_BEFORE = "visit_before", "Visit before the start"
    VISIT_AFTER = "visit_after", "Visit after the start"
    PARENTS_EVENING = "parents_evening", "Parents’ evening"
    CONSULTATION = "consultation", "Consultation"
    OTHER = "other", "Another occasion"


class PathwayDomain(models.TextChoices):
    """The ten matters a pathway plan must deal with (schedule 1 of the Care Leavers (England) Regulations 2010)."""

    CONTACT_AND_SUPPORT = "contact_and_support", "Personal support, and who gives it"
    EDUCATION = "education", "Education and training"
    EMPLOYMENT = "employment", "Employment and other purposeful activity"
    CONTINGENCY = "contingency", "What happens if the plan does not work out"
    ACCOMMODATION = "accommodation", "Accommodation"
    FAMILY = "family", "Family and social relationships"
    SKILLS = "skills", "Practical and other skills for independence"
    FINANCE = "finance", "Money"
    HEALTH = "health", "Health, and mental health"
    IDENTITY = "identity", "Identity: religion, race, culture and language"


class Suitability(models.TextChoices):
    """One factor of whether accommodation is suitable (schedule 2 of the same regulations)."""

    FACILITIES = "facilities", "Facilities and services"
    REPAIR = "repair", "State of repair"
    SAFETY = "safety", "Safety"
    LOCATION = "location", "Location"
    SUPPORT = "support", "Support"
    TENANCY = "tenancy", "Tenancy status"
    AFFORDABLE = "affordable", "What it costs, and whether they can pay it"
    VIEWS = "views", "What the young person thinks of it"
    RIGHTS = "rights", "Whether they understand their rights and duties"


class SkillState(models.TextChoices):
    """An item of the passport to independence (W6)."""

    NOT_YET = "not_yet", "Not yet"
    LEARNING = "learning", "Learning it"
    CAN_DO = "can_do", "Can do it"


class Mood(models.TextChoices):
    """How it is going, in a face with a word."""

    GREAT = "great", "Great"
    GOOD = "good", "Good"
    OK = "ok", "OK"
    NOT_GOOD = "not_good", "Not good"
    BAD = "bad", "Really bad"


class ViewAbout(models.TextChoices):
    """What a young person wants to say something about."""

    GENERAL = "general", "How it is going"
    COURSE = "course", "My course"
    HOME = "home", "Where I live"
    SUPPORT = "support", "The help I get"
    MEETING = "meeting", "My next meeting"
    PLAN = "plan", "My plan"


class ViewResponse(models.TextChoices):
    """You said – we did."""

    DONE = "done", "We did it"
    STARTED = "started", "We have started"
    NOT_DONE = "not_done", "We cannot, and this is why"


class RecordRequestState(models.TextChoices):
    """A young person asks for a copy of their record (P19a)."""

    ASKED = "asked", "Asked for"
    PAUSED = "paused", "Waiting for an answer from the young person"
    REVIEWED = "reviewed", "Checked, ready to give"
    GIVEN = "given", "Given"
    WITHDRAWN = "withdrawn", "No longer wanted"


class CopyDesign(models.TextChoices):
    PROFESSIONAL = "professional", "The whole plan"
    YOUNG_PERSON = "young_person", "Their own copy"


class CopyForm(models.TextChoices):
    PRINT = "print", "Print"
    LARGE_PRINT = "large_print", "Large print"


class CopyHow(models.TextChoices):
    HAND = "hand", "By hand"
    POST = "post", "By post"
    EMAIL = "email", "By e-mail"
    OWN_PAGE = "own_page", "On their own page"
