"""Opening a restricted record in an emergency: exactly, rarely, for hours, and never unseen."""

from datetime import date, timedelta

import pytest

from accounts import access
from accounts.enums import Permission, RoleCode
from accounts.models import Look
from accounts.selectors import current_memberships
from learners.models import BrokenGlass, Learner
from learners.selectors.broken_glass import failed_attempts_at, openings_listed
from learners.services import break_glass, end_broken_glass, name_person, restrict, unrestrict
from learners.services.broken_glass import (
    ATTEMPTS_AN_HOUR,
    OPEN_FOR,
    TELLING_FAILURES,
    AlreadyOver,
    ReasonTooShort,
    TooManyAttempts,
    WhoItIs,
)
from notifications.enums import Frequency, MessageKind
from notifications.models import Message
from notifications.services import set_preferences
from tests.factories import BrokenGlassFactory, MembershipFactory

pytestmark = pytest.mark.django_db

ULN = "9276308686"
BORN = date(2008, 5, 17)
REASON = "Rang from a station at night, says they will not be alive tomorrow"
NOBODY = WhoItIs(name="Somebody Else", date_of_birth=BORN)


@pytest.fixture
def learner(world, real_now):
    """Restricted: the head of the Virtual School is named, and the social worker is the key worker."""
    learner = world.learner(
        given_name="Zoë", preferred_name="Zed", family_name="O’Brien-Łaski", date_of_birth=BORN, uln=ULN
    )
    restrict(learner=learner, people=[world.head.user], reason="At risk", by=world.head.user, now=real_now)
    learner.refresh_from_db()
    return learner


def smash(world, now, *, by=None, who=None, reason=REASON):
    return break_glass(
        who=who or WhoItIs(uln=ULN), reason=reason, by=(by or world.key_contact).user, now=now, address="192.0.2.7"
    )


def sees(part, learner):
    return Learner.objects.visible_to(part.user).filter(pk=learner.pk).exists()


def told(opening):
    return {m.recipient.name: m for m in Message.objects.filter(topic=f"glass:{opening.uuid}", channel="email")}


@pytest.mark.parametrize(
    "who",
    [
        WhoItIs(uln=ULN),
        WhoItIs(uln="9276 308 686"),
        WhoItIs(name="zoe o'brien laski", date_of_birth=BORN),
        WhoItIs(name="ZED O’BRIEN-ŁASKI", date_of_birth=BORN),
    ],
)
def test_found_by_number_or_by_name_and_date_of_birth(world, learner, real_now, who):
    opening = smash(world, real_now, who=who)
    assert opening.learner == learner
    assert opening.ends_at == real_now + OPEN_FOR
    assert sees(world.key_contact, learner)


@pytest.mark.parametrize(
    "who",
    [
        WhoItIs(uln="9276308692"),
        WhoItIs(uln="9999999999"),
        WhoItIs(name="Zoe Obrian Laski", date_of_birth=BORN),
        WhoItIs(name="Zoë", date_of_birth=BORN),
        WhoItIs(name="Zoë O’Brien-Łaski", date_of_birth=BORN + timedelta(days=1)),
        WhoItIs(name="Zoë O’Brien-Łaski"),
        WhoItIs(),
    ],
)
def test_anything_near_finds_nobody(world, learner, real_now, who):
    assert smash(world, real_now, who=who) is None
    assert not sees(world.key_contact, learner)


def test_two_of_the_same_name_and_birthday_need_the_number(world, learner, real_now):
    twin = world.learner(given_name="Zoë", family_name="O’Brien-Łaski", date_of_birth=BORN)
    restrict(learner=twin, people=[world.head.user], reason="At risk", by=world.head.user, now=real_now)
    assert smash(world, real_now, who=WhoItIs(name="Zoë O’Brien-Łaski", date_of_birth=BORN)) is None
    assert smash(world, real_now).learner == learner


