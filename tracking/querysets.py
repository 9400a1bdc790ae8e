"""Domain queries of the tracking app: who may see which rows."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from accounts.selectors import agency_ids_reached, membership_ids_with_own_records, provider_ids_worked_at
from learners.models import Enrolment, Learner
from learners.querysets import OfWholeLearnerQuerySet, known_to

if TYPE_CHECKING:
    from tracking.models import (  # noqa: F401  (named as text below)
        ActivityCode,
        Cohort,
        Emergency,
        ExtraSupport,
        ImportFile,
        Incident,
        Opportunity,
        ProfessionalsMeeting,
        RecordTransfer,
        RollLine,
    )


class StruckOutQuerySet(OfWholeLearnerQuerySet):
    def standing(self) -> Self:
        """What nobody has struck out."""
        return self.filter(struck_out_at__isnull=True)


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


class OfEnrolmentQuerySet(models.QuerySet[Any]):
    """Rows of a place: seen by whoever sees the place."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        return self.filter(enrolment__in=Enrolment.objects.visible_to(user))


class OfProviderQuerySet(models.QuerySet[Any]):
    """Rows of a provider: seen there, and by whoever sees a place at it."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        places = Enrolment.objects.visible_to(user).values("provider_id")
        return self.filter(Q(provider__in=provider_ids_worked_at(user)) | Q(provider__in=places))


class OfEpisodeQuerySet(models.QuerySet[Any]):
    """Rows of a time without a place: seen by whoever sees the episode."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        from tracking.models import NeetEpisode

        return self.filter(episode__in=NeetEpisode.objects.visible_to(user))


class ImportFileQuerySet(models.QuerySet["ImportFile"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Files of the user's own provider, and those sent to their own Virtual School."""
        reached = agency_ids_reached(user)
        return self.filter(Q(provider__in=reached) | Q(virtual_school__in=reached))


class RollLineQuerySet(models.QuerySet["RollLine"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Lines of files sent to the user's own Virtual School: the provider sees its own file, and what is returned to it."""
        return self.filter(file__virtual_school__in=agency_ids_reached(user))


class ActivityCodeQuerySet(models.QuerySet["ActivityCode"]):
    def in_force(self, on: date) -> Self:
        """Codes that may be used for the local day `on`."""
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gte=on), from_on__lte=on)


class CohortQuerySet(models.QuerySet["Cohort"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The groups of the user's own Virtual School, and those their agency is asked to agree to."""
        reached = agency_ids_reached(user)
        asked = self.filter(partners__agency__in=reached).values("pk")
        return self.filter(Q(virtual_school__in=reached) | Q(pk__in=asked))


class OfCohortQuerySet(models.QuerySet[Any]):
    """Rows of a Year 11 group: seen by whoever sees the group."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        from tracking.models import Cohort

        return self.filter(cohort__in=Cohort.objects.visible_to(user))


class TransferQuerySet(models.QuerySet["RecordTransfer"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Asked for by an agency of the user, about somebody they see; or asked of one, unless the record is restricted."""
        reached = agency_ids_reached(user)
        seen = Learner.objects.visible_to(user).values("pk")
        own = Learner.objects.visible_to(user).of_own_agencies(user).values("pk")
        mine = Q(learner__in=own) | Q(to_agency__in=reached, learner__in=seen)
        return self.filter(mine | Q(from_agency__in=reached, learner__is_restricted=False))


class ExtraSupportQuerySet(models.QuerySet["ExtraSupport"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """For the young person's own agencies; for the provider that was told, what concerns its own place."""
        seen = Learner.objects.visible_to(user)
        told = Q(provider_told_at__isnull=False, enrolment__provider__in=provider_ids_worked_at(user), learner__in=seen)
        return self.filter(Q(learner__in=seen.of_own_agencies(user)) | told)

    def of_own_agencies(self, user: User | AnonymousUser) -> Self:
        """Of young people for whom the user works."""
        return self.filter(learner__in=Learner.objects.visible_to(user).of_own_agencies(user))


class OpportunityQuerySet(models.QuerySet["Opportunity"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """What is on offer is for everybody who works with young people; it says nothing of anybody."""
        return self if membership_ids_with_own_records(user) else self.none()

    def open(self, on: date) -> Self:
        """To which somebody can still be referred on the local day `on`."""
        return self.filter(
            Q(apply_by_on__isnull=True) | Q(apply_by_on__gte=on),
            Q(ends_on__isnull=True) | Q(ends_on__gte=on),
            withdrawn_at__isnull=True,
        )
