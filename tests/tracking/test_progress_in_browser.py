"""Courses, results, destinations and the Year 11 group in a browser: on a phone without JavaScript, and accessible."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from accounts.clock import local_date
from agreements.rules import academic_year_of
from tests.people import World
from tracking.enums import AimOutcome, Completion, DestinationKind, NextStep, Route
from tracking.models import LearningAim
from tracking.rules.destinations import planning_year
from tracking.services.cohort import ask_partners, draw_up_cohort, set_action
from tracking.services.destinations import DestinationWords, record_destination, record_figure
from tracking.services.progress import AimResult, AimWords, record_aim, record_result

pytestmark = pytest.mark.browser


def test_a_course_and_its_result_on_a_phone(live_server, world: World, real_now: datetime, page_for):
    place = world.enrolment()
    page = page_for(world.designated_person.user, width=375, javascript=False)
    page.goto(f"/learners/{place.learner.uuid}/")
    page.get_by_role("link", name="Courses and results").click()
    page.get_by_role("link", name="Record a course").click()
    page.get_by_label("Qualification or course").fill("GCSE maths")
    starts, ends = local_date(real_now) - timedelta(days=80), local_date(real_now) - timedelta(days=2)
    for name, day in (("First day", starts), ("Planned end", ends)):
        group = page.get_by_role("group", name=name)
        for part, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            group.get_by_label(part, exact=True).fill(str(value))
    page.get_by_label("Level 2").check()
    page.get_by_role("button", name="Record course").click()
    expect(page.get_by_text("Should be over: say how it ended")).to_be_visible()
    page.get_by_role("link", name="Result of GCSE maths").click()
    page.get_by_label("Completed", exact=True).check()
    page.get_by_label("Achieved", exact=True).check()
    page.get_by_label("Grade").fill("5")
    page.get_by_role("button", name="Save result").click()
    expect(page.get_by_text("Enter the last day").first).to_be_visible()
    expect(page.get_by_label("Grade")).to_have_value("5")
    group = page.get_by_role("group", name="Last day")
    for part, value in (("Day", ends.day), ("Month", ends.month), ("Year", ends.year)):
        group.get_by_label(part, exact=True).fill(str(value))
    page.get_by_role("button", name="Save result").click()
    expect(page.get_by_role("button", name="Save result")).to_have_count(0)
    assert LearningAim.objects.get().grade == "5"


def test_pages_with_content_are_accessible(live_server, world: World, real_now: datetime, page_for, axe, shot):
    today = local_date(real_now)
    by, teller = world.officer.user, world.designated_person.user
    place = world.enrolment()
    year = academic_year_of(today) - 1
    ends = (
        (Completion.COMPLETED, AimOutcome.ACHIEVED, "Merit"),
        (Completion.COMPLETED, AimOutcome.PARTIAL, ""),
        (Completion.WITHDRAWN, AimOutcome.NOT_ACHIEVED, ""),
        None,
    )
    for number, end in enumerate(ends):
        words = AimWords(f"Diploma {number}", "2", date(year, 9, 1), date(year + 1, 6, 26), expected_points=Decimal(30))
        aim = record_aim(enrolment=place, words=words, by=teller, now=real_now)
        if end:
            ended_on = date(year + 1, 6, 26) if date(year + 1, 6, 26) <= today else today
            result = AimResult(
                end[0], ended_on, end[1], end[2], actual_points=Decimal(33), next_step=NextStep.HIGHER_LEVEL
            )
            record_result(aim=aim, result=result, by=teller, now=real_now)
    this_year = planning_year(today)
    for number, name in enumerate(("Able", "Baker", "Cole")):
        learner = world.learner(date_of_birth=date(this_year - 16, 3, 1), family_name=name)
        for kind in list(DestinationKind)[: number + 1]:
            route = Route.WORK if kind == DestinationKind.ACTUAL else Route.FURTHER_EDUCATION
            record_destination(
                learner=learner, year=this_year, kind=kind, words=DestinationWords(route, today, "Brindley College"),
                by=by, now=real_now,
            )  # fmt: skip
    record_figure(
        virtual_school=world.virtual_school, year=this_year, kind=DestinationKind.ACTUAL, route=Route.WORK,
        percent=Decimal("4.5"), source="A published table", by=by, now=real_now,
    )  # fmt: skip
    world.learner(date_of_birth=date(academic_year_of(today) - 15, 3, 1), family_name="Dent")
    cohort = draw_up_cohort(
        virtual_school=world.virtual_school,
        year=academic_year_of(today),
        how_we_keep_up="We meet.",
        by=by,
        now=real_now,
    )
    ask_partners(cohort=cohort, agencies=[world.college, world.social_care], by=by, now=real_now)
    set_action(
        member=cohort.members.first(),
        to_do="Visit two colleges",
        to_do_on=today - timedelta(days=3),
        by=by,
        now=real_now,
    )
    pages = {
        "progress": f"/learners/{place.learner.uuid}/progress/",
        "results": f"/results/?year={year}",
        "results-list": "/results/courses/",
        "results-upload": "/results/files/new/",
        "destinations": f"/learners/{learner.uuid}/destinations/",
        "destination-shares": "/destinations/",
        "destination-list": "/destinations/young-people/",
        "cohort": f"/year-11/{cohort.uuid}/",
    }
    for width in (1280, 375):
        page = page_for(by, width=width)
        for name, address in pages.items():
            page.goto(address)
            axe(page)
            shot(page, f"{name}-{width}")
