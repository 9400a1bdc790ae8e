"""Challenges between agencies: the list with its ages, one challenge, what an agreement's page says of them (A7, A38)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.urls import reverse

from accounts.clock import local_date
from accounts.enums import Permission
from accounts.models import Agency, User
from accounts.selectors import agency_ids_where
from agreements.enums import BEFORE_SIGNATURE, ChallengeState, TermKey
from agreements.models import Agreement, Challenge, SocialCareSupport
from agreements.models.challenges import ChallengeQuerySet
from deadlines import registry
from deadlines.models import Deadline
from deadlines.rules import Duty

CHALLENGE_ANSWER = TermKey.CHALLENGE_ANSWER.value
CLOSED = (ChallengeState.RESOLVED, ChallengeState.WITHDRAWN)

#: From so many days on an open challenge is shown as old.
OLD_AFTER_DAYS = 28

_Narrow = Callable[[ChallengeQuerySet, list[int]], ChallengeQuerySet]

#: What the list can be cut down to, with its words. The ids are those of the agencies for which the reader may challenge.
STATES: Mapping[str, tuple[str, Q]] = {
    "": ("Not closed", ~Q(state__in=CLOSED)),
    "waiting": ("Waiting for an answer", ~Q(state__in=CLOSED) & Q(answered_at__isnull=True)),
    "answered": ("Answered, not closed", ~Q(state__in=CLOSED) & Q(answered_at__isnull=False)),
    "escalated": ("With the signatory", Q(state=ChallengeState.ESCALATED)),
    "closed": ("Resolved or withdrawn", Q(state__in=CLOSED)),
    "any": ("All", Q()),
}
SIDES: Mapping[str, tuple[str, _Narrow]] = {
    "against_us": ("Against us", lambda found, ids: found.filter(raised_against__in=ids)),
    "by_us": ("Raised by us", lambda found, ids: found.filter(raised_by__in=ids)),
}


@dataclass(frozen=True, kw_only=True)
class ChallengeFilters:
    """What a list of challenges holds. Empty fields do not narrow it; without a state it holds what is not closed."""

    state: str = ""
    side: str = ""
    agreement: UUID | None = None

    def address(self) -> str:
        """The path of the page that shows exactly this list."""
        chosen = {"state": self.state, "side": self.side, "agreement": str(self.agreement or "")}
        query = urlencode({name: value for name, value in chosen.items() if value})
        return reverse("agreements:challenges") + (f"?{query}" if query else "")


def challenges_listed(user: User | AnonymousUser, filters: ChallengeFilters) -> ChallengeQuerySet:
    """The challenges of that list which `user` may see, in no order."""
    found = Challenge.objects.visible_to(user)
    found = found.filter(STATES[filters.state][1])
    if filters.side:
        found = SIDES[filters.side][1](found, agency_ids_where(user, Permission.CHALLENGE))
    if filters.agreement:
        found = found.filter(agreement__uuid=filters.agreement)
    return found


@dataclass(frozen=True)
class Aged:
    """A challenge with its age in days on a day (how long it took, if it is closed) and the clock of its answer."""

    challenge: Challenge
    days: int
    clock: Deadline | None

    @property
    def short_state(self) -> str:
        """Its state in the few words that fit into a tag."""
        is_new = self.challenge.state == ChallengeState.OPEN
        return "Unanswered" if is_new else str(self.challenge.get_state_display())

    @property
    def is_old(self) -> bool:
        return self.challenge.closed_at is None and self.days >= OLD_AFTER_DAYS


def aged(challenges: Sequence[Challenge], now: datetime) -> list[Aged]:
    """Each with its age. One query for all the clocks."""
    clocks = {
        clock.subject_uuid: clock
        for clock in Deadline.objects.filter(
            duty_code=CHALLENGE_ANSWER, subject_uuid__in=[challenge.uuid for challenge in challenges]
        ).order_by("pk")
    }
    return [
        Aged(
            challenge,
            (local_date(challenge.closed_at or now) - local_date(challenge.raised_at)).days,
            clocks.get(challenge.uuid),
        )
        for challenge in challenges
    ]


def parties_of(agreement: Agreement) -> list[Agency]:
    """Who may challenge whom under an agreement: its two sides, and social care that supports it (A38)."""
    support = SocialCareSupport.objects.filter(agreement=agreement).select_related("social_care").first()
    social_care = [support.social_care] if support else []
    return [agreement.virtual_school, agreement.provider, *social_care]


def challenging_for(parties: Sequence[Agency], user: User | AnonymousUser) -> Agency | None:
    """The one of these parties for which `user` may challenge; None if there is none."""
    may = set(agency_ids_where(user, Permission.CHALLENGE))
    return next((party for party in parties if party.pk in may), None)


def may_be_challenged(agreement: Agreement) -> bool:
    """Nobody has promised anything before the signature; what was promised can be asked for also after the end."""
    return agreement.status not in BEFORE_SIGNATURE


def challenge_link(deadline: Deadline, user: User | AnonymousUser) -> tuple[str, str] | None:
    """For the page of a deadline: where its reader challenges another agency that owes it, if they may."""
    agreement = deadline.agreement
    if agreement is None or not may_be_challenged(agreement) or deadline.duty_code == CHALLENGE_ANSWER:
        return None
    parties = parties_of(agreement)
    ours = challenging_for(parties, user)
    owing = {deadline.owner_id, deadline.partner_id}
    if ours is None or not any(party.pk in owing for party in parties if party != ours):
        return None
    address = reverse("agreements:challenge-new", args=[agreement.uuid])
    return "Raise a challenge about it", f"{address}?deadline={deadline.uuid}"


def clause_of(challenge: Challenge) -> Duty | None:
    """The promise it is about: that of its deadline, else the one chosen; None if it is about the whole."""
    code = challenge.deadline.duty_code if challenge.deadline else challenge.duty_code
    return registry.duty(code) if code else None


def panel(agreement: Agreement, user: User | AnonymousUser, now: datetime) -> dict[str, Any]:
    """For `_challenge_panel.html` on the agreement's page: how many there are, and whether the reader may raise one."""
    counted = [
        (label, filters, challenges_listed(user, filters).count())
        for label, filters in (
            ("waiting for an answer", ChallengeFilters(state="waiting", agreement=agreement.uuid)),
            ("answered and not closed", ChallengeFilters(state="answered", agreement=agreement.uuid)),
            ("closed", ChallengeFilters(state="closed", agreement=agreement.uuid)),
        )
    ]
    may = challenging_for(parties_of(agreement), user) is not None
    return {
        "shown": may_be_challenged(agreement) and may,
        "counts": [{"label": label, "count": count, "url": filters.address()} for label, filters, count in counted],
        "raise_url": reverse("agreements:challenge-new", args=[agreement.uuid]),
    }


def challenges_to_answer(user: User | AnonymousUser) -> tuple[int, str]:
    """For “My day”: how many wait for an answer of the user's agency, and the address of exactly that list."""
    if not agency_ids_where(user, Permission.CHALLENGE):
        return 0, ""
    waiting = ChallengeFilters(state="waiting", side="against_us")
    return challenges_listed(user, waiting).count(), waiting.address()


def challenge_cards(user: User | AnonymousUser) -> list[tuple[str, int, str]]:
    """For the dashboards: label, number and the address of exactly that list."""
    return [
        (label, challenges_listed(user, filters).count(), filters.address())
        for label, filters in (
            ("Challenges we have to answer", ChallengeFilters(state="waiting", side="against_us")),
            ("Open challenges", ChallengeFilters()),
        )
    ]
