"""Words of the accounts app: kinds of agency, roles and what a role may do."""

from enum import StrEnum

from django.db import models


class AgencyKind(models.TextChoices):
    VIRTUAL_SCHOOL = "virtual_school", "Virtual School"
    SOCIAL_CARE = "social_care", "Social care"
    PROVIDER = "provider", "Education or training provider"
    OTHER = "other", "Other partner"


class RoleCode(models.TextChoices):
    """The hats people wear. What each one means is written in `accounts.roles`."""

    VIRTUAL_SCHOOL_HEAD = "virtual_school_head", "Virtual School head"
    KEY_CONTACT = "key_contact", "Virtual School key contact"
    VIRTUAL_SCHOOL_OFFICER = "virtual_school_officer", "Virtual School officer"
    TEAM_MANAGER = "team_manager", "Social care team manager"
    SOCIAL_WORKER = "social_worker", "Social worker"
    PERSONAL_ADVISER = "personal_adviser", "Personal adviser"
    CARER = "carer", "Carer"
    RESIDENTIAL_WORKER = "residential_worker", "Residential worker"
    SIGNATORY = "signatory", "Provider signatory"
    DESIGNATED_PERSON = "designated_person", "Designated person"
    MENTOR = "mentor", "Mentor"
    PANEL_PARTNER = "panel_partner", "Panel partner"
    AGENCY_ADMINISTRATOR = "agency_administrator", "Agency administrator"
    VIEWER = "viewer", "Viewer"
    OPERATOR = "operator", "Operator"


class Scope(models.TextChoices):
    """Whose records a role reaches."""

    AGENCY = "agency", "every young person linked to the agency"
    OWN = "own", "only the young people they work with themselves"
    NONE = "none", "no young person's record"


class Purpose(models.TextChoices):
    """Why an agency is linked to a young person."""

    HOME_VIRTUAL_SCHOOL = "home_virtual_school", "Home Virtual School"
    SOCIAL_CARE = "social_care", "Social care"
    PROVIDER = "provider", "Education or training provider"
    HOST_VIRTUAL_SCHOOL = "host_virtual_school", "Host Virtual School"
    PANEL_PARTNER = "panel_partner", "Panel partner"


class ScanResult(models.TextChoices):
    """What the virus scanner said. Nothing that it found infected is ever stored."""

    NOT_SCANNED = "not_scanned", "Not scanned: no scanner is set up"
    CLEAN = "clean", "Scanned, nothing found"


class LookKind(models.TextChoices):
    """How a young person's record was seen."""

    VIEW = "view", "Opened"
    SEARCH = "search", "Found by a search"
    EXPORT = "export", "In a downloaded list"
    DOWNLOAD = "download", "Downloaded a file"


class Permission(StrEnum):
    """What a person may do.

    The first group is asked about one young person (`accounts.access.require(user, permission, learner)`), the second
    about an agency. The values are the code names of Django permissions on the Learner model.
    """

    VIEW_LEARNER = "view_learner"
    CHANGE_LEARNER = "change_learner"
    MANAGE_ENROLMENT = "manage_enrolment"
    ASSIGN_KEY_WORKER = "assign_key_worker"
    LOG_INCIDENT = "log_incident"
    LOG_CALL = "log_call"
    MANAGE_MEETING = "manage_meeting"
    DECIDE_EXCLUSION = "decide_exclusion"
    RAISE_EMERGENCY = "raise_emergency"
    RESPOND_TO_EMERGENCY = "respond_to_emergency"
    EDIT_PLAN = "edit_plan"
    AGREE_PLAN = "agree_plan"
    CHECK_PLAN = "check_plan"
    DECIDE_FUNDING = "decide_funding"
    EDIT_PATHWAY = "edit_pathway"
    GIVE_LINK = "give_link"
    RELEASE_RECORD = "release_record"
    RECORD_ATTENDANCE = "record_attendance"
    RECORD_PROGRESS = "record_progress"
    RECORD_ACTIVITY = "record_activity"
    REFER = "refer"
    CLOSE_CASE = "close_case"
    CHANGE_DEADLINE = "change_deadline"
    VIEW_SAFEGUARDING = "view_safeguarding"
    RECORD_CONSENT = "record_consent"
    SHARE_RECORD = "share_record"
    RESTRICT_RECORD = "restrict_record"
    LOG_INFORMATION_REQUEST = "log_information_request"
    SEE_WHO_LOOKED = "see_who_looked"

    ADD_LEARNER = "add_learner"
    SEND_ROLL = "send_roll"
    MATCH_ROLL = "match_roll"
    RUN_PANEL = "run_panel"
    KEEP_OPPORTUNITIES = "keep_opportunities"
    AGREE_COHORT = "agree_cohort"
    VIEW_AGREEMENT = "view_agreement"
    PREPARE_AGREEMENT = "prepare_agreement"
    MANAGE_AGREEMENT = "manage_agreement"
    ANSWER_REVIEW = "answer_review"
    CHALLENGE = "challenge"
    HANDLE_COMPLAINT = "handle_complaint"
    KEEP_REGISTERS = "keep_registers"
    MANAGE_CONTACTS = "manage_contacts"
    VIEW_OVERSIGHT = "view_oversight"
    KEEP_STRATEGY = "keep_strategy"
    MAKE_PACK = "make_pack"
    KEEP_FEEDBACK = "keep_feedback"
    RUN_AUDIT = "run_audit"
    ANSWER_AUDIT = "answer_audit"

    CORRECT_FIGURES = "correct_figures"
    EXPORT = "export"
    BREAK_GLASS = "break_glass"
    HAND_OVER = "hand_over"
    DELEGATE = "delegate"
    MANAGE_AGENCY = "manage_agency"
    OPERATE = "operate"


#: Permissions that are about one young person and therefore projected into guardian.
LEARNER_PERMISSIONS: tuple[Permission, ...] = (
    Permission.VIEW_LEARNER,
    Permission.CHANGE_LEARNER,
    Permission.MANAGE_ENROLMENT,
    Permission.ASSIGN_KEY_WORKER,
    Permission.LOG_INCIDENT,
    Permission.LOG_CALL,
    Permission.MANAGE_MEETING,
    Permission.DECIDE_EXCLUSION,
    Permission.RAISE_EMERGENCY,
    Permission.RESPOND_TO_EMERGENCY,
    Permission.EDIT_PLAN,
    Permission.AGREE_PLAN,
    Permission.CHECK_PLAN,
    Permission.DECIDE_FUNDING,
    Permission.EDIT_PATHWAY,
    Permission.GIVE_LINK,
    Permission.RELEASE_RECORD,
    Permission.RECORD_ATTENDANCE,
    Permission.RECORD_PROGRESS,
    Permission.RECORD_ACTIVITY,
    Permission.REFER,
    Permission.CLOSE_CASE,
    Permission.CHANGE_DEADLINE,
    Permission.VIEW_SAFEGUARDING,
    Permission.RECORD_CONSENT,
    Permission.SHARE_RECORD,
    Permission.RESTRICT_RECORD,
    Permission.LOG_INFORMATION_REQUEST,
    Permission.SEE_WHO_LOOKED,
)
