"""What is kept of a month of measures is never counted again, is put right by another row, and leaves without small numbers."""

from collections.abc import Callable
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
from accounts.models import User
from deadlines.calendar import at_local, local_midnight
from deadlines.models import Deadline
from education_plans.rules.months import first_of, months_from
from learners.models import Learner
from oversight.enums import Split
from oversight.measures import registry
from oversight.measures.measure import Measure
from oversight.models import MeasureSnapshot
from oversight.selectors.measure_snapshots import data_set, last_months, series_of
from oversight.selectors.measure_values import (
    value_of,
)
from oversight.services import measure_snapshots
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
from tests.factories import MembershipFactory
from tests.people import World

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]
MEASURES = registry.all()


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


def test_what_lies_between_two_measures_cannot_be_subtracted(filled: World):
    """Thirty plans complete and 27 on time: three young people's were late."""
    month, now = last_month(), database_now()
    for code, counted in (("plans_complete", 30), ("plans_on_time", 27)):
        for split, key in ((Split.WHOLE, ""), (Split.AREA, "in")):
            MeasureSnapshot.objects.create(
                code=code, definition=1, agency=filled.virtual_school, month=month, split=split, key=key,
                numerator=counted, denominator=40, taken_at=now,
            )  # fmt: skip
    lines = data_set(filled.virtual_school, month, filled.head.user)[0][1][1:]
    assert [line[3:5] for line in lines] == [[30, 40], [30, 40], ["c", 40], ["c", 40]]
    inner, outer = registry.get("plans_on_time"), registry.get("plans_complete")
    manager = filled.team_manager.user
    assert [series_of(each, manager)[0].months[0].shown for each in (outer, inner)] == [(30, 40), (None, 40)]
    assert last_months(manager)["plans_on_time"][0].shown == (None, 40)
    assert series_of(inner, filled.head.user)[0].months[0].shown == (27, 40), "who may open the list sees it"


def test_what_one_measure_hides_is_no_whole_of_another(filled: World):
    """Of forty plans two were not complete; those that were are the whole of the plans that were looked at."""
    month, now = last_month(), database_now()
    for code, counted, of in (("plans_complete", 38, 40), ("plans_checked", 20, 38), ("plans_good", 12, 20)):
        MeasureSnapshot.objects.create(
            code=code, definition=1, agency=filled.virtual_school, month=month, numerator=counted, denominator=of, taken_at=now
        )  # fmt: skip
    lines = data_set(filled.virtual_school, month, filled.head.user)[0][1][1:]
    hidden = [["c", 40], ["c", "c"], ["c", "c"]]
    assert [line[3:5] for line in lines] == hidden
    manager = filled.team_manager.user
    assert [last_months(manager)[line][0].shown for line in ("plans_complete", "plans_checked", "plans_good")] == [
        (None, 40), (None, None), (None, None),
    ]  # fmt: skip
    assert series_of(registry.get("plans_good"), manager)[0].months[0].shown == (None, None)


def test_a_measure_whose_whole_another_counts_has_the_same_number(filled: World):
    keep(filled)
    kept = {row.code: row for row in MeasureSnapshot.objects.filter(split=Split.WHOLE)}
    chained = [measure for measure in registry.all() if measure.whole_of]
    assert chained
    for measure in chained:
        assert kept[measure.code].denominator == kept[measure.whole_of].numerator


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
