"""What a mail server's answer means, and when the next try is due."""

import smtplib
from datetime import timedelta

import pytest

from notifications.enums import (
    ALWAYS_IMMEDIATE,
    CHOOSABLE_KINDS,
    SAFEGUARDING_KINDS,
    AttemptOutcome,
    MessageKind,
    MessageState,
)
from notifications.models import Message
from notifications.rules import LEASE, LEASE_IN_USE, LONGEST_RUN, MOST_TRIES, judge, wait_after
from notifications.templatetags.delivery import COLOURS, delivery_tag
from notifications.texts import BadTemplate, render_text, tidy_subject

DEFERRED, REFUSED = AttemptOutcome.DEFERRED, AttemptOutcome.REFUSED


@pytest.mark.parametrize(
    ("error", "outcome", "answer", "is_broken"),
    [
        (smtplib.SMTPRecipientsRefused({"a@x": (550, b"No\r\nsuch mailbox")}), REFUSED, "550 No such mailbox", False),
        (smtplib.SMTPRecipientsRefused({"a@x": (452, b"Full")}), DEFERRED, "452 Full", False),
        (smtplib.SMTPRecipientsRefused({"a@x": (421, b"Closing")}), DEFERRED, "421 Closing", True),
        (smtplib.SMTPDataError(554, b"Not wanted"), REFUSED, "554 Not wanted", False),
        (smtplib.SMTPDataError(451, "Later"), DEFERRED, "451 Later", False),
        # About us or the server, not the message: somebody can mend it, so nothing is given up at once.
        (smtplib.SMTPSenderRefused(550, b"Sender unknown", "m@x"), DEFERRED, "550 Sender unknown", True),
        (smtplib.SMTPAuthenticationError(535, b"Bad password"), DEFERRED, "535 Bad password", True),
        (smtplib.SMTPConnectError(554, b"No service"), DEFERRED, "554 No service", True),
        (smtplib.SMTPServerDisconnected("Connection closed"), DEFERRED, "Connection closed", True),
        (ConnectionRefusedError(111, "Connection refused"), DEFERRED, "[Errno 111] Connection refused", True),
        (TimeoutError(), DEFERRED, "TimeoutError", True),
        (ValueError("Invalid address"), REFUSED, "Invalid address", False),
        (LookupError("a fault of our own"), DEFERRED, "a fault of our own", True),
    ],
)  # fmt: skip
def test_judge(error, outcome, answer, is_broken):
    verdict = judge(error)
    assert (verdict.outcome, verdict.answer, verdict.is_broken) == (outcome, answer, is_broken)


def test_an_answer_fits_its_column():
    assert len(judge(smtplib.SMTPDataError(451, b"x" * 1000)).answer) == 300


def test_the_waits_grow_and_end_after_a_day():
    waits = [wait_after(tries) for tries in range(1, MOST_TRIES)]
    assert waits[:4] == [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)]
    assert waits == sorted(waits)
    assert timedelta(hours=24) < sum(waits, timedelta()) < timedelta(hours=30)
    assert wait_after(MOST_TRIES) is None


def test_times_fit_into_each_other():
    assert LEASE_IN_USE + timedelta(minutes=1) < LEASE < LONGEST_RUN


def test_safety_is_never_put_off():
    assert SAFEGUARDING_KINDS < ALWAYS_IMMEDIATE
    assert set(CHOOSABLE_KINDS) | ALWAYS_IMMEDIATE == set(MessageKind)
    assert not set(CHOOSABLE_KINDS) & ALWAYS_IMMEDIATE


@pytest.mark.parametrize("state", MessageState)
def test_every_state_has_its_tag(state):
    assert state in COLOURS
    assert state.label in delivery_tag(Message(state=state))


def test_a_message_being_tried_again_says_so():
    assert "Not delivered yet" in delivery_tag(Message(state=MessageState.QUEUED, attempts=2))


def test_render_text(settings, tmp_path):
    settings.TEMPLATES = [
        {"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [tmp_path], "APP_DIRS": False}
    ]
    (tmp_path / "good.txt").write_text("Subject: Plan for {{ who }}\n\nLine one & two.\n\nLine three.\n")
    (tmp_path / "bad.txt").write_text("Plan\n\nBody")
    (tmp_path / "crammed.txt").write_text("Subject: Plan\nBody")
    assert render_text("good.txt", {"who": "O’B & C"}) == ("Plan for O’B & C", "Line one & two.\n\nLine three.")
    for name in ("bad.txt", "crammed.txt"):
        with pytest.raises(BadTemplate):
            render_text(name, {})


def test_a_subject_never_breaks_the_header():
    assert tidy_subject("  A\r\nBcc: x  y ") == "A Bcc: x y"
