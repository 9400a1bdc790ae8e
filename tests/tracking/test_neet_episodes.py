"""A time without a place: it follows the spells, has a plan of several agencies, and two clocks (K6, K11, M2)."""

from datetime import date, datetime, timedelta

import pytest

from accounts.clock import local_date
from deadlines.enums import DeadlineState, Unit
from deadlines.models import Deadline
from deadlines.rules import Limit
from deadlines.selectors import drift
from learners.models import Learner
from learners.services import close_case
from tests.people import World
from tests.tracking_things.neet_episodes import without_place
from tracking.enums import Barrier, DayKind, HealthRoute
from tracking.models import ActivityCode, NeetDay, NeetEpisode
from tracking.rules.neet import Fate, fate, is_concern, risk_limit
from tracking.rules.spells import Without
from tracking.selectors.neet_episodes import episodes_listed, page, rows_of, tasks
from tracking.services.activity import correct_activity, record_activity, take_back_activity
from tracking.services.neet_days import call_off_day, plan_day, settle_day, take_back_day
from tracking.services.neet_episodes import PlanWords, follow_spells, record_help, write_plan
from tracking.services.neet_errors import EpisodeIsOver, NeetError
from tracking.services.neet_roles import RoleWords, add_role, change_role, role_done

TASTER, IN_TOUCH = "taster_day", "in_touch_day"


def day(month: int, of: int) -> date:
    return date(2026, month, of)


@pytest.mark.parametrize(
    ("running", "times", "found"),
    [
        (None, [], Fate(None, None)),
        (None, [Without(day(1, 1), None)], Fate(None, day(1, 1))),
        (None, [Without(day(1, 1), day(1, 31))], Fate(None, None)),
        (day(1, 1), [Without(day(1, 1), None)], Fate(None, day(1, 1))),
        # the first day was put right, to before and to after
        (day(1, 9), [Without(day(1, 1), None)], Fate(None, day(1, 1))),
        (day(1, 1), [Without(day(1, 9), None)], Fate(None, day(1, 9))),
        # it is over; and over, with another one since
        (day(1, 1), [Without(day(1, 1), day(1, 31))], Fate(day(1, 31), None)),
        (day(1, 1), [Without(day(1, 1), day(1, 31)), Without(day(3, 1), None)], Fate(day(1, 31), day(3, 1))),
        # it was never there, or another time is all that was
        (day(1, 1), [], Fate(day(1, 1), None)),
        (day(3, 1), [Without(day(1, 1), day(1, 31))], Fate(day(3, 1), None)),
        (day(3, 1), [Without(day(3, 5), day(3, 31))], Fate(day(3, 31), None)),
    ],
)
def test_what_becomes_of_an_episode(running: date | None, times: list[Without], found: Fate):
    assert fate(running, times) == found


def test_half_of_a_long_time_is_the_way_to_it():
    assert risk_limit(Limit(6, Unit.MONTHS)) == Limit(3, Unit.MONTHS)
    assert risk_limit(Limit(1, Unit.DAYS)) == Limit(1, Unit.DAYS)
    assert [is_concern(score) for score in (0, 17, 18, 40)] == [False, False, True, True]


@pytest.fixture
def learner(world: World) -> Learner:
    return world.learner()


def code(number: str) -> ActivityCode:
    return ActivityCode.objects.get(code_list="nccis", code=number)


def clocks(episode: NeetEpisode, duty: str) -> list[tuple[str, date]]:
    rows = Deadline.objects.filter(subject_uuid=episode.uuid, duty_code=duty).order_by("starts_at", "pk")
    return [(str(row.state), local_date(row.starts_at)) for row in rows]


def drift_of_ours(now: datetime) -> list[str]:
    return [str(one) for one in drift.find(now=now) if one.duty_code in (TASTER, IN_TOUCH)]


