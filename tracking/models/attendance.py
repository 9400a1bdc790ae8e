"""Attendance: what the provider's marks mean, how many sessions a week has, and what each week was like (A35)."""

import uuid

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from accounts.models import Agency, User
from learners.models import Enrolment
from tracking.enums import ConcernState, EntrySource, MarkMeaning
from tracking.models.files import ImportFile
from tracking.querysets import OfEnrolmentQuerySet, OfProviderQuerySet


class AttendanceMark(models.Model):
    """What one mark in a provider's register means. A provider without rows of its own uses the set for schools."""

    provider = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="attendance_marks")
    mark = models.CharField(max_length=3)
    meaning = models.CharField(max_length=12, choices=MarkMeaning)
    history = HistoricalRecords()

    objects = OfProviderQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "mark"], name="attendance_mark_once")]

    def __str__(self) -> str:
        return f"{self.mark}: {self.get_meaning_display()}"


class Timetable(models.Model):
    """How many half-day sessions a week a young person is expected at, from a day on: the denominator of attendance.

    A reduced one needs a reason and who agreed to it.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="timetables")
    from_on = models.DateField("from")
    sessions = models.PositiveSmallIntegerField("half-day sessions a week")
    is_reduced = models.BooleanField("a reduced timetable", default=False)
    reason = models.CharField(max_length=300, blank=True)
    agreed_with = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    objects = OfEnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "from_on"], name="timetable_once_a_day"),
            models.CheckConstraint(condition=Q(sessions__gte=1, sessions__lte=14), name="timetable_fits_a_week"),
            models.CheckConstraint(
                condition=Q(is_reduced=False) | (~Q(reason="") & ~Q(agreed_with="")),
                name="timetable_reduced_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sessions} sessions a week from {self.from_on}"


class AttendanceWeek(models.Model):
    """One week at one place, in half-day sessions; or a percentage alone, which nobody can check and is marked so.

    Possible sessions leave out those at which the young person could not or need not attend.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="attendance_weeks")
    week_on = models.DateField("week beginning", help_text="Its Monday.")
    possible = models.PositiveSmallIntegerField("possible sessions", null=True, blank=True)
    attended = models.PositiveSmallIntegerField("sessions attended", null=True, blank=True)
    authorised = models.PositiveSmallIntegerField("absences with permission", default=0)
    unauthorised = models.PositiveSmallIntegerField("absences without permission", default=0)
    percent = models.DecimalField(
        "percentage alone", max_digits=4, decimal_places=1, null=True, blank=True, help_text="Unverified."
    )
    marks = models.CharField("marks of the register", max_length=60, blank=True)
    note = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=6, choices=EntrySource)
    file = models.ForeignKey(ImportFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    objects = OfEnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "week_on"], name="attendance_week_once"),
            models.CheckConstraint(condition=Q(week_on__iso_week_day=1), name="attendance_week_begins_on_monday"),
            models.CheckConstraint(
                condition=Q(percent__isnull=True, possible__isnull=False, attended__isnull=False)
                | Q(percent__isnull=False, possible__isnull=True, attended__isnull=True, percent__lte=100),
                name="attendance_counted_or_percentage",
            ),
            models.CheckConstraint(
                condition=Q(possible__isnull=True)
                | Q(possible__lte=14, possible=F("attended") + F("authorised") + F("unauthorised")),
                name="attendance_adds_up",
            ),
        ]
        indexes = [models.Index(fields=["week_on", "enrolment"], name="attendance_by_week")]

    def __str__(self) -> str:
        return f"Week of {self.week_on}"

    @property
    def is_verified(self) -> bool:
        """Counted, and not a percentage alone."""
        return self.possible is not None


class AttendanceConcern(models.Model):
    """Attendance at a place fell below the limit of its terms: what is to be done, and what was. One open at a time."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="attendance_concerns")
    first_week_on = models.DateField()
    last_week_on = models.DateField()
    percent = models.DecimalField(max_digits=4, decimal_places=1, help_text="Over those weeks, when it was noticed.")
    limit = models.PositiveSmallIntegerField(help_text="Of the terms, in per cent.")
    state = models.CharField(max_length=8, choices=ConcernState, default=ConcernState.OPEN)
    opened_at = models.DateTimeField()
    young_person_says = models.TextField("what the young person says", blank=True)
    what_helps = models.TextField("what is done about it", blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    history = HistoricalRecords()

    objects = OfEnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(state=ConcernState.OPEN), name="attendance_concern_one_open"
            ),
            models.CheckConstraint(
                condition=Q(state=ConcernState.OPEN, closed_at__isnull=True)
                | (~Q(state=ConcernState.OPEN) & Q(closed_at__isnull=False)),
                name="attendance_concern_closed_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.percent} % from {self.first_week_on} to {self.last_week_on}"
