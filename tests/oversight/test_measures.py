"""Measures: every number is the length of its list, whoever asks; what is kept of a month is never counted again."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from accounts.clock import database_now, local_date
from accounts.enums import RoleCode
from accounts.models import Membership, User
from deadlines.calendar import at_local, local_midnight
from deadlines.models import Deadline
from education_plans.enums import QualityOutcome
from education_plans.rules.months import first_of, months_from
from learners.models import Learner
from oversight.enums import Counted, ExportFormat, Listing, Split
from oversight.measures import registry
from oversight.measures.measure import Measure, Number
from oversight.models import MeasureSnapshot
from oversight.selectors.measure_snapshots import data_set
from oversight.selectors.measure_values import (
    MeasureList,
    apart_for,
    offered,
    rows_behind,
    scope_of,
    value_of,
    values_of,
)
from oversight.services import exports, measure_snapshots
from oversight.services.measure_snapshots import (
    AlreadyCorrected,
    MonthRuns,
    MoreThanWhole,
    NothingCorrected,
    correct_snapshot,
    take_month,
    take_snapshots,
)
from tests.crawling import text_of
from tests.factories import KeyWorkerFactory, MembershipFactory
from tests.oversight.facts import attended, does
from tests.oversight.measured import at_home_college, clock, episode, excluded, guided, looked_at, moved_school
from tests.people import World, build_world
from tracking.enums import ActivityGroup as G

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]
ROLES = ("head", "team_manager", "designated_person")
MEASURES = registry.all()
YEAR = timedelta(days=365)


def fill(world: World) -> None:
    """Of every measure somebody who is counted and somebody who is not, here and there, older and younger."""
    now = database_now()
    today, month = local_date(now), first_of(local_date(now))
    year_began = scope_of(world.head.user, now, own=False).year_began
    doing = ((16, G.EDUCATION), (20, G.EMPLOYMENT), (14, G.COMPULSORY), (16, G.NOT_KNOWN), (12, G.COMPULSORY))
    for number, (age, group) in enumerate([*doing, (14, G.COMPULSORY), (11, None), (12, G.COMPULSORY)]):
        learner = world.learner(
            date_of_birth=date(year_began.year - age - 1, 12, 1),  # of that age on the 31 August before
            care_status="former_relevant" if age > 18 else "looked_after",
            key_worker=world.social_worker if number % 2 else world.carer,
        )
        learner.enrolments.update(starts_on=year_began - timedelta(days=30))
        place = learner.enrolments.get()
        if group is not None:
            does(learner, group, today - YEAR)
        if number % 2:
            guided(learner, world, today, now)
            at_home_college(world, learner, today - timedelta(days=9))
            attended(place, world, now, (1, 10, 10 - number))
        elif number:
            attended(place, world, now, (1, 10, 10))
        moved_school(learner, world, year_began, now, is_planned=bool(number % 2))
        start = local_midnight(month) + timedelta(seconds=1)
        for duty in ("in_touch", "work_contact_weekly", "in_touch_day"):
            clock(learner, world, duty, due=start, met=start - timedelta(hours=2) if number % 2 else None)
        clock(
            learner,
            world,
            "education_plan",
            due=start,
            met=start - timedelta(hours=number == 1) if number % 3 else None,
            about=place.uuid,
        )
        if number % 2:
            looked_at(place, world, start, QualityOutcome.GOOD if number == 1 else QualityOutcome.RETURNED)
    student = world.learner(date_of_birth=today - 20 * YEAR, care_status="former_relevant")
    does(student, G.EDUCATION, today - YEAR, code="240")
    student.key_workers.update(starts_at=now - timedelta(days=90))
    KeyWorkerFactory(
        learner=student, membership=world.carer, starts_at=now - 2 * YEAR, ends_at=now - timedelta(days=90)
    )
    for long, parties in ((200, ("Jobcentre", "Adviser")), (150, ())):
        waiting = world.learner(enrolled=False, date_of_birth=today - 19 * YEAR, care_status="former_relevant")
        episode(
            waiting, world, today - timedelta(days=long), now, plan_on=today if parties else None, parties=parties,
            taster_on=today if parties else None, health_route="open" if parties else "needed",
        )  # fmt: skip
    for kind in ("permanent_exclusion", "termination"):
        gone = world.learner()
        gone.enrolments.update(starts_on=year_began)
        excluded(gone.enrolments.get(), world, max(year_began, today - timedelta(days=3)), kind)
    hidden = world.learner(is_restricted=True)
    attended(hidden.enrolments.get(), world, now, (1, 10, 10))


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[World]:
    """One world for the module; what a test adds is taken back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = build_world()
        fill(world)
        yield world
        transaction.set_rollback(True)


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


