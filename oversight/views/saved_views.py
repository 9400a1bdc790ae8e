"""Views that an agency keeps, and those that are made as a list every month."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require_anywhere, require_at, visible_or_404
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.selectors import agency_ids_where
from accounts.views.asking import ask, confirm
from oversight.enums import Listing
from oversight.forms.lists import RepeatForm, SaveViewForm
from oversight.models import SavedView
from oversight.selectors import exports as selectors
from oversight.selectors.list_kinds import page_of
from oversight.selectors.measures import PeopleFilters
from oversight.services import saved_views as services
from oversight.views.lists import LONGEST_QUERY, hat_agency, kind_or_404

PER_PAGE = 25
_WHOLE = SavedView.objects.select_related("agency", "saved_by", "recipient")


@require_safe
def saved_views(request: HttpRequest) -> HttpResponse:
    """The views of somebody's agency."""
    require_anywhere(request.user, Permission.VIEW_LEARNER)
    page = Paginator(selectors.views_of(request.user), PER_PAGE).get_page(request.GET.get("page"))
    may_export = agency_ids_where(request.user, Permission.EXPORT)
    rows = [
        {
            "view": view,
            "url": selectors.address_of(view),
            "filters": selectors.filters_in_words(view.filters),
            "may_repeat": view.agency_id in may_export and view.page != Listing.FIGURES,
            "may_delete": view.agency_id in may_export or view.saved_by_id == request.user.pk,
        }
        for view in page.object_list
    ]
    return render(request, "oversight/lists/saved_views.html", {"page_obj": page, "rows": rows})


@require_http_methods(["GET", "POST"])
def save_view(request: HttpRequest, listing: str) -> HttpResponse:
    """Keep the filters in the address under a name."""
    require_anywhere(request.user, Permission.VIEW_LEARNER)
    page, query = _page_and_filters(request, listing)
    back = page_of(page) + (f"?{query}" if query else "")
    form = SaveViewForm(request.POST or None)
    return ask(
        request,
        form,
        lambda: services.save_view(
            agency=hat_agency(request), page=page, name=form.cleaned_data["name"], filters=query, by=request.user,
            now=request_now(request),
        ),
        back=back, then=selectors.address_of, done=lambda view: f"The view “{view.name}” is kept for your agency.",
        heading="Keep this view", caption=page.label, submit="Keep the view",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def repeat_view(request: HttpRequest, kept_view_uuid: UUID) -> HttpResponse:
    """Have a view made as a list every month, or take over one that a colleague has had made."""
    view = _view(request, kept_view_uuid)
    require_at(request.user, Permission.EXPORT, view.agency)
    if view.page == Listing.FIGURES:
        raise Http404
    now = request_now(request)
    recipients = selectors.recipients_for(
        request.user, view.agency, local_date(now), listing=Listing(view.page), filters=view.filters
    )
    chosen = view.recipient or view.agency
    form = RepeatForm(
        request.POST or None, recipients=recipients, initial={"recipient": str(chosen.uuid), "format": view.format}
    )
    return ask(
        request,
        form,
        lambda: services.repeat_view(view=view, **form.cleaned_data, by=request.user, now=now),
        back=reverse("oversight:saved-views"), heading="Make this list every month", caption=view.name,
        done="The list is made every month. You are told when it is ready.", submit="Make it every month",
        intro="It is made at the beginning of every month with what you may see then, the first time tomorrow morning.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def stop_repeating(request: HttpRequest, kept_view_uuid: UUID) -> HttpResponse:
    view = _view(request, kept_view_uuid)
    require_at(request.user, Permission.EXPORT, view.agency)
    return confirm(
        request, lambda: services.stop_repeating(view=view, by=request.user, now=request_now(request)),
        back=reverse("oversight:saved-views"), heading="Make this list no more", caption=view.name,
        done="The list is no longer made every month. The view is kept.", submit="Make it no more",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def delete_view(request: HttpRequest, kept_view_uuid: UUID) -> HttpResponse:
    view = _view(request, kept_view_uuid)
    if view.saved_by_id != request.user.pk:
        require_at(request.user, Permission.EXPORT, view.agency)
    return confirm(
        request, lambda: services.delete_view(view=view, by=request.user, now=request_now(request)),
        back=reverse("oversight:saved-views"), heading="Delete this view", caption=view.name,
        intro="It goes for everybody at your agency.", done="The view is deleted.", submit="Delete the view",
        submit_class="govuk-button--warning",
    )  # fmt: skip


def _view(request: HttpRequest, kept_view_uuid: UUID) -> SavedView:
    return visible_or_404(_WHOLE, request.user, uuid=kept_view_uuid)


def _page_and_filters(request: HttpRequest, listing: str) -> tuple[Listing, str]:
    """The page whose view is kept, with the filters in the address as it reads them; Http404 if they make no sense."""
    query = request.GET.urlencode()
    try:
        if listing == Listing.FIGURES:
            page, kept = Listing.FIGURES, PeopleFilters.read(query).query()
        else:
            kind = kind_or_404(request, listing)
            page, kept = kind.listing, kind.canonical(query)
    except ValueError as error:
        raise Http404 from error
    if len(kept) > LONGEST_QUERY:
        raise Http404
    return page, kept
