"""What the young people of the demonstration do, who keeps in touch with them, and how new jobs go."""

from datetime import date, datetime, timedelta
from functools import partial

from accounts.clock import local_date
from accounts.models import User
from deadlines.calendar import add_months
from deadlines.models import Deadline
from learners.models import Enrolment, Learner
from learners.selectors.people import key_worker_at
from oversight.demo.acts import Acts
from tracking.enums import CodeList, ContactHow
from tracking.models import ActivityCode, Employment
from tracking.rules.ages import year_group
from tracking.rules.care_leaver_return import return_year
from tracking.selectors.care_leaver_return import proposed
from tracking.selectors.contact import IN_TOUCH
from tracking.selectors.employment import DUTY_OF
from tracking.services.activity import record_activity
from tracking.services.care_leaver_return import ReturnRefused, fill_in_return
from tracking.services.contact import log_contact
from tracking.services.employment import end_job, record_job

#: Days ago between which somebody looks whom to call; the last days are left to whoever tries Mainstay.
FIRST, LAST = 425, 2

AT_SCHOOL, COLLEGE, WORK = "110", "230", "330"
#: What those do who have no place.
WITHOUT = ("619", "619", "640", "619", "610", "630", "615", "810")

TALKS = (
    "Rent is paid, the fridge is full. Wants to see the old carer at Christmas.",
    "Ten minutes on the bench outside. All well, tired of forms.",
    "Sent a photo of the new room and asked about the council tax.",
    "Met at the library. The phone was broken, so the number is new.",
    "Talked about the driving licence and who could pay for it.",
    "Cooked together. The neighbour is loud; we will write to the landlord.",
)
WAYS = (ContactHow.VISIT, ContactHow.PHONE, ContactHow.MESSAGE, ContactHow.MEETING)

#: Employer, job, hours, whether they were supported into it, days ago.
JOBS = (
    ("Sundial Bakery", "Baker’s assistant", 30, True, 95),
    ("Hart and Sons", "Warehouse operative", 37, True, 40),
    ("The Corner Kitchen", "Kitchen porter", 16, False, 70),
    ("Brook Garden Centre", "Seasonal help", 20, True, 60),
)
#: The last of them was for a season.
SEASON_ENDED = 12


def follow_young_people(acts: Acts) -> None:
    """Plan it for everybody, after all their stories."""
    for days_ago in (30, 4):
        acts.plan(acts.moment(days_ago, "15:00"), _say_what_they_do)
    for place, (_, _, _, _, days_ago) in enumerate(JOBS):
        acts.plan(acts.moment(days_ago, "09:20"), partial(_begin_job, place))
    for days_ago in range(FIRST, LAST - 1, -5):
        acts.plan(acts.moment(days_ago, "16:10"), _keep_in_touch)
        acts.plan(acts.moment(days_ago, "16:40"), _ask_about_work)
    acts.plan(acts.moment(SEASON_ENDED, "13:00"), _end_the_season)
    acts.plan(acts.moment(3, "11:15"), _fill_in_returns)


def _code(number: str) -> ActivityCode:
    return ActivityCode.objects.get(code_list=CodeList.NCCIS, code=number)


def _worker(learner: Learner, now: datetime) -> User | None:
    return key_worker_at(learner, now).person


def _say_what_they_do(now: datetime) -> None:
    """Of whom nothing is recorded yet: their place, what they did after it, or how they are without one."""
    today = local_date(now)
    for number, learner in enumerate(Learner.objects.open().filter(spells__isnull=True).order_by("pk")):
        by = _worker(learner, now)
        for code, since in _spells(learner, number, today):
            record_activity(learner=learner, code=_code(code), starts_on=since, by=by, now=now)


def _spells(learner: Learner, number: int, today: date) -> list[tuple[str, date]]:
    without = WITHOUT[number % len(WITHOUT)]
    place = learner.enrolments.filter(starts_on__lte=today).order_by("-starts_on", "-pk").first()
    if place is not None:
        spells = [(COLLEGE, place.starts_on)]
        if place.ended_on is not None and place.starts_on < place.ended_on < today:
            spells.append((without, place.ended_on + timedelta(days=1)))
        return spells
    if year_group(learner.date_of_birth, today) <= 11:
        return [(AT_SCHOOL, today - timedelta(days=300))]
    return [(COLLEGE, today - timedelta(days=400)), (without, today - timedelta(days=40 + number % 5 * 45))]


