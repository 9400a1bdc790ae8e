"""Who knows of a restricted record, and of whom nothing may be said to somebody."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Now

from accounts.enums import Permission, Purpose, RoleCode, Scope
from accounts.models import Membership, User
from accounts.roles import roles_reaching, roles_with
from learners.models import AgencyLink, BrokenGlass, KeyWorker, Learner, RestrictedAccess, SupportRequest

#: In whose roles a name on a restricted record lets somebody open it.
OPENING = roles_reaching(Scope.AGENCY) & roles_with(Permission.VIEW_LEARNER)
#: Who is told first, where several people of an agency are named.
_FIRST = (RoleCode.KEY_CONTACT, RoleCode.VIRTUAL_SCHOOL_HEAD, RoleCode.TEAM_MANAGER, RoleCode.DESIGNATED_PERSON)


def insiders_of(learner_ids: Collection[int]) -> dict[int, set[int]]:
    """Ids of the users who know of each record even when it is restricted: its key worker, whoever will be, and the people
    named on it. Two queries.
    """
    insiders: dict[int, set[int]] = {learner_id: set() for learner_id in learner_ids}
    named = RestrictedAccess.objects.filter(learner__in=learner_ids).values_list("learner_id", "user_id")
    current = KeyWorker.objects.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=Now()), learner__in=learner_ids)
    key_workers = current.values_list("learner_id", "membership__user_id")
    for learner_id, user_id in [*named, *key_workers]:
        insiders[learner_id].add(user_id)
    return insiders


def named_at(learner_ids: Collection[int], purpose: Purpose, at: datetime) -> dict[int, list[User]]:
    """The people named on each record who work, in a role that opens it, at an agency linked to it for `purpose`: those
    who must be told there instead of somebody who may not know. Three queries.
    """
    named: dict[int, set[int]] = {learner_id: set() for learner_id in learner_ids}
    for learner_id, user_id in RestrictedAccess.objects.filter(learner__in=learner_ids).values_list(
        "learner_id", "user_id"
    ):
        named[learner_id].add(user_id)
    links = AgencyLink.objects.active(at).filter(learner__in=learner_ids, purpose=purpose)
    linked = set(links.values_list("learner_id", "agency_id"))
    hats = opening_hats({agency_id for _, agency_id in linked}, {pk for people in named.values() for pk in people}, at)
    return {
        learner_id: list(
            {
                hat.user_id: hat.user for hat in hats if hat.user_id in people and (learner_id, hat.agency_id) in linked
            }.values()
        )
        for learner_id, people in named.items()
    }


def opening_hats(agency_ids: Collection[int], user_ids: Collection[int], at: datetime) -> list[Membership]:
    """The hats, in force at `at`, of these people at these agencies that let somebody named on a record open it; leaders
    first.
    """
    if not agency_ids or not user_ids:
        return []
    hats = Membership.objects.active(at).filter(agency__in=agency_ids, user__in=user_ids, role__in=OPENING)
    return sorted(hats.select_related("user").order_by("id"), key=lambda hat: _rank(hat.role))


def _rank(role: str) -> int:
    return _FIRST.index(RoleCode(role)) if role in _FIRST else len(_FIRST)


def may_not_be_told(pairs: Collection[tuple[int, UUID]]) -> set[tuple[int, UUID]]:
    """Which of these (user id, UUID of a young person) must not be: nothing may be said to this person about this young
    person (`notifications.registry.register_discretion`).

    Whoever has no hat, now, at an agency that is or was linked to the young person, or was asked to support them, and is
    not their key worker, has nothing to do with them any more. Of a restricted record, its key worker, the people named
    on it and whoever broke the glass may know. Eight queries however many pairs; one if none is about a young person.
    """
    found = Learner.objects.filter(uuid__in={about for _, about in pairs}).values_list("uuid", "pk", "is_restricted")
    learners = {uuid: (pk, is_restricted) for uuid, pk, is_restricted in found}
    asked = {(user_id, about): learners[about] for user_id, about in pairs if about in learners}
    if not asked:
        return set()
    concerned, has_agency = _concerned({(user_id, pk) for (user_id, _), (pk, _) in asked.items()})
    knowing = _knowing({pk for pk, is_restricted in asked.values() if is_restricted})
    return {
        pair
        for pair, (pk, is_restricted) in asked.items()
        if (pk in has_agency and (pair[0], pk) not in concerned) or (is_restricted and (pair[0], pk) not in knowing)
    }


def _concerned(pairs: Collection[tuple[int, int]]) -> tuple[set[tuple[int, int]], set[int]]:
    """Those of the (user, young person) who have something to do with each other, and the young people who have an agency
    at all.
    """
    learner_ids = {learner_id for _, learner_id in pairs}
    hats = Membership.objects.active().filter(user__in={user_id for user_id, _ in pairs})
    worn: dict[int, set[int]] = {}
    agencies_of: dict[int, set[int]] = {}
    for pk, user_id, agency_id in hats.values_list("pk", "user_id", "agency_id"):
        worn.setdefault(user_id, set()).add(pk)
        agencies_of.setdefault(user_id, set()).add(agency_id)
    linked: dict[int, set[int]] = {}
    for learner_id, agency_id in AgencyLink.objects.filter(learner__in=learner_ids).values_list(
        "learner_id", "agency_id"
    ):
        linked.setdefault(learner_id, set()).add(agency_id)
    has_agency = set(linked)
    asked = SupportRequest.objects.filter(learner__in=learner_ids).values_list("learner_id", "host_school_id")
    for learner_id, agency_id in asked:
        linked.setdefault(learner_id, set()).add(agency_id)
    wearing = {pk for pks in worn.values() for pk in pks}
    key_work = KeyWorker.objects.filter(Q(membership__in=wearing) | Q(cover__in=wearing), learner__in=learner_ids)
    workers: dict[int, set[int]] = {}
    for learner_id, *theirs in key_work.values_list("learner_id", "membership_id", "cover_id"):
        workers.setdefault(learner_id, set()).update(theirs)
    nothing: set[int] = set()
    concerned = {
        (user_id, learner_id)
        for user_id, learner_id in pairs
        if not agencies_of.get(user_id, nothing).isdisjoint(linked.get(learner_id, nothing))
        or not worn.get(user_id, nothing).isdisjoint(workers.get(learner_id, nothing))
    }
    return concerned, has_agency


def _knowing(learner_ids: Collection[int]) -> set[tuple[int, int]]:
    """(user, young person) of restricted records: insiders, and whoever has broken the glass."""
    if not learner_ids:
        return set()
    knowing = {(pk, learner_id) for learner_id, people in insiders_of(learner_ids).items() for pk in people}
    opened = BrokenGlass.objects.active().filter(learner__in=learner_ids)
    return knowing | set(opened.values_list("membership__user_id", "learner_id"))


def first_two(people: Iterable[User]) -> tuple[User | None, User | None]:
    """The first person, and the second as their cover."""
    first, second, *_ = [*people, None, None]
    return first, second


def providers_without_anybody(learner: Learner, at: datetime) -> list[str]:
    """Names of the providers where the young person has a place and nobody is named on the record, so that nobody there
    could log an incident (A30). Three queries.
    """
    providers = dict(
        learner.enrolments.open().order_by("provider__sort_name").values_list("provider_id", "provider__name")
    )
    named = set(learner.named_people.values_list("user_id", flat=True))
    present = {hat.agency_id for hat in opening_hats(set(providers), named, at)}
    return [name for pk, name in providers.items() if pk not in present]
