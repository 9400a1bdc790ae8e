"""The disclosure log: one row for everything of a young person’s record that goes to another agency (P19f, issue: every
share, with its basis). Written in the transaction of the act; what is merely looked at stands in `accounts.looks`.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.enums import AgencyKind
from accounts.models import Agency, Membership, User
from learners.enums import Basis, ConsentPurpose, DisclosureKind
from learners.models import AgencyLink, Attachment, Disclosure, Learner
from learners.selectors.sharing import Sharing, responsible_pairs, sharings
from notifications.models import Message

#: Rows written in one statement.
_AT_ONCE = 1000
_LONGEST = 200

_PURPOSES = {AgencyKind.VIRTUAL_SCHOOL: ConsentPurpose.SUPPORT, AgencyKind.OTHER: ConsentPurpose.PANEL}


def disclosure(
    *,
    learner: Learner,
    recipient: Agency,
    kind: DisclosureKind,
    purpose: ConsentPurpose,
    what: str,
    sharing: Sharing,
    by: User | None,
    now: datetime,
) -> Disclosure:
    """A row of the log, not yet saved, with the basis that `may_share` found. Where it found none the thing goes out by
    duty: the agreement requires it, and it says no more than that.
    """
    return Disclosure(
        learner=learner,
        recipient=recipient,
        recipient_name=recipient.name,
        kind=kind,
        purpose=purpose,
        what=what[:_LONGEST],
        basis=sharing.basis or Basis.DUTY,
        consent=sharing.consent if sharing.basis == Basis.CONSENT else None,
        override=sharing.override if sharing.basis == Basis.OVERRIDE else None,
        by=by,
        at=now,
    )


def disclose_messages(
    messages: Iterable[Message],
    *,
    learners: Collection[Learner],
    purpose: ConsentPurpose,
    by: User | None,
    now: datetime,
) -> None:
    """Log what was just queued about these young people for people of agencies that are not responsible for them: one
    row for each young person, agency and kind. At most seven queries however many messages; none where nothing new was
    queued.

    Somebody who also works for the young person’s own authority is told as one of its people.
    """
    by_uuid = {learner.uuid: learner for learner in learners}
    told = {
        (m.about, m.recipient_id, str(m.get_kind_display()))
        for m in messages
        if m.queued_at == now and m.recipient_id is not None and m.about in by_uuid
    }
    hats = _hats_of({recipient for _, recipient, _ in told}, now)
    if not hats:
        return
    agencies = list({agency.pk: agency for theirs in hats.values() for agency in theirs}.values())
    own = responsible_pairs(learners, agencies, now)
    linked = _linked(learners, now) if any(len(theirs) > 1 for theirs in hats.values()) else set()
    going: dict[tuple[int, int, str], tuple[Learner, Agency]] = {}
    for about, recipient, what in told:
        learner, theirs = by_uuid[about], hats.get(recipient, [])
        if not theirs or any((learner.pk, agency.pk) in own for agency in theirs):
            continue
        agency = min(theirs, key=lambda one: (learner.pk, one.pk) not in linked)
        going[learner.pk, agency.pk, what] = (learner, agency)
    if not going:
        return
    found = sharings(
        list({learner.pk: learner for learner, _ in going.values()}.values()),
        list({agency.pk: agency for _, agency in going.values()}.values()),
        purpose,
        now,
    )
    Disclosure.objects.bulk_create(
        disclosure(
            learner=learner,
            recipient=agency,
            kind=DisclosureKind.MESSAGE,
            purpose=purpose,
            what=what,
            sharing=found[learner.pk, agency.pk],
            by=by,
            now=now,
        )
        for (_, _, what), (learner, agency) in sorted(going.items(), key=lambda item: item[0])
    )


def disclose_outside(
    *, learner: Learner, recipient_name: str, purpose: ConsentPurpose, what: str, by: User | None, now: datetime
) -> None:
    """Log something said to a person outside who works for no agency in Mainstay: it goes by duty and says initials and
    no more.
    """
    Disclosure.objects.create(
        learner=learner, recipient=None, recipient_name=recipient_name[:160], kind=DisclosureKind.MESSAGE,
        purpose=purpose, what=what[:_LONGEST], basis=Basis.DUTY, by=by, at=now,
    )  # fmt: skip


def disclose_list(learners: Sequence[Learner], *, recipient: Agency, what: str, by: User, now: datetime) -> None:
    """Log a list of young people that leaves as a file: a row for each whom `recipient` is not responsible for. Three
    queries and one for each thousand rows.
    """
    found = sharings(learners, [recipient], ConsentPurpose.EDUCATION, now)
    rows = [
        disclosure(
            learner=learner,
            recipient=recipient,
            kind=DisclosureKind.EXPORT,
            purpose=ConsentPurpose.EDUCATION,
            what=what,
            sharing=found[learner.pk, recipient.pk],
            by=by,
            now=now,
        )
        for learner in learners
        if found[learner.pk, recipient.pk].basis != Basis.RESPONSIBLE
    ]
    Disclosure.objects.bulk_create(rows, batch_size=_AT_ONCE)


@dataclass(frozen=True)
class Going:
    """A young person in a long list that is being made, and the basis on which it goes."""

    learner_id: int
    basis: str
    consent_id: int | None
    override_id: int | None


def going(
    learners: Sequence[Learner], *, recipient: Agency, now: datetime, only_linked: bool = False
) -> tuple[list[Going], set[int]]:
    """Of young people in a part of a list for `recipient`: the rows that the log will hold for those whom it is not
    responsible for, and the ids of those about whom nothing may be shared with it. Three queries.

    They agreed to share with *their* school or college, and so on. Where nothing else says that the recipient is that, ask
    for `only_linked`: of those it is not linked with nothing goes but by an override, which names it. One query more.
    """
    found = sharings(learners, [recipient], purpose_of(recipient), now)
    linked = _linked(learners, now) if only_linked else set()
    rows, refused = [], set()
    for learner in learners:
        sharing = found[learner.pk, recipient.pk]
        is_anothers = only_linked and sharing.basis == Basis.CONSENT and (learner.pk, recipient.pk) not in linked
        if not sharing.allowed or is_anothers:
            refused.add(learner.pk)
        if sharing.basis != Basis.RESPONSIBLE:
            consent = sharing.consent if sharing.basis == Basis.CONSENT else None
            override = sharing.override if sharing.basis == Basis.OVERRIDE else None
            basis = sharing.basis or Basis.DUTY
            rows.append(Going(learner.pk, basis, consent.pk if consent else None, override.pk if override else None))
    return rows, refused


def disclose_long_list(rows: Iterable[Going], *, recipient: Agency, what: str, by: User, now: datetime) -> None:
    """Log a list that was made in parts. One query for each thousand rows."""
    Disclosure.objects.bulk_create(
        (
            Disclosure(
                learner_id=row.learner_id, recipient=recipient, recipient_name=recipient.name,
                kind=DisclosureKind.EXPORT, purpose=purpose_of(recipient), what=what[:_LONGEST], basis=row.basis,
                consent_id=row.consent_id, override_id=row.override_id, by=by, at=now,
            )
            for row in rows
        ),
        batch_size=_AT_ONCE,
    )  # fmt: skip


def purpose_of(recipient: Agency) -> ConsentPurpose:
    """What a young person must have agreed to before a list with them goes to the agency."""
    return _PURPOSES.get(AgencyKind(recipient.kind), ConsentPurpose.EDUCATION)


def disclose_by_law(learners: Sequence[Learner], *, recipient_name: str, what: str, by: User, now: datetime) -> None:
    """Log a list of young people that leaves for somebody outside to whom the law owes it: a row for each."""
    rows = [
        Disclosure(
            learner=learner, recipient=None, recipient_name=recipient_name[:160], kind=DisclosureKind.EXPORT,
            purpose=ConsentPurpose.EDUCATION, what=what[:_LONGEST], basis=Basis.LAW, by=by, at=now,
        )
        for learner in learners
    ]  # fmt: skip
    Disclosure.objects.bulk_create(rows, batch_size=_AT_ONCE)


def disclose_file(
    *, attachment: Attachment, recipient: Agency, purpose: ConsentPurpose, sharing: Sharing, by: User, now: datetime
) -> Disclosure:
    """Log that somebody of another agency downloads a file."""
    row = disclosure(
        learner=attachment.learner,
        recipient=recipient,
        kind=DisclosureKind.FILE,
        purpose=purpose,
        what=f"File: {attachment.name}",
        sharing=sharing,
        by=by,
        now=now,
    )
    row.save(force_insert=True)
    return row


def _hats_of(people: Collection[int], now: datetime) -> dict[int, list[Agency]]:
    """The agencies each person works for, by user id. One query."""
    hats: dict[int, list[Agency]] = {}
    if people:
        memberships = Membership.objects.active(now).filter(user__in=people).select_related("agency").order_by("id")
        for membership in memberships:
            hats.setdefault(membership.user_id, []).append(membership.agency)
    return hats


def _linked(learners: Collection[Learner], now: datetime) -> set[tuple[int, int]]:
    links = AgencyLink.objects.active(now).filter(learner__in=[learner.pk for learner in learners])
    return set(links.values_list("learner_id", "agency_id"))
