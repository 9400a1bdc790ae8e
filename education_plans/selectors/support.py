"""Needs and what is provided for them, by area of life (A19, K14)."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from accounts.models import User
from education_plans.enums import Domain
from education_plans.models import SupportNeed
from learners.models import Learner


@dataclass(frozen=True)
class Area:
    """One area of life with the needs that last, those that are over, and whether nothing is provided for one of them."""

    domain: Domain
    current: tuple[SupportNeed, ...]
    ended: tuple[SupportNeed, ...]

    @property
    def unmet(self) -> tuple[SupportNeed, ...]:
        """Needs for which nothing is provided."""
        return tuple(each for each in self.current if not each.provided)


def areas_of(learner: Learner, user: User | AnonymousUser, today: date) -> list[Area]:
    """The areas in which there is or was a need that the user may know of, in the order of the list. One query."""
    needs = list(
        SupportNeed.objects.visible_to(user)
        .filter(learner=learner)
        .select_related("provider", "recorded_by")
        .order_by("starts_on", "id")
    )
    areas = []
    for domain in Domain:
        here = [each for each in needs if each.domain == domain]
        current = tuple(each for each in here if each.ends_on is None or each.ends_on >= today)
        if here:
            areas.append(Area(domain, current, tuple(each for each in here if each not in current)))
    return areas


def shared_support(learner: Learner, today: date) -> list[SupportNeed]:
    """What is provided now and may be shown to the young person on their own page."""
    return list(
        SupportNeed.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=today), learner=learner, shared_with_young_person=True
        )
        .exclude(provided="")
        .order_by("domain", "starts_on", "id")
    )
