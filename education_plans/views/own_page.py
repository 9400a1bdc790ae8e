"""A young person's own page: what they read, and what they can say and ask for (M5, A15)."""

from contextlib import suppress
from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.clock import local_date, request_now
from accounts.files import attachment
from education_plans.enums import Answer, CopyDesign, CopyForm, Through, ViewAbout
from education_plans.forms.voice import AskReviewForm, HelpForm, MeetingSayForm, OwnAnswerForm, SayForm
from education_plans.models import Target
from education_plans.selectors import own_page as shown
from education_plans.selectors.claims import guide_address, prompts_for_young_person
from education_plans.selectors.pathway import pathway_of
from education_plans.selectors.versions import words_of
from education_plans.services.copies import plan_pdf
from education_plans.services.errors import ChangedMeanwhile, PlanError
from education_plans.services.help_calls import HelpError, call_for_help
from education_plans.services.own_asking import answer_own_plan, ask_for_own_review
from education_plans.services.targets import TargetError, tick_target
from education_plans.services.views_given import ViewError, note_seen, say
from education_plans.views.own_door import front, own_page
from learners.models import Learner

#: What the page says after something was done, by what stands in the address. No session, no cookie, no free text.
DONE = {
    "said": "Thank you. Somebody will read it and answer you.",
    "agreed": "You said that you agree with your plan.",
    "disagreed": "You said that you do not agree. We will talk with you about it.",
    "review": "You asked to talk about your plan. We will find a day with you.",
    "asked": "You asked for a copy of your record.",
    "told": "We have told your people that you need help.",
}

_COPY_WORDS = {CopyForm.PRINT: "Keep or print my plan (PDF)", CopyForm.LARGE_PRINT: "The same in big letters (PDF)"}


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """The first page; whoever comes back after a while enters their birthday here."""
    return front(request, home)


@own_page
def home(request: HttpRequest, learner: Learner) -> HttpResponse:
    now = request_now(request)
    context = {
        "young_person": learner,
        "done": DONE.get(request.GET.get("done", ""), ""),
        "news": shown.news_of(learner),
        "meeting": shown.next_meeting(learner, now),
        "people": shown.people_of(learner, now),
        "targets": shown.targets_of(shown.plan_of(learner)),
        "links": _links(has_pathway=pathway_of(learner) is not None),
    }
    return render(request, "education_plans/me/home.html", context)


def _links(*, has_pathway: bool) -> list[dict[str, str]]:
    """All the other pages, as rows that a thumb hits."""
    rows = [
        ("me-plan", "My plan", "Read it, and say what you think of it"),
        ("me-pathway", "My pathway plan", "Where you live, what you do, who helps you"),
        ("me-skills", "What I can do", "And what you are learning"),
        ("me-said", "You said – we did", "What came of what you told us"),
        ("me-money", "Money and help I can get", ""),
        ("me-review", "Ask to talk about my plan", "Nobody can say no"),
        ("me-record", "A copy of my record", "What is written about you"),
        ("me-who-looked", "Who has looked at my record", ""),
    ]
    return [
        {"title": title, "hint": hint, "status": "", "url": reverse(f"education_plans:{name}")}
        for name, title, hint in rows
        if has_pathway or name != "me-pathway"
    ]


@require_GET
@own_page
def plan(request: HttpRequest, learner: Learner) -> HttpResponse:
    """Their plan, as it is shared with them."""
    theirs = shown.plan_of(learner)
    seen = words_of(theirs, local_date(request_now(request))) if theirs else ""
    return _plan(request, learner, OwnAnswerForm(initial={"seen": seen}))


@require_POST
@own_page
def answer(request: HttpRequest, learner: Learner) -> HttpResponse:
    """Agree with the plan, or say what is not right."""
    theirs = shown.plan_of(learner)
    if theirs is None:
        raise Http404
    form, now = OwnAnswerForm(request.POST), request_now(request)
    if form.is_valid():
        said = Answer(form.cleaned_data["answer"])
        try:
            answer_own_plan(
                plan=theirs, answer=said, says=form.cleaned_data["says"], seen=form.cleaned_data["seen"], now=now
            )
        except ChangedMeanwhile as error:
            form.refuse(error)
        except (PlanError, ViewError) as error:
            form.add_error("says" if said == Answer.DISAGREES else "answer", str(error))
        else:
            return done("agreed" if said == Answer.AGREES else "disagreed")
    return _plan(request, learner, form)


@require_GET
@own_page
def plan_copy(request: HttpRequest, learner: Learner, copy_form: str) -> HttpResponse:
    """Their plan as PDF, in the design that is made for them. Safeguarding never stands in it."""
    theirs = shown.plan_of(learner)
    if theirs is None or copy_form not in CopyForm:
        raise Http404
    data = plan_pdf(
        plan=theirs, design=CopyDesign.YOUNG_PERSON, form=CopyForm(copy_form), now=request_now(request)
    )  # fmt: skip
    return attachment(data, name="my-plan.pdf", content_type="application/pdf")


