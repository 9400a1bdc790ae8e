"""The end and the renewal of an agreement. What happens to deadlines and to access is said before it is done.

Both need MANAGE_AGREEMENT at the Virtual School.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from accounts.clock import request_now
from accounts.views.asking import ask
from agreements.forms import EndForm
from agreements.forms.ending import RenewForm
from agreements.selectors.ending import afterwards
from agreements.services import end_agreement
from agreements.services.ending import RenewalUnderWay, renew_agreement
from agreements.views.finding import agreement_at_school, page_of


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, agreement_uuid: str) -> HttpResponse:
    agreement = agreement_at_school(request, agreement_uuid)
    now = request_now(request)
    form = EndForm(request.POST or None)
    return ask(
        request,
        form,
        lambda: end_agreement(agreement=agreement, **form.cleaned_data, by=request.user, now=now),
        template="agreements/ending.html",
        heading="End this agreement",
        caption=str(agreement),
        agreement=agreement,
        more=lambda: {"afterwards": afterwards(agreement, request.user, now)},
        submit="End agreement",
        submit_class="govuk-button--warning",
        done="The last day of the agreement is recorded.",
        back=page_of(agreement),
    )


@require_http_methods(["GET", "POST"])
def renew(request: HttpRequest, agreement_uuid: str) -> HttpResponse:
    agreement = agreement_at_school(request, agreement_uuid)
    now = request_now(request)
    form = RenewForm(request.POST or None)
    try:
        return ask(
            request,
            form,
            lambda: renew_agreement(
                agreement=agreement, amend=form.cleaned_data["how"] == "amend", by=request.user, now=now
            ),
            template="agreements/ending.html",
            heading="Renew this agreement",
            caption=str(agreement),
            agreement=agreement,
            more=lambda: {"afterwards": afterwards(agreement, request.user, now), "is_renewal": True},
            submit="Prepare the renewal",
            done="The renewal is a draft. Everything is carried over; see what is still to do.",
            then=page_of,
            back=page_of(agreement),
            passing=(RenewalUnderWay,),
        )
    except RenewalUnderWay as error:
        messages.success(request, str(error))
        return redirect(page_of(error.draft))
