"""What was kept of each month: trends for pages, and the data set that goes to boards (K4)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from accounts.clock import london
from accounts.enums import AgencyKind, Permission
from accounts.models import Agency, User
from accounts.selectors import agency_ids_where
from education_plans.rules.months import name_of
from oversight.enums import MeasureUnit, Split
from oversight.measures import registry
from oversight.measures.measure import Measure, Number
from oversight.measures.splits import labels
from oversight.models import MeasureSnapshot
from oversight.rules.measures_out import Leaving, Outer, Pair, Shown, Untold, leaving, shown_alone
from oversight.rules.suppression import SMALL
from oversight.selectors.figures_out import HIDDEN, Sheet

#: So many months are shown of a trend.
MONTHS = 12


@dataclass(frozen=True)
class Series:
    """The months kept of one Virtual School, the oldest first. `exact`: the reader may open its lists, so no number is hidden;
    `may_correct`: the reader may put a month right.
    """

    school: Agency
    exact: bool
    may_correct: bool
    months: list["Month"]


@dataclass(frozen=True)
class Month:
    """One month of one measure as it stands, for a reader. `inside` and `outside`: in the home authority and in another."""

    snapshot: MeasureSnapshot
    shown: Shown
    inside: Shown | None
    outside: Shown | None

    @property
    def number(self) -> Number | None:
        """None where a part of it is hidden."""
        counted, of = self.shown
        return None if counted is None or of is None else Number(counted, of)


def schools_of(user: User) -> list[Agency]:
    """The Virtual Schools of whose months somebody may read."""
    ids = MeasureSnapshot.objects.visible_to(user).order_by().values("agency").distinct()
    return list(Agency.objects.filter(pk__in=ids, kind=AgencyKind.VIRTUAL_SCHOOL).order_by("sort_name", "pk"))


def series_of(measure: Measure, user: User) -> list[Series]:
    """The trend of the measure at each Virtual School whose months the user may read. Two queries."""
    wanted = Q(code=measure.code, split__in=(Split.WHOLE, Split.AREA)) | Q(code__in=_beside(measure), split=Split.WHOLE)
    by_school: dict[Agency, dict[date, dict[str, MeasureSnapshot]]] = defaultdict(lambda: defaultdict(dict))
    wholes: dict[tuple[int, date], dict[str, Pair]] = defaultdict(dict)
    rows = _standing(user).filter(wanted).select_related("agency", "author", "corrects")
    for row in rows.order_by("agency__sort_name", "agency", "month"):
        if row.code == measure.code:
            by_school[row.agency][row.month][row.key] = row
        if row.split == Split.WHOLE:
            wholes[row.agency_id, row.month][row.code] = (row.numerator, row.denominator)
    exact, correcting = _exact(user), set(agency_ids_where(user, Permission.CORRECT_FIGURES))
    return [
        Series(
            school, school.pk in exact, school.pk in correcting,
            [
                _month(measure, parts, wholes[school.pk, month], exact=school.pk in exact)
                for month, parts in list(months.items())[-MONTHS:]
                if "" in parts
            ],
        )
        for school, months in by_school.items()
    ]  # fmt: skip


def last_months(user: User) -> Mapping[str, list[Month]]:
    """The last two months kept of each measure at the first Virtual School whose months the user may read. Three queries."""
    schools = schools_of(user)
    if not schools:
        return {}
    rows = _standing(user).filter(agency=schools[0], split=Split.WHOLE)
    newest = list(rows.order_by("-month").values_list("month", flat=True).distinct()[:2])
    found: dict[str, list[Month]] = defaultdict(list)
    exact = schools[0].pk in _exact(user)
    kept = list(rows.filter(month__in=newest).order_by("month"))
    wholes: dict[date, dict[str, Pair]] = defaultdict(dict)
    for row in kept:
        wholes[row.month][row.code] = (row.numerator, row.denominator)
    for row in kept:
        if (measure := registry.find(row.code)) is not None:
            found[row.code].append(_month(measure, {"": row}, wholes[row.month], exact=exact))
    return found


def _beside(measure: Measure) -> set[str]:
    """The codes of the measures that decide what may be known of the whole of this one."""
    found = {code for code in (measure.within, measure.whole_of) if code}
    return found | (_beside(registry.get(measure.whole_of)) if measure.whole_of else set())


def _standing(user: User) -> QuerySet[MeasureSnapshot]:
    return MeasureSnapshot.objects.visible_to(user).standing()


def _exact(user: User) -> set[int]:
    return set(agency_ids_where(user, Permission.VIEW_OVERSIGHT))


def _month(measure: Measure, parts: Mapping[str, MeasureSnapshot], wholes: Mapping[str, Pair], *, exact: bool) -> Month:
    whole = parts[""]
    if not exact:
        return Month(whole, _alone(measure, wholes), None, None)
    inside, outside = (
        (part.numerator, part.denominator) if (part := parts.get(key)) else (0, 0) for key in ("in", "out")
    )
    return Month(whole, (whole.numerator, whole.denominator), inside, outside)


def _alone(measure: Measure, wholes: Mapping[str, Pair]) -> Shown:
    """The whole of a measure as it may leave; `wholes` are those of one month, by code."""
    outer = Outer(wholes[measure.within][0]) if measure.within in wholes else None
    is_untold = measure.whole_of in wholes and _alone(registry.get(measure.whole_of), wholes)[0] is None
    return shown_alone(wholes[measure.code], outer, Untold(is_untold))


def months_kept(school: Agency, user: User) -> list[date]:
    """The months of which something is kept, the newest first."""
    kept = _standing(user).filter(agency=school).order_by("-month")
    return list(kept.values_list("month", flat=True).distinct())


def data_set(school: Agency, month: date, user: User) -> list[Sheet]:
    """What was kept of one month, as it may leave: one sheet, the whole of each measure and below it its parts."""
    kept: dict[str, dict[str, dict[str, MeasureSnapshot]]] = defaultdict(lambda: defaultdict(dict))
    for row in _standing(user).filter(agency=school, month=month).order_by("pk"):
        kept[row.code][row.split][row.key] = row
    names = {
        str(uuid): name for uuid, name in Agency.objects.filter(kind=AgencyKind.PROVIDER).values_list("uuid", "name")
    }
    lines: list[list[object]] = [
        ["Measure", "Taken apart by", "Part", "Counted", "Of", "Share, %", "Definition", "Taken"]
    ]
    numbers = {code: _pairs(splits) for code, splits in kept.items()}
    for measure in registry.all():
        if splits := kept.get(measure.code):
            lines += _lines(measure, splits, numbers, names)
    about = [
        [f"{school.name}, {name_of(month)}"],
        [f"{HIDDEN}: hidden, because the number, or what it could be worked out from, is from 1 to {SMALL}"],
        [
            "Numbers were kept when the month was over and are never counted again; what was corrected stands with its reason."
        ],
    ]
    definitions = [["Measure", "What it counts", "For"], *(
        [measure.title, measure.definition, ", ".join(measure.sources)] for measure in registry.all()
    )]  # fmt: skip
    return [("Measures", lines), ("What they count", definitions), ("About", about)]


def _lines(
    measure: Measure,
    splits: Mapping[str, Mapping[str, MeasureSnapshot]],
    numbers: "Mapping[str, Apart]",
    providers: Mapping[str, str],
) -> list[list[object]]:
    whole = splits[Split.WHOLE.value][""]
    named, out = as_it_leaves(measure, numbers)
    lines = [_line(measure, whole, "", "All", out.whole)]
    for split, keys in named.items():
        words = providers if split == Split.PROVIDER else labels(Split(split))
        shown: Sequence[Shown] = out.parts[split]
        for key, pair in zip(keys, shown, strict=True):
            lines.append(_line(measure, splits[split][key], str(Split(split).label), words.get(key, key), pair))
    return lines


#: A measure of one month: by the way of taking it apart, then by part.
Apart = Mapping[str, Mapping[str, Pair]]


def as_it_leaves(measure: Measure, kept: Mapping[str, Apart]) -> tuple[Mapping[str, Sequence[str]], Leaving]:
    """The parts of each split in their order, and the numbers as they may leave; `kept` are the measures of one month, by code.
    Whatever of it is shown somewhere, all that was kept is judged together, so that two papers that show different parts of it
    hide the same numbers.
    """
    splits = kept[measure.code]
    named = {split: sorted(rows) for split, rows in splits.items() if split}
    parts = {split: [splits[split][key] for key in keys] for split, keys in named.items()}
    outer = _outer(kept.get(measure.within, {}), named)
    return named, leaving(splits[Split.WHOLE.value][""], parts, outer, _untold(measure, kept, named))


def _untold(measure: Measure, kept: Mapping[str, Apart], named: Mapping[str, Sequence[str]]) -> Untold | None:
    """Where the wholes of a measure are hidden as what another one counts; None where no other does."""
    if not kept.get(measure.whole_of):
        return None
    known, out = as_it_leaves(registry.get(measure.whole_of), kept)
    hidden = {
        split: {key for key, (counted, _) in zip(keys, out.parts[split], strict=True) if counted is None}
        for split, keys in known.items()
    }
    places = {
        split: [place for place, key in enumerate(keys) if key in hidden.get(split, ())]
        for split, keys in named.items()
    }
    return Untold(out.whole[0] is None, places)


def _pairs(splits: Mapping[str, Mapping[str, MeasureSnapshot]]) -> Apart:
    return {
        split: {key: (row.numerator, row.denominator) for key, row in rows.items()} for split, rows in splits.items()
    }


def _outer(splits: Apart, named: Mapping[str, Sequence[str]]) -> Outer | None:
    """What the measure around one counts, in the order of the parts of that one; None where there is none."""
    if not splits:
        return None
    parts = {split: [splits.get(split, {}).get(key, (0, 0))[0] for key in keys] for split, keys in named.items()}
    return Outer(splits[Split.WHOLE.value][""][0], parts)


def _line(measure: Measure, row: MeasureSnapshot, by: str, part: str, shown: Shown) -> list[object]:
    counted, of = shown
    share = round(100 * counted / of, 1) if counted is not None and of and measure.unit == MeasureUnit.PERCENT else ""
    cells = [HIDDEN if number is None else number for number in (counted, of)]
    return [measure.title, by, part, *cells, share, row.definition, taken_in_words(row)]


def taken_in_words(row: MeasureSnapshot) -> str:
    """When the row was written, and what is to be known of it."""
    words = f"{_day(row.taken_at)}"
    if row.corrects_id:
        return f"corrected {words}: {row.reason}"
    return f"{words}, taken late" if row.is_late else words


def _day(at: datetime) -> str:
    return f"{london(at):%d %B %Y}"
