"""Bids and projects of which partners tell each other (P14, P15)."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import require_anywhere, visible_or_404
from accounts.clock import request_now
from accounts.enums import Permission
from accounts.selectors import may_anywhere
from accounts.views.asking import ask
from agreements.forms.notices import NoticeFilterForm, NoticeForm
from agreements.models import ProjectNotice
from agreements.selectors.liaison import keeps_registers_of, partners_of
from agreements.selectors.notices import notices as register
from agreements.services.notices import give_notice

PER_PAGE = 25


@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    require_anywhere(request.user, Permission.VIEW_AGREEMENT)
    form = NoticeFilterForm(request.GET)
    found = register(request.user, kind=form.cleaned_data["kind"] if form.is_valid() else "")
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "filter_form": form,
        "may_record": may_anywhere(request.user, Permission.KEEP_REGISTERS),
    }
    return render(request, "agreements/registers/notices.html", context)


@require_GET
def notice(request: HttpRequest, notice_uuid: UUID) -> HttpResponse:
    found = visible_or_404(ProjectNotice.objects.select_related("agency"), request.user, uuid=notice_uuid)
    context = {"notice": found, "partners": found.partners.order_by("sort_name", "id")}
    return render(request, "agreements/registers/notice.html", context)


@require_http_methods(["GET", "POST"])
def notice_new(request: HttpRequest) -> HttpResponse:
    require_anywhere(request.user, Permission.KEEP_REGISTERS)
    agencies = keeps_registers_of(request.user)
    form = NoticeForm(
        request.POST or None, agencies=agencies, partners=partners_of(list(agencies.values_list("pk", flat=True)))
    )
    return ask(
        request,
        form,
        lambda: give_notice(**form.details(), by=request.user, now=request_now(request)),
        heading="Tell partners of a bid or project",
        submit="Tell them",
        done="The partners are told.",
        then=lambda given: reverse("agreements:notice", args=[given.uuid]),
        back=reverse("agreements:notices"),
    )