def last_month() -> date:
    return months_from(first_of(local_date(database_now())), -1)


def kept(world: World, code: str = "attendance_known") -> MeasureSnapshot:
    return MeasureSnapshot.objects.get(agency=world.virtual_school, code=code, split=Split.WHOLE, corrects=None)


def keep(world: World) -> None:
    take_month(school=world.virtual_school, month=last_month(), now=database_now())


def test_a_month_is_kept_once_and_stays_whatever_changes(filled: World):
    now = database_now()
    with pytest.raises(MonthRuns):
        take_month(school=filled.virtual_school, month=first_of(local_date(now)), now=now)
    made = take_snapshots(now=now)
    assert made == MeasureSnapshot.objects.count()
    assert set(MeasureSnapshot.objects.values_list("code", flat=True)) == {measure.code for measure in MEASURES}
    before = list(MeasureSnapshot.objects.order_by("pk").values())
    Learner.objects.update(closed_on=last_month())
    Deadline.objects.filter(state="open").update(is_tracked=False)
    assert take_snapshots(now=now) == 0
    assert list(MeasureSnapshot.objects.order_by("pk").values()) == before
    for change in (
        lambda: MeasureSnapshot.objects.update(numerator=0),
        lambda: MeasureSnapshot.objects.all().delete(),
        lambda: kept(filled).save(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_what_is_kept_is_what_the_end_of_the_month_was_for_the_whole_school(filled: World):
    """Restricted records count too: what is kept names nobody."""
    now = database_now()
    Learner.objects.filter(is_restricted=True).update(is_restricted=False)
    end = local_midnight(first_of(local_date(now)))
    take_snapshots(now=now)
    seen = value_of("years_12_13_in_eet", filled.head.user, end - timedelta(seconds=1))
    row = kept(filled, "years_12_13_in_eet")
    assert (row.numerator, row.denominator, row.month) == (seen.numerator, seen.denominator, last_month())
    assert row.definition == registry.get(row.code).version
    parts = MeasureSnapshot.objects.filter(agency=filled.virtual_school, code=row.code, split=Split.AREA)
    assert sum(part.denominator for part in parts) == row.denominator


def test_months_that_were_missed_are_taken_later_and_say_so(filled: World):
    school, late = filled.virtual_school, database_now()
    first_day = at_local(months_from(last_month(), -2), at_local(late.date(), late.time()).time())
    take_snapshots(now=first_day)
    take_snapshots(now=late + timedelta(days=1))
    rows = MeasureSnapshot.objects.filter(agency=school, code="missing_education", split=Split.WHOLE).order_by("month")
    assert [row.month for row in rows] == [months_from(last_month(), -back) for back in (3, 2, 1, 0)]
    assert [row.is_late for row in rows][:3] == [False, True, True]
    assert not take_snapshots(now=late + timedelta(days=1))


def test_if_one_measure_fails_nothing_of_the_month_is_kept(filled: World, monkeypatch: pytest.MonkeyPatch):
    whole = measure_snapshots.taken_apart

    def breaks(measure: Measure, scope: object) -> object:
        if measure == MEASURES[-1]:
            raise RuntimeError("the database went away")
        return whole(measure, scope)

    monkeypatch.setattr(measure_snapshots, "taken_apart", breaks)
    with pytest.raises(RuntimeError), transaction.atomic():
        take_snapshots(now=database_now())
    assert not MeasureSnapshot.objects.exists()


def test_a_correction_is_a_row_of_its_own_with_a_reason(filled: World):
    now = database_now()
    keep(filled)
    wrong = kept(filled)
    asked = {"snapshot": wrong, "reason": "Two were counted twice", "by": filled.head.user, "now": now}
    with pytest.raises(MoreThanWhole):
        correct_snapshot(numerator=3, denominator=2, **asked)
    with pytest.raises(NothingCorrected):
        correct_snapshot(numerator=wrong.numerator, denominator=wrong.denominator, **asked)
    right = correct_snapshot(numerator=1, denominator=2, **asked)
    with pytest.raises(AlreadyCorrected):
        correct_snapshot(numerator=0, denominator=2, **asked)
    assert kept(filled).numerator == wrong.numerator
    standing = MeasureSnapshot.objects.standing().filter(agency=wrong.agency, code=wrong.code, split=Split.WHOLE)
    assert standing.get() == right
    assert (right.month, right.definition, right.author) == (wrong.month, wrong.definition, filled.head.user)
    assert correct_snapshot(**asked | {"snapshot": right}, numerator=2, denominator=2).corrects == right
    assert take_month(school=wrong.agency, month=wrong.month, now=now) == 0


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"numerator": "3", "denominator": "2", "reason": "Twice"}, "cannot be more than"),
        ({"numerator": "1", "denominator": "2", "reason": ""}, "Why it was wrong"),
        ({"numerator": "-1", "denominator": "2", "reason": "Twice"}, "greater than or equal to 0"),
        ({"numerator": "one", "denominator": "2", "reason": "Twice"}, "whole number"),
    ],
)
def test_a_correction_that_makes_no_sense_is_said_beside_the_question(
    filled: World, client_of: ClientOf, typed: dict[str, str], said: str
):
    keep(filled)
    response = client_of(filled.head.user).post(reverse("oversight:snapshot-correct", args=[kept(filled).uuid]), typed)
    assert response.status_code == 200
    assert said in text_of(response)
    assert all(f'value="{value}"' in response.content.decode() for value in typed.values() if value)
    assert not MeasureSnapshot.objects.filter(corrects__isnull=False).exists()


