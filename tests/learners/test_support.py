"""One Virtual School asks another to support a young person (A8): what each side sees, and until when."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts import access
from accounts.clock import local_date
from accounts.enums import Permission, Purpose, RoleCode
from accounts.form_fields import day_data
from accounts.roles import PURPOSE_PERMISSIONS
from learners.enums import ConsentPurpose, SupportState
from learners.models import Disclosure, Learner, SupportRequest
from learners.selectors.support import latest_last_day, support_listed
from learners.services import (
    CaseIsClosed,
    accept_support,
    ask_for_support,
    close_case,
    decline_support,
    end_support,
    end_support_that_is_over,
    restrict,
    withdraw_support,
)
from learners.services.consent import record_consent
from learners.services.links import NoBasis
from learners.services.support import (
    AlreadyAsked,
    AnswerMissing,
    AsksMissing,
    LastDayOutOfRange,
    NobodyAnswers,
    NotAnotherSchool,
    NotOpenAnyMore,
    RestrictedRecord,
)
from notifications.models import Message
from tests.crawling import text_of
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db

ASKS = "Visit the college with them in the first weeks."


@pytest.fixture
def learner(world):
    """Who learns in Host, and agreed that the school there may see the record."""
    return world.learner(given_name="Quinn", family_name="Mbeki", agreed=list(ConsentPurpose))


@pytest.fixture
def ask(world, learner, real_now):
    def make(**changes):
        asked = {"learner": learner, "host_school": world.host_virtual_school, "asks": ASKS,
                 "until": local_date(real_now) + timedelta(days=30), "by": world.key_contact.user, "now": real_now}  # fmt: skip
        return ask_for_support(**asked | changes)

    return make


def sees(part, learner):
    return Learner.objects.visible_to(part.user).filter(pk=learner.pk).exists()


def news(what):
    return {m.recipient.name for m in Message.objects.filter(topic__endswith=f":{what}", channel="email")}


def test_the_asked_school_knows_only_the_request_until_it_accepts(world, learner, ask, real_now, client_of):
    request = ask()
    assert news("asked") == {"Hal Host"}
    assert not sees(world.host_key_contact, learner)
    client = client_of(world.host_key_contact.user)
    for address in ("/support/", f"/support/{request.uuid}/", f"/support/{request.uuid}/accept/"):
        text = client.get(address).content.decode()
        assert "QM" in text
        assert "Quinn" not in text
        assert "Mbeki" not in text
    assert client.get(f"/learners/{learner.uuid}/").status_code == 404
    accept_support(request=request, by=world.host_key_contact.user, now=real_now)
    assert sees(world.host_key_contact, learner)
    assert news("accepted") == {"Kay Contact"}
    assert "Quinn Mbeki" in client.get("/support/").content.decode()
    assert client.get(f"/learners/{learner.uuid}/").status_code == 200


def test_without_a_request_a_host_school_sees_none_of_its_colleges_young_people_from_elsewhere(
    world, learner, ask, real_now
):
    """With one it sees that one, and may do with it what a host may."""
    other = world.learner()
    assert not Learner.objects.visible_to(world.host_key_contact.user).exists()
    accept_support(request=ask(), by=world.host_key_contact.user, now=real_now)
    assert list(Learner.objects.visible_to(world.host_key_contact.user)) == [learner]
    for permission in PURPOSE_PERMISSIONS[Purpose.HOME_VIRTUAL_SCHOOL]:
        allowed = access.allows(world.host_key_contact.user, permission, learner)
        assert not allowed or permission in PURPOSE_PERMISSIONS[Purpose.HOST_VIRTUAL_SCHOOL], permission
        assert not access.allows(world.host_key_contact.user, permission, other)
    assert access.allows(world.host_key_contact.user, Permission.VIEW_LEARNER, learner)


def test_it_is_open_until_the_end_of_the_last_day(world, learner, ask, real_now):
    request = accept_support(request=ask(), by=world.host_key_contact.user, now=real_now)
    over = request.link.ends_at
    assert local_date(over) == request.until + timedelta(days=1)
    assert local_date(over - timedelta(seconds=1)) == request.until
    assert end_support_that_is_over(now=over - timedelta(seconds=1)) == 0
    assert end_support_that_is_over(now=over) == 1
    assert end_support_that_is_over(now=over) == 0
    request.refresh_from_db()
    assert (request.state, request.ended_at) == (SupportState.ENDED, over)
    assert news("ended") == {"Kay Contact", "Hal Host"}


@pytest.mark.parametrize(
    ("until", "ends_at"),
    [
        (date(2026, 10, 24), datetime(2026, 10, 24, 23, tzinfo=UTC)),  # the last midnight of summer time
        (date(2026, 10, 25), datetime(2026, 10, 26, 0, tzinfo=UTC)),  # the day on which clocks go back
        (date(2027, 3, 27), datetime(2027, 3, 28, 0, tzinfo=UTC)),
        (date(2027, 3, 28), datetime(2027, 3, 28, 23, tzinfo=UTC)),  # the day on which clocks go forward
        (date(2027, 2, 28), datetime(2027, 3, 1, 0, tzinfo=UTC)),
    ],
)
def test_the_last_day_ends_at_the_local_midnight(world, learner, now, until, ends_at):
    request = ask_for_support(
        learner=learner, host_school=world.host_virtual_school, asks=ASKS, until=until, by=world.head.user, now=now
    )
    assert accept_support(request=request, by=world.host_key_contact.user, now=now).link.ends_at == ends_at


@pytest.mark.parametrize(
    ("today", "latest"),
    [
        (date(2026, 10, 6), date(2027, 10, 6)),
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(2027, 2, 28), date(2028, 2, 28)),
        (date(2026, 12, 31), date(2027, 12, 31)),
    ],
)
def test_support_is_asked_for_a_year_at_most(today, latest):
    assert latest_last_day(today) == latest


def test_what_cannot_be_asked(world, learner, ask, real_now):
    today = local_date(real_now)
    for changes, error in (
        ({"until": today - timedelta(days=1)}, LastDayOutOfRange),
        ({"until": latest_last_day(today) + timedelta(days=1)}, LastDayOutOfRange),
        ({"asks": "  "}, AsksMissing),
        ({"host_school": world.virtual_school}, NotAnotherSchool),
        ({"host_school": world.college}, NotAnotherSchool),
        ({"host_school": world.other_virtual_school}, NobodyAnswers),
    ):
        with pytest.raises(error):
            ask(**changes)
    ask(until=today)
    with pytest.raises(AlreadyAsked):
        ask()
    MembershipFactory(agency=world.other_virtual_school, role=RoleCode.VIRTUAL_SCHOOL_HEAD)
    assert ask(host_school=world.other_virtual_school)


def test_not_without_a_basis(world, learner, ask, real_now):
    other = world.learner()
    with pytest.raises(NoBasis):
        ask(learner=other)
    request = ask()
    record_consent(
        learner=learner, purpose="support", decision="withdrawn", decided_on=local_date(real_now), how="spoken",
        said_by="young_person", by=world.head.user, now=real_now,
    )  # fmt: skip
    with pytest.raises(NoBasis):
        accept_support(request=request, by=world.host_key_contact.user, now=real_now)
    request.refresh_from_db()
    assert request.state == SupportState.ASKED
    assert not sees(world.host_key_contact, learner)


def test_consent_taken_back_ends_it_in_the_same_act(world, learner, ask, real_now):
    request = accept_support(request=ask(), by=world.host_key_contact.user, now=real_now)
    record_consent(
        learner=learner, purpose="support", decision="withdrawn", decided_on=local_date(real_now), how="spoken",
        said_by="young_person", by=world.head.user, now=real_now + timedelta(seconds=1),
    )  # fmt: skip
    request.refresh_from_db()
    assert request.state == SupportState.ENDED
    assert not access.rebuild(check=True).surplus


def test_the_opening_stands_on_the_disclosure_log(world, learner, ask, real_now):
    accept_support(request=ask(), by=world.host_key_contact.user, now=real_now)
    entry = Disclosure.objects.get(kind="link", recipient=world.host_virtual_school)
    assert entry.basis == "consent"


def test_declined_withdrawn_and_ended_early(world, learner, ask, real_now):
    request = ask()
    with pytest.raises(AnswerMissing):
        decline_support(request=request, reason=" ", by=world.host_key_contact.user, now=real_now)
    decline_support(request=request, reason="Nobody is free", by=world.host_key_contact.user, now=real_now)
    assert news("declined") == {"Kay Contact"}
    assert not support_listed(world.host_key_contact.user).exists(), "what is over is not the asked school's any more"
    assert support_listed(world.officer.user).get().answer == "Nobody is free"
    second = ask()
    withdraw_support(request=second, by=world.head.user, now=real_now)
    assert news("withdrawn") == {"Hal Host"}
    with pytest.raises(NotOpenAnyMore):
        accept_support(request=second, by=world.host_key_contact.user, now=real_now)
    third = accept_support(request=ask(), by=world.host_key_contact.user, now=real_now)
    end_support(request=third, reason="They moved", by=world.host_key_contact.user, now=real_now + timedelta(seconds=1))
    third.refresh_from_db()
    assert third.link.ends_at == real_now + timedelta(seconds=1)
    assert not access.rebuild(check=True).surplus
    with pytest.raises(NotOpenAnyMore):
        end_support(request=third, reason="Again", by=world.head.user, now=real_now + timedelta(seconds=2))


def test_a_request_that_nobody_answers_ends_with_its_last_day(world, learner, ask, real_now):
    request = ask(until=local_date(real_now))
    tomorrow = real_now + timedelta(days=1)
    assert end_support_that_is_over(now=tomorrow) == 1
    request.refresh_from_db()
    assert request.state == SupportState.ENDED
    with pytest.raises(NotOpenAnyMore):
        accept_support(request=request, by=world.host_key_contact.user, now=tomorrow)


def test_a_closed_case_ends_it(world, learner, ask, real_now):
    request = accept_support(request=ask(), by=world.host_key_contact.user, now=real_now)
    close_case(learner=learner, closed_on=local_date(real_now), reason="Moved", by=world.head.user, now=real_now)
    assert end_support_that_is_over(now=real_now + timedelta(seconds=1)) == 1
    request.refresh_from_db()
    assert request.link.ends_at == real_now + timedelta(seconds=1)
    with pytest.raises(CaseIsClosed):
        ask()


def test_a_restricted_record_is_nobody_elses(world, learner, ask, real_now):
    request = ask()
    restrict(learner=learner, people=[], reason="At risk", by=world.head.user, now=real_now)
    assert not SupportRequest.objects.visible_to(world.host_key_contact.user).exists()
    with pytest.raises(RestrictedRecord):
        accept_support(request=request, by=world.host_key_contact.user, now=real_now)
    with pytest.raises(RestrictedRecord):
        ask()
    message = Message.objects.get(topic=f"support:{request.uuid}:asked", channel="email")
    assert message.state == "withheld", "called back before it left"


def test_an_accepted_one_shows_nothing_once_the_record_is_restricted(world, learner, ask, real_now, client_of):
    request = accept_support(request=ask(), by=world.host_key_contact.user, now=real_now)
    restrict(learner=learner, people=[], reason="At risk", by=world.head.user, now=real_now)
    client = client_of(world.host_key_contact.user)
    assert client.get(f"/support/{request.uuid}/").status_code == 404
    page = client.get("/support/")
    assert page.status_code == 200
    assert "QM" not in text_of(page), "nor the initials"
    assert client.get(f"/learners/{learner.uuid}/").status_code == 404


def test_who_may_act(world, learner, ask, client_of):
    request = ask()
    address = f"/support/{request.uuid}/"
    host, home = client_of(world.host_key_contact.user), client_of(world.head.user)
    officer, worker = client_of(world.officer.user), client_of(world.social_worker.user)
    assert [each.get(f"{address}accept/").status_code for each in (host, home, officer, worker)] == [200, 403, 403, 403]
    assert [each.get(f"{address}withdraw/").status_code for each in (host, home, officer, worker)] == [
        403,
        200,
        403,
        403,
    ]
    assert [each.get(address).status_code for each in (host, home, officer, worker)] == [200] * 4
    for part in (world.designated_person, world.viewer):
        assert client_of(part.user).get(address).status_code == 403
    assert client_of(world.stranger.user).get(address).status_code == 404
    assert worker.get(f"/learners/{learner.uuid}/support/new/").status_code == 403, "the home Virtual School asks"


def test_asked_answered_and_ended_on_the_pages(world, learner, client_of, real_now):
    home, host = client_of(world.key_contact.user), client_of(world.host_key_contact.user)
    page = home.get(f"/learners/{learner.uuid}/support/new/")
    assert page.context["form"].fields["host_school"].initial == world.host_virtual_school.pk
    until = local_date(real_now) + timedelta(days=60)
    answer = home.post(
        f"/learners/{learner.uuid}/support/new/",
        {"host_school": world.host_virtual_school.pk, "asks": ASKS, **day_data("until", until)},
    )
    request = SupportRequest.objects.get()
    assert answer.url == f"/support/{request.uuid}/"
    assert host.post(f"/support/{request.uuid}/accept/", {"note": "Gladly"}).status_code == 302
    assert "Host Virtual School" in home.get(f"/learners/{learner.uuid}/").content.decode()
    assert host.post(f"/support/{request.uuid}/accept/", {}).status_code == 200, "said twice, it explains"
    assert home.post(f"/support/{request.uuid}/end/", {"reason": ""}).status_code == 200
    assert home.post(f"/support/{request.uuid}/end/", {"reason": "They moved"}).url == f"/support/{request.uuid}/"
    assert host.get(f"/support/{request.uuid}/").status_code == 404
    college = client_of(world.designated_person.user).get(f"/learners/{learner.uuid}/").content.decode()
    assert "Support from another" not in college


def test_the_list_takes_as_many_queries_for_many(
    world, ask, learner, client_of, real_now, django_assert_max_num_queries
):
    client = client_of(world.key_contact.user)
    ask()
    client.get("/support/")
    with django_assert_max_num_queries(25) as first:
        client.get("/support/")
    for _ in range(3):
        ask(learner=world.learner(agreed=list(ConsentPurpose)))
    with django_assert_max_num_queries(len(first)):
        assert client.get("/support/").context["page_obj"].paginator.count == 4
