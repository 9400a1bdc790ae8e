"""What is done for the young people of the demonstration who have no place: plans, days, health, totals."""

from datetime import datetime, timedelta

from accounts.clock import local_date
from accounts.models import User
from learners.selectors.people import key_worker_at, social_care_of, virtual_school_for
from oversight.demo.acts import Acts
from tracking.enums import Barrier, DayKind, HealthRoute
from tracking.models import NeetEpisode
from tracking.services.neet_days import plan_day, settle_day
from tracking.services.neet_episodes import PlanWords, record_help, write_plan
from tracking.services.neet_roles import RoleWords, add_role, role_done
from tracking.services.strengths import record_score

B = Barrier
#: Themes, what stands in the way, what is done together, what if that does not work.
PLANS = (
    (
        (B.TRAVEL, B.CONFIDENCE),
        "“Everything is two buses away, and I do not know anybody there.”",
        "Two visits with the key worker, then alone. A travel card from the first day. The ready-for-work mornings in Brook "
        "Street.",
        "One day a week in the boat yard, with the mentor, until the spring courses begin.",
    ),
    (
        (B.HEALTH,),
        "The nights are bad, and mornings do not happen.",
        "Nothing before eleven. The health service first, then one afternoon a week at the theatre.",
        "",
    ),
    (
        (B.CARING, B.MONEY),
        "The little one is eight months old. A place in a nursery begins in January.",
        "In-touch days with other parents. The jobcentre keeps the appointments to school hours.",
        "The course at home, by video, with a laptop on loan.",
    ),
    (
        (B.PAPERS,),
        "No passport, no bank account, so no pay.",
        "Birth certificate by post, then the account, then the agency for warehouse work.",
        "",
    ),
)
WHERE = {
    DayKind.TASTER: ("The Corner Kitchen", "Gas Street Boats", "Brook Garden Centre"),
    DayKind.IN_TOUCH: ("Library, first floor", "Brook Street Project", "Family centre"),
}
CAME = (
    "Stayed until the end, and asked when the next one is.",
    "Left at noon; it was loud.",
    "Wants to go again, with a friend.",
)
#: How many days ago the plans are written; the last ones are left to whoever tries Mainstay.
WRITTEN = 26
LEFT_ALONE = 4


def help_who_has_no_place(acts: Acts) -> None:
    """Plan it, after what everybody does is recorded."""
    acts.plan(acts.moment(WRITTEN, "10:40"), _write_plans)
    acts.plan(acts.moment(24, "17:20"), lambda now: _hold_days(now, (DayKind.IN_TOUCH,)))
    acts.plan(acts.moment(8, "17:20"), lambda now: _hold_days(now, tuple(DayKind)))
    acts.plan(acts.moment(5, "12:10"), _say_what_is_done)


def _running(now: datetime) -> list[tuple[int, NeetEpisode, User]]:
    """The episodes that run, numbered, with who works on them."""
    found = NeetEpisode.objects.filter(ended_on__isnull=True, learner__is_restricted=False).select_related("learner")
    numbered = enumerate(found.order_by("starts_on", "pk"))
    workers = [(number, each, key_worker_at(each.learner, now).person) for number, each in numbered]
    return [(number, each, by) for number, each, by in workers if by is not None]


def _write_plans(now: datetime) -> None:
    today = local_date(now)
    for number, episode, by in _running(now):
        if number % LEFT_ALONE == LEFT_ALONE - 1:
            continue
        themes, barriers, plan, contingency = PLANS[number % len(PLANS)]
        agreed_on = today if number % 3 < 2 else None
        words = PlanWords(barriers=barriers, plan=plan, contingency=contingency, themes=themes, agreed_on=agreed_on)
        write_plan(episode=episode, words=words, by=by, now=now)
        health = HealthRoute.OPEN if B.HEALTH in themes else HealthRoute.NOT_NEEDED
        if health == HealthRoute.OPEN or number % 2:
            note = (
                "Sleep and worries: the clinic in the health centre, every second Wednesday."
                if B.HEALTH in themes
                else ""
            )
            record_help(
                episode=episode, health_route=health, health_note=note,
                jobcentre_plan_on=today - timedelta(days=6) if number % 2 else None, by=by, now=now,
            )  # fmt: skip
        _add_people(episode, by, now)
        if number % 3 == 0:
            record_score(
                learner=episode.learner, on=today - timedelta(days=40), score=(21, 14, 18)[number // 3 % 3],
                filled_in_by="The carer", by=by, now=now,
            )  # fmt: skip


def _add_people(episode: NeetEpisode, by: User, now: datetime) -> None:
    today, learner = local_date(now), episode.learner
    for who, does, agency, days in (
        (by.name, "Rings on Mondays and Thursdays, and goes along the first time.", social_care_of(learner), None),
        ("The post-16 officer", "Asks three employers for a taster day.", virtual_school_for(learner), 14),
        (learner.called, "Says on Sunday what the week should bring.", None, None),
        ("The work coach, jobcentre", "Moves the appointments to the afternoon.", None, 30),
    ):
        by_on = today + timedelta(days=days) if days else None
        add_role(episode=episode, words=RoleWords(who=who, does=does, agency=agency, by_on=by_on), by=by, now=now)


def _hold_days(now: datetime, kinds: tuple[DayKind, ...]) -> None:
    """In the last days most came to something; for some a day is arranged that is still to come, or nobody has said yet."""
    today = local_date(now)
    for number, episode, by in _running(now):
        if number % LEFT_ALONE == LEFT_ALONE - 1:
            continue
        for kind in kinds:
            where = WHERE[kind][number % 3]
            on = today - timedelta(days=3 + number % 4)
            if on > episode.starts_on and (kind == DayKind.IN_TOUCH or number % 3):
                day = plan_day(episode=episode, kind=kind, on=on, where=where, by=by, now=now)
                if number % 5 != 4:
                    came = number % 6 != 5
                    words = CAME[number % len(CAME)] if came else "Rang at nine: ill."
                    settle_day(day=day, attended=came, what_came_of_it=words, by=by, now=now)
            elif kind == DayKind.TASTER:
                plan_day(
                    episode=episode, kind=kind, on=today + timedelta(days=20 + number % 7), where=where, by=by, now=now
                )


def _say_what_is_done(now: datetime) -> None:
    for number, episode, by in _running(now):
        role = episode.roles.filter(by_on__isnull=False, done_on__isnull=True).order_by("by_on", "pk").first()
        if role is not None and number % 2:
            role_done(role=role, done_on=local_date(now) - timedelta(days=1), by=by, now=now)
