"""What a young person does: recorded, put right, and how long they have been without a place."""

from datetime import date, datetime, timedelta
from html import unescape

import pytest
from django.http import HttpResponse
from django.utils.html import strip_tags

from accounts.clock import local_date
from deadlines.enums import Unit
from deadlines.rules import Limit
from learners.models import Learner
from learners.services import close_case
from learners.services.endings import record_death
from tests.crawling import text_of
from tests.people import World
from tracking.enums import ActivityGroup, CodeList
from tracking.models import ActivityCode, ActivitySpell
from tracking.rules.spells import Fitted, Gap, Overlap, Spell, Without, begun_by_when_long, fit
from tracking.services.activity import (
    ActivityRefused,
    LeavesGap,
    OverlapsAnother,
    correct_activity,
    record_activity,
    take_back_activity,
)
from tracking.services.own_clocks import CaseHasEnded

COLLEGE, SEEKING, ILL, WORK = "230", "619", "640", "330"


#: In browser tests the tables are emptied, with the codes that ship.
SHIPPED = {
    COLLEGE: ("Further education college", ActivityGroup.EDUCATION),
    SEEKING: ("Seeking work or learning", ActivityGroup.NEET),
    ILL: ("Illness", ActivityGroup.NEET_UNAVAILABLE),
    WORK: ("Work without training", ActivityGroup.EMPLOYMENT),
    "810": ("Not known", ActivityGroup.NOT_KNOWN),
}


def code(number: str, code_list: CodeList = CodeList.NCCIS) -> ActivityCode:
    name, group = SHIPPED.get(number, (number, ""))
    found, _ = ActivityCode.objects.get_or_create(
        code_list=code_list,
        code=number,
        defaults={"name": name, "group": group, "from_on": date(2020, 9, 1), "source": "NCCIS"},
    )
    return found


@pytest.fixture
def learner(world: World) -> Learner:
    return world.learner()


def record(learner: Learner, world: World, number: str, starts_on: date, now: datetime, **more) -> ActivitySpell:
    return record_activity(
        learner=learner, code=code(number), starts_on=starts_on, **more, by=world.social_worker.user, now=now
    )


def said(response: HttpResponse) -> str:
    """What a page says, in one line."""
    return unescape(" ".join(strip_tags(text_of(response)).split()))


def told(learner: Learner) -> list[tuple[str, date, date | None]]:
    return list(learner.spells.order_by("starts_on").values_list("code__code", "starts_on", "ends_on"))


def day(month: int, of: int) -> date:
    return date(2026, month, of)


A, B = ActivityGroup.EDUCATION, ActivityGroup.NEET


@pytest.mark.parametrize(
    ("others", "starts_on", "ends_on", "found"),
    [
        ([], day(1, 1), None, Fitted(None, None, None)),
        ([Spell(day(1, 1), None, A)], day(2, 1), None, Fitted(None, day(1, 1), day(1, 31))),
        ([Spell(day(1, 1), day(1, 31), A)], day(2, 1), None, Fitted(None, day(1, 1), None)),
        ([Spell(day(2, 1), None, A)], day(1, 1), None, Fitted(day(1, 31), None, None)),
        ([Spell(day(2, 1), None, A)], day(1, 1), day(1, 31), Fitted(day(1, 31), None, None)),
        ([Spell(day(2, 1), None, A)], day(1, 1), day(2, 1), Overlap),
        ([Spell(day(2, 1), None, A)], day(1, 1), day(1, 30), Gap),
        ([Spell(day(1, 1), day(1, 31), A)], day(1, 31), None, Overlap),
        ([Spell(day(1, 1), day(1, 31), A)], day(2, 2), None, Gap),
        ([Spell(day(1, 1), None, A)], day(1, 1), None, Overlap),
        (
            [Spell(day(1, 1), day(1, 31), A), Spell(day(3, 1), None, B)],
            day(2, 1),
            None,
            Fitted(day(2, 28), day(1, 1), None),
        ),
    ],
)
def test_where_a_spell_fits(others: list[Spell], starts_on: date, ends_on: date | None, found):
    if isinstance(found, Fitted):
        assert fit(others, starts_on=starts_on, ends_on=ends_on) == found
    else:
        with pytest.raises(found):
            fit(others, starts_on=starts_on, ends_on=ends_on)


@pytest.mark.parametrize(
    ("on", "limit", "begun_by"),
    [
        (date(2026, 7, 1), Limit(6, Unit.MONTHS), date(2026, 1, 1)),
        (date(2026, 2, 28), Limit(6, Unit.MONTHS), date(2025, 8, 31)),  # no 29 to 31 February
        (date(2026, 2, 27), Limit(6, Unit.MONTHS), date(2025, 8, 27)),
        (date(2026, 1, 11), Limit(10, Unit.DAYS), date(2026, 1, 1)),
    ],
)
def test_when_it_must_have_begun_to_be_long(on: date, limit: Limit, begun_by: date):
    assert begun_by_when_long(limit, on) == begun_by
    assert Without(begun_by, None).is_long(limit, on)
    assert not Without(begun_by + timedelta(days=1), None).is_long(limit, on)


def test_what_begins_ends_what_was_before(world: World, learner: Learner, now: datetime):
    record(learner, world, COLLEGE, day(9, 1), now)
    spell = record(learner, world, SEEKING, day(9, 20), now, note="Left after three weeks")
    assert told(learner) == [(COLLEGE, day(9, 1), day(9, 19)), (SEEKING, day(9, 20), None)]
    assert (spell.recorded_by, spell.recorded_at) == (world.social_worker.user, now)
    assert [row.history_change_reason for row in ActivitySpell.history.order_by("history_id")] == [
        None, "Something else began", None
    ]  # fmt: skip


