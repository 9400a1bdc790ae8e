"""The watchdog: if the sweep stands still, operators hear of it by another road than the queue."""

from collections.abc import Callable
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends import locmem
from django.test import Client, override_settings

from accounts.enums import RoleCode
from accounts.models import User
from accounts.services import end_membership
from deadlines.models import SweepRun
from deadlines.rules import SWEEP_STOPPED
from notifications.models import Message
from oversight import middleware
from oversight.middleware import WatchdogMiddleware
from oversight.models import Alarm
from oversight.services.watchdog import TELL_EVERY, watch
from tests.config.test_health import swept
from tests.factories import MembershipFactory, UserFactory
from tests.people import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
LATE = SWEEP_STOPPED + timedelta(seconds=1)


def look(now: datetime, *, since: datetime | None = None) -> Alarm | None:
    return watch(watching_since=since or now - timedelta(days=1), now=now)


def test_while_the_sweep_runs_nothing_happens(world: World, now: datetime) -> None:
    swept(now - SWEEP_STOPPED)
    assert look(now) is None
    assert not Alarm.objects.exists()
    assert mail.outbox == []


def test_operators_are_told_directly_and_once_an_hour(world: World, now: datetime) -> None:
    swept(now - LATE)
    assert look(now) == Alarm.objects.get()
    (letter,) = mail.outbox
    assert letter.to == [world.operator.user.email]
    assert letter.subject == "Mainstay: the sweep has stopped"
    assert "The sweep last ran on" in letter.body
    assert letter.body.rstrip().endswith("/operations/")
    assert not Message.objects.exists()  # not through the queue
    for later in (timedelta(seconds=30), TELL_EVERY - timedelta(seconds=1)):
        assert look(now + later) == Alarm.objects.get()
    assert len(mail.outbox) == 1
    look(now + TELL_EVERY)
    assert len(mail.outbox) == 2
    assert Alarm.objects.get().told == 2


def test_when_it_runs_again_the_alarm_is_over_and_the_next_one_is_another(world: World, now: datetime) -> None:
    swept(now - LATE)
    look(now)
    swept(now + timedelta(minutes=1))
    assert look(now + timedelta(minutes=2)) is None
    assert Alarm.objects.get().recovered_at == now + timedelta(minutes=2)
    look(now + timedelta(hours=3))
    assert Alarm.objects.count() == 2
    assert len(mail.outbox) == 2


def test_one_started_again_after_a_planned_stop_is_given_time(world: World, now: datetime) -> None:
    swept(now - timedelta(days=2))
    assert look(now, since=now - SWEEP_STOPPED) is None
    assert look(now, since=now - LATE) is not None


def test_a_new_installation_is_given_time(world: World, now: datetime) -> None:
    assert look(now, since=now - SWEEP_STOPPED) is None
    alarm = look(now, since=now - LATE)
    assert alarm is not None
    assert alarm.last_alive_at is None
    assert "has not run since Mainstay was started" in mail.outbox[0].body


def test_a_mail_server_that_is_away_breaks_nothing_and_is_shown(
    world: World, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    swept(now - LATE)
    smtp = {
        "MAINSTAY_DELIVERY_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": 1,
    }
    with override_settings(**smtp):
        look(now)
    alarm = Alarm.objects.get()
    assert (alarm.told, alarm.problem) == (0, "[Errno 111] Connection refused")
    assert "Operators could not be told" in caplog.text
    assert world.operator.user.email not in caplog.text


def test_one_dead_mailbox_keeps_no_other_operator_from_being_told(
    world: World, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = MembershipFactory(user=UserFactory(), agency=world.virtual_school, role=RoleCode.OPERATOR)
    sound = locmem.EmailBackend.send_messages

    def send(self: locmem.EmailBackend, letters: list[EmailMessage]) -> int:
        if letters[0].to == [world.operator.user.email]:
            raise SMTPRecipientsRefused({letters[0].to[0]: (550, b"gone")})
        return sound(self, letters)

    monkeypatch.setattr(locmem.EmailBackend, "send_messages", send)
    swept(now - LATE)
    look(now)
    alarm = Alarm.objects.get()
    assert alarm.told == 1
    assert alarm.problem
    assert [letter.to for letter in mail.outbox] == [[other.user.email]]


def test_without_an_operator_the_log_and_the_page_say_so(world: World, now: datetime) -> None:
    end_membership(membership=world.operator, by=None, now=now)
    swept(now - LATE)
    look(now)
    assert Alarm.objects.get().problem == "Nobody holds the role of operator."
    assert mail.outbox == []


@pytest.fixture
def watching(settings: object) -> None:
    settings.MAINSTAY_WATCHDOG_SECONDS = 30.0  # type: ignore[attr-defined]


BANNER = "The sweep has stopped"


@pytest.mark.usefixtures("watching")
def test_the_next_request_notices_and_operators_alone_see_the_banner(
    world: World, real_now: datetime, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def for_long(*, watching_since: datetime, now: datetime) -> Alarm | None:
        return watch(watching_since=watching_since - LATE, now=now)

    monkeypatch.setattr(middleware, "watch", for_long)  # a process that has looked for more than five minutes
    swept(real_now - LATE)
    operator, worker = client_of(world.operator.user), client_of(world.social_worker.user)
    assert worker.get("/healthz").status_code == 200
    assert mail.outbox == []  # a probe is nobody’s request
    assert BANNER not in worker.get("/").content.decode()
    assert len(mail.outbox) == 1
    assert BANNER in operator.get("/").content.decode()
    assert BANNER in operator.get("/messages/").content.decode()
    assert len(mail.outbox) == 1


@pytest.mark.usefixtures("watching")
def test_a_process_looks_at_most_every_half_minute(
    world: World, real_now: datetime, django_assert_num_queries: Callable[..., object]
) -> None:
    seen: list[Alarm | None] = []
    watchdog = WatchdogMiddleware(lambda request: seen.append(request.alarm))  # type: ignore[arg-type, return-value, attr-defined]
    swept(real_now)
    request = Client().get("/sign-in/").wsgi_request
    with django_assert_num_queries(3):  # type: ignore[attr-defined]  # the clock, the newest row, an alarm that is over
        watchdog(request)
    with django_assert_num_queries(0):  # type: ignore[attr-defined]
        watchdog(request)
    SweepRun.objects.all().delete()
    assert seen == [None, None]
