"""Measures: every number is the length of its list, whoever asks."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.clock import database_now, local_date
from accounts.models import Membership, User
from deadlines.calendar import local_midnight
from education_plans.rules.months import first_of, months_from
from learners.models import Learner
from oversight.enums import Counted, ExportFormat, Listing, Split
from oversight.measures import registry
from oversight.measures.measure import Measure, Number
from oversight.selectors.measure_values import (
    MeasureList,
    apart_for,
    offered,
    rows_behind,
    value_of,
    values_of,
)
from oversight.services import exports
from oversight.services.measure_snapshots import (
    take_month,
)
from tests.oversight.facts import attended, does
from tests.oversight.measured import clock
from tests.people import World
from tracking.enums import ActivityGroup as G

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]
ROLES = ("head", "team_manager", "designated_person")
MEASURES = registry.all()
YEAR = timedelta(days=365)


def asking(membership: Membership) -> User:
    """Somebody who remembers their hats and young people for as long as one web request lasts."""
    user = User.objects.get(pk=membership.user_id)
    user.remembers_memberships = user.remembers_learners = True
    return user


def counted(measure: Measure, user: User, **chosen: object) -> Number:
    """The lengths of the lists."""
    rows = list(rows_behind(user, MeasureList(measure=measure.code, **chosen), database_now()))
    return Number(sum(row.is_met for row in rows), len(rows))


@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.code)
def test_every_number_is_the_length_of_its_list(filled: World, measure: Measure, who: str):
    user, now = asking(getattr(filled, who)), database_now()
    taken = apart_for(measure, user, now)
    assert taken.whole == value_of(measure.code, user, now) == counted(measure, user)
    assert counted(measure, user, counted=Counted.YES) == Number(taken.whole.numerator, taken.whole.numerator)
    assert counted(measure, user, counted=Counted.NO) == Number(0, taken.whole.denominator - taken.whole.numerator)
    for split, parts in taken.parts.items():
        if split != Split.PROVIDER:
            assert sum(part.number.denominator for part in parts) == taken.whole.denominator, split
        for part in parts:
            assert counted(measure, user, split=split, key=part.key) == part.number, part
    if who == "head":
        assert 0 < taken.whole.numerator < taken.whole.denominator, "the world has somebody of both"
    if who == "designated_person" and measure.own:
        assert taken.whole == Number(0, 0), "no business of a provider"


def test_two_people_count_their_own_and_nobody_a_restricted_record(filled: World):
    now = database_now()
    head, college = (values_of(asking(getattr(filled, who)), now) for who in ("head", "designated_person"))
    assert set(head) == {measure.code for measure in MEASURES}
    assert set(college) == {measure.code for measure in MEASURES if not measure.own}
    user = asking(filled.head)
    seen = Learner.objects.visible_to(user)
    for measure in offered(user):
        rows = rows_behind(user, MeasureList(measure=measure.code), now)
        ids = rows.values_list("learner" if measure.of_clocks else "pk", flat=True)
        assert set(ids) <= set(seen.values_list("pk", flat=True))


def test_what_belongs_to_the_own_agencies_does_not_exist_for_a_provider(filled: World, client_of: ClientOf):
    college, head = client_of(filled.designated_person.user), client_of(filled.head.user)
    for name in ("measure", "measure-list"):
        assert college.get(reverse(f"oversight:{name}", args=["neet_with_plan"])).status_code == 404
        assert head.get(reverse(f"oversight:{name}", args=["neet_with_plan"])).status_code == 200
        assert head.get(reverse(f"oversight:{name}", args=["nonsense"])).status_code == 404
    assert "neet_with_plan" not in college.get("/measures/").content.decode()
    assert client_of(filled.administrator.user).get("/measures/").status_code == 403


@pytest.mark.parametrize(
    "query",
    ["split=area", "split=area&key=x", "key=out", "split=provider&key=1", "split=clause&key=in_touch", "counted=maybe"],
)
def test_a_list_that_makes_no_sense_is_not_there(filled: World, client_of: ClientOf, query: str):
    client = client_of(filled.head.user)
    assert client.get(f"/measures/attendance_known/list/?{query}").status_code == 404
    assert client.get(f"/lists/measure/download/?measure=attendance_known&{query}").status_code == 404


@pytest.mark.parametrize("code", ["attendance_at_target", "promises_kept"])
def test_each_link_of_a_page_opens_a_list_of_that_length(filled: World, client_of: ClientOf, code: str):
    client = client_of(filled.head.user)
    context = client.get(reverse("oversight:measure", args=[code])).context
    numbers = [(card["url"], card["count"]) for card in context["cards"]]
    numbers += [cell[:2][::-1] for table in context["tables"] for line in table["lines"] for cell in line["cells"]]
    assert len(numbers) > 10
    for url, number in numbers:
        assert client.get(url).context["page_obj"].paginator.count == number, url


def test_a_list_becomes_a_file_for_those_who_may_have_it(filled: World, client_of: ClientOf):
    now = database_now()
    job = exports.ask_for_list(
        listing=Listing.MEASURE, filters="measure=attendance_known&counted=yes&split=area&key=out", format=ExportFormat.CSV,
        recipient=filled.virtual_school, agency=filled.virtual_school, by=filled.officer.user, now=now,
    )  # fmt: skip
    made = exports.make_list(job=job, now_source=database_now)
    asked = MeasureList(measure="attendance_known", counted=Counted.YES, split=Split.AREA, key="out")
    assert made.rows_done == rows_behind(filled.officer.user, asked, now).count() > 0
    with pytest.raises(exports.NotForProviders):
        exports.check_recipient(
            Listing.MEASURE, "measure=neet_with_plan", recipient=filled.college, agency=filled.virtual_school
        )
    with pytest.raises(exports.NotForOthers):
        exports.check_recipient(
            Listing.MEASURE_CLOCKS, "measure=promises_kept", recipient=filled.social_care, agency=filled.virtual_school
        )
    address = (
        client_of(filled.officer.user).get("/lists/measure_clocks/download/?measure=promises_kept").context["back_url"]
    )
    assert address == "/measures/promises_kept/list/"


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    ("path", "most"),
    [("/measures/", 60), ("/measures/attendance_at_target/", 35), ("/measures/promises_kept/", 35),
     ("/measures/attendance_at_target/list/", 30), ("/measures/promises_kept/list/?split=area&key=out", 30)],
)  # fmt: skip
def test_query_count_does_not_grow_with_rows(filled: World, client_of: ClientOf, path: str, most: int):
    now = database_now()
    take_month(school=filled.virtual_school, month=months_from(first_of(local_date(now)), -1), now=now)
    client = client_of(filled.head.user)
    client.get(path)
    few = queries(client, path)
    for number in range(4):
        more = filled.learner(date_of_birth=local_date(now) - 16 * YEAR)
        does(more, G.EDUCATION, local_date(now) - timedelta(days=100))
        attended(more.enrolments.get(), filled, now, (1, 10, 5 + number))
        clock(more, filled, "in_touch", due=local_midnight(first_of(local_date(now))) + timedelta(seconds=number + 2))
    assert queries(client, path) == few
    assert few <= most, few
