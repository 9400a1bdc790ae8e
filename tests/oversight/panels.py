"""A panel of Home Virtual School, and young people whom its rules name."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from accounts.clock import local_date
from accounts.models import Agency
from learners.models import Learner
from oversight.models import Panel, PanelItem, PanelMeeting
from oversight.services.panel import begin_meeting, open_panel, plan_meeting
from oversight.services.panel_decisions import NewAction, decide
from tests.people import World
from tracking.enums import CodeList, IncidentKind
from tracking.models import ActivityCode, ActivitySpell, AttendanceWeek, Incident

#: Codes of the national list: seeking work or learning, a teenage parent.
LOOKING, PARENT = "619", "630"
_CODES = {LOOKING: ("Seeking work or learning", "neet"), PARENT: ("Teenage parent", "neet_unable")}


def panel_of(world: World, now: datetime, agencies: Sequence[Agency] = (), name: str = "EET panel") -> Panel:
    return open_panel(virtual_school=world.virtual_school, name=name, agencies=agencies, by=world.officer.user, now=now)


def meeting_of(panel: Panel, world: World, now: datetime, in_days: int = 7) -> PanelMeeting:
    return plan_meeting(
        panel=panel, scheduled_for=now + timedelta(days=in_days), place="Room 4", chair=world.key_contact,
        by=world.officer.user, now=now,
    )  # fmt: skip


def spell(
    learner: Learner, world: World, now: datetime, starts_on: date, ends_on: date | None = None, code: str = LOOKING
) -> None:
    name, group = _CODES[code]
    found, _ = ActivityCode.objects.get_or_create(  # ships, unless the tables were emptied
        code_list=CodeList.NCCIS, code=code, from_on="2020-09-01",
        defaults={"name": name, "group": group, "source": "NCCIS"},
    )  # fmt: skip
    ActivitySpell.objects.create(
        learner=learner, code=found, starts_on=starts_on, ends_on=ends_on, recorded_at=now, recorded_by=world.officer.user,
    )  # fmt: skip


def without_a_place(world: World, now: datetime, days: int, **fields: Any) -> Learner:
    """Somebody who has looked for a place for so many days."""
    learner = world.learner(enrolled=False, **fields)
    spell(learner, world, now, local_date(now) - timedelta(days=days - 1))
    return learner


def incidents(learner: Learner, world: World, now: datetime, days_ago: Sequence[int]) -> None:
    for ago in days_ago:
        at = now - timedelta(days=ago)
        Incident.objects.create(
            learner=learner, enrolment=world.enrolment(learner), kind=IncidentKind.AT_RISK, occurred_at=at, logged_at=at,
            description="Late again", logged_by=world.designated_person.user,
        )  # fmt: skip


def weeks(learner: Learner, world: World, now: datetime, attended: Sequence[int]) -> None:
    """Sessions attended of ten, week by week, the newest last and a week ago."""
    today = local_date(now)
    monday = today - timedelta(days=today.weekday() + 7)
    for back, sessions in enumerate(reversed(attended)):
        AttendanceWeek.objects.create(
            enrolment=world.enrolment(learner), week_on=monday - timedelta(weeks=back), possible=10, attended=sessions,
            unauthorised=10 - sessions, source="typed", entered_at=now, entered_by=world.designated_person.user,
        )  # fmt: skip


def begin(meeting: PanelMeeting, world: World, now: datetime) -> PanelMeeting:
    return begin_meeting(meeting=meeting, by=world.officer.user, now=now)


def item_of(meeting: PanelMeeting, learner: Learner) -> PanelItem:
    return PanelItem.objects.get(meeting=meeting, learner=learner)


def decided(item: PanelItem, world: World, now: datetime, **more: Any) -> PanelItem:
    return decide(
        item=item,
        **{
            "says": "A job outdoors", "decision": "A taster day at the garden centre",
            "contingency": "The farm takes people all year", "by": world.officer.user, "now": now, **more,
        },
    )  # fmt: skip


def action(
    world: World, due_on: date, what: str = "Ring the garden centre", owner: Any = ..., name: str = ""
) -> NewAction:
    return NewAction(what, world.social_worker if owner is ... else owner, name, due_on)


def on_it(meeting: PanelMeeting) -> dict[Learner, list[str]]:
    return {item.learner: item.reasons for item in meeting.items.on_agenda().select_related("learner")}