@pytest.mark.parametrize("part", ["host_key_contact", "head", "social_worker", "officer", "designated_person"])
def test_not_for_a_stranger_nor_a_weak_role_nor_for_who_sees_it_anyway(world, learner, real_now, part):
    assert smash(world, real_now, by=getattr(world, part)) is None
    assert not BrokenGlass.objects.exists()


def test_not_of_a_record_that_is_not_restricted(world, learner, real_now):
    unrestrict(learner=learner, reason="Over", by=world.head.user, now=real_now)
    assert smash(world, real_now) is None


@pytest.mark.parametrize("reason", ["", "  ", "urgent", "very urgent"])
def test_a_reason_of_some_words_is_needed(world, learner, real_now, reason):
    with pytest.raises(ReasonTooShort):
        smash(world, real_now, reason=reason)
    assert not Look.objects.exists(), "nothing was tried"


def test_every_attempt_counts_and_is_written_down(world, learner, real_now):
    for minute in range(ATTEMPTS_AN_HOUR - 1):
        assert smash(world, real_now + timedelta(minutes=minute), who=NOBODY) is None
    last = real_now + timedelta(minutes=ATTEMPTS_AN_HOUR)
    assert smash(world, last)
    with pytest.raises(TooManyAttempts) as refused:
        smash(world, last)
    assert refused.value.retry_at == real_now + timedelta(hours=1)
    looks = Look.objects.filter(user=world.key_contact.user).order_by("at")
    assert [look.learner_uuids for look in looks] == [[]] * (ATTEMPTS_AN_HOUR - 1) + [[learner.uuid]]
    assert {look.address for look in looks} == {"192.0.2.7"}
    assert smash(world, real_now + timedelta(hours=1, seconds=1), who=NOBODY) is None, "an hour later there is room"
    assert smash(world, last, by=world.team_manager), "everybody is counted by themselves"


def test_failures_are_told_to_the_administrators_once(world, learner, real_now):
    administrator = MembershipFactory(agency=world.virtual_school, role=RoleCode.AGENCY_ADMINISTRATOR)
    for minute in range(ATTEMPTS_AN_HOUR):
        smash(world, real_now + timedelta(minutes=minute), who=NOBODY)
        news = Message.objects.filter(topic__startswith="glass-attempts", channel="email")
        assert news.count() == (1 if minute + 1 >= TELLING_FAILURES else 0)
    (message,) = news
    assert message.recipient == administrator.user
    assert message.about is None
    assert failed_attempts_at(administrator.user).count() == ATTEMPTS_AN_HOUR
    assert not failed_attempts_at(world.administrator.user).exists(), "another agency's administrator"


def test_the_records_people_are_told_at_once_and_managers_without_a_name(world, learner, real_now):
    for part in (world.head, world.social_worker, world.team_manager):
        kinds = {MessageKind.REMINDER: Frequency.DAILY}
        set_preferences(user=part.user, frequencies=kinds, now=real_now)
    messages = told(smash(world, real_now))
    assert set(messages) == {"Hana Head", "Sue Worker", "Tom Manager"}
    assert {m.state for m in messages.values()} == {"queued"}
    for name in ("Hana Head", "Sue Worker"):
        assert messages[name].subject.startswith("ZO:")
        assert messages[name].link == f"/learners/{learner.uuid}/"
    unnamed = messages["Tom Manager"]
    assert unnamed.about is None
    assert "ZO" not in unnamed.subject + unnamed.body
    assert unnamed.link == "/emergency-access/"
    for message in messages.values():
        assert learner.given_name not in message.subject + message.body


def test_it_opens_enough_to_keep_them_safe_and_no_more(world, learner, real_now):
    smash(world, real_now)
    learner.refresh_from_db()
    for permission in Permission:
        if permission in (Permission.VIEW_LEARNER, Permission.VIEW_SAFEGUARDING, Permission.RAISE_EMERGENCY):
            assert access.allows(world.key_contact.user, permission, learner), permission
        elif permission in (Permission.CHANGE_LEARNER, Permission.SHARE_RECORD, Permission.RESTRICT_RECORD):
            assert not access.allows(world.key_contact.user, permission, learner), permission
    assert not sees(world.officer, learner), "nobody else sees it"


