"""Panels: the list of them, setting one up, its meetings, and what it asked for."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require_anywhere, require_at, visible_or_404
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.selectors import agency_ids_where, may_anywhere
from accounts.views.asking import ask, confirm
from oversight.forms.panel import PanelForm
from oversight.models import Panel
from oversight.selectors import panel as selectors
from oversight.services import panel as services

PER_PAGE = 25
_WHOLE = Panel.objects.select_related("virtual_school__local_authority")


def panel_or_404(request: HttpRequest, panel_uuid: UUID, *, runs: bool = False) -> Panel:
    """The panel, for somebody who sees it (else Http404) and, if `runs`, runs panels of its Virtual School (else 403)."""
    panel = visible_or_404(_WHOLE, request.user, uuid=panel_uuid)
    if runs:
        require_at(request.user, Permission.RUN_PANEL, panel.virtual_school)
    return panel


def runs(request: HttpRequest, panel: Panel) -> bool:
    return panel.virtual_school_id in agency_ids_where(request.user, Permission.RUN_PANEL)


def panel_address(panel: Panel) -> str:
    return reverse("oversight:panel", args=[panel.uuid])


@require_safe
def panels(request: HttpRequest) -> HttpResponse:
    """The panels somebody may see."""
    require_anywhere(request.user, Permission.VIEW_LEARNER)
    page = Paginator(selectors.panels_for(request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "may_run": may_anywhere(request.user, Permission.RUN_PANEL)}
    return render(request, "oversight/panel/panels.html", context)


@require_http_methods(["GET", "POST"])
def panel_new(request: HttpRequest) -> HttpResponse:
    require_anywhere(request.user, Permission.RUN_PANEL)
    now = request_now(request)
    schools = selectors.virtual_schools_of(request.user)
    form = PanelForm(request.POST or None, schools=schools, partners=selectors.possible_partners(schools.first()))
    return ask(
        request, form, lambda: services.open_panel(**form.cleaned_data, by=request.user, now=now),
        heading="Set up a panel", submit="Set up the panel", done="The panel is set up. Plan its first meeting.",
        back=reverse("oversight:panels"), then=panel_address,
    )  # fmt: skip


@require_safe
def panel(request: HttpRequest, panel_uuid: UUID) -> HttpResponse:
    """One panel and its meetings, the newest first."""
    found = panel_or_404(request, panel_uuid)
    meetings = found.meetings.select_related("chair__user").order_by("-scheduled_for", "-id")
    page = Paginator(meetings, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "panel": found,
        "page_obj": page,
        "rows": selectors.meeting_rows(list(page.object_list), request.user),
        "partners": list(found.agencies.order_by("sort_name", "id")),
        "may_run": runs(request, found),
        "now": request_now(request),
    }
    return render(request, "oversight/panel/panel.html", context)


@require_http_methods(["GET", "POST"])
def panel_change(request: HttpRequest, panel_uuid: UUID) -> HttpResponse:
    found = panel_or_404(request, panel_uuid, runs=True)
    now = request_now(request)
    initial = {"name": found.name, "agencies": [str(uuid) for uuid in found.agencies.values_list("uuid", flat=True)]}
    form = PanelForm(request.POST or None, initial=initial, partners=selectors.possible_partners(found.virtual_school))
    return ask(
        request, form, lambda: services.change_panel(panel=found, **form.cleaned_data, by=request.user, now=now),
        heading="Change the panel", caption=found.name, submit="Save", done="The panel is changed.",
        back=panel_address(found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def panel_close(request: HttpRequest, panel_uuid: UUID) -> HttpResponse:
    found = panel_or_404(request, panel_uuid, runs=True)
    now = request_now(request)
    return confirm(
        request, lambda: services.close_panel(panel=found, by=request.user, now=now),
        heading=f"Close {found.name}", intro="It meets no more. What it decided stays on record.",
        submit="Close the panel", submit_class="govuk-button--warning", done="The panel is closed.",
        back=panel_address(found),
    )  # fmt: skip


@require_safe
def panel_actions(request: HttpRequest, panel_uuid: UUID) -> HttpResponse:
    """What the panel asked for: still open, or done with what came of it."""
    found = panel_or_404(request, panel_uuid)
    state = "done" if request.GET.get("state") == "done" else "open"
    actions = selectors.actions_of(found, request.user, state)
    page = Paginator(actions, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "panel": found,
        "page_obj": page,
        "state": state,
        "today": local_date(request_now(request)),
        "may_run": runs(request, found),
    }
    return render(request, "oversight/panel/actions.html", context)
