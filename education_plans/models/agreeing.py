"""Who agrees the plan or does not, each agreed version as it was, and how good the Virtual School finds it."""

import uuid

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from accounts.models import Agency, User
from education_plans.enums import Answer, CopyDesign, CopyForm, CopyHow, PlanParty, QualityOutcome, Rag, Through
from education_plans.models.plan import EducationPlan
from education_plans.querysets import OfPlanQuerySet


class PlanAgreement(models.Model):
    """What one party says to one version: agrees, or does not and why. For the young person somebody may record it."""

    plan = models.ForeignKey(EducationPlan, on_delete=models.CASCADE, related_name="agreements")
    version = models.PositiveIntegerField(default=1)
    party = models.CharField(max_length=15, choices=PlanParty)
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.AGREES)
    says = models.TextField("what they do not agree with", blank=True)
    through = models.CharField(max_length=10, choices=Through, default=Through.STAFF)
    name = models.CharField(max_length=120)
    agreed_at = models.DateTimeField("said at")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", help_text="None from the young person’s own page."
    )
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "version", "party"], name="plan_agreed_once_per_party"),
            models.CheckConstraint(
                condition=~Q(answer=Answer.DISAGREES) | ~Q(says=""), name="plan_disagreed_with_words"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_party_display()}: {self.name}"


class PlanVersion(models.Model):
    """A version as it was when all had agreed. Never changed, the database refuses it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(EducationPlan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField(help_text="Sections, targets and support, as they were.")
    sha256 = models.CharField(max_length=64)
    agreed_at = models.DateTimeField()
    fixed_at = models.DateTimeField()

    objects = OfPlanQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="plan_version_once")]

    def __str__(self) -> str:
        return f"{self.plan}, version {self.number}"


class QualityCriterion(models.Model):
    """What makes a plan good (A40, M4): set by a Virtual School, or without one the set that ships."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    virtual_school = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="quality_criteria"
    )
    title = models.CharField(max_length=120)
    green_when = models.CharField("green when", max_length=300)
    position = models.PositiveSmallIntegerField(default=0)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="criterion_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return self.title


class QualityCheck(models.Model):
    """One look at one version by the Virtual School: a colour for each criterion, and what comes of it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(EducationPlan, on_delete=models.PROTECT, related_name="quality_checks")
    version = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=QualityOutcome)
    rating = models.CharField("agreed rating", max_length=6, choices=Rag)
    comments = models.TextField(blank=True)
    checked_at = models.DateTimeField()
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    second_look_of = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="second_look"
    )
    history = HistoricalRecords()

    objects = OfPlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome=QualityOutcome.RETURNED) | ~Q(comments=""), name="quality_returned_with_comments"
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan}: {self.get_rating_display()}"


class QualityMark(models.Model):
    """The colour of one criterion, and why."""

    check_of = models.ForeignKey(QualityCheck, on_delete=models.CASCADE, related_name="marks")
    criterion = models.ForeignKey(QualityCriterion, on_delete=models.PROTECT, related_name="+")
    rag = models.CharField(max_length=6, choices=Rag)
    reason = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["check_of", "criterion"], name="quality_mark_once")]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.get_rag_display()}"


class PlanCopy(models.Model):
    """A copy of the plan given to the young person (W7)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(EducationPlan, on_delete=models.PROTECT, related_name="copies")
    version = models.PositiveIntegerField()
    design = models.CharField(max_length=15, choices=CopyDesign)
    form = models.CharField(max_length=12, choices=CopyForm)
    how = models.CharField(max_length=10, choices=CopyHow)
    given_on = models.DateField()
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    history = HistoricalRecords()

    objects = OfPlanQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.get_design_display()}, {self.given_on}"


class CompletionSnapshot(models.Model):
    """One row of the monthly completion monitor (M4): frozen at the end of the month, never computed again."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    month = models.DateField(help_text="Its first day.")
    virtual_school = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="completion_snapshots", help_text="Social care or provider."
    )
    key_worker = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due = models.PositiveIntegerField(help_text="Plans and reviews whose original day lies in the month.")
    complete = models.PositiveIntegerField(help_text="Of these, done by the end of the month.")
    on_time = models.PositiveIntegerField()
    checked = models.PositiveIntegerField(help_text="Of the complete plans, looked at for quality.")
    good = models.PositiveIntegerField()
    definition = models.PositiveSmallIntegerField(default=1, help_text="Version of what the numbers mean.")
    frozen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["month", "virtual_school", "agency", "key_worker"],
                nulls_distinct=False,
                name="completion_snapshot_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.agency}, {self.month:%B %Y}"
