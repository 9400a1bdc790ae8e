"""The inbox and what belongs to it."""

from typing import cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages as banners
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import visible_or_404
from accounts.clock import request_now
from accounts.models import User
from notifications import selectors, services
from notifications.enums import SAFEGUARDING_KINDS, Channel, MessageKind
from notifications.forms import InboxFilter, PreferencesForm, SentFilter
from notifications.models import Message

PER_PAGE = 25


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What was said to the person who signed in."""
    user = cast(User, request.user)
    form = InboxFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = selectors.inbox(user, kind=wanted.get("kind", ""), unread_only=bool(wanted.get("unread")))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "notifications/inbox.html",
        {
            "page": page,
            "filter_form": form,
            "is_filtered": any(wanted.values()),
            "inbox_count": selectors.unread_count(user),
            "has_sent_page": settings.MAINSTAY_EMBEDDED,
        },
    )


@require_safe
def message(request: HttpRequest, message_uuid: UUID) -> HttpResponse:
    """One message and how its e-mail fared. Opening it marks it as read."""
    found = visible_or_404(Message, request.user, uuid=message_uuid)
    if request.method == "GET" and found.channel == Channel.IN_APP:
        services.mark_read(message=found, now=request_now(request))
    email = selectors.email_of(found)
    attempts = list(email.deliveries.order_by("-at", "-pk")) if email else []
    return render(request, "notifications/message.html", {"message": found, "email": email, "attempts": attempts})


@require_POST
def mark_all_read(request: HttpRequest) -> HttpResponse:
    services.mark_all_read(user=cast(User, request.user), now=request_now(request))
    banners.success(request, "All your messages are marked as read.")
    return redirect("notifications:inbox")


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """How often the person who signed in wants e-mails of each kind."""
    user = cast(User, request.user)
    form = PreferencesForm(initial={"daily": selectors.daily_kinds(user)})
    if request.method == "POST":
        form = PreferencesForm(request.POST)
        if form.is_valid():
            services.set_preferences(user=user, frequencies=form.frequencies(), now=request_now(request))
            banners.success(request, "Your choice of e-mails is saved.")
            return redirect("notifications:preferences")
    always = [kind.label for kind in MessageKind if kind in SAFEGUARDING_KINDS]
    return render(
        request,
        "notifications/preferences.html",
        {
            "form": form,
            "heading": "Choose your e-mails",
            "submit": "Save",
            "cancel_url": "/messages/",
            "back_url": "/messages/",
            "always_at_once": always,
        },
    )


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Every e-mail of the whole system, with its text. Only in embedded mode, where nobody is real; otherwise there
    is no such page.
    """
    if not settings.MAINSTAY_EMBEDDED:
        raise Http404
    form = SentFilter(request.GET)
    state = form.cleaned_data["state"] if form.is_valid() else ""
    page = Paginator(selectors.sent_messages(state=state), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "notifications/sent.html", {"page": page, "filter_form": form, "is_filtered": bool(state)})
