"""The young person's own page: their link, what they say, what is answered; and a copy of their record (A15, M5, P19a)."""

import uuid

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from accounts.files import PRIVATE_FILES
from accounts.models import Agency, User
from education_plans.enums import Mood, RecordRequestState, Through, ViewAbout, ViewResponse
from education_plans.models.meetings import PlanMeeting
from education_plans.querysets import OfLearnerQuerySet
from learners.models import Learner
from learners.querysets import OfWholeLearnerQuerySet


class PersonalLink(models.Model):
    """A young person's way to their own page. The table holds digests only; it binds to the device that opens it first."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="personal_links")
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    device_digest = models.CharField(max_length=64, blank=True, editable=False)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    bound_at = models.DateTimeField(null=True, blank=True, help_text="When it was opened on their device.")
    wrong_birthdays = models.PositiveSmallIntegerField(default=0)
    last_used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords(excluded_fields=["token_digest", "device_digest"])

    objects = OfWholeLearnerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner"], condition=Q(ended_at__isnull=True), name="personal_link_one"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="personal_link_expires_later"),
        ]

    def __str__(self) -> str:
        return f"Personal link of {self.learner}"


class View(models.Model):
    """What the young person says, in their own words or with a face, to whoever it is for (A15, A24)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="views_given")
    provider = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="Whose answer it asks for."
    )
    about = models.CharField(max_length=10, choices=ViewAbout)
    mood = models.CharField(max_length=10, choices=Mood, blank=True)
    words = models.TextField(blank=True)
    meeting = models.ForeignKey(PlanMeeting, on_delete=models.PROTECT, null=True, blank=True, related_name="views")
    through = models.CharField(max_length=10, choices=Through)
    said_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    response = models.CharField(max_length=10, choices=ViewResponse, blank=True)
    response_words = models.TextField("what was done, or why not", blank=True)
    responded_at = models.DateTimeField(null=True, blank=True)
    responded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    response_seen_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()

    objects = OfLearnerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(mood="") | ~Q(words=""), name="view_says_something"),
            models.CheckConstraint(
                condition=Q(responded_at__isnull=True, response="")
                | (Q(responded_at__isnull=False) & ~Q(response="") & ~Q(response_words="")),
                name="view_answered_with_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_about_display()}, {self.said_at:%d %B %Y}"


class HelpCall(models.Model):
    """The young person asks for help: their key worker is told now, and may make it an emergency."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="help_calls")
    words = models.TextField(blank=True)
    is_urgent = models.BooleanField(default=False)
    called_at = models.DateTimeField()
    emergency_uuid = models.UUIDField(null=True, blank=True, help_text="If it became an emergency.")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.TextField("what was done", blank=True)
    history = HistoricalRecords()

    objects = OfWholeLearnerQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.learner}, {self.called_at:%d %B %Y}"


class RecordRequest(models.Model):
    """A young person asks for a copy of their record: two clocks, a check for what is about others, and the copy (P19a)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="record_requests")
    state = models.CharField(max_length=10, choices=RecordRequestState, default=RecordRequestState.ASKED)
    asked_at = models.DateTimeField()
    through = models.CharField(max_length=10, choices=Through)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    question = models.TextField("what was asked back", blank=True)
    reply = models.TextField("what the young person answered", blank=True)
    extended_reason = models.CharField(max_length=300, blank=True)
    left_out = models.JSONField(default=list, help_text="Parts left out, each with its reason.")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    given_at = models.DateTimeField(null=True, blank=True)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    given_how = models.CharField(max_length=120, blank=True)
    file = models.FileField(storage=PRIVATE_FILES, upload_to="records/", max_length=120, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    history = HistoricalRecords()

    objects = OfWholeLearnerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner"],
                condition=Q(
                    state__in=[RecordRequestState.ASKED, RecordRequestState.PAUSED, RecordRequestState.REVIEWED]
                ),
                name="record_request_one_open",
            ),
            models.CheckConstraint(
                condition=~Q(state=RecordRequestState.GIVEN) | Q(given_at__isnull=False, reviewed_at__isnull=False),
                name="record_given_after_review",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner}, asked {self.asked_at:%d %B %Y}"
