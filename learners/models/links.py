"""Which agencies are linked to a young person, and what schools of two authorities ask of each other."""

import uuid

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from accounts.enums import Purpose
from accounts.models import Agency, User
from learners.enums import SupportState
from learners.models.learner import Learner
from learners.querysets import AgencyLinkQuerySet, SupportRequestQuerySet


class AgencyLink(models.Model):
    """An agency may see a young person's record for one purpose, from one instant until another."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="links")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="learner_links")
    purpose = models.CharField(max_length=20, choices=Purpose)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()

    objects = AgencyLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "learner", "purpose"], condition=Q(ends_at__isnull=True), name="link_once_while_open"
            ),
            models.UniqueConstraint(
                fields=["learner", "purpose"],
                condition=Q(ends_at__isnull=True, purpose__in=[Purpose.HOME_VIRTUAL_SCHOOL, Purpose.SOCIAL_CARE]),
                name="link_one_home",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")), name="link_ends_after_start"
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "learner"], include=["starts_at", "ends_at"], name="link_of_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.agency} as {self.get_purpose_display()}"


class SupportRequest(models.Model):
    """The home Virtual School asks another one to support and challenge for a young person (A8).

    Responsibility stays at home. While it is accepted and its last day has not passed, the other school sees what a host
    may see; `link` is that opening.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="support_requests")
    home_school = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="support_asked")
    host_school = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="support_given")
    asks = models.TextField(help_text="What help is asked for.")
    until = models.DateField(help_text="The last day on which the other school sees the record.")
    state = models.CharField(max_length=10, choices=SupportState, default=SupportState.ASKED)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    link = models.ForeignKey(AgencyLink, on_delete=models.PROTECT, null=True, related_name="support_requests")
    history = HistoricalRecords()

    objects = SupportRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "host_school"],
                condition=Q(state__in=[SupportState.ASKED, SupportState.ACCEPTED]),
                name="support_request_once_while_open",
            ),
            models.CheckConstraint(condition=~Q(home_school=F("host_school")), name="support_request_between_two"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="support_request_answer_has_author",
            ),
        ]
        indexes = [models.Index(fields=["host_school", "state"], name="support_request_of_host")]

    def __str__(self) -> str:
        return f"{self.home_school} asks {self.host_school}"
