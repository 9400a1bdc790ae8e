"""The panel of the first authority of the demonstration: a meeting that was held, one that is planned, risks that somebody
sees otherwise, and what went well.
"""

from datetime import datetime, timedelta
from itertools import count

from accounts.clock import local_date
from accounts.enums import AgencyKind, Purpose
from accounts.models import Agency
from learners.querysets import LearnerQuerySet
from learners.services.links import NoBasis, link_agency
from oversight.demo.acts import Acts
from oversight.demo.cast import Home
from oversight.enums import PanelMeetingState, Risk
from oversight.models import Panel, PanelAction, PanelItem, PanelMeeting
from oversight.selectors.panel_facts import looked_after_by
from oversight.services.panel import add_person, begin_meeting, close_meeting, open_panel, plan_meeting, say_who_came
from oversight.services.panel_agenda import add_by_hand, take_off
from oversight.services.panel_decisions import NewAction, decide, finish_action
from oversight.services.risk import judge_risk
from oversight.services.success import record_story

NAME = "Education, employment and training panel"
#: Days ago.
SET_UP, CALLED, HELD, FOLLOWED_UP, CALLED_AGAIN, STORIES = 60, 42, 35, 25, 5, 9
#: In days from today.
MEETS_AGAIN = 3
DECIDED = 4

_SAYS = (
    "Wants to work outdoors, and not in a group of twenty.",
    "“I would go if somebody came with me the first time.”",
    "Does not want to talk about college now. A driving licence, yes.",
    "Wants to stay, in another group.",
)
_DECISIONS = (
    "A taster day at the garden centre, with the key worker along. The college keeps the place open until half-term.",
    "The careers adviser visits at home. A mentor from the same street is asked.",
    "Help with the provisional licence, and a place on the warehouse programme in spring.",
    "The college moves them to the other group, and looks again after four weeks.",
)
_CONTINGENCY = "A part-time place at the training provider, which takes people all year."
_TO_DO = (
    ("Ring the garden centre and agree a day", "They take them on Friday, all day."),
    ("Write down what helps in the morning, together", ""),
    ("Ask the jobcentre about the fare", "The fare is paid for four weeks."),
    ("Find out who their mentor was last year", ""),
)
_WENT_WELL = (
    (
        "Passed the first year of the course, after a spring without a single week in full.",
        "One person rang every Monday, whatever had happened the week before.",
        "A young person passed the first year of a course after a spring in which they were hardly there. One person rang "
        "every Monday.",
    ),
    (
        "Has kept the job at the warehouse for six months.",
        "The employer knew from the first day whom to ring.",
        "Somebody who had no place for a year has kept a job for six months. The employer knew whom to ring.",
    ),
    ("Went to an open day alone, by two buses.", "Nobody else had gone along the second time.", ""),
)


def hold_panels(acts: Acts) -> None:
    """Plan it, when all else is there."""
    home = acts.cast.homes[0]
    acts.plan(acts.moment(SET_UP, "11:00"), lambda now: _set_up(home, now))
    acts.plan(acts.moment(CALLED, "11:10"), lambda now: _call(home, acts.moment(HELD, "14:00"), now))
    acts.plan(acts.moment(HELD, "14:00"), lambda now: _hold(home, now))
    acts.plan(acts.moment(FOLLOWED_UP, "15:40"), lambda now: _follow_up(home, now))
    acts.plan(acts.moment(STORIES, "12:05"), lambda now: _tell(home, now))
    acts.plan(acts.moment(CALLED_AGAIN, "11:30"), lambda now: _call(home, acts.moment(-MEETS_AGAIN, "14:00"), now))
    acts.plan(acts.moment(CALLED_AGAIN - 1, "09:45"), lambda now: _judge(home, now))


def _partner() -> Agency:
    return Agency.objects.filter(kind=AgencyKind.OTHER).earliest("pk")


def _set_up(home: Home, now: datetime) -> Panel:
    return open_panel(
        virtual_school=home.virtual_school, name=NAME, agencies=[home.social_care, _partner()], by=home.officer.user,
        now=now,
    )  # fmt: skip


def _panel(home: Home) -> Panel:
    return Panel.objects.get(virtual_school=home.virtual_school)


