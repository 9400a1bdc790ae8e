"""Words of the deadline engine."""

from django.db import models


class Unit(models.TextChoices):
    """In what a limit is counted. `deadlines.calendar` says what each means to the minute."""

    DAYS = "days", "calendar days"
    HOURS = "hours", "hours"
    MONTHS = "months", "calendar months"
    WORKING_DAYS = "working_days", "working days"
    END_OF_DAY = "end_of_day", "end of the same day"
    FIXED_DAY = "fixed_day", "a fixed day"
    PERCENT = "percent", "per cent"


class DeadlineState(models.TextChoices):
    OPEN = "open", "Open"
    MET = "met", "Met"
    WAIVED = "waived", "Waived"
    CANCELLED = "cancelled", "No longer applies"


class StepState(models.TextChoices):
    PENDING = "pending", "To come"
    FIRED = "fired", "Sent"
    SKIPPED = "skipped", "Already past when the clock was opened"
    CANCELLED = "cancelled", "Not needed"


class Verb(models.TextChoices):
    """What can happen to a deadline."""

    OPENED = "opened", "Opened"
    MET = "met", "Met"
    MOVED = "moved", "Moved"
    PAUSED = "paused", "Paused"
    RESUMED = "resumed", "Resumed"
    WAIVED = "waived", "Waived"
    CANCELLED = "cancelled", "No longer applies"
    REOPENED = "reopened", "Opened again"
    BREACHED = "breached", "Missed"
    TOLD = "told", "People told"


class SweepState(models.TextChoices):
    """What became of a round of the sweep."""

    RUNNING = "running", "Under way"
    DONE = "done", "Moved deadlines on"
    IDLE = "idle", "Nothing was due"
    FAILED = "failed", "Stopped by an error"


class Outcome(models.TextChoices):
    """How a deadline counts in adherence, judged on its original due moment (`deadlines.adherence`)."""

    ON_TIME = "on_time", "On time"
    LATE = "late", "Late"
    MISSED = "missed", "Missed"
    NOT_YET_DUE = "not_yet_due", "Not yet due"
    WAIVED = "waived", "Waived"
    CANCELLED = "cancelled", "No longer applies"


class Party(models.TextChoices):
    """Who owes a duty."""

    KEY_WORKER = "key_worker", "Key worker"
    DESIGNATED_PERSON = "designated_person", "Designated person"
    KEY_CONTACT = "key_contact", "Virtual School key contact"
    SOCIAL_CARE = "social_care", "Social care"
    VIRTUAL_SCHOOL = "virtual_school", "Virtual School"
    PROVIDER = "provider", "Provider"
    AGENCY = "agency", "Each agency for itself"
    RATER = "rater", "Lead of the KPI"
    AUDITOR = "auditor", "Auditor"
    UPDATER = "updater", "Lead of rows that a board steers"