def test_it_begins_and_ends_with_the_spells(world: World, learner: Learner, now: datetime):
    by, today = world.social_worker.user, local_date(now)
    first = today - timedelta(days=20)
    episode = without_place(learner, world, now, days=20)
    assert (episode.starts_on, episode.recorded_by) == (first, by)
    assert clocks(episode, TASTER) == clocks(episode, IN_TOUCH) == [("open", first)]
    due = {row.duty_code: row.due_on for row in Deadline.objects.filter(subject_uuid=episode.uuid)}
    assert due[TASTER] == date(2026, 12, 16)
    assert due[IN_TOUCH] == date(2026, 10, 16)
    # another reason is the same time without a place
    record_activity(learner=learner, code=code("640"), starts_on=today - timedelta(days=9), by=by, now=now)
    assert NeetEpisode.objects.get().ended_on is None
    spell = record_activity(learner=learner, code=code("230"), starts_on=today - timedelta(days=1), by=by, now=now)
    episode.refresh_from_db()
    assert episode.ended_on == today - timedelta(days=2)
    assert episode.how_it_ended == f"Then: {spell.code.name}"
    assert clocks(episode, TASTER) == clocks(episode, IN_TOUCH) == [("cancelled", first)]
    # recorded by mistake: it goes on with the plan it had
    take_back_activity(spell=spell, reason="Somebody else", by=by, now=now)
    episode.refresh_from_db()
    assert (episode.ended_on, episode.how_it_ended) == (None, "")
    assert clocks(episode, TASTER) == [("cancelled", first), ("open", first)]
    assert drift_of_ours(now) == []


def test_a_first_day_put_right_moves_the_episode_and_its_clocks(world: World, learner: Learner, now: datetime):
    by, today = world.social_worker.user, local_date(now)
    episode = without_place(learner, world, now, days=20)
    spell, right = learner.spells.get(), today - timedelta(days=30)
    correct_activity(
        spell=spell, code=spell.code, starts_on=right, ends_on=None, hours=None, note="", reason="Earlier", by=by, now=now
    )  # fmt: skip
    episode.refresh_from_db()
    assert episode.starts_on == right
    assert clocks(episode, TASTER) == [("open", right), ("cancelled", today - timedelta(days=20))]
    follow_spells(learner=learner, by=by, now=now)
    assert len(clocks(episode, TASTER)) == 2, "once is as good as twice"
    spell.refresh_from_db()
    correct_activity(
        spell=spell, code=code("230"), starts_on=right, ends_on=None, hours=None, note="", reason="Was there", by=by,
        now=now,
    )  # fmt: skip
    episode.refresh_from_db()
    assert episode.how_it_ended.startswith("The record of what they did was put right")
    assert drift_of_ours(now) == []


def test_it_ends_with_the_case(world: World, learner: Learner, now: datetime):
    episode = without_place(learner, world, now)
    close_case(learner=learner, closed_on=local_date(now), reason="Moved", by=world.head.user, now=now)
    episode.refresh_from_db()
    assert episode.ended_on == local_date(now)
    assert clocks(episode, TASTER)[0][0] == DeadlineState.CANCELLED
    assert drift_of_ours(now) == []


def test_each_day_attended_meets_its_clock_and_starts_the_next(world: World, learner: Learner, now: datetime):
    by, today = world.social_worker.user, local_date(now)
    episode = without_place(learner, world, now, days=20)

    def held(kind: DayKind, days_ago: int, *, came: bool = True) -> NeetDay:
        on = today - timedelta(days=days_ago)
        arranged = plan_day(episode=episode, kind=kind, on=on, where="Canal Boats", by=by, now=now)
        return settle_day(day=arranged, attended=came, what_came_of_it="", by=by, now=now)

    first = today - timedelta(days=20)
    held(DayKind.TASTER, 12, came=False)
    assert clocks(episode, TASTER) == [("open", first)]
    ten, five = held(DayKind.TASTER, 10), held(DayKind.TASTER, 5)
    held(DayKind.TASTER, 7)  # recorded late: it says nothing of what is due now
    assert clocks(episode, TASTER) == [("met", first), ("met", ten.on), ("open", five.on)]
    assert clocks(episode, IN_TOUCH) == [("open", first)]
    assert drift_of_ours(now) == []
    # taken back: what the other days say is what the clocks say
    take_back_day(day=ten, reason="That was their brother", by=by, now=now)
    assert [row for row in clocks(episode, TASTER) if row[0] != "cancelled"] == [("met", first), ("open", five.on)]
    assert drift_of_ours(now) == []
    take_back_day(day=five, reason="That was their brother", by=by, now=now)
    seven = today - timedelta(days=7)
    assert [row for row in clocks(episode, TASTER) if row[0] != "cancelled"] == [("met", first), ("open", seven)]
    assert drift_of_ours(now) == []


