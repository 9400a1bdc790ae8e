"""Pages of the people who run Mainstay: how it runs, when the sweep ran, what it could not handle, checks for drift."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import require_anywhere
from accounts.clock import request_now
from accounts.enums import Permission
from accounts.errors import ServiceError
from accounts.views.asking import ask
from deadlines import registry
from deadlines.models import SweepFault, SweepRun
from deadlines.selectors import sweeps as sweep_selectors
from deadlines.services import retry_fault
from notifications.enums import AttemptOutcome
from oversight.enums import DriftKind, DriftState
from oversight.forms.operations import DriftCheckForm, SweepFilterForm
from oversight.models import DriftCheck
from oversight.selectors import operations as selectors
from oversight.selectors.keyset import KeysetPage, page_at
from oversight.selectors.readiness import age_in_words, readiness
from oversight.services.drift import LINES_KEPT, ask_for_check
from oversight.views.paging import cursor_of, keyset_links

PER_PAGE = 50
#: How many alarms and checks the first page shows.
LATEST = 5


@require_safe
def operations(request: HttpRequest) -> HttpResponse:
    """How Mainstay runs: what it needs, how far behind it is, what waits for an operator."""
    require_anywhere(request.user, Permission.OPERATE)
    now = request_now(request)
    signs = selectors.vital_signs(now)
    context = {
        "lines": readiness(lambda: now),
        "signs": signs,
        "facts": _facts(signs),
        "alarms": selectors.alarms()[:LATEST],
        "checks": selectors.drift_checks()[:LATEST],
    }
    return render(request, "oversight/operations/index.html", context)


def _facts(signs: selectors.VitalSigns) -> list[dict[str, str]]:
    beat = signs.heartbeat_age
    facts = [
        ("Last sign of life of the sweep", "Never" if beat is None else f"{age_in_words(beat)} ago"),
        ("How far the sweep is behind", age_in_words(signs.sweep_lag)),
        ("Oldest e-mail that waits", age_in_words(signs.outbox_age) if signs.outbox.waiting else "None waits"),
        *((str(state.label), f"{number:,}") for state, number in signs.messages.items()),
        *(
            (f"{outcome.label}, last hour", f"{signs.attempts[outcome]:,}")
            for outcome in (AttemptOutcome.ACCEPTED, AttemptOutcome.DEFERRED, AttemptOutcome.REFUSED)
        ),
    ]
    return [{"key": key, "value": value} for key, value in facts]


@require_safe
def sweeps(request: HttpRequest) -> HttpResponse:
    """When the sweep ran and what it did."""
    require_anywhere(request.user, Permission.OPERATE)
    form = SweepFilterForm(request.GET)
    runs = sweep_selectors.sweep_runs()
    if form.is_valid():
        state = form.cleaned_data["state"]
        runs = runs.filter(state=state) if state else runs
        page = page_at(runs, cursor_of(request), moment="started_at", per_page=PER_PAGE)
    else:
        page = KeysetPage[SweepRun]([], None, None)
    context = {"filter_form": form, "runs": page.rows, **keyset_links(request, page.newer, page.older)}
    return render(request, "oversight/operations/sweeps.html", context)


@require_safe
def faults(request: HttpRequest) -> HttpResponse:
    """Deadlines that the sweep could not handle."""
    require_anywhere(request.user, Permission.OPERATE)
    page = Paginator(sweep_selectors.set_aside(), PER_PAGE).get_page(request.GET.get("page"))
    rows = [{"fault": fault, "duty": _duty(fault)} for fault in page.object_list]
    return render(request, "oversight/operations/faults.html", {"page_obj": page, "rows": rows})


def _duty(fault: SweepFault) -> str:
    code = fault.deadline.duty_code
    return next((duty.title for duty in registry.duties() if duty.code == code), code)


@require_POST
def fault_again(request: HttpRequest, fault_deadline_uuid: UUID) -> HttpResponse:
    """Have the next sweep try a deadline that was set aside."""
    require_anywhere(request.user, Permission.OPERATE)
    fault = get_object_or_404(SweepFault, deadline__uuid=fault_deadline_uuid)
    try:
        retry_fault(fault=fault, by=request.user, now=request_now(request))
    except ServiceError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "The next sweep tries this deadline. Look again in a minute.")
    return redirect("oversight:faults")


@require_safe
def drift_checks(request: HttpRequest) -> HttpResponse:
    """What was checked for drift, when, and how much was found."""
    require_anywhere(request.user, Permission.OPERATE)
    page = Paginator(selectors.drift_checks(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "oversight/operations/drift_checks.html", {"page_obj": page})


@require_safe
def drift_check(request: HttpRequest, drift_check_uuid: UUID) -> HttpResponse:
    """One check with the first of its findings."""
    require_anywhere(request.user, Permission.OPERATE)
    check = get_object_or_404(selectors.drift_checks(), uuid=drift_check_uuid)
    context = {
        "check": check,
        "unfinished": check.state in (DriftState.WAITING, DriftState.WORKING),
        "most": LINES_KEPT,
    }
    return render(request, "oversight/operations/drift_check.html", context)


@require_http_methods(["GET", "POST"])
def drift_check_new(request: HttpRequest) -> HttpResponse:
    """Have the worker check something again."""
    require_anywhere(request.user, Permission.OPERATE)
    form = DriftCheckForm(request.POST or None)

    def act() -> DriftCheck:
        return ask_for_check(kind=DriftKind(form.cleaned_data["kind"]), by=request.user, now=request_now(request))

    return ask(
        request, form, act, back=reverse("oversight:drift-checks"), done="",
        then=lambda check: reverse("oversight:drift-check", args=[check.uuid]),
        heading="Check for drift", submit="Check",
        intro="The worker does it in the background. It changes nothing.",
    )  # fmt: skip
