"""Who may see whom: the one door to young people's records, and domain queries on links, key workers and enrolments."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.models import User
from accounts.selectors import agency_ids_reached, membership_ids_with_own_records

if TYPE_CHECKING:
    pass


def _in_force(at: datetime | None) -> Q:
    moment = at or Now()
    return Q(starts_at__lte=moment) & (Q(ends_at__isnull=True) | Q(ends_at__gt=moment))


class AgencyLinkQuerySet(models.QuerySet["AgencyLink"]):
    def active(self, at: datetime | None = None) -> Self:
        """Links in force at `at` (the database's now unless given)."""
        return self.filter(_in_force(at))


class KeyWorkerQuerySet(models.QuerySet["KeyWorker"]):
    def active(self, at: datetime | None = None) -> Self:
        """Key workers as they were at `at` (the database's now unless given)."""
        return self.filter(_in_force(at))


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        from learners.models import Learner

        return self.filter(learner__in=Learner.objects.visible_to(user))

    def open(self) -> Self:
        """Not ended: the place is held or still to begin."""
        return self.filter(ended_on__isnull=True)

    def current(self, on: date) -> Self:
        """Begun and not ended on the local day `on`."""
        return self.open().filter(starts_on__lte=on)


class LearnerQuerySet(models.QuerySet["Learner"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Young people whose record `user` may open.

        Through an agency-wide role: every record linked to the agency now. Through any role: the young people the user
        is key worker for, covers the key worker of, or mentors. A restricted record is there only for its key worker
        and for people named on it. `learners.grants` says the same to guardian. Subselects joined by UNION, because
        PostgreSQL answers an OR of them by reading every young person.
        """
        from learners.models import AgencyLink, Enrolment, KeyWorker, RestrictedAccess

        reached = agency_ids_reached(user)
        hats = membership_ids_with_own_records(user)
        if not hats:
            return self.none()
        own = KeyWorker.objects.active().filter(membership__in=hats).values("learner_id")
        covered = KeyWorker.objects.active().filter(cover__in=hats).values("learner_id")
        mentored = Enrolment.objects.open().filter(mentor__in=hats).values("learner_id")
        linked = AgencyLink.objects.active().filter(agency__in=reached).values("learner_id")
        named = RestrictedAccess.objects.filter(user=user).values("learner_id")
        worked_with = own.union(covered, mentored, *([linked] if reached else []))
        # Restriction is judged last, on the few rows found: asked of each link it would read every young person.
        may_know = Q(is_restricted=False) | Q(pk__in=own) | Q(pk__in=named)
        return self.filter(may_know, pk__in=worked_with)

    def open(self) -> Self:
        """Case files that are not closed."""
        return self.filter(closed_on__isnull=True, died_on__isnull=True)
