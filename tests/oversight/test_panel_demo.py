"""The panel of the demonstration, without the rest of it."""

from datetime import datetime, timedelta

import pytest

from accounts.enums import AgencyKind
from oversight.demo import panel as demo
from oversight.demo.cast import Home
from oversight.enums import PanelMeetingState
from oversight.models import PanelAction, PanelMeeting, RiskJudgement, SuccessStory
from oversight.selectors.success import told_stories
from tests.factories import AgencyFactory, ConsentFactory
from tests.people import World

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def test_it_has_met_and_will_meet_again(world: World, real_now: datetime):
    AgencyFactory(kind=AgencyKind.OTHER)
    home = Home(
        virtual_school=world.virtual_school, social_care=world.social_care, head=world.head, key_contact=world.key_contact,
        officer=world.officer, team_manager=world.team_manager, key_workers=[world.social_worker],
    )  # fmt: skip
    for _ in range(8):
        ConsentFactory(learner=world.learner(), purpose="panel")
    demo._set_up(home, real_now - demo.SET_UP * DAY)
    demo._call(home, real_now - demo.HELD * DAY, real_now - demo.CALLED * DAY)
    demo._hold(home, real_now - demo.HELD * DAY)
    demo._follow_up(home, real_now - demo.FOLLOWED_UP * DAY)
    demo._tell(home, real_now - demo.STORIES * DAY)
    demo._call(home, real_now + demo.MEETS_AGAIN * DAY, real_now - demo.CALLED_AGAIN * DAY)
    demo._judge(home, real_now - DAY)
    held, coming = PanelMeeting.objects.order_by("scheduled_for")
    assert (held.state, coming.state) == (PanelMeetingState.CLOSED, PanelMeetingState.PLANNED)
    assert held.items.decided().count() == demo.DECIDED
    assert coming.items.filter(reasons__contains=["unfinished"]).exists()
    assert {True, False} == {action.done_on is None for action in PanelAction.objects.all()}
    assert set(RiskJudgement.objects.values_list("risk", flat=True)) == {"low", "high"}
    assert SuccessStory.objects.count() == 3
    assert told_stories(world.officer.user).count() == 2
