"""How the partners work together: promotion, meetings at three levels, joint training, bids and projects (A5, A37, P11, P14 to P16)."""

import uuid
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from accounts.enums import Permission
from accounts.models import Agency, Membership, User
from accounts.selectors import agency_ids_where, current_memberships
from agreements.enums import (
    AttendanceState,
    EventKind,
    LiaisonLevel,
    MeetingPurpose,
    NoticeKind,
)
from agreements.models.actions import Action
from agreements.models.agreement import Agreement
from agreements.models.signing import Document


class PromotionQuerySet(models.QuerySet["Promotion"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """One's own agency's, and those about an agreement one sees."""
        own = Q(agency__in=agency_ids_where(user, Permission.VIEW_AGREEMENT))
        return self.filter(own | Q(agreement__in=Agreement.objects.visible_to(user)))


class Promotion(models.Model):
    """A party told its own people, or its partners, of the agreement (A5, A37)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="promotions")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, null=True, blank=True, related_name="promotions")
    audience = models.CharField("who was told", max_length=160)
    what = models.TextField("what was done")
    done_on = models.DateField()
    evidence = models.OneToOneField(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="promotion")
    evidence_link = models.URLField("link to evidence", blank=True)
    recorded_at = models.DateTimeField()
    history = HistoricalRecords()

    objects = PromotionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.agency}: {self.audience}"


class LiaisonMeetingQuerySet(models.QuerySet["LiaisonMeeting"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those in which one's own agency takes part."""
        agencies = agency_ids_where(user, Permission.VIEW_AGREEMENT)
        return self.filter(
            Q(organiser__in=agencies)
            | Q(pk__in=LiaisonMeeting.agencies.through.objects.filter(agency__in=agencies).values("liaisonmeeting"))
        )


class LiaisonMeeting(models.Model):
    """A meeting of partners, at strategic, management or day-to-day level (P11); also where a yearly service plan was
    put to the partners (P21).
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organiser = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="liaison_meetings_called")
    agencies = models.ManyToManyField(Agency, related_name="liaison_meetings", blank=True)
    level = models.CharField(max_length=12, choices=LiaisonLevel)
    purpose = models.CharField(max_length=15, choices=MeetingPurpose, default=MeetingPurpose.LIAISON)
    title = models.CharField(max_length=160)
    held_on = models.DateField()
    people = models.TextField("who took part", blank=True)
    notes = models.TextField(blank=True)
    what_changed = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    history = HistoricalRecords(m2m_fields=[agencies])

    objects = LiaisonMeetingQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title


class LiaisonAction(Action):
    """What a meeting decided that somebody does."""

    meeting = models.ForeignKey(LiaisonMeeting, on_delete=models.CASCADE, related_name="actions")
    owner = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="liaison_actions")
    history = HistoricalRecords()


class JointEventQuerySet(models.QuerySet["JointEvent"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those that one's own agency holds or is invited to, and those to which one is invited oneself."""
        agencies = agency_ids_where(user, Permission.VIEW_AGREEMENT)
        hats = [membership.pk for membership in current_memberships(user)]
        return self.filter(
            Q(organiser__in=agencies)
            | Q(pk__in=EventAttendance.objects.filter(membership__in=hats).values("event"))
            | Q(pk__in=JointEvent.agencies.through.objects.filter(agency__in=agencies).values("jointevent"))
        )


class JointEvent(models.Model):
    """Training or a briefing for people of several agencies (P16), a secondment or a day of shadowing (P22)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organiser = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="events_held")
    agencies = models.ManyToManyField(Agency, related_name="events_invited_to", blank=True)
    kind = models.CharField(max_length=12, choices=EventKind)
    title = models.CharField(max_length=160)
    held_on = models.DateField()
    place = models.CharField(max_length=160, blank=True)
    about = models.TextField(blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    history = HistoricalRecords(m2m_fields=[agencies])

    objects = JointEventQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title


class EventAttendance(models.Model):
    """Somebody was invited to an event, and came or did not."""

    event = models.ForeignKey(JointEvent, on_delete=models.CASCADE, related_name="attendances")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="event_attendances")
    state = models.CharField(max_length=10, choices=AttendanceState, default=AttendanceState.INVITED)
    history = HistoricalRecords()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "membership"], name="event_attendance_once")]

    def __str__(self) -> str:
        return f"{self.membership.user}: {self.get_state_display()}"


class ProjectNoticeQuerySet(models.QuerySet["ProjectNotice"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """One's own agency's, and those it was told of."""
        agencies = agency_ids_where(user, Permission.VIEW_AGREEMENT)
        return self.filter(
            Q(agency__in=agencies)
            | Q(pk__in=ProjectNotice.partners.through.objects.filter(agency__in=agencies).values("projectnotice"))
        )


class ProjectNotice(models.Model):
    """Partners are told of a bid or a joint project, with the outcomes planned for it (P14, P15)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="project_notices")
    partners = models.ManyToManyField(Agency, related_name="project_notices_received", blank=True)
    kind = models.CharField(max_length=10, choices=NoticeKind)
    title = models.CharField(max_length=160)
    about = models.TextField()
    outcomes = models.TextField("planned outcomes", blank=True)
    answer_by = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    history = HistoricalRecords(m2m_fields=[partners])

    objects = ProjectNoticeQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title
