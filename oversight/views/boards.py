"""Boards: the list of them, one with its meetings, setting it up and closing it, and who sits on it."""

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
from oversight.enums import BoardMeetingState
from oversight.forms.boards import BoardForm, MemberForm
from oversight.models import Board, BoardMember, Strategy
from oversight.selectors import boards as selectors
from oversight.services import boards as services

PER_PAGE = 25
_WHOLE = Board.objects.select_related("agency__local_authority", "chair__user")


def board_or_404(request: HttpRequest, board_uuid: UUID, *, keeps: bool = False) -> Board:
    """The board, for somebody who sees it (else Http404) and, if `keeps`, keeps it (else 403)."""
    board = visible_or_404(_WHOLE, request.user, uuid=board_uuid)
    if keeps:
        require_at(request.user, Permission.KEEP_STRATEGY, board.agency)
    return board


def board_address(board: Board) -> str:
    return reverse("oversight:board", args=[board.uuid])


@require_safe
def boards(request: HttpRequest) -> HttpResponse:
    """Boards of somebody's agency, and those that they chair or sit on."""
    page = Paginator(selectors.boards_for(request.user), PER_PAGE).get_page(request.GET.get("page"))
    if not page.paginator.count:
        require_anywhere(request.user, Permission.VIEW_OVERSIGHT)
    context = {"page_obj": page, "may_begin": may_anywhere(request.user, Permission.KEEP_STRATEGY)}
    return render(request, "oversight/boards/boards.html", context)


@require_http_methods(["GET", "POST"])
def board_new(request: HttpRequest) -> HttpResponse:
    require_anywhere(request.user, Permission.KEEP_STRATEGY)
    now = request_now(request)
    agencies = agencies_where(request.user, Permission.KEEP_STRATEGY)
    ids = list(agencies.values_list("pk", flat=True))
    form = BoardForm(
        request.POST or None, agencies=agencies, people=selectors.people_for(ids, now),
        strategies=selectors.steerable(ids),
    )  # fmt: skip
    return ask(
        request, form, lambda: services.open_board(**form.details(), by=request.user, now=now),
        heading="Set up a board", submit="Set it up", done="The board is set up. Call its first meeting.",
        back=reverse("oversight:boards"), then=board_address,
    )  # fmt: skip


@require_safe
def board(request: HttpRequest, board_uuid: UUID) -> HttpResponse:
    """One board: what it steers, who sits on it, and its meetings."""
    found = board_or_404(request, board_uuid)
    page = Paginator(selectors.meetings_of(found), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "board": found,
        "page_obj": page,
        "rows": [(one, selectors.STATE_COLOURS[BoardMeetingState(one.state)]) for one in page.object_list],
        "members": list(selectors.members_of(found)),
        "strategies": list(Strategy.objects.visible_to(request.user).filter(boards=found).order_by("title", "id")),
        "may_keep": selectors.may_keep_board(request.user, found) and found.closed_on is None,
    }
    return render(request, "oversight/boards/board.html", context)


@require_http_methods(["GET", "POST"])
def board_change(request: HttpRequest, board_uuid: UUID) -> HttpResponse:
    found = board_or_404(request, board_uuid, keeps=True)
    now = request_now(request)
    form = BoardForm(
        request.POST or None, changes=found, people=selectors.people_for([found.agency_id], now),
        strategies=selectors.steerable([found.agency_id]),
    )  # fmt: skip
    return ask(
        request, form, lambda: services.change_board(board=found, **form.details(), by=request.user, now=now),
        heading="Change the board", caption=found.name, submit="Save", done="The board is changed.",
        back=board_address(found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def board_close(request: HttpRequest, board_uuid: UUID) -> HttpResponse:
    found = board_or_404(request, board_uuid, keeps=True)
    now = request_now(request)
    return confirm(
        request, lambda: services.close_board(board=found, by=request.user, now=now),
        heading="Close the board", caption=found.name, intro="It meets no more. What it decided stays on record.",
        submit="Close the board", submit_class="govuk-button--warning", done="The board is closed.",
        back=board_address(found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def board_member_new(request: HttpRequest, board_uuid: UUID) -> HttpResponse:
    found = board_or_404(request, board_uuid, keeps=True)
    now = request_now(request)
    form = MemberForm(request.POST or None, people=selectors.people_to_sit(found, now))
    return ask(
        request, form, lambda: services.add_member(board=found, **form.details(), by=request.user, now=now),
        heading="Who sits on the board?", caption=found.name, submit="Add them", done="They sit on the board.",
        back=board_address(found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def board_member_remove(request: HttpRequest, board_member_uuid: UUID) -> HttpResponse:
    member = visible_or_404(BoardMember.objects.select_related("board__agency"), request.user, uuid=board_member_uuid)
    require_at(request.user, Permission.KEEP_STRATEGY, member.board.agency)
    now = request_now(request)
    return confirm(
        request, lambda: services.remove_member(member=member, by=request.user, now=now),
        heading=f"Take {member.name} off the board", caption=member.board.name, submit="Take them off",
        done="They sit on the board no more.", back=board_address(member.board),
    )  # fmt: skip
