"""The pages for everybody: no sign-in, no cookies (`accounts.middleware.PublicPagesMiddleware`), nothing of a young
person.
"""

import json
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import conditional_page, require_safe

from accounts.clock import local_date, request_now
from accounts.enums import AgencyKind
from accounts.models import Agency, LocalAuthority
from accounts.uploads import clean_name
from agreements.forms.public import ProviderSearchForm
from agreements.selectors import public as asked
from agreements.selectors.entitlements import schools_with_a_guide, shown
from agreements.selectors.signing import signed_text
from agreements.services.signing import public_pdf

PER_PAGE = 100
PDF_KEPT = 24 * 60 * 60
"""Seconds for which a PDF is kept ready."""

#: Characters that could end the block of data or begin a tag inside it.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def linked_data(data: dict[str, Any]) -> SafeString:
    """What search engines read (schema.org), as the text of a block of data: it runs nowhere."""
    text = json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False)
    return mark_safe(text.translate(_ESCAPES))  # noqa: S308


def _address(name: str, *args: object) -> str:
    return f"{settings.MAINSTAY_BASE_URL}{reverse(name, args=args)}"


def _organisation(agency: Agency) -> dict[str, Any]:
    said = {
        "@type": "EducationalOrganization" if agency.kind == AgencyKind.PROVIDER else "GovernmentOrganization",
        "name": agency.name,
        "url": agency.website,
        "telephone": agency.phone,
        "email": agency.email,
        "address": agency.address,
        "areaServed": agency.local_authority.name if agency.kind == AgencyKind.VIRTUAL_SCHOOL else "",
    }
    return {key: value for key, value in said.items() if value}


@login_not_required
@require_safe
@conditional_page
def partners(request: HttpRequest) -> HttpResponse:
    """What the agreement means, for a young person."""
    page = {"name": "What the agreement means for you", "url": _address("agreements:partners")}
    return _explained(request, "agreements/public/young_people.html", "young people in care and care leavers", page)


@login_not_required
@require_safe
@conditional_page
def carers(request: HttpRequest) -> HttpResponse:
    """What the agreement means, for a carer."""
    page = {"name": "What the agreement means for carers", "url": _address("agreements:partners-carers")}
    return _explained(request, "agreements/public/carers.html", "foster carers and residential workers", page)


def _explained(request: HttpRequest, template: str, audience: str, page: dict[str, Any]) -> HttpResponse:
    told = {"@type": "PeopleAudience", "audienceType": audience}
    data = {"@type": "WebPage", **page, "audience": told, "inLanguage": "en-GB"}
    return render(request, template, {"linked_data": linked_data(data)})


@login_not_required
@require_safe
@conditional_page
def providers(request: HttpRequest) -> HttpResponse:
    """Who has signed, searchable, by authority."""
    today = local_date(request_now(request))
    authorities = list(asked.authorities_with_providers(today))
    form = ProviderSearchForm(request.GET, authorities=authorities)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = asked.providers(today, query=chosen.get("q", ""), authority=chosen.get("authority", ""))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    groups = asked.listed(page.object_list, today)
    items = [
        {
            "@type": "ListItem",
            "position": position,
            "name": one.provider.name,
            "url": _address("agreements:partners-provider", one.provider.uuid),
        }
        for position, one in enumerate((one for _, listed in groups for one in listed), page.start_index() or 1)
    ]
    data = {
        "@type": "ItemList",
        "name": "Colleges and training providers that have signed",
        "numberOfItems": page.paginator.count,
        "itemListElement": items,
    }
    context = {
        "page": page,
        "groups": groups,
        "filter_form": form,
        "is_searched": any(chosen.values()),
        "linked_data": linked_data(data),
    }
    return render(request, "agreements/public/providers.html", context)


@login_not_required
@require_safe
@conditional_page
def provider(request: HttpRequest, agency_uuid: str) -> HttpResponse:
    """Since when it takes part, and whom to ask there."""
    agency = get_object_or_404(
        Agency.objects.select_related("local_authority"), uuid=agency_uuid, kind=AgencyKind.PROVIDER
    )
    page = asked.provider_page(agency, request_now(request))
    if page is None:
        raise Http404
    organisation = _organisation(agency)
    if person := page.designated_person:
        said = {
            "@type": "ContactPoint",
            "contactType": person.role,
            "name": person.name,
            "telephone": person.phone,
            "email": person.email,
        }
        organisation["contactPoint"] = {key: value for key, value in said.items() if value}
    context = {"page": page, "provider": agency, "linked_data": linked_data(organisation)}
    return render(request, "agreements/public/provider.html", context)


@login_not_required
@require_safe
@conditional_page
def signed(request: HttpRequest, agreement_uuid: str) -> HttpResponse:
    """The signed agreement as PDF, without e-mail addresses and numbers. Made once a day at most: anybody may ask."""
    agreement = asked.public_agreement(agreement_uuid, local_date(request_now(request)))
    text = signed_text(agreement) if agreement else None
    if agreement is None or text is None:
        raise Http404
    key = f"public-pdf:{agreement.uuid}:{text.sha256}"
    data = cache.get(key)
    if data is None:
        data = public_pdf(agreement)
        cache.set(key, data, timeout=PDF_KEPT)
    response = HttpResponse(data, content_type="application/pdf")
    name = clean_name(f"Agreement {agreement.provider} with {agreement.virtual_school}.pdf")
    response["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=name) or "inline"
    return response


@login_not_required
@require_safe
@conditional_page
def support(request: HttpRequest) -> HttpResponse:
    """What young people can claim everywhere in England, and the way to each authority's own guide."""
    today = local_date(request_now(request))
    return _guide(request, None, shown(None, today), None)


@login_not_required
@require_safe
@conditional_page
def support_of(request: HttpRequest, dfe_code: str) -> HttpResponse:
    """The guide of one authority, with whom to ask about careers at its Virtual School."""
    authority = get_object_or_404(LocalAuthority, dfe_code=dfe_code)
    school = get_object_or_404(
        Agency.objects.select_related("local_authority"), kind=AgencyKind.VIRTUAL_SCHOOL, local_authority=authority
    )
    now = request_now(request)
    return _guide(request, school, shown(school, local_date(now)), asked.careers_contact(school, now))


def _guide(
    request: HttpRequest, school: Agency | None, entries: list[Any], careers_contact: asked.Named | None
) -> HttpResponse:
    where = school.local_authority.name if school else "England"
    data = {
        "@type": "ItemList",
        "name": f"Money and support in {where} for young people in care and care leavers",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "item": {
                    "@type": "GovernmentService",
                    "name": entry.title,
                    "description": entry.what,
                    "areaServed": where if entry.virtual_school_id else "England",
                },
            }
            for position, entry in enumerate(entries, 1)
        ],
    }
    context = {
        "school": school,
        "careers_contact": careers_contact,
        "where": where,
        "own": [entry for entry in entries if entry.virtual_school_id],
        "national": [entry for entry in entries if not entry.virtual_school_id],
        "schools": schools_with_a_guide(),
        "linked_data": linked_data(data),
    }
    return render(request, "agreements/public/support.html", context)