def _keep_in_touch(now: datetime) -> None:
    """Who should soon be called is called; some only when it is late, and one in nine not at all."""
    running = Deadline.objects.open().filter(duty_code=IN_TOUCH, due_at__lte=now + timedelta(days=12))
    for clock in running.select_related("learner").order_by("pk"):
        learner = clock.learner
        assert learner is not None
        by = _worker(learner, now)
        number = learner.pk + clock.pk
        if by is None or learner.pk % 9 == 0 or (learner.pk % 9 == 1 and now < clock.due_at + timedelta(days=4)):
            continue
        if number % 4 == 0:
            log_contact(
                learner=learner, how=ContactHow.PHONE, at=now - timedelta(hours=3), reached=False, note="No answer.", by=by,
                now=now,
            )  # fmt: skip
        log_contact(
            learner=learner, how=WAYS[number % len(WAYS)], at=now, reached=True, note=TALKS[number % len(TALKS)], by=by,
            now=now,
        )  # fmt: skip


def _begin_job(place: int, now: datetime) -> None:
    """For somebody of age without a place, or else for somebody who works beside their course."""
    employer, job, hours, was_supported, _ = JOBS[place]
    today = local_date(now)
    studying = set(Enrolment.objects.open().values_list("learner_id", flat=True))
    learners = Learner.objects.open().filter(
        date_of_birth__lt=add_months(today, -18 * 12), jobs__isnull=True, is_restricted=False
    )
    for learner in sorted(learners, key=lambda each: (each.pk in studying, each.pk)):
        by = _worker(learner, now)
        if by is None:
            continue
        record_job(
            learner=learner, employer=employer, job=job, hours=hours, was_supported=was_supported, starts_on=today, by=by,
            now=now,
        )  # fmt: skip
        if learner.pk not in studying:
            record_activity(
                learner=learner, code=_code(WORK), starts_on=today, hours=hours, note=employer, by=by, now=now
            )
        return


def _ask_about_work(now: datetime) -> None:
    """Every clock of a job that ends before somebody looks again."""
    running = Deadline.objects.open().filter(duty_code__in=DUTY_OF.values(), due_at__lte=now + timedelta(days=6))
    jobs = {job.uuid: job for job in Employment.objects.select_related("learner")}
    for clock in running.order_by("pk"):
        job = jobs[clock.subject_uuid]
        by = _worker(job.learner, now)
        if by is not None and job.employer != JOBS[1][0]:  # there nobody has asked
            log_contact(
                learner=job.learner, job=job, how=ContactHow.PHONE, at=now, reached=True,
                note="On time every day, and the first wages are there.", by=by, now=now,
            )  # fmt: skip


def _end_the_season(now: datetime) -> None:
    job = Employment.objects.select_related("learner").filter(employer=JOBS[-1][0], ended_on__isnull=True).first()
    by = _worker(job.learner, now) if job else None
    if job is None or by is None:
        return
    today = local_date(now)
    end_job(job=job, ended_on=today, end_reason="The season was over", by=by, now=now)
    if job.learner.spells.filter(code__code=WORK, ends_on__isnull=True).exists():
        record_activity(learner=job.learner, code=_code(WITHOUT[0]), starts_on=today, by=by, now=now)


def _fill_in_returns(now: datetime) -> None:
    """For half of the care leavers, as far as the records propose an entry that holds."""
    year = return_year(local_date(now))
    for learner in Learner.objects.filter(contacts_made__reached=True).distinct().order_by("pk")[::2]:
        by = _worker(learner, now)
        answers = proposed(learner, year, now)
        if by is None or not answers["activity"]:
            continue
        answers |= {"accommodation": "U1" if learner.pk % 4 else "E1", "child": f"10{learner.pk:05d}"}
        try:
            fill_in_return(learner=learner, year=year, **answers, by=by, now=now)  # type: ignore[arg-type]
        except ReturnRefused:
            continue
