"""Whether an agreement and whoever holds a post stand on the public pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.access import require_at
from accounts.clock import request_now
from accounts.enums import Permission
from accounts.selectors import current_memberships
from accounts.views.asking import ask
from agreements.forms.public import ShownForm
from agreements.models import Contact
from agreements.services.public import show_agreement, show_contact
from agreements.views.finding import agreement_at_school, page_of

_HEADING = "On the public pages"
_DONE = "What everybody sees is recorded. The public pages follow within a few minutes."


@require_http_methods(["GET", "POST"])
def agreement_shown(request: HttpRequest, agreement_uuid: str) -> HttpResponse:
    agreement = agreement_at_school(request, agreement_uuid)
    form = ShownForm(
        request.POST or None,
        question="Is this agreement shown to everybody?",
        initial={"is_public": "yes" if agreement.is_public else "no"},
    )
    return ask(
        request,
        form,
        lambda: show_agreement(agreement=agreement, **form.cleaned_data, by=request.user, now=request_now(request)),
        heading=_HEADING,
        caption=str(agreement),
        intro="The agreement asks Virtual Schools to tell the public about it. While it is in force the pages name the "
        "provider, since when, and how to reach its office. The signed document stands there too; it names who signed and who "
        "was in post that day, without e-mail addresses and numbers.",
        done=_DONE,
        back=page_of(agreement),
    )


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
    return ask(
        request,
        form,
        lambda: show_contact(contact=contact, **form.cleaned_data, by=request.user, now=request_now(request)),
        heading=_HEADING,
        caption=f"{contact.get_kind_display()}, {contact.agency}",
        warning="Name, e-mail address and phone number will stand on the internet. Ask the person first. It holds for this "
        "person only: whoever follows is not shown until they agree too.",
        done=_DONE,
        back=reverse("agreements:agency", args=[contact.agency.uuid]),
    )
