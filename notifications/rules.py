"""Numbers and judgements of delivery: when to try again, when to give up, what a mail server's answer means. Pure."""

import re
import smtplib
from dataclasses import dataclass
from datetime import timedelta

from notifications.enums import AttemptOutcome

#: Wait before the second, third … try. After the last one the message is given up: eight tries in a little over a day.
BACK_OFF: tuple[timedelta, ...] = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=8),
    timedelta(hours=12),
)
MOST_TRIES = len(BACK_OFF) + 1

#: How long a deliverer owns the messages it took. One that dies gives them back by the passing of this time.
LEASE = timedelta(minutes=5)
#: A deliverer begins no further message once its lease is this old, so that nobody else sends the same one meanwhile.
LEASE_IN_USE = timedelta(minutes=3)
#: One run ends after this and leaves the rest to the next, well within the time a task may take.
LONGEST_RUN = timedelta(minutes=8)
#: Messages taken at once.
BATCH = 100
#: Messages between two settlings: what a killed deliverer may send a second time.
SETTLE_EVERY = 25
#: A permission to send older than this is asked for afresh (somebody may have been deactivated, or have died).
CHECK_HOLDS = timedelta(seconds=2)
#: A mail server that breaks this many conversations in a row counts as down; the rest of the batch waits.
BROKEN_IN_A_ROW = 2

#: How many e-mails about their own account one person is sent within an hour at most.
ACCOUNT_MAILS_AN_HOUR = 5

#: E-mails that wait longer than this, while none gets through, mean that nothing is sent any more.
OUTBOX_STUCK = timedelta(hours=1)

#: A digest links this many records of one kind; the rest are only counted.
DIGEST_LINKS_PER_KIND = 10


def wait_after(tries: int) -> timedelta | None:
    """How long to wait after `tries` unsuccessful tries; None: give up."""
    return BACK_OFF[tries - 1] if tries <= len(BACK_OFF) else None


@dataclass(frozen=True)
class Verdict:
    """What one try came to. `is_broken`: the conversation with the mail server is over, whatever became of the
    message.
    """

    outcome: AttemptOutcome
    answer: str = ""
    is_broken: bool = False


def judge(error: Exception) -> Verdict:
    """What a failed try means.

    A permanent answer (5xx) about the recipient or the message itself ends it. Everything about the server or our own
    standing with it (connection, sign-in, sender address) is a fault that somebody can mend, so the message waits.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()), (0, b""))
        return _by_code(code, text)
    if isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPSenderRefused | smtplib.SMTPConnectError):
        return Verdict(AttemptOutcome.DEFERRED, _answer(error.smtp_code, error.smtp_error), is_broken=True)
    if isinstance(error, smtplib.SMTPDataError):
        return _by_code(error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPException | OSError):
        return Verdict(AttemptOutcome.DEFERRED, _describe(error), is_broken=True)
    if isinstance(error, ValueError):  # an address or a subject that cannot be written into an e-mail
        return Verdict(AttemptOutcome.REFUSED, _describe(error))
    return Verdict(AttemptOutcome.DEFERRED, _describe(error), is_broken=True)


def _by_code(code: int, text: bytes | str) -> Verdict:
    permanent = 500 <= code < 600
    outcome = AttemptOutcome.REFUSED if permanent else AttemptOutcome.DEFERRED
    return Verdict(outcome, _answer(code, text), is_broken=code == 421)


def _answer(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    return f"{code} {' '.join(words.split())}".strip()[:300]


def _describe(error: Exception) -> str:
    """An answer for people to read; errors of the operating system bring a text, some others only their name."""
    words = " ".join(str(error).split())
    return (words or type(error).__name__)[:300]


#: What a mail server means by the classes of RFC 3463 (section 3), by subject and detail.
_MEANING: dict[str, str] = {
    "1.1": "there is no such mailbox",
    "1.2": "there is no such mail domain",
    "1.10": "the domain takes no e-mail",
    "2.1": "the mailbox is switched off",
    "2.2": "the mailbox is full",
    "3.4": "the message is too long",
    "4.1": "the mail server did not answer",
    "4.2": "the connection broke",
    "4.4": "nobody knows the way to this domain",
    "4.7": "it took too long",
    "7.0": "refused by a rule of the mail server",
    "7.1": "refused by a rule of the mail server",
    "7.8": "our sign-in at the mail server was refused",
}
_CODES = re.compile(r"\s*(\d{3})(?:[ -]+#?(\d)\.(\d{1,3})\.(\d{1,3}))?(?!\d)")
#: What the operating system and we ourselves say, which names nobody.
_OF_THE_MACHINERY = re.compile(
    r"(?:\[Errno -?\d+\] [A-Za-z ,/-]+|timed out|Connection unexpectedly closed"
    r"|It could not be put together \(\w+\)\.|\w+(?:Error|Exception|Disconnected|Timeout))"
)


def plain_answer(answer: str) -> str:
    """What of a mail server’s answer an operator may read: its codes with their meaning, or what our own machinery says. A
    foreign server writes the rest, and may write the recipient’s address or name into it.
    """
    if codes := _CODES.match(answer):
        code, kind, subject, detail = codes.groups()
        words = _MEANING.get(f"{subject}.{detail}", "") if kind else ""
        status = f" {kind}.{subject}.{detail}" if kind else ""
        return f"{code}{status}{f': {words}' if words else ''}"
    if _OF_THE_MACHINERY.fullmatch(answer):
        return answer
    return "An answer that is not shown here" if answer else "No answer"
