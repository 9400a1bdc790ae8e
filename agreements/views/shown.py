"""Whether an agreement and whoever holds a post stand on the public pages."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.access import require_at, visible_or_404
from accounts.clock import request_now
from accounts.enums import Permission
from accounts.selectors import current_memberships
from agreements.forms.public import ShownForm
from agreements.models import Agreement, Contact
from agreements.services.agreements import AgreementError
from agreements.services.public import show_agreement, show_contact


@require_http_methods(["GET", "POST"])
def agreement_shown(request: HttpRequest, agreement_uuid: str) -> HttpResponse:
    agreement = visible_or_404(
        Agreement.objects.select_related("provider", "virtual_school"), request.user, uuid=agreement_uuid
    )
    require_at(request.user, Permission.MANAGE_AGREEMENT, agreement.virtual_school)
    form = ShownForm(
        request.POST or None,
        question="Is this agreement shown to everybody?",
        initial={"is_public": "yes" if agreement.is_public else "no"},
    )
    back = reverse("agreements:agreement", args=[agreement.uuid])
    if request.method == "POST" and form.is_valid():
        show_agreement(
            agreement=agreement, is_public=form.cleaned_data["is_public"], by=request.user, now=request_now(request)
        )
        messages.success(request, "What everybody sees is recorded. The public pages follow within a few minutes.")
        return redirect(back)
    context = {
        "form": form,
        "heading": "On the public pages",
        "caption": str(agreement),
        "intro": "The agreement asks Virtual Schools to tell the public about it. While it is in force the pages name the "
        "provider, since when, and how to reach its office. The signed document stands there too; it names who signed and who "
        "was in post that day, without e-mail addresses and numbers.",
        "back_url": back,
        "cancel_url": back,
    }
    return render(request, "components/form_page.html", context)


@require_http_methods(["GET", "POST"])
def contact_shown(request: HttpRequest, contact_uuid: str) -> HttpResponse:
    """For whoever changes the agency's contacts, and for the person themselves."""
    contact = get_object_or_404(Contact.objects.select_related("agency", "holder__user"), uuid=contact_uuid)
    if contact.holder_id not in {membership.pk for membership in current_memberships(request.user)}:
        require_at(request.user, Permission.MANAGE_CONTACTS, contact.agency)
    form = ShownForm(
        request.POST or None,
        question=f"Is {contact.holder.user} shown to everybody?",
        initial={"is_public": "yes" if contact.is_public else "no"},
    )
    back = reverse("agreements:agency", args=[contact.agency.uuid])
    if request.method == "POST" and form.is_valid():
        try:
            show_contact(
                contact=contact, is_public=form.cleaned_data["is_public"], by=request.user, now=request_now(request)
            )
        except AgreementError as error:
            form.refuse(error)
        else:
            messages.success(request, "What everybody sees is recorded. The public pages follow within a few minutes.")
            return redirect(back)
    context = {
        "form": form,
        "heading": "On the public pages",
        "caption": f"{contact.get_kind_display()}, {contact.agency}",
        "warning": "Name, e-mail address and phone number will stand on the internet. Ask the person first. It holds for "
        "this person only: whoever follows is not shown until they agree too.",
        "back_url": back,
        "cancel_url": back,
    }
    return render(request, "components/form_page.html", context)