def _plan(request: HttpRequest, learner: Learner, form: OwnAnswerForm) -> HttpResponse:
    context = {
        "young_person": learner,
        "shared": shown.shared_plan(learner, request_now(request)),
        "has_pathway": pathway_of(learner) is not None,
        "copies": [(form.value, _COPY_WORDS[form]) for form in CopyForm],
        "form": form,
    }
    return render(request, "education_plans/me/plan.html", context)


@require_POST
@own_page
def tick(request: HttpRequest, learner: Learner, target_uuid: str) -> HttpResponse:
    """They have done it, or not after all."""
    theirs = shown.plan_of(learner)
    target = get_object_or_404(Target, uuid=target_uuid, plan=theirs, by_young_person=True)
    with suppress(TargetError):  # somebody closed it meanwhile: the page shows what is open now
        tick_target(target=target, ticked=request.POST.get("done") == "yes", now=request_now(request))
    return redirect(reverse("education_plans:me") + "#targets")


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def tell_us(request: HttpRequest, learner: Learner) -> HttpResponse:
    """How is it going?"""
    form = SayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            say(learner=learner, through=Through.OWN_PAGE, by=None, now=request_now(request), **form.cleaned_data)
        except ViewError as error:
            form.refuse(error)
        else:
            return done("said")
    return _form(request, learner, form, "Tell us how it is going", "Send it")


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def before_meeting(request: HttpRequest, learner: Learner) -> HttpResponse:
    """What they want to say before their next meeting."""
    now = request_now(request)
    meeting = shown.next_meeting(learner, now)
    form = MeetingSayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            say(
                learner=learner, about=ViewAbout.MEETING, meeting=meeting, through=Through.OWN_PAGE, by=None, now=now,
                **form.cleaned_data,
            )  # fmt: skip
        except ViewError as error:
            form.refuse(error)
        else:
            return done("said")
    return _form(request, learner, form, "Before your meeting", "Send it")


@require_GET
@own_page
def said(request: HttpRequest, learner: Learner) -> HttpResponse:
    """You said – we did."""
    views = shown.views_of(learner)
    note_seen(learner=learner, now=request_now(request))
    return render(request, "education_plans/me/said.html", {"young_person": learner, "views": views})


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def review(request: HttpRequest, learner: Learner) -> HttpResponse:
    """Ask for a review. Nobody can say no."""
    form = AskReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ask_for_own_review(learner=learner, why=form.cleaned_data["why"], now=request_now(request))
        except (PlanError, ViewError) as error:
            form.refuse(error)
        else:
            return done("review")
    return _form(request, learner, form, "Ask to talk about your plan", "Ask for a talk")


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def help_now(request: HttpRequest, learner: Learner) -> HttpResponse:
    """Ask for help. What to do when nobody can be told stands on the page at any time."""
    form = HelpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            call_for_help(
                learner=learner,
                words=form.cleaned_data["words"],
                is_urgent=form.cleaned_data["is_urgent"] == "now",
                now=request_now(request),
            )
        except HelpError as error:
            form.refuse(error)
        else:
            return redirect("education_plans:me-help-asked")
    context = {"young_person": learner, "form": form, "people": shown.people_of(learner, request_now(request))[:2]}
    return render(request, "education_plans/me/help.html", context)


@require_GET
@own_page
def help_asked(request: HttpRequest, learner: Learner) -> HttpResponse:
    people = shown.people_of(learner, request_now(request))[:2]
    return render(request, "education_plans/me/help_asked.html", {"young_person": learner, "people": people})


@require_GET
@own_page
def money(request: HttpRequest, learner: Learner) -> HttpResponse:
    """What they may be able to get. A hint and no decision."""
    theirs = shown.plan_of(learner)
    today = local_date(request_now(request))
    context = {
        "young_person": learner,
        "prompts": prompts_for_young_person(theirs, today) if theirs else [],
        "guide": guide_address(theirs) if theirs else reverse("agreements:partners-support"),
    }
    return render(request, "education_plans/me/money.html", context)


@require_GET
@own_page
def who_looked(request: HttpRequest, learner: Learner) -> HttpResponse:
    groups = shown.looked_groups(learner)
    return render(request, "education_plans/me/who_looked.html", {"young_person": learner, "groups": groups})


def _form(request: HttpRequest, learner: Learner, form: object, heading: str, submit: str) -> HttpResponse:
    context = {"young_person": learner, "form": form, "heading": heading, "submit": submit}
    return render(request, "education_plans/me/form.html", context, status=HTTPStatus.OK)


def done(what: str) -> HttpResponse:
    return redirect(f"{reverse('education_plans:me')}?done={what}")
