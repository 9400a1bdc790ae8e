"""The audit of the demonstration, without the rest of it."""

from datetime import datetime, timedelta

import pytest

from deadlines.enums import DeadlineState
from deadlines.models import Deadline
from deadlines.selectors import drift
from oversight.demo import audits as demo
from oversight.demo import strategies
from oversight.demo.cast import Home
from oversight.models import AuditCase, AuditFinding, AuditSample
from oversight.selectors.audits import counted, state_of
from tests.people import World

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def test_an_audit_is_half_answered_and_acted_on(world: World, real_now: datetime):
    home = Home(
        virtual_school=world.virtual_school, social_care=world.social_care, head=world.head, key_contact=world.key_contact,
        officer=world.officer, team_manager=world.team_manager, key_workers=[world.social_worker],
    )  # fmt: skip
    for _ in range(demo.SIZE + 2):
        world.learner()
    for days_ago, act in (
        (strategies.WRITTEN, strategies.write_strategy), (strategies.IN_FORCE, strategies.begin_strategy),
        (demo.BEGUN, demo.begin), (demo.DRAWN, demo.draw), (demo.ANSWERED, demo.answer_all),
        (demo.BEGUN_BY_THE_OTHER, demo.answer_half), (demo.FOUND, demo.write_findings), (demo.ACTED, demo.do_something),
    ):  # fmt: skip
        act(home, real_now - days_ago * DAY)
    sample = AuditSample.objects.get()
    assert (sample.taken, sample.population) == (demo.SIZE, demo.SIZE + 2)
    states = [state_of(case)[0] for case in AuditCase.objects.all()]
    assert {word: states.count(word) for word in states} == {
        "Answered": 6 + demo.HALF, "Begun": 1, "To be answered": 2, "Set aside": 1,
    }  # fmt: skip
    assert [one.number("") for one in counted(sample.audit)] == [6 + demo.HALF] * 3
    clocks = Deadline.objects.filter(duty_code="audit_answers")
    assert sorted(clocks.values_list("state", flat=True)) == sorted([DeadlineState.MET, DeadlineState.OPEN])
    assert all(clock.due_at > real_now for clock in clocks)
    action = AuditFinding.objects.get(action__isnull=False).action
    assert action
    assert action.parent
    assert action.parent.number == demo.KPI
    assert [one for one in drift.find(now=real_now) if one.duty_code in ("audit_answers", "kpi_rating")] == []
