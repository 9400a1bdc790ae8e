"""What a young person reads on their own page, and nothing else of their record (M5, A15, W7).

Nothing here asks `visible_to`: the young person is the reader, and what they read is picked by name. Safeguarding is never
among it, nor what somebody wrote for colleagues.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.clock import local_date
from accounts.enums import LookKind, RoleCode
from accounts.models import Look, User
from accounts.posts import acting
from accounts.wording import comma_and
from agreements.selectors import designated_people_at
from education_plans.enums import MeetingState, PlanParty, TargetState
from education_plans.models import (
    EducationPlan,
    PlanMeeting,
    RecordRequest,
    SupportNeed,
    Target,
    View,
)
from education_plans.rules.copies import for_the_young_person
from education_plans.selectors.support import shared_support
from education_plans.selectors.versions import content_of
from learners.models import Enrolment, Learner
from learners.selectors.people import key_worker_at, people_to_tell, virtual_school_for, who_may_know

#: How many answers are news on the first page.
NEWS = 3


@dataclass(frozen=True)
class Person:
    """Somebody to ring or to write to."""

    role: str
    name: str
    agency: str
    phone: str
    email: str
    note: str = ""


@dataclass(frozen=True)
class SharedPlan:
    """The education plan as the young person reads it."""

    plan: EducationPlan
    sections: list[dict[str, Any]]
    support: list[SupportNeed]
    targets: list[Target]
    answer: str
    says: str
    answered_at: datetime | None


def place_of(learner: Learner) -> Enrolment | None:
    """Where they learn: the newest open place."""
    places = (
        Enrolment.objects.open().filter(learner=learner).select_related("provider__local_authority", "mentor__user")
    )
    return places.order_by("starts_on", "id").last()


def plan_of(learner: Learner) -> EducationPlan | None:
    """Their plan: that of the newest open place, else the one they have without a place."""
    plans = EducationPlan.objects.running().filter(learner=learner).select_related("learner", "enrolment__provider")
    of_places = plans.filter(enrolment__isnull=False)
    return of_places.order_by("enrolment__starts_on", "id").last() or plans.filter(enrolment__isnull=True).first()


def shared_plan(learner: Learner, now: datetime) -> SharedPlan | None:
    """Their plan with the parts that are shared with them. A handful of queries."""
    plan = plan_of(learner)
    if plan is None:
        return None
    said = plan.agreements.filter(version=plan.version, party=PlanParty.YOUNG_PERSON).first()
    return SharedPlan(
        plan=plan,
        sections=for_the_young_person(content_of(plan, local_date(now)))["sections"],
        support=shared_support(learner, local_date(now)),
        targets=targets_of(plan),
        answer=said.answer if said else "",
        says=said.says if said else "",
        answered_at=said.agreed_at if said else None,
    )


def targets_of(plan: EducationPlan | None) -> list[Target]:
    """What is open, soonest first."""
    if plan is None:
        return []
    return list(plan.targets.filter(state=TargetState.OPEN).select_related("helper__user").order_by("due_on", "id"))


def people_of(learner: Learner, now: datetime) -> list[Person]:
    """Key worker and cover, the people at the place, the Virtual School: those who are there for them now. Of a restricted
    record only those who know of it.
    """
    found: list[tuple[str, User | None, str]] = []
    post = key_worker_at(learner, now)
    agency = post.assignment.membership.agency.name if post.assignment else ""
    found.append(("Your key worker", post.holder, agency))
    found.append(("When your key worker is away", post.cover, agency))
    place = place_of(learner)
    if place is not None:
        college = place.provider.name
        designated = designated_people_at([place.provider_id], now)[place.provider_id]
        found.append((f"Your person at {college}", designated.person, college))
        found.append(("Your mentor", acting(place.mentor, now), college))
        school = virtual_school_for(learner, now)
        contact = people_to_tell(learner, place, now)["key_contact"].person
        found.append(("Your Virtual School", contact, school.name if school else ""))
    known = who_may_know(learner, [person for _, person, _ in found if person is not None])
    return [_person(role, person, agency) for role, person, agency in found if person is not None and person in known]


def _person(role: str, user: User, agency: str) -> Person:
    return Person(role=role, name=user.name, agency=agency, phone=user.phone, email=user.email)


def next_meeting(learner: Learner, now: datetime) -> PlanMeeting | None:
    """The next meeting about one of their plans. What it is about was written for colleagues and is not shown."""
    meetings = PlanMeeting.objects.filter(state=MeetingState.CALLED, ends_at__gte=now)
    ours = meetings.filter(plan__learner=learner) | meetings.filter(pathway__learner=learner)
    return ours.order_by("starts_at", "id").first()


def views_of(learner: Learner) -> list[View]:
    """All they have said, newest first, with what was done about it."""
    return list(View.objects.filter(learner=learner).select_related("responded_by").order_by("-said_at", "-id"))


def news_of(learner: Learner) -> list[View]:
    """Answers they have not read yet."""
    fresh = View.objects.filter(learner=learner, responded_at__isnull=False, response_seen_at__isnull=True)
    return list(fresh.exclude(response="").order_by("-responded_at")[:NEWS])


def record_requests_of(learner: Learner) -> list[RecordRequest]:
    return list(RecordRequest.objects.filter(learner=learner).order_by("-asked_at", "-id"))


@dataclass(frozen=True)
class LookedGroup:
    """People of one agency in the same role who opened the record: who they are to the young person, how often, when
    last.
    """

    agency: str
    role: str
    times: int
    last_at: datetime
    what: str


#: What a look was, in the young person's words.
_WHAT = {
    LookKind.VIEW: "opened it",
    LookKind.SEARCH: "saw your name in a search",
    LookKind.EXPORT: "had your name in a list",
    LookKind.DOWNLOAD: "downloaded a file",
}


def looked_groups(learner: Learner) -> list[LookedGroup]:
    """Who has looked at their record, by agency and role, whoever looked last first. No names of people: the agency
    answers for them.
    """
    found: dict[tuple[str, str], list[Look]] = {}
    looks = Look.objects.filter(learner_uuids__contains=[learner.uuid]).select_related("agency").order_by("-at", "-pk")
    for look in looks.iterator(chunk_size=500):
        role = comma_and(RoleCode(role).label for role in look.roles if role in RoleCode.values)
        found.setdefault((look.agency.name if look.agency else "Mainstay", role), []).append(look)
    return [
        LookedGroup(
            agency=agency,
            role=role,
            times=len(theirs),
            last_at=theirs[0].at,
            what=comma_and(words for kind, words in _WHAT.items() if any(look.kind == kind for look in theirs)),
        )
        for (agency, role), theirs in found.items()
    ]
