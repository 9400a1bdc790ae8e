"""Words of the oversight app."""

from django.db import models


class Unusual(models.TextChoices):
    """Why an agency's administrator is told of a colleague's day. The rules are in `oversight.rules.unusual_access`."""

    MANY_RECORDS = "many_records", "Many records in a short time"
    OUT_OF_HOURS = "out_of_hours", "Outside working hours"
    OUTSIDE_CASELOAD = "outside_caseload", "Outside their own caseload"
    BROKEN_GLASS = "broken_glass", "Restricted record opened in an emergency"
    EMPTY_SEARCHES = "empty_searches", "Many searches that found nobody"


class PanelMeetingState(models.TextChoices):
    PLANNED = "planned", "Planned"
    RUNNING = "running", "Running"
    CLOSED = "closed", "Closed"


class PanelReason(models.TextChoices):
    """Why the rules put somebody on a panel's agenda (M1, M2). In the order in which a panel looks at them."""

    UNFINISHED = "unfinished", "Something from an earlier meeting is not done"
    RETURN = "return", "The panel wanted to look again"
    NEET_LONG = "neet_long", "Without a place for a long time"
    NEET_RISK = "neet_risk", "Likely to stay without a place"
    NEET = "neet", "Without a place"
    INCIDENTS = "incidents", "Repeated incidents"
    ATTENDANCE = "attendance", "Attendance is falling"
    NO_PLAN = "no_plan", "No plan"


class Risk(models.TextChoices):
    """How likely it is that somebody falls out, as rules or a person see it."""

    LOW = "low", "Low"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"


class Listing(models.TextChoices):
    """Lists with filters in the address, that can be kept as a view and downloaded."""

    YOUNG_PEOPLE = "young_people", "Young people"
    ATTENDANCE = "attendance", "Attendance"
    ACTIVITY = "activity", "What young people do"
    DESTINATIONS = "destinations", "Destinations"
    RESULTS = "results", "Courses and results"
    YEAR_11 = "year_11", "Year 11 leavers"
    NEET = "neet", "Not in education, employment or training"
    CARE_LEAVERS = "care_leavers", "Return on care leavers"
    REFERRALS = "referrals", "Referrals"
    DEADLINES = "deadlines", "Deadlines"


class ExportFormat(models.TextChoices):
    CSV = "csv", "CSV"
    EXCEL = "xlsx", "Excel"


class ExportState(models.TextChoices):
    WAITING = "waiting", "Waiting for its turn"
    WORKING = "working", "Being made"
    DONE = "done", "Ready"
    FAILED = "failed", "Could not be made"
    CANCELLED = "cancelled", "Stopped"
