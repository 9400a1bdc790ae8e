"""What somebody does under one hat and would leave behind: for the people of their agency who hand it over."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from accounts.clock import local_date
from accounts.enums import Permission, RoleCode, Scope
from accounts.models import Delegation, Membership, User
from accounts.roles import ROLES
from accounts.selectors import agency_ids_where, current_memberships
from agreements.audiences import LEADS
from agreements.enums import ContactKind
from agreements.models import Contact
from agreements.rules import POSTS
from deadlines.models import Deadline
from learners.enums import HandOverPart
from learners.models import Enrolment, HandOver, HandOverStep, KeyWorker, Learner, RestrictedAccess

#: Parts that can wait for the leaving day, because their records have a beginning of their own. The others pass at once.
CAN_WAIT = frozenset({HandOverPart.KEY_WORKER, HandOverPart.POST})

Subject = KeyWorker | Enrolment | Contact | RestrictedAccess

_TITLES = {
    HandOverPart.KEY_WORKER: "Key worker",
    HandOverPart.KEY_WORKER_COVER: "Cover of a key worker",
    HandOverPart.MENTOR: "Mentor",
    HandOverPart.POST: "Post",
    HandOverPart.POST_COVER: "Cover of a post",
    HandOverPart.NAMED: "Named on a restricted record",
}


@dataclass(frozen=True)
class Row:
    """One thing that somebody does. `key` names it in a form."""

    part: HandOverPart
    subject: Subject
    key: str
    title: str
    detail: str = ""
    learner: Learner | None = None
    has_emergency: bool = False


@dataclass(frozen=True)
class Section:
    """One kind of work, and who of the agency could take it over."""

    part: HandOverPart
    rows: list[Row]
    candidates: list[Membership]

    @property
    def title(self) -> str:
        return _TITLES[self.part]

    @property
    def can_wait(self) -> bool:
        return self.part in CAN_WAIT


@dataclass(frozen=True)
class Counts:
    """How much of each kind, without the restricted records: of those no number is told."""

    numbers: dict[HandOverPart, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return any(self.numbers.values())

    def in_words(self) -> list[str]:
        return [words_for(part, number) for part, number in self.numbers.items() if number]


def words_for(part: HandOverPart, number: int) -> str:
    """“Key worker for 3 young people”, “Mentor of 1 young person”, “2 posts”."""
    people = "1 young person" if number == 1 else f"{number} young people"
    return {
        HandOverPart.KEY_WORKER: f"Key worker for {people}",
        HandOverPart.KEY_WORKER_COVER: f"Cover of the key worker for {people}",
        HandOverPart.MENTOR: "Mentor on 1 place" if number == 1 else f"Mentor on {number} places",
        HandOverPart.POST: "1 post of the agency" if number == 1 else f"{number} posts of the agency",
        HandOverPart.POST_COVER: "Cover of 1 post" if number == 1 else f"Cover of {number} posts",
        HandOverPart.NAMED: "Named on 1 restricted record" if number == 1 else f"Named on {number} restricted records",
    }[part]


def subjects_of(part: HandOverPart, membership: Membership) -> QuerySet[Any]:
    """The rows behind one kind of work under this hat, whoever asks."""
    now_and_on = Q(ends_at__isnull=True)
    named = RestrictedAccess.objects.filter(user=membership.user_id, learner__is_restricted=True)
    return {
        HandOverPart.KEY_WORKER: KeyWorker.objects.filter(now_and_on, membership=membership),
        HandOverPart.KEY_WORKER_COVER: KeyWorker.objects.filter(now_and_on, cover=membership),
        HandOverPart.MENTOR: Enrolment.objects.open().filter(mentor=membership),
        HandOverPart.POST: Contact.objects.filter(now_and_on, holder=membership),
        HandOverPart.POST_COVER: Contact.objects.filter(now_and_on, cover=membership),
        HandOverPart.NAMED: named.filter(learner__links__in=membership.agency.learner_links.active()).distinct(),
    }[part]


def is_about_learners(part: HandOverPart) -> bool:
    return part not in (HandOverPart.POST, HandOverPart.POST_COVER)


def counts_of(membership: Membership) -> Counts:
    """What there is to hand over, restricted records left out. Five queries."""
    numbers: dict[HandOverPart, int] = {}
    for part in HandOverPart:
        if part == HandOverPart.NAMED:
            continue
        found = subjects_of(part, membership)
        numbers[part] = (found.filter(learner__is_restricted=False) if is_about_learners(part) else found).count()
    return Counts(numbers)


def left_behind(membership: Membership) -> list[str]:
    """`accounts.leaving`: the same in sentences, for the page on which a role ends."""
    return [f"Still to be handed over: {words[0].lower()}{words[1:]}." for words in counts_of(membership).in_words()]


def could_take(part: HandOverPart, hat: Membership, kind: ContactKind | None = None) -> bool:
    """Whether the role of `hat` can do that kind of work. A key worker and their cover must be able to answer an
    emergency (A9, A18).
    """
    role = ROLES[RoleCode(hat.role)]
    if kind is not None:
        return role.code in POSTS[kind].roles
    if part in (HandOverPart.KEY_WORKER, HandOverPart.KEY_WORKER_COVER):
        return {Permission.VIEW_LEARNER, Permission.RESPOND_TO_EMERGENCY} <= role.permissions
    if part == HandOverPart.NAMED:
        return Permission.VIEW_LEARNER in role.permissions and role.scope == Scope.AGENCY
    return Permission.VIEW_LEARNER in role.permissions


def work_of(membership: Membership, viewer: User, now: datetime) -> list[Section]:
    """Everything done under this hat of which `viewer` may know, with the colleagues who could follow. A constant number
    of queries.
    """
    colleagues = list(
        Membership.objects.active(now)
        .filter(agency=membership.agency_id)
        .exclude(user=membership.user_id)
        .select_related("user")
        .order_by("user__name", "id")
    )
    sections = []
    for part in HandOverPart:
        subjects = list(_listed(part, membership, viewer))
        if not subjects:
            continue
        kind = ContactKind(subjects[0].kind) if isinstance(subjects[0], Contact) else None
        candidates = [hat for hat in colleagues if could_take(part, hat, kind)]
        sections.append(Section(part, _rows(part, subjects), candidates))
    return sections


def _listed(part: HandOverPart, membership: Membership, viewer: User) -> Iterable[Subject]:
    found = subjects_of(part, membership)
    if not is_about_learners(part):
        return found.select_related("holder__user", "cover__user", "agency", "agreement__provider").order_by("id")
    related = {
        HandOverPart.KEY_WORKER: ("learner", "membership__user", "cover__user"),
        HandOverPart.KEY_WORKER_COVER: ("learner", "membership__user", "cover__user"),
        HandOverPart.MENTOR: ("learner", "provider"),
        HandOverPart.NAMED: ("learner",),
    }[part]
    seen = found.filter(learner__in=Learner.objects.visible_to(viewer))
    return seen.select_related(*related).order_by("learner__sort_name", "learner_id", "id")


def _rows(part: HandOverPart, subjects: list[Subject]) -> list[Row]:
    learner_ids = [each.learner_id for each in subjects if not isinstance(each, Contact)]
    emergencies = Deadline.objects.open().filter(duty_code="emergency_response", learner__in=learner_ids)
    urgent = set(emergencies.values_list("learner_id", flat=True)) if learner_ids else set()
    rows = []
    for each in subjects:
        if isinstance(each, Contact):
            where = f"{each.get_kind_display()}, {each.agency}"
            title = f"{where}, for {each.agreement.provider}" if each.agreement else where
            rows.append(Row(part, each, f"{part}-{each.uuid}", title, _detail(part, each)))
            continue
        learner = each.learner
        key = f"{part}-{each.learner.uuid if isinstance(each, RestrictedAccess) else each.uuid}"
        rows.append(Row(part, each, key, learner.full_name, _detail(part, each), learner, learner.pk in urgent))
    return rows


def _detail(part: HandOverPart, subject: Subject) -> str:
    if isinstance(subject, Enrolment):
        return f"{subject.course}, {subject.provider}"
    if isinstance(subject, RestrictedAccess):
        return ""
    if isinstance(subject, Contact):
        return f"Holder: {subject.holder.user}" if part == HandOverPart.POST_COVER else _cover(subject.cover)
    if part == HandOverPart.KEY_WORKER_COVER:
        return f"Key worker: {subject.membership.user}"
    return _cover(subject.cover)


def _cover(cover: Membership | None) -> str:
    return f"Cover: {cover.user}" if cover else "No cover"


def delegations_of(membership: Membership, now: datetime) -> list[Delegation]:
    """Covers for named young people that this hat gave or holds, now or later. They end with the role."""
    mine = Delegation.objects.filter(Q(giver=membership) | Q(deputy=membership), ends_at__gt=now)
    found = mine.select_related("giver__user", "deputy__user").annotate(number=Count("learners"))
    kept = [each for each in found.order_by("starts_at", "id") if each.ends_at > each.starts_at]
    for each in kept:
        each.last_on = last_day(each.ends_at)  # type: ignore[attr-defined]
    return kept


def hand_overs_of_my_agencies(user: User) -> list[HandOver]:
    """Open hand-overs at agencies whose work or people the user looks after, the next to leave first."""
    agencies = {
        agency_id
        for permission in (Permission.HAND_OVER, Permission.MANAGE_AGENCY)
        for agency_id in agency_ids_where(user, permission)
    }
    if not agencies:
        return []
    found = HandOver.objects.filter(completed_at__isnull=True, membership__agency__in=agencies)
    return list(found.select_related("membership__user", "membership__agency").order_by("leaves_at", "id"))


def passed_to(user: User) -> list[dict[str, Any]]:
    """What was handed over to the user in their present roles, newest act first: how much of each kind, and the note."""
    hats = [membership.pk for membership in current_memberships(user)]
    if not hats:
        return []
    rows = (
        HandOverStep.objects.filter(successor__in=hats)
        .values("at", "part", "note", "hand_over__membership__user__name")
        .annotate(number=Count("pk"))
        .order_by("-at", "part")[:60]
    )
    acts: dict[tuple[datetime, str], dict[str, Any]] = {}
    for row in rows:
        leaver = row["hand_over__membership__user__name"]
        act = acts.setdefault(
            (row["at"], leaver), {"at": row["at"], "leaver": leaver, "note": row["note"], "parts": []}
        )
        act["parts"].append(words_for(HandOverPart(row["part"]), row["number"]))
    return list(acts.values())


def may_open(user: User, membership: Membership) -> bool:
    """Whether `user` may say when this role ends: the agency's administrators and those who lead it for everybody,
    others who hand over for their equals and for roles that hand over nothing themselves.
    """
    hats = [hat for hat in current_memberships(user) if hat.agency_id == membership.agency_id]
    if any(Permission.MANAGE_AGENCY in hat.role_definition.permissions or hat.role in LEADS for hat in hats):
        return True
    leads = {Permission.HAND_OVER, Permission.MANAGE_AGENCY} & membership.role_definition.permissions
    return any(
        Permission.HAND_OVER in hat.role_definition.permissions and (hat.role == membership.role or not leads)
        for hat in hats
    )


def last_day(leaves_at: datetime) -> date:
    """The last London day of a role that ends at `leaves_at`."""
    return local_date(leaves_at - timedelta(microseconds=1))
