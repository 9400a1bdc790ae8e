"""Pathway plans as the young person's own agencies see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Prefetch, Q
from django.urls import reverse

from accounts.access import allows
from accounts.clock import local_date
from accounts.enums import Permission, Purpose
from accounts.models import Membership, User
from accounts.selectors import current_memberships
from accounts.timeline import TimelineEntry
from agreements.enums import ContactKind
from agreements.models import Contact
from deadlines.models import Deadline
from education_plans.enums import PathwayDomain, SectionState
from education_plans.models import (
    AccommodationCheck,
    PathwayAction,
    PathwayPlan,
    PathwayReview,
    PathwayReviewRequest,
    PathwaySection,
    SectionDraft,
)
from education_plans.rules.pathway import HINTS, MattersDone, Standing, matters_done, standing
from education_plans.selectors.drafts import is_waiting
from learners.models import Enrolment, KeyWorker, Learner
from learners.selectors.people import linked_agencies
from tracking.selectors.task import Task

KIND = "pathway"

#: How long before its day something promised stands among what a person has to do.
NEAR = timedelta(days=14)

_COLOURS = {
    SectionState.NOT_STARTED: "grey",
    SectionState.IN_PROGRESS: "yellow",
    SectionState.COMPLETE: "",
    SectionState.NOT_APPLICABLE: "",
}
_STANDING_COLOURS = {
    Standing.DRAFT: "grey",
    Standing.WAITS_FOR_YOUNG_PERSON: "yellow",
    Standing.WAITS_FOR_KEY_WORKER: "yellow",
    Standing.AGREED: "green",
    Standing.DISAGREED: "orange",
    Standing.NOT_ASKED: "orange",
    Standing.CLOSED: "grey",
}


@dataclass(frozen=True)
class ActionShown:
    """What will be done, by whom, by when. `is_late`: its day is over and it is not done."""

    action: PathwayAction
    who: str
    is_late: bool
    matter: str

    @property
    def is_done(self) -> bool:
        return self.action.done_on is not None


@dataclass(frozen=True)
class MatterShown:
    """One of the ten matters. `has_changed`: since the young person last said what they think of the plan."""

    section: PathwaySection
    title: str
    hint: str
    colour: str
    has_changed: bool
    actions: tuple[ActionShown, ...]

    @property
    def status(self) -> str:
        return str(self.section.get_state_display())

    @property
    def open_actions(self) -> int:
        return sum(not each.is_done for each in self.actions)

    @property
    def late_actions(self) -> int:
        return sum(each.is_late for each in self.actions)


def pathway_of(learner: Learner) -> PathwayPlan | None:
    """The young person's pathway plan that is not closed; None if none was begun."""
    return PathwayPlan.objects.filter(learner=learner, closed_on__isnull=True).select_related("learner").first()


def standing_of(pathway: PathwayPlan) -> Standing:
    return standing(
        answer=pathway.young_person_answer,
        key_worker_agreed_at=pathway.key_worker_agreed_at,
        in_force_at=pathway.in_force_at,
        is_closed=pathway.closed_on is not None or pathway.learner.is_closed,
    )


def standing_colour(found: Standing) -> str:
    return _STANDING_COLOURS[found]


def matters_of(pathway: PathwayPlan, now: datetime) -> list[MatterShown]:
    """The ten matters in the order of the regulations, with what will be done about each. Two queries."""
    today = local_date(now)
    actions = Prefetch("actions", PathwayAction.objects.select_related("owner__user").order_by("due_on", "id"))
    sections = pathway.sections.select_related("saved_by").prefetch_related(actions)
    by_domain = {section.domain: section for section in sections}
    return [_matter(by_domain[domain.value], pathway, today) for domain in PathwayDomain]


def _matter(section: PathwaySection, pathway: PathwayPlan, today: date) -> MatterShown:
    answered_at = pathway.young_person_answered_at
    title = str(section.get_domain_display())
    return MatterShown(
        section=section,
        title=title,
        hint=HINTS[PathwayDomain(section.domain)],
        colour=_COLOURS[SectionState(section.state)],
        has_changed=answered_at is not None
        and any(at is not None and at > answered_at for at in (section.saved_at, section.actions_changed_at)),
        actions=tuple(_action(action, title, today) for action in section.actions.all()),
    )


