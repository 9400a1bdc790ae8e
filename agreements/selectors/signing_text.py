"""The text that is laid before the signatories, composed of everything that is agreed (A1, A2).

It names people and never their e-mail addresses or telephone numbers: so the same text, with the same digest, can be shown
to everybody. How to reach them stands on the signature page.
"""

from collections.abc import Iterable
from datetime import date, datetime

from accounts.clock import local_date
from accounts.wording import written_day
from agreements.duties import DUTIES
from agreements.enums import Side, TermKey
from agreements.models import Agreement, Contract, Term
from agreements.rules import canonical
from agreements.selectors.posts import Post, designated_person_at, key_contact_at
from agreements.terms import TermsInForce, compose
from deadlines.rules import Duty

_OWN_DAY = {
    TermKey.DATA_PROTECTION: "before the registration expires",
    TermKey.STAFF_TRAINING: "by the day the refresh is due",
    TermKey.SAME_DAY_NOTICE: "by the end of the same day",
}


def compose_text(agreement: Agreement, now: datetime) -> str:
    """The canonical text of the agreement as it stands: parties, days, signatories, contacts, contracts, limits, and the
    words of its wording. Reads, and changes nothing. ValueError without a wording or a start day.
    """
    if agreement.wording is None or agreement.starts_on is None:
        raise ValueError("An agreement without a wording or a start day has no text yet.")
    parts = [
        [f"# Agreement between {_line(agreement.virtual_school)} and {_line(agreement.provider)}"],
        ["## Who agrees, and from when", *_items(_parties(agreement))],
        ["## Who signs", *_items(_signatories(agreement))],
        ["## Contacts when it was sent out for signature", *_items(_contacts(agreement, now))],
    ]
    contracts = list(agreement.contracts.order_by("starts_on", "pk"))
    if contracts:
        introduction = "Where one of these contracts says something else, the contract counts for as long as it runs."
        parts.append(["## Contracts that take precedence", introduction, *_items(map(_contract, contracts))])
    introduction = (
        "Every promise with a clock, and how long there is. A later change of a limit is recorded with its day."
    )
    parts.append(["## Limits", introduction, *_items(_limits(agreement, max(agreement.starts_on, local_date(now))))])
    parts.append([agreement.wording.text.strip()])
    return canonical("\n\n".join("\n".join(part) for part in parts))


def _line(value: object) -> str:
    """`value` on one line: nothing that somebody typed begins a heading or an item."""
    return " ".join(str(value).split())


def _items(said: Iterable[str]) -> list[str]:
    return [f"- {_line(each)}" for each in said]


def _parties(agreement: Agreement) -> list[str]:
    school, provider = agreement.virtual_school, agreement.provider
    said = [
        f"Virtual School: {school}, {school.local_authority}",
        f"Education or training provider: {provider}, {provider.local_authority}",
    ]
    assert agreement.starts_on is not None
    last_day = f"until {written_day(agreement.ends_on)}" if agreement.ends_on else "without a last day"
    said.append(f"In force: from {written_day(agreement.starts_on)}, {last_day}")
    if agreement.predecessor is not None and agreement.predecessor.starts_on:
        said.append(f"Takes the place of: the agreement in force since {written_day(agreement.predecessor.starts_on)}")
    if support := getattr(agreement, "support", None):
        said.append(
            f"Supported by social care: {support.social_care}, through {support.name}, {support.role}, on "
            f"{written_day(support.given_on)}"
        )
    if consultation := getattr(agreement, "consultation", None):
        said.append(
            f"Consulted, because the provider stands in another authority: {consultation.virtual_school}, "
            f"{consultation.name}, on {written_day(consultation.consulted_on)}"
        )
    if agreement.meeting_on:
        place = f", {agreement.meeting_place}" if agreement.meeting_place else ""
        said.append(f"Formal meeting: {written_day(agreement.meeting_on)}{place}")
    return said


def _signatories(agreement: Agreement) -> list[str]:
    named = {signatory.side: signatory for signatory in agreement.signatories.all()}
    return [
        f"For the {'Virtual School' if side == Side.VIRTUAL_SCHOOL else 'provider'}: {named[side].name}, "
        f"{named[side].role}"
        for side in Side
        if side in named
    ]


def _contacts(agreement: Agreement, now: datetime) -> list[str]:
    return [
        f"Designated person at {agreement.provider}: {_post(designated_person_at(agreement.provider, now))}",
        f"Key contact at {agreement.virtual_school}: {_post(key_contact_at(agreement.virtual_school, agreement, now))}",
    ]


def _post(post: Post) -> str:
    if post.person is None:
        return "nobody at present"
    return f"{post.person}, covered by {post.cover}" if post.holder and post.cover else str(post.person)


def _contract(contract: Contract) -> str:
    last_day = f" to {written_day(contract.ends_on)}" if contract.ends_on else ""
    titles = {duty.code: f"{duty.title} ({', '.join(duty.clauses)})" for duty in DUTIES}
    over = "; ".join(titles.get(code, code) for code in contract.clauses)
    note = f". It says: {contract.note}" if contract.note else ""
    return f"{contract.title}, from {written_day(contract.starts_on)}{last_day}, over: {over}{note}"


def _limits(agreement: Agreement, on: date) -> list[str]:
    terms = list(Term.objects.filter(agreement=agreement))
    defaults = list(Term.objects.filter(agreement__isnull=True))
    agreed, usual = compose(agreement, terms, defaults, on), compose(None, [], defaults, on)
    return [
        _limit(duty, agreed, usual, [t for t in terms if t.key == duty.code and t.effective_on > on]) for duty in DUTIES
    ]


def _limit(duty: Duty, agreed: TermsInForce, usual: TermsInForce, later: list[Term]) -> str:
    key = TermKey(duty.code)
    limit, default = agreed.limit(key), usual.limit(key)
    if key == TermKey.KEY_WORKER_NAMED:
        words = f"by the end of Year 11, or {limit} for a young person recorded later"
    else:
        words = _OWN_DAY.get(key) or f"{limit}"
    if limit != default:
        words += f" instead of {default}"
    for term in sorted(later, key=lambda term: term.effective_on):
        words += f"; from {written_day(term.effective_on)} {term.limit}"
    owed_by = str(duty.owed_by.label) + (f" and {duty.shared_with.label.lower()}" if duty.shared_with else "")
    return (
        f"{duty.title}: {words}. Starts when {duty.starts}. Kept when {duty.met_by}. Owed by: {owed_by}. "
        f"({', '.join(duty.clauses)})"
    )
