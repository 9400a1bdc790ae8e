"""Bulletins for carers: written, read through, sent; how they arrived; and the way off the list (W13)."""

from http import HTTPStatus
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require_anywhere, require_at, visible_or_404
from accounts.clock import request_now
from accounts.enums import Permission
from accounts.selectors import agencies_where
from accounts.views.asking import ask, confirm
from agreements.selectors import careers_contact_at
from oversight.forms.bulletins import AgainForm, BulletinForm, NewBulletinForm
from oversight.models import Bulletin, Unsubscription
from oversight.selectors import bulletins as selectors
from oversight.services import bulletins as services
from oversight.wording import counted

PER_PAGE = 25


def bulletin_address(bulletin: Bulletin) -> str:
    return reverse("oversight:bulletin", args=[bulletin.uuid])


def _bulletin_or_404(request: HttpRequest, bulletin_uuid: UUID) -> Bulletin:
    found = Bulletin.objects.select_related("virtual_school", "sent_by", "written_by")
    bulletin = visible_or_404(found, request.user, uuid=bulletin_uuid)
    require_at(request.user, Permission.KEEP_FEEDBACK, bulletin.virtual_school)
    return bulletin


@require_safe
def bulletins(request: HttpRequest) -> HttpResponse:
    """Drafts, and all that were sent."""
    require_anywhere(request.user, Permission.KEEP_FEEDBACK)
    page = Paginator(selectors.bulletins_kept(request.user), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "oversight/bulletins/list.html", {"page_obj": page})


@require_http_methods(["GET", "POST"])
def bulletin_new(request: HttpRequest) -> HttpResponse:
    require_anywhere(request.user, Permission.KEEP_FEEDBACK)
    now = request_now(request)
    form = NewBulletinForm(request.POST or None, agencies=agencies_where(request.user, Permission.KEEP_FEEDBACK))
    return ask(
        request, form, lambda: services.write_bulletin(**form.cleaned_data, by=request.user, now=now),
        heading="Write a bulletin for carers", submit="Save the draft", done="The draft is saved. Read it as carers will.",
        back=reverse("oversight:bulletins"), then=bulletin_address,
    )  # fmt: skip


@require_safe
def bulletin(request: HttpRequest, bulletin_uuid: UUID) -> HttpResponse:
    """As carers read it; before it is sent with who would get it, afterwards with how it arrived."""
    found = _bulletin_or_404(request, bulletin_uuid)
    now = request_now(request)
    context = {"bulletin": found, "text": found.sent_text or selectors.text_of(found, now)}
    if found.sent_at:
        context["arrived"] = selectors.arrived(found)
    else:
        context["goes_to"] = len(selectors.goes_to(found, request.user, now))
        context["careers_contact"] = careers_contact_at(found.virtual_school, now)
        context["named"] = selectors.young_people_named(found, request.user)
    return render(request, "oversight/bulletins/bulletin.html", context)


@require_http_methods(["GET", "POST"])
def bulletin_change(request: HttpRequest, bulletin_uuid: UUID) -> HttpResponse:
    found = _bulletin_or_404(request, bulletin_uuid)
    now = request_now(request)
    form = BulletinForm(request.POST or None, changes=found)
    return ask(
        request, form,
        lambda: services.change_bulletin(bulletin=found, **form.cleaned_data, by=request.user, now=now),
        heading="Change the draft", caption=found.title, submit="Save", done="The draft is saved.",
        back=bulletin_address(found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def bulletin_send(request: HttpRequest, bulletin_uuid: UUID) -> HttpResponse:
    found = _bulletin_or_404(request, bulletin_uuid)
    now = request_now(request)
    named = [] if found.sent_at else selectors.young_people_named(found, request.user)
    addresses = counted(len(selectors.goes_to(found, request.user, now)), "address", "addresses")
    return confirm(
        request, lambda: services.send_bulletin(bulletin=found, by=request.user, now=now), heading="Send the bulletin",
        caption=found.title, intro=f"It goes to {addresses}, once, and cannot be called back.",
        warning=f"It names a young person: {', '.join(named)}. Take the name out first." if named else "",
        submit="Send it", done="It is on its way.", back=bulletin_address(found),
    )  # fmt: skip


@require_safe
def bulletin_stopped(request: HttpRequest) -> HttpResponse:
    """Which addresses want no bulletin."""
    require_anywhere(request.user, Permission.KEEP_FEEDBACK)
    page = Paginator(selectors.unsubscribed_seen(request.user), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "oversight/bulletins/stopped.html", {"page_obj": page})


@require_http_methods(["GET", "POST"])
def bulletin_again(request: HttpRequest, unsubscription_uuid: UUID) -> HttpResponse:
    rows = Unsubscription.objects.select_related("virtual_school")
    found = visible_or_404(rows, request.user, uuid=unsubscription_uuid)
    require_at(request.user, Permission.KEEP_FEEDBACK, found.virtual_school)
    now = request_now(request)
    form = AgainForm(request.POST or None)
    return ask(
        request, form,
        lambda: services.subscribe_again(
            unsubscription=found, reason=form.cleaned_data["reason"], by=request.user, now=now
        ),
        heading="Send them the bulletin again", caption=found.address, submit="Put it back on the list",
        intro="Only where they told you that they want it.", done="The address is on the list again.",
        back=reverse("oversight:bulletin-stopped"),
    )  # fmt: skip


@csrf_exempt  # mail programs post here by themselves (RFC 8058); who has the address may do nothing else with it
@login_not_required
@sensitive_variables("stop_token")
@require_http_methods(["GET", "HEAD", "POST"])
def bulletin_stop(request: HttpRequest, stop_token: str) -> HttpResponse:
    """A page with a button. Only pressing it, or the mail program’s own, takes the address off the list."""
    copy = selectors.copy_behind(stop_token)
    if copy is None:
        return render(request, "oversight/bulletins/stop.html", {"state": "unknown"}, status=HTTPStatus.NOT_FOUND)
    if request.method == "POST":  # answered at once, for mail programs follow nothing
        services.unsubscribe(copy=copy, now=request_now(request))
    state = "off" if selectors.is_off(copy) else "on"
    return render(request, "oversight/bulletins/stop.html", {"state": state, "school": copy.bulletin.virtual_school})
