"""Domain queries on deadlines. Time is an argument."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Least

from accounts.enums import AgencyKind, Permission
from accounts.models import Agency, User
from accounts.selectors import agency_ids_where, provider_ids_worked_at, remembered
from deadlines import registry
from deadlines.calendar import end_of_local_day
from deadlines.enums import DeadlineState, Outcome, StepState

if TYPE_CHECKING:
    from deadlines.models import Deadline  # noqa: F401  (named in the base class)


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Deadlines of young people the user may see, for a provider without those of another provider's place; those
        without a young person by the agreement they belong to. What is confidential is for those who may know of it, and what
        stands alone for them and nobody else.

        The doors are the related models' own `visible_to`, found through `_meta` because this app imports neither.
        """
        return self.known_to(user).filter(*remembered(user, "deadlines seen", lambda: [self._seen_by(user)]))

    def _seen_by(self, user: User | AnonymousUser) -> Q:
        learners = self.model._meta.get_field("learner").related_model
        agreements = self.model._meta.get_field("agreement").related_model
        return (
            learners.objects.belonging_to_seen(user)
            | Q(learner__isnull=True, agreement__in=agreements.objects.visible_to(user))
            | Q(learner__isnull=True, stands_alone=False, owner__in=agency_ids_where(user, Permission.VIEW_AGREEMENT))
            | Q(stands_alone=True, subject_kind__in=registry.confidential_kinds())
        )

    def known_to(self, user: User | AnonymousUser) -> Self:
        """Of young people whom the user sees: without what is confidential and not for them, and without what another provider
        owes or shares.

        A provider sees its own duties and those of the young person's own agencies. Somebody who knows of every place
        of the young person (`known_whole_to` of the related model) sees all of them.
        """
        return self.filter(*remembered(user, "deadlines known", lambda: list(self._known_by(user))))

    def _known_by(self, user: User | AnonymousUser) -> Iterator[Q]:
        for shown_to, kinds in registry.confidential().items():
            yield ~Q(subject_kind__in=kinds) | shown_to(user)
        own = provider_ids_worked_at(user)
        if own:
            learners = self.model._meta.get_field("learner").related_model
            others = Agency.objects.filter(kind=AgencyKind.PROVIDER).exclude(pk__in=own).values("pk")
            anothers = Q(owner__in=others) | Q(partner__isnull=False, partner__in=others)
            yield ~anothers | Q(learner__in=learners.objects.known_whole_to(user))

    def mine(self, user: User | AnonymousUser) -> Self:
        """Duties that `user` owes in person, as the apps above have said who each party is (`registry.register_mine`)."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(*remembered(user, "deadlines owed", lambda: [_owed_by(user)]))

    def open(self) -> Self:
        return self.filter(state=DeadlineState.OPEN)

    def running(self) -> Self:
        """Open and not paused."""
        return self.open().filter(paused_at__isnull=True)

    def tracked(self) -> Self:
        """Without the clocks that were due before Mainstay began to track the agency."""
        return self.filter(is_tracked=True)

    def overdue(self, now: datetime) -> Self:
        """The moment has come and the duty is not kept."""
        return self.running().filter(due_at__lte=now)

    def due_by(self, last_day: date, now: datetime) -> Self:
        """Running clocks that are not overdue and end with the local day `last_day` at the latest."""
        return self.running().filter(due_at__gt=now, due_at__lte=end_of_local_day(last_day))

    def to_move_on(self, now: datetime) -> Self:
        """Deadlines to which something is to happen by `now`, the longest waiting first."""
        return self.filter(next_step_at__lte=now).order_by("next_step_at", "pk")

    def with_next_moment(self) -> Self:
        """Annotate `next_moment`, what `next_step_at` of a running deadline should be: its next step, or its breach."""
        steps = self.model._meta.get_field("steps").related_model.objects.filter(
            deadline=OuterRef("pk"), revision=OuterRef("revision"), state=StepState.PENDING
        )
        return self.annotate(
            next_moment=Least(
                Subquery(steps.order_by("at").values("at")[:1]),
                Case(When(is_tracked=True, breach_recorded=False, then=F("due_at"))),
            )
        )

    def owed_by(self, agency: Agency | int) -> Self:
        """Duties the agency owes, alone or together with another."""
        return self.filter(Q(owner=agency) | Q(partner=agency))

    def originally_due(self, start: datetime | None, end: datetime | None) -> Self:
        """The population of adherence: original due moment in [start, end), where None leaves that side open."""
        population = self.tracked()
        if start is not None:
            population = population.filter(original_due_at__gte=start)
        return population if end is None else population.filter(original_due_at__lt=end)

    def with_outcome(self, now: datetime) -> Self:
        """Annotate `outcome`, judged on the original due moment: moving, pausing or waiving after a breach never removes it."""
        breached_unmet = Q(closed_at__isnull=True, original_due_at__lte=now) | Q(closed_at__gte=F("original_due_at"))
        return self.annotate(
            outcome=Case(
                When(state=DeadlineState.MET, met_at__lt=F("original_due_at"), then=Value(Outcome.ON_TIME)),
                When(state=DeadlineState.MET, then=Value(Outcome.LATE)),
                When(breached_unmet, then=Value(Outcome.MISSED)),
                When(state=DeadlineState.WAIVED, then=Value(Outcome.WAIVED)),
                When(state=DeadlineState.CANCELLED, then=Value(Outcome.CANCELLED)),
                default=Value(Outcome.NOT_YET_DUE),
                output_field=models.CharField(),
            )
        )


def _owed_by(user: User) -> Q:
    parties = registry.parties()
    owed = Q(pk__in=[])
    for party, belongs_to in parties.items():
        codes = [duty.code for duty in registry.duties() if party in (duty.owed_by, duty.shared_with)]
        if codes:
            owed |= Q(duty_code__in=codes) & belongs_to(user)
    return owed
