"""Versions of a strategy (K5), and its text for young people, which everybody may read once it is published (K15)."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import conditional_page, require_http_methods, require_POST, require_safe

from accounts.access import visible_or_404
from accounts.clock import local_date, request_now
from accounts.views.asking import ask, confirm
from agreements.views.public import linked_data
from oversight.enums import RowKind
from oversight.forms.strategy import CompareForm, VersionForm, YoungForm
from oversight.models import Strategy, StrategyVersion
from oversight.rules.reading import AIM, reading_of
from oversight.rules.strategy import in_order
from oversight.rules.strategy_versions import rows_changed, whole_changed
from oversight.selectors import strategy as selectors
from oversight.selectors.strategy_content import content_of
from oversight.services import strategy_versions as services
from oversight.views.strategies import strategy_address, strategy_or_404

PER_PAGE = 25


@require_http_methods(["GET", "POST"])
def strategy_versions(request: HttpRequest, strategy_uuid: UUID) -> HttpResponse:
    """What was kept, the newest first; and keeping another one, for whoever writes it."""
    found = strategy_or_404(request, strategy_uuid, keeps=request.method == "POST")
    now = request_now(request)
    page = Paginator(selectors.versions_of(found), PER_PAGE).get_page(request.GET.get("page"))
    form = VersionForm(request.POST or None)
    here = reverse("oversight:strategy-versions", args=[found.uuid])
    return ask(
        request, form,
        lambda: services.keep_version(strategy=found, **form.cleaned_data, by=request.user, now=now),
        template="oversight/strategies/versions.html", done=lambda version: f"{version} is kept.",
        back=strategy_address(found), then=here, strategy=found, page_obj=page,
        compare_url=reverse("oversight:strategy-compare", args=[found.uuid]),
        may_keep=selectors.may_keep(request.user, found) and not found.is_over,
    )  # fmt: skip


@require_safe
def strategy_version(request: HttpRequest, strategy_version_uuid: UUID) -> HttpResponse:
    """The whole as it stood then."""
    versions = StrategyVersion.objects.select_related("strategy__owner", "by")
    version = visible_or_404(versions, request.user, uuid=strategy_version_uuid)
    context = {
        "version": version,
        "strategy": version.strategy,
        "content": version.content,
        "headings": [RowKind.THEME.value, RowKind.OBJECTIVE.value],
    }
    return render(request, "oversight/strategies/version.html", context)


@require_safe
def strategy_compare(request: HttpRequest, strategy_uuid: UUID) -> HttpResponse:
    """Two versions held against each other, row by row; without a choice the newest one and how it stands now."""
    found = strategy_or_404(request, strategy_uuid)
    numbers = list(found.versions.order_by("-number").values_list("number", flat=True))
    if not numbers:
        raise Http404
    usual = {"before": str(numbers[0]), "after": "now"}
    form = CompareForm({**usual, **request.GET.dict()}, numbers=numbers)
    chosen = form.cleaned_data if form.is_valid() else usual
    before = _content(request, found, chosen["before"])
    after = _content(request, found, chosen["after"])
    context = {
        "strategy": found,
        "filter_form": form,
        "before_name": f"Version {chosen['before']}",
        "after_name": "As it stands now" if chosen["after"] == "now" else f"Version {chosen['after']}",
        "whole": whole_changed(before, after),
        "rows": [(one, str(RowKind(one.kind).label)) for one in rows_changed(before, after)],
    }
    return render(request, "oversight/strategies/compare.html", context)


def _content(request: HttpRequest, strategy: Strategy, which: str) -> dict[str, Any]:
    if which == "now":
        return content_of(strategy, local_date(request_now(request)))
    content: dict[str, Any] = strategy.versions.get(number=which).content
    return content


@require_http_methods(["GET", "POST"])
def strategy_young(request: HttpRequest, strategy_uuid: UUID) -> HttpResponse:
    """Write it for young people, and see how hard it is to read."""
    found = strategy_or_404(request, strategy_uuid, keeps=True)
    now = request_now(request)
    rows = in_order(row for row in found.rows.all() if row.is_heading and not row.is_dropped)
    form = YoungForm(request.POST or None, changes=found, rows=rows)
    here = reverse("oversight:strategy-young", args=[found.uuid])
    return ask(
        request, form,
        lambda: services.write_for_young_people(
            strategy=found, text=form.cleaned_data["text"], of_rows=form.of_rows(), by=request.user, now=now
        ),
        template="oversight/strategies/young.html", heading="The text for young people", caption=found.title,
        done="The text is saved.", back=strategy_address(found), then=here,
        strategy=found, aim=AIM, more=lambda: {
            "readings": [(box.label, reading) for box, text in form.texts() if (reading := reading_of(text))]
        },
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def strategy_publish(request: HttpRequest, strategy_uuid: UUID) -> HttpResponse:
    found = strategy_or_404(request, strategy_uuid, keeps=True)
    now = request_now(request)
    return confirm(
        request, lambda: services.publish(strategy=found, by=request.user, now=now),
        heading="Show it to everybody", caption=found.title,
        intro="The text for young people is open to everybody without signing in. Nothing else of the strategy is.",
        submit="Show it to everybody", done="Everybody can read it now.",
        back=reverse("oversight:strategy-young", args=[found.uuid]),
    )  # fmt: skip


@require_POST
def strategy_take_back(request: HttpRequest, strategy_uuid: UUID) -> HttpResponse:
    found = strategy_or_404(request, strategy_uuid, keeps=True)
    return confirm(
        request, lambda: services.take_back(strategy=found, by=request.user, now=request_now(request)),
        heading="Take it back", done="Only those who see the strategy read it now.", back=strategy_address(found),
    )  # fmt: skip


@login_not_required
@require_safe
@conditional_page
def plans(request: HttpRequest) -> HttpResponse:
    """Plans for young people that everybody may read, by council."""
    page = Paginator(selectors.public_strategies(), PER_PAGE).get_page(request.GET.get("page"))
    said = {"@type": "CollectionPage", "name": "Plans for young people in care and care leavers", "inLanguage": "en-GB"}
    context = {"page_obj": page, "linked_data": linked_data(said)}
    return render(request, "oversight/strategies/public_list.html", context)


@login_not_required
@require_safe
@conditional_page
def plan_in_plain_words(request: HttpRequest, told_strategy_uuid: UUID) -> HttpResponse:
    """One plan in plain words."""
    found = get_object_or_404(selectors.public_strategies(), uuid=told_strategy_uuid)
    today = local_date(request_now(request))
    tree = selectors.flat(selectors.tree_of(found, today))
    themes = [node.row for node in tree if node.row.is_heading and node.row.young_text and not node.row.is_dropped]
    said = {
        "@type": "WebPage",
        "name": found.title,
        "inLanguage": "en-GB",
        "publisher": {"@type": "Organization", "name": found.owner.name},
    }
    context = {"strategy": found, "themes": themes, "linked_data": linked_data(said)}
    return render(request, "oversight/strategies/public.html", context)
