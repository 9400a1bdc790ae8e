"""Somebody lost their phone and their recovery codes: their own administrator lets them set up a new second step."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts import services
from accounts.clock import request_now
from accounts.people_forms import LostSecondStepForm
from accounts.views.administering import form_page, person_there


@require_http_methods(["GET", "POST"])
def lost_second_step(request: HttpRequest, agency_uuid: UUID, user_uuid: UUID) -> HttpResponse:
    """Forget their second steps; the password stays."""
    agency, user = person_there(request, agency_uuid, user_uuid)
    form = LostSecondStepForm(request.POST or None)
    back = reverse("accounts:person", args=[agency.uuid, user.uuid])
    if request.method == "POST" and form.is_valid():
        try:
            services.replace_second_step(
                user=user, agency=agency, **form.cleaned_data, by=request.user, now=request_now(request)
            )
        except services.PersonError as error:
            form.refuse(error)
        else:
            messages.success(request, f"{user} sets up a new second step at the next sign-in. They are being told.")
            return redirect(back)
    return form_page(
        request,
        form,
        back=back,
        heading=f"{user} lost their second step",
        caption=agency.name,
        intro=(
            "Their authenticator app, passkeys and recovery codes stop working, and every session of theirs ends. They "
            "sign in with their password and set up a new second step. They are told by e-mail."
        ),
        warning="Be sure that it is really they who ask: see them, or ring a number that you knew before.",
        submit="Let them set up a new one",
        submit_class="govuk-button--warning",
    )
