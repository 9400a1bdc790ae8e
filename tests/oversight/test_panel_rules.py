"""Who belongs on an agenda and why, in which order, and where the points of a risk come from."""

import random
from datetime import date
from decimal import Decimal

import pytest

from oversight.enums import PanelReason, Risk
from oversight.rules.panel import Why, moved, needs_contingency, place, reasons
from oversight.rules.risk import Facts, parts, risk_of, score

ON = date(2026, 11, 30)
SINCE = date(2026, 7, 3)


def without(**more: object) -> Facts:
    return Facts(**{"age": 18, "without_since": SINCE, "days_without": 150, "has_support_plan": True, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (Facts(age=18), []),
        (without(), [PanelReason.NEET]),
        (without(age=16), [PanelReason.NEET]),
        (without(age=15), []),
        (without(age=25), [PanelReason.NEET]),
        (without(age=26), []),
        (without(is_near_long=True), [PanelReason.NEET_RISK]),
        (without(times_before=1), [PanelReason.NEET_RISK]),
        (without(is_long=True, is_near_long=True), [PanelReason.NEET_LONG]),
        (without(has_support_plan=False), [PanelReason.NEET, PanelReason.NO_PLAN]),
        (Facts(age=18, times_before=1), []),
        (Facts(age=18, times_before=2), [PanelReason.NEET_RISK]),
        (Facts(age=18, incidents=1), []),
        (Facts(age=18, incidents=2), [PanelReason.INCIDENTS]),
        (Facts(age=18, attendance=Decimal("80.0"), attendance_before=Decimal("89.9")), []),
        (Facts(age=18, attendance=Decimal("80.0"), attendance_before=Decimal("90.0")), [PanelReason.ATTENDANCE]),
        (Facts(age=18, attendance=Decimal("90.0"), attendance_limit=90), [PanelReason.ATTENDANCE]),
        (Facts(age=18, attendance=Decimal("70.0")), []),
        (Facts(age=18, plan_is_overdue=True), [PanelReason.NO_PLAN]),
        (Facts(age=18, has_key_worker=False), []),
        (Facts(age=18, return_on=ON), [PanelReason.RETURN]),
        (Facts(age=18, return_on=date(2026, 12, 1)), []),
        (Facts(age=18, was_not_reached=True), [PanelReason.RETURN]),
        (Facts(age=18, open_actions=1, return_on=ON), [PanelReason.UNFINISHED, PanelReason.RETURN]),
    ],
)
def test_reasons(facts: Facts, expected: list[PanelReason]):
    assert [why.reason for why in reasons(facts, ON)] == expected


def test_reasons_say_what_they_rest_on():
    facts = without(
        is_long=True, incidents=3, attendance=Decimal("71.5"), attendance_before=Decimal("95.0"), open_actions=2
    )
    assert reasons(facts, ON) == [
        Why(PanelReason.UNFINISHED, "2 actions of an earlier meeting still open"),
        Why(PanelReason.NEET_LONG, "For 150 days, since 3 July 2026"),
        Why(PanelReason.INCIDENTS, "3 incidents within the last 90 days"),
        Why(PanelReason.ATTENDANCE, "From 95.0 % to 71.5 %"),
    ]


@pytest.mark.parametrize(
    ("facts", "points"),
    [
        (Facts(age=18), 0),
        (without(), 3),
        (without(is_near_long=True), 5),
        (without(is_long=True, is_near_long=True), 6),
        (without(has_support_plan=False), 4),
        (without(times_before=2), 4),
        (Facts(age=18, incidents=1), 1),
        (Facts(age=18, incidents=2), 3),
        (Facts(age=18, was_excluded=True), 3),
        (Facts(age=18, home_moves=1), 1),
        (Facts(age=18, home_moves=2), 2),
        (Facts(age=18, strengths_score=16), 0),
        (Facts(age=18, strengths_score=17), 1),
        (Facts(age=18, attendance=Decimal(88), attendance_limit=90), 2),
        (Facts(age=18, attendance=Decimal(70), attendance_before=Decimal(95)), 2),
        (Facts(age=18, plan_is_overdue=True), 1),
        (Facts(age=18, has_key_worker=False), 2),
    ],
)
def test_points(facts: Facts, points: int):
    assert score(parts(facts)) == points


@pytest.mark.parametrize(
    ("points", "risk"), [(0, Risk.LOW), (2, Risk.LOW), (3, Risk.MEDIUM), (5, Risk.MEDIUM), (6, Risk.HIGH)]
)
def test_what_so_many_points_are_called(points: int, risk: Risk):
    assert risk_of(points) == risk


def test_each_point_says_why_the_most_first():
    found = parts(without(is_long=True, incidents=1, has_key_worker=False))
    assert [(part.points, part.why) for part in found] == [
        (3, "Without a place for 150 days, since 3 July 2026"),
        (3, "That is as long as the terms call long"),
        (2, "No key worker"),
        (1, "1 incident within the last 90 days"),
    ]


def test_order_of_an_agenda():
    def key(codes: list[str], risk: Risk, points: int, name: str) -> tuple[int, int, int, str]:
        return place(codes=codes, risk=risk, points=points, sort_name=name)

    in_order = [
        key(["neet"], Risk.HIGH, 9, "b"),
        key(["unfinished", "neet"], Risk.HIGH, 7, "c"),
        key(["neet"], Risk.HIGH, 7, "a"),
        key(["neet"], Risk.HIGH, 7, "b"),
        key(["neet"], Risk.MEDIUM, 4, "a"),
        key([], Risk.LOW, 0, "a"),
    ]
    assert sorted(random.Random(6).sample(in_order, len(in_order))) == in_order


@pytest.mark.parametrize(
    ("who", "by", "expected"),
    [
        (3, -1, [1, 3, 2]),
        (1, 1, [2, 1, 3]),
        (1, -1, [1, 2, 3]),
        (3, 5, [1, 2, 3]),
        (3, -9, [3, 1, 2]),
    ],
)
def test_moved(who: int, by: int, expected: list[int]):
    assert moved([1, 2, 3], who, by) == expected


def test_moving_who_is_not_there():
    with pytest.raises(ValueError):  # noqa: PT011
        moved([1, 2], 9, 1)


def test_for_whom_a_contingency_is_needed():
    assert needs_contingency(["incidents", "neet_risk"])
    assert needs_contingency(["neet_long"])
    assert not needs_contingency(["neet", "no_plan"])
    assert not needs_contingency([])
