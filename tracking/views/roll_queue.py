"""The lines of a list of who is on roll that wait for a person, and those that are settled (W9)."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts import looks
from accounts.clock import request_now
from accounts.enums import LookKind, Permission
from accounts.views.asking import ask
from tracking.enums import Completion, LineReason, LineState
from tracking.forms.roll import DecideForm, SearchForm
from tracking.models import RollLine
from tracking.selectors import roll as selectors
from tracking.selectors.roll_memory import decided_before
from tracking.services.roll import decide_line
from tracking.views.posting import posted
from tracking.views.roll import PER_PAGE, address, roll_or_404


@require_safe
def lines(request: HttpRequest, roll_uuid: UUID) -> HttpResponse:
    """Lines of one list by where they stand."""
    file = roll_or_404(request, roll_uuid, Permission.MATCH_ROLL)
    state = request.GET.get("state", "")
    state = state if state in LineState.values else LineState.REVIEW.value
    reason = request.GET.get("reason", "")
    reason = reason if reason in LineReason.values else ""
    listed = selectors.lines_listed(file, request.user, state=state, reason=reason)
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    remembered = decided_before(file, page.object_list, request.user)
    looks.note(
        request.user,
        LookKind.VIEW,
        [
            (learner.uuid, str(learner))
            for each in (*page.object_list, *remembered.values())
            if (learner := each.learner)
        ],
    )
    context = {
        "file": file,
        "page_obj": page,
        "lines": [(line, remembered.get(line.pk)) for line in page.object_list],
        "state": state,
        "words": LineReason(reason).label if reason else LineState(state).label,
        "may_change": state in (LineState.REVIEW, LineState.MATCHED),
    }
    return render(request, "tracking/roll/lines.html", context)


@require_http_methods(["GET", "POST"])
def line(request: HttpRequest, roll_uuid: UUID, roll_line: int) -> HttpResponse:
    """Say who one line means; then on to the next one."""
    file = roll_or_404(request, roll_uuid, Permission.MATCH_ROLL)
    found = get_object_or_404(
        selectors.lines_of(request.user).select_related("file", "learner", "decided_by"),
        file=file,
        number=roll_line,
        state__in=(LineState.REVIEW, LineState.MATCHED),
    )
    remembered = decided_before(file, [found], request.user).get(found.pk)
    candidates = selectors.candidates_of(found, request.user, remembered)
    text = request.GET.get("q", "").strip()
    others: list[selectors.Candidate] = []
    if text:
        looks.refuse_too_many(request.user, LookKind.SEARCH)
        known = {candidate.learner.pk for candidate in candidates}
        others = [each for each in selectors.found_by_name(text, request.user) if each.learner.pk not in known]
        candidates += others
        looks.note_found(request.user, LookKind.SEARCH, [each.learner for each in candidates])
    else:
        looks.note_found(request.user, LookKind.VIEW, [each.learner for each in candidates])
    none_before = selectors.in_words(remembered) if remembered is not None and remembered.learner is None else ""
    form = DecideForm(posted(request), candidates=candidates, none_before=none_before)
    queue = reverse("tracking:roll-lines", args=[file.uuid])
    return ask(
        request, form,
        lambda: decide_line(
            line=found, learner=form.learner, why=form.cleaned_data["why"], by=request.user, now=request_now(request)  # type: ignore[arg-type]
        ),
        template="tracking/roll/line.html",
        heading=f"Line {found.number}", caption=file.provider.name, submit="Save and go on",
        done=lambda settled: f"Line {settled.number}: {settled.learner.full_name if settled.learner else 'none of ours'}.",
        back=queue, then=lambda settled: _next(request, settled),
        line=found, file=file, search_form=SearchForm(request.GET), facts=_facts(found), searched=text,
        found=len(others),
        decisions=selectors.decisions_on(found, request.user),
    )  # fmt: skip


def _next(request: HttpRequest, settled: RollLine) -> str:
    """The next line that waits, else the list."""
    following = selectors.next_to_decide(settled, request.user)
    if following is None:
        return address(settled.file)
    return reverse("tracking:roll-line", args=[settled.file.uuid, following.number])


def _facts(line: RollLine) -> list[dict[str, object]]:
    completion = Completion(line.completion).label if line.completion else ""
    facts: list[dict[str, object]] = [
        {"key": "Name", "value": f"{line.given_name} {line.family_name}"},
        {"key": "Date of birth", "value": line.date_of_birth},
        {"key": "ULN", "value": line.uln},
        {"key": "Their reference", "value": line.reference},
        {"key": "Course", "value": line.course},
        {"key": "Learning aim", "value": line.aim_reference},
        {"key": "Start", "value": line.starts_on},
        {"key": "Planned end", "value": line.planned_end_on},
        {"key": "Actual end", "value": line.ended_on},
        {"key": "Completion", "value": completion},
    ]
    return [fact for fact in facts if fact["value"]]
