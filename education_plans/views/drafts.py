"""What somebody writes is kept while they write, and after their session has ended too."""

from http import HTTPStatus
from typing import TypeVar

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.clock import request_now
from accounts.models import User
from accounts.sessions import only_prolong
from accounts.wording import to_london
from education_plans.enums import SectionCode
from education_plans.rules.serials import serial_at
from education_plans.services.drafts import (
    DraftTooLong,
    KeptDraft,
    checked_word,
    is_pass_of,
    save_draft,
    was_checked,
    writer_of,
)
from education_plans.views.desks import Desk, open_section, section_unchecked

#: A signed word in the form. It names the person and the section, so a form of another site cannot know it.
PASS = "pass"
LARGEST_SERIAL = 2**62
#: A signed word in the answer, which the page sends back: access was asked for a moment ago.
CHECKED = "checked"

_Desk = TypeVar("_Desk", bound=Desk)


def whole(value: str, *, most: int = LARGEST_SERIAL) -> int:
    """A number as a page posts it; 0 for anything else."""
    return min(int(value), most) if value.isascii() and value.isdigit() and len(value) < 20 else 0


@csrf_exempt  # the pass is the proof: the cookie's token changes when somebody signs in again beside an open page
@login_not_required
@require_POST
def draft(request: HttpRequest, plan_uuid: str, code: str) -> HttpResponse:
    """Keep what is in the boxes of a section. {"saved_at": "12:04", "serial": …, "newest": true}; 401 with the same for
    somebody whose session has ended since the page was opened, whose words are kept all the same.
    """
    if code not in SectionCode:
        raise Http404
    now = request_now(request)
    if not request.user.is_authenticated:
        return signed_out(request, section_unchecked(plan_uuid, code, now))
    only_prolong(request.session)
    desk = just_checked(request, section_unchecked(plan_uuid, code, now))
    if desk is not None:
        return signed_in(request, desk)
    opened = open_section(request, plan_uuid, code, now)
    return opened if isinstance(opened, HttpResponse) else signed_in(request, opened, asked=True)


def just_checked(request: HttpRequest, desk: _Desk | None) -> _Desk | None:
    """The same for somebody whose access was asked for a moment ago, as the word from the last answer says; else None: ask.

    Asking is most of the work of an answer, and everybody who writes sends every few seconds. What is kept meanwhile for
    somebody who has just lost their access is shown to nobody.
    """
    word = request.POST.get(CHECKED, "")
    return desk if desk is not None and was_checked(desk.section, request.user, word) else None


def signed_out(request: HttpRequest, desk: Desk | None) -> JsonResponse:
    """Keep what somebody without a session has sent, if the pass says whose it is."""
    kept = keep_for_writer(request, desk)
    found = _said(kept) if kept else {}
    return JsonResponse({**found, "signed_out": True}, status=HTTPStatus.UNAUTHORIZED)


def signed_in(request: HttpRequest, desk: Desk, *, asked: bool = False) -> JsonResponse:
    """Keep what somebody has sent who may write there. `asked`: just now, which the answer says for the next time."""
    if not is_pass_of(desk.section, request.user, request.POST.get(PASS, "")):
        return JsonResponse(
            {"error": f"This page is too old. Open the {desk.noun} again."}, status=HTTPStatus.BAD_REQUEST
        )
    try:
        kept = _keep(request, desk, request.user)
    except DraftTooLong as error:
        return JsonResponse({"error": str(error)}, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    request.user.shown = (
        None  # opening the section was noted; an answer that shows nothing is no look, every few seconds
    )
    found = {CHECKED: checked_word(desk.section, request.user)} if asked else {}
    return JsonResponse({**_said(kept), **found})


def keep_for_writer(request: HttpRequest, desk: Desk | None) -> KeptDraft | None:
    """Keep what was posted as the draft of the person who opened the page; None if the pass does not say who."""
    if desk is None:
        return None
    writer = writer_of(desk.section, request.POST.get(PASS, ""))
    if writer is None or not desk.may_write(writer):
        return None
    try:
        return _keep(request, desk, writer)
    except DraftTooLong:
        return None


def _keep(request: HttpRequest, desk: Desk, user: User) -> KeptDraft:
    answers = {question.code: request.POST.get(question.code, "").replace("\r\n", "\n") for question in desk.questions}
    return save_draft(
        section=desk.section,
        user=user,
        answers=answers,
        based_on=whole(request.POST.get("version", ""), most=2**31 - 1),
        serial=whole(request.POST.get("serial", "")) or serial_at(desk.now),
        now=desk.now,
    )


def _said(kept: KeptDraft) -> dict[str, object]:
    return {
        "saved_at": f"{to_london(kept.saved_at):%H:%M}",
        "serial": kept.serial,
        "newest": kept.is_newest,
    }
