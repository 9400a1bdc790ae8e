"""What young people say and ask for, and answering them (A15, A24, A18)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import allows, require, require_anywhere, visible_or_404
from accounts.clock import request_now
from accounts.enums import Permission
from accounts.views.asking import ask
from education_plans.enums import Through
from education_plans.forms.voice import AnswerHelpForm, AnswerViewForm, EmergencyForm, RecordViewForm
from education_plans.models import HelpCall, View
from education_plans.selectors import voice
from education_plans.services.help_calls import HelpError, answer_help, make_emergency
from education_plans.services.views_given import answer_view, say
from learners.enums import ConsentPurpose
from learners.models import Learner
from learners.views.asking import refusal
from tracking.services import EmergencyError


def _voice(learner: Learner) -> str:
    return reverse("education_plans:voice", args=[learner.uuid])


def _view(said: View) -> str:
    return reverse("education_plans:view", args=[said.learner.uuid, said.uuid])


@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for an answer: calls for help, what was said, and what was begun."""
    require_anywhere(request.user, Permission.EDIT_PLAN)
    now = request_now(request)
    views, begun = list(voice.waiting_views(request.user)), list(voice.begun_views(request.user))
    calls = list(voice.open_help(request.user))
    context = {"calls": calls, "rows": voice.rows_of(views, now), "begun": begun}
    return render(request, "education_plans/voice/waiting.html", context)


@require_GET
def of_learner(request: HttpRequest, learner_uuid: str) -> HttpResponse:
    """All that one young person said, with the answers."""
    learner = visible_or_404(Learner, request.user, uuid=learner_uuid)
    now = request_now(request)
    if refused := refusal(request, learner, ConsentPurpose.EDUCATION, now):
        return refused
    context = {
        "learner": learner,
        "rows": voice.rows_of(voice.views_about(learner, request.user), now),
        "calls": voice.help_calls_of(learner, request.user),
        "may_record": allows(request.user, Permission.EDIT_PLAN, learner) and not learner.is_closed,
        "may_give_link": allows(request.user, Permission.GIVE_LINK, learner) and not learner.is_closed,
        "may_release": allows(request.user, Permission.RELEASE_RECORD, learner),
    }
    return render(request, "education_plans/voice/learner.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, learner_uuid: str) -> HttpResponse:
    """Write down what a young person said face to face."""
    learner = visible_or_404(Learner, request.user, uuid=learner_uuid)
    require(request.user, Permission.EDIT_PLAN, learner)
    now = request_now(request)
    if refused := refusal(request, learner, ConsentPurpose.EDUCATION, now):
        return refused
    form = RecordViewForm(request.POST or None)

    def then(said: View) -> str:
        is_seen = View.objects.visible_to(request.user).filter(pk=said.pk).exists()
        return _view(said) if is_seen else ""

    return ask(
        request, form,
        lambda: say(learner=learner, through=Through.STAFF, by=request.user, now=now, **form.cleaned_data),
        heading="Write down what they said", caption=learner.full_name, submit="Save",
        done="What they said is written down, and the clock of the answer runs.", then=then, back=_voice(learner),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def view(request: HttpRequest, learner_uuid: str, view_uuid: str) -> HttpResponse:
    """One thing that was said, and the answer to it."""
    learner = visible_or_404(Learner, request.user, uuid=learner_uuid)
    require(request.user, Permission.EDIT_PLAN, learner)
    now = request_now(request)
    if refused := refusal(request, learner, ConsentPurpose.EDUCATION, now):
        return refused
    with_people = View.objects.select_related("learner", "provider", "recorded_by", "responded_by", "meeting")
    said = visible_or_404(with_people, request.user, uuid=view_uuid, learner=learner)
    form = AnswerViewForm(request.POST or None)

    def act() -> View:
        given = form.cleaned_data
        return answer_view(
            view=said, response=given["response"], words=given["response_words"], by=request.user, now=now
        )

    return ask(
        request, form, act, template="education_plans/voice/view.html", learner=learner,
        more=lambda: {"row": voice.rows_of([said], now)[0]}, done="The answer stands on their own page.",
        back=_view(said),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def help_call(request: HttpRequest, learner_uuid: str, help_uuid: str) -> HttpResponse:
    """A call for help: what was done, or that it is an emergency."""
    learner = visible_or_404(Learner, request.user, uuid=learner_uuid)
    require(request.user, Permission.RAISE_EMERGENCY, learner)
    now = request_now(request)
    call = visible_or_404(
        HelpCall.objects.select_related("learner", "answered_by"), request.user, uuid=help_uuid, learner=learner
    )
    raises = request.POST.get("what") == "emergency"
    form = AnswerHelpForm(request.POST if request.method == "POST" and not raises else None)
    emergency = EmergencyForm(
        request.POST if request.method == "POST" and raises else None, initial={"description": call.words}
    )
    if request.method == "POST" and (emergency if raises else form).is_valid():
        try:
            if raises:
                description = emergency.cleaned_data["description"]
                call = make_emergency(call=call, description=description, by=request.user, now=now)
                messages.success(request, "It is an emergency now. The 24 hours run.")
                return redirect("tracking:emergency", call.emergency_uuid)
            answer_help(call=call, answer=form.cleaned_data["answer"], by=request.user, now=now)
        except (HelpError, EmergencyError) as error:
            (emergency if raises else form).refuse(error)
        else:
            messages.success(request, "What was done is recorded.")
            return redirect("education_plans:help-call", learner.uuid, call.uuid)
    context = {"learner": learner, "call": call, "form": form, "emergency_form": emergency}
    return render(request, "education_plans/voice/help.html", context)
