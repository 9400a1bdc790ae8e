"""Who stands in for whom, for which young people, until when (A20)."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from accounts.enums import Permission
from accounts.models import Delegation, Membership, User
from accounts.roles import roles_with
from accounts.selectors import agency_ids_where, current_memberships
from learners.models import AgencyLink, DelegatedLearner, Learner
from learners.selectors.hand_over import last_day


def givers_of(user: User) -> list[Membership]:
    """Hats of the user under which they may name cover."""
    return [hat for hat in current_memberships(user) if Permission.DELEGATE in hat.role_definition.permissions]


def deputies_to_choose(givers: Iterable[Membership], user: User, now: datetime) -> QuerySet[Membership]:
    """Colleagues at the same provider whose role opens records."""
    found = Membership.objects.active(now).filter(
        agency__in=[giver.agency_id for giver in givers], role__in=roles_with(Permission.VIEW_LEARNER)
    )
    return found.exclude(user=user).select_related("user", "agency").order_by("user__name", "id")


def learners_to_cover(givers: Iterable[Membership], user: User, now: datetime) -> QuerySet[Learner]:
    """Young people whom the user sees and who are linked to the provider."""
    linked = AgencyLink.objects.active(now).filter(agency__in=[giver.agency_id for giver in givers])
    seen = Learner.objects.visible_to(user).filter(pk__in=linked.values("learner_id"))
    return seen.open().order_by("sort_name", "id")


def given_by(user: User, now: datetime) -> list[Delegation]:
    """Cover that the user named, and at agencies where they hand over work all of it; not yet over."""
    hats = [hat.pk for hat in givers_of(user)]
    mine = Delegation.objects.filter(giver__in=hats)
    others = Delegation.objects.filter(giver__agency__in=agency_ids_where(user, Permission.HAND_OVER))
    return _with_people(Delegation.objects.filter(pk__in=mine.values("pk").union(others.values("pk"))), user, now)


def held_by(user: User, now: datetime) -> list[Delegation]:
    """Cover that the user took over under a hat worn now, not yet over."""
    hats = [hat.pk for hat in current_memberships(user)]
    return _with_people(Delegation.objects.filter(deputy__in=hats), user, now)


def may_end(user: User, delegation: Delegation) -> bool:
    """Whoever named it, and whoever hands over work at the agency."""
    if delegation.giver_id in [hat.pk for hat in givers_of(user)]:
        return True
    return delegation.giver.agency_id in agency_ids_where(user, Permission.HAND_OVER)


def standing_in(learner_ids: Iterable[int], at: datetime) -> list[DelegatedLearner]:
    """Who stood in at `at` for a designated person for these young people. One query."""
    found = DelegatedLearner.objects.filter(
        learner__in=list(learner_ids),
        delegation__in=Delegation.objects.active(at),
        delegation__giver__in=Membership.objects.active(at),
        delegation__deputy__in=Membership.objects.active(at),
    )
    return list(
        found.select_related("delegation__giver__user", "delegation__deputy__user").order_by(
            "delegation__ends_at", "id"
        )
    )


def deputies_at(learner_ids: Iterable[int], at: datetime) -> dict[tuple[int, int], list[User]]:
    """Who stood in at `at`, by (young person, provider). One query, none without young people."""
    wanted = list(learner_ids)
    deputies: dict[tuple[int, int], list[User]] = {}
    for row in standing_in(wanted, at) if wanted else ():
        deputies.setdefault((row.learner_id, row.delegation.giver.agency_id), []).append(row.delegation.deputy.user)
    return deputies


def _with_people(found: QuerySet[Delegation], user: User, now: datetime) -> list[Delegation]:
    """Each with `people`: those of its young people whom the user sees."""
    seen = DelegatedLearner.objects.filter(learner__in=Learner.objects.visible_to(user)).select_related("learner")
    rows = found.filter(ends_at__gt=now).select_related("giver__user", "giver__agency", "deputy__user")
    rows = rows.prefetch_related(Prefetch("learners", seen.order_by("learner__sort_name", "id"), to_attr="people"))
    # One that was withdrawn before it began ends as it starts.
    kept = [each for each in rows.order_by("starts_at", "id") if each.ends_at > each.starts_at]
    for each in kept:
        each.last_on = last_day(each.ends_at)  # type: ignore[attr-defined]
    return kept