def test_a_day_told_of_when_it_is_over_counts(world: World, learner: Learner, now: datetime):
    by, today = world.social_worker.user, local_date(now)
    episode = without_place(learner, world, now, days=20)
    arranged = plan_day(
        episode=episode, kind=DayKind.TASTER, on=today - timedelta(days=3), where="Canal Boats", by=by, now=now
    )  # fmt: skip
    record_activity(learner=learner, code=code("330"), starts_on=today - timedelta(days=2), by=by, now=now)
    settle_day(day=arranged, attended=True, what_came_of_it="They took them on.", by=by, now=now)
    first = today - timedelta(days=20)
    assert clocks(episode, TASTER) == [("met", first), ("cancelled", arranged.on)]
    assert drift_of_ours(now) == []
    arranged.refresh_from_db()
    with pytest.raises(NeetError, match="over"):
        take_back_day(day=arranged, reason="No", by=by, now=now)


def test_days_that_cannot_be_are_refused(world: World, learner: Learner, now: datetime):
    by, today = world.social_worker.user, local_date(now)
    episode = without_place(learner, world, now, days=20)
    given = {"episode": episode, "kind": DayKind.TASTER, "on": today, "where": "Boats", "by": by, "now": now}
    for field, other in (("on", {"on": today - timedelta(days=21)}), ("where", {"where": " "})):
        with pytest.raises(NeetError) as refused:
            plan_day(**(given | other))
        assert refused.value.field == field
    arranged = plan_day(**given)
    with pytest.raises(NeetError):
        plan_day(**given)
    ahead = plan_day(**(given | {"on": today + timedelta(days=1)}))
    with pytest.raises(NeetError, match="Say afterwards"):
        settle_day(day=ahead, attended=True, what_came_of_it="", by=by, now=now)
    with pytest.raises(NeetError):
        call_off_day(day=ahead, reason=" ", by=by, now=now)
    call_off_day(day=ahead, reason="The boss is ill", by=by, now=now)
    with pytest.raises(NeetError, match="taken it away"):
        call_off_day(day=ahead, reason="Twice", by=by, now=now)
    with pytest.raises(NeetError):
        take_back_day(day=arranged, reason="Nothing said", by=by, now=now)
    settle_day(day=arranged, attended=False, what_came_of_it="Slept in", by=by, now=now)
    for act in (
        lambda: settle_day(day=arranged, attended=True, what_came_of_it="", by=by, now=now),
        lambda: call_off_day(day=arranged, reason="Late", by=by, now=now),
        lambda: take_back_day(day=arranged, reason=" ", by=by, now=now),
    ):
        with pytest.raises(NeetError):
            act()