def test_the_head_corrects_on_the_page_and_everybody_sees_why(filled: World, client_of: ClientOf):
    keep(filled)
    page = reverse("oversight:measure", args=["attendance_known"])
    correct = reverse("oversight:snapshot-correct", args=[kept(filled).uuid])
    client = client_of(filled.head.user)
    assert correct in client.get(page).content.decode()
    answer = client.post(
        correct, {"numerator": "1", "denominator": "2", "reason": "Two were counted twice"}, follow=True
    )
    assert "The number is corrected" in text_of(answer)
    officer = client_of(filled.officer.user)
    assert "Two were counted twice" in text_of(officer.get(page))
    assert "/correct/" not in officer.get(page).content.decode()
    assert officer.post(correct, {}).status_code == 403


def test_social_care_reads_the_months_without_small_numbers_and_a_provider_none(filled: World, client_of: ClientOf):
    keep(filled)
    code = "missing_education"
    page = reverse("oversight:measure", args=[code])
    head, manager = (
        client_of(getattr(filled, who).user).get(page).context["trends"] for who in ("head", "team_manager")
    )
    row = kept(filled, code)
    assert 0 < row.numerator <= 5, "small, so that it is hidden from who may not open its list"
    assert [trend["rows"][0]["counted"] for trend in head] == [row.numerator]
    assert [trend["rows"][0]["counted"] for trend in manager] == ["c"]
    assert [trend["rows"][0]["value"] for trend in manager] == [None]
    assert not manager[0]["rows"][0]["urls"]
    for who in ("designated_person", "stranger"):
        response = client_of(getattr(filled, who).user).get(reverse("oversight:measure", args=["attendance_known"]))
        assert response.context["trends"] == []


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


def test_the_data_set_of_a_month_names_nobody_and_hides_what_is_small(filled: World, client_of: ClientOf):
    keep(filled)
    response = client_of(filled.head.user).get("/measures/download/")
    book = load_workbook(BytesIO(response.content))
    rows = [[cell.value for cell in row] for row in book["Measures"].iter_rows()]
    assert {row[0] for row in rows[1:]} == {measure.title for measure in MEASURES}
    numbers = [number for row in rows[1:] for number in row[3:5]]
    assert not {str(number) for number in range(1, 6)} & set(numbers)
    assert "c" in numbers
    names = set(Learner.objects.values_list("family_name", flat=True))
    assert not any(name in str(cell) for row in rows for cell in row for name in names)
    assert data_set(filled.virtual_school, last_month(), filled.stranger.user)[0][1][1:] == []
    assert client_of(filled.head.user).get("/measures/download/?month=nonsense").status_code == 404
    assert client_of(filled.signatory.user).get("/measures/download/").status_code == 404, "nothing kept for a provider"


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
    keep(filled)
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


def test_taking_a_month_costs_two_questions_for_each_measure(filled: World):
    with CaptureQueriesContext(connection) as captured:
        take_month(school=filled.virtual_school, month=last_month(), now=database_now())
    terms = sum("agreements_term" in query["sql"] or "agreements_agreement" in query["sql"] for query in captured)
    assert len(captured) - terms <= 2 * len(MEASURES) + 8  # the lock, whether it is kept, the rows


def test_a_viewer_of_the_school_reads_and_corrects_nothing(filled: World, client_of: ClientOf):
    keep(filled)
    viewer = MembershipFactory(agency=filled.virtual_school, role=RoleCode.VIEWER)
    client = client_of(viewer.user)
    assert client.get("/measures/").status_code == 200
    assert client.get(reverse("oversight:snapshot-correct", args=[kept(filled).uuid])).status_code == 403
    stranger = client_of(filled.stranger.user)
    assert stranger.get(reverse("oversight:snapshot-correct", args=[kept(filled).uuid])).status_code == 404
