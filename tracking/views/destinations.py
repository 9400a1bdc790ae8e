"""Destinations: of one young person, of everybody by route, the lists behind, and the figures to compare with (W10)."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import allows, require, require_anywhere, visible_or_404
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.views.asking import ask
from agreements.rules import academic_year
from learners.models import Learner
from tracking.enums import DestinationGroup, DestinationKind
from tracking.forms.destinations import (
    DestinationForm,
    DestinationListForm,
    FigureForm,
    OverviewFilterForm,
)
from tracking.models import Destination
from tracking.registry import aspirations_of
from tracking.rules.destinations import guarantee_until, planning_year
from tracking.selectors.destinations import (
    SHOWS,
    learners_listed,
    overview,
    rows_of,
    schools_keeping_figures,
    years_of,
    years_with_destinations,
)
from tracking.services.destinations import record_destination, record_figure
from tracking.views.incidents import learner_url
from tracking.views.posting import posted

PER_PAGE = 25

#: Years an address may name; which of them can be recorded, the service says.
YEARS = range(2000, 2100)


def _own_learner(request: HttpRequest, learner_uuid: UUID) -> Learner:
    """Only the young person’s own agencies find it."""
    return visible_or_404(Learner.objects.of_own_agencies(request.user), request.user, uuid=learner_uuid)


@require_safe
def destinations(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    """The three destinations of each year of one young person, beside what their plan says they hope for."""
    learner = _own_learner(request, learner_uuid)
    require(request.user, Permission.VIEW_LEARNER, learner)
    this_year = planning_year(local_date(request_now(request)))
    return render(
        request,
        "tracking/destinations.html",
        {
            "learner": learner,
            "learner_url": learner_url(learner),
            "aspiration": aspirations_of([learner.pk], request.user).get(learner.pk),
            "years": [(year, academic_year(year.year)) for year in years_of(learner, this_year=this_year)],
            "next_year": this_year + 1,
            "next_year_name": academic_year(this_year + 1),
            "may_record": allows(request.user, Permission.RECORD_ACTIVITY, learner) and learner.died_on is None,
        },
    )


@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, learner_uuid: UUID, destination_year: int, destination_kind: str) -> HttpResponse:
    """Record one of the three destinations of a year, or change it."""
    learner = _own_learner(request, learner_uuid)
    require(request.user, Permission.RECORD_ACTIVITY, learner)
    year, kind = destination_year, destination_kind
    if kind not in DestinationKind.values or year not in YEARS:
        raise Http404
    which, now = DestinationKind(kind), request_now(request)
    known = Destination.objects.filter(learner=learner, year=year, kind=which).first()
    form = DestinationForm(posted(request), kind=which, changes=known, initial={"on": local_date(now)})
    return ask(
        request, form,
        lambda: record_destination(
            learner=learner, year=year, kind=which, words=form.words(), by=request.user, now=now
        ),
        heading=f"{which.label} destination for {academic_year(year)}", caption=learner.full_name, submit="Save",
        done="The destination is saved.", back=reverse("tracking:destinations", args=[learner.uuid]),
    )  # fmt: skip


@require_safe
def shares(request: HttpRequest) -> HttpResponse:
    """Where everybody of a group means to go, is offered a place, and went, beside what everybody else did."""
    require_anywhere(request.user, Permission.VIEW_LEARNER)
    this_year = planning_year(local_date(request_now(request)))
    form = OverviewFilterForm(request.GET, years=years_with_destinations(request.user, this_year), this_year=this_year)
    filters = form.filters()
    return render(
        request,
        "tracking/destination_shares.html",
        {
            "filter_form": form,
            "overview": overview(request.user, filters),
            "year": academic_year(filters.year),
            "group": DestinationGroup(filters.group).label,
            "kinds": [kind.label for kind in DestinationKind],
            "guarantee_until": guarantee_until(filters.year),
            "may_enter_figures": bool(schools_keeping_figures(request.user)),
        },
    )


@require_safe
def destination_list(request: HttpRequest) -> HttpResponse:
    """The young people behind a number, with their three destinations and what they hope for."""
    require_anywhere(request.user, Permission.VIEW_LEARNER)
    this_year = planning_year(local_date(request_now(request)))
    form = DestinationListForm(request.GET, years=years_with_destinations(request.user, this_year), this_year=this_year)
    filters = form.filters()
    page = Paginator(learners_listed(request.user, filters), PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "tracking/destination_list.html",
        {
            "filter_form": form,
            "page_obj": page,
            "rows": rows_of(list(page.object_list), filters.year, request.user),
            "year": academic_year(filters.year),
            "what": SHOWS.get(filters.show, ""),
            "is_guarantee_group": filters.group != DestinationGroup.OLDER,
            "shares_url": filters.address("tracking:destination-shares"),
        },
    )


@require_http_methods(["GET", "POST"])
def figure(request: HttpRequest) -> HttpResponse:
    """Enter what everybody did, from a published table."""
    require_anywhere(request.user, Permission.RECORD_PROGRESS)
    schools = schools_keeping_figures(request.user)
    if not schools:
        raise PermissionDenied("Only a Virtual School keeps figures to compare with.")
    now = request_now(request)
    this_year = planning_year(local_date(now))
    form = FigureForm(
        posted(request), schools=schools, years=range(this_year, this_year - 6, -1), initial={"year": this_year - 1}
    )
    return ask(
        request, form, lambda: record_figure(**form.figure(), by=request.user, now=now),
        heading="What everybody did", submit="Save figure",
        intro="A figure of the same year, destination and route that was entered before is replaced.",
        done="The figure is saved. It stands beside the shares of its year.",
        back=reverse("tracking:destination-shares"),
    )  # fmt: skip
