"""A meeting of a board: called, changed, held or cancelled; and what was asked before it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require_at, visible_or_404
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.views.asking import ask
from oversight.enums import BoardMeetingState
from oversight.forms.boards import AskForm, BoardMeetingForm, CancelForm, MinutesForm
from oversight.models import BoardMeeting
from oversight.selectors import boards as selectors
from oversight.selectors.packs import agencies_for, packs_for
from oversight.selectors.updates import asked_before
from oversight.services import board_meetings as services
from oversight.views.boards import board_address, board_or_404

_WHOLE = BoardMeeting.objects.select_related("board__agency__local_authority", "board__chair__user")


def meeting_or_404(request: HttpRequest, board_meeting_uuid: UUID, *, keeps: bool = True) -> BoardMeeting:
    """The meeting, for somebody who sees its board (else Http404) and, if `keeps`, keeps it (else 403)."""
    meeting = visible_or_404(_WHOLE, request.user, uuid=board_meeting_uuid)
    if keeps:
        require_at(request.user, Permission.KEEP_STRATEGY, meeting.board.agency)
    return meeting


def meeting_address(meeting: BoardMeeting) -> str:
    return reverse("oversight:board-meeting", args=[meeting.uuid])


@require_http_methods(["GET", "POST"])
def board_meeting_new(request: HttpRequest, board_uuid: UUID) -> HttpResponse:
    found = board_or_404(request, board_uuid, keeps=True)
    now = request_now(request)
    form = BoardMeetingForm(request.POST or None)
    return ask(
        request, form, lambda: services.call_meeting(board=found, **form.cleaned_data, by=request.user, now=now),
        heading="Call a meeting", caption=found.name, submit="Call it", done="The meeting is called. You can ask for updates.",
        back=board_address(found), then=meeting_address,
    )  # fmt: skip


@require_safe
def board_meeting(request: HttpRequest, board_meeting_uuid: UUID) -> HttpResponse:
    """When and where, what was decided, and for the chair and whoever keeps the board who has still to answer, in names."""
    meeting = meeting_or_404(request, board_meeting_uuid, keeps=False)
    now = request_now(request)
    context = {
        "meeting": meeting,
        "board": meeting.board,
        "state_colour": selectors.STATE_COLOURS[BoardMeetingState(meeting.state)],
        "may_keep": selectors.may_keep_board(request.user, meeting.board),
        "asked": asked_before(meeting, now) if selectors.sees_missing(request.user, meeting.board) else None,
        "has_begun": meeting.starts_at <= now,
        "packs": list(packs_for(meeting, request.user)),
        "may_make_pack": agencies_for(request.user).filter(pk=meeting.board.agency_id).exists(),
        "may_still_ask": local_date(meeting.starts_at) >= local_date(now),
    }
    return render(request, "oversight/boards/meeting.html", context)


@require_http_methods(["GET", "POST"])
def board_meeting_change(request: HttpRequest, board_meeting_uuid: UUID) -> HttpResponse:
    meeting = meeting_or_404(request, board_meeting_uuid)
    now = request_now(request)
    form = BoardMeetingForm(request.POST or None, changes=meeting, is_asked=meeting.updates_due_on is not None)
    return ask(
        request, form,
        lambda: services.change_meeting(meeting=meeting, **form.cleaned_data, by=request.user, now=now),
        heading="Change when or where", caption=meeting.board.name, submit="Save", done="The meeting is changed.",
        back=meeting_address(meeting),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def board_meeting_ask(request: HttpRequest, board_meeting_uuid: UUID) -> HttpResponse:
    """Ask whoever leads how their rows stand; asked again, whoever leads now."""
    meeting = meeting_or_404(request, board_meeting_uuid)
    now = request_now(request)
    today = local_date(now)
    set_before = meeting.updates_due_on if meeting.updates_due_on and meeting.updates_due_on >= today else None
    form = AskForm(
        request.POST or None, initial={"due_on": set_before or services.usual_update_day(meeting.starts_at, now)}
    )
    return ask(
        request, form,
        lambda: services.ask_for_updates(meeting=meeting, **form.cleaned_data, by=request.user, now=now),
        heading="Ask for updates", caption=str(meeting.board), submit="Ask them",
        intro="Each main lead of open rows gets one e-mail and one page with all their rows. Who has answered is not asked again.",
        done=_how_many_asked,
        back=meeting_address(meeting),
    )  # fmt: skip


def _how_many_asked(number: int) -> str:
    if not number:
        return "Whoever was asked and has not answered has until that day."
    return "1 person is asked." if number == 1 else f"{number} people are asked."


@require_http_methods(["GET", "POST"])
def board_meeting_hold(request: HttpRequest, board_meeting_uuid: UUID) -> HttpResponse:
    meeting = meeting_or_404(request, board_meeting_uuid)
    now = request_now(request)
    form = MinutesForm(request.POST or None)
    return ask(
        request, form,
        lambda: services.hold_meeting(meeting=meeting, **form.cleaned_data, by=request.user, now=now),
        heading="The meeting was held", caption=str(meeting.board), submit="Save",
        intro="Whoever has not answered need not any more. Who that is stays on record.",
        done="The meeting was held.", back=meeting_address(meeting),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def board_meeting_minutes(request: HttpRequest, board_meeting_uuid: UUID) -> HttpResponse:
    meeting = meeting_or_404(request, board_meeting_uuid)
    now = request_now(request)
    form = MinutesForm(request.POST or None, changes=meeting)
    return ask(
        request, form,
        lambda: services.write_minutes(meeting=meeting, **form.cleaned_data, by=request.user, now=now),
        heading="What was decided", caption=str(meeting.board), submit="Save", done="The minutes are changed.",
        back=meeting_address(meeting),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def board_meeting_cancel(request: HttpRequest, board_meeting_uuid: UUID) -> HttpResponse:
    meeting = meeting_or_404(request, board_meeting_uuid)
    now = request_now(request)
    form = CancelForm(request.POST or None)
    return ask(
        request, form,
        lambda: services.cancel_meeting(meeting=meeting, **form.cleaned_data, by=request.user, now=now),
        heading="Cancel the meeting", caption=str(meeting.board), submit="Cancel the meeting",
        submit_class="govuk-button--warning", intro="Whoever has still to answer is told that they need not.",
        done="The meeting is cancelled.", back=meeting_address(meeting), cancel_text="Keep the meeting",
    )  # fmt: skip