def _action(action: PathwayAction, matter: str, today: date) -> ActionShown:
    return ActionShown(
        action=action,
        who=str(action.owner.user) if action.owner else action.owner_name,
        is_late=action.done_on is None and action.due_on < today,
        matter=matter,
    )


def may_write_matter(pathway: PathwayPlan, user: User) -> bool:
    """Whether somebody may write in the plan at this moment: sees it, may edit it, and it is open."""
    if standing_of(pathway) is Standing.CLOSED:
        return False
    if not PathwayPlan.objects.visible_to(user).filter(pk=pathway.pk).exists():
        return False
    return allows(user, Permission.EDIT_PATHWAY, pathway.learner)


def _drafted(pathway: PathwayPlan, user: User | AnonymousUser) -> set[str]:
    """The matters in which the user has words waiting that they did not save."""
    if not isinstance(user, User):
        return set()
    drafts = SectionDraft.objects.filter(matter__pathway=pathway, user=user).select_related("matter")
    return {draft.matter.domain for draft in drafts if draft.matter and is_waiting(draft, draft.matter)}


def progress_of_matters(matters: Sequence[MatterShown]) -> MattersDone:
    return matters_done(matter.section.state for matter in matters)


def clocks_of(pathway: PathwayPlan, user: User | AnonymousUser) -> list[Deadline]:
    """The clocks of the plan's reviews that the user may see, the newest first."""
    subjects = [pathway.uuid, *pathway.review_requests.values_list("uuid", flat=True)]
    deadlines = Deadline.objects.visible_to(user).filter(
        duty_code__in=("pathway_review", "pathway_review_asked"), subject_uuid__in=subjects
    )
    return list(deadlines.order_by("-starts_at", "-id"))


def checks_of(pathway: PathwayPlan) -> list[AccommodationCheck]:
    """Checks of where they live, the newest first, with their factors. Two queries."""
    checks = pathway.accommodation_checks.select_related("recorded_by").prefetch_related("factors")
    return list(checks.order_by("-on", "-id"))


def owners_for(learner: Learner, now: datetime) -> list[Membership]:
    """Who works with the young person and can be asked to do something: key worker and cover, mentors, designated people
    of their places and the key contact of the Virtual School, with their covers. Each once.
    """
    key_workers = KeyWorker.objects.active(now).filter(learner=learner)
    places = Enrolment.objects.open().filter(learner=learner)
    school = linked_agencies([learner.pk], Purpose.HOME_VIRTUAL_SCHOOL, now).get(learner.pk)
    posts = Contact.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=now),
        Q(kind=ContactKind.DESIGNATED_PERSON, agency__in=places.values("provider"))
        | Q(kind=ContactKind.KEY_CONTACT, agency=school),
        starts_at__lte=now,
    )
    wanted = (
        Q(pk__in=key_workers.values("membership"))
        | Q(pk__in=key_workers.values("cover"))
        | Q(pk__in=places.values("mentor"))
        | Q(pk__in=posts.values("holder"))
        | Q(pk__in=posts.values("cover"))
    )
    found = Membership.objects.active(now).filter(wanted).select_related("user", "agency").order_by("user__name", "id")
    return list({hat.user_id: hat for hat in found}.values())


def page(pathway: PathwayPlan, user: User | AnonymousUser, now: datetime) -> dict[str, Any]:
    """All that the page of a pathway plan shows."""
    matters = matters_of(pathway, now)
    found = standing_of(pathway)
    actions = [action for matter in matters for action in matter.actions]
    checks = checks_of(pathway)
    drafted = _drafted(pathway, user)
    return {
        "pathway": pathway,
        "learner": pathway.learner,
        "standing": found,
        "standing_colour": standing_colour(found),
        "matters": matters,
        "tasks": [_as_task(pathway, matter, has_draft=matter.section.domain in drafted) for matter in matters],
        "progress": progress_of_matters(matters),
        "to_do": sorted((each for each in actions if not each.is_done), key=lambda each: each.action.due_on),
        "done": [each for each in actions if each.is_done],
        "has_changed": any(matter.has_changed for matter in matters),
        "check": checks[0] if checks else None,
        "reviews": pathway.reviews.annotate(meeting_uuid=F("meeting__uuid"))
        .select_related("recorded_by")
        .order_by("-held_on"),
        "requests": pathway.review_requests.filter(review__isnull=True)
        .select_related("recorded_by")
        .order_by("asked_at"),
        "clocks": clocks_of(pathway, user),
        "is_open": found is not Standing.CLOSED,
        "may_edit": found is not Standing.CLOSED and allows(user, Permission.EDIT_PATHWAY, pathway.learner),
    }


