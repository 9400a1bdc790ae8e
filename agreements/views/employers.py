"""The employers that work with a provider, and their support (A33)."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import require_anywhere
from accounts.clock import request_now
from accounts.enums import AgencyKind, Permission
from accounts.models import Agency
from accounts.views.asking import ask
from agreements.forms.employers import EmployerChangeForm, EmployerFilterForm, EmployerForm
from agreements.models import EmployerPartner
from agreements.selectors import employers as asked
from agreements.services.employers import add_employer, change_employer

PER_PAGE = 25


@require_GET
def employers(request: HttpRequest) -> HttpResponse:
    require_anywhere(request.user, Permission.VIEW_AGREEMENT)
    form = EmployerFilterForm(request.GET, providers=asked.providers_seen(request.user))
    chosen = form.cleaned_data if form.is_valid() else {}
    provider = chosen.get("provider")
    found = asked.employers(
        request.user, provider=str(provider.uuid) if provider else "", state=chosen.get("state", "")
    )
    providers = [provider] if provider else list(asked.providers_seen(request.user)[:2])
    one = providers[0] if len(providers) == 1 else None
    kept = asked.provider_ids_kept(request.user)
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "filter_form": form,
        "kept": kept,
        "add_to": one if one is not None and one.pk in kept else None,
    }
    return render(request, "agreements/registers/employers.html", context)


@require_http_methods(["GET", "POST"])
def employer_new(request: HttpRequest, agency_uuid: UUID) -> HttpResponse:
    provider = get_object_or_404(Agency, uuid=agency_uuid)
    _require(request, provider)
    if provider.kind != AgencyKind.PROVIDER:
        raise Http404
    form = EmployerForm(request.POST or None)
    return ask(
        request,
        form,
        lambda: add_employer(provider=provider, **form.cleaned_data, by=request.user, now=request_now(request)),
        heading="Add an employer",
        caption=str(provider),
        submit="Add employer",
        done="The employer is on the list.",
        back=_list(provider),
    )


@require_http_methods(["GET", "POST"])
def employer(request: HttpRequest, employer_uuid: UUID) -> HttpResponse:
    """Confirm its support, put its details right, or say that it is no partner any more."""
    seen = EmployerPartner.objects.filter(provider__in=asked.providers_seen(request.user).values("pk"))
    found = get_object_or_404(seen.select_related("provider"), uuid=employer_uuid)
    _require(request, found.provider)
    form = EmployerChangeForm(request.POST or None, changes=found)
    return ask(
        request,
        form,
        lambda: change_employer(employer=found, **form.cleaned_data, by=request.user, now=request_now(request)),
        heading=found.name,
        caption=str(found.provider),
        submit="Save",
        done="The employer is saved.",
        back=_list(found.provider),
    )


def _require(request: HttpRequest, provider: Agency) -> None:
    if not asked.may_keep_employers(request.user, provider):
        raise PermissionDenied("Only the provider, or a Virtual School that has an agreement with it, can do this.")


def _list(provider: Agency) -> str:
    return f"{reverse('agreements:employers')}?provider={provider.uuid}"
