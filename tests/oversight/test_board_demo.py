"""The board of the demonstration, without the rest of it."""

from datetime import datetime, timedelta

import pytest

from deadlines.enums import Outcome
from deadlines.models import Deadline
from deadlines.selectors import drift
from oversight.demo import boards as demo
from oversight.demo import strategies
from oversight.demo.cast import Home
from oversight.duties import BOARD_UPDATE
from oversight.models import BoardMeeting
from oversight.selectors.updates import asked_before
from tests.people import World

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def test_a_board_has_met_and_waits_for_some_of_its_leads(world: World, real_now: datetime):
    home = Home(
        virtual_school=world.virtual_school, social_care=world.social_care, head=world.head, key_contact=world.key_contact,
        officer=world.officer, team_manager=world.team_manager, key_workers=[world.social_worker],
    )  # fmt: skip
    for days_ago, act in (
        (strategies.WRITTEN, strategies.write_strategy), (strategies.IN_FORCE, strategies.begin_strategy),
        (demo.SET_UP, demo.set_up), (demo.FIRST_CALL, demo.call_first),
        (demo.FIRST_ANSWERED, demo.answer_first), (strategies.RATED, strategies.rate_strategy),
        (demo.FIRST_HELD, demo.hold_first), (demo.SECOND_CALL, demo.call_second), (demo.ANSWERED, demo.answer_some),
    ):  # fmt: skip
        later = timedelta(hours=6) if act is demo.hold_first else timedelta(0)
        act(home, real_now - days_ago * DAY + later)
    held, coming = BoardMeeting.objects.order_by("starts_at")
    assert (held.state, coming.state) == ("held", "called")
    assert any(one.answered for one in asked_before(held, real_now).standings)
    kept = Deadline.objects.filter(duty_code=BOARD_UPDATE).with_outcome(real_now)
    assert Outcome.ON_TIME in set(kept.values_list("outcome", flat=True))
    waiting = {one.hat: one for one in asked_before(coming, real_now).standings}
    assert waiting[world.key_contact].answered == demo.HOW_MANY
    assert waiting[world.key_contact].missing
    assert waiting[world.team_manager].answered == 0
    assert asked_before(coming, real_now).not_asked
    assert drift.find(now=real_now) == []
