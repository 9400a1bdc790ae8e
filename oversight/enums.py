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
    """Lists and pages with filters in the address, that can be kept as a view; all but the figures can be downloaded."""

    YOUNG_PEOPLE = "young_people", "Young people"
    ATTENDANCE = "attendance", "Attendance"
    ACTIVITY = "activity", "What young people do"
    NEET = "neet", "NEET analysis"
    YEAR_11 = "year_11", "Year 11 leavers"
    FROM_16 = "from_16", "16 to 25, in detail"
    DEADLINES = "deadlines", "Deadlines"
    FIGURES = "figures", "Figures"
    MEASURE = "measure", "Behind a measure: young people"
    MEASURE_CLOCKS = "measure_clocks", "Behind a measure: deadlines"


class Area(models.TextChoices):
    """Where somebody learns, seen from the authority that is responsible for them (A8)."""

    INSIDE = "in", "In the home authority"
    OUTSIDE = "out", "In another authority"
    NO_PLACE = "none", "No place"


class Ages(models.TextChoices):
    """Groups by the age on 31 August before the academic year (domain facts §6)."""

    UP_TO_YEAR_11 = "up_to_11", "Up to Year 11"
    YEAR_11 = "year_11", "Year 11"
    YEARS_12_AND_13 = "16_17", "Years 12 and 13"
    UP_TO_17 = "up_to_17", "Up to Year 13"
    FROM_18 = "18_up", "After Year 13"


class Doing(models.TextChoices):
    """What somebody does, as lists ask for it. NEET is the group, not one of its codes (domain facts §5)."""

    EET = "eet", "In education, employment or training"
    EDUCATION = "education", "In education"
    EMPLOYMENT = "employment", "In employment"
    TRAINING = "training", "In training"
    NEET = "neet", "Not in education, employment or training"
    LONG_NEET = "long_neet", "Long without a place"
    NOT_KNOWN = "not_known", "Not known"
    OTHER = "other", "At school age, or in custody"
    NOT_RECORDED = "none", "Nothing recorded"
    MISSING = "missing", "Missing education"


class Attending(models.TextChoices):
    """Attendance of the last four weeks, from counted sessions."""

    BELOW_TARGET = "below_target", "Below the target"
    AT_LIMIT = "at_limit", "At or below the limit"
    SEVERE = "severe", "Half or less"
    NOT_RECORDED = "none", "Nothing recorded"


class Recorded(models.TextChoices):
    """Whether the attendance of one week has been entered."""

    YES = "yes", "Entered"
    NO = "no", "Not entered yet"


class MeasureUnit(models.TextChoices):
    """What the number of a measure is: a part of a whole, or how many."""

    PERCENT = "percent", "per cent"
    COUNT = "count", "how many"


class MeasurePeriod(models.TextChoices):
    """Of which time a measure speaks, as of a day. A snapshot is as of the last day of its month."""

    DAY = "day", "On the day"
    FOUR_WEEKS = "four_weeks", "The four weeks up to the day"
    MONTH = "month", "The month up to the day"
    THREE_MONTHS = "three_months", "The time of the terms up to the day"
    SCHOOL_YEAR = "school_year", "The academic year up to the day"
    YEAR = "year", "The twelve months up to the day"


class Direction(models.TextChoices):
    """Which way a figure is to move."""

    HIGHER = "higher", "The higher the better"
    LOWER = "lower", "The lower the better"


class Split(models.TextChoices):
    """By what a measure is taken apart. Whoever learns at two providers counts at both; otherwise parts make up the whole."""

    WHOLE = "", "All"
    AREA = "area", "Where they learn"
    AGES = "ages", "Age"
    STATUS = "status", "Care status"
    PROVIDER = "provider", "Provider"
    CLAUSE = "clause", "Promise"


class Counted(models.TextChoices):
    """Which part of the list behind a measure."""

    ALL = "", "Everybody it is about"
    YES = "yes", "Counted"
    NO = "no", "Not counted"


class ExportFormat(models.TextChoices):
    CSV = "csv", "CSV"
    EXCEL = "xlsx", "Excel"


class ExportState(models.TextChoices):
    WAITING = "waiting", "Waiting for its turn"
    WORKING = "working", "Being made"
    DONE = "done", "Ready"
    FAILED = "failed", "Could not be made"
    CANCELLED = "cancelled", "Stopped"


class DriftKind(models.TextChoices):
    """What is worked out again and held against what is kept."""

    LEDGER = "ledger", "Deadlines, against the records"
    ACCESS = "access", "Access, against roles and links"
    SIGNATURES = "signatures", "Signed agreements, against their digests"


class DriftState(models.TextChoices):
    WAITING = "waiting", "Waiting for its turn"
    WORKING = "working", "Under way"
    DONE = "done", "Done"
    FAILED = "failed", "Could not be done"


class AlarmKind(models.TextChoices):
    SWEEP_STOPPED = "sweep_stopped", "The sweep has stopped"


