"""What puts a place at risk: incidents with their proof, meetings, and what the provider decides."""

import uuid

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from accounts.models import User
from learners.models import Enrolment, Learner
from notifications.models import Message
from tracking.enums import CallOutcome, ExclusionKind, IncidentKind, SlotChannel, SlotParty, StandIn
from tracking.querysets import IncidentQuerySet, MeetingQuerySet


class Incident(models.Model):
    """Something that puts the place at risk. Key worker and key contact must be told by phone and by e-mail on the
    day it occurred (A30).
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="incidents")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="incidents")
    kind = models.CharField(max_length=25, choices=IncidentKind)
    occurred_at = models.DateTimeField()
    description = models.TextField("what happened")
    logged_at = models.DateTimeField()
    logged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.TextField(blank=True)
    history = HistoricalRecords()

    objects = IncidentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(occurred_at__lte=F("logged_at")), name="incident_occurred_before_logged"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, outcome="")
                | (Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(outcome="")),
                name="incident_closed_with_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["learner", "-occurred_at"], name="incident_of_learner"),
            models.Index(fields=["-occurred_at"], condition=Q(closed_at__isnull=True), name="incident_open"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.occurred_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return f"/incidents/{self.uuid}/"

    @property
    def topic(self) -> str:
        """Under which every message about this incident can be found."""
        return f"incident:{self.uuid}"


class NoticeSlot(models.Model):
    """One of the four proofs of an incident: a person × a channel, fixed as things stood when it occurred (A30).

    `person` is null only when the post, its cover and the stand-in are all vacant. An e-mail slot is proven when the
    mail server accepts `message`; a phone slot by a `PhoneCall` in which the person or their cover was spoken to. Who
    fills both roles gets one e-mail and one call, which then prove two slots each.
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="slots")
    party = models.CharField(max_length=15, choices=SlotParty)
    channel = models.CharField(max_length=10, choices=SlotChannel)
    person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    cover = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    stand_in = models.CharField(max_length=20, choices=StandIn, blank=True)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    call = models.ForeignKey("PhoneCall", on_delete=models.PROTECT, null=True, blank=True, related_name="proves")
    proven_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "party", "channel"], name="notice_slot_once"),
            models.CheckConstraint(
                condition=Q(channel=SlotChannel.EMAIL, call__isnull=True)
                | Q(channel=SlotChannel.PHONE, message__isnull=True),
                name="notice_slot_proof_fits_channel",
            ),
            models.CheckConstraint(
                condition=Q(proven_at__isnull=True) | Q(call__isnull=False) | Q(message__isnull=False),
                name="notice_slot_proven_by_something",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(proven_at__isnull=True), name="notice_slot_proven_by_someone_told"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_party_display()} by {self.get_channel_display()}"

    @property
    def is_proven(self) -> bool:
        return self.proven_at is not None

    @property
    def is_vacant(self) -> bool:
        """Neither a holder nor a cover person was there when it occurred: a manager stands in, or nobody could be
        found.
        """
        return self.person_id is None or self.stand_in in (StandIn.TEAM_MANAGER, StandIn.VIRTUAL_SCHOOL_HEAD)

    @property
    def post(self) -> str:
        """The post in words, in the middle of a sentence: "key worker"."""
        return "key worker" if self.party == SlotParty.KEY_WORKER else "Virtual School key contact"


class PhoneCall(models.Model):
    """A call made to tell somebody of an incident. Kept whatever its outcome; corrected only by another entry."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="calls")
    caller = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reached = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", help_text="Whom the call was to.")
    called_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=CallOutcome)
    note = models.TextField(blank=True)
    is_logged_late = models.BooleanField(default=False, help_text="Entered more than 24 hours after the call.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(called_at__lte=F("entered_at")), name="call_before_entry"),
        ]
        indexes = [models.Index(fields=["incident", "called_at"], name="call_of_incident")]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} {self.called_at:%Y-%m-%d %H:%M}"


class ProfessionalsMeeting(models.Model):
    """A meeting called to resolve an incident (A31): alternatives and safeguarding must be covered before it counts
    as held.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="meetings")
    called_at = models.DateTimeField()
    called_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    scheduled_for = models.DateTimeField()
    place = models.CharField(max_length=120)
    held_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    attendees = models.TextField(blank=True)
    alternatives = models.TextField("alternatives considered", blank=True)
    safeguarding = models.TextField("safeguarding covered", blank=True)
    outcome = models.TextField(blank=True)
    history = HistoricalRecords()

    objects = MeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(held_at__isnull=True)
                | (
                    Q(recorded_by__isnull=False)
                    & ~Q(attendees="")
                    & ~Q(alternatives="")
                    & ~Q(safeguarding="")
                    & ~Q(outcome="")
                ),
                name="meeting_held_is_recorded",
            ),
        ]

    def __str__(self) -> str:
        return f"Meeting {self.scheduled_for:%Y-%m-%d}"


class Exclusion(models.Model):
    """The provider's decision to exclude for good or to end the course. Refused, by the database too, until notices
    are proven and a meeting was held (A32).
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    incident = models.OneToOneField(Incident, on_delete=models.PROTECT, related_name="exclusion")
    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="exclusion")
    meeting = models.ForeignKey(ProfessionalsMeeting, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=ExclusionKind)
    effective_on = models.DateField()
    reason = models.TextField()
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.effective_on}"
