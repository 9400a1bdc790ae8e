"""The questions as somebody answers them: no account, no sign-in, one page (W12)."""

import secrets
from datetime import timedelta
from http import HTTPStatus
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts.clock import local_date, request_now
from education_plans.rules.own_page import SECRET_BYTES
from oversight.enums import Quoting
from oversight.forms.feedback import SayForm
from oversight.models import FeedbackForm, FeedbackLink
from oversight.selectors.feedback_links import (
    FeedbackState,
    answer_through,
    feedback_link_behind,
    feedback_state,
    open_form_behind,
    takes_answers,
)
from oversight.services.feedback_answers import answer_by_link, answer_openly, take_back_quotes
from oversight.services.feedback_forms import FeedbackError

_SALT = "oversight.your-say"
#: For so long a page of the open link may be left before it is sent.
OPEN_FOR = timedelta(days=1)
#: The button that takes back the leave to quote.
TAKE_BACK = "take_back"


@login_not_required
@sensitive_variables("say_token")
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def say(request: HttpRequest, say_token: str) -> HttpResponse:
    """The questions behind one’s own link; later the same page, to change the answers or to take back leave to quote."""
    now = request_now(request)
    link = feedback_link_behind(say_token)
    state = feedback_state(link, now)
    if link is None:
        return render(request, "oversight/feedback/closed.html", {"state": state.value}, status=HTTPStatus.NOT_FOUND)
    answer = answer_through(link)
    if request.method == "POST" and TAKE_BACK in request.POST:
        if answer is not None:
            take_back_quotes(answer=answer, by=None, now=now)
        return redirect("oversight:say", say_token)
    may_be_quoted = answer is not None and answer.quoting != Quoting.NO
    if state != FeedbackState.OPEN:
        context = {"state": state.value, "may_be_quoted": may_be_quoted, "feedback": link.form, "answer": answer}
        return render(request, "oversight/feedback/closed.html", context, status=HTTPStatus.GONE)
    form = SayForm(
        request.POST if request.method == "POST" else None, questions=link.form.questions.all(),
        initial=SayForm.initial_of(answer),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            answer_by_link(link=link, said=form.said(), now=now)
        except FeedbackError as error:
            form.refuse(error)
        else:
            return redirect("oversight:say", say_token)
    return _page(request, link.form, form, link=link, answer=answer, may_be_quoted=may_be_quoted)


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def say_openly(request: HttpRequest, open_code: UUID) -> HttpResponse:
    """The questions behind the one link for a group. Each page brings a secret of its own; with it whoever answered comes back."""
    now = request_now(request)
    found = open_form_behind(open_code)
    if found is None or not takes_answers(found, local_date(now)):
        state = FeedbackState.UNKNOWN if found is None else FeedbackState.CLOSED
        status = HTTPStatus.NOT_FOUND if found is None else HTTPStatus.GONE
        return render(request, "oversight/feedback/closed.html", {"state": state.value}, status=status)
    form = SayForm(request.POST if request.method == "POST" else None, questions=found.questions.all())
    ticket = str(request.POST.get("ticket") or "")
    if request.method == "POST" and form.is_valid():
        token = _token_in(ticket, found)
        if not token:
            form.add_error(None, "This page was open for too long. Check your answers and send them again.")
        else:
            try:
                answer_openly(form=found, token=token, said=form.said(), now=now)
            except FeedbackError as error:
                form.refuse(error)
            else:
                return redirect("oversight:say", token)
    if not _token_in(ticket, found):
        ticket = _new_ticket(found)
    return _page(request, found, form, ticket=ticket)


def _page(
    request: HttpRequest, found: FeedbackForm, form: SayForm, *, link: FeedbackLink | None = None, **more: object
) -> HttpResponse:
    context = {"feedback": found, "form": form, "is_personal": link is not None and link.learner_id is not None, **more}
    return render(request, "oversight/feedback/say.html", context)


def _new_ticket(form: FeedbackForm) -> str:
    """A token that we have made for this form, so that nobody chooses one of their own."""
    return signing.dumps({"form": str(form.uuid), "token": secrets.token_urlsafe(SECRET_BYTES)}, salt=_SALT)


def _token_in(ticket: str, form: FeedbackForm) -> str:
    """The token of a ticket for this form; empty where it is not ours, too old, or of another form."""
    try:
        said = signing.loads(ticket, salt=_SALT, max_age=OPEN_FOR)
    except signing.BadSignature:
        return ""
    return str(said["token"]) if said.get("form") == str(form.uuid) else ""
