"""Targets, what is spent on them, what support there is, what can be claimed, and careers guidance."""

import uuid

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from accounts.models import Agency, Membership, User
from education_plans.enums import ClaimState, Domain, FundingState, TargetState
from education_plans.models.plan import EducationPlan
from education_plans.querysets import OfLearnerQuerySet, OfPlanQuerySet
from learners.models import Learner


class Target(models.Model):
    """One thing to reach: what, who, by when, how we shall know, and what came of it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(EducationPlan, on_delete=models.PROTECT, related_name="targets")
    domain = models.CharField("area", max_length=15, choices=Domain)
    what = models.CharField(max_length=300)
    helper = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="Who helps."
    )
    helper_name = models.CharField(max_length=120, blank=True, help_text="If they do not use Mainstay.")
    by_young_person = models.BooleanField(default=True, help_text="Whether the young person does it themselves.")
    due_on = models.DateField("by when")
    evidence = models.CharField("how we shall know", max_length=300)
    state = models.CharField(max_length=10, choices=TargetState, default=TargetState.OPEN)
    outcome = models.TextField("what came of it", blank=True)
    closed_on = models.DateField(null=True, blank=True)
    ticked_at = models.DateTimeField(
        null=True, blank=True, help_text="When the young person ticked it on their own page."
    )
    carried_from = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="carried_to"
    )
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    objects = OfPlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=TargetState.OPEN, closed_on__isnull=True)
                | (~Q(state=TargetState.OPEN) & Q(closed_on__isnull=False) & ~Q(outcome="")),
                name="target_closed_with_outcome",
            )
        ]

    def __str__(self) -> str:
        return self.what


class FundingRequest(models.Model):
    """Pupil Premium Plus asked for a target, decided by the Virtual School, spent, and what it brought (M9)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="funding")
    what_for = models.CharField(max_length=300)
    amount = models.DecimalField("amount asked for, in pounds", max_digits=9, decimal_places=2)
    state = models.CharField(max_length=10, choices=FundingState, default=FundingState.REQUESTED)
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approved_amount = models.DecimalField(
        "amount approved, in pounds", max_digits=9, decimal_places=2, null=True, blank=True
    )
    decision_reason = models.CharField(max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    impact = models.TextField("what it brought", blank=True)
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="funding_amount_above_zero"),
            models.CheckConstraint(
                condition=Q(state__in=[FundingState.REQUESTED, FundingState.WITHDRAWN], decided_at__isnull=True)
                | (
                    Q(state__in=[FundingState.APPROVED, FundingState.REFUSED], decided_at__isnull=False)
                    & ~Q(decision_reason="")
                ),
                name="funding_decided_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(state=FundingState.APPROVED, approved_amount__gt=0)
                | (~Q(state=FundingState.APPROVED) & Q(approved_amount__isnull=True)),
                name="funding_approved_has_amount",
            ),
        ]

    def __str__(self) -> str:
        return f"£{self.amount}: {self.what_for}"


class FundingSpend(models.Model):
    """Money that was spent of an approved request."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = models.ForeignKey(FundingRequest, on_delete=models.PROTECT, related_name="spends")
    spent_on = models.DateField()
    amount = models.DecimalField("amount, in pounds", max_digits=9, decimal_places=2)
    what = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="spend_above_zero")]

    def __str__(self) -> str:
        return f"£{self.amount}: {self.what}"


class SupportNeed(models.Model):
    """A need in one area of life and what is provided for it (A19, K14)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="support_needs")
    provider = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="A provider that gives it."
    )
    domain = models.CharField("area", max_length=15, choices=Domain)
    need = models.CharField(max_length=300)
    provided = models.CharField("what is provided", max_length=300, blank=True)
    given_by = models.CharField("who provides it", max_length=120, blank=True)
    cost = models.DecimalField("cost, in pounds", max_digits=9, decimal_places=2, null=True, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    shared_with_young_person = models.BooleanField(default=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    objects = OfLearnerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="support_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return self.need


class EntitlementClaim(models.Model):
    """What became of one entitlement in one academic year (A23)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="entitlement_claims")
    provider = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    code = models.CharField(max_length=40, help_text="Of the rule (`education_plans.rules.entitlements`).")
    year = models.PositiveSmallIntegerField(help_text="In which the academic year begins.")
    state = models.CharField(max_length=15, choices=ClaimState)
    reason = models.CharField(max_length=300, blank=True)
    amount = models.DecimalField("amount, in pounds", max_digits=9, decimal_places=2, null=True, blank=True)
    on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    objects = OfLearnerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "code", "year"], name="claim_once_a_year"),
            models.CheckConstraint(
                condition=~Q(state__in=[ClaimState.REFUSED, ClaimState.NOT_APPLICABLE]) | ~Q(reason=""),
                name="claim_refused_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.year}: {self.get_state_display()}"


class GuidanceSession(models.Model):
    """Careers information, advice and guidance that was given (A34, A39, K12)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="guidance_sessions")
    provider = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    held_on = models.DateField()
    adviser = models.CharField(max_length=120)
    is_impartial = models.BooleanField("impartial", help_text="The adviser gains nothing from what is chosen.")
    outcome = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    objects = OfLearnerQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.held_on}: {self.adviser}"
