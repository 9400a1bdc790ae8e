"""Records that move, extra support, moves of school and home, and the end of the case and a return (P4, P5, K10, W8, W14)."""

import uuid

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from accounts.models import Agency, User
from learners.models import Enrolment, Learner
from learners.querysets import OfWholeLearnerQuerySet
from tracking.enums import HomeEffect, MoveTime, ReturnState, TransferState
from tracking.querysets import ExtraSupportQuerySet, TransferQuerySet


class RecordTransfer(models.Model):
    """Educational information asked of another agency: asked for, sent, received (P4)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="transfers")
    from_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    from_name = models.CharField(max_length=160, help_text="Who has it, if they do not use Mainstay.", blank=True)
    to_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    what = models.CharField("what is needed", max_length=300)
    state = models.CharField(max_length=10, choices=TransferState, default=TransferState.REQUESTED)
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sent_how = models.CharField(max_length=200, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    received_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    history = HistoricalRecords()

    objects = TransferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(from_agency__isnull=False, from_name="") | (Q(from_agency__isnull=True) & ~Q(from_name="")),
                name="transfer_from_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=TransferState.RECEIVED) | Q(received_at__isnull=False),
                name="transfer_received_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state=TransferState.SENT) | Q(sent_at__isnull=False), name="transfer_sent_has_moment"
            ),
        ]
        indexes = [
            models.Index(fields=["requested_at"], condition=Q(state__in=["requested", "sent"]), name="transfer_open")
        ]

    def __str__(self) -> str:
        return self.what


class ExtraSupport(models.Model):
    """Somebody likely to need extra support: the provider is told, an advocate offered, reviewed every six months (P5)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="extra_support")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    why = models.TextField("why they may need it")
    what = models.TextField("what helps")
    advocate = models.CharField("advocate, if they want one", max_length=120, blank=True)
    provider_told_at = models.DateTimeField(null=True, blank=True)
    starts_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    objects = ExtraSupportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, end_reason="")
                | (Q(ended_on__gte=F("starts_on")) & ~Q(end_reason="")),
                name="extra_support_end_has_reason",
            )
        ]

    def __str__(self) -> str:
        return f"Extra support from {self.starts_on}"


class SupportReview(models.Model):
    """A look at whether the extra support still fits."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    support = models.ForeignKey(ExtraSupport, on_delete=models.CASCADE, related_name="reviews")
    held_on = models.DateField()
    outcome = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["support", "held_on"], name="support_review_once_a_day")]

    def __str__(self) -> str:
        return f"Review {self.held_on}"


class SchoolMove(models.Model):
    """A move from one school to another: planned or not, when in the year, and why (K10)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="school_moves")
    from_school = models.CharField(max_length=160)
    to_school = models.CharField(max_length=160)
    moves_on = models.DateField()
    is_planned = models.BooleanField("planned with everybody")
    time = models.CharField("when in the year", max_length=8, choices=MoveTime)
    in_exam_year = models.BooleanField("in a year with exams")
    why = models.CharField(max_length=300)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    objects = OfWholeLearnerQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.from_school} to {self.to_school}"


class PlaceRefusal(models.Model):
    """A school or college that does not take somebody: taken further, until there is an outcome (K10)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="place_refusals")
    where = models.CharField(max_length=160)
    refused_on = models.DateField()
    reason_given = models.TextField()
    taken_to = models.CharField("taken further to", max_length=160, blank=True)
    taken_on = models.DateField(null=True, blank=True)
    outcome = models.TextField(blank=True)
    closed_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    objects = OfWholeLearnerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | ~Q(outcome=""), name="place_refusal_closed_with_outcome"
            ),
            models.CheckConstraint(
                condition=Q(taken_on__isnull=True, taken_to="") | (Q(taken_on__isnull=False) & ~Q(taken_to="")),
                name="place_refusal_taken_to_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Refused by {self.where}"


class HomeMove(models.Model):
    """A move of home, planned together with housing so that education is kept (W14)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="home_moves")
    moves_on = models.DateField()
    is_planned = models.BooleanField()
    to_what = models.CharField("to what kind of home", max_length=160)
    partner = models.CharField("planned with", max_length=160)
    effect = models.CharField("what it means for education", max_length=12, choices=HomeEffect)
    how_education_is_kept = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    objects = OfWholeLearnerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(effect=HomeEffect.NONE) | ~Q(how_education_is_kept=""), name="home_move_keeps_education"
            )
        ]

    def __str__(self) -> str:
        return f"Move on {self.moves_on}"


class CaseClosure(models.Model):
    """The end of a case, prepared item by item: what was said, what remains available, the letter (W8)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="closures")
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    planned_on = models.DateField("planned for")
    reason = models.CharField(max_length=200)
    still_in_education = models.BooleanField(default=False)
    told_on = models.DateField("the young person was told on", null=True, blank=True)
    told_what_remains_on = models.DateField("told what remains available on", null=True, blank=True)
    says = models.TextField("what the young person says", blank=True)
    agreed_by_manager_on = models.DateField(null=True, blank=True)
    agreed_by_manager = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    letter_sha256 = models.CharField(max_length=64, blank=True)
    letter_given_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()

    objects = OfWholeLearnerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner"],
                condition=Q(closed_at__isnull=True, given_up_at__isnull=True),
                name="closure_one_open",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True)
                | Q(
                    told_on__isnull=False,
                    told_what_remains_on__isnull=False,
                    agreed_by_manager_on__isnull=False,
                    letter_given_on__isnull=False,
                ),
                name="closure_complete_before_closed",
            ),
        ]

    def __str__(self) -> str:
        return f"Closure planned for {self.planned_on}"


class ReturnRequest(models.Model):
    """Somebody between 21 and 25 asks for support again: assessed within the term, then supported or told why not (W8)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="return_requests")
    asked_on = models.DateField()
    asks_for = models.TextField()
    state = models.CharField(max_length=10, choices=ReturnState, default=ReturnState.ASKED)
    assessed_on = models.DateField(null=True, blank=True)
    assessment = models.TextField(blank=True)
    support = models.TextField("support agreed", blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    objects = OfWholeLearnerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner"], condition=Q(state="asked"), name="return_request_one_open"),
            models.CheckConstraint(
                condition=Q(state=ReturnState.ASKED, assessed_on__isnull=True)
                | (~Q(state=ReturnState.ASKED) & Q(assessed_on__gte=F("asked_on")) & ~Q(assessment="")),
                name="return_request_assessed_is_told",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReturnState.SUPPORTED) | ~Q(support=""),
                name="return_request_supported_with_something",
            ),
        ]

    def __str__(self) -> str:
        return f"Asked on {self.asked_on}"
