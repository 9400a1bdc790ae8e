"""Who works with a young person at a moment, for many young people at once.

A post of a person is filled by its holder; when the holder cannot act (left, or may no longer sign in) by the cover;
when both are missing somebody stands in: the team manager for a key worker, the Virtual School head for a key contact.
A vacancy is always said, never hidden (issue: proof).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.clock import local_date
from accounts.enums import Purpose, RoleCode
from accounts.models import Agency, Membership, User
from accounts.posts import Staffed, acting
from agreements.models import Agreement
from agreements.selectors import key_contact_at
from agreements.terms import agreement_for
from learners.models import AgencyLink, Enrolment, KeyWorker, Learner
from learners.selectors.insiders import first_two, insiders_of, named_at


@dataclass(frozen=True)
class KeyWorkerPost(Staffed):
    """A young person's key worker at a moment. `holder` and `cover` are only those who could act then."""

    assignment: KeyWorker | None = None
    holder: User | None = None
    cover: User | None = None


@dataclass(frozen=True)
class Told:
    """Who must be told, and why it is that person.

    `stand_in` is empty for the post holder, "cover", the code of the role that stands in because the post is vacant, or
    "named" for somebody named on a restricted record of which the others may not know.
    `cover` also counts when reached. `person` is None only if nobody is left to tell.
    """

    person: User | None
    cover: User | None = None
    stand_in: str = ""

    @property
    def is_vacant(self) -> bool:
        """The post itself has nobody in it."""
        return self.person is None or self.stand_in in RoleCode.values


def key_workers_for(learner_ids: Collection[int], at: datetime) -> dict[int, KeyWorkerPost]:
    """The key worker of each young person at `at`, by learner id. One query."""
    posts = {learner_id: KeyWorkerPost() for learner_id in learner_ids}
    assignments = (
        KeyWorker.objects.active(at)
        .filter(learner__in=learner_ids)
        .select_related("membership__user", "membership__agency", "cover__user")
        .order_by("starts_at", "id")
    )
    for assignment in assignments:
        posts[assignment.learner_id] = KeyWorkerPost(
            assignment, acting(assignment.membership, at), acting(assignment.cover, at)
        )
    return posts


def acting_key_workers(learner_ids: Collection[int], at: datetime) -> dict[int, User]:
    """Who acts as key worker of each young person at `at`: the holder, else the cover; without those whose post is vacant.
    Two queries; a colleague of many young people is read once.
    """
    rows = KeyWorker.objects.active(at).filter(learner__in=learner_ids).order_by("starts_at", "id")
    posts = {
        learner_id: hats for learner_id, *hats in rows.values_list("learner_id", "membership_id", "cover_id")
    }  # the newest counts
    wanted = {pk for hats in posts.values() for pk in hats if pk is not None}
    worn = Membership.objects.select_related("user").in_bulk(wanted)
    found: dict[int, User] = {}
    for learner_id, hats in posts.items():
        people = [acting(worn.get(pk), at) for pk in hats if pk is not None]
        person = next((person for person in people if person is not None), None)
        if person is not None:
            found[learner_id] = person
    return found


def key_worker_at(learner: Learner, at: datetime) -> KeyWorkerPost:
    """The key worker of one young person at `at` (A9)."""
    return key_workers_for([learner.pk], at)[learner.pk]


def linked_agencies(learner_ids: Collection[int], purpose: Purpose, at: datetime | None = None) -> dict[int, Agency]:
    """The agency linked to each young person for one purpose at `at`: the newest link begun by then (by now unless
    given), else the first there ever was, because responsibility is older than its record. One query.
    """
    links = (
        AgencyLink.objects.filter(learner__in=learner_ids, purpose=purpose)
        .select_related("agency__local_authority")
        .order_by("starts_at", "id")
    )
    linked: dict[int, Agency] = {}
    for link in links:
        if at is None or link.starts_at <= at:
            linked[link.learner_id] = link.agency
        else:
            linked.setdefault(link.learner_id, link.agency)
    return linked


def virtual_schools_for(learner_ids: Collection[int]) -> dict[int, Agency]:
    """The home Virtual School of each young person (A8)."""
    return linked_agencies(learner_ids, Purpose.HOME_VIRTUAL_SCHOOL)


def social_care_for(learner_ids: Collection[int]) -> dict[int, Agency]:
    """The social care agency of each young person."""
    return linked_agencies(learner_ids, Purpose.SOCIAL_CARE)


def virtual_school_for(learner: Learner, at: datetime | None = None) -> Agency | None:
    return linked_agencies([learner.pk], Purpose.HOME_VIRTUAL_SCHOOL, at).get(learner.pk)