def _as_task(pathway: PathwayPlan, matter: MatterShown, *, has_draft: bool) -> dict[str, str]:
    said = [
        f"{matter.open_actions} to do" if matter.open_actions else "",
        f"{matter.late_actions} late" if matter.late_actions else "",
    ]
    hint = ", ".join(filter(None, said))
    if has_draft:
        hint = f"{hint}. You have not saved what you wrote here" if hint else "You have not saved what you wrote here"
    if matter.has_changed:
        hint = f"{hint}. Changed since the young person answered" if hint else "Changed since the young person answered"
    return {
        "title": matter.title,
        "url": reverse("education_plans:pathway-matter", args=[pathway.uuid, matter.section.domain]),
        "status": matter.status,
        "status_colour": matter.colour,
        "hint": hint,
    }


def entries(learner: Learner, user: User | AnonymousUser) -> list[TimelineEntry]:
    """The pathway plan's part of the timeline, for those who may see the plan. What it says stays in the plan."""
    plans = list(PathwayPlan.objects.visible_to(user).filter(learner=learner).select_related("begun_by"))
    if not plans:
        return []
    found = []
    for plan in plans:
        link = reverse("education_plans:pathway", args=[plan.uuid])
        found.append(TimelineEntry(plan.begun_at, "Pathway plan begun", "", KIND, None, plan.begun_by, link))
        if plan.in_force_at:
            title = "Pathway plan agreed" if plan.agreed_at == plan.in_force_at else "Pathway plan holds"
            found.append(TimelineEntry(plan.in_force_at, title, "", KIND, None, plan.key_worker_agreed_by, link))
        if plan.closed_on:
            found.append(TimelineEntry(plan.closed_on, "Pathway plan closed", "", KIND, None, None, link))
    ids = [plan.pk for plan in plans]
    for request in PathwayReviewRequest.objects.filter(pathway__in=ids).select_related("pathway", "recorded_by"):
        who = "The young person" if request.by_young_person else "Their adviser"
        link = reverse("education_plans:pathway", args=[request.pathway.uuid])
        title = f"{who} asked for a review of the pathway plan"
        found.append(TimelineEntry(request.asked_at, title, "", KIND, None, request.recorded_by, link))
    for review in PathwayReview.objects.filter(pathway__in=ids).select_related("pathway", "recorded_by"):
        link = reverse("education_plans:pathway", args=[review.pathway.uuid])
        found.append(TimelineEntry(review.held_on, "Pathway plan reviewed", "", KIND, None, review.recorded_by, link))
    for check in AccommodationCheck.objects.filter(pathway__in=ids).select_related("pathway", "recorded_by"):
        link = reverse("education_plans:pathway-matter", args=[check.pathway.uuid, PathwayDomain.ACCOMMODATION])
        judged = "suitable" if check.is_suitable else "not suitable"
        found.append(
            TimelineEntry(check.on, f"Where they live checked: {judged}", "", KIND, None, check.recorded_by, link)
        )
    return found


def tasks(user: User, now: datetime) -> list[Task]:
    """What the user has promised in pathway plans and has not done, its day being over or within two weeks. Somebody at a
    provider cannot open the plan and is led to nothing: the key worker asks them.
    """
    hats = [hat.pk for hat in current_memberships(user)]
    seen = PathwayPlan.objects.visible_to(user).filter(closed_on__isnull=True).values("pk")
    due = (
        PathwayAction.objects.filter(
            owner__in=hats,
            done_on__isnull=True,
            section__pathway__in=seen,
            section__pathway__learner__in=Learner.objects.open(),
            due_on__lte=local_date(now) + NEAR,
        )
        .select_related("section__pathway__learner")
        .order_by("due_on", "id")
    )
    return [
        Task(
            text=f"Pathway plan: {action.how}",
            url=reverse("education_plans:pathway-action-done", args=[action.uuid]),
            learner=action.section.pathway.learner,
            due_on=action.due_on,
        )
        for action in due
    ]
