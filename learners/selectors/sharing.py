"""May something of a young person’s record be shared with an agency, and on which basis (P8, A11, P19e, P19f)?

The one question that screens, lists, files and messages ask before they cross to another agency. docs/adr/0009 says
what counts as sharing.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from accounts.access import allows
from accounts.clock import local_date
from accounts.enums import AgencyKind, Permission, Purpose
from accounts.models import Agency, User
from accounts.selectors import current_memberships, provider_ids_worked_at
from accounts.wording import written_day
from learners.enums import Asker, Basis, ConsentPurpose, ConsentSaidBy
from learners.models import AgencyLink, Consent, KeyWorker, Learner, SharingOverride
from learners.rules import Standing, asked_about, basis_of_release, standing, turns_18_on

#: The young person’s own authority, the corporate parent.
RESPONSIBLE = (Purpose.HOME_VIRTUAL_SCHOOL, Purpose.SOCIAL_CARE)
_RESPONSIBLE_KINDS = frozenset({AgencyKind.VIRTUAL_SCHOOL, AgencyKind.SOCIAL_CARE})


@dataclass(frozen=True)
class Sharing:
    """Whether something may be shared, and why or why not in words.

    `consent` is the latest answer for the purpose, whatever it was; `override` the one in force where it is the basis.
    """

    allowed: bool
    basis: Basis | None
    consent: Consent | None
    override: SharingOverride | None
    words: str


def may_share(learner: Learner, recipient: Agency, purpose: ConsentPurpose, now: datetime) -> Sharing:
    """Whether something of `purpose` may be shared with `recipient` at `now`. One query for a responsible agency, else
    one for consent and, where that does not hold, one for an override.
    """
    return sharings([learner], [recipient], purpose, now)[learner.pk, recipient.pk]


def sharings(
    learners: Collection[Learner], recipients: Collection[Agency], purpose: ConsentPurpose, now: datetime
) -> dict[tuple[int, int], Sharing]:
    """`may_share` of each young person with each agency, by (learner id, agency id). Three queries however many."""
    own = responsible_pairs(learners, recipients, now)
    pairs = [(learner, agency) for learner in learners for agency in recipients]
    found = {
        (learner.pk, agency.pk): Sharing(True, Basis.RESPONSIBLE, None, None, f"{agency} is responsible for them.")
        for learner, agency in pairs
        if (learner.pk, agency.pk) in own
    }
    others = [(learner, agency) for learner, agency in pairs if (learner.pk, agency.pk) not in found]
    answers = latest_answers({learner.pk for learner, _ in others}, [purpose]) if others else {}
    today = local_date(now)
    unclear = []
    for learner, agency in others:
        consent = answers.get((learner.pk, purpose))
        stands = standing_of(consent, learner, today)
        if stands == Standing.GIVEN:
            assert consent is not None
            found[learner.pk, agency.pk] = Sharing(
                True, Basis.CONSENT, consent, None, _in_words(consent, stands, learner, today)
            )
        else:
            unclear.append((learner, agency, consent, stands))
    overrides = _overrides({row[0].pk for row in unclear}, {row[1].pk for row in unclear}, purpose, now)
    for learner, agency, consent, stands in unclear:
        override = overrides.get((learner.pk, agency.pk))
        if override is None:
            words = _in_words(consent, stands, learner, today)
            found[learner.pk, agency.pk] = Sharing(False, None, consent, None, words)
        else:
            words = f"Shared without consent: {lower_first(override.get_ground_display())}."
            found[learner.pk, agency.pk] = Sharing(True, Basis.OVERRIDE, consent, override, words)
    return found


def may_release(learner: Learner, asker: Asker | str, now: datetime) -> Sharing:
    """Whether somebody outside who asks may be told something of the young person at `now` (P19b to P19d). One query.

    Where it may not, only one of the five grounds of P19f allows it, with a reason, for this one request.
    """
    purpose = asked_about(Asker(asker))
    consent = latest_answers([learner.pk], [purpose]).get((learner.pk, purpose))
    stands = standing_of(consent, learner, local_date(now))
    basis = basis_of_release(Asker(asker), stands)
    words = answer_in_words(consent, learner, now)
    if basis == Basis.NOT_REFUSED:
        words = f"{words} They have not said no, so what is needed may be told."
    return Sharing(basis is not None, basis, consent, None, words)


def responsible_pairs(
    learners: Collection[Learner], agencies: Collection[Agency], now: datetime
) -> set[tuple[int, int]]:
    """Which of the agencies are the home Virtual School or social care of which young person at `now`, as (learner id,
    agency id). One query, none where no agency could be.
    """
    possible = [agency.pk for agency in agencies if agency.kind in _RESPONSIBLE_KINDS]
    if not possible or not learners:
        return set()
    links = AgencyLink.objects.active(now).filter(
        learner__in=[learner.pk for learner in learners], agency__in=possible, purpose__in=RESPONSIBLE
    )
    return set(links.values_list("learner_id", "agency_id"))


def latest_answers(
    learner_ids: Collection[int], purposes: Iterable[ConsentPurpose] = ConsentPurpose
) -> dict[tuple[int, str], Consent]:
    """The answer that counts for each young person and purpose: the one recorded last. One query."""
    latest = (
        Consent.objects.filter(learner__in=learner_ids, purpose__in=list(purposes))
        .order_by("learner_id", "purpose", "-recorded_at", "-id")
        .distinct("learner_id", "purpose")
    )
    return {(consent.learner_id, consent.purpose): consent for consent in latest.select_related("form")}


def standing_of(consent: Consent | None, learner: Learner, today: date) -> Standing:
    """How the latest answer stands on the local day `today`."""
    return standing(
        decision=consent.decision if consent else None,
        said_by=consent.said_by if consent else "",
        date_of_birth=learner.date_of_birth,
        today=today,
    )


def answer_in_words(consent: Consent | None, learner: Learner, now: datetime) -> str:
    """What was said last for a purpose, and what it is worth at `now`, in one or two sentences."""
    today = local_date(now)
    return _in_words(consent, standing_of(consent, learner, today), learner, today)


def knows_whole(user: User | AnonymousUser, learner: Learner) -> bool:
    """Whether somebody who sees the young person may know of their places at every provider."""
    return Learner.objects.known_whole_to(user).filter(pk=learner.pk).exists()


def asked_for(user: User | AnonymousUser, learner: Learner) -> Agency | None:
    """The provider that somebody sees this young person through, so that its pages have to ask; None for people of the
    young person’s own agencies and for whoever else knows of the whole record. Asks the database only about somebody
    with hats at a provider and elsewhere.
    """
    if not provider_ids_worked_at(user):
        return None
    hats = [hat for hat in current_memberships(user) if Permission.VIEW_LEARNER in hat.role_definition.permissions]
    providers = [hat.agency for hat in hats if hat.agency.kind == AgencyKind.PROVIDER]
    if len(providers) < len(hats) and knows_whole(user, learner):
        return None
    if len(providers) > 1:
        here = set(learner.enrolments.values_list("provider_id", flat=True))
        providers.sort(key=lambda agency: agency.pk not in here)
    return providers[0]


def sharing_with(
    user: User | AnonymousUser, learner: Learner, purpose: ConsentPurpose, now: datetime
) -> Sharing | None:
    """What `may_share` says of the provider that `user` works at; None where nobody has to ask."""
    provider = asked_for(user, learner)
    return may_share(learner, provider, purpose, now) if provider else None


def may_read_safeguarding(user: User | AnonymousUser, learner: Learner, now: datetime) -> bool:
    """Whether somebody may read what is written about the young person’s safety: their role must let them, and for
    people of a provider there must be a basis (A11).
    """
    if not allows(user, Permission.VIEW_SAFEGUARDING, learner):
        return False
    sharing = sharing_with(user, learner, ConsentPurpose.SAFEGUARDING, now)
    return sharing is None or sharing.allowed


def outside_agency(user: User, learner: Learner, now: datetime) -> Agency | None:
    """The agency through which somebody sees the record without being responsible for the young person; None for people
    of the home Virtual School and social care, and for the key worker and their cover wherever they work.
    """
    hats = current_memberships(user)
    agencies = list({hat.agency_id: hat.agency for hat in hats}.values())
    if responsible_pairs([learner], agencies, now):
        return None
    mine = Q(membership__in=hats) | Q(cover__in=hats)
    if KeyWorker.objects.active(now).filter(mine, learner=learner).exists():
        return None
    if len(agencies) > 1:
        linked = set(learner.links.active(now).values_list("agency_id", flat=True))
        agencies.sort(key=lambda agency: agency.pk not in linked)
    return agencies[0]


def _overrides(
    learner_ids: Collection[int], agency_ids: Collection[int], purpose: ConsentPurpose, now: datetime
) -> dict[tuple[int, int], SharingOverride]:
    """Those in force at `now`, the one that lasts longest."""
    if not learner_ids:
        return {}
    in_force = SharingOverride.objects.filter(
        learner__in=learner_ids, recipient__in=agency_ids, purpose=purpose, starts_at__lte=now, ends_at__gt=now
    )
    return {(row.learner_id, row.recipient_id): row for row in in_force.order_by("ends_at", "id")}


def _in_words(consent: Consent | None, stands: Standing, learner: Learner, today: date) -> str:
    if consent is None:
        return "Nobody has asked the young person yet."
    on = written_day(consent.decided_on)
    own = consent.said_by == ConsentSaidBy.YOUNG_PERSON
    who = str(consent.get_said_by_display())
    match stands:
        case Standing.GIVEN:
            due = consent.check_on is not None and today > consent.check_on
            again = (
                f" They were to be asked again by {written_day(consent.check_on)}." if due and consent.check_on else ""
            )
            return f"{who} agreed on {on}.{again}"
        case Standing.LAPSED:
            birthday = written_day(turns_18_on(learner.date_of_birth))
            return f"{who} agreed on {on}. Since {birthday} the young person is 18 and decides alone, and has not been asked."
        case Standing.REFUSED:
            return f"{who} said no on {on}."
        case _:
            back = "took back what was agreed" if own else "took back the consent"
            return f"{who} {back} on {on}."


def lower_first(text: object) -> str:
    words = str(text)
    return words[:1].lower() + words[1:]
