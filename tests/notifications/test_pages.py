"""The inbox, one message, preferences and the sent messages of embedded mode."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notifications.context_processors import inbox as header
from notifications.enums import Channel, Frequency, MessageKind, MessageState
from notifications.models import Message, Preference
from notifications.selectors import inbox, unread_count
from notifications.services import deliver, queue, queue_account_mail, queue_one
from tests.factories import UserFactory
from tests.notifications.conftest import note

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(mary, client_of):
    return client_of(mary)


def test_the_inbox_shows_ones_own_messages_newest_first(client, mary, real_now):
    hour = timedelta(hours=1)
    queue([note(mary, "1", subject="The older")], now=real_now - hour)
    queue([note(mary, "2", subject="The newer")], now=real_now)
    queue([note(UserFactory(), "3", subject="Not for Mary")], now=real_now)
    page = client.get("/messages/").content.decode()
    assert page.index("The newer") < page.index("The older")
    assert "Not for Mary" not in page
    assert "Showing all 2 messages" in page


def test_an_empty_inbox_says_what_will_come(client):
    assert "No messages yet" in client.get("/messages/").content.decode()


def test_filters(client, mary, real_now):
    queue(
        [note(mary, "1", subject="About a plan", kind=MessageKind.PLAN), note(mary, "2", subject="Due")], now=real_now
    )
    Message.objects.filter(subject="Due").update(read_at=real_now)
    assert [m.subject for m in client.get("/messages/?kind=plan").context["page"]] == ["About a plan"]
    assert [m.subject for m in client.get("/messages/?unread=on").context["page"]] == ["About a plan"]
    assert "Nothing matches" in client.get("/messages/?kind=emergency").content.decode()
    assert client.get("/messages/?kind=nonsense").status_code == 200


def test_paging(client, mary, real_now):
    queue([note(mary, str(n)) for n in range(30)], now=real_now)
    assert len(client.get("/messages/").context["page"]) == 25
    assert len(client.get("/messages/?page=2").context["page"]) == 5
    assert client.get("/messages/?page=nonsense").status_code == 200


def test_the_inbox_takes_as_many_queries_for_many_messages_as_for_few(client, mary, real_now):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get("/messages/")
        return len(seen)

    queue([note(mary, "first")], now=real_now)
    few = queries()
    queue([note(mary, str(n)) for n in range(60)], now=real_now)
    assert queries() == few


def test_the_number_in_the_header_is_the_length_of_the_list_and_one_query(
    mary, real_now, rf, django_assert_num_queries
):
    queue([note(mary, str(n)) for n in range(3)], now=real_now)
    queue_account_mail(address=mary.email, subject="s", body="b", now=real_now)
    request = rf.get("/")
    request.user = mary
    with django_assert_num_queries(0):
        context = header(request)
    with django_assert_num_queries(1):
        assert f"{context['inbox_count']} {context['inbox_count']}" == "3 3"
    assert unread_count(mary) == inbox(mary, unread_only=True).count() == 3


def test_the_unread_count_reads_its_own_index(mary, real_now):
    """Of thousands of messages all but one are read. In a table as good as empty one index is as cheap as another."""
    queue([note(mary, str(number)) for number in range(2000)], now=real_now)
    Message.objects.filter(recipient=mary, channel=Channel.IN_APP).update(read_at=real_now)
    queue_one(note(mary, "unread"), now=real_now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE notifications_message")
    assert unread_count(mary) == 1
    assert "message_unread" in inbox(mary, unread_only=True).order_by().explain()


def test_opening_marks_as_read_once(client, mary, real_now):
    message = queue_one(note(mary), now=real_now).in_app
    assert unread_count(mary) == 1
    client.head(f"/messages/{message.uuid}/")
    assert unread_count(mary) == 1
    client.get(f"/messages/{message.uuid}/")
    message.refresh_from_db()
    first = message.read_at
    assert first >= real_now
    client.get(f"/messages/{message.uuid}/")
    message.refresh_from_db()
    assert message.read_at == first
    assert unread_count(mary) == 0


def test_mark_all_as_read(client, mary, real_now):
    other = UserFactory()
    queue([note(mary, "1"), note(mary, "2"), note(other, "3")], now=real_now)
    assert "Mark all as read" in client.get("/messages/").content.decode()
    assert client.get("/messages/read/").status_code == 405
    assert client.post("/messages/read/").url == "/messages/"
    assert (unread_count(mary), unread_count(other)) == (0, 1)
    assert "Mark all as read" not in client.get("/messages/").content.decode()


@pytest.mark.parametrize("channel", ["in_app", "email"])
def test_a_message_shows_its_text_its_link_and_how_the_email_fared(client, mary, real_now, mail_server, channel):
    both = queue_one(note(mary, body="The plan for A B is due.\n\n<b>Soon</b>"), now=real_now)
    deliver(now_source=lambda: real_now)
    page = client.get(f"/messages/{getattr(both, channel).uuid}/").content.decode()
    assert "The plan for A B is due." in page
    assert "&lt;b&gt;Soon" in page
    assert 'href="/deadlines/"' in page
    assert "Sent</strong> to mary@example.org" in page
    assert "Accepted by the mail server" in page


def test_a_message_that_is_being_tried_again_says_when(client, mary, real_now, mail_server):
    mary.email = "full@example.org"
    mary.save()
    message = queue_one(note(mary), now=real_now).in_app
    deliver(now_source=lambda: real_now)
    page = client.get(f"/messages/{message.uuid}/").content.decode()
    assert "Not delivered yet" in page
    assert "Tried 1 time; next try" in page
    assert "452 4.2.2 Mailbox full" in page


def test_a_message_without_an_email_says_so(client, mary, real_now):
    (message,) = queue([note(mary)], now=real_now, email=False)
    assert "said in Mainstay only" in client.get(f"/messages/{message.uuid}/").content.decode()


def test_a_stranger_finds_nothing(client_of, mary, real_now):
    both = queue_one(note(mary), now=real_now)
    stranger = client_of(UserFactory())
    for message in both.email, both.in_app:
        assert stranger.get(f"/messages/{message.uuid}/").status_code == 404
    assert stranger.get(f"/messages/{uuid4()}/").status_code == 404
    both.in_app.refresh_from_db()
    assert both.in_app.read_at is None


@pytest.mark.parametrize("path", ["/messages/", "/messages/preferences/", "/messages/sent/"])
def test_nobody_is_sent_to_sign_in(db, client_of, path, settings):
    from django.test import Client

    settings.MAINSTAY_EMBEDDED = True
    assert Client().get(path).url.startswith("/sign-in/")


def test_preferences_are_kept_and_shown(client, mary, real_now):
    page = client.get("/messages/preferences/").content.decode()
    assert "An emergency" in page
    assert 'value="emergency"' not in page, "safety cannot be put off"
    answer = client.post("/messages/preferences/", {"daily": ["reminder", "plan"]})
    assert answer.url == "/messages/preferences/"
    chosen = Preference.objects.filter(user=mary, frequency=Frequency.DAILY).values_list("kind", flat=True)
    assert set(chosen) == {"reminder", "plan"}
    page = client.get("/messages/preferences/").content.decode()
    assert page.count(" checked") == 2
    client.post("/messages/preferences/", {})
    assert not Preference.objects.filter(user=mary, frequency=Frequency.DAILY).exists()


def test_a_kind_that_cannot_be_put_off_is_an_error_and_nothing_is_lost(client, mary):
    page = client.post("/messages/preferences/", {"daily": ["emergency", "plan"]})
    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()
    assert "<title>Error: " in page.content.decode()
    assert not Preference.objects.filter(user=mary).exists()


def test_sent_messages_only_in_embedded_mode(client, mary, real_now, settings):
    queue([note(UserFactory(name="Ann Example"), body="Words for Ann")], now=real_now)
    assert client.get("/messages/sent/").status_code == 404
    assert "All sent messages" not in client.get("/messages/").content.decode()
    settings.MAINSTAY_EMBEDDED = True
    assert "All sent messages" in client.get("/messages/").content.decode()
    page = client.get("/messages/sent/").content.decode()
    assert "Words for Ann" in page
    assert "Ann Example" in page
    assert "Nothing matches" in client.get(f"/messages/sent/?state={MessageState.FAILED}").content.decode()


def test_sent_messages_take_as_many_queries_for_many_as_for_few(client, real_now, settings):
    settings.MAINSTAY_EMBEDDED = True

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get("/messages/sent/")
        return len(seen)

    queue([note(UserFactory(), "first")], now=real_now)
    few = queries()
    queue([note(UserFactory(), str(n)) for n in range(20)], now=real_now)
    assert queries() == few
