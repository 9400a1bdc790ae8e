"""The monthly monitor: counted from the clocks, frozen when the month is over, each number the length of a list (M4)."""

import io
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.clock import local_date
from accounts.models import User
from deadlines.calendar import NOON, at_local, local_midnight
from deadlines.models import Deadline
from deadlines.services import waive
from education_plans.enums import QualityOutcome, Rag
from education_plans.models import CompletionSnapshot, EducationPlan
from education_plans.rules.months import months_from, read_month
from education_plans.selectors.monitor import (
    NUMBERS,
    Counts,
    MonitorFilters,
    Row,
    listed,
    month_shown,
    trend,
)
from education_plans.selectors.quality import criteria_for
from education_plans.services.monitor import MonthNotOver, freeze_month, freeze_months
from education_plans.services.quality import Mark, check_quality
from tests.education_plans.conftest import agree_by_all, enrol_somebody, written_plan
from tests.people import World

ClientOf = Callable[[User], Client]
OCTOBER = date(2026, 10, 1)


def on(month: int, day: int, year: int = 2026) -> datetime:
    return at_local(date(year, month, day), NOON)


@pytest.fixture
def school(world: World) -> list[EducationPlan]:
    """Three plans due on 1 October: one agreed in time, one late, one not at all."""
    started = date(2026, 9, 1)
    plans = [written_plan(enrol_somebody(world, started, on(9, 1)), world, on(9, 2)) for _ in range(3)]
    agree_by_all(plans[0], world, on(9, 20))
    agree_by_all(plans[1], world, on(10, 5))
    return plans


def rows(world: World, now: datetime, month: date = OCTOBER) -> dict[str, Counts]:
    shown = month_shown(world.virtual_school, month, world.key_contact.user, now)
    return {"all": shown.whole} | {row.name: row.counts for row in shown.rows}


def test_what_is_due_complete_and_on_time_by_agency_and_key_worker(world: World, school: list[EducationPlan]):
    counts = Counts(due=3, complete=2, on_time=1)
    found = rows(world, on(11, 2))
    assert found["all"] == found[world.social_care.name] == found[world.college.name] == counts
    assert (counts.open, counts.on_time / counts.due) == (1, 1 / 3)
    workers = [
        row
        for row in month_shown(world.virtual_school, OCTOBER, world.key_contact.user, on(11, 2)).rows
        if row.key_worker
    ]
    assert sum(row.counts.due for row in workers) == 3


def test_the_first_midnight_belongs_to_the_month_before(world: World):
    clock = Deadline.objects.get(subject_uuid=enrol_somebody(world, date(2026, 10, 1), on(9, 1)).uuid)
    assert clock.due_on == date(2026, 10, 31)
    assert clock.original_due_at == local_midnight(date(2026, 11, 1))
    assert rows(world, on(11, 5))["all"].due == 1
    assert rows(world, on(11, 5), date(2026, 11, 1))["all"].due == 0


def test_what_was_waived_before_its_day_is_not_counted(world: World, school: list[EducationPlan]):
    clock = Deadline.objects.get(subject_uuid=school[2].enrolment.uuid)
    waive(deadline=clock, reason="On a ship until spring", by=world.key_contact.user, now=on(9, 25))
    assert rows(world, on(11, 2))["all"].due == 2


def test_a_review_counts_in_the_month_of_its_own_day(world: World, school: list[EducationPlan]):
    review = Deadline.objects.get(duty_code="plan_review", subject_uuid=school[0].enrolment.uuid)
    month = (review.due_on or OCTOBER).replace(day=1)
    assert month == date(2027, 3, 1)
    assert rows(world, on(2, 1, 2027), month)["all"].due == 1


def test_quality_is_counted_of_what_is_complete(world: World, school: list[EducationPlan]):
    marks = {criterion: Mark(Rag.GREEN) for criterion in criteria_for(None, OCTOBER)}
    for plan, outcome in ((school[0], QualityOutcome.GOOD), (school[1], QualityOutcome.RETURNED)):
        check_quality(
            plan=plan, marks=marks, outcome=outcome, rating=Rag.GREEN, comments="As said", by=world.key_contact.user,
            now=on(10, 20),
        )  # fmt: skip
    whole = rows(world, on(11, 2))["all"]
    assert (whole.checked, whole.good) == (2, 1)


def test_a_month_is_frozen_once_when_it_is_over(world: World, school: list[EducationPlan]):
    with pytest.raises(MonthNotOver):
        freeze_month(month=OCTOBER, now=on(10, 31))
    assert freeze_month(month=OCTOBER, now=on(11, 1)) > 0
    agree_by_all(school[2], world, on(11, 2))
    assert freeze_month(month=OCTOBER, now=on(11, 3)) == 0
    assert freeze_months(now=on(11, 3)) == 0
    found = month_shown(world.virtual_school, OCTOBER, world.key_contact.user, on(11, 3))
    assert (found.frozen_at, found.whole) == (on(11, 1), Counts(due=3, complete=2, on_time=1))


