"""Somebody leaves: what they do, who takes it over, and the day (A9, A10, A21, P12)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts import looks
from accounts.access import require_at
from accounts.clock import local_date, request_now
from accounts.enums import LookKind, Permission
from accounts.models import Membership
from accounts.selectors import agency_ids_where
from learners.enums import HandOverPart
from learners.forms.hand_over import LeavingForm, PassOnForm
from learners.models import HandOver
from learners.selectors.contacts import how_many_are_told
from learners.selectors.hand_over import (
    CAN_WAIT,
    counts_of,
    delegations_of,
    hand_overs_of_my_agencies,
    last_day,
    may_open,
    passed_to,
    work_of,
)
from learners.services.hand_over import (
    HandOverError,
    HandOverRefused,
    Move,
    cover_is_lost,
    open_hand_over,
    pass_on,
)
from learners.views.confirming import is_confirmed


@require_safe
def hand_overs(request: HttpRequest) -> HttpResponse:
    """Open hand-overs at agencies that the person looks after, and what was handed over to themselves."""
    now = request_now(request)
    found = [
        {"hand_over": each, "left": counts_of(each.membership).in_words(), "last_day": last_day(each.leaves_at)}
        for each in hand_overs_of_my_agencies(request.user)
    ]
    return render(
        request, "learners/hand_overs.html", {"hand_overs": found, "passed": passed_to(request.user), "now": now}
    )


@require_safe
def hand_over(request: HttpRequest, membership_uuid: UUID) -> HttpResponse:
    """Everything that somebody does under one hat. Administrators see numbers and no young person."""
    membership = _membership(request, membership_uuid)
    now = request_now(request)
    sees_people = _hands_over(request, membership)
    sections = work_of(membership, request.user, now) if sees_people else []
    _note_shown(request, sections)
    context = {
        "membership": membership,
        "hand_over": _open(membership),
        "has_left": membership.ends_at is not None and membership.ends_at <= now,
        "last_day": last_day(membership.ends_at) if membership.ends_at else None,
        "sections": sections,
        "counts": [] if sees_people else counts_of(membership).in_words(),
        "sees_people": sees_people,
        "may_open": may_open(request.user, membership),
        "delegations": delegations_of(membership, now),
    }
    return render(request, "learners/hand_over.html", context)


@require_http_methods(["GET", "POST"])
def leaving(request: HttpRequest, membership_uuid: UUID) -> HttpResponse:
    """Say on which day somebody leaves; the role ends with it."""
    membership = _membership(request, membership_uuid)
    if not may_open(request.user, membership):
        raise PermissionDenied("Your role does not let you say when this person leaves.")
    now = request_now(request)
    page = reverse("learners:hand-over", args=[membership.uuid])
    form = LeavingForm(request.POST or None, now=now, leaves_at=membership.ends_at)
    if membership.ends_at is not None and membership.ends_at <= now and request.method == "POST":
        open_hand_over(membership=membership, leaves_on=local_date(now), by=request.user, now=now)
        return redirect(page)
    if request.method == "POST" and form.is_valid():
        try:
            open_hand_over(membership=membership, leaves_on=form.cleaned_data["leaves_on"], by=request.user, now=now)
        except HandOverError as error:
            form.refuse(error)
        else:
            messages.success(request, f"The hand-over of {membership.user} is open.")
            return redirect(page)
    context = {
        "form": form,
        "heading": f"{membership.user} leaves",
        "caption": f"{membership.get_role_display()}, {membership.agency}",
        "warning": "The role ends with that day, whether or not everything has been handed over.",
        "submit": "Save the leaving day",
        "back_url": page,
        "cancel_url": page,
    }
    return render(request, "components/form_page.html", context)


@require_http_methods(["GET", "POST"])
def passing(request: HttpRequest, membership_uuid: UUID) -> HttpResponse:
    """Choose who takes over, look at what that does, and confirm it."""
    membership = get_object_or_404(_memberships(), uuid=membership_uuid)
    require_at(request.user, Permission.HAND_OVER, membership.agency)
    opened = _open(membership)
    if opened is None:
        return redirect("learners:hand-over", membership.uuid)
    now = request_now(request)
    sections = work_of(membership, request.user, now)
    _note_shown(request, sections)
    form = PassOnForm(request.POST or None, sections=sections, hand_over=opened, now=now)
    page = reverse("learners:hand-over", args=[membership.uuid])
    context: dict[str, Any] = {"form": form, "membership": membership, "hand_over": opened, "back_url": page}
    if request.method == "POST" and form.is_valid() and "change" not in request.POST:
        if not is_confirmed(request):
            return render(request, "learners/hand_over_check.html", context | _check(form, opened, now))
        try:
            pass_on(
                hand_over=opened,
                moves=form.moves,
                on_leaving_day=form.on_leaving_day,
                note=form.cleaned_data["note"],
                by=request.user,
                now=now,
            )
        except HandOverRefused as error:
            for problem in error.problems:
                form.add_error(None, problem)
        else:
            messages.success(request, f"Handed over: {len(form.moves)}. Those concerned are being told.")
            return redirect(page)
    return render(request, "learners/hand_over_pass.html", context)


def _check(form: PassOnForm, opened: HandOver, now: datetime) -> dict[str, Any]:
    """What the answers will do, for the page that asks once more."""
    waits = form.on_leaving_day and opened.leaves_at > now
    starts_at = opened.leaves_at if waits else now
    rows = {(row.part, row.subject.pk): row for section in form.sections for row in section.rows}
    lines = [
        {
            "row": rows[move.part, move.subject.pk],
            "part": HandOverPart(move.part).label,
            "successor": move.successor.user,
            "from": starts_at if waits and move.part in CAN_WAIT else None,
            "loses_cover": cover_is_lost(move, now=now, starts_at=starts_at),
        }
        for move in form.moves
    ]
    typed = [
        (name, value)
        for name in form.data
        if name not in {"csrfmiddlewaretoken", "confirmed", "change"}
        for value in form.data.getlist(name)
        if value
    ]
    return {
        "lines": lines,
        "typed": typed,
        "note": form.cleaned_data["note"],
        "stays": sum(len(section.rows) for section in form.sections) - len(lines),
        "told": how_many_are_told(_learners(form.moves), now),
        "posts": sum(move.part == HandOverPart.POST for move in form.moves),
        "successors": sorted({move.successor.user.name for move in form.moves}),
    }


def _learners(moves: list[Move]) -> list[int]:
    return [move.learner.pk for move in moves if move.part == HandOverPart.KEY_WORKER and move.learner]


def _memberships() -> Any:
    return Membership.objects.select_related("user", "agency")


def _membership(request: HttpRequest, membership_uuid: UUID) -> Membership:
    """The hat, for those who hand over at its agency or look after its people; 403 for anybody else."""
    membership: Membership = get_object_or_404(_memberships(), uuid=membership_uuid)
    if membership.agency_id not in agency_ids_where(request.user, Permission.MANAGE_AGENCY):
        require_at(request.user, Permission.HAND_OVER, membership.agency)
    return membership


def _hands_over(request: HttpRequest, membership: Membership) -> bool:
    return membership.agency_id in agency_ids_where(request.user, Permission.HAND_OVER)


def _open(membership: Membership) -> HandOver | None:
    return HandOver.objects.filter(membership=membership, completed_at__isnull=True).first()


def _note_shown(request: HttpRequest, sections: list[Any]) -> None:
    shown = {row.learner.uuid: str(row.learner) for section in sections for row in section.rows if row.learner}
    looks.note(request.user, LookKind.VIEW, shown.items())
