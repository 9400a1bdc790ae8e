"""Words of the agreements app."""

from django.db import models


class AgreementStatus(models.TextChoices):
    DRAFT = "draft", "Draft"
    OUT_FOR_SIGNATURE = "out_for_signature", "Out for signature"
    IN_FORCE = "in_force", "In force"
    RENEWED = "renewed", "Renewed"
    LAPSED = "lapsed", "Lapsed"
    ENDED = "ended", "Ended"


#: States of an agreement that does not bind anybody yet, and of one that does no longer.
BEFORE_SIGNATURE = (AgreementStatus.DRAFT, AgreementStatus.OUT_FOR_SIGNATURE)
#: In force, or renewed by one that has not begun yet: until its last day it binds both sides all the same.
RUNNING = (AgreementStatus.IN_FORCE, AgreementStatus.RENEWED)
OVER = (AgreementStatus.RENEWED, AgreementStatus.LAPSED, AgreementStatus.ENDED)


class Side(models.TextChoices):
    """For whom a signatory signs (A1)."""

    VIRTUAL_SCHOOL = "virtual_school", "Virtual School"
    PROVIDER = "provider", "Provider"


class ContactKind(models.TextChoices):
    """Posts with a holder and a cover person. The first two must never be empty (A20, A36); whom carers and young people ask
    about careers is named beside them (W13).
    """

    DESIGNATED_PERSON = "designated_person", "Designated person"
    KEY_CONTACT = "key_contact", "Virtual School key contact"
    CAREERS_CONTACT = "careers_contact", "Careers contact"


#: Posts whose people answer for what their agency owes and hear for it. A careers contact only answers questions.
ANSWERING = (ContactKind.DESIGNATED_PERSON, ContactKind.KEY_CONTACT)


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
    AGREEMENT_REVIEW = "agreement_review", "Agreement reviewed"
    CHALLENGE_ANSWER = "challenge_answer", "Challenge answered"
    COMPLAINT_ACKNOWLEDGED = "complaint_acknowledged", "Complaint acknowledged"
    COMPLAINT_ANSWERED = "complaint_answered", "Complaint answered"
    PATHWAY_REVIEW = "pathway_review", "Pathway plan reviewed"
    PATHWAY_REVIEW_ASKED = "pathway_review_asked", "Pathway plan reviewed because somebody asked"
    VIEW_ANSWERED = "view_answered", "Young person’s view answered"
    RECORD_COPY = "record_copy", "Copy of their record given, by our own promise"
    RECORD_COPY_BY_LAW = "record_copy_by_law", "Copy of their record given, by law"
    INFORMATION_REQUEST = "information_request", "Answer to somebody outside who asks about a young person"
    IN_TOUCH = "in_touch", "In touch with a care leaver"
    WORK_CONTACT_WEEKLY = "work_contact_weekly", "Weekly contact in a new job"
    WORK_CONTACT_MONTHLY = "work_contact_monthly", "Monthly contact in a new job"
    TASTER_DAY = "taster_day", "Taster day for who has no place"
    IN_TOUCH_DAY = "in_touch_day", "In-touch day for who has no place"
    SUPPORT_REVIEW = "support_review", "Extra support reviewed"
    RETURN_ASSESSED = "return_assessed", "Return after 21 assessed"
    ATTENDANCE_TARGET = "attendance_target", "Attendance aimed at"
    ATTENDANCE_LIMIT = "attendance_limit", "Attendance at or below which something is done"
    LONG_TERM_NEET = "long_term_neet", "Time without a place that counts as long"
    ROLL_TOLERANCE = "roll_tolerance", "How far the start on a list may be from the one on record"
    BOARD_UPDATE = "board_update", "Updates for a board asked for so long before it meets"
    MORNING_HOUR = "morning_hour", "Hour of the day at which reminders leave"


class DocumentKind(models.TextChoices):
    SCAN = "scan", "Scan of a signed page"
    SIGNED = "signed", "Signed agreement"
    EVIDENCE = "evidence", "Evidence"
    LIBRARY = "library", "Document of the library"


class SigningMethod(models.TextChoices):
    ONLINE = "online", "Through a personal link"
    PAPER = "paper", "On paper"


class Kept(models.TextChoices):
    """How well a promise was kept in the year, as one side sees it (A6)."""

    WELL = "well", "Kept well"
    PARTLY = "partly", "Kept in part"
    NOT = "not", "Not kept"
    NOT_NEEDED = "not_needed", "It did not come up"


class ReviewOutcome(models.TextChoices):
    RENEW = "renew", "Renew it as it is"
    AMEND = "amend", "Renew it with changes"
    END = "end", "End it"


class ChallengeState(models.TextChoices):
    OPEN = "open", "Waiting for an answer"
    ANSWERED = "answered", "Answered"
    ESCALATED = "escalated", "With the signatory"
    RESOLVED = "resolved", "Resolved"
    WITHDRAWN = "withdrawn", "Withdrawn"


class ChallengeEntryKind(models.TextChoices):
    RAISED = "raised", "Raised"
    ANSWERED = "answered", "Answered"
    REPLIED = "replied", "Replied"
    ESCALATED = "escalated", "Taken to the signatory"
    RESOLVED = "resolved", "Resolved"
    WITHDRAWN = "withdrawn", "Withdrawn"


class LiaisonLevel(models.TextChoices):
    """At which level partners meet (P11)."""

    STRATEGIC = "strategic", "Strategic"
    MANAGEMENT = "management", "Management"
    DAY_TO_DAY = "day_to_day", "Day to day"


class MeetingPurpose(models.TextChoices):
    LIAISON = "liaison", "Working together"
    SERVICE_PLAN = "service_plan", "Consultation on a yearly service plan"
    SIGNING = "signing", "Formal meeting on an agreement"


class EventKind(models.TextChoices):
    """What is on the register of joint training and briefings (P16, P22)."""

    TRAINING = "training", "Training"
    BRIEFING = "briefing", "Briefing"
    SECONDMENT = "secondment", "Secondment"
    SHADOWING = "shadowing", "Shadowing"


class AttendanceState(models.TextChoices):
    INVITED = "invited", "Invited"
    ATTENDED = "attended", "Came"
    APOLOGIES = "apologies", "Sent apologies"
    ABSENT = "absent", "Did not come"


class NoticeKind(models.TextChoices):
    BID = "bid", "Bid for funding"
    PROJECT = "project", "Joint project"


class LibraryKind(models.TextChoices):
    """What partners share with each other (P23)."""

    FRAMEWORK = "framework", "Framework of a programme"
    RULES = "rules", "Rules and priorities"
    GUIDANCE = "guidance", "Guidance"
    FORM = "form", "Form or template"
    OTHER = "other", "Something else"


class SaidBy(models.TextChoices):
    """Who complains, or praises."""

    YOUNG_PERSON = "young_person", "A young person"
    CARER = "carer", "A carer or parent"
    STAFF = "staff", "Somebody who works here"
    PARTNER = "partner", "A partner agency"
    OTHER = "other", "Somebody else"


class ComplaintOutcome(models.TextChoices):
    UPHELD = "upheld", "Upheld"
    PARTLY = "partly", "Upheld in part"
    NOT_UPHELD = "not_upheld", "Not upheld"
    WITHDRAWN = "withdrawn", "Withdrawn"
