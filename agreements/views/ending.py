"""The end and the renewal of an agreement. What happens to deadlines and to access is said before it is done.

Both need MANAGE_AGREEMENT at the Virtual School.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.clock import request_now
from agreements.forms import EndForm
from agreements.forms.ending import RenewForm
from agreements.selectors.ending import afterwards
from agreements.services import AgreementError, end_agreement
from agreements.services.ending import RenewalUnderWay, renew_agreement
from agreements.views.writing import managed, page_of


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, agreement_uuid: str) -> HttpResponse:
    agreement = managed(request, agreement_uuid)
    now = request_now(request)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            end_agreement(
                agreement=agreement,
                ends_on=form.cleaned_data["ends_on"],
                reason=form.cleaned_data["reason"],
                by=request.user,
                now=now,
            )
        except AgreementError as error:
            form.refuse(error)
        else:
            messages.success(request, "The last day of the agreement is recorded.")
            return redirect(page_of(agreement))
    context = {
        "form": form,
        "heading": "End this agreement",
        "caption": str(agreement),
        "submit": "End agreement",
        "submit_class": "govuk-button--warning",
        "back_url": page_of(agreement),
        "cancel_url": page_of(agreement),
        "agreement": agreement,
        "afterwards": afterwards(agreement, request.user, now),
    }
    return render(request, "agreements/ending.html", context)


@require_http_methods(["GET", "POST"])
def renew(request: HttpRequest, agreement_uuid: str) -> HttpResponse:
    agreement = managed(request, agreement_uuid)
    now = request_now(request)
    form = RenewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            draft = renew_agreement(
                agreement=agreement, amend=form.cleaned_data["how"] == "amend", by=request.user, now=now
            )
        except RenewalUnderWay as error:
            messages.success(request, str(error))
            return redirect(page_of(error.draft))
        except AgreementError as error:
            form.refuse(error)
        else:
            messages.success(request, "The renewal is a draft. Everything is carried over; see what is still to do.")
            return redirect(page_of(draft))
    context = {
        "form": form,
        "heading": "Renew this agreement",
        "caption": str(agreement),
        "submit": "Prepare the renewal",
        "back_url": page_of(agreement),
        "cancel_url": page_of(agreement),
        "agreement": agreement,
        "afterwards": afterwards(agreement, request.user, now),
        "is_renewal": True,
    }
    return render(request, "agreements/ending.html", context)