def test_an_earlier_time_lasts_until_what_is_known(world: World, learner: Learner, now: datetime):
    record(learner, world, COLLEGE, day(9, 1), now)
    record(learner, world, SEEKING, day(6, 1), now)
    assert told(learner) == [(SEEKING, day(6, 1), day(8, 31)), (COLLEGE, day(9, 1), None)]


def test_overlaps_and_gaps_are_refused_in_words(world: World, learner: Learner, now: datetime):
    record(learner, world, COLLEGE, day(3, 1), now, ends_on=day(5, 31))
    with pytest.raises(
        OverlapsAnother, match="From 1 March 2026 to 31 May 2026 “Further education college” is recorded"
    ):
        record(learner, world, SEEKING, day(4, 1), now)
    with pytest.raises(LeavesGap, match="From 1 June 2026 to 9 June 2026 nothing is recorded") as refused:
        record(learner, world, SEEKING, day(6, 10), now)
    assert refused.value.field == "starts_on"
    assert len(told(learner)) == 1


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "field"),
    [(1, None, "starts_on"), (-5, 1, "ends_on"), (-5, -6, "ends_on"), (-7000, None, "starts_on")],
)
def test_days_that_cannot_be(
    world: World, learner: Learner, now: datetime, starts_on: int, ends_on: int | None, field: str
):
    today = local_date(now)
    with pytest.raises(ActivityRefused) as refused:
        record(
            learner, world, COLLEGE, today + timedelta(days=starts_on), now,
            ends_on=None if ends_on is None else today + timedelta(days=ends_on),
        )  # fmt: skip
    assert refused.value.field == field


def test_a_code_of_another_list_is_refused(world: World, learner: Learner, now: datetime):
    with pytest.raises(ActivityRefused, match="from the list"):
        record_activity(
            learner=learner, code=ActivityCode.objects.get(code_list=CodeList.CARE_LEAVERS, code="F2"),
            starts_on=day(9, 1), by=None, now=now,
        )  # fmt: skip


def correct(spell: ActivitySpell, world: World, now: datetime, **changes) -> ActivitySpell:
    as_it_was = {
        "code": spell.code, "starts_on": spell.starts_on, "ends_on": spell.ends_on, "hours": spell.hours,
        "note": spell.note, "reason": "Told wrongly", "by": world.social_worker.user, "now": now,
    }  # fmt: skip
    return correct_activity(spell=spell, **{**as_it_was, **changes})


@pytest.mark.parametrize("begins", [day(7, 20), day(8, 15)])
def test_a_corrected_first_day_moves_the_end_of_what_was_before(
    world: World, learner: Learner, now: datetime, begins: date
):
    record(learner, world, COLLEGE, day(6, 1), now)
    record(learner, world, SEEKING, day(8, 1), now)
    middle = learner.spells.get(code__code=SEEKING)
    record(learner, world, WORK, day(9, 1), now)
    correct(middle, world, now, starts_on=begins, code=code(ILL))
    assert told(learner) == [
        (COLLEGE, day(6, 1), begins - timedelta(days=1)), (ILL, begins, day(8, 31)), (WORK, day(9, 1), None)
    ]  # fmt: skip
    assert "Told wrongly" in ActivitySpell.history.values_list("history_change_reason", flat=True)


@pytest.mark.parametrize("begins", [day(6, 1), day(5, 1), day(9, 1)])
def test_a_correction_never_swallows_what_is_beside_it(world: World, learner: Learner, now: datetime, begins: date):
    record(learner, world, COLLEGE, day(6, 1), now)
    record(learner, world, SEEKING, day(8, 1), now)
    record(learner, world, WORK, day(9, 1), now)
    before = told(learner)
    with pytest.raises(OverlapsAnother):
        correct(learner.spells.get(code__code=SEEKING), world, now, starts_on=begins)
    assert told(learner) == before


def test_what_was_recorded_by_mistake_is_taken_back(world: World, learner: Learner, now: datetime):
    record(learner, world, COLLEGE, day(6, 1), now)
    spell = record(learner, world, SEEKING, day(8, 1), now)
    take_back_activity(spell=spell, reason="Somebody else", by=world.social_worker.user, now=now)
    assert told(learner) == [(COLLEGE, day(6, 1), None)]
    gone = ActivitySpell.history.filter(history_type="-").get()
    assert (gone.history_change_reason, gone.history_user) == ("Somebody else", world.social_worker.user)
    with pytest.raises(ActivityRefused, match="just taken it away"):
        take_back_activity(spell=spell, reason="Again", by=world.social_worker.user, now=now)


def test_it_ends_with_the_case_and_with_a_life(world: World, learner: Learner, now: datetime):
    record(learner, world, COLLEGE, day(6, 1), now)
    close_case(learner=learner, closed_on=local_date(now), reason="Moved", by=None, now=now)
    assert told(learner) == [(COLLEGE, day(6, 1), local_date(now))]
    with pytest.raises(CaseHasEnded):
        record(learner, world, SEEKING, local_date(now), now)
    other = world.learner()
    record(other, world, COLLEGE, day(6, 1), now)
    record_death(learner=other, died_on=day(9, 5), by=None, now=now)
    assert told(other) == [(COLLEGE, day(6, 1), day(9, 5))]
