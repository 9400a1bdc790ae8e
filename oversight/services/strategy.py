"""A strategy or work plan as a whole: written, put in force, ended; its people and what its colours mean (K1, W1)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.errors import AnswerRefused, ServiceError
from accounts.models import Agency, Membership, User
from education_plans.enums import Rag
from oversight.enums import PlanRole, Rated, RowKind, StrategyKind, StrategyStatus
from oversight.models import ColourMeaning, Strategy, StrategyPerson, StrategyRow
from oversight.selectors.strategy import people_to_name, possible_partners
from oversight.services.strategy_clock import end_rounds, hand_over_rounds, open_first_round
from oversight.services.update_clock import follow_leads


class StrategyRefused(AnswerRefused):
    """It cannot be kept like this; `field` names the question it belongs to."""


class StrategyIsOver(ServiceError):
    def __init__(self) -> None:
        super().__init__("This strategy has ended. Nothing is changed any more.")


class NotADraft(ServiceError):
    def __init__(self) -> None:
        super().__init__("It is no draft any more.")


class NotInForce(ServiceError):
    def __init__(self) -> None:
        super().__init__("It is not in force.")


class NothingInIt(ServiceError):
    def __init__(self) -> None:
        super().__init__("There is no KPI, expectation or action in it yet. Add one first.")


@dataclass(frozen=True, kw_only=True)
class StrategyDetails:
    """What stands at the top of the document."""

    title: str
    about: str = ""
    starts_on: date
    ends_on: date | None = None
    written_on: date | None = None
    review_on: date | None = None


@transaction.atomic
def open_strategy(
    *, owner: Agency, kind: StrategyKind, details: StrategyDetails, partners: Iterable[Agency] = (), by: User, now: datetime
) -> Strategy:  # fmt: skip
    """Begin a strategy or work plan as a draft. Raises StrategyRefused."""
    owner = Agency.objects.select_for_update(no_key=True).get(pk=owner.pk)  # two with one title meet here
    strategy = Strategy(owner=owner, kind=kind, recorded_at=now)
    _fill(strategy, details)
    history.save(strategy, by=by, reason="Begun", at=now)
    _share(strategy, partners, by=by, now=now)
    return strategy


@transaction.atomic
def change_strategy(
    *, strategy: Strategy, details: StrategyDetails, partners: Iterable[Agency], by: User, now: datetime
) -> Strategy:
    """Change what stands at the top, and who sees it. Raises StrategyRefused, StrategyIsOver."""
    Agency.objects.select_for_update(no_key=True).get(pk=strategy.owner_id)
    strategy = locked(strategy)
    _fill(strategy, details)
    history.save(strategy, by=by, reason="Changed", at=now)
    _share(strategy, partners, by=by, now=now)
    hand_over_rounds(StrategyRow.objects.filter(strategy=strategy), by=by, now=now)
    follow_leads(strategy, by=by, now=now)
    return strategy


@transaction.atomic
def put_in_force(*, strategy: Strategy, by: User, now: datetime) -> Strategy:
    """From now on it applies: partners see it, and the clocks of KPIs that are rated by hand begin. Raises NotADraft,
    NothingInIt, StrategyIsOver.
    """
    strategy = locked(strategy)
    if strategy.status != StrategyStatus.DRAFT:
        raise NotADraft
    rows = strategy.rows.select_for_update(of=("self",)).order_by("position")
    if not rows.exclude(kind__in=[RowKind.THEME, RowKind.OBJECTIVE]).exists():
        raise NothingInIt
    strategy.status = StrategyStatus.IN_FORCE
    history.save(strategy, by=by, reason="Put in force", at=now)
    for row in rows.filter(kind=RowKind.KPI, first_rating_on__isnull=False):
        open_first_round(row=row, by=by, now=now)
    follow_leads(strategy, by=by, now=now)
    return strategy


@transaction.atomic
def end_strategy(*, strategy: Strategy, reason: str, by: User, now: datetime) -> Strategy:
    """It applies no more; its clocks stop. Everybody who saw it still does. Raises NotInForce, StrategyRefused."""
    strategy = locked(strategy)
    if strategy.status != StrategyStatus.IN_FORCE:
        raise NotInForce
    if not reason.strip():
        raise StrategyRefused("reason", "Enter why it ends.")
    strategy.status = StrategyStatus.ENDED
    today = local_date(now)
    if strategy.ends_on is None or strategy.ends_on > today:
        strategy.ends_on = max(today, strategy.starts_on)
    history.save(strategy, by=by, reason=reason.strip()[:100], at=now)
    end_rounds(StrategyRow.objects.filter(strategy=strategy), reason="The strategy has ended", by=by, now=now)
    follow_leads(strategy, by=by, now=now)
    return strategy


@transaction.atomic
def set_meanings(
    *, strategy: Strategy, meanings: Mapping[tuple[Rated, Rag], str], from_on: date, by: User, now: datetime
) -> None:
    """What the colours mean from a day on. What they meant before stays for what was rated before. Raises StrategyRefused,
    StrategyIsOver.
    """
    strategy = locked(strategy)
    for (which, colour), meaning in meanings.items():
        if not meaning.strip():
            raise StrategyRefused(f"{which}_{colour}", "Enter what the colour means.")
        found = ColourMeaning.objects.filter(strategy=strategy, which=which, colour=colour, from_on=from_on).first()
        row = found or ColourMeaning(strategy=strategy, which=which, colour=colour, from_on=from_on)
        if row.meaning != meaning.strip():
            row.meaning = meaning.strip()
            history.save(row, by=by, reason="Defined", at=now)


@dataclass(frozen=True, kw_only=True)
class PersonDetails:
    """Somebody on the plan: a colleague, or anybody by name."""

    role: PlanRole
    membership: Membership | None = None
    name: str = ""
    job_title: str = ""
    part: str = ""
    address: str = ""
    phone: str = ""
    mobile: str = ""
    email: str = ""


@transaction.atomic
def add_person(*, strategy: Strategy, details: PersonDetails, by: User, now: datetime) -> StrategyPerson:
    """Put somebody on the plan. Of a colleague name and job title are theirs unless others are given, and telephone and
    e-mail too if they are of the agency whose strategy it is: partners say themselves what may stand there.
    Raises StrategyRefused, StrategyIsOver.
    """
    strategy = locked(strategy)
    person = StrategyPerson(strategy=strategy)
    _fill_person(person, details)
    history.save(person, by=by, reason="Put on the plan", at=now)
    return person


@transaction.atomic
def change_person(*, person: StrategyPerson, details: PersonDetails, by: User, now: datetime) -> StrategyPerson:
    """Raises what `add_person` raises."""
    locked(person.strategy)
    person = StrategyPerson.objects.select_for_update(of=("self",)).get(pk=person.pk)
    _fill_person(person, details)
    history.save(person, by=by, reason="Changed", at=now)
    return person


@transaction.atomic
def remove_person(*, person: StrategyPerson, by: User, now: datetime) -> None:
    """Take somebody off the plan; their history stays. Raises StrategyIsOver."""
    locked(person.strategy)
    history.save(person, by=by, reason="Taken off the plan", at=now)
    person.delete()


def locked(strategy: Strategy) -> Strategy:
    """The strategy, locked. Raises StrategyIsOver."""
    strategy = Strategy.objects.select_for_update(of=("self",)).select_related("owner").get(pk=strategy.pk)
    if strategy.is_over:
        raise StrategyIsOver
    return strategy


def check_colleague(strategy: Strategy, hat: Membership) -> None:
    """Raises StrategyRefused unless they can be put on the strategy: see `people_to_name`."""
    if not people_to_name(strategy).filter(pk=hat.pk).exists():
        raise StrategyRefused(
            "membership", "Choose a colleague, or at a partner somebody who oversees young people’s education there."
        )


def _fill(strategy: Strategy, details: StrategyDetails) -> None:
    title = " ".join(details.title.split())
    if not title:
        raise StrategyRefused("title", "Enter the title.")
    if Strategy.objects.filter(owner=strategy.owner, title__iexact=title).exclude(pk=strategy.pk).exists():
        raise StrategyRefused("title", "There is one of this title already.")
    if details.ends_on is not None and details.ends_on < details.starts_on:
        raise StrategyRefused("ends_on", "The last day cannot be before the first.")
    strategy.title, strategy.about = title, details.about.strip()
    strategy.starts_on, strategy.ends_on = details.starts_on, details.ends_on
    strategy.written_on, strategy.review_on = details.written_on, details.review_on


def _share(strategy: Strategy, partners: Iterable[Agency], *, by: User, now: datetime) -> None:
    wanted = {agency.pk for agency in partners} - {strategy.owner_id}
    known = possible_partners([strategy.owner], strategy).filter(pk__in=wanted)
    if wanted - set(known.values_list("pk", flat=True)):
        raise StrategyRefused("partners", "Choose agencies with which you have an agreement, or of your authority.")
    if wanted != set(strategy.partners.values_list("pk", flat=True)):
        strategy.partners.set(wanted)
        history.save(strategy, by=by, reason="Shared with", at=now)


def _fill_person(person: StrategyPerson, details: PersonDetails) -> None:
    hat = details.membership
    if hat is not None and hat.pk != person.membership_id:
        check_colleague(person.strategy, hat)
    name = details.name.strip() or (hat.user.name if hat else "")
    if not name:
        raise StrategyRefused("name", "Choose a colleague, or enter a name.")
    others = StrategyPerson.objects.filter(strategy=person.strategy_id, role=details.role).exclude(pk=person.pk)
    if details.role != PlanRole.CONTRIBUTOR and others.exists():
        raise StrategyRefused(
            "role", f"There is a {PlanRole(details.role).label.lower()} already. Change or remove them first."
        )
    person.role, person.membership, person.name = details.role, hat, name
    person.job_title = details.job_title.strip() or (hat.job_title if hat else "")
    person.part, person.address = details.part.strip(), details.address.strip()
    own = hat.user if hat and hat.agency_id == person.strategy.owner_id else None
    person.phone = details.phone.strip() or (own.phone if own else "")
    person.mobile = details.mobile.strip()
    person.email = details.email.strip() or (own.email if own else "")