class StrategyKind(models.TextChoices):
    STRATEGY = "strategy", "Strategy"
    WORK_PLAN = "work_plan", "Work plan"


class StrategyStatus(models.TextChoices):
    DRAFT = "draft", "Draft"
    IN_FORCE = "in_force", "In force"
    ENDED = "ended", "Ended"


class PlanRole(models.TextChoices):
    """What somebody does for a strategy or work plan as a whole (W1). In the order in which they are listed."""

    LEAD_CONTACT = "lead_contact", "Lead contact"
    STRATEGIC_LEAD = "strategic_lead", "Strategic lead"
    CONTRIBUTOR = "contributor", "Contributor"


class RowKind(models.TextChoices):
    """What a row of a strategy or work plan is (K1, W2, W3)."""

    THEME = "theme", "Theme"
    OBJECTIVE = "objective", "Objective"
    KPI = "kpi", "KPI"
    EXPECTATION = "expectation", "Expectation"
    ACTION = "action", "Action"


class RowStatus(models.TextChoices):
    """How far a row has come, as people say. Of an expectation: working towards it, or met (W2)."""

    OPEN = "open", "Open"
    WORKING_TOWARDS = "working", "Working towards it"
    DONE = "done", "Done"
    MET = "met", "Met"
    WITHDRAWN = "withdrawn", "Withdrawn"
    SUPERSEDED = "superseded", "Superseded"


class LeadKind(models.TextChoices):
    """What an agency or a person does for one row."""

    AGENCY = "agency", "Lead agency"
    LEAD = "lead", "Lead"
    CONTRIBUTOR = "contributor", "Contributor"


class EntryKind(models.TextChoices):
    ACHIEVEMENT = "achievement", "Achieved"
    NEXT_STEP = "next_step", "Next step"


class Rated(models.TextChoices):
    """The two ratings (K2): how the work comes along, and whether the figure is reached."""

    PROGRESS = "progress", "Progress"
    KPI = "kpi", "KPI"


class BoardMeetingState(models.TextChoices):
    CALLED = "called", "Called"
    HELD = "held", "Held"
    CANCELLED = "cancelled", "Cancelled"


class BudgetKind(models.TextChoices):
    AVAILABLE = "available", "Available"
    COMMITTED = "committed", "Committed"
    SPENT = "spent", "Spent"


class PackAudience(models.TextChoices):
    """Who reads a board pack. Where it leaves the authority, small numbers are hidden and no list goes with it (ADR 16)."""

    INSIDE = "inside", "Inside the agency"
    OUTSIDE = "outside", "It leaves the authority"


class PackSection(models.TextChoices):
    """What a board pack is made of, in the usual order (K4, M10)."""

    SUMMARY = "summary", "Summary"
    KPIS = "kpis", "Strategies and their KPIs"
    EXCEPTIONS = "exceptions", "What is not as it should be"
    ACTIVITY = "activity", "In and out of learning and work"
    PLANS = "plans", "Quality of education plans"
    ADHERENCE = "adherence", "How agencies keep their promises"
    PANEL = "panel", "What the panel decided"
    AREA = "area", "In the area and out of it"
    SUCCESS = "success", "Success stories"
    VOICES = "voices", "What young people and carers say"
    COMPLAINTS = "complaints", "Challenges and complaints"


class Asked(models.TextChoices):
    """Whom a short form asks (W12)."""

    YOUNG_PEOPLE = "young_people", "Young people"
    CARERS = "carers", "Carers"


class AnswerWay(models.TextChoices):
    """How somebody comes to a short form: by a link of their own, or by one link for everybody, without a name."""

    PERSONAL = "personal", "A link for each person"
    OPEN = "open", "One link for a group, without names"


class FormStatus(models.TextChoices):
    DRAFT = "draft", "Draft"
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


class QuestionKind(models.TextChoices):
    SCALE = "scale", "Five faces, from very good to very bad"
    YES_NO = "yes_no", "Yes or no"
    WORDS = "words", "Their own words"


class Quoting(models.TextChoices):
    """Whether somebody lets us quote their words."""

    FIRST_NAME = "first_name", "Yes, with my first name"
    NO_NAME = "no_name", "Yes, but without my name"
    NO = "no", "No"


class AuditQuestionKind(models.TextChoices):
    """How a question of an audit is answered; words may stand beside each."""

    YES_NO = "yes_no", "Yes, partly or no"
    SCALE = "scale", "From 1 to 5"
    WORDS = "words", "In words alone"


class AuditValue(models.TextChoices):
    """What of an answer can be counted."""

    YES = "yes", "Yes"
    PARTLY = "partly", "Partly"
    NO = "no", "No"
    ONE = "1", "1: not at all"
    TWO = "2", "2"
    THREE = "3", "3"
    FOUR = "4", "4"
    FIVE = "5", "5: completely"


class FindingKind(models.TextChoices):
    STRENGTH = "strength", "A strength"
    NEEDS_WORK = "needs_work", "Needs work"
