"""One young person's case file, composed from every app below."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import chain
from typing import Any

from django.urls import reverse
from django.utils.dateformat import format as write_date

from accounts.access import allows
from accounts.clock import LONDON, local_date
from accounts.enums import Permission, Purpose
from accounts.models import User
from accounts.selectors import agency_ids_where
from accounts.timeline import TimelineEntry
from deadlines import selectors as deadline_selectors
from deadlines.models import Deadline
from education_plans import selectors as plan_selectors
from learners import selectors as learner_selectors
from learners.enums import ConsentPurpose
from learners.models import AgencyLink, BrokenGlass, Enrolment, InformationRequest, Learner, SupportRequest
from learners.selectors.broken_glass import openings_of
from learners.selectors.information_requests import requests_about
from learners.selectors.sharing import Sharing, sharing_with
from learners.selectors.support import support_of
from oversight.selectors import panel_story
from oversight.selectors.people import Card, people_around
from tracking import selectors as tracking_selectors
from tracking.models import Emergency, Incident
from tracking.rules.ages import age_on
from tracking.rules.attendance_weeks import Standing, in_short
from tracking.selectors.attendance_learner import year_of_places

#: How many entries of the story are shown before a link leads to all of them.
RECENT = 20

#: What a timeline's kinds are called.
KIND_NAMES = {
    "incident": "Incidents",
    "emergency": "Emergencies",
    "casework": "Support and moves",
    "activity": "What they do",
    "course": "Courses",
    "destination": "Destinations",
    "without_place": "Without a place",
    "opportunity": "Opportunities",
    "panel": "Risk and panel",
    "plan": "Education plans",
    "pathway": "Pathway plans",
    "enrolment": "Places",
    "key_worker": "Key workers",
    "deadline": "Deadlines",
    "learner": "Record",
    "request": "Requests for information",
    "link": "Who can see",
}

_ACTIONS = (
    Permission.CHANGE_LEARNER,
    Permission.MANAGE_ENROLMENT,
    Permission.ASSIGN_KEY_WORKER,
    Permission.LOG_INCIDENT,
    Permission.RAISE_EMERGENCY,
    Permission.SEE_WHO_LOOKED,
    Permission.RESTRICT_RECORD,
    Permission.SHARE_RECORD,
)


@dataclass(frozen=True)
class CaseFile:
    learner: Learner
    facts: list[dict[str, str]]
    tags: list[dict[str, str]]
    flags: list[str]
    actions: list[dict[str, Any]]
    may: dict[str, bool]
    deadlines: list[Deadline]
    incidents: list[Incident]
    emergencies: list[Emergency]
    enrolments: list[dict[str, Any]]
    people: list[Card]
    links: list[AgencyLink]
    story: list[dict[str, Any]]
    story_total: int
    #: What `may_share` says of the plan where the person sees the record through a provider; None where nobody asks.
    plan_sharing: Sharing | None = None
    #: Who opened the record in an emergency; and the opening through which the reader sees it now.
    openings: list[BrokenGlass] = field(default_factory=list)
    own_opening: BrokenGlass | None = None
    support: list[SupportRequest] = field(default_factory=list)
    #: Who outside asked about them; None for those who may not know.
    requests: list[InformationRequest] | None = None
    may_ask_for_support: bool = False
    #: The reader works for the young person’s own agencies, which alone see the pathway plan.
    is_own: bool = False


def case_file(learner: Learner, user: User, *, now: datetime) -> CaseFile:
    """Everything `user` may see of one record. The story is cut to the most recent entries."""
    may = {str(permission): allows(user, permission, learner) for permission in _ACTIONS}
    enrolments = list(
        Enrolment.objects.visible_to(user)
        .filter(learner=learner)
        .select_related("provider__local_authority", "mentor__user", "learner")
        .order_by("-starts_on", "-id")
    )
    attendance = year_of_places(enrolments, local_date(now))
    plan_sharing = sharing_with(user, learner, ConsentPurpose.EDUCATION, now)
    entries = _entries(learner, user, shows_plan=plan_sharing is None or plan_sharing.allowed)
    openings = openings_of(learner)
    links = list(
        learner.links.active().known_to(user).select_related("agency").order_by("purpose", "agency__sort_name")
    )
    is_own = Learner.objects.filter(pk=learner.pk).of_own_agencies(user).exists()
    return CaseFile(
        learner=learner,
        facts=_facts(learner, enrolments, now, is_own=is_own),
        tags=_tags(learner),
        flags=["Restricted"] if learner.is_restricted else [],
        actions=_actions(learner, enrolments, may, shows_plan=plan_sharing is None or plan_sharing.allowed),
        may=may,
        deadlines=list(
            Deadline.objects.visible_to(user)
            .filter(learner=learner)
            .open()
            .select_related("learner", "owner", "partner")
            .order_by("due_at", "id")
        ),
        incidents=list(
            Incident.objects.visible_to(user)
            .filter(learner=learner)
            .open()
            .select_related("enrolment__provider")
            .order_by("-occurred_at")
        ),
        emergencies=list(Emergency.objects.visible_to(user).filter(learner=learner).open().order_by("-raised_at")),
        enrolments=[_enrolment(enrolment, attendance[enrolment.pk]) for enrolment in enrolments],
        people=people_around(
            learner,
            [each for each in enrolments if each.ended_on is None],
            may_call_key_worker=may["raise_emergency"],
            now=now,
        ),
        links=links,
        story=[_line(entry) for entry in entries[:RECENT]],
        story_total=len(entries),
        plan_sharing=plan_sharing,
        openings=openings,
        own_opening=next(
            (each for each in openings if each.membership.user_id == user.pk and each.ends_at > now), None
        ),
        support=support_of(learner, user, now),
        requests=requests_about(learner, user),
        is_own=is_own,
        may_ask_for_support=may["share_record"] and _may_ask_for_support(learner, links, user),
    )


def _may_ask_for_support(learner: Learner, links: list[AgencyLink], user: User) -> bool:
    """Whether the home Virtual School, for which the user may share records, could ask another one now (A8)."""
    sharing_at = agency_ids_where(user, Permission.SHARE_RECORD)
    at_home = any(each.purpose == Purpose.HOME_VIRTUAL_SCHOOL and each.agency_id in sharing_at for each in links)
    return at_home and not learner.is_closed and not learner.is_restricted


def story(learner: Learner, user: User, *, kind: str, now: datetime) -> dict[str, Any]:
    """All entries, or those of one kind, with the number of each."""
    plan_sharing = sharing_with(user, learner, ConsentPurpose.EDUCATION, now)
    entries = _entries(learner, user, shows_plan=plan_sharing is None or plan_sharing.allowed)
    counted = Counter(entry.kind for entry in entries)
    kinds = [{"kind": "", "label": "Everything", "count": len(entries)}]
    kinds += [
        {"kind": name, "label": KIND_NAMES.get(name, "Other"), "count": counted[name]} for name in sorted(counted)
    ]
    chosen = kind if kind in counted else ""
    return {
        "kind": chosen,
        "kinds": kinds,
        "story": [_line(entry) for entry in entries if not chosen or entry.kind == chosen],
    }


def _entries(learner: Learner, user: User, *, shows_plan: bool) -> list[TimelineEntry]:
    """The story. What was decided at reviews belongs to the plan, so it is left out where the plan is not shared."""
    sources = [learner_selectors, tracking_selectors, deadline_selectors, panel_story]
    if shows_plan:
        sources.insert(2, plan_selectors)
    entries = chain.from_iterable(source.timeline(learner, user) for source in sources)
    return sorted(entries, key=_moment, reverse=True)


def _moment(entry: TimelineEntry) -> datetime:
    return entry.at if isinstance(entry.at, datetime) else datetime.combine(entry.at, time(), tzinfo=LONDON)


def _line(entry: TimelineEntry) -> dict[str, Any]:
    return {
        "title": entry.title,
        "at": entry.at,
        "by": entry.by,
        "agency": entry.agency,
        "body": entry.text,
        "url": entry.link,
        "tag": KIND_NAMES.get(entry.kind, ""),
    }


def _facts(learner: Learner, enrolments: list[Enrolment], now: datetime, *, is_own: bool) -> list[dict[str, str]]:
    born = learner.date_of_birth
    today = local_date(now)
    age = age_on(born, today)
    hosts = {each.provider.local_authority.name for each in enrolments if each.ended_on is None}
    facts = [
        {"label": "Date of birth", "value": f"{_day(born)} ({age})" if learner.died_on is None else _day(born)},
        {"label": "Care status", "value": learner.get_care_status_display()},
        {"label": "Home authority", "value": learner.home_authority.name},
        {"label": "Learns in", "value": ", ".join(sorted(hosts)) or "No place now"},
        {"label": "ULN", "value": learner.uln},
    ]
    if is_own and learner.postcode:
        facts.insert(4, {"label": "Lives in", "value": learner.postcode})
    if learner.preferred_name and learner.preferred_name != learner.given_name:
        facts.insert(0, {"label": "Full name", "value": f"{learner.given_name} {learner.family_name}"})
    return facts


def _tags(learner: Learner) -> list[dict[str, str]]:
    if learner.died_on is not None:
        return [{"text": f"Died {_day(learner.died_on)}", "colour": "grey"}]
    if learner.closed_on is not None:
        return [{"text": f"Closed {_day(learner.closed_on)}", "colour": "grey"}]
    return []


def _actions(
    learner: Learner, enrolments: list[Enrolment], may: dict[str, bool], *, shows_plan: bool
) -> list[dict[str, Any]]:
    if learner.died_on is not None:
        return []
    actions = []
    is_somewhere = any(each.ended_on is None for each in enrolments)
    if may["log_incident"] and is_somewhere:
        actions.append(
            {"text": "Log an incident", "url": reverse("tracking:incident-new", args=[learner.uuid]), "primary": True}
        )
    if may["raise_emergency"]:
        actions.append(
            {
                "text": "Raise an emergency",
                "url": reverse("tracking:emergency-new", args=[learner.uuid]),
                "primary": not actions,
            }
        )
    if is_somewhere and shows_plan:
        actions.append({"text": "Education plan", "url": reverse("education_plans:plan", args=[learner.uuid])})
    if may["change_learner"]:
        actions.append({"text": "Edit details", "url": reverse("learners:edit", args=[learner.uuid])})
    return actions


def _enrolment(enrolment: Enrolment, year: Standing) -> dict[str, Any]:
    ended = f"{_day(enrolment.ended_on)}: {enrolment.get_end_reason_display().lower()}" if enrolment.ended_on else ""
    rows = [
        {"key": "Level", "value": enrolment.get_level_display()},
        {"key": "Started" if ended else "Starts", "value": _day(enrolment.starts_on)},
        {"key": "Ended" if ended else "Planned end", "value": ended or _day(enrolment.planned_end_on)},
        {"key": "Mentor", "value": enrolment.mentor.user.name if enrolment.mentor else ""},
        {"key": "Attendance this year", "value": in_short(year)},
    ]
    actions = [
        {"text": "Open the place", "url": reverse("learners:enrolment", args=[enrolment.uuid])},
        {"text": "Attendance", "url": reverse("tracking:attendance-of", args=[enrolment.learner.uuid])},
    ]
    return {"title": f"{enrolment.course}, {enrolment.provider}", "rows": rows, "actions": actions}


def _day(day: date | None) -> str:
    return write_date(day, "j F Y") if day else ""
