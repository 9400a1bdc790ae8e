from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.contrib.auth.models import Permission as DjangoPermission
from django.core.management import CommandError, call_command

from accounts import access, services, tasks
from accounts.enums import Permission, RoleCode
from accounts.models import Membership, RoleGroup, User
from learners.models import AgencyLink, LearnerGroupObjectPermission, LearnerUserObjectPermission
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(world):
    return [world.learner() for _ in range(3)]


def everything() -> set[tuple]:
    return {
        *LearnerGroupObjectPermission.objects.values_list("group__name", "permission__codename", "content_object"),
        *LearnerUserObjectPermission.objects.values_list("user", "permission__codename", "content_object"),
        *User.groups.through.objects.values_list("group__name", "user"),
    }


def test_nothing_is_out_of_place_after_services(three):
    assert access.rebuild(check=True) == access.Drift(0, 0)


def test_what_is_missing_and_surplus_is_counted_and_put_right(world, three):
    before = everything()
    LearnerGroupObjectPermission.objects.filter(content_object=three[0]).delete()
    permission = DjangoPermission.objects.get(codename="decide_exclusion")
    LearnerUserObjectPermission.objects.create(user=world.stranger.user, permission=permission, content_object=three[1])
    world.officer.user.groups.clear()
    stray = Group.objects.create(name="made by hand")
    LearnerGroupObjectPermission.objects.create(group=stray, permission=permission, content_object=three[1])
    found = access.rebuild(check=True)
    assert found.missing > 10
    assert found.surplus == 2
    assert everything() != before
    assert access.rebuild() == found
    assert everything() == before
    assert access.rebuild() == access.Drift(0, 0)


def test_a_lost_group_is_found_with_all_its_grants(world, three):
    before = everything()
    lost = RoleGroup.objects.get(agency=world.college, role=RoleCode.SIGNATORY)
    grants = LearnerGroupObjectPermission.objects.filter(group=lost.group).count()
    lost.group.delete()
    assert access.rebuild(check=True) == access.Drift(missing=1 + 1 + grants, surplus=0)
    access.rebuild()
    assert everything() == before


def test_a_group_that_lost_its_role_is_taken_up_again(world, three):
    before = everything()
    RoleGroup.objects.filter(agency=world.college).delete()
    access.rebuild()
    assert everything() == before


def test_all_is_built_from_nothing(three):
    before = everything()
    Group.objects.all().delete()
    LearnerUserObjectPermission.objects.all().delete()
    access.rebuild()
    assert everything() == before


def test_the_rebuild_follows_what_ended_and_began_by_the_clock(world, three, real_now):
    Membership.objects.filter(pk=world.signatory.pk).update(ends_at=real_now)
    AgencyLink.objects.filter(learner=three[0], agency=world.college).update(ends_at=real_now)
    begun = services.begin_membership(
        user=UserFactory(),
        agency=world.host_virtual_school,
        role=RoleCode.VIEWER,
        starts_at=real_now + timedelta(hours=1),
        by=None,
        now=real_now,
    )
    assert not begun.user.groups.exists()
    Membership.objects.filter(pk=begun.pk).update(starts_at=real_now)
    tasks.rebuild_access()
    signatory, person = (
        User.objects.get(pk=world.signatory.user_id),
        User.objects.get(pk=world.designated_person.user_id),
    )
    assert not signatory.groups.exists()
    assert not RoleGroup.objects.filter(agency=world.college, role=RoleCode.SIGNATORY).exists()
    assert begun.user.groups.exists()
    assert not person.has_perm("learners.view_learner", three[0])
    assert person.has_perm("learners.view_learner", three[1])


def test_a_role_that_ended_works_no_longer_even_before_the_rebuild(world, three, real_now):
    Membership.objects.filter(pk=world.head.pk).update(ends_at=real_now)
    user = User.objects.get(pk=world.head.user_id)
    assert user.has_perm("learners.change_deadline", three[0])
    assert not access.allows(user, Permission.CHANGE_DEADLINE, three[0])


def test_the_work_goes_in_steps(world, three, monkeypatch, django_assert_max_num_queries):
    Group.objects.all().delete()
    monkeypatch.setattr("accounts.access.projection.CHUNK", 2)
    access.rebuild()
    assert access.rebuild(check=True) == access.Drift(0, 0)
    with django_assert_max_num_queries(40):
        access.rebuild(check=True)


def test_the_command_tells_and_fails_when_something_is_out_of_place(world, three):
    out = StringIO()
    call_command("rebuild_access", check=True, stdout=out)
    assert "is what memberships and links say" in out.getvalue()
    world.officer.user.groups.clear()
    with pytest.raises(CommandError, match="1 missing, 0 surplus") as failed:
        call_command("rebuild_access", check=True)
    assert failed.value.returncode == 1
    call_command("rebuild_access", stdout=out)
    assert "1 added, 0 removed" in out.getvalue()
    call_command("rebuild_access", check=True, stdout=out)
