"""One young person of a sample: the questions about them, who answers, and that nobody does; and what one auditor answers."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require_at, visible_or_404
from accounts.clock import request_now
from accounts.enums import Permission
from accounts.views.asking import ask
from deadlines.services import find_open
from oversight.duties import AUDIT_ANSWERS
from oversight.forms.audits import AnswersForm, GiveForm, SetAsideForm
from oversight.models import AuditCase, AuditShare
from oversight.selectors import audits as selectors
from oversight.services import audit_shares as shares
from oversight.services.audit_answers import save_answers
from oversight.views.audits import PER_PAGE, audit_address

_CASES = AuditCase.objects.select_related("learner", "sample", "audit__agency__local_authority", "share__auditor__user")
_SHARES = AuditShare.objects.select_related("audit__agency__local_authority", "auditor__user")


def case_or_404(
    request: HttpRequest, audit_case_uuid: UUID, permission: Permission = Permission.RUN_AUDIT
) -> AuditCase:
    """The young person of the sample, for somebody who may see them (else Http404) and has the permission (else 403)."""
    case = visible_or_404(_CASES, request.user, uuid=audit_case_uuid)
    require_at(request.user, permission, case.audit.agency)
    return case


@require_safe
def audit_share(request: HttpRequest, audit_share_uuid: UUID) -> HttpResponse:
    """Those for whom one auditor answers, with the day."""
    share = visible_or_404(_SHARES, request.user, uuid=audit_share_uuid)
    require_at(request.user, Permission.ANSWER_AUDIT, share.audit.agency)
    page = Paginator(selectors.cases_of(share.audit).filter(share=share), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "share": share,
        "audit": share.audit,
        "deadline": find_open(duty_code=AUDIT_ANSWERS, subject_uuid=share.uuid),
        "page_obj": page,
        "lines": selectors.lines(list(page.object_list), request.user),
    }
    return render(request, "oversight/audits/share.html", context)


@require_http_methods(["GET", "POST"])
def sampled(request: HttpRequest, audit_case_uuid: UUID) -> HttpResponse:
    """The questions about one young person; half an answer is kept too."""
    case = case_or_404(request, audit_case_uuid, Permission.ANSWER_AUDIT)
    now = request_now(request)
    may_run = selectors.may_run(request.user, case.audit)
    may_answer = may_run or selectors.is_auditor(request.user, case)
    if request.method == "POST" and not may_answer:
        raise PermissionDenied("Somebody else answers about this young person.")
    questions = list(case.audit.questions.order_by("position", "id"))
    kept = list(case.answers.select_related("question"))
    form = AnswersForm(request.POST or None, initial=AnswersForm.initial_of(case.revision, kept), questions=questions)
    finish = "finish" in request.POST
    state, colour = selectors.state_of(case)
    by_question = {answer.question_id: answer for answer in kept}
    return ask(
        request, form,
        lambda: save_answers(
            case=case, answers=form.answers(), revision=form.cleaned_data["revision"], finish=finish, by=request.user,
            now=now,
        ),
        template="oversight/audits/sampled.html",
        done="The answers are complete." if finish else "What you have so far is kept.",
        back=reverse("oversight:audit-share", args=[case.share.uuid]) if case.share else audit_address(case.audit),
        then=lambda _: "" if finish else request.path,
        case=case, audit=case.audit, learner=case.learner, state=state, colour=colour, may_run=may_run,
        answers=[(question, by_question.get(question.pk)) for question in questions],
        may_answer=may_answer and not case.audit.is_over and not case.set_aside,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def sampled_auditor(request: HttpRequest, audit_case_uuid: UUID) -> HttpResponse:
    case = case_or_404(request, audit_case_uuid)
    now = request_now(request)
    form = GiveForm(request.POST or None, people=selectors.possible_auditors(case.audit))
    return ask(
        request, form, lambda: shares.give_case(case=case, **form.details(), by=request.user, now=now),
        heading="Let somebody else answer", caption=case.learner.full_name, submit="Give it to them",
        done="They answer now.", back=audit_address(case.audit),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def sampled_set_aside(request: HttpRequest, audit_case_uuid: UUID) -> HttpResponse:
    case = case_or_404(request, audit_case_uuid)
    now = request_now(request)
    form = SetAsideForm(request.POST or None)
    return ask(
        request, form,
        lambda: shares.set_aside(case=case, **form.cleaned_data, by=request.user, now=now),
        heading="Set aside", caption=case.learner.full_name, submit="Set aside", done="Nobody answers for them.",
        back=audit_address(case.audit),
    )  # fmt: skip
