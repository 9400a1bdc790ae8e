"""The door to a young person's own page: link, device, birthday (M5)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from accounts.form_fields import day_data
from accounts.models import User
from education_plans.models import HelpCall, PersonalLink
from education_plans.rules.own_page import BIRTHDAY_TRIES
from education_plans.selectors.own_links import LinkState, digest_of, link_behind, link_state
from education_plans.services import own_links
from education_plans.services.own_links import (
    GivenLink,
    NotOpen,
    WrongBirthday,
    come_in,
    end_link,
    give_link,
    send_link,
)
from learners.models import Learner
from learners.services import close_case, record_death
from notifications.enums import MessageKind
from notifications.models import Message
from tests.people import World

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]


@pytest.fixture
def learner(world: World) -> Learner:
    return world.learner()


@pytest.fixture
def given(world: World, learner: Learner, real_now: datetime) -> GivenLink:
    return give_link(learner=learner, by=world.social_worker.user, now=real_now)


def birthday(learner: Learner, days_off: int = 0) -> dict[str, Any]:
    return day_data("birthday", learner.date_of_birth + timedelta(days=days_off))


def opened(given: GivenLink) -> Client:
    """A phone on which the link was opened."""
    phone = Client()
    response = phone.post(f"/me/{given.token}/", birthday(given.link.learner))
    assert response.status_code == 302
    return phone


def test_the_token_has_256_bits_and_only_its_digest_is_stored(given: GivenLink):
    assert len(given.token) >= 43
    row = PersonalLink.objects.values().get()
    assert given.token not in str(row)
    assert row["token_digest"] == digest_of(given.token)
    assert not PersonalLink.history.filter(history_change_reason__contains=given.token).exists()


def test_link_and_birthday_open_the_page_on_one_device(given: GivenLink, learner: Learner):
    phone = Client()
    page = phone.get(f"/me/{given.token}/")
    assert page.status_code == 200
    assert learner.called not in page.content.decode()
    response = phone.post(f"/me/{given.token}/", birthday(learner))
    assert (response.status_code, response.url) == (302, "/me/")
    assert f"Hello {learner.called}" in phone.get("/me/").content.decode()
    assert settings.SESSION_COOKIE_NAME not in phone.cookies


def test_opening_the_link_alone_binds_nothing(given: GivenLink, learner: Learner):
    """A mail scanner opens it first, and sends cookies back for nobody."""
    assert Client().get(f"/me/{given.token}/").status_code == 200
    assert not Client().get(f"/me/{given.token}/").cookies.get(settings.MAINSTAY_DEVICE_COOKIE)
    assert opened(given).get("/me/").status_code == 200


def test_another_device_is_refused_kindly(given: GivenLink, learner: Learner):
    opened(given)
    other = Client()
    page = other.get(f"/me/{given.token}/")
    assert page.status_code == 410
    assert "belongs to another phone" in page.content.decode()
    assert learner.called not in page.content.decode()
    assert other.post(f"/me/{given.token}/", birthday(learner)).status_code == 410


def test_a_wrong_birthday_binds_too_so_that_the_young_person_notices(given: GivenLink, learner: Learner):
    thief = Client()
    assert "You can try 4 more times" in thief.post(f"/me/{given.token}/", birthday(learner, 1)).content.decode()
    assert Client().get(f"/me/{given.token}/").status_code == 410
    assert thief.get("/me/plan/").status_code == 302  # bound, but not in


def test_five_wrong_birthdays_end_the_link(given: GivenLink, learner: Learner):
    phone = Client()
    for _ in range(BIRTHDAY_TRIES - 1):
        assert phone.post(f"/me/{given.token}/", birthday(learner, 1)).status_code == 200
    assert phone.post(f"/me/{given.token}/", birthday(learner, 1)).status_code == 410
    assert phone.post(f"/me/{given.token}/", birthday(learner)).status_code == 410
    assert PersonalLink.objects.get().ended_at is not None


def test_a_right_birthday_forgives_the_wrong_ones(given: GivenLink, learner: Learner, real_now: datetime):
    for _ in range(3):
        for _ in range(BIRTHDAY_TRIES - 1):
            with pytest.raises(WrongBirthday):
                come_in(link=given.link, device="phone", birthday=learner.date_of_birth - timedelta(1), now=real_now)
        come_in(link=given.link, device="phone", birthday=learner.date_of_birth, now=real_now)
    assert PersonalLink.objects.get().wrong_birthdays == 0


def test_half_an_hour_later_the_birthday_is_asked_again(given: GivenLink, learner: Learner, monkeypatch):
    phone = opened(given)
    monkeypatch.setattr("education_plans.views.own_door.IDLE", timedelta(0))
    assert phone.get("/me/plan/").url == "/me/"
    page = phone.get("/me/")
    assert "When is your birthday" in page.content.decode()
    assert learner.called not in page.content.decode()
    monkeypatch.undo()
    assert phone.post("/me/", birthday(learner)).url == "/me/"
    assert phone.get("/me/plan/").status_code == 200


def test_who_asks_for_help_too_late_is_told_that_nobody_heard(given: GivenLink, monkeypatch: pytest.MonkeyPatch):
    phone = opened(given)
    monkeypatch.setattr("education_plans.views.own_door.IDLE", timedelta(0))
    answer = phone.post("/me/help/", {"is_urgent": "now", "words": "Come"})
    assert not HelpCall.objects.exists()
    assert "we did not get what you sent" in phone.get(answer.url).content.decode()
    assert "we did not get what you sent" not in phone.get("/me/").content.decode()


def test_a_cookie_of_the_page_is_nothing_without_the_device(given: GivenLink):
    phone = opened(given)
    stolen = Client()
    stolen.cookies[settings.MAINSTAY_OWN_PAGE_COOKIE] = phone.cookies[settings.MAINSTAY_OWN_PAGE_COOKIE].value
    assert stolen.get("/me/").status_code == 404
    assert stolen.get("/me/plan/").status_code == 404
    forged = Client()
    forged.cookies[settings.MAINSTAY_DEVICE_COOKIE] = phone.cookies[settings.MAINSTAY_DEVICE_COOKIE].value
    forged.cookies[settings.MAINSTAY_OWN_PAGE_COOKIE] = "anything:at:all"
    assert forged.get("/me/plan/").status_code == 302


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(given: GivenLink):
    phone = opened(given)
    for name in (settings.MAINSTAY_DEVICE_COOKIE, settings.MAINSTAY_OWN_PAGE_COOKIE):
        cookie = phone.cookies[name]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert given.token not in cookie.value


def test_closing_the_page_asks_for_the_birthday_again(given: GivenLink):
    phone = opened(given)
    phone.post("/me/leave/")
    assert "When is your birthday" in phone.get("/me/").content.decode()


def test_a_new_link_ends_the_old_one_and_its_page_at_once(
    given: GivenLink, learner: Learner, world: World, real_now: datetime
):
    phone = opened(given)
    new = give_link(learner=learner, by=world.team_manager.user, now=real_now)
    assert phone.get("/me/").status_code == 404
    assert phone.get(f"/me/{given.token}/").status_code == 410
    assert PersonalLink.objects.filter(ended_at__isnull=True).get() == new.link
    assert opened(new).get("/me/").status_code == 200


def test_a_lost_phone_is_shut_out_at_once(given: GivenLink, learner: Learner, world: World, real_now: datetime):
    phone = opened(given)
    assert end_link(learner=learner, by=world.social_worker.user, now=real_now)
    assert phone.get("/me/").status_code == 404
    assert not end_link(learner=learner, by=world.social_worker.user, now=real_now)


def test_a_link_is_good_for_its_days_and_no_longer(given: GivenLink, real_now: datetime):
    found, last = link_behind(given.token), real_now + settings.MAINSTAY_OWN_PAGE_VALID
    assert link_state(found, "", last - timedelta(seconds=1)) == LinkState.OPEN
    assert link_state(found, "", last) == LinkState.EXPIRED
    with pytest.raises(NotOpen):
        come_in(link=given.link, device="phone", birthday=given.link.learner.date_of_birth, now=last)


@pytest.mark.parametrize("end", ["close", "death"])
def test_a_closed_case_has_no_page(end: str, given: GivenLink, learner: Learner, world: World, real_now: datetime):
    phone = opened(given)
    if end == "close":
        close_case(learner=learner, closed_on=real_now.date(), reason="Moved", by=world.team_manager.user, now=real_now)
    else:
        record_death(learner=learner, died_on=real_now.date(), by=world.team_manager.user, now=real_now)
    assert phone.get("/me/").status_code == 404
    assert phone.get(f"/me/{given.token}/").status_code == 410
    with pytest.raises(own_links.NoPageAnyMore):
        give_link(learner=learner, by=world.team_manager.user, now=real_now)


def test_two_young_people_share_a_phone(given: GivenLink, world: World, real_now: datetime):
    phone = opened(given)
    sister = give_link(learner=world.learner(), by=world.social_worker.user, now=real_now)
    assert phone.post(f"/me/{sister.token}/", birthday(sister.link.learner)).status_code == 302
    assert f"Hello {sister.link.learner.called}" in phone.get("/me/").content.decode()
    assert phone.post(f"/me/{given.token}/", birthday(given.link.learner)).status_code == 302
    assert f"Hello {given.link.learner.called}" in phone.get("/me/").content.decode()


def test_an_unknown_link_says_nothing(client: Client):
    page = client.get("/me/no-such-token/")
    assert page.status_code == 404
    assert "0800 1111" in page.content.decode()


def test_the_email_holds_the_link_is_erased_and_says_no_name(
    learner: Learner, world: World, real_now: datetime, deliver_at: Any, mailoutbox: list[Any]
):
    send_link(learner=learner, email="young@example.org", by=world.social_worker.user, now=real_now)
    message = Message.objects.get(kind=MessageKind.OWN_PAGE)
    for name in (learner.called, learner.family_name, world.social_worker.user.name):
        assert name not in message.body + message.subject
    deliver_at(real_now)
    (sent,) = mailoutbox
    token = sent.body.split("/me/")[1].split("/")[0]
    assert link_behind(token) == PersonalLink.objects.get()
    message.refresh_from_db()
    assert message.body == ""


def test_no_email_to_somebody_who_died(learner: Learner, world: World, real_now: datetime):
    send_link(learner=learner, email="young@example.org", by=world.social_worker.user, now=real_now)
    record_death(learner=learner, died_on=real_now.date(), by=world.team_manager.user, now=real_now)
    assert Message.objects.get(kind=MessageKind.OWN_PAGE).state == "cancelled"


def test_the_key_worker_shows_it_once(learner: Learner, world: World, client_of: ClientOf):
    client = client_of(world.social_worker.user)
    page = client.post(f"/learners/{learner.uuid}/own-page/", {"how": "show"})
    text = page.content.decode()
    assert "<svg" in text
    assert "sms:?&amp;body=" in text
    token = text.split("/me/")[1].split("/")[0]
    assert link_behind(token) is not None
    assert token not in client.get(f"/learners/{learner.uuid}/own-page/").content.decode()


def test_who_may_give_it(learner: Learner, world: World, client_of: ClientOf):
    url = f"/learners/{learner.uuid}/own-page/"
    for name, status in {
        "social_worker": 200, "team_manager": 200, "key_contact": 403, "designated_person": 403, "stranger": 404,
    }.items():  # fmt: skip
        assert client_of(world.people()[name]).get(url).status_code == status, name


def test_an_address_is_asked_for(learner: Learner, world: World, client_of: ClientOf):
    client = client_of(world.social_worker.user)
    for email, words in (("", "Enter their e-mail address"), ("nobody", "in the correct format")):
        page = client.post(f"/learners/{learner.uuid}/own-page/", {"how": "email", "email": email})
        assert words in page.content.decode()
    assert not PersonalLink.objects.exists()
