"""How an agreement is kept: the numbers and their lists, the months, the middle of others, the spreadsheet."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from accounts.clock import local_date
from accounts.models import User
from agreements.exports import plain
from agreements.models import Agreement
from agreements.rules.medians import Tally, comparison, median_rate
from agreements.selectors.adherence_page import PERIODS, kept_page, panel, period_of
from deadlines.models import Deadline
from deadlines.selectors import listing
from deadlines.selectors.listing import Filters
from tests.factories import AgencyFactory, AgreementFactory, LearnerFactory, LocalAuthorityFactory
from tests.people import World

ClientOf = Callable[[User], Client]


def promise(
    agreement: Agreement, due_at: datetime, *, met: int | None = None, code: str = "contacts_confirmed"
) -> Deadline:
    """A clock of the provider that was due at `due_at` and met so many days after (negative: before) it, or not at all."""
    met_at = None if met is None else due_at + timedelta(days=met)
    return Deadline.objects.create(
        duty_code=code, agreement=agreement, owner=agreement.provider, subject_kind="agency_contacts",
        subject_uuid=uuid4(), starts_at=due_at - timedelta(days=30), limit_amount=30, limit_unit="days", terms_source="",
        opened_at=due_at - timedelta(days=30), original_due_at=due_at, due_at=due_at, met_at=met_at, closed_at=met_at,
        state="open" if met is None else "met",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("tallies", "expected"),
    [
        ([], None),
        ([(2, 3)] * 4, None),  # four agreements: too few
        ([(1, 1)] * 9, None),  # nine promises: one too few
        ([(1, 1)] * 10, 1.0),
        ([(1, 2)] * 5, 0.5),
        ([(0, 2), (1, 2), (1, 2), (2, 2), (2, 2)], 0.5),
        ([(0, 2), (1, 2), (1, 2), (2, 2), (2, 2), (2, 2)], 0.75),
        ([(2, 3)] * 4 + [(0, 0)] * 5, None),  # where nothing was judged nothing is counted
        ([(1, 1), (1, 1), (1, 1), (1, 1), (1, 2)], None),  # six promises: too few
    ],
)
def test_the_median_is_suppressed_where_few_stand_behind_it(tallies: list[tuple[int, int]], expected: float | None):
    assert median_rate(Tally(*tally) for tally in tallies) == expected


@pytest.mark.parametrize(
    ("rate", "middle", "words"),
    [
        (None, 0.5, "Nothing could be judged in this time."),
        (0.5, None, "Too few other agreements in the North to compare with."),
        (0.8, 0.5, "Better than the middle of other agreements in the North, which is 50%."),
        (0.509, 0.501, "The same as the middle of other agreements in the North, which is 50%."),
        (0.2, 0.5, "Lower than the middle of other agreements in the North, which is 50%."),
    ],
)
def test_the_comparison_in_words(rate: float | None, middle: float | None, words: str):
    assert comparison(rate, middle, "the North") == words


@pytest.mark.parametrize(
    ("period", "starts"),
    [
        ("year", date(2025, 10, 7)),
        ("quarter", date(2026, 7, 7)),
        ("academic", date(2026, 9, 1)),
        ("all", date(2024, 9, 1)),
    ],
)
def test_periods_end_with_today(world: World, now: datetime, period: str, starts: date):
    assert period_of(world.agreement, period, local_date(now)) == (starts, date(2026, 10, 7))


def test_every_number_is_the_length_of_its_list(world: World, now: datetime):
    for days, met in [(10, -1), (20, -1), (40, 3), (50, None), (400, -1)]:
        promise(world.agreement, now - timedelta(days=days), met=met)
    promise(world.agreement, now + timedelta(days=9))
    other = AgreementFactory(virtual_school=world.host_virtual_school, provider=world.college)
    promise(other, now - timedelta(days=10), met=-1)
    user = world.designated_person.user
    page = kept_page(world.agreement, user, period="year", now=now)
    clause = next(clause for clause in page.clauses if clause.duty.code == "contacts_confirmed")
    assert [number.count for number in clause.numbers] == [2, 1, 1]
    assert (clause.open.count, clause.words) == (2, "2 of 4 kept in time.")
    assert (page.whole.judged, page.whole.rate) == (4, 0.5)
    for column, number in zip(("on_time", "late", "missed"), clause.numbers, strict=True):
        asked = Filters(
            agreement=world.agreement.uuid, duty="contacts_confirmed", outcome=column, due_from=page.due_from,
            due_to=page.due_to,
        )  # fmt: skip
        assert asked.address() == number.url
        assert listing(user, asked, now).count() == number.count
    assert sum(month.counts.judged for month in page.months) == 4
    assert [month.bar["label"] for month in page.months][::11] == ["Nov 2025", "Oct 2026"]
    assert panel(world.agreement, user, now)["judged"] == 4
    assert len(PERIODS) == 4


def test_a_restricted_young_person_is_not_counted_for_who_may_not_see_them(world: World, now: datetime):
    deadline = promise(world.agreement, now - timedelta(days=10), met=-1, code="education_plan")
    Deadline.objects.filter(pk=deadline.pk).update(learner=LearnerFactory(is_restricted=True))
    assert kept_page(world.agreement, world.designated_person.user, period="year", now=now).whole.judged == 0


def test_the_middle_is_that_of_other_providers_in_the_region(world: World, now: datetime):
    region = world.college.local_authority.region
    for place in range(5):
        provider = AgencyFactory(provider=True, local_authority=LocalAuthorityFactory(region=region))
        other = AgreementFactory(provider=provider)
        for late in range(2):
            promise(other, now - timedelta(days=20 + late), met=-1 if place > late else 2)
    elsewhere = AgencyFactory(provider=True, local_authority=LocalAuthorityFactory(region="Far away"))
    promise(AgreementFactory(provider=elsewhere), now - timedelta(days=20), met=2)
    promise(world.agreement, now - timedelta(days=20), met=2)
    page = kept_page(world.agreement, world.head.user, period="year", now=now)
    assert page.median == 1.0  # rates 0, ½, 1, 1, 1
    assert page.comparison == f"Lower than the middle of other agreements in {region}, which is 100%."
    AgreementFactory._meta.model.objects.filter(provider=other.provider).update(status="draft")
    assert kept_page(world.agreement, world.head.user, period="year", now=now).median is None


@pytest.mark.parametrize("text", ["=1+1", "+44", "-5", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_text_is_a_formula(text: str):
    assert plain(text) == f"'{text}"
    assert plain("Brindley College") == "Brindley College"
    assert plain(-5) == -5


def test_the_page_and_the_spreadsheet_say_the_same(world: World, real_now: datetime, client_of: ClientOf):
    world.college.name = "=cmd|' /C calc'!A0"
    world.college.save()
    promise(world.agreement, real_now - timedelta(days=40), met=-1)
    promise(world.agreement, real_now - timedelta(days=40))
    client, at = client_of(world.designated_person.user), reverse("agreements:adherence", args=[world.agreement.uuid])
    page = client.get(at).content.decode()
    assert "<strong>50%</strong> of 2 promises were kept in time" in page
    assert "Too few other agreements" in page
    response = client.get(f"{at}excel/?period=year")
    book = load_workbook(BytesIO(response.content))
    rows = list(book["Promises"].iter_rows(values_only=True))
    assert rows[0][0] == "'=cmd|' /C calc'!A0 with Home Virtual School"
    line = next(row for row in rows if row[0] == "Confirm the agency’s people and contacts")
    assert line[2:7] == (1, 0, 1, 1, 0.5)
    assert book["Months"].max_row == 13
    viewer = client_of(world.viewer.user)
    assert viewer.get(at).status_code == 200
    assert viewer.get(f"{at}excel/").status_code == 403
    assert client_of(world.stranger.user).get(at).status_code == 404
    assert client.get(at, {"period": "nonsense"}).status_code == 200


def test_the_number_of_questions_does_not_grow(world: World, real_now: datetime, client_of: ClientOf):
    client, at = client_of(world.designated_person.user), reverse("agreements:adherence", args=[world.agreement.uuid])
    promise(world.agreement, real_now - timedelta(days=40))
    client.get(at)
    with CaptureQueriesContext(connection) as few:
        client.get(at)
    for days in range(20):
        promise(world.agreement, real_now - timedelta(days=10 * days + 3), met=-1, code="data_protection")
    with CaptureQueriesContext(connection) as many:
        client.get(at)
    assert len(many) <= len(few)
