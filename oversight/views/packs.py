"""Board packs: which there are, a new one, its words beside the figures, and having the figures counted."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import require_anywhere, require_at, visible_or_404
from accounts.clock import database_now, local_date, request_now
from accounts.enums import Permission
from accounts.models import Agency
from accounts.selectors import agency_ids_where, may_anywhere
from accounts.views.asking import ask
from notifications.services import jobs
from oversight.enums import ExportState, PackSection
from oversight.forms.packs import PackForm, WordsForm
from oversight.models import BoardMeeting, BoardPack
from oversight.selectors import packs as selectors
from oversight.selectors.pack_blocks import colour_of, text_of
from oversight.selectors.pack_page import period_of, standing_of
from oversight.services import packs as services

PER_PAGE = 25
_WHOLE = BoardPack.objects.select_related("agency", "published_by", "corrects", "meeting__board")


def pack_or_404(request: HttpRequest, pack_uuid: UUID, *, makes: bool = False) -> BoardPack:
    """The pack, for somebody who sees it (else Http404) and, if `makes`, makes packs there (else 403)."""
    found = visible_or_404(_WHOLE, request.user, uuid=pack_uuid)
    if makes:
        require_at(request.user, Permission.MAKE_PACK, found.agency)
    return found


def pack_address(pack: BoardPack) -> str:
    return reverse("oversight:pack", args=[pack.uuid])


@require_safe
def packs(request: HttpRequest) -> HttpResponse:
    """The packs somebody sees, the newest period first."""
    require_anywhere(request.user, Permission.VIEW_OVERSIGHT)
    page = Paginator(selectors.packs_of(request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "rows": [(one, period_of(one)) for one in page.object_list],
        "may_make": may_anywhere(request.user, Permission.MAKE_PACK),
    }
    return render(request, "oversight/packs/list.html", context)


@require_http_methods(["GET", "POST"])
def pack_new(request: HttpRequest) -> HttpResponse:
    """Begin a pack with the layout of the last one."""
    require_anywhere(request.user, Permission.MAKE_PACK)
    now, today = request_now(request), local_date(request_now(request))
    agencies = selectors.agencies_for(request.user)
    strategies = selectors.strategies_for(agencies)
    last = selectors.last_pack(agencies)
    meetings = list(selectors.meetings_for(request.user, agencies, now))
    asked = next((one for one in meetings if str(one.uuid) == request.GET.get("meeting")), None)
    form = PackForm(
        request.POST or None, initial=PackForm.initial_after(last, today, strategies, asked), agencies=agencies,
        months=selectors.months_to_choose(today), strategies=strategies, meetings=meetings,
    )  # fmt: skip

    def act() -> BoardPack:
        agency = form.cleaned_data["agency"]
        return at_once(services.begin_pack(agency=agency, layout=form.layout(), by=request.user, now=now))

    return ask(
        request, form, act, heading="Make a board pack", submit="Make it", done="", then=pack_address,
        back=reverse("oversight:packs"),
        intro=f"It begins with the layout of “{last}”." if last else "Its sections stand in the usual order.",
    )  # fmt: skip


def at_once(pack: BoardPack) -> BoardPack:
    """Have a short one made while the person waits; a long one is left to the worker."""
    return pack if services.is_long(pack) else services.make_pack(pack=pack, now_source=database_now)


@require_safe
def pack(request: HttpRequest, pack_uuid: UUID) -> HttpResponse:
    """The pack: words beside figures, and how far it is."""
    found = pack_or_404(request, pack_uuid)
    may_make = selectors.may_make(request.user, found.agency)
    unfinished = found.state in jobs.UNFINISHED
    versions = selectors.versions_of(found, request.user)
    waits = found.state == ExportState.WAITING
    context = {
        "pack": found,
        "period": period_of(found),
        "stands": standing_of(found),
        "unfinished": unfinished,
        "ahead": jobs.ahead_of(found, BoardPack.objects.all(), asked="asked_at") if waits else 0,
        "sections": [_section(one) for one in selectors.sections_shown(found)],
        "definitions": (found.figures or {}).get("definitions", []),
        "hidden": (found.figures or {}).get("hidden", ""),
        "versions": versions,
        "meeting": _meeting(request, found),
        "newer": next((one for one in versions if one.version > found.version and one.is_published), None),
        "may_change": may_make and not found.is_published,
        "may_correct": may_make and found.is_published and max(one.version for one in versions) == found.version,
        "may_list": found.figures is not None and not found.leaves and _may_list(request, found.agency),
    }
    return render(request, "oversight/packs/pack.html", context)


def _meeting(request: HttpRequest, pack: BoardPack) -> BoardMeeting | None:
    """The meeting it is made for, if the person finds it."""
    if pack.meeting_id is None:
        return None
    return BoardMeeting.objects.visible_to(request.user).select_related("board").filter(pk=pack.meeting_id).first()


def _may_list(request: HttpRequest, agency: Agency) -> bool:
    return agency.pk in agency_ids_where(request.user, Permission.EXPORT)


def _section(section: dict[str, Any]) -> dict[str, Any]:
    """A section with its cells beside their headings, and its trends as the chart draws them."""
    blocks = []
    for block in section["blocks"]:
        if block["kind"] == "trend":
            values = [point["value"] for point in block["points"] if point["value"] is not None]
            highest = 100 if block["unit"] == "%" else int(max([5, *values]))
            block = {**block, "highest": highest}
        elif block["kind"] == "table":
            said = [[{"text": text_of(cell), "colour": colour_of(cell)} for cell in row] for row in block["rows"]]
            block = {**block, "rows": [list(zip(block["headings"], row, strict=True)) for row in said]}
        blocks.append(block)
    return {**section, "blocks": blocks}


@require_http_methods(["GET", "POST"])
def pack_change(request: HttpRequest, pack_uuid: UUID) -> HttpResponse:
    """Change what a pack is made of; its figures are counted anew."""
    found = pack_or_404(request, pack_uuid, makes=True)
    now, today = request_now(request), local_date(request_now(request))
    of_agency = Agency.objects.filter(pk=found.agency_id)
    months = selectors.months_to_choose(today)
    own = [month for month in (found.starts_on, found.ends_on.replace(day=1)) if month not in months]
    meetings = list(selectors.meetings_for(request.user, of_agency, now))
    if found.meeting is not None and found.meeting not in meetings:
        meetings.append(found.meeting)
    form = PackForm(
        request.POST or None, changes=found, months=[*months, *own], meetings=meetings,
        strategies=selectors.strategies_for(of_agency), is_correction=found.corrects_id is not None,
    )  # fmt: skip
    return ask(
        request, form,
        lambda: at_once(services.change_layout(pack=found, layout=form.layout(), by=request.user, now=now)),
        heading="Change what it is made of", caption=found.title, submit="Save and count again", done="It is changed.",
        back=pack_address(found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def pack_words(request: HttpRequest, pack_uuid: UUID, pack_section: str) -> HttpResponse:
    """Write the words of a section beside its figures."""
    found = pack_or_404(request, pack_uuid, makes=True)
    if pack_section not in found.sections:
        raise Http404
    section = PackSection(pack_section)
    said = found.words.get(section.value, "")
    form = WordsForm(request.POST or None, initial=WordsForm.initial_of(said))
    shown = next((_section(one) for one in selectors.sections_shown(found) if one["code"] == section.value), None)
    return ask(
        request, form,
        lambda: services.write_words(
            pack=found, section=section, text=form.cleaned_data["text"], seen=form.cleaned_data["seen"], by=request.user
        ),
        template="oversight/packs/words.html", heading=f"Words: {section.label}", caption=found.title,
        done="The words are saved.", back=pack_address(found), section=shown,
    )  # fmt: skip


@require_POST
def pack_make(request: HttpRequest, pack_uuid: UUID) -> HttpResponse:
    """Have the figures counted, or counted anew."""
    found = pack_or_404(request, pack_uuid, makes=True)
    try:
        at_once(services.ask_for_figures(pack=found, by=request.user, now=request_now(request)))
    except services.PackError as error:
        messages.error(request, str(error))
    return redirect(pack_address(found))


@require_POST
def pack_stop(request: HttpRequest, pack_uuid: UUID) -> HttpResponse:
    found = pack_or_404(request, pack_uuid, makes=True)
    if not found.is_published:
        jobs.stop(found, now=request_now(request))
    return redirect(pack_address(found))
