"""How somebody does at their place: what they started with, what they study and what comes of it (A35)."""

import uuid

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from accounts.models import User
from learners.enums import Level
from learners.models import Enrolment, Learner
from learners.querysets import OfWholeLearnerQuerySet
from tracking.enums import AimOutcome, Completion, NextStep
from tracking.models.files import ImportFile
from tracking.querysets import OfEnrolmentQuerySet


class PriorAttainment(models.Model):
    """What somebody had reached at the end of Year 11: the start of every measure of value added."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.OneToOneField(Learner, on_delete=models.PROTECT, related_name="prior_attainment")
    english = models.CharField("grade in English", max_length=5, blank=True)
    maths = models.CharField("grade in maths", max_length=5, blank=True)
    average_points = models.DecimalField(
        "average points of their GCSEs", max_digits=4, decimal_places=2, null=True, blank=True
    )
    source = models.CharField(max_length=120, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    objects = OfWholeLearnerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(average_points__isnull=True) | Q(average_points__gte=0, average_points__lte=9),
                name="prior_points_of_nine",
            )
        ]

    def __str__(self) -> str:
        return f"English {self.english or '–'}, maths {self.maths or '–'}"


class LearningAim(models.Model):
    """One qualification or other aim within a place, from its start to its result.

    Retention, pass and achievement are counted from `completion` and `outcome` (domain facts §6); value added is the
    points reached less those expected from somebody with the same prior attainment.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="aims")
    title = models.CharField("qualification or course", max_length=160)
    reference = models.CharField("learning aim reference", max_length=8, blank=True)
    level = models.CharField(max_length=10, choices=Level)
    starts_on = models.DateField()
    planned_end_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    completion = models.CharField("completion status", max_length=1, choices=Completion, default=Completion.CONTINUING)
    outcome = models.CharField(max_length=1, choices=AimOutcome, blank=True)
    withdraw_reason = models.CharField("reason for leaving", max_length=2, blank=True)
    grade = models.CharField(max_length=10, blank=True)
    expected_points = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    actual_points = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    next_step = models.CharField("what came next", max_length=15, choices=NextStep, blank=True)
    file = models.ForeignKey(ImportFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    objects = OfEnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(planned_end_on__gte=F("starts_on"))
                & (Q(ended_on__isnull=True) | Q(ended_on__gte=F("starts_on"))),
                name="aim_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(completion=Completion.CONTINUING, ended_on__isnull=True, outcome="")
                | Q(completion=Completion.BREAK, outcome="")
                | (
                    Q(completion__in=[Completion.COMPLETED, Completion.WITHDRAWN], ended_on__isnull=False)
                    & ~Q(outcome="")
                ),
                name="aim_outcome_fits_completion",
            ),
            models.CheckConstraint(
                condition=Q(withdraw_reason="") | Q(completion=Completion.WITHDRAWN), name="aim_reason_of_who_left"
            ),
            models.UniqueConstraint(fields=["enrolment", "title", "starts_on"], name="aim_once"),
        ]
        indexes = [models.Index(fields=["planned_end_on"], name="aim_by_planned_end")]

    def __str__(self) -> str:
        return self.title
