"""Words of the tracking app: what happens to a young person, how they do and what they do next."""

from django.db import models


class IncidentKind(models.TextChoices):
    """Anything that puts a young person's place at risk (A30)."""

    AT_RISK = "at_risk", "At risk of not being able to stay"
    SUSPENSION = "suspension", "Temporary suspension"
    FIXED_TERM_EXCLUSION = "fixed_term_exclusion", "Fixed-term exclusion"
    EXCLUSION_PROPOSED = "exclusion_proposed", "Permanent exclusion proposed"
    TERMINATION_PROPOSED = "termination_proposed", "Ending the course proposed"


class SlotParty(models.TextChoices):
    """The two people who must be told (A30)."""

    KEY_WORKER = "key_worker", "Key worker"
    KEY_CONTACT = "key_contact", "Virtual School key contact"


class SlotChannel(models.TextChoices):
    EMAIL = "email", "E-mail"
    PHONE = "phone", "Phone call"


class StandIn(models.TextChoices):
    """Who fills a slot when the post itself is empty."""

    NOBODY = "", "The post holder"
    COVER = "cover", "Cover person"
    TEAM_MANAGER = "team_manager", "Team manager, because there is no key worker"
    VIRTUAL_SCHOOL_HEAD = "virtual_school_head", "Virtual School head, because there is no key contact"
    NAMED = "named", "Somebody named on the restricted record, because the post holder may not know of it"


class CallOutcome(models.TextChoices):
    """How a phone call went. Only speaking to the person proves that they were told."""

    SPOKE = "spoke", "Spoke to them"
    VOICEMAIL = "voicemail", "Left a voicemail"
    NO_ANSWER = "no_answer", "No answer"


class ExclusionKind(models.TextChoices):
    PERMANENT_EXCLUSION = "permanent_exclusion", "Permanent exclusion"
    TERMINATION = "termination", "Course ended by the provider"


# Attendance and progress: A35, domain facts §5 and §6.


class MarkMeaning(models.TextChoices):
    """What a mark in a register counts as."""

    PRESENT = "present", "Present"
    ELSEWHERE = "elsewhere", "At an approved activity elsewhere, counted as attending"
    AUTHORISED = "authorised", "Absent with permission"
    UNAUTHORISED = "unauthorised", "Absent without permission"
    NOT_COUNTED = "not_counted", "Not a possible session"


class EntrySource(models.TextChoices):
    TYPED = "typed", "Typed in"
    FILE = "file", "From a file"
    ROLL = "roll", "From a list of who is on roll"


class ConcernState(models.TextChoices):
    OPEN = "open", "Open"
    BETTER = "better", "Attendance is better"
    REVIEW = "review", "Taken to a review of the plan"
    ENDED = "ended", "The place ended"


class Completion(models.TextChoices):
    """Completion status of an aim, by its national code."""

    CONTINUING = "1", "Continuing"
    COMPLETED = "2", "Completed"
    WITHDRAWN = "3", "Left before the end"
    BREAK = "6", "Agreed break"


class AimOutcome(models.TextChoices):
    """Outcome of an aim, by its national code."""

    ACHIEVED = "1", "Achieved"
    PARTIAL = "2", "Achieved in part"
    NOT_ACHIEVED = "3", "Not achieved"
    NOT_KNOWN = "8", "Not yet known"


class NextStep(models.TextChoices):
    """Where an aim led (progression)."""

    HIGHER_LEVEL = "higher_level", "Learning at a higher level"
    SAME_LEVEL = "same_level", "Learning at the same level"
    HIGHER_EDUCATION = "higher_ed", "Higher education"
    APPRENTICESHIP = "apprenticeship", "Apprenticeship"
    WORK = "work", "Work"
    NEET = "neet", "Neither learning nor work"
    NOT_KNOWN = "not_known", "Not known"


# Files that bring many lines: P9 and W9.


class FileKind(models.TextChoices):
    ATTENDANCE = "attendance", "Attendance"
    RESULTS = "results", "Courses and results"
    ROLL = "roll", "Who is on roll"


class FileHolds(models.TextChoices):
    """Who is in a list of who is on roll."""

    DECLARED = "declared", "Those who said they are in care or care leavers"
    EVERYONE = "everyone", "Everybody on roll"


class FileState(models.TextChoices):
    WAITING = "waiting", "Waiting for its turn"
    WORKING = "working", "Being read"
    DONE = "done", "Read"
    REFUSED = "refused", "Refused"
    CANCELLED = "cancelled", "Stopped"


class LineState(models.TextChoices):
    """Where a line of a list stands."""

    MATCHED = "matched", "Matched"
    REVIEW = "review", "For a person to decide"
    NOT_OURS = "not_ours", "Not one of ours"
    WRONG = "wrong", "Cannot be read"


class LineReason(models.TextChoices):
    """Why a line is for a person to decide (W9)."""

    NONE = "none", "Nobody fits well enough"
    SEVERAL = "several", "More than one fits"
    PROVIDER = "provider", "On record at another provider"
    START = "start", "The start is too far from the one on record"
    LEFT = "left", "Looks as if they have left"
    NO_PLACE = "no_place", "No place on record"
    TWICE = "twice", "The same young person stands in the list twice"
    DIFFERS = "differs", "The number says one thing, the name or date of birth another"
    DECIDED = "decided", "Somebody decided otherwise before"


# What somebody does: A41.


