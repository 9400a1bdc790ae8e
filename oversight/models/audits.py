"""Audits: whether plans made a difference, asked of a sample of young people's records that is drawn at random (K9)."""

import uuid

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from accounts.models import Agency, Membership, User
from learners.models import Learner
from oversight.enums import Area, AuditQuestionKind, AuditValue, FindingKind, Listing
from oversight.models.strategy import StrategyRow
from oversight.querysets import AuditCaseQuerySet, AuditQuerySet, AuditShareQuerySet, OfAuditQuerySet


class Audit(models.Model):
    """An audit of one agency. `listing` and `filters` say of whom it speaks, as the address of that list does."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="audits")
    title = models.CharField(max_length=200)
    purpose = models.TextField(help_text="What it wants to find out.")
    starts_on = models.DateField(help_text="First day of the time it looks at.")
    ends_on = models.DateField(help_text="Last day of the time it looks at.")
    listing = models.CharField(max_length=30, choices=Listing)
    filters = models.CharField(max_length=1000, blank=True)
    conclusion = models.TextField("what came of it", blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    history = HistoricalRecords()

    objects = AuditQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "title"], name="audit_title_once"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(purpose=""), name="audit_says_what_for"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="audit_ends_after_start"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | ~Q(conclusion=""), name="audit_closed_says_what_came"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        return self.closed_at is not None


class AuditQuestion(models.Model):
    """One question, asked about each young person of the sample. It stands once a sample is drawn."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    audit = models.ForeignKey(Audit, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    kind = models.CharField(max_length=6, choices=AuditQuestionKind)
    history = HistoricalRecords()

    objects = OfAuditQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="audit_question_asks")]
        indexes = [models.Index(fields=["audit", "position"], name="audit_question_in_order")]

    def __str__(self) -> str:
        return self.text


class AuditSample(models.Model):
    """A sample as it was drawn: never changed, never drawn again. `seed` puts the population into the order of which the
    first `size` were taken; `population` is how many there were. A further one says why.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="samples")
    number = models.PositiveSmallIntegerField()
    size = models.PositiveSmallIntegerField(help_text="How many were asked for.")
    seed = models.CharField(max_length=32)
    population = models.PositiveIntegerField()
    listing = models.CharField(max_length=30, choices=Listing)
    filters = models.CharField(max_length=1000, blank=True)
    reason = models.CharField("why a further one", max_length=300, blank=True)
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = OfAuditQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["audit", "number"], name="audit_sample_number_once"),
            models.CheckConstraint(condition=Q(number=1) | ~Q(reason=""), name="audit_sample_further_says_why"),
            models.CheckConstraint(condition=Q(size__gte=1, population__gte=1), name="audit_sample_of_somebody"),
        ]

    def __str__(self) -> str:
        return f"Sample {self.number}: {self.taken} of {self.population}"

    @property
    def taken(self) -> int:
        """How many were drawn: all there were, where that was fewer than were asked for."""
        return min(self.size, self.population)


class AuditShare(models.Model):
    """What one auditor answers by a day: its deadline has this row as its subject."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="shares")
    auditor = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="When nobody need answer any more.")
    history = HistoricalRecords()

    objects = AuditShareQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["audit", "auditor"], condition=Q(done_at__isnull=True, ended_at__isnull=True),
                name="audit_share_one_open",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(ended_at__isnull=True), name="audit_share_ends_once"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.auditor.user}, {self.audit}"

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.ended_at is None


class AuditCase(models.Model):
    """One young person of a sample. `area` is where they learned when it was drawn; `revision` counts what was saved, so
    that nobody overwrites what a colleague saved in the meantime.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sample = models.ForeignKey(AuditSample, on_delete=models.PROTECT, related_name="cases")
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="cases")
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="audit_cases")
    position = models.PositiveSmallIntegerField(help_text="Order in which they were drawn.")
    area = models.CharField(max_length=4, choices=Area)
    share = models.ForeignKey(AuditShare, on_delete=models.PROTECT, null=True, blank=True, related_name="cases")
    revision = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)
    set_aside = models.CharField("why nobody answers", max_length=300, blank=True)
    history = HistoricalRecords()

    objects = AuditCaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["audit", "learner"], name="audit_case_once"),
            models.UniqueConstraint(fields=["sample", "position"], name="audit_case_in_order"),
        ]
        indexes = [models.Index(fields=["learner", "-id"], name="audit_case_of_learner")]

    def __str__(self) -> str:
        return str(self.learner)

    @property
    def is_waiting(self) -> bool:
        """Whether its questions are still to be answered."""
        return self.finished_at is None and not self.set_aside


class AuditAnswer(models.Model):
    """What an auditor says to one question about one young person."""

    case = models.ForeignKey(AuditCase, on_delete=models.PROTECT, related_name="answers")
    question = models.ForeignKey(AuditQuestion, on_delete=models.PROTECT, related_name="answers")
    value = models.CharField(max_length=6, choices=AuditValue, blank=True)
    words = models.TextField(blank=True)
    history = HistoricalRecords()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "question"], name="audit_answer_once")]
        indexes = [models.Index(fields=["question", "value"], name="audit_answer_counted")]

    def __str__(self) -> str:
        return self.get_value_display() or self.words[:60]


class AuditFinding(models.Model):
    """What the answers show, without a name. `action` is the row of a strategy in which something is done about it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="findings")
    kind = models.CharField(max_length=10, choices=FindingKind)
    theme = models.CharField(max_length=80)
    text = models.TextField()
    action = models.OneToOneField(
        StrategyRow, on_delete=models.PROTECT, null=True, blank=True, related_name="audit_finding"
    )
    recorded_at = models.DateTimeField()
    history = HistoricalRecords()

    objects = OfAuditQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(theme="") & ~Q(text=""), name="audit_finding_says_something")
        ]

    def __str__(self) -> str:
        return f"{self.theme}: {self.text[:60]}"