def test_it_is_in_lists_while_it_is_open_and_gone_when_the_time_is_over(world, learner, real_now, client_of):
    client = client_of(world.key_contact.user)
    assert learner.full_name not in client.get("/learners/").content.decode()
    opening = smash(world, real_now)
    page = client.get("/learners/")
    assert learner.full_name in page.content.decode()
    assert page.context["page_obj"].paginator.count == 1
    assert client.get(f"/learners/{learner.uuid}/").status_code == 200

    BrokenGlass.objects.filter(pk=opening.pk).update(opened_at=real_now - OPEN_FOR, ends_at=real_now)
    assert client.get("/learners/").context["page_obj"].paginator.count == 0
    assert client.get(f"/learners/{learner.uuid}/").status_code == 404
    assert world.key_contact.user.has_perm("view_learner", learner), "guardian follows at night"
    access.rebuild()
    assert not type(world.key_contact.user).objects.get(pk=world.key_contact.user_id).has_perm("view_learner", learner)


def test_ended_early_guardian_follows_at_once(world, learner, real_now):
    opening = smash(world, real_now)
    end_broken_glass(opening=opening, by=world.head.user, now=real_now + timedelta(seconds=1))
    opening.refresh_from_db()
    assert (opening.ended_by, opening.ends_at) == (world.head.user, real_now + timedelta(seconds=1))
    assert not access.rebuild(check=True).surplus
    with pytest.raises(AlreadyOver):
        end_broken_glass(opening=opening, by=world.head.user, now=real_now + timedelta(seconds=2))


def test_it_ends_with_the_role_and_with_the_restriction(world, learner, real_now):
    opening = smash(world, real_now)
    assert BrokenGlass.objects.active().filter(pk=opening.pk).exists()
    unrestrict(learner=learner, reason="Over", by=world.head.user, now=real_now + timedelta(seconds=1))
    assert not BrokenGlass.objects.filter(ends_at__gt=real_now + timedelta(seconds=1)).exists()


def test_only_the_agency_whose_hat_is_worn_counts(world, learner, real_now):
    MembershipFactory(user=world.host_key_contact.user, agency=world.virtual_school, role=RoleCode.KEY_CONTACT)
    user = world.host_key_contact.user
    user.remembers_memberships = True
    user.agency_chosen = world.host_virtual_school.pk
    assert {hat.agency for hat in current_memberships(user)} == {world.host_virtual_school}
    assert break_glass(who=WhoItIs(uln=ULN), reason=REASON, by=user, now=real_now) is None


def test_the_list_of_openings_names_the_young_person_only_to_who_may_know(world, learner, real_now):
    opening = smash(world, real_now)
    for part, known in ((world.head, True), (world.team_manager, False)):
        (row,) = openings_listed(part.user, now=real_now)
        assert (row.pk, row.is_known) == (opening.pk, known)
    assert not openings_listed(world.host_key_contact.user, now=real_now).exists()
    assert openings_listed(world.head.user, now=real_now, state="open").count() == 1
    assert openings_listed(world.head.user, now=real_now, state="past").count() == 0
    later = real_now + OPEN_FOR
    assert openings_listed(world.head.user, now=later, state="past").count() == 1


# --- Pages ------------------------------------------------------------------------------------------------------------


def answers(**fields):
    return {
        "known_by": "name", "name": "Zoë O’Brien-Łaski", "date_of_birth_day": "17", "date_of_birth_month": "5",
        "date_of_birth_year": "2008", "reason": REASON, "is_emergency": "on", **fields,
    }  # fmt: skip