class CodeList(models.TextChoices):
    NCCIS = "nccis", "Current activity of young people (NCCIS)"
    CARE_LEAVERS = "oc3_activity", "Activity in the return on care leavers"
    HOMES = "oc3_home", "Accommodation in the return on care leavers"


class ActivityGroup(models.TextChoices):
    """What a code counts as."""

    COMPULSORY = "compulsory", "At school age"
    EDUCATION = "education", "Education"
    EMPLOYMENT = "employment", "Employment"
    TRAINING = "training", "Training"
    NEET = "neet", "Neither education, employment nor training"
    NEET_UNAVAILABLE = "neet_unable", "Neither, and not available for it"
    CUSTODY = "custody", "In custody"
    NOT_KNOWN = "not_known", "Not known"


# Keeping in touch, and being without a place: P1, K6, K7 and K11.


class ContactReason(models.TextChoices):
    IN_TOUCH = "in_touch", "Keeping in touch"
    WORK = "work", "How the job goes"


class ContactHow(models.TextChoices):
    VISIT = "visit", "Visit"
    MEETING = "meeting", "Met elsewhere"
    PHONE = "phone", "Phone or video call"
    MESSAGE = "message", "Text message or e-mail, with an answer"
    LETTER = "letter", "Letter"


class DayKind(models.TextChoices):
    TASTER = "taster", "Taster day"
    IN_TOUCH = "in_touch", "In-touch day"


class HealthRoute(models.TextChoices):
    NOT_NEEDED = "not_needed", "Health is not the reason"
    NEEDED = "needed", "Health support is needed"
    REFERRED = "referred", "Referred to the health service"
    OPEN = "open", "Open to the health service"
    REFUSED = "refused", "The health service did not accept"


# Destinations: W10 and P10.


class DestinationKind(models.TextChoices):
    INTENDED = "intended", "Intended"
    OFFERED = "offered", "Offered"
    ACTUAL = "actual", "Actual"


class Route(models.TextChoices):
    SIXTH_FORM = "sixth_form", "School sixth form"
    SIXTH_FORM_COLLEGE = "sixth_college", "Sixth-form college"
    FURTHER_EDUCATION = "further_ed", "Further education college"
    HIGHER_EDUCATION = "higher_ed", "Higher education"
    APPRENTICESHIP = "apprenticeship", "Apprenticeship"
    TRAINING = "training", "Training or a supported programme"
    WORK = "work", "Work"
    OTHER = "other", "Something else"
    NOT_KNOWN = "not_known", "Not known"


class DestinationGroup(models.TextChoices):
    """Of whom destinations of a year are asked, by their age on the 31 August before it."""

    YEAR_11 = "year_11", "Finished Year 11"
    YEAR_12 = "year_12", "Finished Year 12"
    GUARANTEE = "guarantee", "Finished Year 11 or 12: the September Guarantee"
    OLDER = "older", "Older"


class CohortState(models.TextChoices):
    DRAFT = "draft", "Being drawn up"
    SENT = "sent", "With the partners"
    AGREED = "agreed", "Agreed"


# Casework: P4, P5, K10, W8 and W14.


class TransferState(models.TextChoices):
    REQUESTED = "requested", "Asked for"
    SENT = "sent", "Sent"
    RECEIVED = "received", "Received"
    NOT_THERE = "not_there", "They do not have it"
    WITHDRAWN = "withdrawn", "No longer needed"


class MoveTime(models.TextChoices):
    HOLIDAY = "holiday", "In the holidays"
    TERM = "term", "In term time"


class HomeEffect(models.TextChoices):
    NONE = "none", "Nothing changes"
    TRAVEL = "travel", "A longer way"
    PLACE_KEPT = "place_kept", "The place is kept with support"
    NEW_PLACE = "new_place", "A new place is needed"


class ReturnState(models.TextChoices):
    ASKED = "asked", "Asked"
    SUPPORTED = "supported", "Supported again"
    SIGNPOSTED = "signposted", "Shown where help is"


# Opportunities: P7 and W4.


class OpportunityKind(models.TextChoices):
    WORK_EXPERIENCE = "work_experience", "Work experience"
    INTERVIEW = "interview", "Guaranteed interview"
    MENTORING = "mentoring", "Mentoring"
    PROGRAMME = "programme", "Programme"
    TASTER = "taster", "Taster"
    APPRENTICESHIP = "apprenticeship", "Apprenticeship"
    JOB = "job", "Job"
    FUNCTIONAL_SKILLS = "functional_skills", "English and maths"
    COURSE = "course", "Course"


class ReferralState(models.TextChoices):
    REFERRED = "referred", "Referred"
    SUITABLE = "suitable", "Suitable"
    UNSUITABLE = "unsuitable", "Not suitable"
    STARTED = "started", "Started"
    COMPLETED = "completed", "Completed"
    LEFT = "left", "Left early"


class Barrier(models.TextChoices):
    """What stands in the way of a place, by theme (P7)."""

    TRAVEL = "travel", "Travel"
    MONEY = "money", "Money"
    HOME = "home", "Where they live"
    HEALTH = "health", "Health"
    CARING = "caring", "A child or somebody else to care for"
    QUALIFICATIONS = "qualifications", "Qualifications asked for"
    SKILLS = "skills", "English, maths or digital skills"
    CONFIDENCE = "confidence", "Confidence"
    PAPERS = "papers", "Papers: identity, bank account, right to work"
    TIME = "time", "Times that do not fit"
    OFFER = "offer", "The offer was not what they want"
    OTHER = "other", "Something else"
