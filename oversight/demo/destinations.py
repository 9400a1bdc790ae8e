"""Where the young people of the demonstration mean to go, are offered a place and went; the Year 11 groups."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from accounts.clock import local_date
from agreements.rules import academic_year_of
from learners.models import Enrolment, Learner
from learners.selectors.people import key_worker_at
from oversight.demo.acts import Acts
from oversight.demo.cast import Home
from tracking.enums import DestinationGroup, DestinationKind, Route
from tracking.models import Cohort
from tracking.rules.destinations import group_of, guarantee_until, planning_year
from tracking.services.cohort import answer_cohort, ask_partners, draw_up_cohort, set_action
from tracking.services.destinations import DestinationWords, record_destination, record_figure

INTENDED, OFFERED, ACTUAL = DestinationKind
#: What they say they want; the last of each three are not sure yet.
WANTS = (
    (Route.FURTHER_EDUCATION, "Brindley Vale College", "Something with engines"),
    (Route.SIXTH_FORM, "Sedgemoor Park Sixth Form", "A levels"),
    (Route.APPRENTICESHIP, "", "Electrician"),
    (Route.FURTHER_EDUCATION, "Castle Hill College", "Health and social care"),
    (Route.NOT_KNOWN, "", ""),
)
#: What everybody did: figures of no real table.
FIGURES = (
    (Route.SIXTH_FORM, "38.5"),
    (Route.FURTHER_EDUCATION, "34.0"),
    (Route.APPRENTICESHIP, "3.5"),
)
SOURCE = "Invented for the demonstration: no published table"
KEEPING_UP = (
    "The Virtual School and the partners meet at the beginning of each half-term. Each college keeps one place for a visit. "
    "Whoever has no offer by Easter is rung every week."
)
TO_DO = (
    ("Visit two colleges and write down which felt right", "The key worker", 21),
    ("Ask the school for the predicted grades", "The post-16 officer", -6),
    ("Fill in the application together", "The carer", 35),
)


def follow_destinations(acts: Acts) -> None:
    """Plan it for everybody, after all their stories."""
    acts.plan(acts.moment(28, "15:40"), _say_what_they_intend)
    acts.plan(acts.moment(20, "15:40"), _say_what_they_got)
    for home in acts.cast.homes:
        acts.plan(acts.moment(18, "10:10"), lambda now, home=home: _enter_figures(home, now))
    for number, home in enumerate(acts.cast.homes[:2]):
        acts.plan(acts.moment(15, "09:50"), lambda now, home=home: _draw_up(home, now))
        if number == 0:
            acts.plan(acts.moment(12, "11:30"), lambda now, home=home: _agree(acts, home, now))


def _asked(now: datetime) -> list[tuple[int, Learner]]:
    """Those who have just finished Year 11 or 12, numbered."""
    year = planning_year(local_date(now))
    young = (DestinationGroup.YEAR_11, DestinationGroup.YEAR_12)
    learners = Learner.objects.open().filter(is_restricted=False).order_by("pk")
    return list(enumerate(each for each in learners if group_of(each.date_of_birth, year) in young))


def _say_what_they_intend(now: datetime) -> None:
    today = local_date(now)
    for number, learner in _asked(now):
        by = key_worker_at(learner, now).person
        if by is None or number % 7 == 6:
            continue
        route, where, course = WANTS[number % len(WANTS)]
        words = DestinationWords(route, today - timedelta(days=number % 20), where, course)
        record_destination(
            learner=learner, year=planning_year(today), kind=INTENDED, words=words, by=by, now=now
        )  # fmt: skip


def _say_what_they_got(now: datetime) -> None:
    """Offers until the end of September, and the place they have now."""
    today = local_date(now)
    year = planning_year(today)
    places: dict[int, Enrolment] = {
        place.learner_id: place
        for place in Enrolment.objects.current(today).select_related("provider").order_by("starts_on", "pk")
    }
    for number, learner in _asked(now):
        by, place = key_worker_at(learner, now).person, places.get(learner.pk)
        if by is None or place is None:
            continue
        where = place.provider.name
        route = Route.SIXTH_FORM_COLLEGE if "Sixth Form" in where else Route.FURTHER_EDUCATION
        if "Apprenticeship" in place.course:
            route = Route.APPRENTICESHIP
        if number % 4:
            offered_on = min(today, guarantee_until(year), date(year, 8, 27))
            offer = DestinationWords(route, offered_on, where, place.course, meets_guarantee=True)
            record_destination(learner=learner, year=year, kind=OFFERED, words=offer, by=by, now=now)
        if today >= date(year, 9, 1):
            began = DestinationWords(route, place.starts_on, where, place.course)
            record_destination(learner=learner, year=year, kind=ACTUAL, words=began, by=by, now=now)


def _enter_figures(home: Home, now: datetime) -> None:
    for route, percent in FIGURES:
        record_figure(
            virtual_school=home.virtual_school, year=planning_year(local_date(now)), kind=ACTUAL, route=route,
            percent=Decimal(percent), source=SOURCE, by=home.officer.user, now=now,
        )  # fmt: skip


def _draw_up(home: Home, now: datetime) -> None:
    today, by = local_date(now), home.officer.user
    cohort = draw_up_cohort(
        virtual_school=home.virtual_school, year=academic_year_of(today), how_we_keep_up=KEEPING_UP, by=by, now=now
    )
    members = cohort.members.order_by("learner__sort_name", "pk")
    for member, (to_do, who, days) in zip(members, TO_DO, strict=False):
        set_action(
            member=member, to_do=to_do, to_do_by=who, to_do_on=today + timedelta(days=days), by=by, now=now
        )  # fmt: skip


def _agree(acts: Acts, home: Home, now: datetime) -> None:
    """Social care agrees, a college wants something first, and another one has not answered."""
    cohort = Cohort.objects.get(virtual_school=home.virtual_school)
    if not cohort.members.exists():
        return
    colleges = acts.cast.colleges[:2]
    care, first, _ = ask_partners(
        cohort=cohort,
        agencies=[home.social_care, *(college.agency for college in colleges)],
        by=home.officer.user,
        now=now,
    )
    answer_cohort(partner=care, agrees=True, says="", by=home.team_manager.user, now=now)
    answer_cohort(
        partner=first, agrees=False, says="We can keep three visit days in February, not one each half-term.",
        by=colleges[0].designated_person.user, now=now,
    )  # fmt: skip
