"""A copy of their record, on the young person's own page (P19a)."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.clock import request_now
from education_plans.enums import RecordRequestState, Through
from education_plans.forms.records import ReplyForm
from education_plans.models import RecordRequest
from education_plans.selectors.own_page import record_requests_of
from education_plans.services.record_requests import RecordError, ask_for_record, reply
from education_plans.views.own_door import own_page
from education_plans.views.record_requests import copy_of
from learners.models import Learner

_OPEN = (RecordRequestState.ASKED, RecordRequestState.PAUSED, RecordRequestState.REVIEWED)


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def own_record(request: HttpRequest, learner: Learner) -> HttpResponse:
    """Ask for a copy, answer what was asked back, and take the copy that was given."""
    now = request_now(request)
    requests = record_requests_of(learner)
    current = next((each for each in requests if each.state in _OPEN), None)
    is_asked_back = current is not None and current.state == RecordRequestState.PAUSED
    form = ReplyForm(request.POST if request.method == "POST" and is_asked_back else None)
    problem = ""
    if request.method == "POST" and (not is_asked_back or form.is_valid()):
        try:
            if current is not None and is_asked_back:
                reply(request=current, words=form.cleaned_data["reply"], by=None, now=now)
                return redirect("education_plans:me-record")
            ask_for_record(learner=learner, through=Through.OWN_PAGE, by=None, now=now)
        except RecordError as error:
            problem = str(error)
        else:
            return redirect(f"{reverse('education_plans:me')}?done=asked")
    context = {
        "young_person": learner,
        "current": current,
        "is_asked_back": is_asked_back,
        "given": [each for each in requests if each.state == RecordRequestState.GIVEN],
        "form": form,
        "problem": problem,
    }
    return render(request, "education_plans/me/record.html", context)


@require_GET
@own_page
def own_copy(request: HttpRequest, learner: Learner, record_uuid: str, record_form: str) -> HttpResponseBase:
    """The copy that was given to them; one that is still being checked does not exist here."""
    given = get_object_or_404(RecordRequest, uuid=record_uuid, learner=learner, state=RecordRequestState.GIVEN)
    return copy_of(given, record_form)
