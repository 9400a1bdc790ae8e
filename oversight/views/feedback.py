"""Short forms as their keepers see them: written, opened, sent, counted, closed; and who waits to be rung (W12)."""

from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require, require_anywhere, require_at, visible_or_404
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.selectors import agencies_where, agency_ids_where
from accounts.views.asking import ask, confirm
from learners.models import Learner
from learners.selectors.people import virtual_school_for
from oversight.enums import AnswerWay, Asked, FormStatus
from oversight.forms.feedback import CallDoneForm, FeedbackFilterForm, NewForm, SendOneForm, TakeBackForm, WriteForm
from oversight.models import FeedbackAnswer, FeedbackCall, FeedbackForm
from oversight.rules.reading import reading_of
from oversight.selectors import feedback as selectors
from oversight.selectors.carers import carers_of
from oversight.selectors.feedback_links import takes_answers
from oversight.services import feedback_answers, feedback_forms, feedback_sending
from oversight.wording import counted

PER_PAGE = 25


def feedback_address(form: FeedbackForm) -> str:
    return reverse("oversight:feedback-form", args=[form.uuid])


def _form_or_404(request: HttpRequest, feedback_uuid: UUID) -> FeedbackForm:
    found = visible_or_404(FeedbackForm.objects.select_related("virtual_school"), request.user, uuid=feedback_uuid)
    require_at(request.user, Permission.KEEP_FEEDBACK, found.virtual_school)
    return found


@require_safe
def feedback(request: HttpRequest) -> HttpResponse:
    """The forms of one’s own Virtual School, and who waits to be rung."""
    require_anywhere(request.user, Permission.KEEP_FEEDBACK)
    form = FeedbackFilterForm(request.GET)
    status = form.cleaned_data["status"] if form.is_valid() else ""
    page = Paginator(selectors.forms_kept(request.user, status), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "filter_form": form,
        "rows": [(one, selectors.STATUS_TAGS[one.status]) for one in page.object_list],
        "calls": list(selectors.calls_open(request.user)),
    }
    return render(request, "oversight/feedback/list.html", context)


@require_http_methods(["GET", "POST"])
def feedback_new(request: HttpRequest) -> HttpResponse:
    require_anywhere(request.user, Permission.KEEP_FEEDBACK)
    now = request_now(request)
    form = NewForm(request.POST or None, agencies=agencies_where(request.user, Permission.KEEP_FEEDBACK))
    return ask(
        request, form,
        lambda: feedback_forms.write_form(
            virtual_school=form.cleaned_data["agency"], details=form.details(), by=request.user, now=now
        ),
        heading="Ask for feedback", submit="Save the draft", done="The draft is saved. Read it, then open it.",
        back=reverse("oversight:feedback"), then=feedback_address,
    )  # fmt: skip


@require_safe
def feedback_form(request: HttpRequest, feedback_uuid: UUID) -> HttpResponse:
    """What is asked, how hard it is to read, how many said what, and how people come to it."""
    form = _form_or_404(request, feedback_uuid)
    answers = selectors.answers_seen(form, request.user)
    text = "\n".join([form.title, form.what_for, *(one.text for one in form.questions.all())])
    context = {
        "feedback": form,
        "tag": selectors.STATUS_TAGS[form.status],
        "counted": selectors.results_of(form, answers),
        "reading": reading_of(text),
        "is_taking": takes_answers(form, local_date(request_now(request))),
        "links": form.links.visible_to(request.user).count(),
        "open_address": f"{settings.MAINSTAY_BASE_URL}{reverse('oversight:say-openly', args=[form.open_code])}",
    }
    return render(request, "oversight/feedback/form.html", context)


