"""How the promises of one agreement are kept: each clause over a period, month by month, and beside others nearby."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q, Value
from django.urls import reverse

from accounts.clock import local_date
from accounts.models import User
from accounts.wording import percent
from agreements.duties import DUTIES
from agreements.enums import BEFORE_SIGNATURE
from agreements.models import Agreement
from agreements.rules import academic_year_of
from agreements.rules.medians import Tally, comparison, median_rate
from deadlines import adherence
from deadlines.adherence import Counts
from deadlines.calendar import local_midnight
from deadlines.enums import Outcome
from deadlines.models import Deadline
from deadlines.rules import Duty
from deadlines.selectors import Filters, listing

#: The periods one may look at, with their words.
PERIODS: Mapping[str, str] = {
    "year": "The last 12 months",
    "quarter": "The last 3 months",
    "academic": "This academic year",
    "all": "Since it began",
}

#: The one that is shown unless another is asked for.
USUAL = "year"

#: The columns of the table, in order.
JUDGED: Mapping[str, str] = {"on_time": "Kept in time", "late": "Kept late", "missed": "Broken"}
TREND_MONTHS = 12


@dataclass(frozen=True)
class Number:
    """A number, and the list it is the length of."""

    label: str
    count: int
    url: str


@dataclass(frozen=True)
class ClauseKept:
    """One promise over the period."""

    duty: Duty
    counts: Counts
    numbers: tuple[Number, ...]
    open: Number
    median: float | None
    comparison: str

    @property
    def rate(self) -> float | None:
        return self.counts.rate

    @property
    def words(self) -> str:
        """“11 of 12 kept in time.”"""
        if not self.counts.judged:
            return "Nothing could be judged in this time."
        return f"{self.counts.on_time} of {self.counts.judged} kept in time."


@dataclass(frozen=True)
class Month:
    first: date
    counts: Counts
    within: Filters

    @property
    def bar(self) -> dict[str, Any]:
        """A line of the chart."""
        return {
            "label": f"{self.first:%b %Y}",
            **{column: getattr(self.counts, column) for column in JUDGED},
            "url": self.within.address(),
            "urls": {column: replace(self.within, outcome=column).address() for column in JUDGED},
        }


@dataclass(frozen=True)
class KeptPage:
    """Everything the page, its print and its spreadsheet say."""

    agreement: Agreement
    period: str
    due_from: date
    due_to: date
    clauses: list[ClauseKept]
    whole: Counts
    median: float | None
    comparison: str
    region: str
    months: list[Month]
    trend_words: str

    @property
    def until(self) -> date:
        """The last day of the period."""
        return self.due_to - relativedelta(days=1)


def period_of(agreement: Agreement, period: str, today: date) -> tuple[date, date]:
    """[from, to) of one of `PERIODS`, up to and with today."""
    tomorrow = today + relativedelta(days=1)
    starts = {
        "year": tomorrow - relativedelta(months=12),
        "quarter": tomorrow - relativedelta(months=3),
        "academic": date(academic_year_of(today), 9, 1),
        "all": min(agreement.starts_on or today, today),
    }
    return starts[period], tomorrow


def kept_page(agreement: Agreement, user: User | AnonymousUser, *, period: str, now: datetime) -> KeptPage:
    """What `user` may see of it. Four queries of its own; every number is the length of the list it links to."""
    due_from, due_to = period_of(agreement, period, local_date(now))
    within = Filters(agreement=agreement.uuid, due_from=due_from, due_to=due_to)
    by_duty = adherence.by_duty(listing(user, within, now), now)
    running = Filters(agreement=agreement.uuid, state="open")
    open_now = dict(
        listing(user, running, now)
        .order_by()
        .values_list("duty_code")
        .annotate(n=Count(Value(1)))
        .values_list("duty_code", "n")
    )
    region = agreement.provider.local_authority.region
    tallies = _tallies_of_others(agreement, region, due_from, due_to, now)
    whole = adherence.total(by_duty)
    months = _months(agreement, user, now)
    whole_median = median_rate(_summed(tallies))
    return KeptPage(
        agreement=agreement,
        period=period,
        due_from=due_from,
        due_to=due_to,
        clauses=[
            _clause(
                duty, by_duty.get(duty.code, Counts()), open_now.get(duty.code, 0), tallies[duty.code], within, region
            )
            for duty in DUTIES
        ],
        whole=whole,
        median=whole_median,
        comparison=comparison(whole.rate, whole_median, region),
        region=region,
        months=months,
        trend_words=_trend_in_words(months),
    )


def _clause(
    duty: Duty, counts: Counts, open_now: int, others: Mapping[int, Tally], within: Filters, region: str
) -> ClauseKept:
    here = replace(within, duty=duty.code)
    middle = median_rate(others.values())
    return ClauseKept(
        duty=duty,
        counts=counts,
        numbers=tuple(
            Number(label, getattr(counts, column), replace(here, outcome=column).address())
            for column, label in JUDGED.items()
        ),
        open=Number("Open now", open_now, Filters(agreement=within.agreement, duty=duty.code, state="open").address()),
        median=middle if counts.judged else None,
        comparison=comparison(counts.rate, middle, region),
    )


def _tallies_of_others(
    agreement: Agreement, region: str, due_from: date, due_to: date, now: datetime
) -> defaultdict[str, dict[int, Tally]]:
    """What the other agreements with providers in the region kept, by duty and agreement. One query."""
    others = (
        Agreement.objects.filter(provider__local_authority__region=region)
        .exclude(pk=agreement.pk)
        .exclude(status__in=BEFORE_SIGNATURE)
    )
    judged = Q(outcome__in=list(JUDGED))
    groups = (
        Deadline.objects.filter(agreement__in=others)
        .originally_due(local_midnight(due_from), local_midnight(due_to))
        .with_outcome(now)
        .order_by()
        .values("agreement_id", "duty_code")
        .annotate(n_kept=Count(Value(1), filter=Q(outcome=Outcome.ON_TIME)), n_judged=Count(Value(1), filter=judged))
    )
    tallies: defaultdict[str, dict[int, Tally]] = defaultdict(dict)
    for group in groups:
        tallies[group["duty_code"]][group["agreement_id"]] = Tally(group["n_kept"], group["n_judged"])
    return tallies


def _summed(tallies: Mapping[str, Mapping[int, Tally]]) -> list[Tally]:
    """The tally of each agreement over all its duties."""
    sums: dict[int, Tally] = {}
    for of_agreements in tallies.values():
        for agreement_id, tally in of_agreements.items():
            before = sums.get(agreement_id, Tally(0, 0))
            sums[agreement_id] = Tally(before.on_time + tally.on_time, before.judged + tally.judged)
    return list(sums.values())


def _months(agreement: Agreement, user: User | AnonymousUser, now: datetime) -> list[Month]:
    """The last twelve months, the present one as far as it has come. One query."""
    present = local_date(now).replace(day=1)
    firsts = [present - relativedelta(months=ago) for ago in range(TREND_MONTHS - 1, -1, -1)]
    spans = [(first, first + relativedelta(months=1)) for first in firsts]
    whole = Filters(agreement=agreement.uuid, due_from=spans[0][0], due_to=spans[-1][1])
    numbers = {
        f"{column}_{place}": Count(
            Value(1),
            filter=Q(
                outcome=column, original_due_at__gte=local_midnight(start), original_due_at__lt=local_midnight(end)
            ),
        )
        for place, (start, end) in enumerate(spans)
        for column in JUDGED
    }
    counted = listing(user, whole, now).with_outcome(now).order_by().aggregate(**numbers)
    return [
        Month(
            start,
            Counts(**{column: counted[f"{column}_{place}"] for column in JUDGED}),
            replace(whole, due_from=start, due_to=end),
        )
        for place, (start, end) in enumerate(spans)
    ]


def _trend_in_words(months: list[Month]) -> str:
    """The first half of the months beside the second."""
    half = len(months) // 2
    before, since = (sum((month.counts for month in part), Counts()).rate for part in (months[:half], months[half:]))
    if before is None or since is None:
        return "There is too little to see whether it gets better or worse."
    early, late = percent(before), percent(since)
    if early == late:
        return f"In the last six months {late} were kept in time, as in the six before."
    way = "up" if since > before else "down"
    return f"In the last six months {late} were kept in time, {way} from {early} in the six before."


def panel(agreement: Agreement, user: User | AnonymousUser, now: datetime) -> dict[str, Any]:
    """For `_adherence_panel.html` on the agreement's page: how the last twelve months were kept."""
    due_from, due_to = period_of(agreement, "year", local_date(now))
    within = Filters(agreement=agreement.uuid, due_from=due_from, due_to=due_to)
    whole = adherence.total(adherence.by_duty(listing(user, within, now), now))
    return {
        "shown": agreement.status not in BEFORE_SIGNATURE,
        "rate": whole.rate,
        "judged": whole.judged,
        "url": reverse("agreements:adherence", args=[agreement.uuid]),
    }
