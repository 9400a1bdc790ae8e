"""What the answers of an audit show: counted, each number with its list; findings, and the actions that come of them."""

from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require_at, visible_or_404
from accounts.clock import request_now
from accounts.enums import Permission
from accounts.files import attachment
from accounts.tables import XLSX, workbook_bytes
from accounts.views.asking import ask
from oversight.forms.audits import AnswersFilterForm, FindingActionForm, FindingForm
from oversight.models import Audit, AuditFinding
from oversight.selectors import audits as selectors
from oversight.selectors.audits_out import sheets
from oversight.services import audit_answers as services
from oversight.views.audits import PER_PAGE, audit_address, audit_or_404, question_or_404

_FINDINGS = AuditFinding.objects.select_related("audit__agency__local_authority", "action")


def finding_or_404(request: HttpRequest, audit_finding_uuid: UUID) -> AuditFinding:
    """What an audit found, for somebody of its agency (else Http404) who runs audits there (else 403)."""
    finding = visible_or_404(_FINDINGS, request.user, uuid=audit_finding_uuid)
    require_at(request.user, Permission.RUN_AUDIT, finding.audit.agency)
    return finding


@require_safe
def audit_results(request: HttpRequest, audit_uuid: UUID) -> HttpResponse:
    """Answers counted by question, whole and by where young people learned when they were drawn (M13)."""
    found = audit_or_404(request, audit_uuid, Permission.ANSWER_AUDIT)
    areas = selectors.areas_in(found)
    tables = [
        {
            "question": one.question,
            "lines": [
                {
                    "label": value.label if value else "All who were answered for",
                    "cells": [
                        (one.number(value, area), _list_address(one.question.uuid, value, area))
                        for area in ("", *(area.value for area in areas))
                    ],
                }
                for value in ("", *one.values)
            ],
        }
        for one in selectors.counted(found)
    ]
    context = {
        "audit": found, "areas": areas, "tables": tables, "may_run": selectors.may_run(request.user, found),
    }  # fmt: skip
    return render(request, "oversight/audits/results.html", context)


def _list_address(question_uuid: UUID, value: str, area: str) -> str:
    chosen = {name: str(said) for name, said in (("value", value), ("area", area)) if said}
    return reverse("oversight:audit-answers", args=[question_uuid]) + (f"?{urlencode(chosen)}" if chosen else "")


@require_safe
def audit_answers(request: HttpRequest, audit_question_uuid: UUID) -> HttpResponse:
    """About whom a question was answered, and how. Whoever is no longer open to the reader stands there without a name."""
    question = question_or_404(request, audit_question_uuid, Permission.ANSWER_AUDIT)
    form = AnswersFilterForm(request.GET, question=question)
    if not form.is_valid():
        raise Http404
    asked = form.cleaned_data
    found = selectors.answered(question.audit, question, asked["value"], asked["area"])
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    lines = selectors.lines(list(page.object_list), request.user)
    said = selectors.said_of(question, [line.case for line in lines if line.case])
    context = {
        "audit": question.audit,
        "question": question,
        "filter_form": form,
        "results_url": reverse("oversight:audit-results", args=[question.audit.uuid]),
        "page_obj": page,
        "rows": [(line, said.get(line.case.pk) if line.case else None) for line in lines],
    }
    return render(request, "oversight/audits/answers.html", context)


@require_safe
def audit_download(request: HttpRequest, audit_uuid: UUID) -> HttpResponse:
    """The numbers for others, without small ones and without words about a young person."""
    found = audit_or_404(request, audit_uuid)
    content = workbook_bytes(sheets(found, request_now(request)))
    return attachment(content, name="audit.xlsx", content_type=XLSX)


@require_http_methods(["GET", "POST"])
def audit_finding_new(request: HttpRequest, audit_uuid: UUID) -> HttpResponse:
    found = audit_or_404(request, audit_uuid)
    now = request_now(request)
    form = FindingForm(request.POST or None)
    return ask(
        request, form, lambda: services.write_finding(audit=found, **form.details(), by=request.user, now=now),
        heading="Write down a finding", caption=found.title, submit="Save", done="The finding is kept.",
        back=_findings(found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def audit_finding_change(request: HttpRequest, audit_finding_uuid: UUID) -> HttpResponse:
    finding = finding_or_404(request, audit_finding_uuid)
    now = request_now(request)
    form = FindingForm(request.POST or None, changes=finding)
    return ask(
        request, form, lambda: services.change_finding(finding=finding, **form.details(), by=request.user, now=now),
        heading="Change the finding", caption=finding.audit.title, submit="Save", done="It is changed.",
        back=_findings(finding.audit),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def audit_finding_action(request: HttpRequest, audit_finding_uuid: UUID) -> HttpResponse:
    """An action under a row of a strategy or work plan of the agency."""
    finding = finding_or_404(request, audit_finding_uuid)
    now = request_now(request)
    form = FindingActionForm(
        request.POST or None, initial={"text": finding.text}, people=selectors.colleagues(finding.audit),
        rows=selectors.rows_for_actions(request.user, finding.audit),
    )  # fmt: skip
    return ask(
        request, form,
        lambda: services.act_on_finding(finding=finding, **form.details(), by=request.user, now=now),
        heading="Do something about it", caption=finding.theme, submit="Add the action",
        intro="It becomes an action of a strategy or work plan. Whoever sees that sees the action, so name no young person.",
        done="It is an action now.", back=_findings(finding.audit),
    )  # fmt: skip


def _findings(audit: Audit) -> str:
    return f"{audit_address(audit)}#findings"