@require_safe
def feedback_answers_list(request: HttpRequest, feedback_uuid: UUID) -> HttpResponse:
    """The answers, without whose they are; those behind one number of the results, if its question is named."""
    form = _form_or_404(request, feedback_uuid)
    found = selectors.answers_seen(form, request.user)
    question = form.questions.filter(position=_number(request.GET.get("question"))).first()
    if question is not None:
        found = selectors.answers_with(found, question, _number(request.GET.get("value")))
    page = Paginator(found.prefetch_related("replies__question"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "feedback": form,
        "question": question,
        "page_obj": page,
        "rows": selectors.answers_in_words(page.object_list),
    }
    return render(request, "oversight/feedback/answers.html", context)


@require_http_methods(["GET", "POST"])
def feedback_change(request: HttpRequest, feedback_uuid: UUID) -> HttpResponse:
    found = _form_or_404(request, feedback_uuid)
    now = request_now(request)
    form = WriteForm(request.POST or None, changes=found)
    return ask(
        request, form,
        lambda: feedback_forms.change_form(form=found, details=form.details(), by=request.user, now=now),
        heading="Change the draft", caption=found.title, submit="Save", done="The draft is saved.",
        back=feedback_address(found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def feedback_open(request: HttpRequest, feedback_uuid: UUID) -> HttpResponse:
    found = _form_or_404(request, feedback_uuid)
    now = request_now(request)
    return confirm(
        request, lambda: feedback_forms.open_form(form=found, by=request.user, now=now), heading="Open it for answers",
        caption=found.title, intro="The questions cannot be changed any more. Nothing is sent yet.", submit="Open it",
        done="It is open.", back=feedback_address(found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def feedback_close(request: HttpRequest, feedback_uuid: UUID) -> HttpResponse:
    found = _form_or_404(request, feedback_uuid)
    now = request_now(request)
    return confirm(
        request, lambda: feedback_forms.close_form(form=found, by=request.user, now=now), heading="Close it",
        caption=found.title, intro="Nobody can answer any more. Letters that have not left yet are not sent.",
        submit="Close it", submit_class="govuk-button--warning", done="It is closed.", back=feedback_address(found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def feedback_send(request: HttpRequest, feedback_uuid: UUID) -> HttpResponse:
    """A link to every carer of record who has none."""
    found = _form_or_404(request, feedback_uuid)
    now = request_now(request)
    carers = carers_of(found.virtual_school, request.user, local_date(now))
    emails = {email.lower() for email in carers.values_list("email", flat=True)}
    addresses = counted(len(emails), "e-mail address", "e-mail addresses")
    return confirm(
        request, lambda: feedback_sending.send_to_carers(form=found, by=request.user, now=now),
        heading="Send it to carers", caption=found.title, submit="Send it",
        intro=f"Carers written down on the records that you see have {addresses}. Each address that has "
        "no link yet gets one. The e-mail says no name.",
        done=lambda sent: f"On their way: {counted(sent.queued, 'e-mail')}.", back=feedback_address(found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def feedback_ask(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    """Send one young person a link of their own."""
    learner = visible_or_404(Learner.objects.of_own_agencies(request.user), request.user, uuid=learner_uuid)
    require_anywhere(request.user, Permission.KEEP_FEEDBACK)
    now = request_now(request)
    school = virtual_school_for(learner, now)
    open_forms = FeedbackForm.objects.visible_to(request.user).filter(
        virtual_school__in=agency_ids_where(request.user, Permission.KEEP_FEEDBACK),
        virtual_school_id=school.pk if school else None,
        status=FormStatus.OPEN,
        asked=Asked.YOUNG_PEOPLE,
        way=AnswerWay.PERSONAL,
        closes_on__gte=local_date(now),
    )
    form = SendOneForm(request.POST or None, open_forms=list(open_forms.order_by("-opened_at")))
    return ask(
        request, form,
        lambda: feedback_sending.send_to_young_person(
            form=form.chosen, learner=learner, email=form.cleaned_data["email"], by=request.user, now=now
        ),
        heading="Ask for feedback", caption=learner.full_name, submit="Send the link",
        intro="" if open_forms else "No form for young people with links of their own is open now.",
        done="The link is on its way.", back=reverse("oversight:case-file", args=[learner.uuid]),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def feedback_take_back(request: HttpRequest, feedback_answer_uuid: UUID) -> HttpResponse:
    """Somebody told us that they may not be quoted any more."""
    found = FeedbackAnswer.objects.select_related("form__virtual_school", "learner")
    answer = visible_or_404(found, request.user, uuid=feedback_answer_uuid)
    require_at(request.user, Permission.KEEP_FEEDBACK, answer.form.virtual_school)
    now = request_now(request)
    form = TakeBackForm(request.POST or None)
    return ask(
        request, form,
        lambda: feedback_answers.take_back_quotes(
            answer=answer, reason=form.cleaned_data["reason"], by=request.user, now=now
        ),
        heading="Do not quote this any more", caption=answer.form.title, submit="Do not quote it",
        intro="The words stay in the answers and are shown in no report from now on.",
        done="It is not quoted any more.", back=reverse("oversight:feedback-form-answers", args=[answer.form.uuid]),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def feedback_call(request: HttpRequest, feedback_call_uuid: UUID) -> HttpResponse:
    """Whom to ring, by when; and what was done."""
    found = FeedbackCall.objects.select_related("form__virtual_school", "learner", "done_by", "answer__link__carer")
    call = visible_or_404(found, request.user, uuid=feedback_call_uuid)
    if call.learner is not None:
        require(request.user, Permission.VIEW_LEARNER, call.learner)
    else:
        require_at(request.user, Permission.KEEP_FEEDBACK, call.form.virtual_school)
    now = request_now(request)
    form = CallDoneForm(request.POST or None)
    return ask(
        request, form,
        lambda: feedback_answers.finish_call(call=call, **form.cleaned_data, by=request.user, now=now),
        template="oversight/feedback/call.html", call=call, done="It is written down.", back=reverse("oversight:my-day"),
        then=reverse("oversight:feedback-call", args=[call.uuid]),
    )  # fmt: skip


def _number(text: str | None) -> int | None:
    """A small number from an address; None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 3 else None