def test_the_plan_and_who_does_what(world: World, learner: Learner, now: datetime):
    by, today = world.social_worker.user, local_date(now)
    episode = without_place(learner, world, now)
    words = PlanWords(barriers="No bus", plan="", contingency="", themes=[Barrier.TRAVEL], agreed_on=today)
    with pytest.raises(NeetError) as refused:
        write_plan(episode=episode, words=words, by=by, now=now)
    assert refused.value.field == "plan"
    later = PlanWords(barriers="", plan="Boats", contingency="", agreed_on=today + timedelta(days=1))
    with pytest.raises(NeetError):
        write_plan(episode=episode, words=later, by=by, now=now)
    words = PlanWords(barriers="No bus", plan="Boats", contingency="Kitchen", themes=[Barrier.TRAVEL], agreed_on=today)
    episode = write_plan(episode=episode, words=words, by=by, now=now)
    assert (episode.barrier_themes, episode.plan_agreed_on) == (["travel"], today)
    role = add_role(
        episode=episode, words=RoleWords(who="Ola", does="Asks the boat yard", agency=world.virtual_school, by_on=today),
        by=by, now=now,
    )  # fmt: skip
    for wrong in (RoleWords(who=" ", does="x"), RoleWords(who="x", does=" ")):
        with pytest.raises(NeetError):
            add_role(episode=episode, words=wrong, by=by, now=now)
    role = change_role(role=role, words=RoleWords(who="Ola", does="Rings the boat yard"), by=by, now=now)
    with pytest.raises(NeetError):
        role_done(role=role, done_on=today + timedelta(days=1), by=by, now=now)
    role = role_done(role=role, done_on=today, by=by, now=now)
    for again in (
        lambda: role_done(role=role, done_on=today, by=by, now=now),
        lambda: change_role(role=role, words=RoleWords(who="x", does="x"), by=by, now=now),
    ):
        with pytest.raises(NeetError):
            again()
    help_given = {"health_note": "", "jobcentre_plan_on": None, "by": by, "now": now}
    with pytest.raises(NeetError):
        record_help(episode=episode, health_route=HealthRoute.REFUSED, **help_given)
    with pytest.raises(NeetError):
        record_help(
            episode=episode, health_route=HealthRoute.NEEDED,
            **(help_given | {"jobcentre_plan_on": today + timedelta(days=1)}),
        )  # fmt: skip
    episode = record_help(episode=episode, health_route=HealthRoute.NEEDED, **help_given)
    assert page(episode, by, now).missing == ["They need health support and are not referred yet."]
    record_activity(learner=learner, code=code("640"), starts_on=today - timedelta(days=1), by=by, now=now)
    episode = record_help(episode=episode, health_route=HealthRoute.NOT_NEEDED, **help_given)
    assert page(episode, by, now).missing == [
        "They have no place because of illness. Is the health service open to them?"
    ]
    record_activity(learner=learner, code=code("230"), starts_on=today, by=by, now=now)
    with pytest.raises(EpisodeIsOver):
        write_plan(episode=episode, words=words, by=by, now=now)


def test_the_list_is_narrowed_to_what_is_missing(world: World, now: datetime):
    user, today = world.officer.user, local_date(now)
    by = world.social_worker.user
    new, risky, long = (without_place(world.learner(), world, now, days=days) for days in (5, 100, 200))
    assert list(episodes_listed(user, {}, today)) == [long, risky, new]
    assert list(episodes_listed(user, {"show": "long"}, today)) == [long]
    assert list(episodes_listed(user, {"show": "risk"}, today)) == [risky]
    assert list(episodes_listed(user, {"show": "no_contingency"}, today)) == [long, risky]
    words = PlanWords(barriers="", plan="Boats", contingency="Kitchen", agreed_on=today)
    write_plan(episode=long, words=words, by=by, now=now)
    assert list(episodes_listed(user, {"show": "no_contingency"}, today)) == [risky]
    assert list(episodes_listed(user, {"show": "no_plan"}, today)) == [risky, new]
    record_help(
        episode=new, health_route=HealthRoute.REFERRED, health_note="", jobcentre_plan_on=None, by=by, now=now
    )  # fmt: skip
    assert list(episodes_listed(user, {"health": "referred"}, today)) == [new]
    record_activity(learner=new.learner, code=code("230"), starts_on=today, by=by, now=now)
    assert list(episodes_listed(user, {"show": "ended"}, today)) == [new]
    found = {row.episode: (row.is_long, row.is_at_risk) for row in rows_of([long, risky, new], user, now)}
    assert found == {long: (True, False), risky: (False, True), new: (False, False)}
    assert not episodes_listed(world.designated_person.user, {}, today).exists()
    assert not episodes_listed(world.host_key_contact.user, {}, today).exists()


def test_what_waits_for_the_key_worker(world: World, learner: Learner, now: datetime):
    by, today = world.social_worker.user, local_date(now)
    episode = without_place(learner, world, now)
    assert [task.url for task in tasks(by, now)] == [f"/neet/{episode.uuid}/"]
    words = PlanWords(barriers="", plan="Boats", contingency="", agreed_on=today)
    write_plan(episode=episode, words=words, by=by, now=now)
    over = plan_day(
        episode=episode, kind=DayKind.IN_TOUCH, on=today - timedelta(days=1), where="Library", by=by, now=now
    )  # fmt: skip
    assert [task.url for task in tasks(by, now)] == [f"/neet/days/{over.uuid}/"]
    assert tasks(world.officer.user, now) == []
    settle_day(day=over, attended=True, what_came_of_it="", by=by, now=now)
    assert tasks(by, now) == []
