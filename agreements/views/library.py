"""The library of the partnership: what is shared, its versions, and who may see it (P23)."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from accounts.access import require_anywhere, require_at, visible_or_404
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.files import download
from accounts.models import Agency
from accounts.selectors import agency_ids_where, may_anywhere
from accounts.views.asking import ask
from agreements.forms.library import (
    LibraryChangeForm,
    LibraryFilterForm,
    LibraryForm,
    LibraryRetireForm,
    LibraryVersionForm,
)
from agreements.models import LibraryDocument
from agreements.selectors.liaison import keeps_registers_of, partners_of
from agreements.selectors.library import library as documents_of
from agreements.services import library as services

PER_PAGE = 25


def _found(request: HttpRequest, library_uuid: UUID) -> LibraryDocument:
    found: LibraryDocument = visible_or_404(
        LibraryDocument.objects.select_related("agency"), request.user, uuid=library_uuid
    )
    return found


def _kept(request: HttpRequest, library_uuid: UUID) -> LibraryDocument:
    """One that the person may change: their own agency's."""
    found = _found(request, library_uuid)
    require_at(request.user, Permission.KEEP_REGISTERS, found.agency)
    return found


def _page(document: LibraryDocument) -> str:
    return reverse("agreements:library-document", args=[document.uuid])


@require_GET
def library(request: HttpRequest) -> HttpResponse:
    require_anywhere(request.user, Permission.VIEW_AGREEMENT)
    seen = LibraryDocument.objects.visible_to(request.user).values("agency")
    form = LibraryFilterForm(request.GET, agencies=Agency.objects.filter(pk__in=seen).order_by("sort_name", "id"))
    context = {
        "page": Paginator(documents_of(request.user, **form.chosen()), PER_PAGE).get_page(request.GET.get("page")),
        "filter_form": form,
        "may_record": may_anywhere(request.user, Permission.KEEP_REGISTERS),
    }
    return render(request, "agreements/registers/library.html", context)


@require_GET
def document(request: HttpRequest, library_uuid: UUID) -> HttpResponse:
    """One document: its versions, the latest first, and who may see it."""
    found = _found(request, library_uuid)
    keeps = found.agency_id in agency_ids_where(request.user, Permission.KEEP_REGISTERS)
    context = {
        "document": found,
        "versions": found.versions.select_related("file", "published_by").order_by("-number"),
        "readers": found.readers.order_by("sort_name", "id"),
        "may_change": keeps and found.retired_at is None,
    }
    return render(request, "agreements/registers/library_document.html", context)


@require_http_methods(["GET", "POST"])
def document_new(request: HttpRequest) -> HttpResponse:
    require_anywhere(request.user, Permission.KEEP_REGISTERS)
    now = request_now(request)
    agencies = keeps_registers_of(request.user)
    form = LibraryForm(
        request.POST or None, request.FILES or None, agencies=agencies,
        partners=partners_of(list(agencies.values_list("pk", flat=True))), initial={"applies_from": local_date(now)},
    )  # fmt: skip
    return ask(
        request,
        form,
        lambda: services.share_document(**form.details(), by=request.user, now=now),
        heading="Share a document with partners",
        submit="Put it into the library",
        done="It is in the library, and the partners who may see it are told.",
        then=_page,
        back=reverse("agreements:library"),
    )


@require_http_methods(["GET", "POST"])
def document_change(request: HttpRequest, library_uuid: UUID) -> HttpResponse:
    found = _kept(request, library_uuid)
    form = LibraryChangeForm(request.POST or None, partners=partners_of([found.agency_id]), changes=found)
    return ask(
        request,
        form,
        lambda: services.change_document(document=found, **form.details(), by=request.user, now=request_now(request)),
        heading="Change what it is called and who may see it",
        caption=found.title,
        submit="Save",
        done="It is changed.",
        back=_page(found),
    )


@require_http_methods(["GET", "POST"])
def document_version(request: HttpRequest, library_uuid: UUID) -> HttpResponse:
    found = _kept(request, library_uuid)
    now = request_now(request)
    form = LibraryVersionForm(request.POST or None, request.FILES or None, initial={"applies_from": local_date(now)})
    return ask(
        request,
        form,
        lambda: services.add_version(document=found, **form.cleaned_data, by=request.user, now=now),
        heading="Add a newer version",
        caption=found.title,
        intro="The older versions stay, so that everybody can see what applied when.",
        submit="Add the version",
        done="The version is added, and the partners who may see it are told.",
        back=_page(found),
    )


@require_http_methods(["GET", "POST"])
def document_retire(request: HttpRequest, library_uuid: UUID) -> HttpResponse:
    found = _kept(request, library_uuid)
    form = LibraryRetireForm(request.POST or None)
    return ask(
        request,
        form,
        lambda: services.retire_document(
            document=found, **form.cleaned_data, by=request.user, now=request_now(request)
        ),
        heading="It no longer applies",
        caption=found.title,
        submit="Mark it as such",
        submit_class="govuk-button--warning",
        done="It is marked as no longer applying.",
        back=_page(found),
    )


@require_safe
def document_file(request: HttpRequest, library_uuid: UUID, library_number: int) -> HttpResponseBase:
    """The file of a version, to be saved and never shown by the browser."""
    found = _found(request, library_uuid)
    version = get_object_or_404(found.versions.select_related("file"), number=library_number)
    return download(version.file.file, name=version.file.name, content_type=version.file.content_type)
