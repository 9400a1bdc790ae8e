"""Who looks after a young person day by day: for the young person’s own agencies alone (W13)."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require, visible_or_404
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.views.asking import ask
from learners.forms.carers import CarerEndForm, CarerForm
from learners.models import Carer, Learner
from learners.services import carers as services


def _learner_or_404(request: HttpRequest, learner_uuid: UUID) -> Learner:
    learner = visible_or_404(Learner.objects.of_own_agencies(request.user), request.user, uuid=learner_uuid)
    require(request.user, Permission.CHANGE_LEARNER, learner)
    return learner


def _carer_or_404(request: HttpRequest, carer_uuid: UUID) -> Carer:
    carer = visible_or_404(Carer.objects.select_related("learner"), request.user, uuid=carer_uuid)
    require(request.user, Permission.CHANGE_LEARNER, carer.learner)
    return carer


def _list(learner: Learner) -> str:
    return reverse("learners:carers", args=[learner.uuid])


@require_safe
def carers(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    """Who looks after the young person now, and who did."""
    learner = _learner_or_404(request, learner_uuid)
    context = {"learner": learner, "carers": list(learner.carers.order_by("-starts_on", "-id"))}
    return render(request, "learners/carers.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    learner = _learner_or_404(request, learner_uuid)
    now = request_now(request)
    form = CarerForm(request.POST or None, initial={"starts_on": local_date(now)})
    return ask(
        request, form,
        lambda: services.record_carer(learner=learner, details=form.details(), by=request.user, now=now),
        heading="Write down a carer", caption=learner.full_name, submit="Save", done="The carer is written down.",
        back=_list(learner),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, carer_uuid: UUID) -> HttpResponse:
    carer = _carer_or_404(request, carer_uuid)
    now = request_now(request)
    form = CarerForm(request.POST or None, changes=carer)
    return ask(
        request, form, lambda: services.change_carer(carer=carer, details=form.details(), by=request.user, now=now),
        heading=f"Change {carer.name}", caption=carer.learner.full_name, submit="Save", done="It is changed.",
        back=_list(carer.learner),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, carer_uuid: UUID) -> HttpResponse:
    carer = _carer_or_404(request, carer_uuid)
    now = request_now(request)
    form = CarerEndForm(request.POST or None, initial={"ends_on": local_date(now)})
    return ask(
        request, form,
        lambda: services.end_carer(carer=carer, ends_on=form.cleaned_data["ends_on"], by=request.user, now=now),
        heading=f"{carer.name} does not look after them any more", caption=carer.learner.full_name, submit="Save",
        intro="They get no bulletin and no questions about this young person from then on.", done="It is written down.",
        back=_list(carer.learner),
    )  # fmt: skip