def test_the_database_changes_no_frozen_month(world: World, school: list[EducationPlan]):
    freeze_month(month=OCTOBER, now=on(11, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        CompletionSnapshot.objects.update(due=0)


def test_months_that_were_missed_are_frozen_later_as_they_stood(world: World, school: list[EducationPlan]):
    freeze_months(now=on(10, 2))
    freeze_months(now=on(1, 10, 2027))
    kept = CompletionSnapshot.objects.filter(virtual_school=world.virtual_school, agency=world.virtual_school)
    assert [row.month.month for row in kept.order_by("month")] == [9, 10, 11, 12]
    assert (kept.get(month=OCTOBER).complete, kept.get(month=OCTOBER).due) == (2, 3)
    assert [counts.due for _, counts in trend(world.virtual_school, on(1, 10, 2027))] == [0, 3, 0, 0]


def test_what_was_done_after_the_end_does_not_count_for_the_month(world: World, school: list[EducationPlan]):
    agree_by_all(school[2], world, on(11, 2))
    assert rows(world, on(11, 5))["all"].complete == 2


def test_each_number_is_the_length_of_its_list(world: World, school: list[EducationPlan]):
    user, now = world.key_contact.user, on(11, 2)
    shown = month_shown(world.virtual_school, OCTOBER, user, now)
    for row in (Row(world.virtual_school, None, shown.whole), *shown.rows):
        agency = "" if row.agency == world.virtual_school else str(row.agency.uuid)
        worker = str(row.key_worker.uuid) if row.key_worker else ""
        for number in NUMBERS:
            filters = MonitorFilters(month=OCTOBER, number=number, agency=agency, key_worker=worker)
            assert len(listed(world.virtual_school, filters, user, now)) == getattr(row.counts, number)


@pytest.mark.parametrize(
    ("text", "month"),
    [("2026-03", date(2026, 3, 1)), ("2026-13", None), ("", None), ("2026-3", None), ("../..", None)],
)
def test_only_a_month_names_a_month(text: str, month: date | None):
    assert read_month(text) == month


# The pages


@pytest.fixture
def this_month(world: World, real_now: datetime) -> list[EducationPlan]:
    """Two plans whose last day is today."""
    starts_on = local_date(real_now) - timedelta(days=30)
    at = local_midnight(starts_on)
    plans = [written_plan(enrol_somebody(world, starts_on, at), world, at) for _ in range(2)]
    agree_by_all(plans[0], world, real_now - timedelta(minutes=1))
    return plans


def test_the_page_its_lists_and_its_downloads(
    world: World, this_month: list[EducationPlan], client_of: ClientOf, real_now: datetime
):
    school = client_of(world.key_contact.user)
    page = school.get(reverse("education_plans:monitor"))
    text = page.content.decode()
    assert world.college.name in text
    for card in page.context["cards"]:
        assert school.get(card["url"]).context["page_obj"].paginator.count == card["number"]
    assert page.context["shown"].whole == Counts(due=2, complete=1, on_time=1)
    address = reverse("education_plans:monitor-download")
    book = load_workbook(io.BytesIO(school.get(address).content))
    assert [cell.value for cell in next(iter(book.active.iter_rows(min_row=2)))][:5] == ["All", None, 2, 1, 1]
    assert "Agency,Key worker,Due" in school.get(address + "?as=csv").content.decode("utf-8-sig")
    names = {plan.learner.full_name for plan in this_month}
    assert not any(name in school.get(address + "?as=csv").content.decode("utf-8-sig") for name in names)


def test_a_frozen_month_says_so_and_a_month_without_anything_too(world: World, client_of: ClientOf, real_now: datetime):
    last = months_from(local_date(real_now), -1)
    freeze_month(month=last, now=real_now)
    text = client_of(world.key_contact.user).get(
        reverse("education_plans:monitor") + f"?month={last:%Y-%m}"
    ).content.decode()  # fmt: skip
    assert "As it stood when the month was over" in text
    assert "Nothing was due" in text


def test_only_a_virtual_school_monitors(world: World, client_of: ClientOf):
    for person in (world.social_worker, world.designated_person, world.viewer):
        for name in ("monitor", "monitor-list", "monitor-download"):
            assert client_of(person.user).get(reverse(f"education_plans:{name}")).status_code == 403


def test_nonsense_in_the_address_is_not_found_or_the_running_month(
    world: World, client_of: ClientOf, real_now: datetime
):
    school = client_of(world.key_contact.user)
    assert school.get(reverse("education_plans:monitor-list") + "?number=gold").status_code == 404
    shown = school.get(reverse("education_plans:monitor") + "?month=nonsense").context["shown"]
    assert shown.month == local_date(real_now).replace(day=1)


def test_the_page_takes_as_many_queries_with_many_plans(
    world: World,
    this_month: list[EducationPlan],
    client_of: ClientOf,
    real_now: datetime,
    django_assert_max_num_queries,
):
    school = client_of(world.key_contact.user)
    pages = [reverse("education_plans:monitor"), reverse("education_plans:monitor-list")]
    counted = []
    for page in pages:
        school.get(page)
        with django_assert_max_num_queries(60) as first:
            school.get(page)
        counted.append(len(first))
    starts_on = local_date(real_now) - timedelta(days=30)
    for _ in range(4):
        written_plan(enrol_somebody(world, starts_on, local_midnight(starts_on)), world, real_now)
    for page, before in zip(pages, counted, strict=True):
        with django_assert_max_num_queries(before):
            school.get(page)
