"""Sharing without consent, on one of five grounds, for a limited time (P19f); and what ends by the clock."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.enums import Purpose, RoleCode
from accounts.models import Agency, User
from accounts.wording import written_day
from deadlines.calendar import end_of_local_day
from learners.enums import TOLD_OUTSIDE, Basis, ConsentPurpose, DisclosureKind, OverrideGround
from learners.models import AgencyLink, Learner, SharingOverride
from learners.rules import CONSENT_FOR_LINK, LONGEST_OVERRIDE
from learners.selectors.people import key_worker_at, people_with_role, social_care_of
from learners.selectors.sharing import Sharing, responsible_pairs
from learners.services.disclosing import disclosure
from learners.services.errors import CaseIsClosed, LearnerError
from learners.services.links import end_links_without_basis, link_agency
from learners.services.notices import tell
from notifications.enums import MessageKind


class SharingError(LearnerError):
    """A record that cannot be shared as asked. `field` names the question it belongs to."""


class NeedsNoOverride(SharingError):
    field = "recipient"

    def __init__(self, agency: Agency) -> None:
        super().__init__(f"{agency} is responsible for the young person and sees the record anyway.")


class NotTheirProvider(SharingError):
    field = "recipient"

    def __init__(self, agency: Agency) -> None:
        super().__init__(f"{agency} is not a provider of this young person, so it has no plan or safety notes to open.")


class NoAgencyForIt(SharingError):
    field = "purpose"

    def __init__(self) -> None:
        super().__init__("What somebody outside asks is answered request by request. Log a request for information.")


class SharingReasonMissing(SharingError):
    field = "reason"

    def __init__(self) -> None:
        super().__init__("Say why it must be shared now, and why without consent.")


class SharedTooLong(SharingError):
    field = "until"

    def __init__(self, last: date) -> None:
        super().__init__(
            f"The last day must be {written_day(last)} or before. If it is still needed then, share it anew."
        )


class SharedUntilThePast(SharingError):
    field = "until"

    def __init__(self) -> None:
        super().__init__("The last day must be today or later.")


class AlreadyOver(SharingError):
    def __init__(self) -> None:
        super().__init__("This has ended already.")


@transaction.atomic
def share_without_consent(
    *,
    learner: Learner,
    recipient: Agency,
    purpose: ConsentPurpose | str,
    ground: OverrideGround | str,
    reason: str,
    until: date,
    by: User,
    now: datetime,
) -> SharingOverride:
    """Let `recipient` see what belongs to `purpose` although there is no consent, to the end of the local day `until`,
    at most `LONGEST_OVERRIDE` from today. Another one may follow it. A panel partner or another Virtual School gets the
    link it needs for that.

    The key worker and the team managers are told at once, and it stands on the disclosure log. Raises NeedsNoOverride,
    NoAgencyForIt, SharingReasonMissing, SharedTooLong, SharedUntilThePast, NotTheirProvider, WrongKindOfAgency,
    CaseIsClosed after a death.
    """
    learner = Learner.objects.select_for_update(no_key=True).get(pk=learner.pk)
    if learner.died_on is not None:
        raise CaseIsClosed
    if purpose in TOLD_OUTSIDE:
        raise NoAgencyForIt
    if responsible_pairs([learner], [recipient], now):
        raise NeedsNoOverride(recipient)
    if not reason.strip():
        raise SharingReasonMissing
    today = local_date(now)
    if until < today:
        raise SharedUntilThePast
    if until > today + LONGEST_OVERRIDE:
        raise SharedTooLong(today + LONGEST_OVERRIDE)
    opens = next((link for link, needs in CONSENT_FOR_LINK.items() if needs == purpose), None)
    at_provider = learner.links.active(now).filter(agency=recipient, purpose=Purpose.PROVIDER)
    if opens is None and not at_provider.exists():
        raise NotTheirProvider(recipient)
    override = SharingOverride(
        learner=learner,
        recipient=recipient,
        purpose=ConsentPurpose(purpose),
        ground=OverrideGround(ground),
        reason=reason.strip(),
        author=by,
        starts_at=now,
        ends_at=end_of_local_day(until),
    )
    history.save(override, by=by, reason="Shared without consent", at=now)
    disclosure(
        learner=learner,
        recipient=recipient,
        kind=DisclosureKind.LINK,
        purpose=ConsentPurpose(purpose),
        what="May be opened without consent",
        sharing=Sharing(True, Basis.OVERRIDE, None, override, ""),
        by=by,
        now=now,
    ).save(force_insert=True)
    if opens is not None:
        link_agency(learner=learner, agency=recipient, purpose=opens, starts_at=now, by=by, now=now)
    tell(
        _guardians(learner, now),
        learner=learner,
        kind=MessageKind.SHARED,
        template="learners/email/shared_without_consent.txt",
        context={},
        topic=f"override:{override.uuid}",
        by=by,
        now=now,
        link=f"/learners/{learner.uuid}/sharing/",
    )
    return override


@transaction.atomic
def end_override(*, override: SharingOverride, by: User, now: datetime) -> list[AgencyLink]:
    """It is no longer needed: what it opened closes now. Returns the links that end with it. Raises AlreadyOver."""
    Learner.objects.select_for_update(no_key=True).get(pk=override.learner_id)
    override = SharingOverride.objects.select_for_update(of=("self",)).select_related("learner").get(pk=override.pk)
    if override.ends_at <= now:
        raise AlreadyOver
    override.ends_at = max(now, override.starts_at)
    history.save(override, by=by, reason="Ended early", at=now, update_fields=["ends_at"])
    return end_links_without_basis(
        learner=override.learner, purposes=[ConsentPurpose(override.purpose)], by=by, now=now
    )


def end_what_lapsed(*, now: datetime) -> int:
    """End every link that nothing allows any more: consent that somebody else gave lapsed with the 18th birthday, or an
    override is over. Returns how many ended. One transaction for each young person; done again it does nothing.
    """
    open_links = AgencyLink.objects.active(now).filter(purpose__in=CONSENT_FOR_LINK)
    ended = 0
    for learner in Learner.objects.filter(pk__in=open_links.values("learner_id")).order_by("pk").iterator():
        ended += len(end_links_without_basis(learner=learner, purposes=ConsentPurpose, by=None, now=now))
    return ended


def _guardians(learner: Learner, now: datetime) -> Iterable[User]:
    """The key worker and the team managers of social care."""
    key_worker = key_worker_at(learner, now).person
    social_care = social_care_of(learner)
    managers = people_with_role(RoleCode.TEAM_MANAGER, [social_care.pk], now)[social_care.pk] if social_care else []
    return [*([key_worker] if key_worker else []), *managers]
