"""Panels, their meetings and agendas, as somebody may see them (M1)."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from accounts.clock import local_date
from accounts.enums import AgencyKind, Permission
from accounts.models import Agency, Membership, User
from accounts.roles import roles_with
from accounts.selectors import agency_ids_where
from learners.models import Learner
from learners.querysets import LearnerQuerySet
from learners.selectors.caseload import search
from learners.selectors.people import key_workers_for
from oversight.enums import PanelMeetingState, PanelReason
from oversight.models import Panel, PanelAction, PanelItem, PanelMeeting
from oversight.rules.panel import Why, reasons
from oversight.selectors.panel_facts import facts_for, long_without, looked_after_by
from oversight.selectors.risk import RiskStanding, judgements_in_force, standing
from tracking.selectors.task import Task

#: How many meetings to come are named on somebody’s day.
SHOWN = 5

STATE_COLOURS = {
    PanelMeetingState.PLANNED: "blue",
    PanelMeetingState.RUNNING: "yellow",
    PanelMeetingState.CLOSED: "grey",
}


@dataclass(frozen=True)
class MeetingRow:
    """One meeting in the list of a panel: of how many young people the reader knows, and how many were decided on."""

    meeting: PanelMeeting
    people: int
    decided: int
    colour: str


@dataclass(frozen=True)
class Line:
    """One young person on an agenda. `whys` say what the rules found today, or what they called it once it is decided."""

    number: int
    item: PanelItem
    whys: list[Why]
    risk: RiskStanding | None
    open_actions: list[PanelAction] = field(default_factory=list)
    done_actions: list[PanelAction] = field(default_factory=list)


def panels_for(user: User) -> QuerySet[Panel]:
    """Panels that the user may see, those that still meet first."""
    return (
        Panel.objects.visible_to(user)
        .select_related("virtual_school")
        .prefetch_related("agencies")
        .order_by("closed_on", "name", "id")
    )


def virtual_schools_of(user: User) -> QuerySet[Agency]:
    """Virtual Schools whose panels the user may run."""
    ids = agency_ids_where(user, Permission.RUN_PANEL)
    return Agency.objects.filter(pk__in=ids, kind=AgencyKind.VIRTUAL_SCHOOL).order_by("sort_name", "id")


def possible_partners(virtual_school: Agency | None) -> QuerySet[Agency]:
    """Agencies that may come to a panel: all but the Virtual School itself."""
    others = Agency.objects.exclude(pk=virtual_school.pk) if virtual_school else Agency.objects.all()
    return others.order_by("sort_name", "id")


def colleagues(panel: Panel, now: datetime) -> QuerySet[Membership]:
    """Who can be put on the list of a meeting: people of the Virtual School and of the partners, whatever they do there."""
    agencies = Q(agency=panel.virtual_school_id) | Q(agency__in=panel.agencies.all())
    return (
        Membership.objects.active(now)
        .filter(agencies, user__is_active=True)
        .select_related("user", "agency")
        .order_by("user__name", "id")
    )


def chairs(panel: Panel, now: datetime) -> QuerySet[Membership]:
    """Who may chair: people of the Virtual School who run panels."""
    return colleagues(panel, now).filter(agency=panel.virtual_school_id, role__in=roles_with(Permission.RUN_PANEL))


def meeting_rows(meetings: Sequence[PanelMeeting], user: User) -> list[MeetingRow]:
    """What the list of meetings says of each; one query however many."""
    counts = {
        pk: (people, decided)
        for pk, people, decided in PanelItem.objects.visible_to(user)
        .filter(meeting__in=[meeting.pk for meeting in meetings], taken_off="")
        .values_list("meeting_id")
        .annotate(people=Count("*"), decided=Count("decided_at"))
    }
    return [
        MeetingRow(meeting, *counts.get(meeting.pk, (0, 0)), STATE_COLOURS[PanelMeetingState(meeting.state)])
        for meeting in meetings
    ]


def agenda_of(meeting: PanelMeeting, user: User) -> QuerySet[PanelItem]:
    """What the user may see of an agenda, in its order."""
    return (
        PanelItem.objects.visible_to(user).filter(meeting=meeting).on_agenda().select_related("learner", "decided_by")
    )


def taken_off(meeting: PanelMeeting, user: User) -> list[PanelItem]:
    """Whom somebody took off the agenda, and why."""
    items = PanelItem.objects.visible_to(user).filter(meeting=meeting).exclude(taken_off="")
    return list(items.select_related("learner").order_by("learner__sort_name", "id"))


def lines(items: Sequence[PanelItem], meeting: PanelMeeting, user: User, *, first: int, now: datetime) -> list[Line]:
    """Each young person with why they are here, how their risk stands, and what became of what earlier meetings asked for.
    As many queries for one as for fifty.
    """
    ids = [item.learner_id for item in items]
    today, day = local_date(now), local_date(meeting.scheduled_for)
    long = long_without(meeting.panel.virtual_school, today)
    facts = facts_for(ids, long=long, now=now, panel=meeting.panel, before=meeting)
    judged = judgements_in_force(ids, today)
    own = set(Learner.objects.filter(pk__in=ids).of_own_agencies(user).values_list("pk", flat=True))
    actions = earlier_actions(meeting, ids, user)
    found = []
    for number, item in enumerate(items, start=first):
        known = facts[item.learner_id]
        # Of a meeting that is over the codes stand; what they rested on has changed since.
        closed = meeting.state == PanelMeetingState.CLOSED
        now_found = {} if closed else {why.reason: why for why in reasons(known, day)}
        theirs = actions[item.learner_id]
        found.append(
            Line(
                number=number,
                item=item,
                whys=[now_found.get(PanelReason(code), Why(PanelReason(code), "")) for code in item.reasons],
                risk=standing(known, judged.get(item.learner_id)) if item.learner_id in own else None,
                open_actions=[action for action in theirs if action.done_on is None],
                done_actions=[action for action in theirs if action.done_on is not None],
            )
        )
    return found


def earlier_actions(meeting: PanelMeeting, learner_ids: Collection[int], user: User) -> dict[int, list[PanelAction]]:
    """What earlier meetings of the panel asked for: all that is open, and what was done since the one before this. By
    learner id, the earliest day first.
    """
    before = PanelMeeting.objects.filter(panel=meeting.panel_id, scheduled_for__lt=meeting.scheduled_for)
    last = before.order_by("-scheduled_for", "-id").first()
    since = local_date(last.scheduled_for) if last else date.min
    rows = (
        PanelAction.objects.visible_to(user)
        .filter(
            Q(done_on__isnull=True) | Q(done_on__gte=since), item__learner__in=learner_ids, item__meeting__in=before
        )
        .select_related("owner__user", "item__meeting")
        .order_by("due_on", "id")
    )
    found: dict[int, list[PanelAction]] = defaultdict(list)
    for action in rows:
        found[action.item.learner_id].append(action)
    return found


def open_actions_of(item: PanelItem) -> list[PanelAction]:
    """What the panel asked for this young person and nobody has done, the earliest day first."""
    found = PanelAction.objects.filter(
        item__learner=item.learner_id, item__meeting__panel=item.meeting.panel_id, done_on__isnull=True
    )
    return list(found.select_related("owner__user", "item__meeting").order_by("due_on", "id"))


def next_undecided(meeting: PanelMeeting, user: User, after: PanelItem | None = None) -> PanelItem | None:
    """The next young person to decide on, from `after` on and then from the top."""
    waiting = list(agenda_of(meeting, user).filter(decided_at__isnull=True))
    if after is not None:
        place = (after.position, after.pk)
        waiting.sort(key=lambda item: ((item.position, item.pk) <= place, item.position, item.pk))
        waiting = [item for item in waiting if item.pk != after.pk]
    return waiting[0] if waiting else None


def actions_of(panel: Panel, user: User, state: str) -> QuerySet[PanelAction]:
    """What the panel asked for, of young people the user sees: open (the earliest day first) or done (the latest first)."""
    rows = PanelAction.objects.visible_to(user).filter(item__meeting__panel=panel)
    rows = rows.select_related("item__learner", "item__meeting", "owner__user")
    if state == "done":
        return rows.filter(done_on__isnull=False).order_by("-done_on", "-id")
    return rows.filter(done_on__isnull=True).order_by("due_on", "id")


def to_add(meeting: PanelMeeting, user: User, text: str) -> LearnerQuerySet:
    """Young people of the panel's Virtual School whom the user sees, who are not on the agenda and whose name or learner
    number fits, the best first.
    """
    on_it = meeting.items.filter(taken_off="").values("learner_id")
    learners = Learner.objects.visible_to(user).filter(pk__in=looked_after_by(meeting.panel).values("pk"))
    best_first = ["-likeness", "sort_name", "id"]
    return search(learners.exclude(pk__in=on_it), text).order_by(*best_first)


def who_could_do_it(item: PanelItem, now: datetime) -> list[Membership]:
    """Colleagues who could be given something to do: the key worker, and whoever is on the meeting's list. Each once."""
    post = key_workers_for([item.learner_id], now)[item.learner_id]
    hats = []
    if post.assignment is not None and (post.holder or post.cover):
        hats.append(post.assignment.membership if post.holder else post.assignment.cover)
    on_list = item.meeting.people.filter(membership__in=Membership.objects.active(now)).select_related(
        "membership__user", "membership__agency"
    )
    hats += [person.membership for person in on_list.order_by("id")]
    return list({hat.pk: hat for hat in hats if hat is not None}.values())


def panel_tasks(user: User) -> list[Task]:
    """What panels asked of the user and is not done, the earliest day first; nothing of somebody they no longer see."""
    rows = (
        PanelAction.objects.visible_to(user)
        .filter(owner__user=user, done_on__isnull=True, item__learner__in=Learner.objects.open())
        .select_related("item__learner")
        .order_by("due_on", "id")
    )
    return [
        Task(row.what, reverse("oversight:agenda-action-done", args=[row.uuid]), row.item.learner, row.due_on)
        for row in rows
    ]


def coming_meetings(user: User) -> list[PanelMeeting]:
    """Meetings of panels that the user sees which are planned or running, the next one first."""
    meetings = PanelMeeting.objects.visible_to(user).exclude(state=PanelMeetingState.CLOSED)
    return list(meetings.select_related("panel").order_by("scheduled_for", "id")[:SHOWN])


def latest_decision(learner: Learner, user: User) -> PanelItem | None:
    """What a panel decided last for a young person, for the case file."""
    items = PanelItem.objects.visible_to(user).filter(learner=learner).decided()
    return items.select_related("meeting__panel", "decided_by").order_by("-decided_at", "-id").first()
