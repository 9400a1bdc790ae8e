"""What somebody writes is kept while they write, and after their session has ended too."""

from datetime import datetime
from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.access import require
from accounts.clock import request_now
from accounts.enums import Permission
from accounts.models import User
from accounts.sessions import only_prolong
from accounts.wording import to_london
from education_plans.enums import SectionCode
from education_plans.models import EducationPlan
from education_plans.rules.questions import questions_for
from education_plans.selectors.sections import may_write
from education_plans.services.drafts import DraftTooLong, KeptDraft, save_draft, writer_of
from education_plans.views.loading import plan_or_404, plan_refusal
from learners.enums import ConsentPurpose
from learners.views.asking import refusal

#: A signed word in the form. It names the person and the section, so a form of another site cannot know it.
PASS = "pass"
LARGEST_SERIAL = 2**62


def whole(value: str, *, most: int = LARGEST_SERIAL) -> int:
    """A number as a page posts it; 0 for anything else."""
    return min(int(value), most) if value.isascii() and value.isdigit() and len(value) < 20 else 0


@csrf_exempt  # the pass is the proof: the cookie's token changes when somebody signs in again beside an open page
@login_not_required
@require_POST
def draft(request: HttpRequest, plan_uuid: str, code: str) -> HttpResponse:
    """Keep what is in the boxes. {"saved_at": "12:04", "serial": …, "newest": true}; 401 with the same for somebody whose
    session has ended since the page was opened, whose words are kept all the same.
    """
    if code not in SectionCode:
        raise Http404
    now = request_now(request)
    if not request.user.is_authenticated:
        kept = keep_for_writer(request, plan_uuid, code, now)
        found = _said(kept) if kept else {}
        return JsonResponse({**found, "signed_out": True}, status=HTTPStatus.UNAUTHORIZED)
    only_prolong(request.session)
    plan = plan_or_404(request, plan_uuid, Permission.EDIT_PLAN)
    if refused := plan_refusal(request, plan, now):
        return refused
    if code == SectionCode.SAFEGUARDING:
        require(request.user, Permission.VIEW_SAFEGUARDING, plan.learner)
        if refused := refusal(request, plan.learner, ConsentPurpose.SAFEGUARDING, now):
            return refused
    if writer_of(plan, code, request.POST.get(PASS, "")) != request.user:
        return JsonResponse({"error": "This page is too old. Open the section again."}, status=HTTPStatus.BAD_REQUEST)
    try:
        kept = _keep(request, plan, code, request.user, now)
    except DraftTooLong as error:
        return JsonResponse({"error": str(error)}, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    request.user.shown = (
        None  # opening the section was noted; an answer that shows nothing is no look, every few seconds
    )
    return JsonResponse(_said(kept))


def keep_for_writer(request: HttpRequest, plan_uuid: str, code: str, now: datetime) -> KeptDraft | None:
    """Keep a posted section as the draft of the person who opened the page; None if the pass does not say who."""
    plan = EducationPlan.objects.select_related("learner", "enrolment").filter(uuid=plan_uuid).first()
    if plan is None:
        return None
    writer = writer_of(plan, code, request.POST.get(PASS, ""))
    if writer is None or not may_write(plan, writer, code, now):
        return None
    try:
        return _keep(request, plan, code, writer, now)
    except DraftTooLong:
        return None


def _keep(request: HttpRequest, plan: EducationPlan, code: str, user: User, now: datetime) -> KeptDraft:
    answers = {
        question.code: request.POST.get(question.code, "").replace("\r\n", "\n")
        for question in questions_for(code, plan.variant)
    }
    return save_draft(
        section=plan.sections.get(code=code),
        user=user,
        answers=answers,
        based_on=whole(request.POST.get("version", ""), most=2**31 - 1),
        serial=whole(request.POST.get("serial", "")) or int(now.timestamp() * 1000),
        now=now,
    )


def _said(kept: KeptDraft) -> dict[str, object]:
    return {
        "saved_at": f"{to_london(kept.saved_at):%H:%M}",
        "serial": kept.serial,
        "newest": kept.is_newest,
    }