def _call(home: Home, meets_at: datetime, now: datetime) -> None:
    """Plan a meeting. Whoever the rules do not name is put on by hand, so that the first one has somebody to talk about."""
    meeting = plan_meeting(
        panel=_panel(home), scheduled_for=meets_at, place="Virtual School, meeting room 2", chair=home.key_contact,
        by=home.officer.user, now=now,
    )  # fmt: skip
    if not meeting.people.filter(membership=home.team_manager).exists():
        add_person(meeting=meeting, membership=home.team_manager, by=home.officer.user, now=now)
        add_person(meeting=meeting, membership=None, name="Denise Holloway, careers", by=home.officer.user, now=now)
    missing = max(0, DECIDED - meeting.items.count())
    on_it = meeting.items.values("learner_id")
    others = _young_people(home).filter(enrolments__ended_on__isnull=True).exclude(pk__in=on_it)
    for learner in others.order_by("-date_of_birth", "id")[: missing + 1]:
        add_by_hand(meeting=meeting, learner=learner, why="The key worker asked for it", by=home.officer.user, now=now)
    last = meeting.items.filter(reasons=[]).order_by("-position").first()
    if last is not None:
        take_off(item=last, reason="Starts at the training provider on Monday", by=home.officer.user, now=now)


def _young_people(home: Home) -> LearnerQuerySet:
    return looked_after_by(_panel(home)).filter(is_restricted=False)


def _meeting(home: Home, state: PanelMeetingState) -> PanelMeeting:
    return _panel(home).meetings.filter(state=state).latest("scheduled_for")


def _hold(home: Home, now: datetime) -> None:
    by, today = home.officer.user, local_date(now)
    meeting = begin_meeting(meeting=_meeting(home, PanelMeetingState.PLANNED), by=by, now=now)
    people = list(meeting.people.order_by("id"))
    say_who_came(meeting=meeting, came={person.uuid: place != 1 for place, person in enumerate(people)}, by=by, now=now)
    for turn, item in zip(range(DECIDED), meeting.items.on_agenda().select_related("learner"), strict=False):
        _open_to_partner(item, home, now)
        what, _ = _TO_DO[turn]
        decide(
            item=item, says=_SAYS[turn], decision=_DECISIONS[turn], contingency=_CONTINGENCY,
            return_on=today + timedelta(days=30 + turn),
            actions=[
                NewAction(what, home.team_manager if turn % 2 else home.key_contact, "", today + timedelta(days=14)),
                NewAction("Tell the carer what was decided", None, "The careers adviser", today + timedelta(days=7)),
            ],
            by=by, now=now,
        )  # fmt: skip
    close_meeting(meeting=meeting, by=by, now=now + timedelta(hours=2))


def _open_to_partner(item: PanelItem, home: Home, now: datetime) -> None:
    """The careers partner sees whoever agreed to it."""
    try:
        link_agency(
            learner=item.learner,
            agency=_partner(),
            purpose=Purpose.PANEL_PARTNER,
            starts_at=now,
            by=home.head.user,
            now=now,
        )
    except NoBasis:
        return


def _follow_up(home: Home, now: datetime) -> None:
    """Half of what was asked for is done; the rest stands on the next agenda."""
    results = {what: result for what, result in _TO_DO if result}
    for action in PanelAction.objects.filter(item__meeting__panel=_panel(home), done_on__isnull=True).order_by("id"):
        result = results.get(action.what, "Told on the phone." if action.owner is None and action.pk % 2 else "")
        if result:
            finish_action(action=action, result=result, by=home.officer.user, now=now)


def _judge(home: Home, now: datetime) -> None:
    """Two people see a risk otherwise than the rules."""
    meeting = _meeting(home, PanelMeetingState.PLANNED)
    views = ((Risk.LOW, "Has a place from January, in writing."), (Risk.HIGH, "Sleeps at friends’ since last week."))
    for item, (risk, reason) in zip(meeting.items.on_agenda().select_related("learner"), views, strict=False):
        judge_risk(
            learner=item.learner, risk=risk, reason=reason, until_on=local_date(now) + timedelta(days=60),
            by=home.team_manager.user, now=now,
        )  # fmt: skip


def _tell(home: Home, now: datetime) -> None:
    today, ago = local_date(now), count(10, 17)
    people = _young_people(home).filter(enrolments__ended_on__isnull=True).order_by("date_of_birth", "id").distinct()
    for learner, (happened, worked, anonymous) in zip(people, _WENT_WELL, strict=False):
        on = today - timedelta(days=next(ago))
        record_story(
            learner=learner, virtual_school=home.virtual_school, on=on, what_happened=happened, what_worked=worked,
            anonymous=anonymous, agreed_by_young_person_on=on if anonymous else None, by=home.officer.user, now=now,
        )  # fmt: skip
