"""A measure taken apart: by where young people learn, age, care status, provider, promise. Two queries, however many parts."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, QuerySet, Value, When

from deadlines import registry as duties
from learners.enums import CareStatus
from oversight.enums import Ages, Area, Split
from oversight.measures.conditions import AGES, area_among, of_age
from oversight.measures.measure import Measure, Number, Scope

#: The age groups that make up all: the others overlap.
AGE_GROUPS = (Ages.UP_TO_YEAR_11, Ages.YEARS_12_AND_13, Ages.FROM_18)
_GROUPED = (Split.AREA, Split.AGES, Split.STATUS, Split.CLAUSE)


@dataclass(frozen=True)
class Part:
    """One part of a split: its key in addresses, its words, its number."""

    key: str
    label: str
    number: Number


@dataclass(frozen=True)
class Taken:
    """A measure counted as a whole and in parts."""

    whole: Number
    parts: Mapping[Split, list[Part]] = field(default_factory=dict)


def counted_in(rows: QuerySet[Any]) -> Number:
    """The number of such rows. One query."""
    counted = dict(rows.order_by().values_list("is_met").annotate(n=Count("pk")))
    return Number(counted.get(True, 0), sum(counted.values()))


def taken_apart(measure: Measure, scope: Scope) -> Taken:
    """The whole and every split of it. Two queries."""
    splits = [split for split in _GROUPED if split in measure.splits]
    counted: dict[Split, dict[str, Number]] = defaultdict(dict)
    rows = measure.rows(scope).annotate(**{_name(split): _key(split, measure, scope) for split in splits}).order_by()
    for group in rows.values("is_met", *(_name(split) for split in splits)).annotate(n=Count("pk")):
        for split in (Split.WHOLE, *splits):
            _add(counted[split], group[_name(split)] if split else "", group["is_met"], group["n"])
    parts = {split: _in_order(split, counted[split]) for split in splits}
    parts[Split.PROVIDER] = _by_provider(measure, scope)
    return Taken(counted[Split.WHOLE].get("", Number(0, 0)), {split: parts[split] for split in measure.splits})


def narrowed(rows: QuerySet[Any], measure: Measure, scope: Scope, split: Split, key: str) -> QuerySet[Any]:
    """One part of a list. ValueError for a key that the split cannot have."""
    if split == Split.WHOLE:
        return rows
    if split not in measure.splits or not is_key(split, key):
        raise ValueError(f"{split}={key}")
    if split == Split.PROVIDER:
        places = scope.places_held.filter(learner=OuterRef(_of(measure, "pk")), provider__uuid=key)
        return rows.filter(Exists(places))
    return rows.annotate(**{_name(split): _key(split, measure, scope)}).filter(**{_name(split): key})


def is_key(split: Split, key: str) -> bool:
    """Whether the split could have such a part."""
    if split == Split.PROVIDER:
        UUID(key)
        return True
    return key in labels(split)


def labels(split: Split) -> Mapping[str, str]:
    """The words of each part, in order, of splits whose parts are known beforehand."""
    match split:
        case Split.AREA:
            return {area.value: str(area.label) for area in Area}
        case Split.AGES:
            return {ages.value: str(ages.label) for ages in AGE_GROUPS}
        case Split.STATUS:
            return {status.value: str(status.label) for status in CareStatus}
        case Split.CLAUSE:
            return {duty.code: f"{duty.title} ({', '.join(duty.clauses)})" for duty in duties.duties()}
    return {}


def _name(split: Split) -> str:
    return f"part_{split.value}"


def _of(measure: Measure, path: str) -> str:
    """The way from a row to something of its young person."""
    if not measure.of_clocks:
        return path
    return "learner" if path == "pk" else f"learner__{path}"


def _key(split: Split, measure: Measure, scope: Scope) -> Case | F:
    match split:
        case Split.AREA:
            places = scope.places_held.filter(learner=OuterRef(_of(measure, "pk")))
            home = _of(measure, "home_authority")
            whens = [When(area_among(area, places, home=home), then=Value(area.value)) for area in Area]
        case Split.AGES:
            born_on = _of(measure, "date_of_birth")
            whens = [When(of_age(AGES[ages], scope.on, born_on=born_on), then=Value(ages.value)) for ages in AGE_GROUPS]
        case Split.STATUS:
            return F(_of(measure, "care_status"))
        case _:
            return F("duty_code")
    return Case(*whens, default=Value(""), output_field=CharField())


def _by_provider(measure: Measure, scope: Scope) -> list[Part]:
    """By the places of the young people on the day. One query."""
    path = _of(measure, "enrolments")
    rows = measure.rows(scope).filter(**{f"{path}__in": scope.places_held.order_by().values("pk")}).order_by()
    provider = f"{path}__provider"
    groups = rows.values("is_met", f"{provider}__uuid", f"{provider}__name", f"{provider}__sort_name")
    counted: dict[str, Number] = {}
    names: dict[str, tuple[str, str]] = {}
    for group in groups.annotate(n=Count("pk", distinct=True)):
        key = str(group[f"{provider}__uuid"])
        names[key] = (group[f"{provider}__sort_name"], group[f"{provider}__name"])
        _add(counted, key, group["is_met"], group["n"])
    return [Part(key, names[key][1], counted[key]) for key in sorted(counted, key=lambda key: (names[key][0], key))]


def _add(counted: dict[str, Number], key: str, is_met: bool, number: int) -> None:
    before = counted.get(key, Number(0, 0))
    counted[key] = Number(before.numerator + (number if is_met else 0), before.denominator + number)


def _in_order(split: Split, counted: Mapping[str, Number]) -> list[Part]:
    return [Part(key, label, counted[key]) for key, label in labels(split).items() if key in counted]