def social_care_of(learner: Learner, at: datetime | None = None) -> Agency | None:
    return linked_agencies([learner.pk], Purpose.SOCIAL_CARE, at).get(learner.pk)


def people_with_role(role: RoleCode, agency_ids: Iterable[int | None], at: datetime) -> dict[int, list[User]]:
    """Everybody who wore one hat at `at` and may sign in, by agency id. One query."""
    wanted = {agency_id for agency_id in agency_ids if agency_id is not None}
    held: dict[int, list[User]] = {agency_id: [] for agency_id in wanted}
    memberships = (
        Membership.objects.active(at).filter(role=role, agency__in=wanted).select_related("user").order_by("id")
    )
    for membership in memberships:
        held[membership.agency_id].append(membership.user)
    return held


def agreement_of(enrolment: Enrolment, virtual_school: Agency | None, at: datetime) -> Agreement | None:
    """The agreement that applies to a place at `at`."""
    return agreement_for(home_virtual_school=virtual_school, provider=enrolment.provider, on=local_date(at))


def people_to_tell(learner: Learner, enrolment: Enrolment, at: datetime) -> Mapping[str, Told]:
    """The key worker and the home Virtual School's key contact whom an incident at `at` must reach (A30), by
    "key_worker" and "key_contact".

    The key contact is the one named for the agreement with this provider, else the one for all agreements of the
    Virtual School. Of a restricted record only those who know of it are told: where nobody in the post does, the people
    of that agency who are named on the record.
    """
    key_worker = key_worker_at(learner, at)
    social_care = social_care_of(learner, at)
    told = {
        "key_worker": _told(key_worker.holder, key_worker.cover, RoleCode.TEAM_MANAGER, social_care, at),
        "key_contact": key_contact_to_tell(virtual_school_for(learner, at), enrolment, at),
    }
    return _discreet(told, learner, at) if learner.is_restricted else told


def _discreet(told: Mapping[str, Told], learner: Learner, at: datetime) -> dict[str, Told]:
    """The same for a restricted record. Where social care has nobody named, the Virtual School is told in both posts."""
    known = insiders_of([learner.pk])[learner.pk]
    at_school = named_at([learner.pk], Purpose.HOME_VIRTUAL_SCHOOL, at)[learner.pk]
    at_social_care = named_at([learner.pk], Purpose.SOCIAL_CARE, at)[learner.pk]
    instead = {"key_worker": at_social_care or at_school, "key_contact": at_school}
    return {post: _of_those_who_know(who, known, instead[post]) for post, who in told.items()}


def _of_those_who_know(told: Told, known: set[int], instead: Sequence[User]) -> Told:
    person = told.person if told.person and told.person.pk in known else None
    cover = told.cover if told.cover and told.cover.pk in known else None
    if person is not None:
        return Told(person, cover, told.stand_in)
    if cover is not None:
        return Told(cover, None, told.stand_in or "cover")
    first, second = first_two(instead)
    return Told(first, second, "named" if first else told.stand_in)


def key_contact_to_tell(virtual_school: Agency | None, enrolment: Enrolment, at: datetime) -> Told:
    """The key contact of the home Virtual School for a place, or who stands in (A36)."""
    if virtual_school is None:
        return Told(None)
    agreement = agreement_of(enrolment, virtual_school, at)
    if agreement is not None and agreement.virtual_school_id != virtual_school.pk:
        agreement = None
    post = key_contact_at(virtual_school, agreement, at)
    return _told(post.holder, post.cover, RoleCode.VIRTUAL_SCHOOL_HEAD, virtual_school, at)


def _told(holder: User | None, cover: User | None, stand_in: RoleCode, agency: Agency | None, at: datetime) -> Told:
    if holder is not None:
        return Told(holder, cover)
    if cover is not None:
        return Told(cover, None, "cover")
    standing_in = people_with_role(stand_in, [agency.pk], at)[agency.pk] if agency else []
    first, second = [*standing_in[:2], None, None][:2]
    return Told(first, second, stand_in.value)


def who_may_know(learner: Learner, people: Iterable[User]) -> list[User]:
    """Those of `people` to whom the record exists: everybody, or for a restricted record its key worker and the people
    named on it.
    """
    return who_may_know_each([(learner, people)])[0]


def who_may_know_each(asked: Sequence[tuple[Learner, Iterable[User]]]) -> list[list[User]]:
    """`who_may_know` for many records, in the same order. Two queries if one of them is restricted, else none."""
    restricted = {learner.pk for learner, _ in asked if learner.is_restricted}
    insiders = insiders_of(restricted) if restricted else {}
    return [
        [person for person in people if not learner.is_restricted or person.pk in insiders[learner.pk]]
        for learner, people in asked
    ]