def test_one_and_the_same_answer_whatever_is_wrong(world, learner, real_now, client_of):
    """Nobody of the name, a stranger's record, one that is not restricted: not a word differs."""
    strangers = world.learner(given_name="Open", family_name="Record", date_of_birth=BORN)
    client = client_of(world.key_contact.user)
    said = []
    for name in ("No Such", strangers.full_name):
        page = client.post("/emergency-access/new/", answers(name=name))
        assert page.status_code == 200
        said.append([str(error) for error in page.context["form"].non_field_errors()])
    stranger = client_of(world.host_key_contact.user).post("/emergency-access/new/", answers())
    said.append([str(error) for error in stranger.context["form"].non_field_errors()])
    assert said[0] == said[1] == said[2]
    assert said[0][0].startswith("No record could be opened")


def test_the_sixth_attempt_is_refused(world, learner, real_now, client_of):
    client = client_of(world.key_contact.user)
    statuses = [client.post("/emergency-access/new/", answers(name="No Such")).status_code for _ in range(6)]
    assert statuses == [200] * 5 + [429]
    assert client.post("/emergency-access/new/", answers()).status_code == 429
    assert not sees(world.key_contact, learner)


@pytest.mark.parametrize("missing", ["name", "date_of_birth_day", "reason", "is_emergency", "known_by"])
def test_everything_has_to_be_answered(world, learner, client_of, missing):
    page = client_of(world.key_contact.user).post("/emergency-access/new/", answers(**{missing: ""}))
    assert page.status_code == 200
    assert page.context["form"].errors
    assert not Look.objects.filter(what="learners:break-glass").exists(), "an incomplete form is no attempt"


def test_the_case_file_says_so_to_both_sides(world, learner, client_of):
    client = client_of(world.key_contact.user)
    client.post("/emergency-access/new/", answers(), follow=True)
    own = client.get(f"/learners/{learner.uuid}/").content.decode()
    assert "You opened this record in an emergency" in own
    named = client_of(world.head.user).get(f"/learners/{learner.uuid}/").content.decode()
    assert "You opened" not in named
    assert "Kay Contact" in named
    assert REASON in named
    opening = BrokenGlass.objects.get()
    assert client.get(f"/learners/{learner.uuid}/emergency-access/{opening.uuid}/end/").status_code == 403
    assert client_of(world.team_manager.user).get(f"/emergency-access/{opening.uuid}/end/").status_code == 404
    assert client.post(f"/emergency-access/{opening.uuid}/end/").url == "/learners/"
    assert client.get(f"/learners/{learner.uuid}/").status_code == 404


def test_who_is_named_can_end_it(world, learner, client_of, real_now):
    opening = smash(world, real_now)
    client = client_of(world.head.user)
    address = f"/learners/{learner.uuid}/emergency-access/{opening.uuid}/end/"
    assert client.get(address).status_code == 200
    assert client.post(address).url == f"/learners/{learner.uuid}/"
    assert not sees(world.key_contact, learner)


def test_named_afterwards_nothing_is_lost(world, learner, real_now):
    opening = smash(world, real_now)
    name_person(
        learner=learner, person=world.key_contact.user, reason="Works with them", by=world.head.user, now=real_now
    )
    end_broken_glass(opening=opening, by=world.head.user, now=real_now + timedelta(seconds=1))
    assert sees(world.key_contact, learner)


def test_the_list_of_openings_takes_as_many_queries_for_many(
    world, learner, real_now, client_of, django_assert_max_num_queries
):
    client = client_of(world.head.user)
    smash(world, real_now)
    client.get("/emergency-access/")
    with django_assert_max_num_queries(25) as first:
        client.get("/emergency-access/")
    smash(world, real_now, by=world.team_manager)
    for part in (world.key_contact, world.team_manager):
        BrokenGlassFactory(learner=learner, membership=part, opened_at=real_now, ends_at=real_now)
    with django_assert_max_num_queries(len(first)):
        assert client.get("/emergency-access/").context["page_obj"].paginator.count == 4
