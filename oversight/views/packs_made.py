"""What is done with a board pack that is made: published, corrected, downloaded."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import looks
from accounts.access import require_at
from accounts.clock import request_now
from accounts.enums import LookKind, Permission
from accounts.files import attachment
from accounts.tables import XLSX
from accounts.views.asking import ask
from oversight.forms.packs import CorrectForm, PublishForm
from oversight.models import BoardPack
from oversight.selectors.pack_page import places_to_read
from oversight.selectors.pack_voices import words_to_choose
from oversight.services import pack_files as files
from oversight.services import packs as services
from oversight.views.packs import at_once, pack_address, pack_or_404

PDF = "application/pdf"


@require_http_methods(["GET", "POST"])
def pack_publish(request: HttpRequest, pack_uuid: UUID) -> HttpResponse:
    """Let it be what the board was told. Of one that leaves, the places are shown that might tell of somebody."""
    found = pack_or_404(request, pack_uuid, makes=True)
    places = places_to_read(found)
    form = PublishForm(
        request.POST if request.method == "POST" else None, pack=found, asks=bool(places), quotes=words_to_choose(found)
    )
    return ask(
        request, form,
        lambda: services.publish_pack(
            pack=found, seen=form.cleaned_data["seen"], is_read=form.cleaned_data.get("is_read", False),
            quotes=form.cleaned_data.get("quotes", ()), by=request.user, now=request_now(request),
        ),
        template="oversight/packs/publish.html", heading="Publish the pack", caption=found.title, submit="Publish it",
        intro="From then on nobody changes it. What is wrong is put right by another version, with a reason.",
        done="The pack is published.", back=pack_address(found), places=places,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def pack_correct(request: HttpRequest, pack_uuid: UUID) -> HttpResponse:
    """Begin a version that puts a published one right."""
    found = pack_or_404(request, pack_uuid, makes=True)
    form = CorrectForm(request.POST or None)

    def act() -> BoardPack:
        return at_once(
            services.correct_pack(pack=found, by=request.user, now=request_now(request), **form.cleaned_data)
        )

    return ask(
        request, form, act, heading="Correct the pack", caption=found.title, submit="Begin the new version",
        intro="The new version begins with the same layout and words; its figures are counted anew. What was published stays.",
        done="The new version is begun.", back=pack_address(found), then=pack_address,
    )  # fmt: skip


@require_safe
def pack_paper(request: HttpRequest, pack_uuid: UUID) -> HttpResponse:
    """On A4, as a tagged PDF."""
    return _printed(request, pack_uuid, files.PAPER)


@require_safe
def pack_slides(request: HttpRequest, pack_uuid: UUID) -> HttpResponse:
    """As slides, as a tagged PDF."""
    return _printed(request, pack_uuid, files.SLIDES)


def _printed(request: HttpRequest, pack_uuid: UUID, layout: str) -> HttpResponse:
    found = _made_or_404(request, pack_uuid)
    return attachment(files.printed(found, layout), name=f"{_name(found)}-{layout}.pdf", content_type=PDF)


def _made_or_404(request: HttpRequest, pack_uuid: UUID) -> BoardPack:
    found = pack_or_404(request, pack_uuid)
    if found.figures is None:
        raise Http404
    return found


def _name(pack: BoardPack) -> str:
    return f"{slugify(pack.title)}-{pack.ends_on:%Y-%m}-v{pack.version}"


@require_safe
def pack_workbook(request: HttpRequest, pack_uuid: UUID) -> HttpResponse:
    """The figures as Excel. Nobody is named in them."""
    found = _made_or_404(request, pack_uuid)
    return attachment(files.workbook(found), name=f"{_name(found)}.xlsx", content_type=XLSX)


@require_POST
def pack_lists(request: HttpRequest, pack_uuid: UUID) -> HttpResponse:
    """The figures with the young people behind them whom the person sees now. It stands in the log as every list does."""
    found = _made_or_404(request, pack_uuid)
    require_at(request.user, Permission.EXPORT, found.agency)
    try:
        data, learners = files.workbook_with_lists(pack=found, by=request.user, now=request_now(request))
    except files.ListsError as error:
        messages.error(request, str(error))
        return redirect(pack_address(found))
    looks.note_found(request.user, LookKind.EXPORT, learners)
    return attachment(data, name=f"{_name(found)}-lists.xlsx", content_type=XLSX)
