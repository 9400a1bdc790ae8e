"""What partners offer, and who was referred to it with what outcome (P7, W4)."""

import uuid

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from accounts.models import Agency, User
from learners.models import Learner
from learners.querysets import OfWholeLearnerQuerySet
from tracking.enums import Barrier, OpportunityKind, ReferralState
from tracking.querysets import OpportunityQuerySet


class Opportunity(models.Model):
    """Work experience, a guaranteed interview, mentoring, a programme, a job or a place to learn."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="opportunities")
    kind = models.CharField(max_length=20, choices=OpportunityKind)
    title = models.CharField(max_length=160)
    offered_by = models.CharField("who offers it", max_length=160)
    what = models.TextField("what it is")
    for_whom = models.CharField("who it is for", max_length=300, blank=True)
    where = models.CharField(max_length=160, blank=True)
    contact = models.CharField("whom to ask", max_length=200, blank=True)
    places = models.PositiveSmallIntegerField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    apply_by_on = models.DateField("refer by", null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    objects = OpportunityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "opportunities"
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="opportunity_ends_after_start",
            )
        ]
        indexes = [models.Index(fields=["ends_on", "starts_on"], name="opportunity_by_day")]

    def __str__(self) -> str:
        return self.title


class Referral(models.Model):
    """A young person put forward: suitable, started, completed, and what happened next."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    opportunity = models.ForeignKey(Opportunity, on_delete=models.PROTECT, related_name="referrals")
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="referrals")
    state = models.CharField(max_length=12, choices=ReferralState, default=ReferralState.REFERRED)
    why = models.CharField("why it fits", max_length=300)
    referred_at = models.DateTimeField()
    referred_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    barrier = models.CharField("what stood in the way", max_length=16, choices=Barrier, blank=True)
    reason = models.CharField("why not, or why it ended early", max_length=300, blank=True)
    what_next = models.CharField("what happened next", max_length=300, blank=True)
    history = HistoricalRecords()

    objects = OfWholeLearnerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity", "learner"],
                condition=~Q(state__in=["unsuitable", "left"]),
                name="referral_once_while_open",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["started", "completed"]) | Q(started_on__isnull=False),
                name="referral_started_has_day",
            ),
            models.CheckConstraint(
                condition=(~Q(state__in=["unsuitable", "left"]) & Q(barrier="", reason=""))
                | (Q(state__in=["unsuitable", "left"]) & ~Q(barrier="") & ~Q(reason="")),
                name="referral_ended_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(started_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="referral_ends_after_start",
            ),
        ]
        indexes = [models.Index(fields=["-referred_at", "-id"], name="referral_newest")]

    def __str__(self) -> str:
        return f"{self.learner}: {self.get_state_display()}"
