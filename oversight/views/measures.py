"""Measures: each with its number, what it means, who is counted, and how it was month by month."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require_anywhere, require_at, visible_or_404
from accounts.clock import request_now
from accounts.enums import Permission
from accounts.files import attachment
from accounts.selectors import may_anywhere
from accounts.tables import XLSX, workbook_bytes
from accounts.views.asking import ask
from accounts.wording import percent
from education_plans.enums import Rag
from education_plans.rules.months import name_of
from oversight.enums import Counted, Listing, MeasureUnit, Split
from oversight.forms.measures import CorrectionForm, DataSetForm
from oversight.measures import registry
from oversight.measures.measure import Measure, Number
from oversight.measures.splits import Part, Taken, labels
from oversight.models import MeasureSnapshot
from oversight.selectors import measure_snapshots as kept
from oversight.selectors import measure_values as values
from oversight.selectors.figures_out import HIDDEN
from oversight.selectors.list_kinds import KINDS
from oversight.selectors.measure_values import MeasureList
from oversight.selectors.measure_words import aim_in_words, in_words, shown_in_words
from oversight.services import measure_snapshots as services
from oversight.views.lists import PER_PAGE, written

#: What a proposed colour says in words.
STATES = {Rag.GREEN: ("On the aim", "green"), Rag.AMBER: ("Near the aim", "orange"), Rag.RED: ("Not on the aim", "red")}


@require_safe
def measures(request: HttpRequest) -> HttpResponse:
    """Every measure of which somebody may know, with its number now and how it was in the last months."""
    require_anywhere(request.user, Permission.VIEW_LEARNER)
    now = request_now(request)
    counted = values.values_of(request.user, now)
    months = kept.last_months(request.user)
    families = [
        (
            heading,
            [_row(each, counted[each.code], months.get(each.code, [])) for each in family if each.code in counted],
        )
        for heading, family in registry.FAMILIES
    ]
    context = {
        "families": [(heading, rows) for heading, rows in families if rows],
        "has_months": bool(months),
        "month_form": _month_form(request) if may_anywhere(request.user, Permission.EXPORT) else None,
    }
    return render(request, "oversight/measures/index.html", context)


def _row(measure: Measure, number: Number, months: list[kept.Month]) -> dict[str, Any]:
    *_, last = [None, *months]
    return {
        "measure": measure,
        "text": in_words(measure, number),
        "state": _state(measure, number),
        "last": last and {"name": name_of(last.snapshot.month), "text": shown_in_words(measure, last.shown)},
        "change": _change(measure, months),
    }


def _state(measure: Measure, number: Number) -> tuple[str, str] | None:
    state = measure.state(number)
    return STATES[state] if state else None


def _change(measure: Measure, months: list[kept.Month]) -> str:
    """How the last month kept differs from the one before, where both are shown."""
    exact = [each.number.exact(measure.unit) for each in months if each.number is not None]
    if len(exact) < 2 or exact[-1] is None or exact[-2] is None:
        return ""
    return "the same as" if exact[-1] == exact[-2] else "up from" if exact[-1] > exact[-2] else "down from"


@require_safe
def measure(request: HttpRequest, measure_code: str) -> HttpResponse:
    """One measure: what it means, its number, its parts, and how it was month by month."""
    found = _measure_or_404(request, measure_code)
    taken = values.apart_for(found, request.user, request_now(request))
    context = {
        "measure": found,
        "aim": aim_in_words(found),
        "text": in_words(found, taken.whole),
        "state": _state(found, taken.whole),
        "cards": _cards(found, taken),
        "tables": [_table(found, split, parts) for split, parts in taken.parts.items() if parts],
        "trends": [_trend(found, series) for series in kept.series_of(found, request.user)],
    }
    return render(request, "oversight/measures/measure.html", context)


def _measure_or_404(request: HttpRequest, code: str) -> Measure:
    require_anywhere(request.user, Permission.VIEW_LEARNER)
    found = values.offered_to(request.user, code)
    if found is None:
        raise Http404
    return found


def _cards(measure: Measure, taken: Taken) -> list[dict[str, Any]]:
    numbers = {
        Counted.YES: taken.whole.numerator,
        Counted.NO: taken.whole.denominator - taken.whole.numerator,
        Counted.ALL: taken.whole.denominator,
    }
    return [
        {"count": number, "label": counted.label, "url": MeasureList(measure=measure.code, counted=counted).address()}
        for counted, number in numbers.items()
    ]


def _table(measure: Measure, split: Split, parts: list[Part]) -> dict[str, Any]:
    return {
        "title": split.label,
        "lines": [
            {
                "label": part.label,
                "share": percent(part.number.share) if measure.unit == MeasureUnit.PERCENT else "",
                "cells": [
                    (
                        count,
                        MeasureList(measure=measure.code, counted=counted, split=split, key=part.key).address(),
                        counted.label,
                    )
                    for counted, count in ((Counted.YES, part.number.numerator), (Counted.ALL, part.number.denominator))
                ],
            }
            for part in parts
        ],
    }


def _trend(measure: Measure, series: kept.Series) -> dict[str, Any]:
    is_share = measure.unit == MeasureUnit.PERCENT
    rows = [_point(measure, month, series) for month in series.months]
    columns = [{"key": "counted", "label": "Counted"}, {"key": "of", "label": "Of"}]
    if series.exact:
        columns += [
            {"key": "inside", "label": "In the home authority"},
            {"key": "outside", "label": "In another authority"},
        ]
    columns += [{"key": "taken", "label": "Kept on"}, {"key": "definition", "label": "Definition"}]
    if series.may_correct:
        columns.append({"key": "correct", "label": "Wrong?"})
    highest = 100 if is_share else max([5, *(row["value"] for row in rows if row["value"] is not None)])
    aim = measure.aim if measure.aim and (is_share or measure.aim <= highest) else None
    return {
        "school": series.school,
        "exact": series.exact,
        "rows": rows,
        "columns": columns,
        "unit": "%" if is_share else "",
        "highest": highest,
        "number": "Share" if is_share else "How many",
        "marks": [{"at": aim, "label": f"Aim {aim}{'%' if is_share else ''}"}] if aim is not None else [],
        "hidden": HIDDEN if any(None in month.shown for month in series.months) else "",
    }


def _point(measure: Measure, month: kept.Month, series: kept.Series) -> dict[str, Any]:
    number, row = month.number, month.snapshot
    exact = number.exact(measure.unit) if number else None
    point: dict[str, Any] = {
        "label": f"{row.month:%b %Y}",
        "value": round(Decimal(exact.numerator) / exact.denominator, 1) if exact is not None else None,
        "counted": HIDDEN if month.shown[0] is None else month.shown[0],
        "of": HIDDEN if month.shown[1] is None else month.shown[1],
        "taken": kept.taken_in_words(row),
        "definition": row.definition,
        "correct": "Correct it",
        "urls": {"correct": reverse("oversight:snapshot-correct", args=[row.uuid])} if series.may_correct else {},
    }
    if measure.unit == MeasureUnit.COUNT and point["value"] is not None:
        point["value"] = int(point["value"])
    for name, pair in (("inside", month.inside), ("outside", month.outside)):
        if pair is not None:
            point[name] = f"{pair[0]} of {pair[1]}"
    return point


@require_safe
def measure_list(request: HttpRequest, measure_code: str) -> HttpResponse:
    """Who, or what, is behind a number of a measure."""
    found, now = _measure_or_404(request, measure_code), request_now(request)
    query = request.GET.copy()
    query["measure"] = found.code
    try:
        asked = MeasureList.read(query.urlencode())
    except ValueError as error:
        raise Http404 from error
    kind = KINDS[Listing.MEASURE_CLOCKS if found.of_clocks else Listing.MEASURE]
    page = Paginator(kind.rows(request.user, asked.query(), now), PER_PAGE).get_page(request.GET.get("page"))
    columns = [column for column in kind.columns if column.shown]
    context = {
        "measure": found,
        "measure_url": reverse("oversight:measure", args=[found.code]),
        "label": asked.counted.label,
        "part": _part_in_words(asked),
        "noun": kind.noun,
        "page_obj": page,
        "headings": [column.heading for column in columns],
        "rows": [
            _listed(found, fact) | {"cells": [(column.heading, written(column.value(fact))) for column in columns]}
            for fact in kind.read(list(page.object_list), request.user, now)
        ],
        "download_url": reverse("oversight:list-download", args=[kind.listing.value]) + f"?{asked.query()}",
        "may_export": may_anywhere(request.user, Permission.EXPORT),
    }
    return render(request, "oversight/measures/list.html", context)


def _listed(measure: Measure, fact: Any) -> dict[str, Any]:
    if measure.of_clocks:
        learner = fact.deadline.learner
        return {
            "url": fact.deadline.get_absolute_url(), "title": fact.deadline.duty.title, "about": learner.full_name,
            "is_restricted": learner.is_restricted,
        }  # fmt: skip
    return {
        "url": reverse("oversight:case-file", args=[fact.learner.uuid]), "title": fact.learner.full_name,
        "is_restricted": fact.learner.is_restricted,
    }  # fmt: skip


def _part_in_words(asked: MeasureList) -> str:
    if asked.split == Split.WHOLE:
        return ""
    if asked.split == Split.PROVIDER:
        return str(asked.split.label)
    return f"{asked.split.label}: {labels(asked.split)[asked.key]}"


@require_safe
def measures_download(request: HttpRequest) -> HttpResponse:
    """What was kept of one month, as Excel. It goes to boards, so small numbers are hidden in it, and nobody is named."""
    require_anywhere(request.user, Permission.EXPORT)
    form = _month_form(request)
    chosen = form.chosen() if form else None
    if chosen is None:
        raise Http404
    school, month = chosen
    data = workbook_bytes(kept.data_set(school, month, request.user))
    return attachment(data, name=f"measures-{month:%Y-%m}.xlsx", content_type=XLSX)


def _month_form(request: HttpRequest) -> DataSetForm | None:
    """Which month of which Virtual School; None where nothing is kept that the person may read."""
    found = [
        (school, month) for school in kept.schools_of(request.user) for month in kept.months_kept(school, request.user)
    ]
    return DataSetForm(request.GET, kept=found) if found else None


@require_http_methods(["GET", "POST"])
def snapshot_correct(request: HttpRequest, snapshot_uuid: UUID) -> HttpResponse:
    """Put right what was kept of a month, with a reason. What was kept stays beside it."""
    snapshot = visible_or_404(MeasureSnapshot, request.user, uuid=snapshot_uuid)
    require_at(request.user, Permission.CORRECT_FIGURES, snapshot.agency)
    measure = registry.find(snapshot.code)
    if measure is None:
        raise Http404
    form = CorrectionForm(
        request.POST or None, initial={"numerator": snapshot.numerator, "denominator": snapshot.denominator}
    )

    def act() -> MeasureSnapshot:
        return services.correct_snapshot(
            snapshot=snapshot, by=request.user, now=request_now(request), **form.cleaned_data
        )

    return ask(
        request, form, act, back=reverse("oversight:measure", args=[snapshot.code]), done="The number is corrected.",
        heading=f"Correct {name_of(snapshot.month)}", caption=measure.title, submit="Correct it",
        intro=f"Kept: {snapshot.numerator} of {snapshot.denominator}, {snapshot.agency}. It stays; what you enter stands instead "
        "of it, with your name and reason.",
    )  # fmt: skip
