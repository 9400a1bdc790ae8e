"""Domain queries on incidents, meetings and emergencies."""

from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef

from accounts.models import User
from learners.models import Learner
from learners.querysets import known_to

if TYPE_CHECKING:
    from tracking.models import Emergency, Incident, ProfessionalsMeeting  # noqa: F401  # named as text below


def _somebody_to_tell() -> Exists:
    from tracking.models import NoticeSlot

    return Exists(NoticeSlot.objects.filter(incident=OuterRef("pk"), proven_at__isnull=True))


class IncidentQuerySet(models.QuerySet["Incident"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Of young people whom the user sees; for a provider, only what happened at itself."""
        return self.filter(known_to(user, "enrolment__provider"), learner__in=Learner.objects.visible_to(user))

    def open(self) -> Self:
        """Not closed. A death leaves nothing to be done."""
        return self.filter(closed_at__isnull=True, learner__died_on__isnull=True)

    def closed(self) -> Self:
        return self.filter(closed_at__isnull=False)

    def unproven(self) -> Self:
        """Somebody has still to be told on at least one channel (A30)."""
        return self.filter(_somebody_to_tell())

    def with_to_tell(self) -> Self:
        """Annotate `to_tell`: whether somebody has still to be told."""
        return self.annotate(to_tell=_somebody_to_tell())


class MeetingQuerySet(models.QuerySet["ProfessionalsMeeting"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        from tracking.models import Incident

        return self.filter(incident__in=Incident.objects.visible_to(user))

    def held(self) -> Self:
        return self.filter(held_at__isnull=False)


class EmergencyQuerySet(models.QuerySet["Emergency"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        return self.filter(learner__in=Learner.objects.visible_to(user))

    def open(self) -> Self:
        """Not closed. A death leaves nothing to be done."""
        return self.filter(closed_at__isnull=True, learner__died_on__isnull=True)

    def closed(self) -> Self:
        return self.filter(closed_at__isnull=False)

    def unanswered(self) -> Self:
        return self.open().filter(responded_at__isnull=True)
