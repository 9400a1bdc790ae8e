"""Measures as somebody, or a Virtual School, counts them; and the lists that they are the lengths of (K3, ADR 15)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.db.models import QuerySet
from django.urls import reverse

from accounts.clock import local_date
from accounts.enums import Purpose
from accounts.models import Agency, User
from deadlines.calendar import add_months, local_midnight
from deadlines.models import Deadline
from learners.models import AgencyLink, Enrolment, Learner
from oversight.enums import Counted, Split
from oversight.measures import registry
from oversight.measures.measure import Measure, Number, Scope
from oversight.measures.splits import Taken, counted_in, is_key, narrowed, taken_apart
from oversight.selectors.measures import knows_activity


def offered(user: User) -> list[Measure]:
    """The measures of which somebody may know: what young people do is no business of a provider."""
    knows = knows_activity(user)
    return [measure for measure in registry.all() if knows or not measure.own]


def offered_to(user: User, code: str) -> Measure | None:
    """The measure of that code, if there is one of which the user may know."""
    measure = registry.find(code)
    return measure if measure is not None and (not measure.own or knows_activity(user)) else None


def scope_of(user: User, now: datetime, *, own: bool) -> Scope:
    """Among those whom `user` may see, as of now; with `own` only where the user works for their own agencies."""
    everybody = Learner.objects.visible_to(user)
    return Scope(
        everybody=everybody.of_own_agencies(user) if own else everybody,
        places=Enrolment.objects.known_to(user),
        clocks=Deadline.objects.visible_to(user),
        on=local_date(now),
        at=now,
    )


def scope_of_school(school: Agency, month: date) -> Scope:
    """Among those who were the Virtual School’s at the end of the month, restricted records included: what is kept of it names
    nobody.
    """
    at = local_midnight(add_months(month, 1))
    ours = AgencyLink.objects.active(at).filter(purpose=Purpose.HOME_VIRTUAL_SCHOOL, agency=school)
    return Scope(
        everybody=Learner.objects.filter(pk__in=ours.values("learner")),
        places=Enrolment.objects.all(),
        clocks=Deadline.objects.all(),
        on=add_months(month, 1) - timedelta(days=1),
        at=at,
    )


def value_of(code: str, user: User, now: datetime, *, split: Split = Split.WHOLE, key: str = "") -> Number:
    """The measure among those whom `user` may see, whole or one part. KeyError for an unknown measure, ValueError for a part
    it cannot have. One query, and one for the terms where the definition names a limit.
    """
    measure = registry.get(code)
    scope = scope_of(user, now, own=measure.own)
    return counted_in(narrowed(measure.rows(scope), measure, scope, split, key))


def values_of(user: User, now: datetime) -> dict[str, Number]:
    """Every measure of which the user may know, by its code. One query each."""
    scopes = {own: scope_of(user, now, own=own) for own in (True, False)}
    return {measure.code: counted_in(measure.rows(scopes[measure.own])) for measure in offered(user)}


def apart_for(measure: Measure, user: User, now: datetime) -> Taken:
    """The measure with all its parts, for somebody. Two queries."""
    return taken_apart(measure, scope_of(user, now, own=measure.own))


@dataclass(frozen=True, kw_only=True)
class MeasureList:
    """A list behind a measure, as data: `rows_behind` turns it into rows, `address` into the link that shows them."""

    measure: str
    counted: Counted = Counted.ALL
    split: Split = Split.WHOLE
    key: str = ""

    def parameters(self) -> Mapping[str, str]:
        chosen = {"measure": self.measure, "counted": self.counted.value, "split": self.split.value, "key": self.key}
        return {name: value for name, value in chosen.items() if value}

    def query(self) -> str:
        return urlencode(self.parameters())

    @classmethod
    def read(cls, query: str) -> "MeasureList":
        """What `query` wrote. ValueError if it makes no sense; what is none of it is left out."""
        asked = dict(parse_qsl(query))
        measure = registry.find(asked.get("measure", ""))
        if measure is None:
            raise ValueError(f"measure={asked.get('measure')}")
        split, key = Split(asked.get("split", "")), asked.get("key", "")
        if (split == Split.WHOLE) != (not key) or (split and (split not in measure.splits or not is_key(split, key))):
            raise ValueError(f"{split}={key}")
        return cls(measure=measure.code, counted=Counted(asked.get("counted", "")), split=split, key=key)

    def address(self) -> str:
        """The path of the page that shows exactly this list."""
        query = urlencode({name: value for name, value in self.parameters().items() if name != "measure"})
        return reverse("oversight:measure-list", args=[self.measure]) + (f"?{query}" if query else "")


def rows_behind(user: User, asked: MeasureList, now: datetime) -> QuerySet[Any]:
    """The young people, or deadlines, of the list whom `user` may see, in order: those due first, or by name."""
    measure = registry.get(asked.measure)
    scope = scope_of(user, now, own=measure.own)
    found = narrowed(measure.rows(scope, asked.counted), measure, scope, asked.split, asked.key)
    if measure.of_clocks:
        return found.select_related("learner", "owner", "partner").order_by("original_due_at", "pk")
    return found.select_related("home_authority").order_by("sort_name", "pk")
