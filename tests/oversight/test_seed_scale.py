"""A caseload to measure with: as many as asked for, right to the last clock, and seen by whom it should be."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts import access
from accounts.clock import database_now
from accounts.enums import Permission
from accounts.models import Agency, Membership, User
from deadlines.models import Deadline, DeadlineEvent
from deadlines.selectors import drift
from deadlines.services import sweep
from learners.models import AgencyLink, KeyWorker, Learner
from notifications.models import Message
from tracking.models import AttendanceWeek, Contact, Incident

pytestmark = pytest.mark.django_db


def said(*words: str) -> str:
    out = StringIO()
    call_command("seed_scale", *words, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("learners", [60, pytest.param(200, marks=pytest.mark.exhaustive)])
def test_a_caseload_that_nothing_is_wrong_with(client_of, learners):
    words = said(f"--learners={learners}")
    assert "rows written in" in words
    assert Learner.objects.count() == learners
    assert AgencyLink.objects.filter(purpose="home_virtual_school").count() == learners
    assert Learner.history.count() == learners
    assert 0.85 * learners < KeyWorker.objects.count() <= learners
    for model in (AttendanceWeek, Contact, Incident, Message, DeadlineEvent):
        assert model.objects.exists(), model
    assert {deadline.state for deadline in Deadline.objects.only("state")} == {"open", "met"}

    now = database_now()
    assert drift.find(now=now) == []
    assert not access.rebuild(check=True)
    assert sweep(now=now).deadlines == 0, "everybody who was to be told until now has been"

    head = User.objects.get(email="head-a1@scale.example")
    seen = Learner.objects.visible_to(head)
    school = Agency.objects.get(memberships__user=head)
    assert 0 < seen.count() == AgencyLink.objects.filter(agency=school).count() < learners
    first = seen.order_by("pk").first()
    assert access.allows(head, Permission.VIEW_LEARNER, first)
    assert client_of(head).get(f"/learners/{first.uuid}/").status_code == 200


def test_the_same_number_makes_the_same_caseload_and_nobody_is_mixed_unasked(world):
    world.learner()
    with pytest.raises(CommandError, match="somebody"):
        said("--learners=5")
    said("--learners=12", "--into-existing", "--seed=7")
    first = list(Learner.objects.exclude(uln="").order_by("pk").values_list("given_name", "family_name", "care_status"))
    said("--learners=12", "--into-existing", "--seed=7")
    second = list(
        Learner.objects.exclude(uln="").order_by("pk").values_list("given_name", "family_name", "care_status")
    )
    assert len(first) == 12
    assert second == first * 2
    assert Membership.objects.filter(user__email="head-b1@scale.example").exists()


def test_never_in_production(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        said("--learners=5")
    assert not Learner.objects.exists()
