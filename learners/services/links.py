"""Which agency may see a young person's record, for what and for how long. Every change is projected into guardian at
once.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts import access, history
from accounts.enums import AgencyKind, Purpose
from accounts.models import Agency, User
from deadlines.models import Deadline
from learners.enums import ConsentPurpose, DisclosureKind, SupportState
from learners.models import AgencyLink, Learner
from learners.rules import CONSENT_FOR_LINK, LEFT_TO_SOCIAL_CARE, TIME_TO_PROVE
from learners.selectors.sharing import RESPONSIBLE, Sharing, may_share
from learners.services.disclosing import disclosure
from learners.services.errors import LearnerError

#: Which kind of agency can serve a purpose. Any agency may be a panel partner.
KIND_FOR = {
    Purpose.HOME_VIRTUAL_SCHOOL: AgencyKind.VIRTUAL_SCHOOL,
    Purpose.HOST_VIRTUAL_SCHOOL: AgencyKind.VIRTUAL_SCHOOL,
    Purpose.SOCIAL_CARE: AgencyKind.SOCIAL_CARE,
    Purpose.PROVIDER: AgencyKind.PROVIDER,
}
#: A young person has one of each of these at a time: linking another ends the first.
ONE_AT_A_TIME = frozenset({Purpose.HOME_VIRTUAL_SCHOOL, Purpose.SOCIAL_CARE})


class WrongKindOfAgency(LearnerError):
    """A college cannot be a young person's Virtual School."""

    def __init__(self, agency: Agency, purpose: Purpose) -> None:
        super().__init__(f"{agency} cannot be linked as “{purpose.label}”: it is another kind of agency.")


class NoBasis(LearnerError):
    """Nothing allows the record to be shared with the agency: neither consent nor a ground without it (P8)."""

    def __init__(self, agency: Agency, sharing: Sharing) -> None:
        super().__init__(
            f"The record may not be shared with {agency}. {sharing.words} Ask the young person and record what they "
            "say, or share without consent if one of the grounds applies."
        )


def project_learner(learner: Learner) -> None:
    """Bring guardian's grants for one young person to what the links, key workers and mentors say."""
    access.project(Learner, [learner.pk])


@transaction.atomic
def link_agency(
    *, learner: Learner, agency: Agency, purpose: Purpose, starts_at: datetime, by: User | None, now: datetime
) -> AgencyLink:
    """Let an agency see the record for `purpose` from `starts_at`. An open link for the same is kept and returned.

    A panel partner and a host Virtual School need consent or an override for it (P8); every opening to an agency that
    is not responsible stands on the disclosure log. Raises WrongKindOfAgency, NoBasis.
    """
    if KIND_FOR.get(purpose, agency.kind) != agency.kind:
        raise WrongKindOfAgency(agency, purpose)
    if purpose in CONSENT_FOR_LINK:  # consent taken back at the same moment waits, or is seen
        Learner.objects.select_for_update(no_key=True).get(pk=learner.pk)
    sharing = _basis_for(learner, agency, purpose, max(starts_at, now))
    still_open = learner.links.select_for_update().filter(purpose=purpose, ends_at__isnull=True)
    link = still_open.filter(agency=agency).first()
    if link is None:
        if purpose in ONE_AT_A_TIME:
            for former in still_open:
                _end(former, max(starts_at, former.starts_at), by=by, reason=f"Now {agency}", now=now)
        link = AgencyLink(learner=learner, agency=agency, purpose=purpose, starts_at=starts_at)
        history.save(link, by=by, reason="Linked", at=now)
        if sharing is not None:
            disclosure(
                learner=learner,
                recipient=agency,
                kind=DisclosureKind.LINK,
                purpose=CONSENT_FOR_LINK.get(purpose, ConsentPurpose.EDUCATION),
                what=f"Record opened as {purpose.label.lower()}",
                sharing=sharing,
                by=by,
                now=now,
            ).save(force_insert=True)
    project_learner(learner)
    return link


def _basis_for(learner: Learner, agency: Agency, purpose: Purpose, at: datetime) -> Sharing | None:
    """Why the record may be opened to the agency; None for the responsible ones. A provider needs no consent: what it
    records itself and must be told is its duty. Raises NoBasis.
    """
    if purpose in RESPONSIBLE:
        return None
    sharing = may_share(learner, agency, CONSENT_FOR_LINK.get(purpose, ConsentPurpose.EDUCATION), at)
    if purpose in CONSENT_FOR_LINK and not sharing.allowed:
        raise NoBasis(agency, sharing)
    return sharing


@transaction.atomic
def end_links_without_basis(
    *, learner: Learner, purposes: Iterable[ConsentPurpose], by: User | None, now: datetime
) -> list[AgencyLink]:
    """End the links that nothing allows any more, because consent was taken back or lapsed or an override is over.
    Returns them. Whatever another school was asked for through such a link ends with it (A8).
    """
    wanted = set(purposes)
    learner = Learner.objects.select_for_update(no_key=True).get(pk=learner.pk)
    ended = []
    links = learner.links.select_for_update(of=("self",)).select_related("agency").order_by("id")
    for link in links.active(now).filter(purpose__in=[p for p, needs in CONSENT_FOR_LINK.items() if needs in wanted]):
        sharing = may_share(learner, link.agency, CONSENT_FOR_LINK[Purpose(link.purpose)], now)
        if sharing.allowed:
            continue
        _end(link, now, by=by, reason=f"No longer shared. {sharing.words}", now=now)
        for request in link.support_requests.select_for_update().filter(state=SupportState.ACCEPTED):
            request.state, request.ended_at = SupportState.ENDED, now
            history.save(request, by=by, reason="No longer shared", at=now, update_fields=["state", "ended_at"])
        ended.append(link)
    if ended:
        project_learner(learner)
    return ended


@transaction.atomic
def end_link(*, link: AgencyLink, by: User | None, now: datetime, at: datetime | None = None) -> None:
    """The agency no longer sees the record from `at` (now unless given)."""
    _end(link, max(at or now, link.starts_at), by=by, reason="Link ended", now=now)
    project_learner(link.learner)


def end_provider_link(
    *, learner: Learner, provider: Agency, by: User | None, now: datetime, at_once: bool = False
) -> None:
    """The last place at `provider` has ended, so its link ends too.

    While the provider still owes something for what happened there (the notice of an incident, A30) it keeps the record
    for `TIME_TO_PROVE`, unless `at_once`. Nothing happens while another place there is open. The caller projects.
    """
    if learner.enrolments.open().filter(provider=provider).exists():
        return
    owed = Deadline.objects.open().filter(learner=learner).owed_by(provider).exclude(duty_code__in=LEFT_TO_SOCIAL_CARE)
    still_owes = not at_once and owed.exists()
    ends_at = now + TIME_TO_PROVE if still_owes else now
    links = learner.links.select_for_update().filter(agency=provider, purpose=Purpose.PROVIDER)
    for link in links.active(now):
        if link.ends_at is None or link.ends_at > ends_at:
            _end(link, ends_at, by=by, reason="The place there ended", now=now)


def _end(link: AgencyLink, at: datetime, *, by: User | None, reason: str, now: datetime) -> None:
    link.ends_at = at
    history.save(link, by=by, reason=reason, at=now, update_fields=["ends_at"])
