"""One agency challenges another until the issue is resolved (A7, A38): raised, answered by a clock, replied to, taken to
the signatory, resolved or withdrawn. What was said stays as it was said.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from accounts import history
from accounts.clock import local_date
from accounts.models import Agency, User
from accounts.selectors import holders_of
from agreements import subjects
from agreements.audiences import LEADS, in_post_or_challenging
from agreements.duties import DUTY_BY_CODE
from agreements.enums import ChallengeEntryKind, ChallengeState
from agreements.models import Agreement, Challenge, ChallengeEntry
from agreements.selectors.challenges import CHALLENGE_ANSWER, CLOSED, may_be_challenged, parties_of
from agreements.services.agreements import AgreementError
from agreements.services.duties import opening_of
from agreements.terms import terms_of
from deadlines.models import Deadline
from deadlines.services import lock_open, meet, open_deadline
from notifications.enums import MessageKind
from notifications.services import tell


class ChallengeRefused(AgreementError):
    """Why this cannot be done with a challenge. `field` is the question it belongs to, if there is one."""

    def __init__(self, text: str, field: str | None = None) -> None:
        super().__init__(text)
        self.field = field


@transaction.atomic
def raise_challenge(
    *,
    agreement: Agreement,
    raised_by: Agency,
    raised_against: Agency,
    title: str,
    text: str,
    deadline: Deadline | None = None,
    duty_code: str = "",
    by: User,
    now: datetime,
) -> Challenge:
    """One party of a signed agreement challenges another: in general, about a clause, or about a deadline the other one
    owes. The clock of the answer starts; the people in post at the other agency are told. Raises ChallengeRefused.
    """
    parties = {party.pk for party in parties_of(agreement)}
    if not may_be_challenged(agreement):
        raise ChallengeRefused("This agreement has not been signed, so nothing has been promised yet.")
    if raised_by.pk not in parties:
        raise ChallengeRefused("Only the parties of this agreement, and social care that supports it, may challenge.")
    if raised_against.pk not in parties - {raised_by.pk}:
        raise ChallengeRefused("Choose another party of this agreement", "raised_against")
    if duty_code and duty_code not in DUTY_BY_CODE:
        raise ChallengeRefused("Choose one of the promises", "duty_code")
    if deadline is not None and (
        deadline.agreement_id != agreement.pk or raised_against.pk not in (deadline.owner_id, deadline.partner_id)
    ):
        raise ChallengeRefused("That deadline is not owed under this agreement by the agency you challenge.")
    challenge = Challenge(
        agreement=agreement,
        raised_by=raised_by,
        raised_against=raised_against,
        deadline=deadline,
        duty_code=deadline.duty_code if deadline else duty_code,
        title=_said(title, "title", "Enter in a few words what it is about"),
        raised_at=now,
    )
    text = _said(text, "text", "Enter what is wrong and what you ask for")
    history.save(challenge, by=by, reason="Raised", at=now)
    _say(challenge, ChallengeEntryKind.RAISED, raised_by, text, by=by, now=now)
    open_deadline(
        opening_of(
            code=CHALLENGE_ANSWER,
            terms=terms_of(agreement, on=local_date(now)),
            owner=raised_against,
            subject_kind=subjects.CHALLENGE,
            subject_uuid=challenge.uuid,
            starts_at=now,
        ),
        by=by,
        now=now,
    )
    _tell(challenge, raised_against, "raised", by=by, now=now)
    return challenge


@transaction.atomic
def answer_challenge(*, challenge: Challenge, text: str, by: User, now: datetime) -> Challenge:
    """The challenged agency answers: its clock is met. Raises ChallengeRefused."""
    challenge = _open(challenge)
    if challenge.answered_at is not None:
        raise ChallengeRefused("This challenge has been answered. Add a reply instead.")
    text = _said(text, "text", "Enter the answer")
    challenge.answered_at = now
    if challenge.state == ChallengeState.OPEN:
        challenge.state = ChallengeState.ANSWERED
    history.save(challenge, by=by, reason="Answered", at=now)
    _say(challenge, ChallengeEntryKind.ANSWERED, challenge.raised_against, text, by=by, now=now)
    _stop_clock(challenge, by=by, now=now)
    _tell(challenge, challenge.raised_by, "answered", by=by, now=now)
    return challenge


@transaction.atomic
def reply_to_challenge(*, challenge: Challenge, agency: Agency, text: str, by: User, now: datetime) -> Challenge:
    """Either of the two says more; no clock depends on it. Raises ChallengeRefused."""
    challenge = _open(challenge)
    if agency.pk not in (challenge.raised_by_id, challenge.raised_against_id):
        raise ChallengeRefused("Only the two agencies of this challenge may reply.")
    if agency.pk == challenge.raised_against_id and challenge.answered_at is None:
        raise ChallengeRefused("Answer the challenge first.")
    _say(challenge, ChallengeEntryKind.REPLIED, agency, _said(text, "text", "Enter the reply"), by=by, now=now)
    other = challenge.raised_against if agency.pk == challenge.raised_by_id else challenge.raised_by
    _tell(challenge, other, "replied", by=by, now=now)
    return challenge


@transaction.atomic
def escalate_challenge(*, challenge: Challenge, text: str, by: User, now: datetime) -> Challenge:
    """Whoever raised it takes it to those who answer for the other agency: the signatory, the head. The clock of an
    answer that is still missing runs on. Raises ChallengeRefused.
    """
    challenge = _open(challenge)
    if challenge.escalated_at is not None:
        raise ChallengeRefused("This challenge is with the signatory already.")
    text = _said(text, "text", "Enter why you take it further")
    challenge.state, challenge.escalated_at = ChallengeState.ESCALATED, now
    history.save(challenge, by=by, reason="Taken to the signatory", at=now)
    _say(challenge, ChallengeEntryKind.ESCALATED, challenge.raised_by, text, by=by, now=now)
    leads = holders_of(LEADS, [challenge.raised_against_id])[challenge.raised_against_id]
    _tell(challenge, challenge.raised_against, "escalated", also=leads, by=by, now=now)
    return challenge


@transaction.atomic
def resolve_challenge(*, challenge: Challenge, outcome: str, by: User, now: datetime) -> Challenge:
    """Whoever raised it says how the issue was resolved. Raises ChallengeRefused."""
    outcome = _said(outcome, "text", "Enter how it was resolved")
    return _close(challenge, ChallengeState.RESOLVED, ChallengeEntryKind.RESOLVED, outcome, by=by, now=now)


@transaction.atomic
def withdraw_challenge(*, challenge: Challenge, reason: str, by: User, now: datetime) -> Challenge:
    """Whoever raised it takes it back. Raises ChallengeRefused."""
    reason = _said(reason, "text", "Enter why it is withdrawn")
    return _close(challenge, ChallengeState.WITHDRAWN, ChallengeEntryKind.WITHDRAWN, reason, by=by, now=now)


def _close(
    challenge: Challenge, state: ChallengeState, kind: ChallengeEntryKind, text: str, *, by: User, now: datetime
) -> Challenge:
    challenge = _open(challenge)
    challenge.state, challenge.closed_at = state, now
    if state == ChallengeState.RESOLVED:
        challenge.outcome = text
    history.save(challenge, by=by, reason=str(kind.label), at=now)
    _say(challenge, kind, challenge.raised_by, text, by=by, now=now)
    _stop_clock(challenge, by=by, now=now)
    _tell(challenge, challenge.raised_against, str(state), by=by, now=now)
    return challenge


def _open(challenge: Challenge) -> Challenge:
    """The challenge as it is now, locked. ChallengeRefused if it is closed."""
    challenge = (
        Challenge.objects.select_for_update(of=("self",), no_key=True)
        .select_related("raised_by", "raised_against", "agreement", "deadline__learner")
        .get(pk=challenge.pk)
    )
    if challenge.state in CLOSED:
        raise ChallengeRefused(f"This challenge is closed: {challenge.get_state_display().lower()}.")
    return challenge


def _said(text: str, field: str, missing: str) -> str:
    if not text.strip():
        raise ChallengeRefused(missing, field)
    return text.strip()


def _say(
    challenge: Challenge, kind: ChallengeEntryKind, agency: Agency, text: str, *, by: User, now: datetime
) -> ChallengeEntry:
    return ChallengeEntry.objects.create(challenge=challenge, kind=kind, agency=agency, author=by, text=text, at=now)


def _stop_clock(challenge: Challenge, *, by: User, now: datetime) -> None:
    """Met by the first thing that settles it; a clock that was waived stays so."""
    if clock := lock_open(duty_code=CHALLENGE_ANSWER, subject_uuid=challenge.uuid):
        meet(deadline=clock, at=now, by=by, now=now)


def _tell(
    challenge: Challenge, agency: Agency, what: str, *, also: Iterable[User] = (), by: User, now: datetime
) -> None:
    """Those in post at `agency` hear who did what, and no more: the text stands behind the sign-in."""
    other = challenge.raised_by if agency.pk == challenge.raised_against_id else challenge.raised_against
    learner = challenge.deadline.learner if challenge.deadline else None
    tell(
        [*in_post_or_challenging([agency.pk], now)[agency.pk], *also],
        f"agreements/email/challenge_{what}.txt",
        {"agency": other.name},
        kind=MessageKind.CHALLENGE,
        link=reverse("agreements:challenge", args=[challenge.uuid]),
        topic=f"challenge:{challenge.uuid}:{challenge.entries.count()}",
        about=learner.uuid if learner else None,
        by=by,
        now=now,
    )
