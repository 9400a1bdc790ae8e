"""Audits: the list, one of them with everybody drawn, its questions, its draw and its end."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require_anywhere, require_at, visible_or_404
from accounts.clock import request_now
from accounts.enums import Permission
from accounts.selectors import agencies_where, may_anywhere
from accounts.views.asking import ask, confirm
from oversight.enums import Listing
from oversight.forms.audits import AuditForm, CloseAuditForm, DrawForm, QuestionForm, ShareOutForm
from oversight.models import Audit, AuditCase, AuditQuestion
from oversight.selectors import audits as selectors
from oversight.selectors.exports import filters_in_words
from oversight.selectors.list_kinds import address_of_list
from oversight.services import audit_shares as shares
from oversight.services import audits as services

PER_PAGE = 25
_WHOLE = Audit.objects.select_related("agency__local_authority")
_QUESTIONS = AuditQuestion.objects.select_related("audit__agency__local_authority")


def audit_or_404(request: HttpRequest, audit_uuid: UUID, permission: Permission = Permission.RUN_AUDIT) -> Audit:
    """The audit, for somebody of its agency (else Http404) whose role has the permission there (else 403)."""
    found = visible_or_404(_WHOLE, request.user, uuid=audit_uuid)
    require_at(request.user, permission, found.agency)
    return found


def question_or_404(
    request: HttpRequest, audit_question_uuid: UUID, permission: Permission = Permission.RUN_AUDIT
) -> AuditQuestion:
    """One question of an audit, for the same people."""
    question = visible_or_404(_QUESTIONS, request.user, uuid=audit_question_uuid)
    require_at(request.user, permission, question.audit.agency)
    return question


def audit_address(audit: Audit) -> str:
    return reverse("oversight:audit", args=[audit.uuid])


@require_safe
def audits(request: HttpRequest) -> HttpResponse:
    """Those of the agencies where somebody answers for audits."""
    require_anywhere(request.user, Permission.ANSWER_AUDIT)
    page = Paginator(selectors.audits(request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "may_begin": may_anywhere(request.user, Permission.RUN_AUDIT)}
    return render(request, "oversight/audits/list.html", context)


@require_http_methods(["GET", "POST"])
def audit_new(request: HttpRequest) -> HttpResponse:
    require_anywhere(request.user, Permission.RUN_AUDIT)
    now = request_now(request)
    agencies = agencies_where(request.user, Permission.RUN_AUDIT)
    form = AuditForm(request.POST or None, agencies=agencies, views=selectors.views_of_people(agencies))
    return ask(
        request, form,
        lambda: services.begin_audit(
            agency=form.cleaned_data["agency"], details=form.details(), by=request.user, now=now
        ),
        heading="Begin an audit", submit="Begin it", done="It is begun. Add its questions.",
        back=reverse("oversight:audits"), then=audit_address,
    )  # fmt: skip


@require_safe
def audit(request: HttpRequest, audit_uuid: UUID) -> HttpResponse:
    """What it is about, its questions, how it was drawn, and everybody drawn with how far the answers are."""
    found = audit_or_404(request, audit_uuid, Permission.ANSWER_AUDIT)
    page = Paginator(selectors.cases_of(found), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "audit": found,
        "population": address_of_list(Listing(found.listing), found.filters),
        "filters": filters_in_words(found.filters),
        "questions": list(found.questions.order_by("position", "id")),
        "samples": list(found.samples.select_related("drawn_by").order_by("number")),
        "page_obj": page,
        "lines": selectors.lines(list(page.object_list), request.user),
        "waits_for_auditor": selectors.without_auditor(found, request_now(request)).count(),
        "findings": list(found.findings.select_related("action").order_by("kind", "theme", "id")),
        "may_run": selectors.may_run(request.user, found),
    }
    return render(request, "oversight/audits/audit.html", context)


@require_http_methods(["GET", "POST"])
def audit_change(request: HttpRequest, audit_uuid: UUID) -> HttpResponse:
    found = audit_or_404(request, audit_uuid)
    now = request_now(request)
    form = AuditForm(
        request.POST or None, changes=found, audit=found,
        views=selectors.views_of_people([found.agency]),
    )  # fmt: skip
    return ask(
        request, form,
        lambda: services.change_audit(audit=found, details=form.details(), by=request.user, now=now),
        heading="Change what it is about", caption=found.title, submit="Save", done="It is changed.",
        back=audit_address(found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def audit_question_new(request: HttpRequest, audit_uuid: UUID) -> HttpResponse:
    found = audit_or_404(request, audit_uuid)
    now = request_now(request)
    form = QuestionForm(request.POST or None)
    return ask(
        request, form, lambda: services.add_question(audit=found, **form.details(), by=request.user, now=now),
        heading="Add a question", caption=found.title, submit="Add it", done="It is added.", back=audit_address(found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def audit_question_change(request: HttpRequest, audit_question_uuid: UUID) -> HttpResponse:
    question = question_or_404(request, audit_question_uuid)
    now = request_now(request)
    form = QuestionForm(request.POST or None, changes=question)
    return ask(
        request, form,
        lambda: services.change_question(question=question, **form.details(), by=request.user, now=now),
        heading="Change the question", caption=question.audit.title, submit="Save", done="It is changed.",
        back=audit_address(question.audit),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def audit_question_remove(request: HttpRequest, audit_question_uuid: UUID) -> HttpResponse:
    question = question_or_404(request, audit_question_uuid)
    now = request_now(request)
    return confirm(
        request, lambda: services.remove_question(question=question, by=request.user, now=now),
        heading="Take the question out", caption=question.text, submit="Take it out",
        submit_class="govuk-button--warning", done="It is not asked.", back=audit_address(question.audit),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def audit_draw(request: HttpRequest, audit_uuid: UUID) -> HttpResponse:
    """The draw: once, and kept."""
    found = audit_or_404(request, audit_uuid)
    now = request_now(request)
    form = DrawForm(request.POST or None, further=found.samples.exists())
    return ask(
        request, form,
        lambda: services.draw_sample(audit=found, **form.cleaned_data, by=request.user, now=now),
        heading="Draw the sample", caption=found.title, submit="Draw",
        intro="It is drawn at random from the young people whom you may see, and kept: it cannot be drawn again. After that the "
        "questions stay as they are.",
        done=lambda sample: f"{sample.taken} of {sample.population} are drawn. Say who answers.",
        back=audit_address(found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def audit_auditors(request: HttpRequest, audit_uuid: UUID) -> HttpResponse:
    """Everybody who has no auditor is given to colleagues, evenly."""
    found = audit_or_404(request, audit_uuid)
    now = request_now(request)
    form = ShareOutForm(request.POST or None, people=selectors.possible_auditors(found))

    def done(left: list[AuditCase]) -> str:
        if not left:
            return "Everybody drawn has an auditor."
        return f"For {len(left)} nobody of those chosen may see the record. Choose somebody else for them."

    return ask(
        request, form,
        lambda: shares.share_out(audit=found, **form.details(), by=request.user, now=now),
        heading="Who answers?", caption=found.title, submit="Give them out", done=done, back=audit_address(found),
        intro="Those drawn who have no auditor, or one whose role has ended, are given out evenly, each to somebody who may see the "
        "record.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def audit_close(request: HttpRequest, audit_uuid: UUID) -> HttpResponse:
    found = audit_or_404(request, audit_uuid)
    now = request_now(request)
    form = CloseAuditForm(request.POST or None)
    return ask(
        request, form,
        lambda: services.close_audit(audit=found, **form.cleaned_data, by=request.user, now=now),
        heading="End the audit", caption=found.title, submit="End it",
        intro="What is not answered stays unanswered, and nobody is reminded any more. An audit that has ended stays so.",
        done="It has ended.", back=audit_address(found),
    )  # fmt: skip
