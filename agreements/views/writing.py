"""Starting an agreement, recording one that was signed before Mainstay, putting it in force."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.access import require_anywhere
from accounts.clock import request_now
from accounts.enums import Permission
from accounts.selectors import agency_ids_where
from accounts.views.asking import ask, confirm
from agreements.forms import DraftForm, NewAgreementForm
from agreements.services import edit_draft, put_in_force, record_agreement
from agreements.views.finding import agreement_at_school, page_of


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    require_anywhere(request.user, Permission.PREPARE_AGREEMENT)
    form = NewAgreementForm(
        request.POST or None, virtual_school_ids=agency_ids_where(request.user, Permission.PREPARE_AGREEMENT)
    )
    return ask(
        request,
        form,
        lambda: record_agreement(**form.cleaned_data, by=request.user, now=request_now(request)),
        heading="Start an agreement",
        intro="Between whom is it? What else is needed follows as a list of tasks.",
        submit="Save draft",
        done="The draft is recorded. Work through the tasks below.",
        then=page_of,
        back=reverse("agreements:list"),
    )


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, agreement_uuid: str) -> HttpResponse:
    agreement = agreement_at_school(request, agreement_uuid, Permission.PREPARE_AGREEMENT)
    form = DraftForm(request.POST or None, changes=agreement)
    return ask(
        request,
        form,
        lambda: edit_draft(
            agreement=agreement,
            meeting_on=form.cleaned_data["meeting_on"],
            signed_on=form.cleaned_data["signed_on"],
            starts_on=form.cleaned_data["starts_on"],
            ends_on=form.cleaned_data["ends_on"],
            signatories=form.signatories(),
            notes=form.cleaned_data["notes"],
            by=request.user,
            now=request_now(request),
        ),
        heading="Record signatures from before",
        caption=str(agreement),
        intro="Only for an agreement that was signed before Mainstay. To have it signed, send it out for signature.",
        submit="Save draft",
        done="The draft is saved.",
        back=page_of(agreement),
    )


@require_http_methods(["GET", "POST"])
def put_into_force(request: HttpRequest, agreement_uuid: str) -> HttpResponse:
    agreement = agreement_at_school(request, agreement_uuid)
    return confirm(
        request,
        lambda: put_in_force(agreement=agreement, by=request.user, now=request_now(request)),
        heading="Put this agreement in force",
        caption=str(agreement),
        intro="Once it is in force its parties, dates and signatures stay as they are. Its terms can still change.",
        submit="Put in force",
        done="The agreement is in force. From now on its terms apply to every clock that opens.",
        back=page_of(agreement),
    )
