"""Which terms apply to a young person at a provider on a given day.

First the agreement the provider has with the young person's home Virtual School, then the one it has with the Virtual
School of its own authority (the host), then the dated default set, which is marked as such. A term the agreement does
not set itself comes from the default set of that day.
"""

import textwrap
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from accounts.enums import AgencyKind
from accounts.models import Agency
from agreements.duties import DEFAULT_TERMS
from agreements.enums import TermKey
from agreements.models import Agreement, Term
from deadlines.rules import Limit

NO_AGREEMENT = "no agreement: default terms"


@dataclass(frozen=True)
class TermInForce:
    """One limit as it applies on a day. `since` is None where only the wording of the agreement stands behind it."""

    key: TermKey
    limit: Limit
    is_own: bool
    since: date | None


@dataclass(frozen=True)
class TermsInForce:
    """Every limit that applies on a day, and where it comes from."""

    agreement: Agreement | None
    terms: Mapping[TermKey, TermInForce]

    def limit(self, key: TermKey | str) -> Limit:
        """The limit of a duty code or term key. ValueError names an unknown one."""
        return self.terms[TermKey(key)].limit

    @property
    def morning_hour(self) -> int:
        """Local hour at which the steps counted in days leave."""
        return self.limit(TermKey.MORNING_HOUR).amount

    @property
    def source(self) -> str:
        """Whose terms these are, for a person to read: at most 120 characters."""
        if self.agreement is None:
            return NO_AGREEMENT
        provider, school = (
            textwrap.shorten(str(agency), 47, placeholder="…")
            for agency in (self.agreement.provider, self.agreement.virtual_school)
        )
        return f"Agreement between {school} and {provider}"


def _newest(terms: Iterable[Term], on: date) -> dict[TermKey, Term]:
    """The term of each key with the latest day of effect that is not after `on`."""
    newest: dict[TermKey, Term] = {}
    for term in sorted(terms, key=lambda term: term.effective_on):
        if term.effective_on <= on:
            newest[TermKey(term.key)] = term
    return newest


def _in_force(term: Term, *, is_own: bool) -> TermInForce:
    return TermInForce(TermKey(term.key), term.limit, is_own, term.effective_on)


def compose(agreement: Agreement | None, own: Sequence[Term], defaults: Sequence[Term], on: date) -> TermsInForce:
    """Lay the agreement's own terms over the default set, each as of `on`. Pure."""
    terms = {key: TermInForce(key, limit, is_own=False, since=None) for key, limit in DEFAULT_TERMS.items()}
    terms |= {key: _in_force(term, is_own=False) for key, term in _newest(defaults, on).items()}
    terms |= {key: _in_force(term, is_own=True) for key, term in _newest(own, on).items()}
    return TermsInForce(agreement, terms)


def announced(key: TermKey, own: Iterable[Term], defaults: Iterable[Term], after: date) -> tuple[Term, ...]:
    """The limits of `key` that are set already and apply only later than `after`, the first one first. A later default counts
    as long as the agreement sets nothing of its own. Pure.
    """
    mine = sorted((term for term in own if term.key == key), key=lambda term: term.effective_on)
    first = mine[0].effective_on if mine else date.max
    usual = [term for term in defaults if term.key == key and term.effective_on < first]
    later = [term for term in [*usual, *mine] if term.effective_on > after]
    return tuple(sorted(later, key=lambda term: term.effective_on))


def agreement_for(*, home_virtual_school: Agency | None, provider: Agency | None, on: date) -> Agreement | None:
    """The agreement whose terms apply.

    With the home Virtual School, else with the host's (`design`: which terms apply).
    """
    if provider is None:
        return None
    host = Q(
        virtual_school__kind=AgencyKind.VIRTUAL_SCHOOL, virtual_school__local_authority=provider.local_authority_id
    )
    wanted = host | Q(virtual_school=home_virtual_school) if home_virtual_school else host
    found = list(
        Agreement.objects.applying(on)
        .filter(wanted, provider=provider)
        .select_related("virtual_school", "provider")
        .order_by("-starts_on", "-id")
    )
    home = [agreement for agreement in found if agreement.virtual_school == home_virtual_school]
    return next(iter(home or found), None)


def terms_for(*, home_virtual_school: Agency | None, provider: Agency | None, on: date) -> TermsInForce:
    """The terms for a young person of that Virtual School at that provider, as of the local day `on`."""
    agreement = agreement_for(home_virtual_school=home_virtual_school, provider=provider, on=on)
    return terms_of(agreement, on=on)


def terms_of_each(wanted: Iterable[tuple[Agreement, date]]) -> dict[tuple[int, date], TermsInForce]:
    """What each of these agreements says on its day, by the agreement's id and the day. One query."""
    asked = {(agreement.pk, on): agreement for agreement, on in wanted}
    terms = _terms_by_agreement({pk for pk, _ in asked})
    return {(pk, on): compose(agreement, terms[pk], terms[None], on) for (pk, on), agreement in asked.items()}


def terms_of(agreement: Agreement | None, *, on: date) -> TermsInForce:
    """What one agreement says on the local day `on`, whether or not it is in force then."""
    terms = _terms_by_agreement({agreement.pk} if agreement else set())
    own = terms[agreement.pk] if agreement else []
    return compose(agreement, own, terms[None], on)


def _terms_by_agreement(agreement_ids: Collection[int]) -> dict[int | None, list[Term]]:
    """The terms that each of these agreements sets, and under None the default set. One query."""
    found: dict[int | None, list[Term]] = defaultdict(list)
    for term in Term.objects.filter(Q(agreement__isnull=True) | Q(agreement__in=agreement_ids)):
        found[term.agreement_id].append(term)
    return found
